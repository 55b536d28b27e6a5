#include "io/net_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/own.h"

enum { LINE_MOST = 120, WORDS_MOST = 10, SIDE_MOST = 1024, SIDE_USUAL = 224, OUTPUTS_MOST = 1 << 16 };

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
    char *end;
    long n = word && isdigit((unsigned char)*word) ? strtol(word, &end, 10) : -1;
    if (n < least || n > most || *end) return not_understood(r, word ? word : "");
    *out = (int)n;
    return NO_ERROR;
}

/* Pairs of a word and a number behind what a layer has to have. */
static Error options(const Reading *r, char *words[], DraftLayer *l) {
    for (; words[0]; words += 2) {
        if (strcmp(words[0], "stride") == 0) TRY(number(r, words[1], 1, 16, &l->stride));
        else if (strcmp(words[0], "pad") == 0 && l->kind == KIND_CONV) TRY(number(r, words[1], 0, 16, &l->pad));
        else if (strcmp(words[0], "groups") == 0 && l->kind == KIND_CONV) TRY(number(r, words[1], 1, 4096, &l->groups));
        else return not_understood(r, words[0]);
    }
    return NO_ERROR;
}

static Error read_conv(const Reading *r, char *words[], DraftLayer *l) {
    TRY(number(r, words[1], 1, OUTPUTS_MOST, &l->outputs));
    TRY(number(r, words[2], 1, 15, &l->kernel));
    l->stride = l->groups = 1;
    l->pad = l->kernel / 2;
    return options(r, words + 3, l);
}

static Error read_pool(const Reading *r, char *words[], DraftLayer *l) {
    TRY(number(r, words[1], 1, 16, &l->kernel));
    l->stride = l->kernel;
    return options(r, words + 2, l);
}

static Error read_plain(const Reading *r, char *words[], DraftLayer *l) {
    if (l->kind == KIND_LRN) l->kernel = LRN_SIZE;
    return words[1] ? not_understood(r, words[1]) : NO_ERROR;
}

static Error read_fc(const Reading *r, char *words[], DraftLayer *l) {
    TRY(number(r, words[1], 1, OUTPUTS_MOST, &l->outputs));
    return words[2] ? not_understood(r, words[2]) : NO_ERROR;
}

static const struct {
    const char *word;
    Kind kind;
    Error (*read)(const Reading *r, char *words[], DraftLayer *l);
} LAYERS[] = {{"conv", KIND_CONV, read_conv}, {"bn", KIND_BN, read_plain},     {"relu", KIND_RELU, read_plain},
              {"lrn", KIND_LRN, read_plain},  {"pool", KIND_POOL, read_pool}, {"fc", KIND_FC, read_fc}};

/* words: ended by two NULLs. */
static Error read_layer(Reading *r, char *words[]) {
    Draft *d = r->out;
    if (strcmp(words[0], "input") == 0 && !d->layers) return number(r, words[1], 8, SIDE_MOST, &d->input);
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++) {
        if (strcmp(words[0], LAYERS[i].word) != 0) continue;
        bool maps = LAYERS[i].kind != KIND_FC && LAYERS[i].kind != KIND_RELU;
        if (d->layers == NET_LAYERS) return error("net.layers", "%d", NET_LAYERS - 1);
        if (maps && r->classifying) return not_understood(r, words[0]); /* there are no maps any more */
        r->classifying |= LAYERS[i].kind == KIND_FC;
        DraftLayer *l = &d->layer[d->layers++];
        l->kind = LAYERS[i].kind;
        l->part = r->classifying ? PART_CLASSIFIER : PART_FEATURES;
        l->index = r->classifying ? r->classifier++ : d->features++;
        if (l->kind == KIND_BN && d->layers > 1) l->outputs = d->layer[d->layers - 2].outputs;
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

Error net_text_read(const char *path, Draft *out) {
    Mapped file;
    memset(out, 0, sizeof *out); /* also what lies between its members: drafts are compared */
    out->like = NET_COUNT;
    Reading r = {.path = path, .out = out};
    TRY(file_map(path, &file));
    Error e = NO_ERROR;
    const char *at = (const char *)file.data, *end = at ? at + file.size : NULL;
    while (at < end && !failed(&e)) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop ? stop : end) - at);
        r.line++;
        e = memchr(at, '\0', n) ? not_understood(&r, "") : read_line(&r, at, n);
        at = stop ? stop + 1 : end;
    }
    Error changed = file_unchanged(&file, path);
    file_unmap(&file);
    if (failed(&changed)) return changed;
    if (failed(&e)) return e;
    return out->layers ? NO_ERROR : error("net_text.empty", "%s", path);
}

Error net_text_open(const char *path, NetId *id) {
    Draft draft;
    Net net;
    TRY(net_text_read(path, &draft));
    if (!draft.input) draft.input = SIDE_USUAL;
    own_called(path, draft.name);
    TRY(net_draft(&draft, id));
    net_build(&net, *id, 1);
    return own_describe(*id, path, net_classes(&net));
}

Error net_named(const char *what, NetId *id) {
    if (net_find(what, id)) return NO_ERROR;
    return file_exists(what) ? net_text_open(what, id) : error("command.net", "%s", what);
}
