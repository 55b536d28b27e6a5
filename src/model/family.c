#include "model/family.h"

#include <stdio.h>
#include <string.h>

/* The n-th layer of a kind in a block, or NULL. */
static const Layer *nth_of_block(const Net *net, Kind kind, int block, int n) {
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (l->kind == kind && l->block == block && n-- == 0) return l;
    }
    return NULL;
}

void family_added(NetId column, bool added[NET_LAYERS]) {
    Net net, before;
    memset(added, 0, NET_LAYERS * sizeof *added);
    if (column == NET_A || column > NET_VGG19) return;
    net_build(&net, column, 1);
    net_build(&before, (NetId)(column - 1), 1);
    for (int row = 0, n = 0; row < net.layers; row++) {
        const Layer *l = &net.layer[row];
        if (l->kind == KIND_POOL) n = 0; /* convolutions so far in this block */
        if (l->kind != KIND_CONV && l->kind != KIND_LRN) continue;
        const Layer *other = nth_of_block(&before, l->kind, l->block, l->kind == KIND_CONV ? n++ : 0);
        added[row] = !other || other->kernel != l->kernel || other->out.c != l->out.c;
    }
}

void family_kernels(const Net *net, char out[CELL_TEXT]) {
    int used = 0;
    bool seen[16] = {0};
    *out = '\0';
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (l->kind != KIND_CONV || seen[l->kernel & 15]) continue;
        seen[l->kernel & 15] = true;
        used += snprintf(out + used, (size_t)(CELL_TEXT - used), "%s%d×%d", used ? ", " : "", l->kernel, l->kernel);
    }
}
