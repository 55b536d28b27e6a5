#include <stdio.h>

#include "model/kind.h"

static bool shape(const Layer *l, Shape in, Shape *out) {
    if (shape_count(in) != shape_count(l->in)) return false;
    *out = (Shape){l->out.c, 1, 1};
    return true;
}

/* Behind maps it is a convolution over the whole of them. */
static bool window(const Layer *l, Sliding *out) {
    *out = (Sliding){.kernel = l->in.h, .stride = 1};
    return l->in.h > 1;
}

static int tensors(const Layer *l, TensorShape out[LAYER_TENSORS]) {
    out[0] = (TensorShape){"weight", 2, {l->out.c, shape_count(l->in)}, false};
    out[1] = (TensorShape){"bias", 1, {l->out.c}, false};
    return l->unbiased ? 1 : 2;
}

static int64_t macs(const Layer *l, Shape out) { return shape_count(l->in) * out.c; }

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    long long n = shape_count(l->in);
    if (brief) snprintf(out, MODULE_TEXT, "Linear(%lld, %d)", n, l->out.c);
    else snprintf(out, MODULE_TEXT, "Linear(in_features=%lld, out_features=%d, bias=True)", n, l->out.c);
}

static void cell(const Layer *l, char out[CELL_TEXT]) { snprintf(out, CELL_TEXT, "FC-%d", l->out.c); }

LAYER_KIND(fc, SEES_ALL, JOINS_NONE, shape, window, tensors, macs, torch, cell);
