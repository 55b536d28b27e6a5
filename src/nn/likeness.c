#include "nn/likeness.h"

#include <math.h>
#include <stdlib.h>

#include "base/stop.h"

/* A map that is the same everywhere; rounding must not give it a deviation. */
static bool is_flat(const float *map, int n) {
    for (int i = 1; i < n; i++)
        if (map[i] != map[0]) return false;
    return true;
}

double correlation(const float *a, const float *b, int n) {
    if (is_flat(a, n) || is_flat(b, n)) return NAN;
    double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
    for (int i = 0; i < n; i++) {
        mean_a += (double)a[i];
        mean_b += (double)b[i];
    }
    mean_a /= n;
    mean_b /= n;
    for (int i = 0; i < n; i++) {
        double x = (double)a[i] - mean_a, y = (double)b[i] - mean_b;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    return ab / sqrt(aa * bb);
}

enum { LANES = 16 };

/* The sum of the products, in so many partial sums that the compiler can add several at once. */
static float dot(const float *a, const float *b, int n) {
    float part[LANES] = {0}, sum = 0;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) part[k] += a[i + k] * b[i + k];
    for (; i < n; i++) sum += a[i] * b[i];
    for (int k = 0; k < LANES; k++) sum += part[k];
    return sum;
}

/* The map less its mean, of length 1; 0 everywhere for a flat one. */
static void standardize(const float *map, int n, float *out) {
    double mean = 0, square = 0;
    if (is_flat(map, n)) return; /* it is 0 already */
    for (int i = 0; i < n; i++) mean += (double)map[i];
    mean /= n;
    for (int i = 0; i < n; i++) square += ((double)map[i] - mean) * ((double)map[i] - mean);
    double scale = 1 / sqrt(square);
    for (int i = 0; i < n; i++) out[i] = (float)(((double)map[i] - mean) * scale);
}

typedef struct Matching {
    const float *a, *b;
    float *sa, *sb; /* standardized */
    int maps_a, maps_b, n;
    Watch watch;
    atomic_int begun;
    BestMap *out;
} Matching;

static void standardize_map(void *ctx, int i, int worker) {
    (void)worker;
    const Matching *m = ctx;
    if (i < m->maps_a) standardize(m->a + (size_t)i * (size_t)m->n, m->n, m->sa + (size_t)i * (size_t)m->n);
    else
        standardize(m->b + (size_t)(i - m->maps_a) * (size_t)m->n, m->n,
                    m->sb + (size_t)(i - m->maps_a) * (size_t)m->n);
}

static void match_map(void *ctx, int map, int worker) {
    (void)worker;
    Matching *m = ctx;
    if (stop_asked(m->watch.cancel)) return;
    size_t n = (size_t)m->n;
    const float *a = m->sa + (size_t)map * n;
    float best = -2;
    BestMap found = {-1, NAN};
    for (int other = 0; other < m->maps_b && !is_flat(a, m->n); other++) {
        const float *b = m->sb + (size_t)other * n;
        float r = dot(a, b, m->n);
        if (r > best && !is_flat(b, m->n)) best = r, found.map = other;
    }
    if (found.map >= 0) found.r = correlation(m->a + (size_t)map * n, m->b + (size_t)found.map * n, m->n);
    m->out[map] = found;
    int begun = atomic_fetch_add(&m->begun, 1) + 1;
    if (m->watch.done) atomic_store(m->watch.done, 1000 * begun / m->maps_a);
}

Error best_matches(const float *a, int maps_a, const float *b, int maps_b, int n, Workers *workers, Watch watch,
                   BestMap out[], bool *finished) {
    Matching m = {.a = a, .b = b, .maps_a = maps_a, .maps_b = maps_b, .n = n, .watch = watch, .out = out};
    m.sa = calloc((size_t)maps_a * (size_t)n, sizeof *m.sa);
    m.sb = calloc((size_t)maps_b * (size_t)n, sizeof *m.sb);
    *finished = false;
    Error e = m.sa && m.sb ? NO_ERROR : error("memory", "%s", "correlation");
    if (!failed(&e)) {
        workers_run(workers, maps_a + maps_b, standardize_map, &m);
        workers_run(workers, maps_a, match_map, &m);
        *finished = !stop_asked(watch.cancel);
    }
    free(m.sa);
    free(m.sb);
    return e;
}
