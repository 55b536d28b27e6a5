/* Passes its input through when a network answers. */
#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)l, (void)in;
    snprintf(out, MODULE_TEXT, brief ? "Dropout(0.5)" : "Dropout(p=0.5, inplace=False)");
}

LAYER_KIND(dropout, SEES_PLACE, JOINS_NONE, keeps_shape, no_window, no_tensors, no_macs, torch, named_cell);
