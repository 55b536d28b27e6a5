#include "nn/trace.h"

#include <math.h>

#include "model/kind.h"
#include "nn/curve.h"
#include "nn/layer.h"

/* The window of the input under the unit, 0 where it lies outside. */
static void copy_window(const Trace *t, const float *in, Shape s, float *out) {
    for (int c = 0; c < t->channels; c++)
        for (int i = 0; i < t->kernel; i++)
            for (int j = 0; j < t->kernel; j++, out++) {
                int y = t->y0 + i, x = t->x0 + j;
                bool inside = i >= t->inside.y0 && i <= t->inside.y1 && j >= t->inside.x0 && j <= t->inside.x1;
                *out = inside ? in[((int64_t)(t->first_channel + c) * s.h + y) * s.w + x] : 0.0f;
            }
}

void trace_window(const Layer *l, Trace *t) {
    Extent rows = layer_inside(l, t->y, l->in.h), columns = layer_inside(l, t->x, l->in.w);
    t->kernel = l->kernel;
    t->x0 = layer_span(l, t->x, l->in.w).first;
    t->y0 = layer_span(l, t->y, l->in.h).first;
    t->inside = (Box){columns.first - t->x0, rows.first - t->y0, columns.end - 1 - t->x0, rows.end - 1 - t->y0};
}

bool trace_inside(const Trace *t, int term) {
    int x = term % t->kernel, y = term / t->kernel % t->kernel;
    return x >= t->inside.x0 && x <= t->inside.x1 && y >= t->inside.y0 && y <= t->inside.y1;
}

int trace_seen(const Trace *t) {
    return (t->inside.x1 - t->inside.x0 + 1) * (t->inside.y1 - t->inside.y0 + 1);
}

void trace_products(Trace *t, double *products, double *by_channel) {
    int window = t->kernel * t->kernel;
    for (int c = 0; c < t->channels; c++) {
        for (int i = c * window; i < (c + 1) * window; i++) {
            products[i] = (double)t->inputs[i] * t->weights[i];
            by_channel[c] += products[i];
        }
        t->sum += by_channel[c];
    }
}

/* What a row that joins the layer makes of its value. */
static void join(const Run *run, int row, Trace *t) {
    const Layer *l = &run_net(run)->layer[row];
    if (l->kind != KIND_BN) {
        t->activated = true;
        t->post = l->kind == KIND_RELU ? fmax(t->post, 0.0) : curve_at(l, t->post);
        return;
    }
    const LayerWeights *w = &run_weights(run)->layer[row];
    float weight, shift, mean, variance;
    tensor_read(&w->weight, t->map, 1, &weight);
    tensor_read(&w->bias, t->map, 1, &shift);
    tensor_read(&w->mean, t->map, 1, &mean);
    tensor_read(&w->variance, t->map, 1, &variance);
    t->normed = true;
    t->weight = weight, t->shift = shift, t->mean = mean, t->variance = variance;
    t->norm = t->post = (t->post - t->mean) / sqrt(t->variance + l->epsilon) * t->weight + t->shift;
}

Error trace_unit(const Run *run, int row, int map, int x, int y, Arena *arena, Trace *out) {
    const Net *net = run_net(run);
    int after = row;
    row = net_lead(net, row);
    const Layer *l = &net->layer[row];
    *out = (Trace){.kind = l->kind, .row = row, .after = after, .map = map, .x = x, .y = y};
    layer_run(l->kind)->place(l, out);
    Shape shape = l->out;
    int64_t unit = ((int64_t)map * shape.h + y) * shape.w + x;
    out->stored = run_values(run, out->after)[unit];
    out->terms = out->channels * out->kernel * out->kernel;
    if (!out->terms) {
        out->pre = out->post = out->stored;
        return NO_ERROR;
    }
    size_t n = (size_t)out->terms;
    float *inputs = ARENA_NEW(arena, n, float), *weights = ARENA_NEW(arena, n, float);
    double *products = ARENA_NEW(arena, n, double);
    double *by_channel = ARENA_NEW(arena, (size_t)out->channels, double);
    if (!inputs || !weights || !products || !by_channel) return error("memory", "%s", l->name);
    copy_window(out, run_values(run, row - 1), l->in, inputs);
    out->inputs = inputs;
    out->products = products;
    out->by_channel = by_channel;
    if (l->params) {
        const LayerWeights *w = &run_weights(run)->layer[row];
        float bias;
        tensor_read(&w->weight, (int64_t)map * out->terms, out->terms, weights);
        tensor_read(&w->bias, map, 1, &bias);
        out->weights = weights;
        out->bias = bias;
    }
    layer_run(l->kind)->sum(out, products, by_channel);
    out->pre = out->sum + out->bias;
    out->post = out->pre;
    for (int at = row + 1; at <= after; at++) join(run, at, out);
    out->difference = out->stored - out->post;
    return NO_ERROR;
}
