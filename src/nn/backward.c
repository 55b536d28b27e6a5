#include "nn/backward.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stop.h"

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* The part of the input that a window of the output reads. */
static Box window_before(const Layer *l, Box w) {
    return (Box){most(0, w.x0 * l->stride - l->pad), most(0, w.y0 * l->stride - l->pad),
                 least(l->in.w - 1, w.x1 * l->stride - l->pad + l->kernel - 1),
                 least(l->in.h - 1, w.y1 * l->stride - l->pad + l->kernel - 1)};
}

/* ---- convolutions ---- */

typedef struct ConvBack {
    const Layer *l;
    const float *w, *out;
    Box window;
    float *in;
} ConvBack;

/* One input channel: every output that reads it hands its gradient back, weight by weight. */
static void conv_channel(void *ctx, int c, int worker) {
    (void)worker;
    const ConvBack *b = ctx;
    const Layer *l = b->l;
    int per_in = l->in.c / l->groups, per_out = l->out.c / l->groups, group = c / per_in, k = l->kernel;
    float *in = b->in + (int64_t)c * l->in.h * l->in.w;
    for (int o = group * per_out; o < (group + 1) * per_out; o++) {
        const float *w = b->w + ((int64_t)o * per_in + c % per_in) * k * k;
        const float *out = b->out + (int64_t)o * l->out.h * l->out.w;
        for (int y = b->window.y0; y <= b->window.y1; y++)
            for (int i = 0; i < k; i++) {
                int in_y = y * l->stride + i - l->pad;
                if (in_y < 0 || in_y >= l->in.h) continue;
                const float *from = out + (int64_t)y * l->out.w;
                float *to = in + (int64_t)in_y * l->in.w;
                for (int j = 0; j < k; j++) {
                    int shift = j - l->pad, s = l->stride;
                    int first = most(b->window.x0, (most(0, -shift) + s - 1) / s);
                    int last = least(b->window.x1, (l->in.w - 1 - shift) / s);
                    float weight = w[i * k + j];
                    for (int x = first; x <= last; x++) to[x * s + shift] += weight * from[x];
                }
            }
    }
}

Box backward_conv(const Layer *l, const float *w, const float *out, Box window, float *in, Pool *pool) {
    ConvBack b = {l, w, out, window, in};
    if (pool) pool_run(pool, l->in.c, conv_channel, &b);
    else for (int c = 0; c < l->in.c; c++) conv_channel(&b, c, 0);
    return window_before(l, window);
}

/* With stride 1 it is a convolution with the kernels turned around and the channels exchanged, which the
 * engine has a fast way for. */
static Error conv_by_engine(Engine *engine, const Layer *l, const Tensor *w, const float *out, float *in,
                            const atomic_bool *cancel) {
    Layer turned = *l;
    int k = l->kernel, window = k * k;
    turned.in = l->out;
    turned.out = l->in;
    turned.pad = k - 1 - l->pad;
    size_t each = (size_t)l->in.c * (size_t)window, n = each * (size_t)l->out.c;
    float *weights = memory_alloc((n + (size_t)l->in.c + each) * sizeof *weights);
    if (!weights) return error("memory", "%s", l->name);
    float *one = weights + n + (size_t)l->in.c; /* an output channel's, (C, k, k) */
    for (int o = 0; o < l->out.c; o++) {
        tensor_read(w, (int64_t)o * (int64_t)each, (int64_t)each, one);
        for (int c = 0; c < l->in.c; c++)
            for (int i = 0; i < window; i++)
                weights[((int64_t)c * l->out.c + o) * window + window - 1 - i] = one[c * window + i];
    }
    float *zeros = weights + n;
    memset(zeros, 0, (size_t)l->in.c * sizeof *zeros);
    LayerWeights lw = {{.data = weights, .type = DTYPE_F32, .rank = 4, .dim = {l->in.c, l->out.c, k, k}},
                       {.data = zeros, .type = DTYPE_F32, .rank = 1, .dim = {l->in.c}}};
    Error e = NO_ERROR;
    int slices = engine_slices(engine, &turned);
    for (int i = 0; i < slices && !failed(&e) && !stop_asked(cancel); i++)
        e = engine_slice(engine, &turned, &lw, false, out, in, i);
    engine_forget(engine, &lw);
    memory_free(weights);
    return e;
}

/* ---- the other layers ---- */

/* PyTorch gives a pool's gradient to the first largest value of the window in row order. */
static void backward_pool(const Layer *l, const float *values, const float *out, Box window, float *in) {
    for (int c = 0; c < l->in.c; c++)
        for (int y = window.y0; y <= window.y1; y++)
            for (int x = window.x0; x <= window.x1; x++) {
                float g = out[((int64_t)c * l->out.h + y) * l->out.w + x];
                const float *v = values + (int64_t)c * l->in.h * l->in.w;
                int64_t best = (int64_t)y * l->stride * l->in.w + x * l->stride;
                for (int i = 0; i < l->kernel; i++)
                    for (int j = 0; j < l->kernel; j++) {
                        int64_t at = (int64_t)(y * l->stride + i) * l->in.w + x * l->stride + j;
                        if (v[at] > v[best]) best = at;
                    }
                in[(int64_t)c * l->in.h * l->in.w + best] += g;
            }
}

