#include "io/edit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool edits_same(const Edits *a, const Edits *b) {
    if (a->n != b->n || a->points != b->points) return false;
    for (int i = 0; i < a->n; i++) {
        const Edit *e = &a->at[i], *f = &b->at[i];
        if (e->kind != f->kind || e->color != f->color || e->size != f->size || e->x != f->x || e->y != f->y ||
            e->first != f->first || e->points != f->points)
            return false;
    }
    return memcmp(a->point, b->point, (size_t)a->points * sizeof a->point[0]) == 0;
}

/* ---- what is drawn ---- */

static void set_pixel(unsigned char *p, uint32_t color) {
    p[0] = (unsigned char)(color >> 16);
    p[1] = (unsigned char)(color >> 8);
    p[2] = (unsigned char)color;
}

/* Whether a pixel's centre lies within half the diameter of the line from a to b; in whole numbers, so exactly. */
static bool on_line(const int16_t a[2], const int16_t b[2], int x, int y, int64_t diameter) {
    int64_t dx = b[0] - a[0], dy = b[1] - a[1], px = x - a[0], py = y - a[1];
    int64_t length = dx * dx + dy * dy, along = px * dx + py * dy, aside = px * dy - py * dx;
    if (along >= length) px = x - b[0], py = y - b[1]; /* behind b, or a line of no length */
    else if (along > 0) return 4 * aside * aside <= diameter * diameter * length;
    return 4 * (px * px + py * py) <= diameter * diameter;
}

static int clamp(int value, int least, int most) { return value < least ? least : value > most ? most : value; }

static void draw_line(Image *image, const int16_t a[2], const int16_t b[2], int diameter, uint32_t color) {
    int reach = diameter / 2, last = image->size - 1, x0 = a[0] < b[0] ? a[0] : b[0], y0 = a[1] < b[1] ? a[1] : b[1];
    int x1 = a[0] + b[0] - x0, y1 = a[1] + b[1] - y0;
    for (int y = clamp(y0 - reach, 0, last + 1); y <= clamp(y1 + reach, -1, last); y++)
        for (int x = clamp(x0 - reach, 0, last + 1); x <= clamp(x1 + reach, -1, last); x++)
            if (on_line(a, b, x, y, diameter))
                set_pixel(image->rgb + ((size_t)y * (size_t)image->size + (size_t)x) * 3, color);
}

static void draw_stroke(Image *image, const Edits *edits, const Edit *e) {
    const int16_t(*at)[2] = edits->point + e->first;
    draw_line(image, at[0], at[0], e->size, e->color);
    for (int i = 1; i < e->points; i++) draw_line(image, at[i - 1], at[i], e->size, e->color);
}

static void draw_square(Image *image, const Edit *e) {
    int x0 = e->x - e->size / 2, y0 = e->y - e->size / 2, size = image->size;
    for (int y = clamp(y0, 0, size); y < clamp(y0 + e->size, 0, size); y++)
        for (int x = clamp(x0, 0, size); x < clamp(x0 + e->size, 0, size); x++)
            set_pixel(image->rgb + ((size_t)y * (size_t)size + (size_t)x) * 3, e->color);
}

/* ---- what is moved ---- */

static void shift(const Edit *e, const unsigned char *in, int size, unsigned char *out) {
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            int from_x = x - e->x, from_y = y - e->y;
            bool inside = from_x >= 0 && from_y >= 0 && from_x < size && from_y < size;
            unsigned char *to = out + ((size_t)y * (size_t)size + (size_t)x) * 3;
            if (inside) memcpy(to, in + ((size_t)from_y * (size_t)size + (size_t)from_x) * 3, 3);
            else set_pixel(to, EDIT_MEAN);
        }
}

static void mirror(const unsigned char *in, int size, unsigned char *out) {
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
            memcpy(out + ((size_t)y * (size_t)size + (size_t)x) * 3,
                   in + ((size_t)y * (size_t)size + (size_t)(size - 1 - x)) * 3, 3);
}

static void quarter_turns(int turns, const unsigned char *in, int size, unsigned char *out) {
    int last = size - 1;
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            int from_x = turns == 1 ? last - y : turns == 2 ? last - x : y;
            int from_y = turns == 1 ? x : turns == 2 ? last - y : last - x;
            memcpy(out + ((size_t)y * (size_t)size + (size_t)x) * 3,
                   in + ((size_t)from_y * (size_t)size + (size_t)from_x) * 3, 3);
        }
}

/* The picture at a place between pixels, its border carried on outward; bytes are cut off, not rounded. */
static void between(const unsigned char *in, int size, double x, double y, unsigned char out[3]) {
    int column = (int)floor(x), row = (int)floor(y), last = size - 1;
    double right = x - column, down = y - row;
    int x0 = clamp(column, 0, last), x1 = clamp(column + 1, 0, last), y0 = clamp(row, 0, last),
        y1 = clamp(row + 1, 0, last);
    for (int c = 0; c < 3; c++) {
        const unsigned char *upper = in + (size_t)y0 * (size_t)size * 3 + c,
                            *lower = in + (size_t)y1 * (size_t)size * 3 + c;
        double above = upper[3 * x0] + (upper[3 * x1] - upper[3 * x0]) * right;
        double below = lower[3 * x0] + (lower[3 * x1] - lower[3 * x0]) * right;
        out[c] = (unsigned char)(above + (below - above) * down);
    }
}

