/* Average pooling. */
#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"
#include "nn/trace.h"

static double work(const Engine *engine, const Layer *l) {
    (void)engine;
    return 50e-6 * l->kernel * l->kernel * (double)shape_count(l->out);
}

/* Places of a side that the sum is divided by: those that there are, or with those of the padding. What the ceiling
 * adds beyond it never counts (PyTorch's avg_pool2d). */
static int counted(const Layer *l, int at, int side) {
    Extent in = layer_inside(l, at, side), all = layer_span(l, at, side);
    if (!l->counts_padding || l->adaptive) return in.end - in.first;
    return least(all.end, side + l->pad + l->pad_more) - all.first;
}

static double mean_at(const Layer *l, const float *in, int y, int x) {
    Extent rows = layer_inside(l, y, l->in.h), columns = layer_inside(l, x, l->in.w);
    double sum = 0;
    for (int i = rows.first; i < rows.end; i++)
        for (int j = columns.first; j < columns.end; j++) sum += (double)in[(int64_t)i * l->in.w + j];
    return sum / (counted(l, y, l->in.h) * counted(l, x, l->in.w));
}

static void average_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    const Layer *l = s->l;
    const float *in = s->in + (int64_t)map * l->in.h * l->in.w;
    float *out = s->out + ((int64_t)map * l->out.h + s->first) * l->out.w;
    for (int y = s->first; y < s->end; y++)
        for (int x = 0; x < l->out.w; x++) *out++ = (float)mean_at(l, in, y, x);
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, s->l->out.c, average_map, (void *)s);
    return NO_ERROR;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    for (int c = 0; c < l->out.c; c++, in += (int64_t)l->in.h * l->in.w)
        for (int y = 0; y < l->out.h; y++)
            for (int x = 0; x < l->out.w; x++) *out++ = (float)mean_at(l, in, y, x);
}

/* Each value of a window has the same share of its gradient. */
static Error backward(Backprop *c, int row, const float *out, float *in) {
    const Layer *l = &run_net(c->run)->layer[row];
    Box w = c->window;
    for (int map = 0; map < l->in.c; map++, in += (int64_t)l->in.h * l->in.w)
        for (int y = w.y0; y <= w.y1; y++)
            for (int x = w.x0; x <= w.x1; x++) {
                Extent rows = layer_inside(l, y, l->in.h), columns = layer_inside(l, x, l->in.w);
                int divisor = counted(l, y, l->in.h) * counted(l, x, l->in.w);
                float share = out[((int64_t)map * l->out.h + y) * l->out.w + x] / (float)divisor;
                for (int i = rows.first; i < rows.end; i++)
                    for (int j = columns.first; j < columns.end; j++) in[(int64_t)i * l->in.w + j] += share;
            }
    c->window = backprop_window(l, w);
    return NO_ERROR;
}

static void place(const Layer *l, Trace *t) {
    t->channels = 1;
    t->first_channel = t->map;
    trace_window(l, t);
    t->divisor = counted(l, t->x, l->in.w) * counted(l, t->y, l->in.h);
}

static void add_up(Trace *t, double *values, double *by_channel) {
    for (int i = 0; i < t->terms; i++) t->sum += values[i] = t->inputs[i]; /* 0 outside */
    by_channel[0] = t->sum;
    t->sum /= t->divisor;
}

LAYER_RUN(average, LOOKS_AT_EACH, true, false, false, work, row_by_row, portion, prepare_nothing, reference, backward,
          place, add_up);
