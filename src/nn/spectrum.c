#include "nn/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* How colours vary in photos: a root of their covariance as measured on ImageNet for Lucid, over its longest column. */
static const float COLOURS[3][3] = {
    {0.56282858f, 0.19482528f, 0.04329451f}, {0.58447583f, 0, -0.10823626f}, {0.58447583f, -0.19482528f, 0.06494176f}};

/* ---- waves ---- */

static int periods(int wave) { return (wave + 1) / 2; }

/* n waves of n pixels, [wave][pixel]. */
static void make_waves(int n, float *out) {
    for (int u = 0; u < n; u++) {
        bool alone = u == 0 || 2 * periods(u) == n;
        double size = sqrt((alone ? 1.0 : 2.0) / n);
        for (int x = 0; x < n; x++) {
            double turn = 2 * M_PI * (double)((int64_t)periods(u) * x % n) / n;
            out[(int64_t)u * n + x] = (float)(size * (u % 2 || u == 0 ? cos(turn) : sin(turn)));
        }
    }
}

static void make_strength(int h, int w, float *out) {
    double longest = 1.0 / (h > w ? h : w);
    for (int u = 0; u < h; u++)
        for (int v = 0; v < w; v++) {
            double f = hypot((double)periods(u) / h, (double)periods(v) / w);
            *out++ = (float)(0.25 / fmax(f, longest));
        }
}

Error spectrum_open(Shape shape, bool waves, bool colours, Spectrum *out) {
    size_t h = (size_t)shape.h, w = (size_t)shape.w, n = (size_t)shape_count(shape) * sizeof(float);
    *out = (Spectrum){.shape = shape, .waves = waves, .colours = colours && shape.c == 3,
                      .room = {memory_alloc(n), memory_alloc(n)}};
    if (waves) {
        out->wave_h = memory_alloc(h * h * sizeof(float));
        out->wave_w = h == w ? out->wave_h : memory_alloc(w * w * sizeof(float));
        out->strength = memory_alloc(h * w * sizeof(float));
    }
    if (!out->room[0] || !out->room[1] || (waves && (!out->wave_h || !out->wave_w || !out->strength))) {
        spectrum_close(out);
        return error("memory", "%s", "spectrum");
    }
    if (!waves) return NO_ERROR;
    make_waves(shape.h, out->wave_h);
    if (h != w) make_waves(shape.w, out->wave_w);
    make_strength(shape.h, shape.w, out->strength);
    return NO_ERROR;
}

void spectrum_close(Spectrum *s) {
    memory_free(s->wave_h);
    if (s->wave_w != s->wave_h) memory_free(s->wave_w);
    memory_free(s->strength);
    for (int i = 0; i < 2; i++) memory_free(s->room[i]);
    *s = (Spectrum){0};
}

/* ---- sums of rows ---- */

/* out = sum over k < n of factor[k * stride] * rows[k * w ...], w numbers each, in the order of k. */
static void add_rows(const float *factor, int stride, const float *rows, int n, int w, float *out) {
    memset(out, 0, (size_t)w * sizeof *out);
    int k = 0;
    for (; k + 4 <= n; k += 4, rows += 4 * (int64_t)w) {
        float a = factor[(int64_t)k * stride], b = factor[(int64_t)(k + 1) * stride];
        float c = factor[(int64_t)(k + 2) * stride], d = factor[(int64_t)(k + 3) * stride];
        for (int x = 0; x < w; x++) out[x] += a * rows[x] + b * rows[w + x] + c * rows[2 * w + x] + d * rows[3 * w + x];
    }
    for (; k < n; k++, rows += w)
        for (int x = 0; x < w; x++) out[x] += factor[(int64_t)k * stride] * rows[x];
}

/* Waves to pixels, or pixels to waves, along one side; a row of the result is an item. */
typedef struct Turning {
    const Spectrum *s;
    const float *in;
    float *out;
    const float *table;
} Turning;

/* [wave][pixel] and its other way round are both needed: rows of pixels out of waves take the table as it lies. */
static void paint_row(void *ctx, int row, int worker) {
    (void)worker;
    const Turning *t = ctx;
    int w = t->s->shape.w;
    add_rows(t->in + (int64_t)row * w, 1, t->table, w, w, t->out + (int64_t)row * w);
}

static float dot(const float *a, const float *b, int n) {
    float sum[8] = {0}, all = 0;
    int i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++) sum[k] += a[i + k] * b[i + k];
    for (; i < n; i++) all += a[i] * b[i];
    for (int k = 0; k < 8; k++) all += sum[k];
    return all;
}

static void find_row(void *ctx, int row, int worker) {
    (void)worker;
    const Turning *t = ctx;
    int w = t->s->shape.w;
    for (int v = 0; v < w; v++)
        t->out[(int64_t)row * w + v] = dot(t->in + (int64_t)row * w, t->table + (int64_t)v * w, w);
}

/* Down the columns: a row of the result is a sum of rows of its channel. */
static void paint_column(void *ctx, int row, int worker) {
    (void)worker;
    const Turning *t = ctx;
    int h = t->s->shape.h, w = t->s->shape.w;
    add_rows(t->table + row % h, h, t->in + (int64_t)(row / h) * h * w, h, w, t->out + (int64_t)row * w);
}

