/* The inner product of two patches is the sum of nine inner products of units, each of which nine patches share: so
 * all units are multiplied with all, as a 1x1 convolution whose kernels are the units of b, and then summed. */
#include "nn/match.h"

#include <math.h>
#include <string.h>

#include "base/stop.h"

typedef struct Match {
    Shape a, b;
    const float *products; /* (b.h * b.w, a.h, a.w): of the units */
    const float *a_scale, *b_scale; /* one over the lengths of the patches */
    float *relevance;
    int *place;
} Match;

/* One over the length of the patch around each unit. */
static void patch_scales(const float *values, Shape s, double *squares, float *out) {
    int64_t plane = (int64_t)s.h * s.w;
    for (int64_t i = 0; i < plane; i++) squares[i] = 0;
    for (int c = 0; c < s.c; c++)
        for (int64_t i = 0; i < plane; i++) squares[i] += (double)values[c * plane + i] * (double)values[c * plane + i];
    for (int y = 0; y < s.h; y++)
        for (int x = 0; x < s.w; x++) {
            double sum = 0;
            for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < s.h; v++)
                for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < s.w; u++) sum += squares[v * s.w + u];
            out[y * s.w + x] = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
        }
}

/* The products of the patches of a's row y with b's patch (u, v), unscaled. */
static void patch_products(const Match *m, int y, int u, int v, float *sum) {
    int w = m->a.w;
    memset(sum, 0, (size_t)w * sizeof *sum);
    for (int dy = -1; dy <= 1; dy++) {
        if (y + dy < 0 || y + dy >= m->a.h || v + dy < 0 || v + dy >= m->b.h) continue;
        for (int dx = -1; dx <= 1; dx++) {
            if (u + dx < 0 || u + dx >= m->b.w) continue;
            const float *p = m->products + (((int64_t)(v + dy) * m->b.w + u + dx) * m->a.h + y + dy) * w;
            int from = dx < 0 ? 1 : 0, to = dx > 0 ? w - 1 : w;
            for (int x = from; x < to; x++) sum[x] += p[x + dx];
        }
    }
}

static void match_row(void *ctx, int y, int worker) {
    (void)worker;
    const Match *m = ctx;
    float sum[MATCH_SIDE], best[MATCH_SIDE];
    int place[MATCH_SIDE], w = m->a.w;
    for (int x = 0; x < w; x++) best[x] = -INFINITY, place[x] = 0;
    for (int j = 0; j < m->b.h * m->b.w; j++) {
        patch_products(m, y, j % m->b.w, j / m->b.w, sum);
        float scale = m->b_scale[j];
        for (int x = 0; x < w; x++) {
            float value = sum[x] * scale;
            place[x] = value > best[x] ? j : place[x];
            best[x] = value > best[x] ? value : best[x];
        }
    }
    for (int x = 0; x < w; x++) m->relevance[y * w + x] = best[x] * m->a_scale[y * w + x];
    memcpy(m->place + y * w, place, (size_t)w * sizeof *place);
}

/* All units of a with all of b: products (b.h * b.w, a.h, a.w). kernels (b.h * b.w, C), bias zeros. */
static Error unit_products(Engine *engine, const float *a, const Match *m, const float *kernels, const float *bias,
                           Watch watch, float *products, bool *finished) {
    int units = m->b.h * m->b.w;
    Layer l = {.kind = KIND_CONV, .in = m->a, .out = {units, m->a.h, m->a.w}, .kernel = 1, .stride = 1, .groups = 1};
    l.macs = shape_count(l.out) * m->a.c;
    LayerWeights w = {.weight = {.data = kernels, .type = DTYPE_F32, .rank = 4, .dim = {units, m->a.c, 1, 1}},
                      .bias = {.data = bias, .type = DTYPE_F32, .rank = 1, .dim = {units}}};
    Error e = NO_ERROR;
    int portions = engine_portions(engine, &l);
    *finished = true;
    for (int i = 0; i < portions && *finished && !failed(&e); i++) {
        e = engine_portion(engine, &l, &w, false, a, products, i);
        if (watch.done) atomic_store(watch.done, 800 * (i + 1) / portions);
        if (stop_asked(watch.cancel)) *finished = false;
    }
    engine_forget(engine, &w);
    return e;
}

static Error match_in(Arena *arena, Engine *engine, const float *a, Match *m, const float *b, Watch watch,
                      bool *finished) {
    size_t plane_a = (size_t)m->a.h * (size_t)m->a.w, plane_b = (size_t)m->b.h * (size_t)m->b.w, count;
    float *kernels = ARENA_NEW(arena, plane_b * (size_t)m->b.c, float), *bias = ARENA_NEW(arena, plane_b, float);
    float *a_scale = ARENA_NEW(arena, plane_a, float), *b_scale = ARENA_NEW(arena, plane_b, float);
    double *squares = ARENA_NEW(arena, plane_a > plane_b ? plane_a : plane_b, double);
    float *products = size_mul(plane_a, plane_b, &count) ? ARENA_NEW(arena, count + 16, float) : NULL;
    if (!kernels || !bias || !a_scale || !b_scale || !squares || !products) return error("memory", "%s", "match");
    for (int c = 0; c < m->b.c; c++)
        for (size_t j = 0; j < plane_b; j++) kernels[j * (size_t)m->b.c + (size_t)c] = b[(size_t)c * plane_b + j];
    TRY(unit_products(engine, a, m, kernels, bias, watch, products, finished));
    if (!*finished) return NO_ERROR;
    patch_scales(a, m->a, squares, a_scale);
    patch_scales(b, m->b, squares, b_scale);
    m->products = products;
    m->a_scale = a_scale;
    m->b_scale = b_scale;
    workers_run(engine_workers(engine), m->a.h, match_row, m);
    return NO_ERROR;
}

Error match_patches(Engine *engine, const float *a, Shape a_shape, const float *b, Shape b_shape, Watch watch,
                    float *relevance, int *place, bool *finished) {
    Arena arena = {0};
    Match m = {.a = a_shape, .b = b_shape, .relevance = relevance, .place = place};
    Error e = match_in(&arena, engine, a, &m, b, watch, finished);
    arena_free(&arena);
    return e;
}
