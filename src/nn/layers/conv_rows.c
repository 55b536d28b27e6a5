/* Convolutions of few input channels and stride 1, as VGG's first one: the vectors run along the
 * rows of the maps, which need not be turned over for it. A thread makes a band of rows of all maps. */
#include <string.h>

#include "nn/layers/conv_ways.h"

enum { MOST_CHANNELS = 4, BAND = 14 };

typedef struct Bands {
    Portion portion;
    int columns;    /* of the copy of the input, padding included */
    int bands;
    const float *u; /* (outputs / ROW_OUTPUTS, taps, ROW_OUTPUTS) */
    const float *bias;
} Bands;

/* conv1_1 on a Zen 5, medians in ms, beside conv_direct: AVX-512 1.5 (1.7) on one thread, 1.0 (1.1) on two; AVX2
 * 2.3 (2.3) and 1.6 (1.5). */
bool rows_fit(const Engine *engine, const Layer *l) {
    return l->stride == 1 && l->groups == 1 && l->in.c <= MOST_CHANNELS &&
           l->out.w >= engine->kernels->lanes;
}

/* Rows [first, first + rows) of all input maps with zeros around them, (channels, rows, columns). */
static void copy_rows(const Bands *b, int first, int rows, float *out) {
    const Layer *l = b->portion.l;
    memset(out, 0, (size_t)(l->in.c * rows * b->columns) * sizeof *out);
    for (int c = 0; c < l->in.c; c++) {
        for (int r = 0; r < rows; r++) {
            int y = first + r;
            if (y < 0 || y >= l->in.h) continue;
            memcpy(out + (size_t)((c * rows + r) * b->columns + l->pad),
                   b->portion.in + ((int64_t)c * l->in.h + y) * l->in.w,
                   (size_t)l->in.w * sizeof *out);
        }
    }
}

static void make_band(void *ctx, int item, int worker) {
    const Bands *b = ctx;
    const Portion *s = &b->portion;
    const Layer *l = s->l;
    int y0 = s->first + (s->end - s->first) * item / b->bands;
    int y1 = s->first + (s->end - s->first) * (item + 1) / b->bands;
    int rows = y1 - y0 + l->kernel - 1, taps = l->in.c * l->kernel * l->kernel;
    int64_t plane = (int64_t)l->out.h * l->out.w;
    float *copy = s->engine->scratch[worker].data;
    copy_rows(b, y0 - l->pad, rows, copy);
    for (int o = 0; o < l->out.c; o += ROW_OUTPUTS) {
        for (int y = y0; y < y1; y++) {
            RowSums p = {.u = b->u + (size_t)(o * taps),
                         .v = copy + (size_t)((y - y0) * b->columns),
                         .plane = (size_t)(rows * b->columns),
                         .row = (size_t)b->columns,
                         .channels = l->in.c,
                         .kernel = l->kernel,
                         .width = l->out.w,
                         .bias = b->bias + o,
                         .relu = s->relu,
                         .outputs = least(ROW_OUTPUTS, l->out.c - o),
                         .out = s->out + o * plane + (int64_t)y * l->out.w,
                         .stride = plane};
            s->engine->kernels->row_sums(&p);
        }
    }
}

/* w[o][tap] to u[o / ROW_OUTPUTS][tap][o % ROW_OUTPUTS]; `row` holds one output's. */
static void order_weights(const Portion *s, int taps, float *row, float *u) {
    for (int o = 0; o < s->l->out.c; o++) {
        conv_kernels(s, o, 0, s->l->in.c, row);
        float *to = u + (size_t)(o / ROW_OUTPUTS * ROW_OUTPUTS * taps + o % ROW_OUTPUTS);
        for (int tap = 0; tap < taps; tap++) to[tap * ROW_OUTPUTS] = row[tap];
    }
}

Error conv_rows(const Portion *s) {
    Engine *engine = s->engine;
    const Layer *l = s->l;
    int taps = l->in.c * l->kernel * l->kernel, outputs = divide_up(l->out.c, ROW_OUTPUTS) * ROW_OUTPUTS;
    Bands b = {.portion = *s, .columns = l->out.w + l->kernel - 1, .bands = divide_up(s->end - s->first, BAND)};
    size_t u = padded((size_t)(outputs * taps)), bias = padded((size_t)outputs), row = padded((size_t)taps);
    TRY(engine_scratch(engine, l, u + bias + row,
                       (size_t)(l->in.c * (BAND + l->kernel) * b.columns)));
    float *shared = engine->shared.data;
    b.u = shared;
    b.bias = shared + u;
    memset(shared, 0, (u + bias) * sizeof *shared);
    order_weights(s, taps, shared + u + bias, shared);
    conv_biases(s, shared + u);
    workers_run(engine->workers, b.bands, make_band, &b);
    return NO_ERROR;
}
