#include "io/net_text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/format.h"
#include "io/own.h"

enum { LINE_MOST = 120, WORDS_MOST = 16, SIDE_MOST = 1024, SIDE_USUAL = 224, OUTPUTS_MOST = 1 << 16 };

typedef struct Reading {
    const char *path;
    int line;
    Draft *out;
    bool classifying;
    int classifier; /* modules of it */
} Reading;

static Error not_understood(const Reading *r, const char *word) {
    return error("net_text.line", "%s\t%d\t%s", r->path, r->line, word);
}

static Error number(const Reading *r, const char *word, int least, int most, int *out) {
    char *end = NULL;
    long n = word && isdigit((unsigned char)*word) ? strtol(word, &end, 10) : -1;
    if (n < least || n > most || *end) return not_understood(r, word ? word : "");
    *out = (int)n;
    return NO_ERROR;
}

static Error real(const Reading *r, const char *word, float least, float most, float *out) {
    char *end = NULL;
    float n = word && (isdigit((unsigned char)*word) || *word == '.') ? strtof(word, &end) : -1;
    if (!(n >= least && n <= most) || *end) return not_understood(r, word ? word : "");
    *out = n;
    return NO_ERROR;
}

/* ---- what may stand behind what a layer has to have ---- */

typedef enum Sort { SORT_FLAG, SORT_NUMBER, SORT_REAL } Sort;

#define ONE(kind) (1u << KIND_##kind)
#define WINDOWS (ONE(CONV) | ONE(POOL) | ONE(AVERAGE))
#define AT(member) offsetof(DraftLayer, member)

static const struct Option {
    const char *word;
    unsigned kinds;
    Sort sort;
    size_t at;
    float least, most;
} OPTIONS[] = {
    {"stride", WINDOWS, SORT_NUMBER, AT(stride), 1, 16},
    {"pad", WINDOWS, SORT_NUMBER, AT(pad), 0, 16},
    {"more", WINDOWS, SORT_NUMBER, AT(pad_more), 0, 16},
    {"groups", ONE(CONV), SORT_NUMBER, AT(groups), 1, 4096},
    {"ceil", ONE(POOL) | ONE(AVERAGE), SORT_FLAG, AT(ceil), 0, 0},
    {"counts", ONE(AVERAGE), SORT_FLAG, AT(counts_padding), 0, 0},
    {"epsilon", ONE(BN), SORT_REAL, AT(epsilon), 1e-12f, 1},
    {"alpha", ONE(LRN), SORT_REAL, AT(alpha), 1e-12f, 1e6f},
    {"beta", ONE(LRN), SORT_REAL, AT(beta), 1e-3f, 10},
    {"k", ONE(LRN), SORT_REAL, AT(k), 1e-6f, 1e6f},
};

static const struct Option *option(const char *word, Kind kind) {
    for (size_t i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++)
        if (strcmp(word, OPTIONS[i].word) == 0 && OPTIONS[i].kinds >> kind & 1) return &OPTIONS[i];
    return NULL;
}

static Error options(const Reading *r, char *words[], DraftLayer *l) {
    while (words[0]) {
        const struct Option *o = option(words[0], l->kind);
        if (!o) return not_understood(r, words[0]);
        void *at = (char *)l + o->at;
        if (o->sort == SORT_FLAG) *(bool *)at = true;
        else if (o->sort == SORT_NUMBER) TRY(number(r, words[1], (int)o->least, (int)o->most, at));
        else TRY(real(r, words[1], o->least, o->most, at));
        words += o->sort == SORT_FLAG ? 1 : 2;
    }
    return NO_ERROR;
}

/* ---- layers ---- */

/* Where its padding is not said, the size is kept. */
static Error read_conv(const Reading *r, char *words[], DraftLayer *l) {
    bool said = false;
    TRY(number(r, words[1], 1, OUTPUTS_MOST, &l->outputs));
    TRY(number(r, words[2], 1, 15, &l->kernel));
    for (char **at = words + 3; *at; at++) said |= strcmp(*at, "pad") == 0 || strcmp(*at, "more") == 0;
    l->stride = l->groups = 1;
    l->pad = said ? 0 : (l->kernel - 1) / 2;
    l->pad_more = said ? 0 : l->kernel - 1 - 2 * l->pad;
    return options(r, words + 3, l);
}

static Error read_pool(const Reading *r, char *words[], DraftLayer *l) {
    if (l->kind == KIND_AVERAGE && words[1] && strcmp(words[1], "global") == 0) {
        l->adaptive = 1;
        return words[2] ? not_understood(r, words[2]) : NO_ERROR;
    }
    TRY(number(r, words[1], 1, 64, &l->kernel));
    l->stride = l->kernel;
    return options(r, words + 2, l);
}

