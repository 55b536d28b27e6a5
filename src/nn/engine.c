#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "nn/engine_inside.h"
#include "nn/reference.h"

enum { MOST_MB = 1 << 20 };

/* ---- memory ---- */

static float *numbers(size_t count) {
    size_t bytes;
    return size_mul(count, sizeof(float), &bytes) ? memory_alloc(bytes) : NULL;
}

static bool buffer_grow(Buffer *b, size_t count) {
    if (b->count >= count) return true;
    memory_drop(b->data);
    *b = (Buffer){.data = numbers(count)};
    if (b->data) b->count = count;
    return b->data != NULL;
}

Error engine_scratch(Engine *engine, const Layer *l, size_t shared, size_t each_worker) {
    bool there = buffer_grow(&engine->shared, shared);
    for (int i = 0; i < pool_threads(engine->pool); i++)
        there = there && buffer_grow(&engine->workers[i], each_worker);
    return there ? NO_ERROR : error("memory", "%s", l->name);
}

/* ---- packed weights ---- */

static void take_out(Engine *engine, Packed *p) {
    engine->cached -= p->bytes;
    *p = (Packed){0};
}

/* An empty place for `bytes` more, the longest unused ones dropped for it. */
static Packed *make_room(Engine *engine, size_t bytes) {
    for (;;) {
        Packed *empty = NULL, *oldest = NULL;
        for (int i = 0; i < MOST_PACKED; i++) {
            Packed *p = &engine->packed[i];
            if (!p->of)
                empty = p;
            else if (!oldest || p->used < oldest->used)
                oldest = p;
        }
        if (empty && engine->cached + bytes <= engine->budget) return empty;
        if (!oldest) return NULL;
        memory_drop(oldest->data);
        take_out(engine, oldest);
    }
}

typedef struct Packing {
    const Slice *slice;
    PackPanel *pack;
    size_t size;
    float *out;
} Packing;

static void pack_item(void *ctx, int item, int worker) {
    const Packing *p = ctx;
    p->pack(p->slice, item, p->slice->engine->workers[worker].data,
            p->out + (size_t)item * p->size);
}

const float *engine_packed(const Slice *s, int panels, size_t size, PackPanel *pack) {
    Engine *engine = s->engine;
    for (int i = 0; i < MOST_PACKED; i++) {
        if (engine->packed[i].of != s->w) continue;
        engine->packed[i].used = ++engine->clock;
        return engine->packed[i].data;
    }
    size_t bytes = (size_t)panels * size * sizeof(float);
    if (bytes > engine->budget) return NULL;
    Packed *place = make_room(engine, bytes);
    if (!place) return NULL;
    place->data = numbers((size_t)panels * size);
    if (!place->data) return NULL;
    place->of = s->w;
    place->bytes = bytes;
    place->used = ++engine->clock;
    engine->cached += bytes;
    Packing packing = {s, pack, size, place->data};
    pool_run(engine->pool, panels, pack_item, &packing);
    return place->data;
}

void engine_forget(Engine *engine, const LayerWeights *w) {
    for (int i = 0; i < MOST_PACKED; i++)
        if (w && engine->packed[i].of == w) {
            memory_free(engine->packed[i].data); /* another gradient's weights may be next */
            take_out(engine, &engine->packed[i]);
        }
}

/* ---- opening ---- */

Error engine_open(Isa isa, int threads, size_t budget, Engine **out) {
    Engine *engine = calloc(1, sizeof *engine);
    *out = engine;
    if (engine) engine->pool = pool_open(threads > 0 ? threads : processor_count());
    if (!engine || !engine->pool) {
        engine_close(engine);
        *out = NULL;
        return error("memory", "%s", isa_name(isa));
    }
    engine->isa = isa;
    engine->kernels = isa_kernels(isa);
    engine->budget = budget;
    return NO_ERROR;
}

void engine_close(Engine *engine) {
    if (!engine) return;
    pool_close(engine->pool);
    for (int i = 0; i < MOST_PACKED; i++) memory_drop(engine->packed[i].data);
    for (int i = 0; i < MOST_WORKERS; i++) memory_drop(engine->workers[i].data);
    memory_drop(engine->shared.data);
    free(engine);
}

Isa engine_isa(const Engine *engine) {
    return engine->isa;
}
Pool *engine_pool(Engine *engine) {
    return engine->pool;
}

/* ---- weights before they are needed ---- */

Error engine_budget(size_t *bytes) {
    const char *named = getenv("VGGSCOPE_CACHE");
    char *end = NULL;
    *bytes = (size_t)256 << 20;
    if (!named || !*named) return NO_ERROR;
    unsigned long mb = strtoul(named, &end, 10);
    if (!isdigit((unsigned char)*named) || *end || mb > MOST_MB) return error("cache.budget", "%s", named);
    *bytes = (size_t)mb << 20;
    return NO_ERROR;
}

void engine_prepare(Engine *engine, const Layer *l, const LayerWeights *w) {
    Slice s = {.engine = engine, .l = l, .w = w};
    if (l->kind != KIND_CONV) return;
    Error e = winograd_fits(l) ? winograd_prepare(&s) : rows_fit(engine, l) ? NO_ERROR : direct_prepare(&s);
    (void)e; /* the layer itself will say so */
}

