/* 3x3 convolutions of stride 1 by Winograd's F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): rows
 * of tiles are transformed, multiplied by the transformed weights and transformed back. */
#include <string.h>

#include "nn/engine_inside.h"

enum {
    CHANNELS_A_PART = 128, /* of the weights that are multiplied at a time */
    PANELS_AN_ITEM = 2,
    MOST_TRANSFORMED = 3 << 20, /* bytes of transformed input at a time */
    TILES_AN_ITEM = 64,
    REUSE = 64, /* tiles from which on transformed weights are worth keeping */
};

typedef struct Winograd {
    Slice slice;
    int columns;           /* of tiles */
    int first, rows;       /* of tiles that are in v */
    int vectors;           /* of input channels */
    int panels;            /* of outputs */
    int items, items_down; /* items of outputs; items of rows */
    size_t panel_size;     /* numbers of a panel's weights */
    float *v;              /* (products, tiles, vectors * lanes) */
    float *bias;
    const float *packed; /* (panels, panel_size), or NULL */
} Winograd;

bool winograd_fits(const Layer *l) {
    return l->kernel == 3 && l->stride == 1 && l->groups == 1 && l->in.c >= 8;
}

/* Transforms a panel's weights for `channels` of the input channels from `first_c` on. */
static void transform_weights(const Slice *s, int panel, int first_c, int channels, float *scratch,
                              float *out) {
    const Kernels *k = s->engine->kernels;
    int first = panel * k->panel, outputs = least(k->panel, s->l->out.c - first);
    for (int o = 0; o < outputs; o++)
        tensor_read(&s->w->weight, ((int64_t)(first + o) * s->l->in.c + first_c) * 9, channels * 9,
                    scratch + (size_t)o * (size_t)channels * 9);
    k->tile_weights(scratch, (size_t)channels * 9, outputs, channels, out);
}

static void pack_panel(const Slice *s, int panel, float *scratch, float *out) {
    int size = s->engine->kernels->panel;
    for (int c = 0; c < s->l->in.c; c += CHANNELS_A_PART) {
        int channels = least(CHANNELS_A_PART, s->l->in.c - c);
        transform_weights(s, panel, c, channels, scratch, out);
        out += (size_t)TILE_PRODUCTS * (size_t)channels * (size_t)size;
    }
}

static size_t v_tile(const Winograd *g) {
    return (size_t)(g->vectors * g->slice.engine->kernels->lanes);
}

static size_t v_product(const Winograd *g) {
    return (size_t)(g->rows * g->columns) * v_tile(g);
}

/* One row of tiles of one vector of channels. */
static void input_item(void *ctx, int item, int worker) {
    const Winograd *g = ctx;
    const Slice *s = &g->slice;
    const Layer *l = s->l;
    const Kernels *k = s->engine->kernels;
    int row = item / g->vectors, c = item % g->vectors * k->lanes;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    Planes in = {(float *)s->in + c * plane, plane, least(k->lanes, l->in.c - c), l->in.h, l->in.w};
    float *strip = s->engine->workers[worker].data;
    k->to_last(&in, (g->first + row) * TILE - l->pad, TILE_IN, -l->pad, TILE * g->columns + 2,
               strip, (size_t)k->lanes);
    k->tile_input(strip, g->columns, g->v + (size_t)(row * g->columns) * v_tile(g) + c,
                  v_product(g), v_tile(g));
}

/* What a worker needs for an item of products, in this order. */
typedef struct Parts {
    float *m;       /* (products, tiles, panels, panel) */
    float *strip;   /* (4, 4 * columns, lanes) */
    float *weights; /* (panels, products, channels, panel) */
    float *plain;   /* (panel, channels, 9) */
} Parts;

static size_t divide_scratch(const Winograd *g, float *scratch, Parts *out) {
    const Kernels *k = g->slice.engine->kernels;
    size_t panel = (size_t)k->panel, panels = PANELS_AN_ITEM;
    int rows = divide_up(g->rows, g->items_down);
    size_t m = TILE_PRODUCTS * (size_t)(rows * g->columns) * panels * panel;
    size_t strip = padded((size_t)(TILE * TILE * g->columns * k->lanes));
    size_t weights = panels * TILE_PRODUCTS * CHANNELS_A_PART * panel;
    size_t plain = panel * CHANNELS_A_PART * 9;
    if (out) {
        out->m = scratch;
        out->strip = out->m + m;
        out->weights = out->strip + strip;
        out->plain = out->weights + weights;
    }
    return m + strip + weights + plain;
}

