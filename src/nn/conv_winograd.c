/* 3x3 convolutions of stride 1 by Winograd's F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): rows
 * of tiles are transformed, multiplied by the transformed weights and transformed back. */
#include <string.h>

#include "nn/engine_inside.h"

enum {
    CHANNELS_A_PART = 256, /* of the input, at most, that are multiplied at a time */
    PANELS_AN_ITEM = 2,
    MOST_TRANSFORMED = 3 << 20, /* bytes of transformed input at a time */
    TILES_AN_ITEM = 64,
    REUSE = 64, /* tiles from which on transformed weights are worth keeping */
};

typedef struct Winograd {
    Slice slice;
    const Kernels *k;
    int columns;           /* of tiles */
    int first, rows;       /* of tiles that are in v */
    int groups;            /* of input channels, a panel wide, so that they fill cache lines */
    int panels;            /* of outputs */
    int items, items_down; /* items of outputs; items of rows */
    int parts, part;       /* of the input channels; channels of one */
    size_t u_product, u_part, u_panel; /* between products, parts, panels of weights */
    size_t v_product, v_tile;          /* between products, tiles of the input */
    float *v;
    float *bias;
    const float *packed; /* (panels, u_panel), or NULL */
} Winograd;

bool winograd_fits(const Layer *l) {
    return l->kernel == 3 && l->stride == 1 && l->groups == 1 && l->in.c >= 8;
}

/* At least `count` numbers, as an odd number of cache lines: arrays so far apart do not compete for
 * the same sets of a cache, as they would at a multiple of 4 KiB. */
static size_t spread(size_t count) {
    return ((count + 15) / 16 | 1) * 16;
}

static Winograd describe(const Slice *s) {
    const Layer *l = s->l;
    const Kernels *k = s->engine->kernels;
    Winograd g = {.slice = *s,
                  .k = k,
                  .columns = divide_up(l->out.w, TILE),
                  .groups = divide_up(l->in.c, k->panel),
                  .panels = divide_up(l->out.c, k->panel),
                  .parts = divide_up(l->in.c, CHANNELS_A_PART)};
    g.part = divide_up(l->in.c, g.parts);
    g.u_product = spread((size_t)(g.part * k->panel));
    g.u_part = TILE_PRODUCTS * g.u_product;
    g.u_panel = (size_t)g.parts * g.u_part;
    g.v_tile = spread((size_t)(g.groups * k->panel));
    return g;
}

static int part_channels(const Winograd *g, int part) {
    return least(g->part, g->slice.l->in.c - part * g->part);
}

/* Numbers of a panel's weights before they are transformed, for one part. */
static size_t plain_size(const Winograd *g) {
    return padded((size_t)(g->k->panel * g->part * 9));
}

static void transform_weights(const Winograd *g, int panel, int part, float *plain, float *out) {
    const Layer *l = g->slice.l;
    int first = panel * g->k->panel, outputs = least(g->k->panel, l->out.c - first);
    int channels = part_channels(g, part);
    for (int o = 0; o < outputs; o++)
        tensor_read(&g->slice.w->weight, ((int64_t)(first + o) * l->in.c + part * g->part) * 9,
                    channels * 9, plain + (size_t)(o * channels * 9));
    g->k->tile_weights(plain, (size_t)channels * 9, outputs, channels, out, g->u_product);
}

static void pack_panel(const Slice *s, int panel, float *scratch, float *out) {
    Winograd g = describe(s);
    for (int part = 0; part < g.parts; part++)
        transform_weights(&g, panel, part, scratch, out + (size_t)part * g.u_part);
}

static size_t input_strip(const Winograd *g) {
    return padded((size_t)(TILE_IN * (TILE * g->columns + 2) * g->k->lanes));
}

static size_t output_strip(const Winograd *g) {
    return padded((size_t)(TILE * TILE * g->columns * g->k->lanes));
}

/* One row of tiles of one group of channels. */
static void input_item(void *ctx, int item, int worker) {
    const Winograd *g = ctx;
    const Slice *s = &g->slice;
    const Layer *l = s->l;
    int row = item / g->groups, first = item % g->groups * g->k->panel;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    float *strip = s->engine->workers[worker].data;
    for (int c = first; c < first + g->k->panel && c < l->in.c; c += g->k->lanes) {
        Planes in = {(float *)s->in + c * plane, plane, least(g->k->lanes, l->in.c - c), l->in.h,
                     l->in.w};
        g->k->to_last(&in, (g->first + row) * TILE - l->pad, TILE_IN, -l->pad,
                      TILE * g->columns + 2, strip, (size_t)g->k->lanes);
        g->k->tile_input(strip, g->columns, g->v + (size_t)(row * g->columns) * g->v_tile + c,
                         g->v_product, g->v_tile);
    }
}

/* What an item of products makes: some panels of some rows. */
typedef struct Piece {
    int panel, panels, row, rows;
    size_t m_product, m_tile;
    float *m;       /* sums, (products, tiles, panels, panel) */
    float *strip;   /* (4, 4 * columns, lanes) */
    float *weights; /* of one part, (panels, u_part) */
    float *plain;
} Piece;

/* The largest piece in numbers of a worker's memory. */
static size_t piece_size(const Winograd *g) {
    int tiles = divide_up(g->rows, g->items_down) * g->columns;
    return TILE_PRODUCTS * spread((size_t)(tiles * PANELS_AN_ITEM * g->k->panel)) +
           output_strip(g) + PANELS_AN_ITEM * g->u_part + plain_size(g);
}

