#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "io/onnx/inside.h"

enum { SIDE_MOST = 1024 };

/* ---- what goes wrong ---- */

/* The number of the layer that is looked at. */
static int number(const Chain *c) { return c->features + c->modules + 1; }

Error onnx_not_understood(const Chain *c, const Node *node) {
    bool own = node->domain && *node->domain && strcmp(node->domain, "ai.onnx") != 0;
    return error("onnx.layer", "%d\t%s%s%s\t%s", number(c), own ? node->domain : "", own ? "." : "", node->op_type,
                 c->o->d->path);
}

Error onnx_detail(const Chain *c, const char *format, ...) {
    char what[200];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error("onnx.detail", "%d\t%s (%s)\t%s", number(c), c->node->op_type, what, c->o->d->path);
}

Error onnx_branch(const Chain *c) {
    return error("onnx.branch", "%d\t%s\t%s", number(c), c->node->op_type, c->o->d->path);
}

Error onnx_weights(const Chain *c, size_t i, const Constant **out) {
    const GraphValue *v = onnx_input(c->o, c->node, i);
    if (v && (v->kind == IS_FLOW || v->kind == IS_PART)) return onnx_branch(c);
    if (v && v->kind == IS_UNKNOWN && v->maker)
        return onnx_detail(c, "its weights are computed by %s", v->maker->op_type);
    if (!v || v->kind != IS_CONSTANT) return onnx_detail(c, "its weights are not in the file");
    if (!onnx_is_float(&v->constant)) return onnx_detail(c, "its weights are not float, double, half or bfloat16");
    *out = &v->constant;
    return NO_ERROR;
}

/* ---- what flows ---- */

static Wholes *shape_of(Chain *c) {
    Wholes *w = ARENA_NEW(&c->o->pass, 1, Wholes);
    Shape s = c->shape;
    if (!w) return NULL;
    if (c->flat) *w = (Wholes){.n = 2, .value = {1, shape_count(s)}};
    else if (c->last) *w = (Wholes){.n = 4, .value = {1, s.h, s.w, s.c}};
    else *w = (Wholes){.n = 4, .value = {1, s.c, s.h, s.w}};
    return w;
}

static Error flow_as(Chain *c, GraphValue *v) {
    v->kind = IS_FLOW;
    v->flow = c->flow;
    v->wholes = shape_of(c);
    return v->wholes ? NO_ERROR : error("memory", "%s", c->o->d->path);
}

Error onnx_flow_on(Chain *c) {
    GraphValue *out = onnx_output(c->o, c->node);
    if (!out) return onnx_branch(c);
    c->flow++;
    return flow_as(c, out);
}

void onnx_pass(Chain *c) {
    GraphValue *in = onnx_input(c->o, c->node, 0), *out = onnx_output(c->o, c->node);
    if (!out) return;
    out->kind = IS_FLOW;
    out->flow = in->flow;
    out->wholes = in->wholes;
}

bool onnx_channels(const Chain *c, const Constant *from, Constant *out) {
    int n = c->flat ? (int)shape_count(c->shape) : c->shape.c, behind = c->flat || c->last ? 0 : 2;
    for (int i = 0; i < from->rank; i++)
        if (from->dim[i] > 1 && from->rank - 1 - i != behind) return false;
    return onnx_vector(from, n, out);
}

/* ---- nodes that change how it lies ---- */

static Error pass(Chain *c) {
    onnx_pass(c);
    return NO_ERROR;
}

/* Counted, but without a row. */
static Error drop(Chain *c) {
    c->modules++;
    return pass(c);
}

static Error cast(Chain *c) {
    int64_t to = onnx_int(c->node, "to", 0);
    bool to_float = to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT || to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 ||
                    to == ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16 || to == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
    return to_float ? pass(c) : onnx_not_understood(c, c->node);
}

/* Maps become a vector: the features have ended. */
static Error flatten(Chain *c) {
    if (c->flat) return pass(c);
    c->flat = true;
    c->mixed = c->last && c->shape.h * c->shape.w > 1;
    c->last = false;
    c->features = c->modules;
    c->modules = 0;
    return onnx_flow_on(c);
}

static Error flatten_by_axis(Chain *c) {
    int64_t axis = onnx_int(c->node, "axis", 1);
    if (axis != 1 && axis != (c->flat ? -1 : -3)) return onnx_detail(c, "axis %lld", (long long)axis);
    return flatten(c);
}

/* A vector becomes maps of one place each. */
static Error unflatten(Chain *c) {
    if (c->shape.h * c->shape.w > 1 || c->draft->layers == 0) return onnx_not_understood(c, c->node);
    return pass(c);
}