static void backward_relu(const Layer *l, const float *after, const float *out, Guide guide, float *in) {
    for (int64_t i = 0; i < shape_count(l->out); i++)
        in[i] = after[i] > 0 && (guide == GUIDE_NONE || out[i] > 0) ? out[i] : 0;
}

/* b_j = a_j D_j^-beta with D_j = k + alpha * sum of a_i^2 over the n channels around j. */
static void backward_lrn(const Layer *l, const float *a, const float *out, float *in) {
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int64_t at = 0; at < plane; at++)
        for (int c = 0; c < l->in.c; c++) {
            double sum = 0, own = 0;
            for (int j = most(0, c - LRN_SIZE / 2); j <= least(l->in.c - 1, c + LRN_SIZE / 2); j++) {
                double g = (double)out[j * plane + at], squares = 0;
                if (g == 0) continue;
                for (int i = most(0, j - LRN_SIZE / 2); i <= least(l->in.c - 1, j + LRN_SIZE / 2); i++)
                    squares += (double)a[i * plane + at] * (double)a[i * plane + at];
                double d = LRN_K + LRN_ALPHA * squares;
                sum += g * (double)a[j * plane + at] * pow(d, -LRN_BETA - 1);
                if (j == c) own = g * pow(d, -LRN_BETA);
            }
            in[c * plane + at] = (float)(own - 2 * LRN_ALPHA * LRN_BETA * (double)a[c * plane + at] * sum);
        }
}

static void backward_softmax(const Layer *l, const float *p, const float *out, float *in) {
    double dot = 0;
    for (int i = 0; i < l->out.c; i++) dot += (double)out[i] * (double)p[i];
    for (int i = 0; i < l->out.c; i++) in[i] = (float)((double)p[i] * ((double)out[i] - dot));
}

enum { COLUMNS = 1024 };

typedef struct FcBack {
    const Layer *l;
    const Tensor *w;
    const float *out;
    float *in;
    const atomic_bool *cancel;
} FcBack;

/* A piece of the inputs: each output that has a gradient adds its weights' share. */
static void fc_columns(void *ctx, int piece, int worker) {
    (void)worker;
    const FcBack *b = ctx;
    int64_t n = shape_count(b->l->in), first = (int64_t)piece * COLUMNS;
    int64_t count = n - first < COLUMNS ? n - first : COLUMNS;
    float w[COLUMNS];
    for (int o = 0; o < b->l->out.c; o++) {
        if (b->out[o] == 0) continue;
        if (stop_asked(b->cancel)) return;
        tensor_read(b->w, (int64_t)o * n + first, count, w);
        for (int64_t i = 0; i < count; i++) b->in[first + i] += b->out[o] * w[i];
    }
}

/* ---- the chain ---- */

typedef struct Chain {
    const Run *run;
    Engine *engine;
    Guide guide;
    Watch watch;
    Box window; /* of what `out` may hold besides zeros */
} Chain;

static Error chain_conv(Chain *c, const Layer *l, int row, const float *out, float *in) {
    enum { ENGINE_GAIN = 12 }; /* how much faster the engine is a multiply-add, about */
    const Tensor *t = &run_weights(c->run)->layer[row].weight;
    int64_t n = tensor_count(t);
    int64_t touched = (int64_t)(c->window.x1 - c->window.x0 + 1) * (c->window.y1 - c->window.y0 + 1);
    bool turnable = l->stride == 1 && l->groups == 1 && l->pad <= l->kernel - 1;
    if (turnable && touched * ENGINE_GAIN > (int64_t)l->in.h * l->in.w) {
        c->window = window_before(l, c->window);
        return conv_by_engine(c->engine, l, t, out, in, c->watch.cancel);
    }
    float *w = memory_alloc((size_t)n * sizeof *w);
    if (!w) return error("memory", "%s", l->name);
    tensor_read(t, 0, n, w);
    c->window = backward_conv(l, w, out, c->window, in, engine_pool(c->engine));
    memory_free(w);
    return NO_ERROR;
}

static Error chain_layer(Chain *c, int row, const float *out, float *in) {
    const Layer *l = &run_net(c->run)->layer[row];
    switch (l->kind) {
    case KIND_CONV: return chain_conv(c, l, row, out, in);
    case KIND_POOL:
        backward_pool(l, run_values(c->run, row - 1), out, c->window, in);
        c->window = window_before(l, c->window);
        break;
    case KIND_RELU: backward_relu(l, run_values(c->run, row), out, c->guide, in); break;
    case KIND_LRN: backward_lrn(l, run_values(c->run, row - 1), out, in); break;
    case KIND_SOFTMAX: backward_softmax(l, run_values(c->run, row), out, in); break;
    case KIND_FC: {
        FcBack b = {l, &run_weights(c->run)->layer[row].weight, out, in, c->watch.cancel};
        pool_run(engine_pool(c->engine), (int)((shape_count(l->in) + COLUMNS - 1) / COLUMNS), fc_columns, &b);
        c->window = (Box){0, 0, l->in.w - 1, l->in.h - 1};
        break;
    }
    default: break;
    }
    return NO_ERROR;
}

