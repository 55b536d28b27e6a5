#include <stdio.h>

#include "model/kind.h"

/* PyTorch divides its alpha by n, the papers do not. */
static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in, (void)brief;
    snprintf(out, MODULE_TEXT, "LocalResponseNorm(%d, alpha=%g, beta=%g, k=%g)", l->kernel, l->kernel * l->alpha,
             l->beta, l->k);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    (void)l;
    snprintf(out, CELL_TEXT, "LRN");
}

LAYER_KIND(lrn, SEES_PLACE, JOINS_NONE, keeps_shape, no_window, no_tensors, no_macs, torch, cell);
