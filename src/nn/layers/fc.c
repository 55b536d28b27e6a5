#include <string.h>

#include "base/stop.h"
#include "nn/backprop.h"
#include "nn/engine_inside.h"
#include "nn/layer.h"
#include "nn/trace.h"

enum { ROWS_AN_ITEM = 32 };

/* Scale and minimum of some rows, wherever they lie. */
static void read_scales(const Tensor *t, int first, int rows, float *scale, float *min) {
    for (int r = 0; r < rows; r++) {
        size_t at = t->scales > 1 ? 4 * (size_t)(first + r) : 0;
        memcpy(&scale[r], (const char *)t->scale + at, 4);
        memcpy(&min[r], (const char *)t->min + at, 4);
    }
}

static void rows_block(const Portion *s, int first, int rows) {
    const Tensor *t = &s->w->weight;
    const Kernels *k = s->engine->kernels;
    float scale[FC_ROWS] = {0}, min[FC_ROWS] = {0}, bias[FC_ROWS];
    int64_t n = shape_count(s->l->in);
    size_t row = (size_t)n * (size_t)dtype_size(t->type);
    FcRows f = {.w = (const unsigned char *)t->data + (size_t)first * row,
                .row = row,
                .scale = scale,
                .min = min,
                .in = s->in,
                .n = n,
                .out = s->out + first};
    switch (t->type) {
    case DTYPE_F32: k->fc_f32(&f, rows); break;
    case DTYPE_F16: k->fc_f16(&f, rows); break;
    case DTYPE_BF16: k->fc_bf16(&f, rows); break;
    case DTYPE_U8:
        read_scales(t, first, rows, scale, min);
        k->fc_u8(&f, rows);
        break;
    case DTYPE_COUNT: break;
    }
    tensor_read(&s->w->bias, first, rows, bias);
    for (int r = 0; r < rows; r++) f.out[r] += bias[r];
    if (s->relu) k->relu(f.out, rows, f.out);
}

static void rows_item(void *ctx, int item, int worker) {
    (void)worker;
    const Portion *s = ctx;
    int first = s->first + item * ROWS_AN_ITEM, end = least(first + ROWS_AN_ITEM, s->end);
    for (int o = first; o < end; o += FC_ROWS) rows_block(s, o, least(FC_ROWS, end - o));
}

static double work(const Engine *engine, const Layer *l) {
    (void)engine;
    return 16e-6 * (double)l->macs; /* bound by memory */
}

static int unit(const Layer *l) {
    (void)l;
    return FC_ROWS;
}

static Error portion(const Portion *s) {
    workers_run(s->engine->workers, divide_up(s->end - s->first, ROWS_AN_ITEM), rows_item, (void *)s);
    return NO_ERROR;
}

static void reference(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out) {
    int64_t n = shape_count(l->in);
    for (int o = 0; o < l->out.c; o++) {
        double sum = 0.0;
        for (int64_t i = 0; i < n; i++) sum += (double)w[0][o * n + i] * in[i];
        out[o] = (float)(sum + w[1][o]);
    }
}

/* ---- backward ---- */

enum { COLUMNS = 1024 };

typedef struct FcBack {
    const Layer *l;
    const Tensor *w;
    const float *out;
    float *in;
    const atomic_bool *cancel;
} FcBack;

/* A piece of the inputs: each output that has a gradient adds its weights' share. */
static void fc_columns(void *ctx, int piece, int worker) {
    (void)worker;
    const FcBack *b = ctx;
    int64_t n = shape_count(b->l->in), first = (int64_t)piece * COLUMNS;
    int64_t count = n - first < COLUMNS ? n - first : COLUMNS;
    float w[COLUMNS];
    for (int o = 0; o < b->l->out.c; o++) {
        if (b->out[o] == 0) continue;
        if (stop_asked(b->cancel)) return;
        tensor_read(b->w, (int64_t)o * n + first, count, w);
        for (int64_t i = 0; i < count; i++) b->in[first + i] += b->out[o] * w[i];
    }
}

static Error backward(Backprop *c, int row, const float *out, float *in) {
    const Layer *l = &run_net(c->run)->layer[row];
    FcBack b = {l, &run_weights(c->run)->layer[row].weight, out, in, c->watch.cancel};
    workers_run(engine_workers(c->engine), (int)((shape_count(l->in) + COLUMNS - 1) / COLUMNS), fc_columns, &b);
    c->window = (Box){0, 0, l->in.w - 1, l->in.h - 1};
    return NO_ERROR;
}

static void place(const Layer *l, Trace *t) {
    t->channels = l->in.c;
    t->kernel = l->in.h;
    t->inside = (Box){0, 0, l->in.w - 1, l->in.h - 1};
}

LAYER_RUN(fc, LOOKS_AT_EACH, true, true, true, work, unit, portion, prepare_nothing, reference, backward, place,
          trace_products);
