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

Extent layer_span(const Layer *l, int at, int side) {
    int n = l->adaptive;
    if (n) return (Extent){at * side / n, ((at + 1) * side + n - 1) / n};
    int first = at * l->stride - l->pad;
    return (Extent){first, first + l->kernel};
}

Extent layer_inside(const Layer *l, int at, int side) {
    Extent s = layer_span(l, at, side);
    return (Extent){s.first < 0 ? 0 : s.first, s.end > side ? side : s.end};
}

bool windows_differ(const Layer *l) { return l->adaptive && l->in.h % l->adaptive != 0; }

/* Places along a side, 0 where the window does not fit. A window that the ceiling adds begins within the input or the
 * padding before it (PyTorch's pooling_output_shape). */
static int places(const Layer *l, int side) {
    int room = side + 2 * l->pad + l->pad_more - l->kernel;
    if (room < 0) return 0;
    int n = (room + (l->ceil ? l->stride - 1 : 0)) / l->stride + 1;
    return l->ceil && (n - 1) * l->stride >= side + l->pad ? n - 1 : n;
}

bool window_shape(const Layer *l, Shape in, Shape *out) {
    *out = (Shape){in.c, places(l, in.h), places(l, in.w)};
    return out->h > 0 && out->w > 0;
}

bool pool_shape(const Layer *l, Shape in, Shape *out) {
    if (!window_shape(l, in, out) || 2 * l->pad > l->kernel) return false;
    return (out->h - 1) * l->stride - l->pad < in.h && (out->w - 1) * l->stride - l->pad < in.w;
}

void pad_text(const Layer *l, const char *filled, char out[64]) {
    int more = l->pad + l->pad_more;
    *out = '\0';
    if (!l->pad_more) return;
    snprintf(out, 64, "%s((%d, %d, %d, %d)%s), ", *filled ? "ConstantPad2d" : "ZeroPad2d", l->pad, more, l->pad, more,
             filled);
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
