#include "io/resample.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum { BITS = 22 }; /* of a coefficient's fraction */

/* What one pixel of the result is made of: n inputs from `first` on. */
typedef struct Taps {
    int first, n;
    int32_t *weight;
} Taps;

/* The triangle of Pillow's bilinear filter, as wide as the reduction; weights rounded half away. */
static void make_taps(Taps *t, int in, int64_t out, int64_t at) {
    double scale = (double)in / (double)out, width = scale < 1 ? 1 : scale;
    double centre = ((double)at + 0.5) * scale, sum = 0;
    int64_t first = (int64_t)(centre - width + 0.5), end = (int64_t)(centre + width + 0.5);
    if (first < 0) first = 0;
    if (end > in) end = in;
    t->first = (int)first;
    t->n = (int)(end - first);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < t->n; i++) {
            double x = fabs(((double)i + (double)first - centre + 0.5) * (1.0 / width));
            double w = x < 1 ? 1 - x : 0;
            if (pass == 0) sum += w;
            else t->weight[i] = (int32_t)(0.5 + (sum != 0 ? w / sum : w) * (1 << BITS));
        }
}

static Taps *make_window(int in, int64_t out, int64_t first, int size) {
    double scale = (double)in / (double)out;
    size_t most = (size_t)ceil(scale < 1 ? 1 : scale) * 2 + 1;
    Taps *taps = calloc((size_t)size, sizeof *taps);
    int32_t *weights = calloc((size_t)size * most, sizeof *weights);
    if (!taps || !weights) {
        free(taps);
        free(weights);
        return NULL;
    }
    for (int i = 0; i < size; i++) {
        taps[i].weight = weights + (size_t)i * most;
        make_taps(&taps[i], in, out, first + i);
    }
    return taps;
}

static void free_window(Taps *taps) {
    if (!taps) return;
    free(taps[0].weight);
    free(taps);
}

/* One byte from n bytes that lie `step` apart. */
static unsigned char weigh(const Taps *t, const unsigned char *in, size_t step) {
    int64_t sum = 1 << (BITS - 1);
    for (int i = 0; i < t->n; i++) sum += (int64_t)in[(size_t)i * step] * t->weight[i];
    sum >>= BITS;
    return sum < 0 ? 0 : sum > 255 ? 255 : (unsigned char)sum;
}

bool resample_window(const unsigned char *rgb, int w, int h, int64_t to_w, int64_t to_h,
                     int64_t left, int64_t top, int size, unsigned char *out) {
    Taps *columns = make_window(w, to_w, left, size), *rows = make_window(h, to_h, top, size);
    int first = 0, end = 0;
    if (rows) first = rows[0].first, end = rows[size - 1].first + rows[size - 1].n;
    size_t line = (size_t)size * 3;
    unsigned char *between = columns && rows ? malloc((size_t)(end - first) * line) : NULL;
    if (between) {
        for (int y = first; y < end; y++)
            for (size_t i = 0; i < line; i++) {
                const Taps *t = &columns[i / 3];
                const unsigned char *in = rgb + ((size_t)y * (size_t)w + (size_t)t->first) * 3 + i % 3;
                between[(size_t)(y - first) * line + i] = weigh(t, in, 3);
            }
        for (int y = 0; y < size; y++)
            for (size_t i = 0; i < line; i++)
                out[(size_t)y * line + i] =
                    weigh(&rows[y], between + (size_t)(rows[y].first - first) * line + i, line);
    }
    free(between);
    free_window(columns);
    free_window(rows);
    return between != NULL;
}
