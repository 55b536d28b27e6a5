#include "nn/jitter.h"

#include <math.h>
#include <string.h>

#include "base/chance.h"

static const double SIZE_MOST = 1.1, TURN_MOST = 10.0 / 180.0;

Jitter jitter_of(int parts, uint32_t seed, int step, int w, int h, double zoom) {
    enum { OF_SIDE = 28 };
    uint32_t key = chance_key(seed, (uint32_t)step + 1);
    double chance[4];
    for (int i = 0; i < 4; i++) chance[i] = (double)chance_between(key, (uint32_t)i);
    double dx = parts & JITTER_SHIFTS ? round(chance[0] * w / OF_SIDE) : 0;
    double dy = parts & JITTER_SHIFTS ? round(chance[1] * h / OF_SIDE) : 0;
    double size = (parts & JITTER_SCALES ? pow(SIZE_MOST, chance[2]) : 1) / zoom;
    double angle = parts & JITTER_TURNS ? chance[3] * TURN_MOST * M_PI : 0;
    double c = cos(angle) / size, s = sin(angle) / size, mx = (w - 1) / 2.0, my = (h - 1) / 2.0;
    return (Jitter){.xx = (float)c, .xy = (float)-s, .x0 = (float)(mx - c * mx + s * my + dx),
                    .yx = (float)s, .yy = (float)c, .y0 = (float)(my - s * mx - c * my + dy),
                    .still = dx == 0 && dy == 0 && size == 1 && angle == 0};
}

typedef struct Moving {
    const Jitter *j;
    const float *in;
    Shape shape;
    float *out;
} Moving;

/* Mirrored at the pixels of the border until it is inside. */
static int mirrored(int at, int n) {
    if (n == 1) return 0;
    int period = 2 * (n - 1);
    at = (at % period + period) % period;
    return at < n ? at : period - at;
}

/* The four pixels around a place, and their shares of it. */
typedef struct Corners {
    int64_t at[4];
    float share[4];
} Corners;

static Corners corners(const Jitter *j, Shape s, int x, int y) {
    float px = j->xx * (float)x + j->xy * (float)y + j->x0, py = j->yx * (float)x + j->yy * (float)y + j->y0;
    float fx = floorf(px), fy = floorf(py), p = px - fx, q = py - fy;
    int x0 = mirrored((int)fx, s.w), x1 = mirrored((int)fx + 1, s.w);
    int64_t y0 = (int64_t)mirrored((int)fy, s.h) * s.w, y1 = (int64_t)mirrored((int)fy + 1, s.h) * s.w;
    return (Corners){{y0 + x0, y0 + x1, y1 + x0, y1 + x1}, {(1 - p) * (1 - q), p * (1 - q), (1 - p) * q, p * q}};
}

static void apply_row(void *ctx, int y, int worker) {
    (void)worker;
    const Moving *m = ctx;
    Shape s = m->shape;
    int64_t plane = (int64_t)s.h * s.w;
    for (int x = 0; x < s.w; x++) {
        Corners k = corners(m->j, s, x, y);
        const float *in = m->in;
        float *out = m->out + (int64_t)y * s.w + x;
        for (int c = 0; c < s.c; c++, in += plane, out += plane)
            *out = k.share[0] * in[k.at[0]] + k.share[1] * in[k.at[1]] + k.share[2] * in[k.at[2]] +
                   k.share[3] * in[k.at[3]];
    }
}

void jitter_apply(const Jitter *j, Workers *workers, const float *picture, Shape s, float *out) {
    Moving m = {j, picture, s, out};
    if (j->still) memcpy(out, picture, (size_t)shape_count(s) * sizeof *out);
    else workers_run(workers, s.h, apply_row, &m);
}

/* Pixels that many places were made of gather in the order of those. */
static void back_channel(void *ctx, int channel, int worker) {
    (void)worker;
    const Moving *m = ctx;
    Shape s = m->shape;
    int64_t plane = (int64_t)s.h * s.w;
    const float *in = m->in + channel * plane;
    float *out = m->out + channel * plane;
    memset(out, 0, (size_t)plane * sizeof *out);
    for (int y = 0; y < s.h; y++)
        for (int x = 0; x < s.w; x++, in++) {
            Corners k = corners(m->j, s, x, y);
            for (int i = 0; i < 4; i++) out[k.at[i]] += k.share[i] * *in;
        }
}

void jitter_back(const Jitter *j, Workers *workers, const float *gradient, Shape s, float *out) {
    Moving m = {j, gradient, s, out};
    if (j->still) memcpy(out, gradient, (size_t)shape_count(s) * sizeof *out);
    else workers_run(workers, s.c, back_channel, &m);
}
