/* Batch normalization, as it is when a network answers: by the mean and variance that the training has kept. */
#include <stdio.h>

#include "model/kind.h"

static bool shape(const Layer *l, Shape in, Shape *out) {
    *out = in;
    return in.c == l->in.c;
}

static int tensors(const Layer *l, TensorShape out[LAYER_TENSORS]) {
    out[0] = (TensorShape){"weight", 1, {l->out.c}, false};
    out[1] = (TensorShape){"bias", 1, {l->out.c}, false};
    out[2] = (TensorShape){"running_mean", 1, {l->out.c}, true};
    out[3] = (TensorShape){"running_var", 1, {l->out.c}, true};
    return 4;
}

static void torch(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]) {
    (void)in;
    int dims = l->out.h > 1 ? 2 : 1;
    char epsilon[32] = "";
    if (l->epsilon != BN_EPSILON) snprintf(epsilon, sizeof epsilon, ", eps=%g", l->epsilon);
    if (brief) snprintf(out, MODULE_TEXT, "BatchNorm%dd(%d%s)", dims, l->out.c, epsilon);
    else
        snprintf(out, MODULE_TEXT, "BatchNorm%dd(%d, eps=%g, momentum=0.1, affine=True, track_running_stats=True)",
                 dims, l->out.c, l->epsilon);
}

static void cell(const Layer *l, char out[CELL_TEXT]) {
    (void)l;
    snprintf(out, CELL_TEXT, "BN");
}

LAYER_KIND(bn, SEES_PLACE, JOINS_NORM, shape, no_window, tensors, no_macs, torch, cell);
