#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

static void rectify_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    Shape shape = s->l->out;
    int64_t at = ((int64_t)map * shape.h + s->first) * shape.w;
    s->engine->kernels->relu(s->in + at, (int64_t)(s->end - s->first) * shape.w, s->out + at);
}

static Error portion(const Portion *s) {
    Shape shape = s->l->out;
    if (shape.h * shape.w == 1) s->engine->kernels->relu(s->in, shape.c, s->out);
    else workers_run(s->engine->workers, shape.c, rectify_map, (void *)s);
    return NO_ERROR;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    int64_t n = shape_count(l->in);
    for (int64_t i = 0; i < n; i++) out[i] = in[i] < 0.0f ? 0.0f : in[i];
}

static Error backward(Backprop *c, int row, const float *out, float *in) {
    const float *after = run_values(c->run, row);
    int64_t n = shape_count(run_net(c->run)->layer[row].out);
    for (int64_t i = 0; i < n; i++) in[i] = after[i] > 0 && (c->guide == GUIDE_NONE || out[i] > 0) ? out[i] : 0;
    return NO_ERROR;
}

LAYER_RUN(relu, LOOKS_AT_EACH, false, false, false, light_work, row_by_row, portion, prepare_nothing, reference,
          backward, no_terms, no_sum);
