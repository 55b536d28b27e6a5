#include <stdio.h>
#include <string.h>

#include "io/onnx/inside.h"

enum { KERNEL_MOST = 64, OUTPUTS_MOST = 1 << 16 };

/* ---- what a module is called ---- */

/* PyTorch says the module in the names of its weights ("features.0.weight"), and where it is in the names of nodes:
 * "/features/features.1/Relu", each word being its name or its name within the one before. */
static void module_path(const Node *node, const char *weight, char *out, size_t size) {
    size_t n = weight ? strlen(weight) : 0, ending = strlen(".weight"), last = 0, length = 0;
    if (n > ending && strcmp(weight + n - ending, ".weight") == 0) {
        snprintf(out, size, "%.*s", (int)(n - ending), weight);
        return;
    }
    const char *name = node->name && *node->name ? node->name : node->op_type, *end = strrchr(name, '/');
    if (!end || end == name) { /* the node alone */
        snprintf(out, size, "%s", end ? end + 1 : name);
        return;
    }
    for (const char *at = name; at < end;) {
        size_t word = strcspn(at, "/"), before = length - last;
        bool within = before && word > before && memcmp(at, out + last, before) == 0 && at[before] == '.';
        if (word && length + word + 2 < size) {
            if (within) length = last;
            else if (length) out[length++] = '.';
            last = length;
            memcpy(out + length, at, word);
            length += word;
        }
        at += word + 1;
    }
    out[length] = '\0';
}

/* ---- rows and their tensors ---- */

Error onnx_add_layer(Chain *c, DraftLayer layer, const Constant *weight) {
    Draft *d = c->draft;
    if (d->layers == NET_LAYERS) return error("net.layers", "%d", NET_LAYERS - 1);
    layer.part = c->flat ? PART_CLASSIFIER : PART_FEATURES;
    layer.index = c->modules;
    module_path(c->node, weight ? weight->name : NULL, layer.path, sizeof layer.path);
    const Layer l = {.kind = layer.kind, .in = c->shape, .out = {.c = layer.outputs}, .kernel = layer.kernel,
                     .stride = layer.stride, .pad = layer.pad, .groups = layer.groups, .pad_more = layer.pad_more,
                     .ceil = layer.ceil, .adaptive = layer.adaptive};
    Shape out = l.in;
    if (!layer_kind(l.kind)->shape(&l, l.in, &out) || out.h < 1 || out.w < 1)
        return error("onnx.side", "%d\t%s\t%s", c->features + c->modules + 1, c->node->op_type, c->o->d->path);
    c->shape = out;
    c->modules++;
    d->layer[d->layers++] = layer;
    return NO_ERROR;
}

void onnx_want(Chain *c, const char *what, const Constant *from, double factor) {
    Described *d = c->o->d;
    DescribedTensor *t = &d->tensor[d->n];
    *t = (DescribedTensor){.name = from->name, .row = c->draft->layers - 1, .what = what};
    t->shape.rank = from->rank;
    memcpy(t->shape.dim, from->dim, sizeof from->dim);
    c->o->wanted[d->n++] = (Wanted){*from, factor};
}

/* ---- windows ---- */

/* A list of numbers of a node, `n` of them; where it has none, all are `without`. */
static Error read_list(const Chain *c, const char *name, size_t n, int64_t without, int64_t out[]) {
    const Attribute *a = onnx_attribute(c->node, name);
    if (a && a->n_ints != n) return onnx_detail(c, "%s", name);
    for (size_t i = 0; i < n; i++) {
        out[i] = a ? a->ints[i] : without;
        if (out[i] < 0 || out[i] > KERNEL_MOST) return onnx_detail(c, "%s %lld", name, (long long)out[i]);
    }
    return NO_ERROR;
}

static Error square(const Chain *c, const char *name, const int64_t side[2]) {
    if (side[0] == side[1]) return NO_ERROR;
    return onnx_detail(c, "%s %lldx%lld", name, (long long)side[0], (long long)side[1]);
}