static Error reshape(Chain *c) {
    const Attribute *a = onnx_attribute(c->node, "shape");
    GraphValue *v = onnx_input(c->o, c->node, 1);
    const Wholes *to = onnx_wholes(c->o, v);
    const int64_t *dim = to ? to->value : a ? a->ints : NULL;
    int n = to ? to->n : a ? (int)(a->n_ints < 9 ? a->n_ints : 9) : 0;
    int64_t count = shape_count(c->shape);
    if (!n && v && v->maker) return onnx_detail(c, "its shape is computed by %s", v->maker->op_type);
    if (n == 2 && (dim[1] == -1 || dim[1] == count)) return flatten(c);
    if (n == 2 && dim[1] > 0 && dim[0] <= 1) /* it was meant for another photo */
        return error("onnx.side", "%d\t%s\t%s", number(c), c->node->op_type, c->o->d->path);
    if (n == 4 && c->flat && (dim[1] == -1 || dim[1] == count) && dim[2] == 1 && dim[3] == 1) return unflatten(c);
    return onnx_detail(c, "a shape of %d dimensions", n);
}

static Error squeeze(Chain *c) {
    if (!c->flat && c->shape.h * c->shape.w > 1) return onnx_not_understood(c, c->node);
    return flatten(c);
}

static Error unsqueeze(Chain *c) { return c->flat ? unflatten(c) : onnx_not_understood(c, c->node); }

/* Channels last become channels first, or the other way round. */
static Error transpose(Chain *c) {
    static const int64_t FIRST[4] = {0, 3, 1, 2}, LAST[4] = {0, 2, 3, 1};
    const Attribute *a = onnx_attribute(c->node, "perm");
    bool fits = !c->flat && a && a->n_ints == 4 && memcmp(a->ints, c->last ? FIRST : LAST, sizeof FIRST) == 0;
    if (!fits) return onnx_not_understood(c, c->node);
    c->last = !c->last;
    return onnx_flow_on(c);
}

/* Answers come out as they are; that of a softmax is what the network ends in. */
static Error softmax(Chain *c) {
    if (c->shape.h * c->shape.w > 1) return onnx_not_understood(c, c->node);
    c->ended = true;
    return pass(c);
}

/* Of zeros around maps; which the next layer takes into its window. */
static Error pad(Chain *c) {
    const Attribute *a = onnx_attribute(c->node, "pads");
    GraphValue *v = onnx_input(c->o, c->node, 1), *with = onnx_input(c->o, c->node, 2);
    const Wholes *w = onnx_wholes(c->o, v);
    const int64_t *by = w ? w->value : a ? a->ints : NULL;
    double filling = (double)onnx_float(c->node, "value", 0);
    if (with && !onnx_scalar(c->o, with, &filling)) return onnx_not_understood(c, c->node);
    if (!by || (w ? (size_t)w->n : a->n_ints) != 8 || c->flat || filling != 0 ||
        !onnx_says(c->node, "mode", "constant", true) || onnx_input(c->o, c->node, 3))
        return onnx_not_understood(c, c->node);
    int y = c->last ? 1 : 2, channel = c->last ? 3 : 1;
    const int64_t side[4] = {by[y], by[y + 1], by[4 + y], by[4 + y + 1]};
    bool whole = !by[0] && !by[4] && !by[channel] && !by[4 + channel];
    for (int i = 0; i < 4; i++) {
        if (!whole || side[i] < 0 || side[i] > 64 || c->pad[i] > 64)
            return onnx_detail(c, "other pads than around maps");
        c->pad[i] += (int)side[i];
    }
    return pass(c);
}

static const struct {
    const char *op;
    OnnxOperation *operation;
} OPERATIONS[] = {{"Identity", pass},       {"Dropout", drop},    {"Cast", cast},         {"Flatten", flatten_by_axis},
                  {"Reshape", reshape},     {"Squeeze", squeeze}, {"Unsqueeze", unsqueeze}, {"Transpose", transpose},
                  {"Softmax", softmax},     {"LogSoftmax", softmax}, {"Pad", pad}};

static OnnxOperation *operation_of(const Node *node) {
    if (node->domain && *node->domain && strcmp(node->domain, "ai.onnx") != 0) return NULL;
    for (size_t i = 0; i < sizeof OPERATIONS / sizeof *OPERATIONS; i++)
        if (strcmp(OPERATIONS[i].op, node->op_type) == 0) return OPERATIONS[i].operation;
    OnnxOperation *layer = onnx_layer_operation(node->op_type);
    return layer ? layer : onnx_formula_operation(node->op_type);
}