static Piece describe_piece(const Winograd *g, int item, int worker) {
    int down = item % g->items_down;
    Piece p = {.panel = item / g->items_down * PANELS_AN_ITEM,
               .row = g->rows * down / g->items_down,
               .m = g->slice.engine->workers[worker].data};
    p.panels = least(PANELS_AN_ITEM, g->panels - p.panel);
    p.rows = g->rows * (down + 1) / g->items_down - p.row;
    p.m_tile = (size_t)(p.panels * g->k->panel);
    p.m_product = spread((size_t)(p.rows * g->columns) * p.m_tile);
    p.strip = p.m + TILE_PRODUCTS * p.m_product;
    p.weights = p.strip + output_strip(g);
    p.plain = p.weights + PANELS_AN_ITEM * g->u_part;
    return p;
}

/* The weights of the piece's panels: one part of them, u_panel apart. */
static const float *piece_weights(const Winograd *g, const Piece *p, int part, size_t *u_panel) {
    *u_panel = g->packed ? g->u_panel : g->u_part;
    if (g->packed) return g->packed + (size_t)p->panel * g->u_panel + (size_t)part * g->u_part;
    for (int i = 0; i < p->panels; i++)
        transform_weights(g, p->panel + i, part, p->plain, p->weights + (size_t)i * g->u_part);
    return p->weights;
}

static void multiply(const Winograd *g, const Piece *p) {
    TileProducts t = {.u_product = g->u_product,
                      .v_product = g->v_product,
                      .v_tile = g->v_tile,
                      .out = p->m,
                      .out_product = p->m_product,
                      .panels = p->panels,
                      .tiles = p->rows * g->columns};
    for (int part = 0; part < g->parts; part++) {
        t.u = piece_weights(g, p, part, &t.u_panel);
        t.v = g->v + (size_t)(p->row * g->columns) * g->v_tile + part * g->part;
        t.run = part_channels(g, part);
        t.add = part > 0;
        g->k->tile_products(&t);
    }
}

static void put_back(const Winograd *g, const Piece *p) {
    const Slice *s = &g->slice;
    const Layer *l = s->l;
    int lanes = g->k->lanes, first = p->panel * g->k->panel;
    int64_t plane = (int64_t)l->out.h * l->out.w;
    for (int lane = 0; lane < p->panels * g->k->panel && first + lane < l->out.c; lane += lanes) {
        int o = first + lane;
        Planes out = {s->out + o * plane, plane, least(lanes, l->out.c - o), s->end, l->out.w};
        for (int r = 0; r < p->rows; r++) {
            g->k->tile_output(p->m + (size_t)(r * g->columns) * p->m_tile + (size_t)lane,
                              p->m_product, p->m_tile, g->columns, p->strip);
            g->k->from_last(p->strip, (size_t)lanes, TILE * g->columns, TILE, g->bias + o, s->relu,
                            &out, (g->first + p->row + r) * TILE);
        }
    }
}

static void product_item(void *ctx, int item, int worker) {
    const Winograd *g = ctx;
    Piece p = describe_piece(g, item, worker);
    multiply(g, &p);
    put_back(g, &p);
}

/* Looks for the packed weights, and shares the work out accordingly: weights that are transformed
 * on the way are transformed once a row of items. */
static Error find_weights(Winograd *g) {
    const Slice *s = &g->slice;
    g->items = divide_up(g->panels, PANELS_AN_ITEM);
    g->items_down = 1;
    if (g->columns * divide_up(s->l->out.h, TILE) < REUSE) return NO_ERROR;
    TRY(engine_scratch(s->engine, s->l, 0, plain_size(g)));
    g->packed = engine_packed(s, g->panels, g->u_panel, pack_panel);
    if (g->packed) g->items_down = least(divide_up(g->rows * g->columns, TILES_AN_ITEM), g->rows);
    return NO_ERROR;
}

Error conv_winograd(const Slice *s) {
    Engine *engine = s->engine;
    Winograd g = describe(s);
    int first = s->first / TILE, end = divide_up(s->end, TILE);
    size_t row_size = TILE_PRODUCTS * (size_t)g.columns * g.v_tile;
    int most = (int)(MOST_TRANSFORMED / sizeof(float) / row_size);
    int chunks = divide_up(end - first, most < 1 ? 1 : most);
    g.rows = divide_up(end - first, chunks);
    g.v_product = spread((size_t)(g.rows * g.columns) * g.v_tile);
    TRY(find_weights(&g));
    size_t v = TILE_PRODUCTS * g.v_product, piece = piece_size(&g), strip = input_strip(&g);
    TRY(engine_scratch(engine, s->l, v + (size_t)(g.panels * g.k->panel),
                       piece > strip ? piece : strip));
    g.v = engine->shared.data;
    g.bias = g.v + v;
    tensor_read(&s->w->bias, 0, s->l->out.c, g.bias);
    for (int chunk = 0; chunk < chunks; chunk++) {
        g.first = first + (end - first) * chunk / chunks;
        g.rows = first + (end - first) * (chunk + 1) / chunks - g.first;
        pool_run(engine->pool, g.rows * g.groups, input_item, &g);
        pool_run(engine->pool, g.items * g.items_down, product_item, &g);
    }
    return NO_ERROR;
}
