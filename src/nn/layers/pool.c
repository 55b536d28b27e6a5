/* Max pooling. */
#include <math.h>

#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"
#include "nn/trace.h"

static double work(const Engine *engine, const Layer *l) {
    (void)engine;
    return 10e-6 * l->kernel * l->kernel * (double)shape_count(l->out);
}

static void pool_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    const Layer *l = s->l;
    const float *in = s->in + (int64_t)map * l->in.h * l->in.w;
    float *out = s->out + (int64_t)map * l->out.h * l->out.w;
    for (int y = s->first; y < s->end; y++) {
        Extent rows = layer_inside(l, y, l->in.h);
        PoolRow row = {.in = in + (int64_t)rows.first * l->in.w,
                       .rows = rows.end - rows.first,
                       .width = l->in.w,
                       .kernel = l->kernel,
                       .stride = l->stride,
                       .pad = l->pad,
                       .out_width = l->out.w};
        s->engine->kernels->pool_row(&row, out + (int64_t)y * l->out.w);
    }
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, s->l->out.c, pool_map, (void *)s);
    return NO_ERROR;
}

/* A window that holds a NaN gives NaN. */
static float largest(const Layer *l, const float *in, int y, int x) {
    Extent rows = layer_inside(l, y, l->in.h), columns = layer_inside(l, x, l->in.w);
    float best = -INFINITY;
    for (int i = rows.first; i < rows.end; i++)
        for (int j = columns.first; j < columns.end; j++) {
            float v = in[(int64_t)i * l->in.w + j];
            if (v > best || isnan(v)) best = v;
        }
    return best;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    for (int c = 0; c < l->out.c; c++, in += (int64_t)l->in.h * l->in.w)
        for (int y = 0; y < l->out.h; y++)
            for (int x = 0; x < l->out.w; x++) *out++ = largest(l, in, y, x);
}

typedef struct PoolBack {
    const Layer *l;
    const float *values, *out;
    float *in;
    Box window;
} PoolBack;

/* PyTorch gives a pool's gradient to the first largest value of the window in row order. */
static void back_map(void *ctx, int map, int worker) {
    (void)worker;
    const PoolBack *b = ctx;
    const Layer *l = b->l;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    const float *v = b->values + map * plane, *out = b->out + (int64_t)map * l->out.h * l->out.w;
    float *in = b->in + map * plane;
    for (int y = b->window.y0; y <= b->window.y1; y++) {
        Extent rows = layer_inside(l, y, l->in.h);
        for (int x = b->window.x0; x <= b->window.x1; x++) {
            Extent columns = layer_inside(l, x, l->in.w);
            int64_t best = (int64_t)rows.first * l->in.w + columns.first;
            for (int i = rows.first; i < rows.end; i++)
                for (int j = columns.first; j < columns.end; j++) {
                    int64_t at = (int64_t)i * l->in.w + j;
                    if (v[at] > v[best]) best = at;
                }
            in[best] += out[y * l->out.w + x];
        }
    }
}

static Error backward(Backprop *c, int row, const float *out, float *in) {
    const Layer *l = &run_net(c->run)->layer[row];
    PoolBack b = {l, run_values(c->run, row - 1), out, in, c->window};
    workers_run(engine_workers(c->engine), l->in.c, back_map, &b);
    c->window = backprop_window(l, c->window);
    return NO_ERROR;
}

static void place(const Layer *l, Trace *t) {
    t->channels = 1;
    t->first_channel = t->map;
    trace_window(l, t);
}

static void take_largest(Trace *t, double *values, double *by_channel) {
    t->sum = -INFINITY;
    for (int i = 0; i < t->terms; i++) {
        values[i] = t->inputs[i];
        if (trace_inside(t, i) && !(values[i] <= t->sum)) t->sum = values[i];
    }
    by_channel[0] = t->sum;
}

LAYER_RUN(pool, LOOKS_AT_ANY, false, false, false, work, row_by_row, portion, prepare_nothing, reference, backward,
          place, take_largest);
