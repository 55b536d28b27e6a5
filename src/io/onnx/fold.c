#include <string.h>

#include "io/onnx/inside.h"

/* ---- whole numbers ---- */

static Wholes *new_wholes(Onnx *o) { return ARENA_NEW(&o->pass, 1, Wholes); }

static bool put_wholes(GraphValue *out, Wholes *w) {
    if (!w) return false;
    out->kind = IS_WHOLES;
    out->wholes = w;
    return true;
}

/* Gives them a shape that has room for as many; -1 stands for what is left. */
static bool shape_wholes(Wholes *w, const int64_t *dim, int rank) {
    int64_t known = 1;
    int open = -1;
    if (rank > 4) return false;
    w->rank = rank;
    for (int i = 0; i < rank; i++) {
        w->dim[i] = dim[i];
        if (dim[i] == -1 && open < 0) open = i;
        else if (dim[i] < 1 || dim[i] > WHOLES_MOST) return false;
        else known *= dim[i];
    }
    if (open >= 0) w->dim[open] = w->n / known;
    return (open >= 0 ? known * w->dim[open] : known) == w->n;
}

/* Any shape of one dimension, or of none where it is one number. */
static void flatten_wholes(Wholes *w, bool one) {
    w->rank = one ? 0 : 1;
    w->dim[0] = w->n;
}

static Wholes *copy_wholes(Onnx *o, const Wholes *from) {
    Wholes *w = new_wholes(o);
    if (w) *w = *from;
    return w;
}

static bool axis_is_first(const Node *node) { return onnx_int(node, "axis", 0) == 0; }

static bool fold_shape(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    Wholes *w = new_wholes(o);
    if (!w || onnx_attribute(node, "start") || onnx_attribute(node, "end")) return false;
    if (in->kind == IS_FLOW) *w = *in->wholes;
    else if (in->kind == IS_CONSTANT) {
        w->n = in->constant.rank;
        memcpy(w->value, in->constant.dim, sizeof in->constant.dim);
    } else return false;
    flatten_wholes(w, false);
    return put_wholes(out, w);
}

static bool fold_filled(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Wholes *shape = onnx_wholes(o, in);
    const Attribute *a = onnx_attribute(node, "value");
    Wholes *w = new_wholes(o);
    GraphValue filling = {.name = "value", .kind = IS_CONSTANT};
    if (!shape || !w || shape->n != 1 || shape->value[0] < 0 || shape->value[0] > WHOLES_MOST || !a || !a->t)
        return false;
    filling.constant = (Constant){.of = a->t, .name = "value"};
    const Wholes *with = onnx_wholes(o, &filling);
    if (!with) return false;
    w->n = (int)shape->value[0];
    for (int i = 0; i < w->n; i++) w->value[i] = with->value[0];
    flatten_wholes(w, false);
    return put_wholes(out, w);
}

static bool fold_concat(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    Wholes *w = new_wholes(o);
    (void)in;
    if (!w || !axis_is_first(node)) return false;
    for (size_t i = 0; i < node->n_input; i++) {
        const Wholes *part = onnx_wholes(o, onnx_input(o, node, i));
        if (!part || part->rank > 1 || w->n + part->n > WHOLES_MOST) return false;
        memcpy(w->value + w->n, part->value, (size_t)part->n * sizeof *w->value);
        w->n += part->n;
    }
    flatten_wholes(w, false);
    return put_wholes(out, w);
}

static bool fold_gather(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Wholes *from = onnx_wholes(o, in), *at = onnx_wholes(o, onnx_input(o, node, 1));
    Wholes *w = new_wholes(o);
    if (!from || !at || !w || from->rank != 1 || at->rank > 1 || !axis_is_first(node)) return false;
    for (int i = 0; i < at->n; i++) {
        int64_t k = at->value[i] < 0 ? at->value[i] + from->n : at->value[i];
        if (k < 0 || k >= from->n) return false;
        w->value[w->n++] = from->value[k];
    }
    flatten_wholes(w, at->rank == 0);
    return put_wholes(out, w);
}

/* Where a slice begins or ends: from the end where it is below 0, and within the numbers. */
static int64_t clamp_place(int64_t at, int64_t n, int64_t least, int64_t most) {
    if (at < 0) at = at < -n ? least : at + n;
    return at < least ? least : at > most ? most : at;
}

/* Of the first dimension. Older files have the places as attributes. */
static bool slice_place(Onnx *o, const Node *node, size_t i, const char *name, int64_t without, int64_t *out) {
    const Attribute *a = onnx_attribute(node, name);
    GraphValue *v = onnx_input(o, node, i);
    const Wholes *w = v ? onnx_wholes(o, v) : NULL;
    *out = w && w->n == 1 ? w->value[0] : a && a->n_ints == 1 ? a->ints[0] : without;
    return v ? w && w->n == 1 : !a || a->n_ints == 1;
}