/* ---- the photo ---- */

static bool is_initializer(const Onnx *o, const char *name) {
    const GraphValue *v = name ? onnx_value(o, name) : NULL;
    return v && v->kind == IS_CONSTANT;
}

static int64_t side_of(const Onnx__TensorShapeProto *shape, int i) {
    const Onnx__TensorShapeProto__Dimension *d = shape->dim[i];
    return d->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE ? d->dim_value : 0;
}

/* How many channels the first convolution takes. */
static int64_t first_channels(const Onnx *o) {
    for (size_t i = 0; i < o->graph->n_node; i++) {
        const Node *node = o->graph->node[i];
        const GraphValue *w = strcmp(node->op_type, "Conv") == 0 ? onnx_input(o, node, 1) : NULL;
        if (w && w->kind == IS_CONSTANT && w->constant.rank == 4) return w->constant.dim[1];
    }
    return 3;
}

static bool is_photo(int64_t channels) { return channels == 1 || channels == 3; }

static Error begin(Chain *c, const Onnx__ValueInfoProto *in, int side, bool *open) {
    const Onnx__TypeProto *type = in->type;
    bool typed = type && type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    const Onnx__TensorShapeProto *shape = typed ? type->tensor_type->shape : NULL;
    GraphValue *v = onnx_value(c->o, in->name);
    if (!shape || shape->n_dim != 4)
        return error("onnx.input", "%s\t%s", shape ? "it has not four dimensions" : "it has no shape", c->o->d->path);
    int64_t dim[4];
    for (int i = 0; i < 4; i++) dim[i] = side_of(shape, i);
    c->last = !is_photo(dim[1]) && is_photo(dim[3]);
    int64_t channels = dim[c->last ? 3 : 1], h = dim[c->last ? 1 : 2], w = dim[c->last ? 2 : 3];
    if (channels < 1) channels = first_channels(c->o);
    if (h < 1) h = w;
    if (w < 1) w = h;
    *open = h < 1;
    if (*open) h = w = side;
    if (!is_photo(channels) || h != w || h > SIDE_MOST) {
        char text[DIMS_TEXT];
        dims_text((const int64_t[]){channels, h, w}, 3, text);
        return error("onnx.input", "%s\t%s", text, c->o->d->path);
    }
    c->bytes = type->tensor_type->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__UINT8;
    c->draft->channels = (int)channels;
    c->draft->input = (int)h;
    c->shape = (Shape){(int)channels, (int)h, (int)w};
    for (int i = 0; i < CHANNELS_MOST; i++) c->scale[i] = 1;
    return v ? flow_as(c, v) : NO_ERROR;
}

/* The one input that the file does not give a value itself. */
static Error find_input(Chain *c, const Onnx__ValueInfoProto **out) {
    const Onnx__GraphProto *g = c->o->graph;
    *out = NULL;
    for (size_t i = 0; i < g->n_input; i++) {
        if (!g->input[i]->name || is_initializer(c->o, g->input[i]->name)) continue;
        if (*out) return error("onnx.input", "%s\t%s", "it has several inputs", c->o->d->path);
        *out = g->input[i];
    }
    return *out ? NO_ERROR : error("onnx.input", "%s\t%s", "it has none", c->o->d->path);
}

/* y = scale * x + shift as (x / 255 - mean) / deviation. What x is, 0 to 1 or 0 to 255, the file does not say; but
 * nobody makes nearly nothing of a photo, nor takes more from it than it has. */
static void prepare(Chain *c) {
    static const PrepareKind KNOWN[] = {PREPARE_TORCHVISION, PREPARE_TF, PREPARE_UNIT, PREPARE_RAW};
    Described *d = c->o->d;
    float mean[3], deviation[3];
    bool bytes = c->bytes;
    for (int i = 0; i < d->draft.channels; i++) {
        double least = c->scale[i] < 0 ? -c->scale[i] : c->scale[i], m = -c->shift[i] / c->scale[i];
        bytes |= least < 0.1 || m > 2 || m < -2;
    }
    double unit = bytes ? 255 : 1;
    for (int i = 0; i < 3; i++) {
        int channel = i < d->draft.channels ? i : 0;
        mean[i] = (float)(-c->shift[channel] / c->scale[channel] / unit);
        deviation[i] = (float)(1 / (c->scale[channel] * unit));
    }
    d->prepared = c->prepared || c->bytes;
    d->preparation = preparation_own(mean, deviation);
    for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) {
        Preparation p = preparation(KNOWN[k]);
        bool same = true;
        for (int i = 0; i < 3 && same; i++) {
            double by = (double)p.unit / 255, want_mean = (double)p.mean[i] * by;
            double want_deviation = (double)p.deviation[i] * by;
            double off_mean = want_mean - (double)mean[i], off = want_deviation / (double)deviation[i] - 1;
            same = off_mean < 1e-5 && off_mean > -1e-5 && off < 1e-4 && off > -1e-4;
        }
        if (same) d->preparation = p;
    }
}

