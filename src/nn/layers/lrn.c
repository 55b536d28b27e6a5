#include <math.h>

#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

static double work(const Engine *engine, const Layer *l) {
    return engine_slow(engine) * 50e-6 * (double)shape_count(l->out);
}

/* Channels that it looks at on either side; of an even number PyTorch has one more before. */
static int before(const Layer *l) { return l->kernel / 2; }
static int behind(const Layer *l) { return (l->kernel - 1) / 2; }

static void divide_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    Shape shape = s->l->out;
    const Layer *l = s->l;
    Lrn lrn = {(float)l->k, (float)l->alpha, (float)l->beta};
    int64_t plane = (int64_t)shape.h * shape.w, at = map * plane + (int64_t)s->first * shape.w;
    s->engine->kernels->lrn(&lrn, s->in + at, plane, least(before(l), map), least(behind(l), shape.c - 1 - map),
                            (int64_t)(s->end - s->first) * shape.w, s->out + at);
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, s->l->out.c, divide_map, (void *)s);
    return NO_ERROR;
}

/* D_c = k + alpha * sum of a_i^2 over the n channels around c, at one place. */
static double scale(const Layer *l, const float *a, int64_t plane, int c) {
    double squares = 0;
    for (int i = most(0, c - before(l)); i <= least(l->in.c - 1, c + behind(l)); i++)
        squares += (double)a[i * plane] * (double)a[i * plane];
    return l->k + l->alpha * squares;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int64_t at = 0; at < plane; at++)
        for (int c = 0; c < l->in.c; c++)
            out[c * plane + at] = (float)(in[c * plane + at] / pow(scale(l, in + at, plane, c), l->beta));
}

/* b_j = a_j D_j^-beta; the sum goes over the channels whose D has a_c in it. */
static Error backward(Backprop *c, int row, const float *out, float *in) {
    const Layer *l = &run_net(c->run)->layer[row];
    const float *a = run_values(c->run, row - 1);
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int64_t at = 0; at < plane; at++)
        for (int i = 0; i < l->in.c; i++) {
            double sum = 0, own = 0;
            for (int j = most(0, i - behind(l)); j <= least(l->in.c - 1, i + before(l)); j++) {
                double g = (double)out[j * plane + at];
                if (g == 0) continue;
                double d = scale(l, a + at, plane, j);
                sum += g * (double)a[j * plane + at] * pow(d, -l->beta - 1);
                if (j == i) own = g * pow(d, -l->beta);
            }
            in[i * plane + at] = (float)(own - 2 * l->alpha * l->beta * (double)a[i * plane + at] * sum);
        }
    return NO_ERROR;
}

LAYER_RUN(lrn, LOOKS_AT_EACH, true, false, false, work, row_by_row, portion, prepare_nothing, reference, backward,
          no_terms, no_sum);
