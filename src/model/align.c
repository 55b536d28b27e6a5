#include "model/align.h"

#include <stddef.h>

/* The order of kinds within a block. Behind the last pool both sides have the same kinds in the same order. */
static const Kind ORDER[] = {KIND_CONV, KIND_LRN, KIND_POOL, KIND_AVERAGE};

/* The next row from `from` on that is a layer of this kind and block, or ALIGN_GAP. */
static int next_of(const Net *net, int from, Kind kind, int block) {
    for (int row = from; row < net->layers; row++)
        if (net->layer[row].kind == kind && net->layer[row].block == block) return row;
    return ALIGN_GAP;
}

static void add_kind(const Net *const net[2], Kind kind, int block, Alignment *out) {
    int row[2] = {0, 0};
    for (;;) {
        for (int side = 0; side < 2; side++)
            if (row[side] != ALIGN_GAP) row[side] = next_of(net[side], row[side], kind, block);
        if (row[0] == ALIGN_GAP && row[1] == ALIGN_GAP) return;
        out->at[out->n++] = (Aligned){{row[0], row[1]}, block};
        for (int side = 0; side < 2; side++)
            if (row[side] != ALIGN_GAP) row[side]++;
    }
}

static int blocks(const Net *net) {
    int most = 0;
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].block > most) most = net->layer[row].block;
    return most;
}

void align_nets(const Net *left, const Net *right, Alignment *out) {
    const Net *const net[2] = {left, right};
    *out = (Alignment){.n = 1, .at = {{{-1, -1}, 1}}};
    for (int block = 1; block <= blocks(left) || block <= blocks(right); block++)
        for (size_t k = 0; k < sizeof ORDER / sizeof *ORDER; k++) add_kind(net, ORDER[k], block, out);
    add_kind(net, KIND_FC, 0, out);
    add_kind(net, KIND_SOFTMAX, 0, out);
}

int align_place(const Alignment *a, int side, int row) {
    int place = 0;
    for (int i = 0; i < a->n; i++)
        if (a->at[i].row[side] != ALIGN_GAP && a->at[i].row[side] <= row) place = i;
    return place;
}

int align_row(const Alignment *a, int side, int place) {
    while (a->at[place].row[side] == ALIGN_GAP) place--;
    return a->at[place].row[side];
}

bool align_gap(const Alignment *a, int side, int place) { return a->at[place].row[side] == ALIGN_GAP; }

static bool ends(const Alignment *a, int place) {
    return place + 1 == a->n || a->at[place + 1].block != a->at[place].block;
}

int align_block_end(const Alignment *a, int place) {
    while (!ends(a, place)) place++;
    return place;
}

int align_block_before(const Alignment *a, int place) {
    for (place--; place > 0 && !ends(a, place); place--) {}
    return place > 0 ? place : 0;
}

int align_gaps(const Alignment *a, int side) {
    int gaps = 0;
    for (int i = 0; i < a->n; i++) gaps += align_gap(a, side, i);
    return gaps;
}
