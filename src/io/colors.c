#include "io/colors.h"

#include <stdlib.h>
#include <string.h>

/* Pixels are told apart by the upper 6 bits of each channel. */
enum { BITS = 6, CELLS = 1 << 3 * BITS };

typedef struct Cell {
    uint64_t n, sum[3];
} Cell;

/* A box: some of the cells, which lie one behind another in `used`. */
typedef struct Box {
    int first, end, axis; /* the axis along which it is widest */
    double mean[3], spread;
} Box;

struct Colors {
    Cell cell[CELLS];
    uint8_t index[CELLS];
    int *used; /* cells that were counted, in the order of their first pixel */
    int n, room;
    bool full; /* no memory for one more */
};

Colors *colors_open(void) { return calloc(1, sizeof(Colors)); }

void colors_close(Colors *colors) {
    if (!colors) return;
    free(colors->used);
    free(colors);
}

static int cell_of(uint32_t p) {
    enum { CUT = 8 - BITS, MASK = (1 << BITS) - 1 };
    return (int)((p >> (16 + CUT) & MASK) << 2 * BITS | (p >> (8 + CUT) & MASK) << BITS | (p >> CUT & MASK));
}

static void use(Colors *c, int cell) {
    if (c->n == c->room) {
        int room = c->room ? 2 * c->room : 4096;
        int *used = realloc(c->used, (size_t)room * sizeof *used);
        c->full |= !used;
        if (!used) return;
        c->used = used;
        c->room = room;
    }
    c->used[c->n++] = cell;
}

static void add(Colors *c, uint32_t pixel, uint64_t n) {
    int at = cell_of(pixel);
    Cell *cell = &c->cell[at];
    if (!cell->n) use(c, at);
    cell->n += n;
    cell->sum[0] += n * (pixel >> 16 & 0xFF);
    cell->sum[1] += n * (pixel >> 8 & 0xFF);
    cell->sum[2] += n * (pixel & 0xFF);
}

void colors_count(Colors *colors, const uint32_t *pixels, size_t n) {
    for (size_t i = 0; i < n;) { /* most pixels are like the one before */
        size_t end = i + 1;
        while (end < n && pixels[end] == pixels[i]) end++;
        add(colors, pixels[i], end - i);
        i = end;
    }
}

static double channel(const Cell *cell, int axis) { return (double)cell->sum[axis] / (double)cell->n; }

static Box box_of(const Colors *c, int first, int end) {
    Box box = {.first = first, .end = end};
    double n = 0, sum[3] = {0}, squares[3] = {0};
    for (int i = first; i < end; i++) {
        const Cell *cell = &c->cell[c->used[i]];
        n += (double)cell->n;
        for (int a = 0; a < 3; a++) {
            sum[a] += (double)cell->sum[a];
            squares[a] += (double)cell->sum[a] * channel(cell, a);
        }
    }
    double widest = -1;
    for (int a = 0; a < 3; a++) {
        box.mean[a] = sum[a] / n;
        double spread = squares[a] - sum[a] * box.mean[a];
        box.spread += spread;
        if (spread > widest) widest = spread, box.axis = a;
    }
    if (end - first < 2) box.spread = 0;
    return box;
}

/* Cells below the mean first; returns where the others begin, or the end where all are alike. */
static int part(Colors *c, const Box *box) {
    int low = box->first;
    for (int i = box->first; i < box->end; i++) {
        if (channel(&c->cell[c->used[i]], box->axis) >= box->mean[box->axis]) continue;
        int moved = c->used[low];
        c->used[low++] = c->used[i];
        c->used[i] = moved;
    }
    return low == box->first ? box->end : low;
}

int colors_choose(Colors *c, uint32_t out[COLORS_MOST], bool *ok) {
    Box box[COLORS_MOST];
    int n = 0;
    if (c->n) box[n++] = box_of(c, 0, c->n);
    while (n > 0 && n < COLORS_MOST) {
        int at = 0;
        for (int i = 1; i < n; i++)
            if (box[i].spread > box[at].spread) at = i;
        if (!(box[at].spread > 0)) break;
        int end = box[at].end, middle = part(c, &box[at]);
        if (middle == end) {
            box[at].spread = 0;
            continue;
        }
        box[n++] = box_of(c, middle, end);
        box[at] = box_of(c, box[at].first, middle);
    }
    for (int i = 0; i < n; i++) {
        const double *m = box[i].mean;
        out[i] = 0xFF000000u | (uint32_t)(m[0] + 0.5) << 16 | (uint32_t)(m[1] + 0.5) << 8 | (uint32_t)(m[2] + 0.5);
        for (int k = box[i].first; k < box[i].end; k++) c->index[c->used[k]] = (uint8_t)i;
    }
    for (int i = 0; i < c->n; i++) c->cell[c->used[i]] = (Cell){0};
    *ok = !c->full;
    c->n = 0;
    c->full = false;
    return n;
}

int colors_index(const Colors *colors, uint32_t pixel) { return colors->index[cell_of(pixel)]; }
