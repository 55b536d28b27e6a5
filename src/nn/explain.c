#include "nn/explain.h"

#include <math.h>
#include <stdlib.h>

#include "nn/run.h"

/* ---- occlusion ---- */

/* Along one side: that many pixels, cells, pixels of a square; the pixels first..last. */
static void square_side(int side, int cells, int size, int cell, int *first, int *last) {
    double middle = (cell + 0.5) * side / cells;
    int from = (int)floor(middle - size / 2.0 + 0.5), to = from + size - 1;
    *first = from < 0 ? 0 : from;
    *last = to >= side ? side - 1 : to;
}

/* A quarter of the photo, then a seventh; a pixel at least. */
static int square_size(int side, bool coarse) {
    int size = coarse ? (side + 2) / 4 : (side + 3) / 7;
    return size > 0 ? size : 1;
}

Box occlusion_square(int pass, int w, int h) {
    bool coarse = pass < OCCLUSION_FIRST;
    int cells = coarse ? OCCLUSION_COARSE : OCCLUSION_FINE, cell = coarse ? pass : pass - OCCLUSION_FIRST;
    Box b;
    square_side(w, cells, square_size(w, coarse), cell % cells, &b.x0, &b.x1);
    square_side(h, cells, square_size(h, coarse), cell / cells, &b.y0, &b.y1);
    return b;
}

void occlusion_cover(float *input, Shape s, Box square, const float *grey) {
    for (int c = 0; c < s.c; c++)
        for (int y = square.y0; y <= square.y1; y++)
            for (int x = square.x0; x <= square.x1; x++) input[((int64_t)c * s.h + y) * s.w + x] = grey[c];
}

/* ---- of a gradient ---- */

void explain_cam(const float *maps, const float *gradient, Shape s, float *cam) {
    int n = s.h * s.w;
    for (int i = 0; i < n; i++) cam[i] = 0;
    for (int c = 0; c < s.c; c++, maps += n, gradient += n) {
        double mean = 0;
        for (int i = 0; i < n; i++) mean += (double)gradient[i] / n;
        for (int i = 0; i < n; i++) cam[i] += (float)mean * maps[i];
    }
    for (int i = 0; i < n; i++) cam[i] = cam[i] > 0 ? cam[i] : 0;
}

void explain_pixels(const float *gradient, const float *values, Shape s, float *out) {
    int n = s.h * s.w;
    for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t c = 0, at = i; c < s.c; c++, at += n)
            sum += (double)gradient[at] * (values ? (double)values[at] : 1);
        out[i] = (float)sum;
    }
}

/* ---- of such a map ---- */

MapExtremes explain_extremes(const float *values, int n) {
    enum { BINS = 1024 };
    uint32_t bins[BINS] = {0};
    MapExtremes e = {0};
    for (int i = 0; i < n; i++)
        if (fabsf(values[i]) > e.largest) e.at = i, e.largest = fabsf(values[i]);
    if (!(e.largest > 0)) return e;
    for (int i = 0; i < n; i++) {
        float bin = fabsf(values[i]) / e.largest * BINS;
        bins[bin < BINS - 1 ? (int)bin : BINS - 1]++;
    }
    e.bright = e.largest * (float)run_bright_bins(bins, BINS, n) / BINS;
    return e;
}

typedef struct Ranked {
    float size;
    int at;
} Ranked;

static int by_size(const void *a, const void *b) {
    float x = ((const Ranked *)a)->size, y = ((const Ranked *)b)->size;
    return x < y ? -1 : x > y;
}

/* The rank of each absolute value less the mean of all ranks. */
static void rank(const float *values, int n, Ranked *room, double *ranks) {
    for (int i = 0; i < n; i++) room[i] = (Ranked){fabsf(values[i]), i};
    qsort(room, (size_t)n, sizeof *room, by_size);
    for (int first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && room[end].size == room[first].size;) end++;
        for (int i = first; i < end; i++) ranks[room[i].at] = 0.5 * (first + end - 1) - 0.5 * (n - 1);
    }
}

Error explain_likeness(const float *a, const float *b, int n, double *likeness) {
    Ranked *room = malloc((size_t)n * sizeof *room);
    double *ranks = malloc(2 * (size_t)n * sizeof *ranks);
    double aa = 0, ab = 0, bb = 0;
    for (int i = 0; room && ranks && i < 2; i++) rank(i ? b : a, n, room, ranks + (i ? n : 0));
    for (int i = 0; room && ranks && i < n; i++) {
        double x = ranks[i], y = ranks[n + i];
        aa += x * x;
        ab += x * y;
        bb += y * y;
    }
    bool there = room && ranks;
    free(room);
    free(ranks);
    if (!there) return error("memory", "%s", "likeness");
    *likeness = aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : NAN;
    return NO_ERROR;
}
