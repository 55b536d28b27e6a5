/* Average pooling: over a window that moves, or over as many parts of the maps as shall come out. */
#include <stdio.h>

#include "model/kind.h"

static bool shape(const Layer *l, Shape in, Shape *out) {
    if (!l->adaptive) return pool_shape(l, in, out);
    *out = (Shape){in.c, l->adaptive, l->adaptive};
    return true;
}

/* PyTorch counts zeros around the maps unless it is told not to. */
static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    char before[64] = "", pad[32] = "", more[80] = "";
    if (l->adaptive) {
        snprintf(out, MODULE_TEXT, brief ? "AdaptiveAvgPool2d(%d)" : "AdaptiveAvgPool2d(output_size=%d)", l->adaptive);
        return;
    }
    bool own = !l->pad_more || !l->counts_padding; /* the module does its padding itself */
    if (!own) pad_text(l, "", before);
    int padding = own ? l->pad : 0;
    if (padding) snprintf(pad, sizeof pad, ", padding=%d", padding);
    if (l->pad_more && own) snprintf(more, sizeof more, " of maps with %d more at the end", l->pad_more);
    const char *ceil = l->ceil ? ", ceil_mode=True" : "";
    const char *counts = (l->pad || l->pad_more) && !l->counts_padding ? ", count_include_pad=False" : "";
    if (brief)
        snprintf(out, MODULE_TEXT, "%sAvgPool2d(%d, %d%s%s%s)%s", before, l->kernel, l->stride, pad, ceil, counts,
                 more);
    else
        snprintf(out, MODULE_TEXT, "%sAvgPool2d(kernel_size=%d, stride=%d, padding=%d%s%s)%s", before, l->kernel,
                 l->stride, padding, ceil, counts, more);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    if (l->adaptive) snprintf(out, CELL_TEXT, "avgpool to %d", l->adaptive);
    else if (l->kernel > 2) snprintf(out, CELL_TEXT, "avgpool %d/%d", l->kernel, l->stride);
    else snprintf(out, CELL_TEXT, "avgpool");
}

LAYER_KIND(average, SEES_WINDOW, JOINS_NONE, shape, own_window, no_tensors, no_macs, torch, cell);