static Error read_adaptive(const Reading *r, char *words[], DraftLayer *l) {
    TRY(number(r, words[1], 1, 64, &l->adaptive));
    return words[2] ? not_understood(r, words[2]) : NO_ERROR;
}

static Error read_plain(const Reading *r, char *words[], DraftLayer *l) { return options(r, words + 1, l); }

static Error read_sloped(const Reading *r, char *words[], DraftLayer *l) {
    if (!words[1]) return NO_ERROR;
    TRY(real(r, words[1], 1e-6f, 100, &l->slope));
    return words[2] ? not_understood(r, words[2]) : NO_ERROR;
}

static Error read_lrn(const Reading *r, char *words[], DraftLayer *l) {
    bool said = words[1] && isdigit((unsigned char)*words[1]);
    l->kernel = LRN_SIZE;
    if (said) TRY(number(r, words[1], 1, 64, &l->kernel));
    return options(r, words + 1 + said, l);
}

static Error read_fc(const Reading *r, char *words[], DraftLayer *l) {
    TRY(number(r, words[1], 1, OUTPUTS_MOST, &l->outputs));
    return words[2] ? not_understood(r, words[2]) : NO_ERROR;
}

static const struct {
    const char *word;
    Kind kind;
    bool maps; /* it wants them: there are none any more behind a fully connected layer */
    Error (*read)(const Reading *r, char *words[], DraftLayer *l);
} LAYERS[] = {
    {"conv", KIND_CONV, true, read_conv},
    {"bn", KIND_BN, false, read_plain},
    {"relu", KIND_RELU, false, read_plain},
    {"leaky", KIND_LEAKY, false, read_sloped},
    {"elu", KIND_ELU, false, read_sloped},
    {"gelu", KIND_GELU, false, read_plain},
    {"silu", KIND_SILU, false, read_plain},
    {"relu6", KIND_RELU6, false, read_plain},
    {"sigmoid", KIND_SIGMOID, false, read_plain},
    {"tanh", KIND_TANH, false, read_plain},
    {"lrn", KIND_LRN, true, read_lrn},
    {"pool", KIND_POOL, true, read_pool},
    {"average", KIND_AVERAGE, true, read_pool},
    {"adaptive", KIND_AVERAGE, true, read_adaptive},
    {"fc", KIND_FC, false, read_fc},
};

/* input 28, channels 1: what stands before the first layer. */
static Error read_input(const Reading *r, char *words[], bool *there) {
    bool side = strcmp(words[0], "input") == 0;
    *there = !r->out->layers && (side || strcmp(words[0], "channels") == 0);
    if (!*there) return NO_ERROR;
    if (side) TRY(number(r, words[1], 8, SIDE_MOST, &r->out->input));
    else TRY(number(r, words[1], 1, 3, &r->out->channels));
    r->out->any_side &= !side;
    if (r->out->channels == 2) return not_understood(r, words[1]);
    return words[2] ? not_understood(r, words[2]) : NO_ERROR;
}

/* words: ended by two NULLs. */
static Error read_layer(Reading *r, char *words[]) {
    Draft *d = r->out;
    bool there;
    TRY(read_input(r, words, &there));
    if (there) return NO_ERROR;
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++) {
        if (strcmp(words[0], LAYERS[i].word) != 0) continue;
        if (d->layers == NET_LAYERS) return error("net.layers", "%d", NET_LAYERS - 1);
        if (LAYERS[i].maps && r->classifying) return not_understood(r, words[0]);
        r->classifying |= LAYERS[i].kind == KIND_FC;
        DraftLayer *l = &d->layer[d->layers++];
        l->kind = LAYERS[i].kind;
        l->part = r->classifying ? PART_CLASSIFIER : PART_FEATURES;
        l->index = r->classifying ? r->classifier++ : d->features++;
        return LAYERS[i].read(r, words, l);
    }
    return not_understood(r, words[0]);
}

static Error read_line(Reading *r, const char *line, size_t n) {
    char text[LINE_MOST + 1], *words[WORDS_MOST + 2] = {0}, *rest = text;
    int count = 0;
    const char *comment = memchr(line, '#', n);
    if (comment) n = (size_t)(comment - line);
    if (n > LINE_MOST) return not_understood(r, ""); /* nothing of it may get lost */
    snprintf(text, sizeof text, "%.*s", (int)n, line);
    for (char *word; count < WORDS_MOST && (word = strtok_r(rest, " \t\r", &rest));) words[count++] = word;
    return count ? read_layer(r, words) : NO_ERROR;
}