/* What is missing along a side, so that there is a window for each stride. */
static void pad_same(const Chain *c, bool upper, int64_t kernel, int64_t stride, int64_t pads[4]) {
    c->o->sized = true;
    int64_t n = c->shape.h, all = ((n + stride - 1) / stride - 1) * stride + kernel - n;
    if (all < 0) all = 0;
    pads[0] = pads[1] = upper ? all / 2 : all - all / 2;
    pads[2] = pads[3] = all - pads[0];
}

/* Kernel (as it is asked for), stride and padding, its own and that of a Pad before it; own: what is the node's. */
static Error read_window(Chain *c, int64_t kernel, DraftLayer *l, int64_t own[4]) {
    int64_t stride[2], dilation[2], size[2];
    TRY(read_list(c, "kernel_shape", 2, kernel, size));
    TRY(read_list(c, "strides", 2, 1, stride));
    TRY(read_list(c, "dilations", 2, 1, dilation));
    TRY(read_list(c, "pads", 4, 0, own));
    TRY(square(c, "kernel", size));
    TRY(square(c, "strides", stride));
    if (size[0] < 1 || stride[0] < 1) return onnx_detail(c, "a kernel or stride of 0");
    if (kernel && size[0] != kernel) return onnx_detail(c, "a kernel of another size than its weights");
    if ((dilation[0] != 1 || dilation[1] != 1) && size[0] > 1) return onnx_detail(c, "dilations");
    bool upper = onnx_says(c->node, "auto_pad", "SAME_UPPER", false);
    if (upper || onnx_says(c->node, "auto_pad", "SAME_LOWER", false)) pad_same(c, upper, size[0], stride[0], own);
    else if (onnx_says(c->node, "auto_pad", "VALID", false)) memset(own, 0, 4 * sizeof *own);
    int pad[4];
    for (int i = 0; i < 4; i++) pad[i] = (int)own[i] + c->pad[i];
    if (pad[0] != pad[1] || pad[2] != pad[3])
        return onnx_detail(c, "pads %d, %d, %d, %d", pad[0], pad[1], pad[2], pad[3]);
    l->kernel = (int)size[0];
    l->stride = (int)stride[0];
    l->pad = pad[0];
    l->pad_more = pad[2] - pad[0];
    l->ceil = onnx_int(c->node, "ceil_mode", 0) != 0;
    return NO_ERROR;
}

/* A layer on maps, channels first. */
static Error on_maps(const Chain *c) {
    return c->flat || c->last ? onnx_detail(c, c->flat ? "behind Flatten" : "channels last") : NO_ERROR;
}

/* ---- layers with weights ---- */

/* The biases of the newest row, if the node has them. */
static Error read_bias(Chain *c, size_t i, double factor) {
    const Constant *bias;
    Constant vector;
    DraftLayer *l = &c->draft->layer[c->draft->layers - 1];
    l->unbiased = !onnx_input(c->o, c->node, i) || factor == 0;
    c->unbiased = l->unbiased ? c->flow + 1 : -1;
    if (l->unbiased) return NO_ERROR;
    TRY(onnx_weights(c, i, &bias));
    if (!onnx_vector(bias, l->outputs, &vector)) return onnx_detail(c, "its biases are not one for each output");
    onnx_want(c, "bias", &vector, factor);
    return NO_ERROR;
}

