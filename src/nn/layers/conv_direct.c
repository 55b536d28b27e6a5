/* A convolution of any shape: the portion's rows of input are copied channels last, so that the
 * products of one row of the kernel, (columns, channels), lie side by side. */
#include <string.h>

#include "nn/layers/conv_ways.h"

typedef struct Direct {
    Portion portion;
    int group_in, group_out; /* channels */
    int group_panels;
    int columns, rows; /* of the copy of the input, padding included */
    int kernel_run;    /* numbers of a kernel's row: columns * channels */
    size_t panel_size; /* numbers of a panel's weights */
    float *copy;       /* (groups, rows, columns, group_in) */
    float *bias;
    const float *packed; /* (panels, panel_size), or NULL */
    int items_a_panel;
} Direct;

static Direct describe(const Portion *s) {
    const Layer *l = s->l;
    Direct d = {.portion = *s,
                .group_in = l->in.c / l->groups,
                .group_out = l->out.c / l->groups,
                .columns = (l->out.w - 1) * l->stride + l->kernel,
                .rows = (s->end - s->first - 1) * l->stride + l->kernel,
                .kernel_run = l->kernel * (l->in.c / l->groups)};
    int panel = s->engine->kernels->panel;
    d.group_panels = divide_up(d.group_out, panel);
    d.panel_size = (size_t)l->kernel * (size_t)d.kernel_run * (size_t)panel;
    return d;
}

/* The outputs of a panel, counted over all groups. */
static int panel_first(const Direct *d, int panel) {
    return panel / d->group_panels * d->group_out +
           panel % d->group_panels * d->portion.engine->kernels->panel;
}

static int panel_outputs(const Direct *d, int panel) {
    int size = d->portion.engine->kernels->panel;
    return least(size, d->group_out - panel % d->group_panels * size);
}

/* w[o][c][i][j] to out[(i * kernel + j) * channels + c][o]; scratch holds one output's. */
static void pack_panel(const Portion *s, int panel, float *scratch, float *out) {
    Direct d = describe(s);
    int kernel = s->l->kernel, size = s->engine->kernels->panel;
    int outputs = panel_outputs(&d, panel), first = panel_first(&d, panel);
    if (outputs < size) memset(out, 0, d.panel_size * sizeof *out);
    for (int o = 0; o < outputs; o++) {
        conv_kernels(s, first + o, 0, d.group_in, scratch);
        const float *from = scratch;
        for (int c = 0; c < d.group_in; c++)
            for (int tap = 0; tap < kernel * kernel; tap++)
                out[((int64_t)tap * d.group_in + c) * size + o] = *from++;
    }
}

static void copy_row(void *ctx, int item, int worker) {
    (void)worker;
    const Direct *d = ctx;
    const Portion *s = &d->portion;
    const Layer *l = s->l;
    int group = item / d->rows, row = item % d->rows;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    Planes in = {(float *)s->in + group * d->group_in * plane, plane, d->group_in, l->in.h,
                 l->in.w};
    size_t row_size = (size_t)d->columns * (size_t)d->group_in;
    s->engine->kernels->to_last(&in, s->first * l->stride - l->pad + row, 1, -l->pad, d->columns,
                                d->copy + (size_t)item * row_size, (size_t)d->group_in);
}

static void panel_rows(void *ctx, int item, int worker) {
    const Direct *d = ctx;
    const Portion *s = &d->portion;
    const Layer *l = s->l;
    const Kernels *k = s->engine->kernels;
    int panel = item / d->items_a_panel, part = item % d->items_a_panel, rows = s->end - s->first;
    int first = panel_first(d, panel), outputs = panel_outputs(d, panel);
    float *strip = s->engine->scratch[worker].data;
    const float *u;
    if (d->packed) {
        u = d->packed + (size_t)panel * d->panel_size;
    } else {
        float *own = strip + padded((size_t)l->out.w * (size_t)k->panel);
        pack_panel(s, panel, own + d->panel_size, own);
        u = own;
    }
    size_t row_size = (size_t)d->columns * (size_t)d->group_in;
    Products p = {.u = u,
                  .out = strip,
                  .pixel = (size_t)(l->stride * d->group_in),
                  .row = row_size,
                  .out_pixel = (size_t)k->panel,
                  .runs = l->kernel,
                  .run = d->kernel_run,
                  .soon = (const char *)u,
                  .pixels = l->out.w};
    int64_t plane = (int64_t)l->out.h * l->out.w;
    Planes out = {s->out + first * plane, plane, outputs, l->out.h, l->out.w};
    const float *group = d->copy + (size_t)(panel / d->group_panels * d->rows) * row_size;
    for (int y = rows * part / d->items_a_panel; y < rows * (part + 1) / d->items_a_panel; y++) {
        p.v = group + (size_t)(y * l->stride) * row_size;
        k->products(&p);
        k->from_last(strip, (size_t)k->panel, l->out.w, 1, d->bias + first, s->relu, &out,
                     s->first + y, 0);
    }
}

/* Numbers of one output's weights. */
static size_t output_size(const Direct *d) {
    return padded((size_t)d->portion.l->kernel * (size_t)d->kernel_run);
}

Error direct_prepare(const Portion *s) {
    Direct d = describe(s);
    TRY(engine_scratch(s->engine, s->l, 0, output_size(&d)));
    engine_packed(s, s->l->groups * d.group_panels, d.panel_size, pack_panel);
    return NO_ERROR;
}

Error conv_direct(const Portion *s) {
    Engine *engine = s->engine;
    const Layer *l = s->l;
    Direct d = describe(s);
    int panels = l->groups * d.group_panels, panel = engine->kernels->panel;
    size_t copy = padded((size_t)d.rows * (size_t)d.columns * (size_t)l->in.c);
    TRY(engine_scratch(engine, l, copy + padded((size_t)(l->out.c + panel)),
                       padded((size_t)l->out.w * (size_t)panel) + d.panel_size + output_size(&d)));
    d.packed = engine_packed(s, panels, d.panel_size, pack_panel);
    d.copy = engine->shared.data;
    d.bias = d.copy + copy;
    conv_biases(s, d.bias);
    workers_run(engine->workers, l->groups * d.rows, copy_row, &d);
    d.items_a_panel = d.packed ? least(s->end - s->first, 8) : 1;
    workers_run(engine->workers, panels * d.items_a_panel, panel_rows, &d);
    return NO_ERROR;
}
