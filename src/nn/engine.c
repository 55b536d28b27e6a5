#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "model/kind.h"
#include "nn/engine_inside.h"

/* What a full VGG-19 has ready for both ways: 236 MB each. */
enum { USUAL_MB = 512, MOST_MB = 1 << 20 };

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
    for (int i = 0; i < workers_count(engine->workers); i++)
        there = there && buffer_grow(&engine->scratch[i], each_worker);
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
    const Portion *portion;
    PackPanel *pack;
    size_t size;
    float *out;
} Packing;

static void pack_item(void *ctx, int item, int worker) {
    const Packing *p = ctx;
    p->pack(p->portion, item, p->portion->engine->scratch[worker].data,
            p->out + (size_t)item * p->size);
}

const float *engine_packed(const Portion *s, int panels, size_t size, PackPanel *pack) {
    Engine *engine = s->engine;
    size_t bytes = (size_t)panels * size * sizeof(float);
    for (int i = 0; i < MOST_PACKED; i++) {
        const Packed *p = &engine->packed[i];
        if (p->of != s->w || p->turned != s->turned || p->bytes != bytes) continue;
        engine->packed[i].used = ++engine->clock;
        return p->data;
    }
    if (bytes > engine->budget) return NULL;
    Packed *place = make_room(engine, bytes);
    if (!place) return NULL;
    place->data = numbers((size_t)panels * size);
    if (!place->data) return NULL;
    place->of = s->w;
    place->turned = s->turned;
    place->bytes = bytes;
    place->used = ++engine->clock;
    engine->cached += bytes;
    Packing packing = {s, pack, size, place->data};
    workers_run(engine->workers, panels, pack_item, &packing);
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
    if (engine) engine->workers = workers_open(threads > 0 ? threads : processor_count());
    if (!engine || !engine->workers) {
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
    workers_close(engine->workers);
    for (int i = 0; i < MOST_PACKED; i++) memory_drop(engine->packed[i].data);
    for (int i = 0; i < MOST_WORKERS; i++) memory_drop(engine->scratch[i].data);
    memory_drop(engine->shared.data);
    free(engine);
}

Isa engine_isa(const Engine *engine) {
    return engine->isa;
}
Workers *engine_workers(Engine *engine) {
    return engine->workers;
}

Stages engine_stages(Engine *engine) {
    Stages sum = {0};
    for (int i = 0; i < MOST_WORKERS; i++) {
        sum.input += engine->stages[i].input;
        sum.products += engine->stages[i].products;
        sum.output += engine->stages[i].output;
    }
    memset(engine->stages, 0, sizeof engine->stages);
    engine->staged = true;
    return sum;
}

/* ---- weights before they are needed ---- */

Error engine_budget(size_t *bytes) {
    const char *named = getenv("VGGSCOPE_CACHE");
    char *end = NULL;
    *bytes = (size_t)USUAL_MB << 20;
    if (!named || !*named) return NO_ERROR;
    unsigned long mb = strtoul(named, &end, 10);
    if (!isdigit((unsigned char)*named) || *end || mb > MOST_MB) return error("cache.budget", "%s", named);
    *bytes = (size_t)mb << 20;
    return NO_ERROR;
}

void engine_prepare(Engine *engine, const Layer *l, const LayerWeights *w) {
    Error e = layer_run(l->kind)->prepare(&(Portion){.engine = engine, .l = l, .w = w});
    (void)e; /* the layer itself will say so */
}

/* ---- portions ---- */

/* Millions of multiply-adds that a portion may take (LayerRun.work). */
static const double PORTION_WORK = 330.0;

double engine_slow(const Engine *engine) {
    return engine->isa == ISA_AVX2 || engine->isa == ISA_AVX512 ? 1.0 : 2.5;
}

static bool is_vector(const Layer *l) { return l->out.h == 1; }

/* Portions are made of rows of maps, or of the numbers of a vector. */
static int portion_rows(const Layer *l) { return is_vector(l) ? l->out.c : l->out.h; }

/* A vector that is computed as maps of one row. */
static bool in_one(const Layer *l) { return is_vector(l) && layer_kind(l->kind)->sees != SEES_ALL; }

int engine_portions(const Engine *engine, const Layer *l) {
    if (in_one(l)) return 1;
    int units = divide_up(portion_rows(l), layer_run(l->kind)->unit(l));
    double portions = layer_run(l->kind)->work(engine, l) / PORTION_WORK + 0.5;
    return portions < 1.0 ? 1 : portions > units ? units : (int)portions;
}

void engine_portion_rows(const Engine *engine, const Layer *l, int portion, int *first, int *end) {
    int unit = layer_run(l->kind)->unit(l), rows = portion_rows(l), portions = engine_portions(engine, l);
    int64_t units = divide_up(rows, unit);
    *first = (int)(units * portion / portions) * unit;
    *end = least((int)(units * (portion + 1) / portions) * unit, rows);
}

static Error run_portion(Portion s, int portion) {
    engine_portion_rows(s.engine, s.l, portion, &s.first, &s.end);
    if (in_one(s.l)) s.end = s.l->out.h;
    return layer_run(s.l->kind)->portion(&s);
}

Error engine_portion(Engine *engine, const Layer *l, const LayerWeights *w, bool relu,
                   const float *in, float *out, int portion) {
    return run_portion((Portion){.engine = engine, .l = l, .w = w, .relu = relu, .in = in, .out = out}, portion);
}

Error engine_portion_back(Engine *engine, const Layer *turned, const LayerWeights *w, const float *out, float *in,
                          int portion) {
    return run_portion((Portion){.engine = engine, .l = turned, .w = w, .turned = true, .in = out, .out = in}, portion);
}

/* ---- some places ---- */

static int count_wanted(const uint8_t *wanted, int places) {
    int n = 0;
    for (int i = 0; i < places; i++) n += wanted[i];
    return n;
}

bool engine_band(const Engine *engine, const Layer *l, const uint8_t *wanted, int *first, int *end) {
    int unit = layer_run(l->kind)->unit(l), rows = l->out.h, width = l->out.w;
    double work = layer_run(l->kind)->work(engine, l) / ((double)rows * width), done = 0;
    for (*first = *end; *first < rows; *first += unit) {
        *end = least(*first + unit, rows);
        if (count_wanted(wanted + *first * width, (*end - *first) * width)) break;
    }
    for (int at = *first; at < rows && done < PORTION_WORK; at += unit) {
        int below = least(at + unit, rows), n = count_wanted(wanted + at * width, (below - at) * width);
        if (!n) break;
        done += n * work;
        *end = below;
    }
    return *first < rows;
}

Error engine_places(Engine *engine, const Layer *l, const LayerWeights *w, bool relu, const float *in, float *out,
                    const uint8_t *wanted, int first, int end) {
    Portion s = {.engine = engine, .l = l, .w = w, .relu = relu, .in = in, .out = out,
                 .first = first, .end = end, .wanted = wanted};
    return layer_run(l->kind)->portion(&s);
}
