#include "nn/trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/stop.h"

enum { PIECE = 1 << 16 }; /* numbers made between two looks at the flag */

/* Numbers from -1 to 1 that are the same every time. */
static void fill(float *out, int64_t first, int64_t end, uint32_t seed, float bound) {
    for (int64_t i = first; i < end; i++) {
        uint32_t x = ((uint32_t)i + seed) * 0x9E3779B9u;
        x = (x ^ x >> 16) * 0x21F0AAADu;
        x ^= x >> 15;
        out[i] = ((float)(x >> 8) / 8388608.0f - 1.0f) * bound;
    }
}

/* n of them, the last ones unset where it was cancelled; memory_free releases them. */
static float *numbers(int64_t n, uint32_t seed, float bound, const atomic_bool *cancel) {
    size_t used = (size_t)n * sizeof(float), bytes = (used + 127) / 64 * 64;
    float *out = memory_alloc(bytes);
    if (!out) return NULL;
    memset((char *)out + used, 0, bytes - used);
    for (int64_t first = 0; first < n && !stop_asked(cancel); first += PIECE)
        fill(out, first, first + PIECE < n ? first + PIECE : n, seed, bound);
    return out;
}

static Layer layer_of(int kernel, int c, int side) {
    return (Layer){.kind = KIND_CONV, .name = "trial", .in = {c, side, side}, .out = {c, side, side},
                   .kernel = kernel, .stride = 1, .pad = (kernel - 1) / 2, .groups = 1};
}

static LayerWeights weights_of(const Layer *l, const float *w, const float *b) {
    return (LayerWeights){
        .weight = {.data = w, .type = DTYPE_F32, .rank = 4, .dim = {l->out.c, l->in.c, l->kernel, l->kernel}},
        .bias = {.data = b, .type = DTYPE_F32, .rank = 1, .dim = {l->out.c}}};
}

static Error run(Engine *engine, const Layer *l, const LayerWeights *w, bool relu, const float *in, float *out,
                 const atomic_bool *cancel) {
    int portions = engine_portions(engine, l);
    for (int i = 0; i < portions && !stop_asked(cancel); i++)
        TRY(engine_portion(engine, l, w, relu, in, out, i));
    return NO_ERROR;
}

/* ---- time ---- */

Error trial_time(Engine *engine, int kernel, int count, int c, int side, const atomic_bool *cancel, double *ms) {
    Layer l = layer_of(kernel, c, side);
    int64_t maps = shape_count(l.in), n = (int64_t)c * c * kernel * kernel;
    float *a = numbers(maps, 1, 1, cancel), *b = numbers(maps, 2, 1, cancel), *bias = numbers(c, 4, 0.1f, cancel);
    float *w = numbers(n, 3, sqrtf(6.0f / (float)(c * kernel * kernel)), cancel);
    Error e = a && b && w && bias ? NO_ERROR : error("memory", "%s", "trial");
    double times[3] = {0};
    if (!failed(&e)) {
        LayerWeights weights = weights_of(&l, w, bias);
        for (int round = -1; round < 3 && !failed(&e); round++) { /* the first one warms up */
            double began = clock_ms();
            for (int i = 0; i < count && !failed(&e); i++)
                e = run(engine, &l, &weights, true, i % 2 ? b : a, i % 2 ? a : b, cancel);
            if (round >= 0) times[round] = clock_ms() - began;
        }
        engine_forget(engine, &weights);
    }
    double lo = fmin(times[0], times[1]), hi = fmax(times[0], times[1]);
    *ms = stop_asked(cancel) ? -1 : fmax(lo, fmin(hi, times[2]));
    memory_free(a);
    memory_free(b);
    memory_free(w);
    memory_free(bias);
    return e;
}

/* ---- folding ---- */

typedef struct Fold {
    Layer wide, one;           /* 3x3, and 1x1 behind it */
    float *w3, *b3, *w1, *b1;  /* of the two */
    float *w, *b;              /* of the one that they fold into */
    float *in, *between, *out, *folded;
} Fold;

/* W[o][c] = sum over m of W1[o][m] * W3[m][c], b[o] = b1[o] + sum over m of W1[o][m] * b3[m]. */
static void fold_weights(const Fold *f, int c) {
    for (int o = 0; o < c; o++) {
        double bias = (double)f->b1[o];
        for (int m = 0; m < c; m++) bias += (double)f->w1[o * c + m] * (double)f->b3[m];
        f->b[o] = (float)bias;
        for (int i = 0; i < c * 9; i++) {
            double sum = 0;
            for (int m = 0; m < c; m++) sum += (double)f->w1[o * c + m] * (double)f->w3[m * c * 9 + i];
            f->w[o * c * 9 + i] = (float)sum;
        }
    }
}

static double difference(const float *a, const float *b, int64_t n) {
    double worst = 0, most = 0;
    for (int64_t i = 0; i < n; i++) {
        double apart = fabs((double)a[i] - (double)b[i]), size = fabs((double)b[i]);
        if (apart > worst) worst = apart; /* fmax here breaks GCC 12 on ARM */
        if (size > most) most = size;
    }
    return most > 0 ? worst / most : 0;
}

static Error compare(Engine *engine, const Fold *f, bool relu, double *out) {
    LayerWeights three = weights_of(&f->wide, f->w3, f->b3), one = weights_of(&f->one, f->w1, f->b1);
    LayerWeights folded = weights_of(&f->wide, f->w, f->b);
    Error e = run(engine, &f->wide, &three, relu, f->in, f->between, NULL);
    if (!failed(&e)) e = run(engine, &f->one, &one, false, f->between, f->out, NULL);
    if (!failed(&e)) e = run(engine, &f->wide, &folded, false, f->in, f->folded, NULL);
    engine_forget(engine, &three);
    engine_forget(engine, &one);
    engine_forget(engine, &folded);
    *out = difference(f->out, f->folded, shape_count(f->wide.out));
    return e;
}

Error trial_fold(Engine *engine, int c, double *linear, double *with_relu) {
    enum { SIDE = 14 };
    Fold f = {.wide = layer_of(3, c, SIDE), .one = layer_of(1, c, SIDE)};
    int64_t maps = shape_count(f.wide.in), n = (int64_t)c * c;
    float bound = sqrtf(6.0f / (float)(9 * c));
    float **const parts[] = {&f.w3, &f.b3, &f.w1, &f.b1, &f.w, &f.b, &f.in, &f.between, &f.out, &f.folded};
    const int64_t sizes[] = {9 * n, c, n, c, 9 * n, c, maps, maps, maps, maps};
    Error e = NO_ERROR;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *parts[i] = numbers(sizes[i], (uint32_t)(100000 * i), i < 6 ? bound : 1, NULL);
        if (!*parts[i]) e = error("memory", "%s", "trial");
    }
    if (!failed(&e)) {
        fold_weights(&f, c);
        e = compare(engine, &f, false, linear);
        if (!failed(&e)) e = compare(engine, &f, true, with_relu);
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) memory_free(*parts[i]);
    return e;
}