/* ---- the chain ---- */

/* Whether what flows, or a part of a formula of it, goes into a node. */
static bool is_reached(const Chain *c, const Node *node) {
    for (size_t i = 0; i < node->n_input; i++) {
        const GraphValue *v = onnx_input(c->o, node, i);
        if (v && (v->kind == IS_FLOW || v->kind == IS_PART)) return true;
    }
    return false;
}

/* What flows goes in once, and is the newest; the formulas see to their inputs themselves. */
static Error check_inputs(const Chain *c) {
    int flows = 0;
    const GraphValue *first = onnx_input(c->o, c->node, 0);
    for (size_t i = 0; i < c->node->n_input; i++) {
        const GraphValue *v = onnx_input(c->o, c->node, i);
        if (!v) continue;
        if ((v->kind == IS_FLOW || v->kind == IS_PART) && v->flow != c->flow) return onnx_branch(c);
        flows += v->kind == IS_FLOW;
    }
    bool formula = onnx_formula_operation(c->node->op_type);
    if (formula) return NO_ERROR;
    if (first && first->kind == IS_PART) return onnx_not_understood(c, first->maker);
    return flows == 1 && first && first->kind == IS_FLOW ? NO_ERROR : onnx_branch(c);
}

/* Zeros around maps wait for a window. */
static bool takes_pads(const char *op) {
    static const char *const TAKE[] = {"Conv", "AveragePool", "MaxPool", "Pad", "Identity", "Cast", "Transpose"};
    for (size_t i = 0; i < sizeof TAKE / sizeof *TAKE; i++)
        if (strcmp(op, TAKE[i]) == 0) return true;
    return false;
}

static bool is_padded(const Chain *c) { return c->pad[0] || c->pad[1] || c->pad[2] || c->pad[3]; }

static Error follow(Chain *c) {
    const char *op = c->node->op_type;
    if (strcmp(op, "Shape") == 0) {
        onnx_fold(c->o, c->node);
        return NO_ERROR;
    }
    OnnxOperation *operation = operation_of(c->node);
    if (!operation) return onnx_not_understood(c, c->node);
    TRY(check_inputs(c));
    if (is_padded(c) && !takes_pads(op)) return onnx_detail(c, "behind Pad");
    bool stays = operation == pass || operation == cast || operation == flatten_by_axis || operation == reshape ||
                 operation == squeeze;
    if (c->ended && !stays) return onnx_detail(c, "behind a softmax");
    return operation(c);
}

static Error end(Chain *c) {
    const Onnx__GraphProto *g = c->o->graph;
    const GraphValue *out = g->n_output == 1 && g->output[0]->name ? onnx_value(c->o, g->output[0]->name) : NULL;
    if (out && out->kind == IS_PART) return onnx_not_understood(c, out->maker);
    if (out && out->kind == IS_UNKNOWN && out->maker) return onnx_not_understood(c, out->maker);
    bool whole = c->draft->layers && out && out->kind == IS_FLOW && out->flow == c->flow && !is_padded(c);
    if (!whole) return error("onnx.input", "%s\t%s", "it does not end in one answer", c->o->d->path);
    if (!c->flat) c->features = c->modules, c->modules = 0;
    c->draft->features = c->features;
    DraftLayer *last = &c->draft->layer[c->draft->layers - 1];
    if (c->modules == 1 && last->kind == KIND_FC) last->index = -1; /* the classifier is this layer */
    prepare(c);
    return NO_ERROR;
}

Error onnx_chain(Onnx *o, int side, bool *open) {
    Chain c = {.o = o, .draft = &o->d->draft, .unbiased = -1};
    const Onnx__ValueInfoProto *in;
    memset(c.draft, 0, sizeof *c.draft);
    o->d->n = 0;
    o->sized = false;
    onnx_values_reset(o);
    TRY(find_input(&c, &in));
    TRY(begin(&c, in, side, open));
    for (size_t i = 0; i < o->graph->n_node; i++) {
        c.node = o->graph->node[i];
        if (is_reached(&c, c.node)) TRY(follow(&c));
        else onnx_fold(o, c.node);
    }
    return end(&c);
}
