#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)l, (void)in, (void)brief;
    snprintf(out, MODULE_TEXT, "softmax(x, dim=1)");
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    (void)l;
    snprintf(out, CELL_TEXT, "soft-max");
}

LAYER_KIND(softmax, SEES_ALL, JOINS_NONE, keeps_shape, no_window, no_tensors, no_macs, torch, cell);
