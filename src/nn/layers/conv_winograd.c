/* 3x3 convolutions of stride 1 by Winograd's F(m x m, 3x3) (Lavin and Gray, arXiv 1509.09308).
 *
 * A block of tiles is transformed, multiplied by the transformed weights and transformed back by one
 * thread from beginning to end: what lies between stays in its caches. Where a portion has fewer
 * blocks than there are threads, they share out the outputs, and each transforms the input for
 * itself: that costs less than reading it from another processor's cache. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "nn/layers/conv_ways.h"

enum {
    PART = 256,          /* channels of the input, at most, that are multiplied at a time */
    GROUP = 64,          /* outputs that are multiplied and transformed back at a time */
    TILES_A_BLOCK = 56,  /* at most */
    FEWER_TILES = 28,    /* where the layer's weights are small: see block_tiles */
    FEW_CHANNELS = 128,
    TILES_A_STRIP = 28,  /* in a row that are transformed at a time, at most */
    FEW_TILES = 32,      /* of 4x4 results: with fewer, smaller tiles waste less, see winograd_tile */
    ITEMS_A_THREAD = 4,  /* so many need not be equal */
};

/* Tiles side by side. */
typedef struct Strip {
    int row, column, tiles;
    int at; /* tiles of its block before it */
} Strip;

typedef struct Winograd {
    Portion portion;
    const Kernels *k;
    int m, products;         /* results of a tile: m x m; (m + 2)^2 */
    int first, rows, columns; /* of tiles */
    int tiles, blocks;       /* that are computed; of nearly so many tiles each */
    Strip *strips;           /* of all blocks, one behind the other */
    int *block;              /* where the strips of each begin, and where the last one's end */
    int groups, shares;      /* of the outputs; shares of the groups */
    int part;                /* channels of the input multiplied at a time */
    size_t group_size;       /* numbers of a group's weights */
    size_t v_tile;           /* between tiles of the input */
    const float *bias;
    const float *packed;     /* (groups, group_size), or NULL */
} Winograd;

bool winograd_fits(const Layer *l) {
    return l->kernel == 3 && l->stride == 1 && l->groups == 1 && l->in.c >= 8;
}

/* F(4x4) makes 4 products of 16, F(2x2) 16 of 36. Medians in ms, weights made ready (Zen 5, VGG-16):
 *
 *                   AVX-512, 1 thread     AVX-512, 2          AVX2, 1             AVX2, 2
 *                   4x4  2x2  direct    4x4  2x2  direct    4x4  2x2  direct    4x4  2x2  direct
 *     conv1_2       8.4 12.5  18.9      5.0  7.2  11.6     12.6 21.9  37.6      7.7 11.8  21.0
 *     conv2_2       6.2  9.8  17.9      3.6  5.7  10.5     10.7 18.6  36.3      6.2 10.5  19.8
 *     conv3_2       5.6  9.0  17.7      3.5  5.1   9.9      9.9 17.7  37.9      6.6  9.9  19.2
 *     conv4_2       6.1  8.7  18.1      2.9  5.4   9.7     10.4 19.4  41.3      5.5 10.6  22.3
 *     conv5_2       2.0  2.4   4.7      1.1  1.4   2.6      3.6  4.5  11.1      2.1  2.5   7.0
 *
 * At 14x14 (conv5) the gain is small, a quarter of the 4x4 tiles lying outside the map, and 36 numbers a kernel
 * instead of 16 are kept: with them VGG-19's weights and those of the way back (320 MB each) would not stay within the
 * budget, and each pass would make them anew (158 ms instead of 85). So the last block takes 2x2. */
int winograd_tile(const Layer *l) {
    return divide_up(l->out.h, 4) * divide_up(l->out.w, 4) < FEW_TILES ? 2 : 4;
}

/* At least `count` numbers, as an odd number of cache lines: arrays so far apart do not compete for
 * the same sets of a cache, as they would at a multiple of 4 KiB. */
