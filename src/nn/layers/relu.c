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

typedef struct ReluBack {
    const float *after, *out;
    float *in;
    int64_t plane;
    bool guided;
} ReluBack;

static void back_map(void *ctx, int map, int worker) {
    (void)worker;
    const ReluBack *b = ctx;
    const float *after = b->after + map * b->plane, *out = b->out + map * b->plane;
    float *in = b->in + map * b->plane;
    if (b->guided)
        for (int64_t i = 0; i < b->plane; i++) in[i] = after[i] > 0 && out[i] > 0 ? out[i] : 0;
    else
        for (int64_t i = 0; i < b->plane; i++) in[i] = after[i] > 0 ? out[i] : 0;
}

static Error backward(Backprop *c, int row, const float *out, float *in) {
    Shape s = run_net(c->run)->layer[row].out;
    bool vector = s.h * s.w == 1;
    ReluBack b = {run_values(c->run, row), out, in, vector ? s.c : (int64_t)s.h * s.w, c->guide == GUIDE_POSITIVE};
    workers_run(engine_workers(c->engine), vector ? 1 : s.c, back_map, &b);
    return NO_ERROR;
}

LAYER_RUN(relu, LOOKS_AT_EACH, false, false, false, light_work, row_by_row, portion, prepare_nothing, reference,
          backward, no_terms, no_sum);
