#include "nn/lowering.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stop.h"

/* ---- directions ---- */

static double dot(const double *a, const double *b, int n) {
    double sum[4] = {0};
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++) sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++) sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double map_dot(const float *a, const float *b, int n) {
    double sum[4] = {0};
    int i = 0;
    for (; i + 4 <= n; i += 4)
        for (int k = 0; k < 4; k++) sum[k] += (double)a[i + k] * (double)b[i + k];
    for (; i < n; i++) sum[0] += (double)a[i] * (double)b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void turn(double *a, double *b, int n, double c, double s) {
    for (int i = 0; i < n; i++) {
        double was = a[i];
        a[i] = c * was + s * b[i];
        b[i] = c * b[i] - s * was;
    }
}

/* Makes two rows orthogonal, the first the longer one; whether that took a turn. */
static bool part(double *a, double *b, int n, double nothing) {
    double aa = dot(a, a, n), bb = dot(b, b, n), ab = dot(a, b, n);
    if (aa >= bb && (fabs(ab) <= 1e-13 * sqrt(aa * bb) || bb <= nothing)) return false;
    double angle = 0.5 * atan2(2 * ab, aa - bb);
    turn(a, b, n, cos(angle), sin(angle));
    return true;
}

/* Jacobi's rotations from one side (Hestenes, 1958): rows of a symmetric matrix without negative eigenvalues become its
 * eigenvectors, each times its eigenvalue, longest first. */
static bool diagonalize(double *m, int n, const atomic_bool *cancel) {
    enum { SWEEPS = 40 };
    double largest = 0;
    for (int i = 0; i < n; i++) largest = fmax(largest, dot(m + (size_t)i * n, m + (size_t)i * n, n));
    bool turned = true;
    for (int sweep = 0; sweep < SWEEPS && turned; sweep++) {
        turned = false;
        for (int i = 0; i < n - 1; i++) {
            if (stop_asked(cancel)) return false;
            for (int k = i + 1; k < n; k++)
                turned |= part(m + (size_t)i * n, m + (size_t)k * n, n, 1e-26 * largest);
        }
    }
    return true;
}

/* Each row over its length, which is the eigenvalue. */
static void normalize(const double *m, int n, float *direction, double *energy) {
    for (int i = 0; i < n; i++) {
        const double *row = m + (size_t)i * n;
        double length = sqrt(dot(row, row, n)), sum = 0;
        bool some = length > 1e-12 * energy[0] || (i == 0 && length > 0);
        energy[i] = some ? length : 0;
        for (int k = 0; k < n; k++) sum += row[k];
        double factor = some ? (sum < 0 ? -1 : 1) / length : 0;
        for (int k = 0; k < n; k++) direction[(size_t)i * n + k] = (float)(factor * row[k]);
    }
}

Error lowering_directions(const float *maps, Shape s, const atomic_bool *cancel, float *direction, double *energy,
                          bool *finished) {
    int n = s.c, places = s.h * s.w;
    double *m = malloc((size_t)n * (size_t)n * sizeof *m);
    if (!m) return error("memory", "%s", "1x1");
    bool stopped = false;
    for (int i = 0; i < n && !stopped; i++) {
        for (int k = 0; k <= i; k++)
            m[(size_t)i * n + k] = m[(size_t)k * n + i] =
                map_dot(maps + (size_t)i * places, maps + (size_t)k * places, places);
        stopped = stop_asked(cancel);
    }
    *finished = !stopped && diagonalize(m, n, cancel);
    if (*finished) normalize(m, n, direction, energy);
    free(m);
    return NO_ERROR;
}

/* ---- the layers ---- */

/* A 1x1 layer without bias from in to out; weight (out.c, in.c). */
static Error convolve(Engine *engine, Shape in, int channels, const float *weight, const float *from, float *to,
                      const atomic_bool *cancel) {
    Layer l = {.kind = KIND_CONV, .name = "1x1", .in = in, .out = {channels, in.h, in.w}, .kernel = 1, .stride = 1,
               .groups = 1};
    float *bias = calloc((size_t)channels + 16, sizeof *bias);
    if (!bias) return error("memory", "%s", "1x1");
    LayerWeights w = {.weight = {.data = weight, .type = DTYPE_F32, .rank = 4, .dim = {channels, in.c, 1, 1}},
                      .bias = {.data = bias, .type = DTYPE_F32, .rank = 1, .dim = {channels}}};
    Error e = NO_ERROR;
    for (int i = 0; i < engine_portions(engine, &l) && !stop_asked(cancel) && !failed(&e); i++)
        e = engine_portion(engine, &l, &w, false, from, to, i);
    engine_forget(engine, &w);
    free(bias);
    return e;
}

static double part_lost(const float *maps, const float *raised, int64_t n) {
    double apart = 0, whole = 0;
    for (int64_t i = 0; i < n; i++) {
        double v = (double)maps[i], d = v - (double)raised[i];
        apart += d * d;
        whole += v * v;
    }
    return whole > 0 ? sqrt(apart / whole) : 0;
}

Error lowering_run(Engine *engine, const float *maps, Shape s, const float *direction, int n, const atomic_bool *cancel,
                   float *low, float *raised, double *lost, bool *finished) {
    Shape between = {n, s.h, s.w};
    size_t bytes = (size_t)n * (size_t)s.c * sizeof(float);
    float *down = memory_alloc(bytes), *up = memory_alloc(bytes);
    Error e = down && up ? NO_ERROR : error("memory", "%s", "1x1");
    if (!failed(&e)) {
        memcpy(down, direction, bytes);
        for (int i = 0; i < n; i++)
            for (int c = 0; c < s.c; c++) up[(size_t)c * n + i] = direction[(size_t)i * s.c + c];
        e = convolve(engine, s, n, down, maps, low, cancel);
        if (!failed(&e)) e = convolve(engine, between, s.c, up, low, raised, cancel);
    }
    *finished = !failed(&e) && !stop_asked(cancel);
    if (*finished) *lost = part_lost(maps, raised, shape_count(s));
    memory_free(down);
    memory_free(up);
    return e;
}
