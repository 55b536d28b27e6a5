#include <string.h>

#include "nn/engine_inside.h"

enum { ROWS_AN_ITEM = 32 };

/* Scale and minimum of some rows, wherever they lie. */
static void read_scales(const Tensor *t, int first, int rows, float *scale, float *min) {
    for (int r = 0; r < rows; r++) {
        size_t at = t->scales > 1 ? 4 * (size_t)(first + r) : 0;
        memcpy(&scale[r], (const char *)t->scale + at, 4);
        memcpy(&min[r], (const char *)t->min + at, 4);
    }
}

static void rows_block(const Slice *s, int first, int rows) {
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
    const Slice *s = ctx;
    int first = s->first + item * ROWS_AN_ITEM, end = least(first + ROWS_AN_ITEM, s->end);
    for (int o = first; o < end; o += FC_ROWS) rows_block(s, o, least(FC_ROWS, end - o));
}

void fc_slice(const Slice *s) {
    pool_run(s->engine->pool, divide_up(s->end - s->first, ROWS_AN_ITEM), rows_item, (void *)s);
}
