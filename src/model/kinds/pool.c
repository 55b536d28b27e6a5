/* Max pooling. */
#include <stdio.h>

#include "model/kind.h"

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    char before[64], pad[32] = "";
    int padding = l->pad_more ? 0 : l->pad;
    const char *ceil = l->ceil ? "True" : "False";
    pad_text(l, ", -inf", before);
    if (padding) snprintf(pad, sizeof pad, ", padding=%d", padding);
    if (brief)
        snprintf(out, MODULE_TEXT, "%sMaxPool2d(%d, %d%s%s)", before, l->kernel, l->stride, pad,
                 l->ceil ? ", ceil_mode=True" : "");
    else
        snprintf(out, MODULE_TEXT, "%sMaxPool2d(kernel_size=%d, stride=%d, padding=%d, dilation=1, ceil_mode=%s)",
                 before, l->kernel, l->stride, padding, ceil);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    if (l->kernel > 2) snprintf(out, CELL_TEXT, "maxpool %d/%d", l->kernel, l->stride);
    else snprintf(out, CELL_TEXT, "maxpool");
}

LAYER_KIND(pool, SEES_WINDOW, JOINS_NONE, pool_shape, own_window, no_tensors, no_macs, torch, cell);
