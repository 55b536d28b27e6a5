#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)l, (void)in, (void)brief;
    snprintf(out, MODULE_TEXT, "torch.flatten(x, 1)");
}

LAYER_KIND(flatten, SEES_PLACE, JOINS_NONE, keeps_shape, no_window, no_tensors, no_macs, torch, named_cell);