Error net_text_read(const void *text, size_t size, const char *path, Draft *out) {
    memset(out, 0, sizeof *out); /* also what lies between its members: drafts are compared */
    out->input = SIDE_USUAL;
    out->any_side = true;
    out->like = NET_COUNT;
    own_called(path, out->name);
    Reading r = {.path = path, .out = out};
    const char *at = text, *end = at ? at + size : NULL;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop ? stop : end) - at);
        r.line++;
        TRY(memchr(at, '\0', n) ? not_understood(&r, "") : read_line(&r, at, n));
        at = stop ? stop + 1 : end;
    }
    return out->layers ? NO_ERROR : error("net_text.empty", "%s", path);
}

/* ---- what is one ---- */

/* The first line that says anything is understood: what is wrong in another one is said when it is read. */
static bool is_net_text(const unsigned char *bytes, size_t size) {
    enum { FAR = 1 << 16 };
    Draft draft;
    memset(&draft, 0, sizeof draft);
    Reading r = {.path = "", .out = &draft};
    const char *at = (const char *)bytes, *end = at + (size < FAR ? size : FAR);
    while (at < end && !draft.layers && !draft.input && !draft.channels) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop ? stop : end) - at);
        Error e = memchr(at, '\0', n) ? not_understood(&r, "") : read_line(&r, at, n);
        if (failed(&e)) return false;
        at = stop ? stop + 1 : end;
    }
    return draft.layers || draft.input || draft.channels;
}

const FileFormat net_text_format = {"text of a network", FILE_NET_TEXT, .is = is_net_text};

/* ---- writing ---- */

typedef struct Writing {
    char *out;
    size_t n;
} Writing;

__attribute__((format(printf, 2, 3))) static void put(Writing *w, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(w->out + w->n, NET_TEXT - w->n, format, args);
    va_end(args);
    w->n += n > 0 && (size_t)n < NET_TEXT - w->n ? (size_t)n : NET_TEXT - 1 - w->n;
}

/* A zero is what is not said, but for a convolution's padding. */
static void put_options(Writing *w, const DraftLayer *l) {
    for (const struct Option *o = OPTIONS; o < OPTIONS + sizeof OPTIONS / sizeof *OPTIONS; o++) {
        const void *at = (const char *)l + o->at;
        if (!(o->kinds >> l->kind & 1)) continue;
        bool padding = l->kind == KIND_CONV && o->at == AT(pad);
        if (o->sort == SORT_FLAG && *(const bool *)at) put(w, " %s", o->word);
        else if (o->sort == SORT_NUMBER && (*(const int *)at || padding)) put(w, " %s %d", o->word, *(const int *)at);
        else if (o->sort == SORT_REAL && *(const float *)at > 0)
            put(w, " %s %.9g", o->word, (double)*(const float *)at);
    }
}

static void put_layer(Writing *w, const DraftLayer *l) {
    size_t i = 0;
    while (LAYERS[i].kind != l->kind) i++;
    if (l->adaptive) {
        put(w, "adaptive %d\n", l->adaptive);
        return;
    }
    put(w, "%s", LAYERS[i].word);
    if (l->outputs && (l->kind == KIND_CONV || l->kind == KIND_FC)) put(w, " %d", l->outputs);
    if (l->kernel) put(w, " %d", l->kernel);
    if (l->slope > 0) put(w, " %.9g", (double)l->slope);
    put_options(w, l);
    put(w, "\n");
}

bool net_text_write(const Draft *draft, char out[NET_TEXT]) {
    Writing w = {.out = out};
    if (!draft->any_side) put(&w, "input %d\n", draft->input);
    put(&w, "channels %d\n", draft->channels ? draft->channels : 3);
    for (int i = 0; i < draft->layers; i++) put_layer(&w, &draft->layer[i]);
    return w.n < NET_TEXT - 1;
}

/* ---- files ---- */

Error net_text_file(const char *path, Draft *out) {
    Mapped file;
    TRY(file_map(path, &file));
    Error e = net_text_read(file.data, file.size, path, out);
    Error changed = file_unchanged(&file, path);
    file_unmap(&file);
    return failed(&changed) ? changed : e;
}

Error net_text_open(const char *path, NetId *id) {
    Draft draft;
    Net net;
    TRY(net_text_file(path, &draft));
    draft.any_side = false;
    TRY(net_draft(&draft, id));
    net_build(&net, *id, 1);
    return own_describe(*id, path, net_classes(&net));
}

Error net_named(const char *what, NetId *id) {
    if (net_find(what, id)) return NO_ERROR;
    return file_exists(what) ? net_text_open(what, id) : error("command.net", "%s", what);
}