static Error conv(Chain *c) {
    const Constant *w;
    DraftLayer l = {.kind = KIND_CONV};
    int64_t own[4], groups = onnx_int(c->node, "group", 1);
    TRY(on_maps(c));
    TRY(onnx_weights(c, 1, &w));
    if (w->rank != 4) return onnx_detail(c, "weights of %d dimensions", w->rank);
    TRY(square(c, "kernel", w->dim + 2));
    TRY(read_window(c, w->dim[2], &l, own));
    if (groups < 1 || groups > OUTPUTS_MOST || w->dim[1] * groups != c->shape.c || w->dim[0] % groups != 0)
        return onnx_detail(c, "it gets %d channels", c->shape.c);
    if (w->dim[0] > OUTPUTS_MOST) return onnx_detail(c, "%lld outputs", (long long)w->dim[0]);
    l.outputs = (int)w->dim[0];
    l.groups = (int)groups;
    l.ceil = false;
    memset(c->pad, 0, sizeof c->pad);
    TRY(onnx_add_layer(c, l, w));
    onnx_want(c, "weight", w, 1);
    TRY(read_bias(c, 2, 1));
    return onnx_flow_on(c);
}

static Error batch_norm(Chain *c) {
    static const char *const WHAT[] = {"weight", "bias", "running_mean", "running_var"};
    const Constant *from[4];
    Constant vector[4];
    float epsilon = onnx_float(c->node, "epsilon", 1e-5f);
    if (c->last || (c->flat && c->shape.h * c->shape.w > 1)) return onnx_detail(c, "it does not go channel by channel");
    for (size_t i = 0; i < 4; i++) {
        TRY(onnx_weights(c, i + 1, &from[i]));
        if (!onnx_vector(from[i], c->shape.c, &vector[i])) return onnx_detail(c, "it gets %d channels", c->shape.c);
    }
    if (!(epsilon > 0 && epsilon < 1)) return onnx_detail(c, "epsilon %g", (double)epsilon);
    TRY(onnx_add_layer(c, (DraftLayer){.kind = KIND_BN, .outputs = c->shape.c, .epsilon = epsilon}, from[0]));
    for (size_t i = 0; i < 4; i++) onnx_want(c, WHAT[i], &vector[i], 1);
    return onnx_flow_on(c);
}

/* (inputs, outputs) as torchvision has them: (outputs, inputs), and the inputs channel by channel. */
static Constant fully_connected(const Chain *c, const Constant *w) {
    Constant t = *w;
    Shape s = c->shape;
    t.dim[0] = w->dim[1];
    t.dim[1] = w->dim[0];
    t.stride[0] = w->stride[1];
    t.stride[1] = w->stride[0];
    if (!c->mixed) return t;
    int64_t step = t.stride[1];
    return (Constant){.of = w->of, .name = w->name, .rank = 4, .dim = {t.dim[0], s.c, s.h, s.w},
                      .stride = {t.stride[0], step, s.w * s.c * step, s.c * step}};
}

/* w: (inputs, outputs) */
static Error add_fc(Chain *c, const Constant *w, double factor) {
    int64_t inputs = shape_count(c->shape);
    if (!c->flat) return onnx_detail(c, "it gets maps");
    if (w->dim[0] != inputs)
        return error("onnx.side", "%d\t%s\t%s", c->features + c->modules + 1, c->node->op_type, c->o->d->path);
    if (w->dim[1] > OUTPUTS_MOST) return onnx_detail(c, "%lld outputs", (long long)w->dim[1]);
    Constant t = fully_connected(c, w);
    TRY(onnx_add_layer(c, (DraftLayer){.kind = KIND_FC, .outputs = (int)w->dim[1]}, w));
    onnx_want(c, "weight", &t, factor);
    Tensor *shape = &c->o->d->tensor[c->o->d->n - 1].shape;
    *shape = (Tensor){.rank = 2, .dim = {w->dim[1], inputs}};
    c->mixed = false;
    return NO_ERROR;
}

static Constant turned(const Constant *w) {
    Constant t = *w;
    t.dim[0] = w->dim[1];
    t.dim[1] = w->dim[0];
    t.stride[0] = w->stride[1];
    t.stride[1] = w->stride[0];
    return t;
}