/* ---- slices ---- */

/* Millions of operations that a slice may take. An operation is a multiply-add that AVX2 makes in
 * about 20 picoseconds on one thread; the others are told in it. */
static const double SLICE_WORK = 330.0;

static double work(const Engine *engine, const Layer *l) {
    double values = (double)shape_count(l->out) * 1e-6, macs = (double)l->macs * 1e-6;
    bool wide = engine->isa == ISA_AVX2 || engine->isa == ISA_AVX512;
    double slow = wide ? 1.0 : 2.5;
    switch (l->kind) {
    case KIND_CONV: return slow * (winograd_fits(l) ? macs * 0.3 : macs) + 20.0 * values;
    case KIND_FC: return 16.0 * macs; /* bound by memory */
    case KIND_POOL: return 10.0 * l->kernel * l->kernel * values;
    case KIND_LRN: return slow * 50.0 * values;
    default: return 20.0 * values;
    }
}

static bool is_vector(const Layer *l) {
    return l->out.h == 1;
}

/* What slices are made of: rows of tiles or rows, groups of numbers of a vector. */
static int slice_unit(const Layer *l) {
    if (l->kind == KIND_FC) return FC_ROWS;
    return l->kind == KIND_CONV && winograd_fits(l) ? winograd_tile(l) : 1;
}

static int slice_rows(const Layer *l) {
    return is_vector(l) ? l->out.c : l->out.h;
}

int engine_slices(const Engine *engine, const Layer *l) {
    if (is_vector(l) && l->kind != KIND_FC) return 1;
    int units = divide_up(slice_rows(l), slice_unit(l));
    double slices = work(engine, l) / SLICE_WORK + 0.5;
    return slices < 1.0 ? 1 : slices > units ? units : (int)slices;
}

void engine_slice_rows(const Engine *engine, const Layer *l, int slice, int *first, int *end) {
    int unit = slice_unit(l), rows = slice_rows(l), slices = engine_slices(engine, l);
    int64_t units = divide_up(rows, unit);
    *first = (int)(units * slice / slices) * unit;
    *end = least((int)(units * (slice + 1) / slices) * unit, rows);
}

/* ---- layers without weights, a map an item ---- */

static void pool_map(void *ctx, int map, int worker) {
    (void)worker;
    const Slice *s = ctx;
    const Layer *l = s->l;
    const float *in = s->in + (int64_t)map * l->in.h * l->in.w;
    float *out = s->out + (int64_t)map * l->out.h * l->out.w;
    for (int y = s->first; y < s->end; y++) {
        int top = y * l->stride - l->pad, first = top < 0 ? 0 : top;
        PoolRow row = {.in = in + (int64_t)first * l->in.w,
                       .rows = least(top + l->kernel, l->in.h) - first,
                       .width = l->in.w,
                       .kernel = l->kernel,
                       .stride = l->stride,
                       .pad = l->pad,
                       .out_width = l->out.w};
        s->engine->kernels->pool_row(&row, out + (int64_t)y * l->out.w);
    }
}

static void relu_map(void *ctx, int map, int worker) {
    (void)worker;
    const Slice *s = ctx;
    Shape shape = s->l->out;
    int64_t at = ((int64_t)map * shape.h + s->first) * shape.w;
    s->engine->kernels->relu(s->in + at, (int64_t)(s->end - s->first) * shape.w, s->out + at);
}

static void lrn_map(void *ctx, int map, int worker) {
    (void)worker;
    const Slice *s = ctx;
    Shape shape = s->l->out;
    int half = s->l->kernel / 2;
    int64_t plane = (int64_t)shape.h * shape.w, at = map * plane + (int64_t)s->first * shape.w;
    s->engine->kernels->lrn(s->in + at, plane, least(half, map), least(half, shape.c - 1 - map),
                            (int64_t)(s->end - s->first) * shape.w, s->out + at);
}

Error engine_slice(Engine *engine, const Layer *l, const LayerWeights *w, bool relu,
                   const float *in, float *out, int slice) {
    Slice s = {.engine = engine, .l = l, .w = w, .relu = relu, .in = in, .out = out};
    engine_slice_rows(engine, l, slice, &s.first, &s.end);
    if (is_vector(l) && l->kind != KIND_FC) s.end = l->out.h; /* a map of one row */
    switch (l->kind) {
    case KIND_CONV:
        if (winograd_fits(l)) return conv_winograd(&s);
        return rows_fit(engine, l) ? conv_rows(&s) : conv_direct(&s);
    case KIND_FC: fc_slice(&s); break;
    case KIND_POOL: pool_run(engine->pool, l->out.c, pool_map, &s); break;
    case KIND_RELU:
        if (l->out.h * l->out.w == 1)
            engine->kernels->relu(in, l->out.c, out);
        else
            pool_run(engine->pool, l->out.c, relu_map, &s);
        break;
    case KIND_LRN: pool_run(engine->pool, l->out.c, lrn_map, &s); break;
    case KIND_SOFTMAX: reference_softmax(l, in, out); break;
    case KIND_AVGPOOL:
    case KIND_FLATTEN:
    case KIND_DROPOUT:
    case KIND_COUNT: break; /* no rows of a network */
    }
    return NO_ERROR;
}
