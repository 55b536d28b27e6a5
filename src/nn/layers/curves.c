/* Activations beside ReLU. */
#include "nn/backprop.h"
#include "nn/curve.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

static double work(const Engine *engine, const Layer *l) {
    (void)engine;
    return 1000e-6 * (double)shape_count(l->out);
}

static void bend(const Layer *l, const float *in, int64_t n, float *out) {
    for (int64_t i = 0; i < n; i++) out[i] = (float)curve_at(l, (double)in[i]);
}

static void bend_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    Shape shape = s->l->out;
    int64_t at = ((int64_t)map * shape.h + s->first) * shape.w;
    bend(s->l, s->in + at, (int64_t)(s->end - s->first) * shape.w, s->out + at);
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, s->l->out.c, bend_map, (void *)s);
    return NO_ERROR;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    bend(l, in, shape_count(l->in), out);
}

/* Guided: no negative gradient passes, and none where the value is not positive, as at a ReLU. */
static Error backward(Backprop *b, int row, const float *out, float *in) {
    const Layer *l = &run_net(b->run)->layer[row];
    const float *before = run_values(b->run, row - 1);
    int64_t n = shape_count(l->out);
    for (int64_t i = 0; i < n; i++) {
        bool passes = b->guide == GUIDE_NONE || (out[i] > 0 && before[i] > 0);
        in[i] = passes ? out[i] * (float)curve_slope(l, (double)before[i]) : 0;
    }
    return NO_ERROR;
}

#define CURVE(word)                                                                                                    \
    LAYER_RUN(word, LOOKS_AT_EACH, false, false, false, work, row_by_row, portion, prepare_nothing, reference,         \
              backward, no_terms, no_sum)

CURVE(leaky);
CURVE(elu);
CURVE(gelu);
CURVE(silu);
CURVE(relu6);
CURVE(sigmoid);
CURVE(tanh);