static Error gemm(Chain *c) {
    const Constant *w;
    TRY(onnx_weights(c, 1, &w));
    if (onnx_int(c->node, "transA", 0)) return onnx_detail(c, "transA");
    if (w->rank != 2) return onnx_detail(c, "weights of %d dimensions", w->rank);
    Constant t = onnx_int(c->node, "transB", 0) ? turned(w) : *w;
    TRY(add_fc(c, &t, (double)onnx_float(c->node, "alpha", 1)));
    TRY(read_bias(c, 2, (double)onnx_float(c->node, "beta", 1)));
    return onnx_flow_on(c);
}

static Error matmul(Chain *c) {
    const Constant *w;
    TRY(onnx_weights(c, 1, &w));
    if (w->rank != 2) return onnx_detail(c, "weights of %d dimensions", w->rank);
    TRY(add_fc(c, w, 1));
    TRY(read_bias(c, c->node->n_input, 1));
    return onnx_flow_on(c);
}

/* ---- layers without ---- */

static Error add_plain(Chain *c, DraftLayer l) {
    TRY(onnx_add_layer(c, l, NULL));
    return onnx_flow_on(c);
}

/* Whether nothing that flows is below 0. */
static bool above_zero(const Draft *d) {
    int row = d->layers - 1;
    while (row >= 0 && (d->layer[row].kind == KIND_LRN || d->layer[row].kind == KIND_POOL ||
                        d->layer[row].kind == KIND_AVERAGE))
        row--;
    return row >= 0 && (d->layer[row].kind == KIND_RELU || d->layer[row].kind == KIND_RELU6);
}

/* Zeros around maps that nothing is below are as good as none. */
static Error max_pool(Chain *c) {
    DraftLayer l = {.kind = KIND_POOL};
    int64_t own[4];
    bool padded = c->pad[0] || c->pad[2] || c->pad[1] || c->pad[3];
    TRY(on_maps(c));
    if (padded && !above_zero(c->draft)) return onnx_detail(c, "behind Pad");
    TRY(read_window(c, 0, &l, own));
    memset(c->pad, 0, sizeof c->pad);
    return add_plain(c, l);
}

/* The zeros of a Pad count, and what the node pads itself behind that is what its ceiling would add. */
static Error average_pool(Chain *c) {
    DraftLayer l = {.kind = KIND_AVERAGE};
    int64_t own[4];
    bool padded = c->pad[0] || c->pad[2] || c->pad[1] || c->pad[3];
    TRY(on_maps(c));
    TRY(read_window(c, 0, &l, own));
    l.counts_padding = padded || onnx_int(c->node, "count_include_pad", 0) != 0;
    int places = (c->shape.h + 2 * l.pad + l.pad_more - l.kernel) / l.stride + 1;
    bool ceiled = padded && (own[0] || own[2]);
    if (ceiled && (own[0] || l.ceil)) return onnx_detail(c, "pads behind Pad");
    if (ceiled) l.pad_more -= (int)own[2], l.ceil = true, c->o->sized = true;
    memset(c->pad, 0, sizeof c->pad);
    if (l.kernel == 1 && l.stride == 1 && l.pad == 0 && l.pad_more == 0) { /* of as many places as there are */
        onnx_pass(c);
        return NO_ERROR;
    }
    TRY(onnx_add_layer(c, l, NULL));
    if (ceiled && c->shape.h != places) return onnx_detail(c, "pads behind Pad");
    return onnx_flow_on(c);
}

static Error average_all(Chain *c) {
    if (c->flat || c->shape.h == 1) {
        c->o->sized |= !c->flat;
        onnx_pass(c);
        return NO_ERROR;
    }
    return add_plain(c, (DraftLayer){.kind = KIND_AVERAGE, .adaptive = 1});
}

static Error global_average(Chain *c) {
    TRY(on_maps(c));
    return average_all(c);
}

