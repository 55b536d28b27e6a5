#include <math.h>

#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"

/* exp(v - largest) / sum of them: the largest exponent is 0, so nothing overflows. */
static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    (void)w;
    int64_t n = shape_count(l->in);
    double most = -INFINITY, sum = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (in[i] > most) most = in[i];
    for (int64_t i = 0; i < n; i++) sum += exp(in[i] - most);
    for (int64_t i = 0; i < n; i++) out[i] = (float)(exp(in[i] - most) / sum);
}

static Error portion(const Portion *s) {
    reference(s->l, NULL, s->in, s->out);
    return NO_ERROR;
}

/* d p_i / d z_j = p_i ([i = j] - p_j) */
static Error backward(Backprop *c, int row, const float *out, float *in) {
    const float *p = run_values(c->run, row);
    int n = run_net(c->run)->layer[row].out.c;
    double dot = 0;
    for (int i = 0; i < n; i++) dot += (double)out[i] * (double)p[i];
    for (int i = 0; i < n; i++) in[i] = (float)((double)p[i] * ((double)out[i] - dot));
    return NO_ERROR;
}

LAYER_RUN(softmax, LOOKS_AT_EACH, true, false, false, light_work, row_by_row, portion, prepare_nothing, reference,
          backward, no_terms, no_sum);
