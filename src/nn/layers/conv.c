#include <string.h>

#include "base/memory.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"
#include "nn/layers/conv_back.h"
#include "nn/layers/conv_ways.h"
#include "nn/trace.h"

static double work(const Engine *engine, const Layer *l) {
    double macs = 1e-6 * (double)l->macs * (winograd_fits(l) ? 0.3 : 1);
    return engine_slow(engine) * macs + light_work(engine, l);
}

static int unit(const Layer *l) { return winograd_fits(l) ? winograd_tile(l) : 1; }

static Error portion(const Portion *s) {
    if (winograd_fits(s->l)) return conv_winograd(s);
    return rows_fit(s->engine, s->l) ? conv_rows(s) : conv_direct(s);
}

static Error prepare(const Portion *s) {
    if (winograd_fits(s->l)) return winograd_prepare(s);
    return rows_fit(s->engine, s->l) ? NO_ERROR : direct_prepare(s);
}

void conv_kernels(const Portion *s, int o, int c, int n, float *out) {
    const Layer *l = s->l;
    int window = l->kernel * l->kernel;
    if (!s->turned) {
        tensor_read(&s->w->weight, ((int64_t)o * (l->in.c / l->groups) + c) * window, (int64_t)n * window, out);
        return;
    }
    for (int i = 0; i < n; i++, out += window) {
        tensor_read(&s->w->weight, ((int64_t)(c + i) * l->out.c + o) * window, window, out);
        for (int a = 0, b = window - 1; a < b; a++, b--) {
            float t = out[a];
            out[a] = out[b];
            out[b] = t;
        }
    }
}

void conv_biases(const Portion *s, float *out) {
    if (s->turned) memset(out, 0, (size_t)s->l->out.c * sizeof *out);
    else tensor_read(&s->w->bias, 0, s->l->out.c, out);
}

static bool inside(Shape s, int y, int x) { return y >= 0 && y < s.h && x >= 0 && x < s.w; }

static double conv_at(const Layer *l, const float *w, const float *in, int o, int y, int x) {
    int k = l->kernel, group_c = l->in.c / l->groups;
    int first = o / (l->out.c / l->groups) * group_c; /* channel of the input */
    double sum = 0.0;
    for (int c = 0; c < group_c; c++)
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++) {
                int in_y = y * l->stride + i - l->pad, in_x = x * l->stride + j - l->pad;
                if (!inside(l->in, in_y, in_x)) continue;
                double weight = w[(((int64_t)o * group_c + c) * k + i) * k + j];
                sum += weight * in[((int64_t)(first + c) * l->in.h + in_y) * l->in.w + in_x];
            }
    return sum;
}

/* out[o][y][x] = bias[o] + sum over c, i, j of w[o][c][i][j] * in[g*Cg + c][y*s + i - p][x*s + j - p];
 * what lies outside is 0. */
static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    for (int o = 0; o < l->out.c; o++)
        for (int y = 0; y < l->out.h; y++)
            for (int x = 0; x < l->out.w; x++) *out++ = (float)(conv_at(l, w[0], in, o, y, x) + w[1][o]);
}

static Error backward(Backprop *c, int row, const float *out, float *in) {
    enum { ENGINE_GAIN = 12 }; /* how much faster the engine is a multiply-add, about */
    const Layer *l = &run_net(c->run)->layer[row];
    const Tensor *t = &run_weights(c->run)->layer[row].weight;
    int64_t n = tensor_count(t);
    int64_t touched = (int64_t)(c->window.x1 - c->window.x0 + 1) * (c->window.y1 - c->window.y0 + 1);
    bool turnable = l->stride == 1 && l->groups == 1 && l->pad + l->pad_more <= l->kernel - 1;
    if (turnable && touched * ENGINE_GAIN > (int64_t)l->in.h * l->in.w) {
        c->window = backprop_window(l, c->window);
        return backward_conv_by_engine(c->engine, l, &run_weights(c->run)->layer[row], out, in, c->watch.cancel);
    }
    float *w = memory_alloc((size_t)n * sizeof *w);
    if (!w) return error("memory", "%s", l->name);
    tensor_read(t, 0, n, w);
    c->window = backward_conv(l, w, out, c->window, in, engine_workers(c->engine));
    memory_free(w);
    return NO_ERROR;
}

static void place(const Layer *l, Trace *t) {
    t->channels = l->in.c / l->groups;
    t->first_channel = t->map / (l->out.c / l->groups) * t->channels;
    trace_window(l, t);
}

LAYER_RUN(conv, LOOKS_AT_EACH, true, false, true, work, unit, portion, prepare, reference, backward, place,
          trace_products);