static size_t spread(size_t count) {
    return ((count + 15) / 16 | 1) * 16;
}

static int group_outputs(const Winograd *g, int group) {
    return least(GROUP, g->portion.l->out.c - group * GROUP);
}

static int group_panels(const Winograd *g, int group) {
    return divide_up(group_outputs(g, group), g->k->panel);
}

static Winograd describe(const Portion *s) {
    const Layer *l = s->l;
    Winograd g = {.portion = *s,
                  .k = s->engine->kernels,
                  .m = winograd_tile(l),
                  .groups = divide_up(l->out.c, GROUP),
                  .part = divide_up(l->in.c, divide_up(l->in.c, PART)),
                  .v_tile = spread((size_t)l->in.c)};
    g.products = (g.m + 2) * (g.m + 2);
    g.group_size = (size_t)(g.products * l->in.c * GROUP);
    g.columns = divide_up(l->out.w, g.m);
    return g;
}

/* ---- weights ---- */

/* Numbers of a panel's weights before they are transformed, for one part of the channels. */
static size_t plain_size(const Winograd *g) {
    return padded((size_t)(g->k->panel * g->part * 9));
}

/* The weights of a group as tile_products takes them. */
static void transform_weights(const Winograd *g, int group, float *plain, float *out) {
    const Layer *l = g->portion.l;
    int panels = group_panels(g, group), panel = g->k->panel, end = group_outputs(g, group);
    size_t product = (size_t)(panels * l->in.c * panel);
    for (int c = 0; c < l->in.c; c += g->part) {
        int channels = least(g->part, l->in.c - c);
        for (int first = 0; first < end; first += panel, out += channels * panel) {
            int outputs = least(panel, end - first);
            for (int o = 0; o < outputs; o++)
                conv_kernels(&g->portion, group * GROUP + first + o, c, channels, plain + (size_t)(o * channels * 9));
            g->k->tile_weights(g->m, plain, (size_t)channels * 9, outputs, channels, out, product);
        }
    }
}

static void pack_group(const Portion *s, int group, float *scratch, float *out) {
    Winograd g = describe(s);
    transform_weights(&g, group, scratch, out);
}

/* ---- blocks ---- */

/* What one thread makes: some tiles for some groups of outputs. */
typedef struct Block {
    const Strip *strips, *end_strip;
    int tiles, group, end; /* groups */
    size_t v_product, m_product;
    float *v;    /* (products, tiles, channels) */
    float *sums; /* (products, tiles, panels of a group, panel) */
    float *strip;
    float *weights, *plain; /* of a group, where none are kept */
} Block;

static size_t strip_size(const Winograd *g) {
    return padded((size_t)((g->m + 2) * (g->m * TILES_A_STRIP + 2) * g->k->lanes));
}

/* The first tile of a block, counted over all. */
static int block_begin(const Winograd *g, int block) { return g->tiles * block / g->blocks; }

static Block describe_block(const Winograd *g, int item, int worker) {
    int share = item % g->shares, at = item / g->shares;
    Block b = {.strips = g->strips + g->block[at], .end_strip = g->strips + g->block[at + 1],
               .tiles = block_begin(g, at + 1) - block_begin(g, at),
               .group = g->groups * share / g->shares, .end = g->groups * (share + 1) / g->shares,
               .v = g->portion.engine->scratch[worker].data};
    b.v_product = spread((size_t)b.tiles * g->v_tile);
    b.m_product = spread((size_t)b.tiles * GROUP);
    b.sums = b.v + (size_t)g->products * b.v_product;
    b.strip = b.sums + (size_t)g->products * b.m_product;
    b.weights = b.strip + strip_size(g);
    b.plain = b.weights + g->group_size;
    return b;
}

