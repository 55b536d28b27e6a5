#include "nn/layers/conv_back.h"

#include "base/stop.h"
#include "nn/engine_inside.h"

typedef struct ConvBack {
    const Layer *l;
    const float *w, *out;
    Box window;
    float *in;
} ConvBack;

/* One input channel: every output that reads it hands its gradient back, weight by weight. */
static void conv_channel(void *ctx, int c, int worker) {
    (void)worker;
    const ConvBack *b = ctx;
    const Layer *l = b->l;
    int per_in = l->in.c / l->groups, per_out = l->out.c / l->groups, group = c / per_in, k = l->kernel;
    float *in = b->in + (int64_t)c * l->in.h * l->in.w;
    for (int o = group * per_out; o < (group + 1) * per_out; o++) {
        const float *w = b->w + ((int64_t)o * per_in + c % per_in) * k * k;
        const float *out = b->out + (int64_t)o * l->out.h * l->out.w;
        for (int y = b->window.y0; y <= b->window.y1; y++)
            for (int i = 0; i < k; i++) {
                int in_y = y * l->stride + i - l->pad;
                if (in_y < 0 || in_y >= l->in.h) continue;
                const float *from = out + (int64_t)y * l->out.w;
                float *to = in + (int64_t)in_y * l->in.w;
                for (int j = 0; j < k; j++) {
                    int shift = j - l->pad, s = l->stride;
                    int first = most(b->window.x0, (most(0, -shift) + s - 1) / s);
                    int last = shift < l->in.w ? least(b->window.x1, (l->in.w - 1 - shift) / s) : -1;
                    float weight = w[i * k + j];
                    for (int x = first; x <= last; x++) to[x * s + shift] += weight * from[x];
                }
            }
    }
}

Box backward_conv(const Layer *l, const float *w, const float *out, Box window, float *in, Workers *workers) {
    ConvBack b = {l, w, out, window, in};
    if (workers) workers_run(workers, l->in.c, conv_channel, &b);
    else for (int c = 0; c < l->in.c; c++) conv_channel(&b, c, 0);
    return backprop_window(l, window);
}

Error backward_conv_by_engine(Engine *engine, const Layer *l, const LayerWeights *w, const float *out, float *in,
                              const atomic_bool *cancel) {
    Layer turned = *l;
    turned.in = l->out;
    turned.out = l->in;
    turned.pad = l->kernel - 1 - l->pad;
    turned.pad_more = -l->pad_more;
    turned.macs = (int64_t)l->kernel * l->kernel * l->out.c * shape_count(l->in);
    Error e = NO_ERROR;
    int portions = engine_portions(engine, &turned);
    for (int i = 0; i < portions && !failed(&e) && !stop_asked(cancel); i++)
        e = engine_portion_back(engine, &turned, w, out, in, i);
    return e;
}