static bool fold_slice(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Wholes *from = onnx_wholes(o, in);
    Wholes *w = new_wholes(o);
    int64_t first, end, axis, step;
    bool known = slice_place(o, node, 1, "starts", 0, &first) && slice_place(o, node, 2, "ends", 0, &end) &&
                 slice_place(o, node, 3, "axes", 0, &axis) && slice_place(o, node, 4, "steps", 1, &step);
    if (!known || !from || !w || from->rank < 1 || axis != 0 || step < -WHOLES_MOST || step > WHOLES_MOST || !step)
        return false;
    int64_t n = from->dim[0], row = n ? from->n / n : 0;
    first = clamp_place(first, n, 0, step > 0 ? n : n - 1);
    end = clamp_place(end, n, step > 0 ? 0 : -1, n);
    *w = (Wholes){.rank = from->rank};
    memcpy(w->dim, from->dim, sizeof w->dim);
    w->dim[0] = 0;
    for (int64_t i = first; step > 0 ? i < end : i > end; i += step, w->dim[0]++)
        for (int64_t k = 0; k < row; k++) w->value[w->n++] = from->value[i * row + k];
    return put_wholes(out, w);
}

static bool fold_arithmetic(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Wholes *a = onnx_wholes(o, in), *b = onnx_wholes(o, onnx_input(o, node, 1));
    enum { LARGEST = 1 << 30 }; /* of shapes; nothing overflows */
    if (!a || !b || (a->n != b->n && a->n != 1 && b->n != 1)) return false;
    Wholes *w = copy_wholes(o, a->n >= b->n ? a : b);
    for (int i = 0; w && i < w->n; i++) {
        int64_t x = a->value[a->n == 1 ? 0 : i], y = b->value[b->n == 1 ? 0 : i];
        if (x < -LARGEST || x > LARGEST || y < -LARGEST || y > LARGEST) return false;
        switch (*node->op_type) {
        case 'A': w->value[i] = x + y; break;
        case 'S': w->value[i] = x - y; break;
        case 'M': w->value[i] = x * y; break;
        default:
            if (!y) return false;
            w->value[i] = x / y;
        }
    }
    return put_wholes(out, w);
}

/* ---- whole numbers and constants ---- */

static bool fold_same(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    (void)o, (void)node;
    if (in->kind != IS_CONSTANT && in->kind != IS_WHOLES) return false;
    out->kind = in->kind;
    out->constant = in->constant;
    out->wholes = in->wholes;
    return true;
}

/* Half or single: weights are taken as they are stored. */
static bool fold_cast(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    int64_t to = onnx_int(node, "to", 0);
    bool whole = to == ONNX__TENSOR_PROTO__DATA_TYPE__INT64 || to == ONNX__TENSOR_PROTO__DATA_TYPE__INT32;
    bool is_float = to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT || to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 ||
                    to == ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16 || to == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
    bool from_float = in->kind == IS_CONSTANT && onnx_is_float(&in->constant);
    return (from_float ? is_float : whole && onnx_wholes(o, in)) && fold_same(o, node, in, out);
}

static bool permutation(const Node *node, int rank, int perm[4]) {
    const Attribute *a = onnx_attribute(node, "perm");
    unsigned seen = 0;
    if (a && a->n_ints != (size_t)rank) return false;
    for (int i = 0; i < rank; i++) {
        int64_t p = a ? a->ints[i] : rank - 1 - i;
        if (p < 0 || p >= rank || seen >> p & 1) return false;
        seen |= 1u << p;
        perm[i] = (int)p;
    }
    return true;
}

static bool transpose_wholes(Onnx *o, const Wholes *from, GraphValue *out) {
    Wholes *w = copy_wholes(o, from);
    if (!w || from->rank != 2) return false;
    w->dim[0] = from->dim[1];
    w->dim[1] = from->dim[0];
    for (int i = 0, n = 0; i < w->dim[0]; i++)
        for (int k = 0; k < w->dim[1]; k++) w->value[n++] = from->value[k * w->dim[0] + i];
    return put_wholes(out, w);
}

static bool fold_transpose(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    int perm[4];
    const Wholes *w = onnx_wholes(o, in);
    if (w) return w->rank == 2 && permutation(node, 2, perm) && perm[0] == 1 && transpose_wholes(o, w, out);
    if (in->kind != IS_CONSTANT || !permutation(node, in->constant.rank, perm)) return false;
    out->kind = IS_CONSTANT;
    out->constant = in->constant;
    for (int i = 0; i < in->constant.rank; i++) {
        out->constant.dim[i] = in->constant.dim[perm[i]];
        out->constant.stride[i] = in->constant.stride[perm[i]];
    }
    return true;
}