/* Numbers that the largest block needs. */
static size_t block_size(const Winograd *g) {
    size_t tiles = (size_t)divide_up(g->tiles, g->blocks);
    size_t size = (size_t)g->products * (spread(tiles * g->v_tile) + spread(tiles * GROUP));
    return size + strip_size(g) + (g->packed ? 0 : g->group_size + plain_size(g));
}

static void transform_input(const Winograd *g, const Block *b) {
    const Portion *s = &g->portion;
    const Layer *l = s->l;
    int lanes = g->k->lanes;
    int64_t plane = (int64_t)l->in.h * l->in.w;
    for (int c = 0; c < l->in.c; c += lanes) {
        Planes in = {(float *)s->in + c * plane, plane, least(lanes, l->in.c - c), l->in.h, l->in.w};
        for (const Strip *t = b->strips; t < b->end_strip; t++) {
            g->k->to_last(&in, t->row * g->m - l->pad, g->m + 2, t->column * g->m - l->pad, g->m * t->tiles + 2,
                          b->strip, (size_t)lanes);
            g->k->tile_input(g->m, b->strip, t->tiles, b->v + (size_t)t->at * g->v_tile + c, b->v_product, g->v_tile);
        }
    }
}

static void multiply(const Winograd *g, const Block *b, int group) {
    const float *weights = g->packed ? g->packed + (size_t)group * g->group_size : b->weights;
    if (!g->packed) transform_weights(g, group, b->plain, b->weights);
    TileProducts t = {.u = weights,
                      .v = b->v,
                      .v_product = b->v_product,
                      .v_tile = g->v_tile,
                      .out = b->sums,
                      .out_product = b->m_product,
                      .products = g->products,
                      .channels = g->portion.l->in.c,
                      .part = g->part,
                      .panels = group_panels(g, group),
                      .tiles = b->tiles,
                      .outputs = group_outputs(g, group)};
    g->k->tile_products(&t);
}

static void transform_output(const Winograd *g, const Block *b, int group) {
    const Portion *s = &g->portion;
    const Layer *l = s->l;
    int lanes = g->k->lanes, outputs = group_outputs(g, group);
    size_t tile = (size_t)(group_panels(g, group) * g->k->panel);
    int64_t plane = (int64_t)l->out.h * l->out.w;
    for (int lane = 0; lane < outputs; lane += lanes) {
        int o = group * GROUP + lane;
        Planes out = {s->out + o * plane, plane, least(lanes, outputs - lane), s->end, l->out.w};
        for (const Strip *t = b->strips; t < b->end_strip; t++) {
            g->k->tile_output(g->m, b->sums + (size_t)t->at * tile + lane, b->m_product, tile, t->tiles, b->strip);
            g->k->from_last(b->strip, (size_t)lanes, g->m * t->tiles, g->m, g->bias + o, s->relu, &out, t->row * g->m,
                            t->column * g->m);
        }
    }
}

/* The clock, where the stages are timed. */
static double stage_clock(const Winograd *g) { return g->portion.engine->staged ? clock_ms() : 0; }

static void make_block(void *ctx, int item, int worker) {
    const Winograd *g = ctx;
    Block b = describe_block(g, item, worker);
    Stages *stages = &g->portion.engine->stages[worker];
    double began = stage_clock(g);
    transform_input(g, &b);
    double last = stage_clock(g);
    stages->input += last - began;
    for (int group = b.group; group < b.end; group++) {
        multiply(g, &b, group);
        double multiplied = stage_clock(g);
        transform_output(g, &b, group);
        stages->products += multiplied - last;
        last = stage_clock(g);
        stages->output += last - multiplied;
    }
}

/* ---- which tiles ---- */

/* Whether a place of the tile has to be computed. */
static bool tile_wanted(const Winograd *g, int row, int column) {
    const Portion *s = &g->portion;
    int width = s->l->out.w, first = column * g->m, n = least(g->m, width - first);
    if (!s->wanted) return true;
    for (int y = row * g->m; y < least((row + 1) * g->m, s->end); y++)
        if (memchr(s->wanted + y * width + first, 1, (size_t)n)) return true;
    return false;
}