/* Of all places of each map, which a vector may come from. */
static Error reduce_mean(Chain *c) {
    const Attribute *a = onnx_attribute(c->node, "axes");
    const Wholes *w = onnx_wholes(c->o, onnx_input(c->o, c->node, 1));
    const int64_t *axes = w ? w->value : a ? a->ints : NULL;
    int first = c->last ? 1 : 2;
    bool fits = axes && (w ? (size_t)w->n : a->n_ints) == 2 && !c->flat;
    for (int i = 0; fits && i < 2; i++) fits = (axes[i] < 0 ? axes[i] + 4 : axes[i]) == first + i;
    if (!fits) return onnx_detail(c, "other axes than rows and columns");
    c->last = onnx_int(c->node, "keepdims", 1) && c->last;
    TRY(average_all(c));
    if (onnx_int(c->node, "keepdims", 1)) return NO_ERROR;
    c->flat = true;
    c->features = c->modules;
    c->modules = 0;
    return onnx_flow_on(c);
}

static Error lrn(Chain *c) {
    int64_t size = onnx_int(c->node, "size", 0);
    if (size < 1 || size > KERNEL_MOST || size % 2 == 0) return onnx_detail(c, "size %lld", (long long)size);
    TRY(on_maps(c));
    return add_plain(c, (DraftLayer){.kind = KIND_LRN, .kernel = (int)size,
                                     .alpha = onnx_float(c->node, "alpha", 1e-4f) / (float)size,
                                     .beta = onnx_float(c->node, "beta", 0.75f), .k = onnx_float(c->node, "bias", 1)});
}

static Error relu(Chain *c) { return add_plain(c, (DraftLayer){.kind = KIND_RELU}); }

static Error tanh_(Chain *c) { return add_plain(c, (DraftLayer){.kind = KIND_TANH}); }

static Error leaky(Chain *c) {
    float slope = onnx_float(c->node, "alpha", 0.01f);
    return add_plain(c, (DraftLayer){.kind = slope == 0 ? KIND_RELU : KIND_LEAKY, .slope = slope});
}

static Error elu(Chain *c) {
    float alpha = onnx_float(c->node, "alpha", 1);
    if (!(alpha > 0)) return onnx_detail(c, "alpha %g", (double)alpha);
    return add_plain(c, (DraftLayer){.kind = KIND_ELU, .slope = alpha});
}

static Error gelu(Chain *c) {
    if (!onnx_says(c->node, "approximate", "none", true)) return onnx_detail(c, "approximate");
    return add_plain(c, (DraftLayer){.kind = KIND_GELU});
}

/* From 0 to 6, or on without end. Its limits are attributes in older files. */
static Error clip(Chain *c) {
    double least = (double)onnx_float(c->node, "min", -1), most = (double)onnx_float(c->node, "max", 1e38f);
    GraphValue *low = onnx_input(c->o, c->node, 1), *high = onnx_input(c->o, c->node, 2);
    if ((low && !onnx_scalar(c->o, low, &least)) || (high && !onnx_scalar(c->o, high, &most)) || least != 0 ||
        (most != 6 && most < 1e37))
        return onnx_detail(c, "other limits than 0 and 6");
    return add_plain(c, (DraftLayer){.kind = most == 6 ? KIND_RELU6 : KIND_RELU});
}

static const struct {
    const char *op;
    OnnxOperation *operation;
} LAYERS[] = {{"Conv", conv},         {"BatchNormalization", batch_norm},
              {"Gemm", gemm},         {"MatMul", matmul},
              {"MaxPool", max_pool},  {"AveragePool", average_pool},
              {"LRN", lrn},           {"GlobalAveragePool", global_average},
              {"Relu", relu},         {"ReduceMean", reduce_mean},
              {"Tanh", tanh_},        {"LeakyRelu", leaky},
              {"Elu", elu},           {"Gelu", gelu},
              {"Clip", clip}};

OnnxOperation *onnx_layer_operation(const char *op) {
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++)
        if (strcmp(LAYERS[i].op, op) == 0) return LAYERS[i].operation;
    return NULL;
}
