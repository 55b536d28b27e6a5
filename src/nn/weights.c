#include "nn/weights.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/stop.h"
#include "model/kind.h"

enum {
    PIECE = 1 << 16,   /* numbers made or checked at a time */
    PART = 32 * PIECE, /* between two looks at whether it was stopped: some milliseconds */
};

/* What lies between two numbers of a tensor, in pieces. */
typedef struct Range {
    int64_t first, end;
} Range;

static int pieces_of(Range r) { return (int)((r.end - r.first + PIECE - 1) / PIECE); }

static Range piece_of(Range r, int piece) {
    int64_t first = r.first + (int64_t)piece * PIECE;
    return (Range){first, first + PIECE < r.end ? first + PIECE : r.end};
}

void weights_close(Weights *w) {
    file_unmap(&w->file);
    arena_free(&w->memory);
    *w = (Weights){0};
}

Error weights_zero_biases(Weights *w) {
    for (int row = 0; row < w->net.layers; row++) {
        const Layer *l = &w->net.layer[row];
        if (!l->unbiased) continue;
        float *zeros = ARENA_NEW(&w->memory, (size_t)l->out.c, float);
        if (!zeros) return error("memory", "%s", l->name);
        w->layer[row].bias = (Tensor){.data = zeros, .type = DTYPE_F32, .rank = 1, .dim = {l->out.c}};
    }
    return NO_ERROR;
}

bool weights_guessed(const Weights *w) {
    return net_is_own(w->net.id) && w->described != DESCRIBED_BY_FILE && w->described != DESCRIBED_BY_TEXT;
}

Error weights_unchanged(const Weights *w) { return file_unchanged(&w->file, w->path); }

const Followed *weights_followed(const Weights *w, int row) {
    while (row >= 0 && !w->net.layer[row].weight_layer) row--;
    return row >= 0 && w->follows[row].map ? &w->follows[row] : NULL;
}

bool weights_follow_alike(const Weights *a, int row_a, const Weights *b, int row_b) {
    const Followed *f = weights_followed(a, row_a), *g = weights_followed(b, row_b);
    int maps = net_shape(&a->net, row_a).c;
    if (!f || !g || a->follows_net != b->follows_net || f->row != g->row) return false;
    return maps == net_shape(&b->net, row_b).c && memcmp(f->map, g->map, (size_t)maps * sizeof *f->map) == 0;
}

void weights_name(const Layer *l, const char *what, char out[32]) {
    bool features = l->features_index >= 0;
    int index = features ? l->features_index : l->classifier_index;
    if (index < 0) snprintf(out, 32, "classifier.%s", what);
    else snprintf(out, 32, "%s.%d.%s", features ? "features" : "classifier", index, what);
}

/* ---- seeded ---- */

static uint32_t tensor_key(const char *name, uint32_t seed) {
    uint32_t h = 2166136261u;
    for (; *name; name++) h = (h ^ (unsigned char)*name) * 16777619u;
    return h ^ seed * 0x9E3779B9u;
}

static uint64_t integer_sqrt(uint64_t n) {
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 31; bit; bit >>= 1)
        if ((root + bit) * (root + bit) <= n) root += bit;
    return root;
}

/* What the numbers of a seeded tensor lie around, and how far from it at most. */
typedef struct Spread {
    float centre, bound;
} Spread;

static Spread spread_of(const TensorShape *t) {
    bool factor = strcmp(t->name, "weight") == 0 || strcmp(t->name, "running_var") == 0;
    if (t->rank == 1) return factor ? (Spread){1, 0.25f} : (Spread){0, 0.0625f};
    uint64_t fan_in = (uint64_t)(tensor_shape_count(t) / t->dim[0]);
    return (Spread){0, (float)integer_sqrt(((uint64_t)6 << 40) / fan_in) / 1048576.0f};
}

typedef struct Making {
    float *out;
    Range range;
    uint32_t key;
    Spread spread;
} Making;

static void make_piece(void *ctx, int piece, int worker) {
    (void)worker;
    const Making *m = ctx;
    Range r = piece_of(m->range, piece);
    float step = m->spread.bound / 8388608.0f;
    for (int64_t i = r.first; i < r.end; i++) {
        uint32_t x = chance_bits(m->key, (uint32_t)i);
        m->out[i] = m->spread.centre + ((float)((int32_t)(x >> 8) - 8388608) + 0.5f) * step;
    }
}

static void make_range(const Tensor *t, uint32_t key, Spread spread, Range range, Workers *workers) {
    Making making = {(float *)t->data, range, key, spread};
    workers_run(workers, pieces_of(range), make_piece, &making);
}