static int count_tiles(const Winograd *g) {
    int n = 0;
    for (int row = g->first; row < g->first + g->rows; row++)
        for (int column = 0; column < g->columns; column++) n += tile_wanted(g, row, column);
    return n;
}

/* The strips of all blocks, at most one a tile. */
static void cut_strips(Winograd *g) {
    int n = 0, tile = 0, block = 0;
    Strip *last = NULL; /* that may grow */
    for (int row = g->first; row < g->first + g->rows; row++, last = NULL)
        for (int column = 0; column < g->columns; column++) {
            if (!tile_wanted(g, row, column)) {
                last = NULL;
                continue;
            }
            if (block < g->blocks && tile == block_begin(g, block)) {
                g->block[block++] = n;
                last = NULL;
            }
            if (!last || last->tiles == TILES_A_STRIP) {
                last = &g->strips[n++];
                *last = (Strip){row, column, 0, tile - block_begin(g, block - 1)};
            }
            last->tiles++;
            tile++;
        }
    g->block[g->blocks] = n;
}

/* A block's tiles and sums and a group's weights should stay in the second cache, and the weights are read once a
 * block. Medians in ms, one thread (a Xeon with 2 MiB of it a core, AVX-512), with blocks of 14, 28, 42, 56, 84 and 112
 * tiles:
 *
 *     conv1_2   11.6  11.7  12.3  13.7  15.0  15.9
 *     conv2_2   10.1   9.2   9.5  10.2  11.0  10.8
 *     conv3_2    9.9   8.6   8.7   8.9   8.3  10.0
 *     conv4_2   14.9   9.4   8.9   9.1   9.0   8.6
 *
 * With AVX2 28 and 56 differ by less than the clock does. */
static int block_tiles(const Layer *l) { return l->in.c <= FEW_CHANNELS ? FEWER_TILES : TILES_A_BLOCK; }

/* Blocks of nearly equal size, and so many shares of the outputs that all threads have as much to do. */
static void cut(Winograd *g, int threads) {
    g->tiles = count_tiles(g);
    g->blocks = divide_up(g->tiles, block_tiles(g->portion.l));
    g->shares = 1;
    while (g->shares < g->groups && g->blocks * g->shares % threads != 0 &&
           g->blocks * g->shares < ITEMS_A_THREAD * threads)
        g->shares++;
}

static Error find_weights(Winograd *g) {
    TRY(engine_scratch(g->portion.engine, g->portion.l, 0, plain_size(g)));
    g->packed = engine_packed(&g->portion, g->groups, g->group_size, pack_group);
    return NO_ERROR;
}

Error winograd_prepare(const Portion *s) {
    Winograd g = describe(s);
    return find_weights(&g);
}

Error conv_winograd(const Portion *s) {
    Engine *engine = s->engine;
    Winograd g = describe(s);
    g.first = s->first / g.m;
    g.rows = divide_up(s->end, g.m) - g.first;
    cut(&g, workers_count(engine->workers));
    if (!g.tiles) return NO_ERROR;
    size_t bias = padded((size_t)(s->l->out.c + GROUP));
    TRY(find_weights(&g));
    g.strips = malloc((size_t)g.tiles * sizeof *g.strips);
    g.block = malloc((size_t)(g.blocks + 1) * sizeof *g.block);
    Error e = g.strips && g.block ? engine_scratch(engine, s->l, bias, block_size(&g))
                                  : error("memory", "%s", s->l->name);
    if (!failed(&e)) {
        cut_strips(&g);
        g.bias = engine->shared.data;
        conv_biases(s, engine->shared.data);
        workers_run(engine->workers, g.blocks * g.shares, make_block, &g);
    }
    free(g.strips);
    free(g.block);
    return e;
}
