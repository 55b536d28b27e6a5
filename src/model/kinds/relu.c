#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)l, (void)in;
    snprintf(out, MODULE_TEXT, brief ? "ReLU()" : "ReLU(inplace=True)");
}

LAYER_KIND(relu, SEES_PLACE, JOINS_ACTIVATION, keeps_shape, no_window, no_tensors, no_macs, torch, named_cell);