/* Tensors of a row's shapes; their numbers are still to be made. Error: memory. */
static Error make_room(const Layer *l, Arena *memory, LayerWeights *w) {
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    for (int i = layer_tensors(l, w, shape, tensor) - 1; i >= 0; i--) {
        float *data = ARENA_NEW(memory, (size_t)tensor_shape_count(&shape[i]), float);
        if (!data) return error("memory", "%s", l->name);
        *tensor[i] = (Tensor){.data = data, .rank = shape[i].rank};
        memcpy(tensor[i]->dim, shape[i].dim, sizeof shape[i].dim);
    }
    return NO_ERROR;
}

Error weights_seeded(NetId id, uint32_t seed, Weights *out) {
    *out = (Weights){.origin = ORIGIN_RANDOM, .seeded = true, .seed = seed,
                     .found = preparation(PREPARE_TORCHVISION),
                     .preparation = preparation(PREPARE_TORCHVISION)};
    net_build(&out->net, id, 1);
    Error e = NO_ERROR;
    for (int row = 0; row < out->net.layers && !failed(&e); row++)
        e = make_room(&out->net.layer[row], &out->memory, &out->layer[row]);
    if (!failed(&e)) e = weights_zero_biases(out);
    if (failed(&e)) weights_close(out);
    return e;
}

Error weights_randomize(Weights *w, int row, uint32_t seed, Workers *workers) {
    const Layer *l = &w->net.layer[row];
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    TRY(make_room(l, &w->memory, &w->layer[row]));
    for (int i = layer_tensors(l, &w->layer[row], shape, tensor) - 1; i >= 0; i--) {
        char name[32];
        weights_name(l, shape[i].name, name);
        Range all = {0, tensor_count(tensor[i])};
        make_range(tensor[i], tensor_key(name, seed), spread_of(&shape[i]), all, workers);
    }
    w->ready[row] = true;
    return NO_ERROR;
}

bool weights_random(const char *what, uint32_t *seed) {
    *seed = 1;
    if (strcmp(what, "random") == 0) return true;
    if (strncmp(what, "random:", 7) != 0 || !isdigit((unsigned char)what[7])) return false;
    char *end;
    errno = 0;
    unsigned long long n = strtoull(what + 7, &end, 10);
    *seed = (uint32_t)n;
    return !*end && !errno && n <= UINT32_MAX;
}

/* ---- before use ---- */

typedef struct Checking {
    const Tensor *tensor;
    Range range;
    atomic_bool wrong;
} Checking;

static void check_piece(void *ctx, int piece, int worker) {
    (void)worker;
    Checking *c = ctx;
    Range r = piece_of(c->range, piece);
    float values[1024];
    bool finite = true;
    for (; r.first < r.end && finite; r.first += 1024) {
        int64_t count = r.end - r.first < 1024 ? r.end - r.first : 1024;
        tensor_read(c->tensor, r.first, count, values);
        for (int64_t i = 0; i < count; i++) finite &= fabsf(values[i]) <= 3.4028235e38f;
    }
    if (!finite) atomic_store(&c->wrong, true);
}

static bool range_finite(const Tensor *t, Range range, Workers *workers) {
    if (t->type == DTYPE_U8) return true; /* its scales were checked when the file was opened */
    Checking checking = {.tensor = t, .range = range};
    workers_run(workers, pieces_of(range), check_piece, &checking);
    return !atomic_load(&checking.wrong);
}

bool tensor_finite(const Tensor *t, Workers *workers) { return range_finite(t, (Range){0, tensor_count(t)}, workers); }

static Error touch(const Weights *w, int row, const TensorShape *shape, const Tensor *t, Range range,
                   Workers *workers) {
    char name[32];
    weights_name(&w->net.layer[row], shape->name, name);
    if (w->seeded) make_range(t, tensor_key(name, w->seed), spread_of(shape), range, workers);
    if (w->seeded || range_finite(t, range, workers)) return NO_ERROR;
    return error("weights.not_finite", "%s\t%s", name, w->path);
}

Error weights_touch(Weights *w, int row, Workers *workers, const atomic_bool *cancel) {
    if (w->ready[row] || !file_wait(&w->file, cancel)) return NO_ERROR;
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS];
    int tensors = layer_tensors(&w->net.layer[row], &w->layer[row], shape, tensor);
    int64_t n = tensors ? tensor_count(tensor[0]) : 0, *at = &w->touched[row]; /* the others are small */
    for (; *at < n; *at += PART) {
        if (stop_asked(cancel)) return NO_ERROR;
        Range part = {*at, *at + PART < n ? *at + PART : n};
        TRY(touch(w, row, &shape[0], tensor[0], part, workers));
    }
    for (int i = 1; i < tensors; i++)
        TRY(touch(w, row, &shape[i], tensor[i], (Range){0, tensor_count(tensor[i])}, workers));
    w->ready[row] = true;
    return NO_ERROR;
}