static void find_column(void *ctx, int row, int worker) {
    (void)worker;
    const Turning *t = ctx;
    int h = t->s->shape.h, w = t->s->shape.w;
    add_rows(t->table + (int64_t)(row % h) * h, 1, t->in + (int64_t)(row / h) * h * w, h, w, t->out + (int64_t)row * w);
}

static void turn(const Spectrum *s, Workers *workers, WorkersTask *task, const float *table, const float *in,
                 float *out) {
    Turning t = {s, in, out, table};
    workers_run(workers, s->shape.c * s->shape.h, task, &t);
}

static void strengthen(const Spectrum *s, const float *in, float *out) {
    int64_t n = (int64_t)s->shape.h * s->shape.w;
    for (int c = 0; c < s->shape.c; c++, in += n, out += n)
        for (int64_t i = 0; i < n; i++) out[i] = in[i] * s->strength[i];
}

/* ---- colours ---- */

/* Three sheets to three others by a matrix, row by row, or by its other way round. */
static void mix(const float *m, bool back, const float *in, int64_t n, float *out) {
    for (int c = 0; c < 3; c++) {
        float a = back ? m[c] : m[3 * c], b = back ? m[3 + c] : m[3 * c + 1], d = back ? m[6 + c] : m[3 * c + 2];
        for (int64_t i = 0; i < n; i++) out[c * n + i] = a * in[i] + b * in[n + i] + d * in[2 * n + i];
    }
}

/* By Cramer's rule. */
static void invert(const float m[3][3], float *out) {
    double det = 0;
    double cofactor[3][3];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            int a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
            cofactor[i][j] = (double)m[a][c] * (double)m[b][d] - (double)m[a][d] * (double)m[b][c];
        }
    for (int j = 0; j < 3; j++) det += (double)m[0][j] * cofactor[0][j];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) out[3 * i + j] = (float)(cofactor[j][i] / det);
}

/* ---- the picture ---- */

typedef struct Curving {
    const float *in;
    float *out;
    int64_t w;
} Curving;

static void sigmoid_row(void *ctx, int row, int worker) {
    (void)worker;
    const Curving *c = ctx;
    for (int64_t i = row * c->w; i < (row + 1) * c->w; i++) c->out[i] = 1 / (1 + expf(-c->in[i]));
}

void spectrum_paint(const Spectrum *s, Workers *workers, const float *parameters, float *picture) {
    const float *sheets = parameters;
    int64_t n = (int64_t)s->shape.h * s->shape.w;
    if (s->waves) {
        strengthen(s, parameters, s->room[0]);
        turn(s, workers, paint_row, s->wave_w, s->room[0], s->room[1]);
        turn(s, workers, paint_column, s->wave_h, s->room[1], s->room[0]);
        sheets = s->room[0];
    }
    if (s->colours) mix(COLOURS[0], false, sheets, n, s->room[1]);
    Curving c = {s->colours ? s->room[1] : sheets, picture, s->shape.w};
    workers_run(workers, s->shape.c * s->shape.h, sigmoid_row, &c);
}

/* Sheets to parameters: pixels to waves. The waves being orthonormal, it is also what a gradient goes through. */
static void find_waves(const Spectrum *s, Workers *workers, float *sheets, float *room) {
    turn(s, workers, find_column, s->wave_h, sheets, room);
    turn(s, workers, find_row, s->wave_w, room, sheets);
}

void spectrum_find(const Spectrum *s, Workers *workers, const float *picture, float *parameters) {
    static const float LEAST = 1.0f / 64;
    float inverse[9], *sheets = s->room[0];
    int64_t n = (int64_t)s->shape.h * s->shape.w, all = shape_count(s->shape);
    for (int64_t i = 0; i < all; i++) {
        float v = fminf(fmaxf(picture[i], LEAST), 1 - LEAST);
        s->room[1][i] = logf(v / (1 - v));
    }
    invert(COLOURS, inverse);
    if (s->colours) mix(inverse, false, s->room[1], n, sheets);
    else memcpy(sheets, s->room[1], (size_t)all * sizeof *sheets);
    if (s->waves) find_waves(s, workers, sheets, s->room[1]);
    for (int64_t i = 0; i < all; i++) parameters[i] = s->waves ? sheets[i] / s->strength[i % n] : sheets[i];
}

void spectrum_back(const Spectrum *s, Workers *workers, const float *picture, const float *gradient, float *out) {
    float *sheets = s->room[0];
    int64_t n = (int64_t)s->shape.h * s->shape.w, all = shape_count(s->shape);
    float *curved = s->colours ? s->room[1] : sheets;
    for (int64_t i = 0; i < all; i++) curved[i] = gradient[i] * picture[i] * (1 - picture[i]);
    if (s->colours) mix(COLOURS[0], true, curved, n, sheets);
    if (s->waves) {
        find_waves(s, workers, sheets, s->room[1]);
        strengthen(s, sheets, out);
    } else {
        memcpy(out, sheets, (size_t)all * sizeof *out);
    }
}
