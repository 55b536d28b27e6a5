#include "model/kind.h"

#include <stdio.h>

#define DECLARE(value, word) extern const LayerKind word##_kind;
ROW_KINDS(DECLARE)
PASSING_KINDS(DECLARE)

const LayerKind *layer_kind(Kind kind) {
#define ENTRY(value, word) [KIND_##value] = &word##_kind,
    static const LayerKind *const KINDS[] = {ROW_KINDS(ENTRY) PASSING_KINDS(ENTRY)};
    return KINDS[kind];
}

int64_t tensor_shape_count(const TensorShape *t) {
    int64_t n = 1;
    for (int i = 0; i < t->rank; i++) n *= t->dim[i];
    return n;
}

int64_t layer_terms(const Layer *l) {
    TensorShape tensor[LAYER_TENSORS];
    return layer_kind(l->kind)->tensors(l, tensor) ? tensor_shape_count(&tensor[0]) / l->out.c : 0;
}

bool keeps_shape(const Layer *l, Shape in, Shape *out) {
    (void)l;
    *out = in;
    return true;
}

bool no_window(const Layer *l, Sliding *out) {
    (void)l, (void)out;
    return false;
}

bool own_window(const Layer *l, Sliding *out) {
    *out = (Sliding){l->kernel, l->stride, l->pad};
    return true;
}

bool window_shape(const Layer *l, Shape in, Shape *out) {
    int h = in.h + 2 * l->pad - l->kernel, w = in.w + 2 * l->pad - l->kernel;
    if (h < 0 || w < 0) return false;
    *out = (Shape){in.c, h / l->stride + 1, w / l->stride + 1};
    return true;
}

int no_tensors(const Layer *l, TensorShape out[LAYER_TENSORS]) {
    (void)l, (void)out;
    return 0;
}

int64_t no_macs(const Layer *l, Shape out) {
    (void)l, (void)out;
    return 0;
}

void named_cell(const Layer *l, char out[CELL_TEXT]) { snprintf(out, CELL_TEXT, "%s", layer_kind(l->kind)->name); }