/* To fifteen digits, as PIL rounds a rotation's matrix. */
static double fifteen(double value) { return nearbyint(value * 1e15) / 1e15; }

static void rotate(int degrees, const unsigned char *in, int size, unsigned char *out) {
    int turns = ((degrees % 360) + 360) % 360;
    if (turns % 90 == 0) {
        if (turns == 0) memcpy(out, in, (size_t)size * (size_t)size * 3);
        else quarter_turns(turns / 90, in, size, out);
        return;
    }
    double angle = -turns * (M_PI / 180), c = fifteen(cos(angle)), s = fifteen(sin(angle)), middle = size / 2.0;
    double left = c * -middle + s * -middle + middle, top = -s * -middle + c * -middle + middle;
    for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++) {
            double from_x = c * (x + 0.5) + s * (y + 0.5) + left, from_y = -s * (x + 0.5) + c * (y + 0.5) + top;
            unsigned char *to = out + ((size_t)y * (size_t)size + (size_t)x) * 3;
            if (from_x < 0 || from_y < 0 || from_x >= size || from_y >= size) set_pixel(to, EDIT_MEAN);
            else between(in, size, from_x - 0.5, from_y - 0.5, to);
        }
}

/* ---- what is filtered ---- */

/* One channel along rows or columns: weights for -reach to reach; borders are reflected without the last pixel. */
static void blur_line(const float *in, size_t step, int size, const float *weights, int reach, float *line,
                      float *out) {
    for (int i = -reach; i < size + reach; i++) {
        int at = i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
        line[i + reach] = in[(size_t)at * step];
    }
    for (int i = 0; i < size; i++) {
        float sum = 0;
        for (int k = 0; k <= 2 * reach; k++) sum += weights[k] * line[i + k];
        out[(size_t)i * step] = sum;
    }
}

static bool blur(int deviation, const unsigned char *in, int size, unsigned char *out) {
    enum { REACH = 3 * BLUR_MOST };
    float weights[2 * REACH + 1], total = 0;
    int reach = 3 * deviation;
    size_t side = (size_t)size;
    float *plane = malloc(side * side * sizeof *plane), *line = malloc((side + 2 * REACH) * sizeof *line);
    bool fine = plane && line;
    for (int k = 0; k <= 2 * reach; k++) {
        float x = (float)(k - reach) / (float)deviation;
        total += weights[k] = expf(-0.5f * x * x);
    }
    for (int k = 0; k <= 2 * reach; k++) weights[k] /= total;
    for (size_t c = 0; c < 3 && fine; c++) {
        for (size_t i = 0; i < side * side; i++) plane[i] = in[3 * i + c];
        for (size_t y = 0; y < side; y++) blur_line(plane + y * side, 1, size, weights, reach, line, plane + y * side);
        for (size_t x = 0; x < side; x++) blur_line(plane + x, side, size, weights, reach, line, plane + x);
        for (size_t i = 0; i < side * side; i++) out[3 * i + c] = (unsigned char)lrintf(fminf(plane[i], 255));
    }
    free(plane);
    free(line);
    return fine;
}

static void grey(unsigned char *rgb, int size) {
    for (size_t i = 0; i < (size_t)size * (size_t)size; i++) {
        unsigned char *p = rgb + 3 * i;
        p[0] = p[1] = p[2] = (unsigned char)((p[0] * 19595u + p[1] * 38470u + p[2] * 7471u + 0x8000u) >> 16);
    }
}

/* ---- all of them ---- */

static bool make(const Edits *edits, const Edit *e, Image *image, unsigned char *other) {
    switch (e->kind) {
    case EDIT_STROKE: draw_stroke(image, edits, e); return true;
    case EDIT_SQUARE: draw_square(image, e); return true;
    case EDIT_GREY: grey(image->rgb, image->size); return true;
    case EDIT_SHIFT: shift(e, image->rgb, image->size, other); break;
    case EDIT_ROTATE: rotate(e->size, image->rgb, image->size, other); break;
    case EDIT_MIRROR: mirror(image->rgb, image->size, other); break;
    case EDIT_BLUR:
        if (!blur(e->size, image->rgb, image->size, other)) return false;
        break;
    }
    memcpy(image->rgb, other, (size_t)image->size * (size_t)image->size * 3);
    return true;
}

Error edits_make(const Edits *edits, int from, int to, Image *image) {
    size_t bytes = (size_t)image->size * (size_t)image->size * 3;
    unsigned char *work = malloc(2 * bytes);
    if (!work) return error("memory", "%s", "photo");
    Image made = {.size = image->size, .rgb = work};
    memcpy(work, image->rgb, bytes);
    bool fine = true;
    for (int i = from; i < to && fine; i++) fine = make(edits, &edits->at[i], &made, work + bytes);
    if (fine) memcpy(image->rgb, work, bytes);
    free(work);
    return fine ? NO_ERROR : error("memory", "%s", "photo");
}