/* The shape for a constant that lies row by row; 0 keeps a dimension, -1 stands for what is left. */
static bool shape_constant(Constant *c, const Wholes *to) {
    int64_t dim[4] = {0}, known = 1, n = onnx_count(c), step = 1;
    int open = -1;
    for (int i = c->rank - 1; i >= 0; i--) {
        if (c->dim[i] > 1 && c->stride[i] != step) return false;
        step *= c->dim[i];
    }
    if (to->n > 4) return false;
    for (int i = 0; i < to->n; i++) {
        dim[i] = to->value[i] == 0 && i < c->rank ? c->dim[i] : to->value[i];
        if (dim[i] == -1 && open < 0) open = i;
        else if (dim[i] < 1 || dim[i] > n || known > n / dim[i]) return false;
        else known *= dim[i];
    }
    if (open >= 0) dim[open] = n / known;
    if (known * (open >= 0 ? dim[open] : 1) != n) return false;
    c->rank = to->n;
    step = 1;
    for (int i = c->rank - 1; i >= 0; i--) {
        c->dim[i] = dim[i];
        c->stride[i] = step;
        step *= dim[i];
    }
    return true;
}

static bool fold_reshape(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Wholes *from = onnx_wholes(o, in), *to = onnx_wholes(o, onnx_input(o, node, 1));
    if (!to || !fold_same(o, node, in, out)) return false;
    bool shaped;
    if (from) {
        out->wholes = copy_wholes(o, from);
        shaped = out->wholes && shape_wholes(out->wholes, to->value, to->n);
    } else shaped = shape_constant(&out->constant, to);
    if (!shaped) out->kind = IS_UNKNOWN;
    return shaped;
}

/* Dimensions of 1 that come or go. Of whole numbers: one of them, with or without a dimension. */
static bool fold_ones(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    bool more = *node->op_type == 'U';
    const Wholes *from = onnx_wholes(o, in), *axes = onnx_wholes(o, onnx_input(o, node, 1));
    const Attribute *a = onnx_attribute(node, "axes");
    if (from) {
        if (from->rank != (more ? 0 : 1) || from->n != 1) return false;
        Wholes *w = copy_wholes(o, from);
        if (w) flatten_wholes(w, !more);
        return put_wholes(out, w);
    }
    if (!fold_same(o, node, in, out)) return false;
    Constant *c = &out->constant;
    int64_t axis = a && a->n_ints == 1 ? a->ints[0] : axes && axes->n == 1 ? axes->value[0] : -100;
    int rank = c->rank + (more ? 1 : 0);
    if (axis < 0) axis += rank;
    bool fits = axis >= 0 && axis < rank && rank <= 4 && (more || c->dim[axis] == 1);
    if (!fits) out->kind = IS_UNKNOWN;
    for (int i = rank - 1; fits && more && i > axis; i--) c->dim[i] = c->dim[i - 1], c->stride[i] = c->stride[i - 1];
    for (int i = (int)axis; fits && !more && i + 1 < rank; i++)
        c->dim[i] = c->dim[i + 1], c->stride[i] = c->stride[i + 1];
    if (fits && more) c->dim[axis] = 1, c->stride[axis] = 0;
    if (fits) c->rank = more ? rank : rank - 1;
    return fits;
}

/* ---- all of them ---- */

/* A constant of other kinds than a tensor. */
static bool fold_constant(Onnx *o, const Node *node, GraphValue *in, GraphValue *out) {
    const Attribute *one = onnx_attribute(node, "value_int"), *some = onnx_attribute(node, "value_ints");
    (void)in;
    if (out->kind == IS_CONSTANT) return true;
    Wholes *w = one || some ? new_wholes(o) : NULL;
    if (!w || (some && some->n_ints > WHOLES_MOST)) return false;
    w->n = one ? 1 : (int)some->n_ints;
    if (one) w->value[0] = one->i;
    else memcpy(w->value, some->ints, some->n_ints * sizeof *w->value);
    flatten_wholes(w, one);
    return put_wholes(out, w);
}

static const struct {
    const char *op;
    bool (*fold)(Onnx *o, const Node *node, GraphValue *in, GraphValue *out);
} FOLDS[] = {{"Constant", fold_constant}, {"Identity", fold_same},     {"Cast", fold_cast},
             {"Shape", fold_shape},       {"Concat", fold_concat},     {"Gather", fold_gather},
             {"Slice", fold_slice},       {"Reshape", fold_reshape},   {"Transpose", fold_transpose},
             {"Unsqueeze", fold_ones},    {"Squeeze", fold_ones},      {"ConstantOfShape", fold_filled},
             {"Add", fold_arithmetic},    {"Sub", fold_arithmetic},    {"Mul", fold_arithmetic},
             {"Div", fold_arithmetic}};

bool onnx_fold(Onnx *o, const Node *node) {
    GraphValue *in = onnx_input(o, node, 0), *out = onnx_output(o, node);
    bool constant = strcmp(node->op_type, "Constant") == 0;
    if (!out || (!in && !constant)) return false;
    for (size_t i = 0; i < sizeof FOLDS / sizeof *FOLDS; i++)
        if (strcmp(FOLDS[i].op, node->op_type) == 0) return FOLDS[i].fold(o, node, in, out);
    return false;
}