/* A gradient of a shape, zeroed, with what a kernel may read behind it. */
static float *new_gradient(Shape s) {
    size_t bytes = (size_t)shape_count(s) * sizeof(float);
    float *g = memory_alloc(bytes);
    return g ? memset(g, 0, bytes + 64) : NULL;
}

Error backward_unit(const Run *run, Engine *engine, int row, int map, int x, int y, Guide guide, Watch watch,
                    float *gradient, bool *finished) {
    const Net *net = run_net(run);
    if (net->layer[row].kind == KIND_RELU) row--;
    Chain c = {run, engine, guide, watch, {x, y, x, y}};
    Shape shape = net->layer[row].out;
    float *out = new_gradient(shape);
    Error e = out ? NO_ERROR : error("memory", "%s", net->layer[row].name);
    if (out) out[((int64_t)map * shape.h + y) * shape.w + x] = 1;
    int at = row;
    for (; at >= 0 && !failed(&e) && !stop_asked(watch.cancel); at--) {
        if (watch.done) atomic_store(watch.done, 1000 * (row - at) / (row + 1));
        float *in = new_gradient(net->layer[at].in);
        e = in ? chain_layer(&c, at, out, in) : error("memory", "%s", net->layer[at].name);
        memory_free(out);
        out = in;
    }
    if (!failed(&e)) e = weights_unchanged(run_weights(run));
    *finished = at < 0 && !failed(&e);
    if (*finished) memcpy(gradient, out, (size_t)shape_count(net->input) * sizeof *gradient);
    memory_free(out);
    return e;
}

/* ---- fields ---- */

EffectiveField effective_field(const float *gradient, Shape input, double centre_x, double centre_y, float *heat) {
    int64_t plane = (int64_t)input.h * input.w;
    double total = 0, inside = 0;
    for (int64_t i = 0; i < plane; i++) {
        heat[i] = 0;
        for (int c = 0; c < input.c; c++) heat[i] += fabsf(gradient[c * plane + i]);
        total += (double)heat[i];
    }
    /* an even field has its centre between two pixels: the square grows from the pixels around it */
    int x0 = (int)ceil(centre_x - 0.5), y0 = (int)ceil(centre_y - 0.5);
    int x1 = (int)floor(centre_x + 0.5), y1 = (int)floor(centre_y + 0.5);
    for (int grow = 0;; grow++, inside = 0) {
        Box b = {x0 - grow, y0 - grow, x1 + grow, y1 + grow};
        for (int y = most(0, b.y0); y <= least(input.h - 1, b.y1); y++)
            for (int x = most(0, b.x0); x <= least(input.w - 1, b.x1); x++)
                inside += (double)heat[(int64_t)y * input.w + x];
        bool all = b.x0 <= 0 && b.y0 <= 0 && b.x1 >= input.w - 1 && b.y1 >= input.h - 1;
        if (inside >= 0.95 * total || all) return (EffectiveField){b, total > 0 ? inside / total : 1};
    }
}

int measured_field(const Sliding layers[], int n) {
    int sizes[NET_LAYERS + 1], size = 3; /* three units beside one another, the middle one is followed */
    for (int i = n; i > 0; i--) {
        sizes[i] = size;
        size = (size - 1) * layers[i - 1].stride + layers[i - 1].kernel;
    }
    sizes[0] = size;
    Box window = {1, 1, 1, 1};
    float *out = new_gradient((Shape){1, sizes[n], sizes[n]});
    if (out) out[(int64_t)sizes[n] + 1] = 1;
    for (int i = n; i > 0 && out; i--) {
        int k = layers[i - 1].kernel;
        Layer l = {.kind = KIND_CONV, .in = {1, sizes[i - 1], sizes[i - 1]}, .out = {1, sizes[i], sizes[i]},
                   .kernel = k, .stride = layers[i - 1].stride, .groups = 1};
        float *in = new_gradient(l.in), *ones = malloc((size_t)k * (size_t)k * sizeof *ones);
        for (int j = 0; ones && j < k * k; j++) ones[j] = 1.0f / (float)(k * k); /* positive, and never too large */
        if (in && ones) window = backward_conv(&l, ones, out, window, in, NULL);
        memory_free(out);
        if (!ones) memory_free(in), in = NULL;
        free(ones);
        out = in;
    }
    if (!out) return -1;
    int reached = 0, middle = (window.y0 + window.y1) / 2;
    for (int x = 0; x < sizes[0]; x++) reached += out[(int64_t)middle * sizes[0] + x] > 0;
    memory_free(out);
    return reached;
}
