#include <stdio.h>

#include "model/kind.h"

static bool shape(const Layer *l, Shape in, Shape *out) {
    bool grouped = l->in.c % l->groups == 0 && l->out.c % l->groups == 0;
    if (in.c != l->in.c || !grouped || !window_shape(l, in, out)) return false;
    out->c = l->out.c;
    return true;
}

/* Source: section 2.3 of the VGG paper for the weights, k*k*C*C'; a group sees its own channels. */
static int tensors(const Layer *l, TensorShape out[LAYER_TENSORS]) {
    out[0] = (TensorShape){"weight", 4, {l->out.c, l->in.c / l->groups, l->kernel, l->kernel}, false};
    out[1] = (TensorShape){"bias", 1, {l->out.c}, false};
    return l->unbiased ? 1 : 2;
}

static int64_t macs(const Layer *l, Shape out) {
    return (int64_t)l->kernel * l->kernel * (l->in.c / l->groups) * shape_count(out);
}

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    char pad[40] = "", stride[32] = "", groups[32] = "", before[64];
    int k = l->kernel, padding = l->pad_more ? 0 : l->pad;
    pad_text(l, "", before);
    if (l->groups > 1) snprintf(groups, sizeof groups, ", groups=%d", l->groups);
    if (brief) {
        if (l->stride > 1) snprintf(stride, sizeof stride, ", stride=%d", l->stride);
        if (padding) snprintf(pad, sizeof pad, ", padding=%d", padding);
        snprintf(out, MODULE_TEXT, "%sConv2d(%d, %d, %d%s%s%s)", before, l->in.c, l->out.c, k, stride, pad, groups);
        return;
    }
    if (padding) snprintf(pad, sizeof pad, ", padding=(%d, %d)", padding, padding);
    snprintf(out, MODULE_TEXT, "%sConv2d(%d, %d, kernel_size=(%d, %d), stride=(%d, %d)%s%s)", before, l->in.c, l->out.c,
             k, k, l->stride, l->stride, pad, groups);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    if (l->stride > 1) snprintf(out, CELL_TEXT, "conv%d-%d /%d", l->kernel, l->out.c, l->stride);
    else snprintf(out, CELL_TEXT, "conv%d-%d", l->kernel, l->out.c);
}

LAYER_KIND(conv, SEES_WINDOW, JOINS_NONE, shape, own_window, tensors, macs, torch, cell);
