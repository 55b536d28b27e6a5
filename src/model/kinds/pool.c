/* Max pooling. */
#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    if (brief) snprintf(out, MODULE_TEXT, "MaxPool2d(%d, %d)", l->kernel, l->stride);
    else
        snprintf(out, MODULE_TEXT, "MaxPool2d(kernel_size=%d, stride=%d, padding=%d, dilation=1, ceil_mode=False)",
                 l->kernel, l->stride, l->pad);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    if (l->kernel > 2) snprintf(out, CELL_TEXT, "maxpool %d/%d", l->kernel, l->stride);
    else snprintf(out, CELL_TEXT, "maxpool");
}

LAYER_KIND(pool, SEES_WINDOW, JOINS_NONE, window_shape, own_window, no_tensors, no_macs, torch, cell);