static void multiply(const Winograd *g, const Parts *parts, int panel, int panels, int row,
                     int rows) {
    const Slice *s = &g->slice;
    const Kernels *k = s->engine->kernels;
    size_t size = (size_t)k->panel;
    TileProducts t = {.v = g->v + (size_t)(row * g->columns) * v_tile(g),
                      .v_product = v_product(g),
                      .v_tile = v_tile(g),
                      .out = parts->m,
                      .panels = panels,
                      .tiles = rows * g->columns};
    for (int c = 0; c < s->l->in.c; c += CHANNELS_A_PART) {
        t.run = least(CHANNELS_A_PART, s->l->in.c - c);
        size_t part = TILE_PRODUCTS * (size_t)t.run * size;
        if (g->packed) {
            t.u = g->packed + (size_t)panel * g->panel_size + TILE_PRODUCTS * (size_t)c * size;
            t.u_panel = g->panel_size;
        } else {
            for (int i = 0; i < panels; i++)
                transform_weights(s, panel + i, c, t.run, parts->plain,
                                  parts->weights + (size_t)i * part);
            t.u = parts->weights;
            t.u_panel = part;
        }
        k->tile_products(&t);
        t.v += t.run;
        t.add = true;
    }
}

static void output_rows(const Winograd *g, const Parts *parts, int panel, int panels, int row,
                        int rows) {
    const Slice *s = &g->slice;
    const Layer *l = s->l;
    const Kernels *k = s->engine->kernels;
    int64_t plane = (int64_t)l->out.h * l->out.w;
    size_t m_tile = (size_t)(panels * k->panel), tiles = (size_t)(rows * g->columns);
    for (int lane = 0; lane < panels * k->panel; lane += k->lanes) {
        int o = panel * k->panel + lane;
        if (o >= l->out.c) break;
        Planes out = {s->out + o * plane, plane, least(k->lanes, l->out.c - o), s->end, l->out.w};
        for (int r = 0; r < rows; r++) {
            k->tile_output(parts->m + (size_t)(r * g->columns) * m_tile + (size_t)lane,
                           tiles * m_tile, m_tile, g->columns, parts->strip);
            k->from_last(parts->strip, (size_t)k->lanes, TILE * g->columns, TILE, g->bias + o,
                         s->relu, &out, (g->first + row + r) * TILE);
        }
    }
}

static void product_item(void *ctx, int item, int worker) {
    const Winograd *g = ctx;
    Parts parts;
    divide_scratch(g, g->slice.engine->workers[worker].data, &parts);
    int down = item % g->items_down;
    int panel = item / g->items_down * PANELS_AN_ITEM;
    int panels = least(PANELS_AN_ITEM, g->panels - panel);
    int row = g->rows * down / g->items_down, end = g->rows * (down + 1) / g->items_down;
    multiply(g, &parts, panel, panels, row, end - row);
    output_rows(g, &parts, panel, panels, row, end - row);
}

Error conv_winograd(const Slice *s) {
    Engine *engine = s->engine;
    const Layer *l = s->l;
    const Kernels *k = engine->kernels;
    Winograd g = {.slice = *s,
                  .columns = divide_up(l->out.w, TILE),
                  .vectors = divide_up(l->in.c, k->lanes),
                  .panels = divide_up(l->out.c, k->panel)};
    g.panel_size = TILE_PRODUCTS * (size_t)l->in.c * (size_t)k->panel;
    int first = s->first / TILE, end = divide_up(s->end, TILE);
    size_t row_size = TILE_PRODUCTS * (size_t)g.columns * v_tile(&g);
    int most = (int)(MOST_TRANSFORMED / sizeof(float) / row_size);
    int chunks = divide_up(end - first, most < 1 ? 1 : most);
    g.rows = divide_up(end - first, chunks);
    g.items = divide_up(g.panels, PANELS_AN_ITEM);
    g.items_down = 1;
    if (g.columns * divide_up(l->out.h, TILE) >= REUSE) {
        TRY(engine_scratch(engine, l, 0, (size_t)k->panel * CHANNELS_A_PART * 9));
        g.packed = engine_packed(s, g.panels, g.panel_size, pack_panel);
        if (g.packed) g.items_down = divide_up(g.rows * g.columns, TILES_AN_ITEM);
    }
    size_t v = row_size * (size_t)g.rows;
    size_t strip = padded((size_t)(TILE_IN * (TILE * g.columns + 2) * k->lanes));
    size_t worker = divide_scratch(&g, NULL, NULL);
    TRY(engine_scratch(engine, l, v + padded((size_t)(g.panels * k->panel)),
                       worker > strip ? worker : strip));
    g.v = engine->shared.data;
    g.bias = g.v + v;
    tensor_read(&s->w->bias, 0, l->out.c, g.bias);
    for (int chunk = 0; chunk < chunks; chunk++) {
        g.first = first + (end - first) * chunk / chunks;
        g.rows = first + (end - first) * (chunk + 1) / chunks - g.first;
        pool_run(engine->pool, g.rows * g.vectors, input_item, &g);
        pool_run(engine->pool, g.items * g.items_down, product_item, &g);
    }
    return NO_ERROR;
}
