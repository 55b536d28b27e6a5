#include <math.h>

#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

/* What it does to a map: y = scale * x + shift. */
typedef struct Line {
    float scale, shift;
} Line;

static Line line_of(const Layer *l, const LayerWeights *w, int map) {
    float weight, bias, mean, variance;
    tensor_read(&w->weight, map, 1, &weight);
    tensor_read(&w->bias, map, 1, &bias);
    tensor_read(&w->mean, map, 1, &mean);
    tensor_read(&w->variance, map, 1, &variance);
    double scale = (double)weight / sqrt((double)variance + l->epsilon);
    return (Line){(float)scale, (float)((double)bias - (double)mean * scale)};
}

static void normalize_map(void *ctx, int map, int worker) {
    (void)worker;
    const Portion *s = ctx;
    Shape shape = s->l->out;
    Line l = line_of(s->l, s->w, map);
    int64_t n = (int64_t)(s->end - s->first) * shape.w, at = ((int64_t)map * shape.h + s->first) * shape.w;
    const float *in = s->in + at;
    float *out = s->out + at;
    for (int64_t i = 0; i < n; i++) out[i] = l.scale * in[i] + l.shift;
    if (s->relu) s->engine->kernels->relu(out, n, out);
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, s->l->out.c, normalize_map, (void *)s);
    return NO_ERROR;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int c = 0; c < l->in.c; c++)
        for (int64_t i = c * plane; i < (c + 1) * plane; i++) {
            double normal = ((double)in[i] - w[2][c]) / sqrt((double)w[3][c] + l->epsilon);
            out[i] = (float)(normal * w[0][c] + w[1][c]);
        }
}

static Error backward(Backprop *b, int row, const float *out, float *in) {
    const Layer *l = &run_net(b->run)->layer[row];
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int c = 0; c < l->in.c; c++) {
        float scale = line_of(l, &run_weights(b->run)->layer[row], c).scale;
        for (int64_t i = c * plane; i < (c + 1) * plane; i++) in[i] = scale * out[i];
    }
    return NO_ERROR;
}

LAYER_RUN(bn, LOOKS_AT_EACH, true, false, true, light_work, row_by_row, portion, prepare_nothing, reference, backward,
          no_terms, no_sum);
