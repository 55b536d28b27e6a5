#include "nn/twins.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "nn/layer.h"

static const uint64_t OUTSIDE = 0xD6E8FEB86659FD93u, FACTOR = 0x9E3779B97F4A7C15u;

/* Every bit of the result depends on every bit of x (the finalizer of MurmurHash3, 64 bits). */
static uint64_t mix(uint64_t x) {
    x = (x ^ x >> 33) * 0xFF51AFD7ED558CCDu;
    x = (x ^ x >> 33) * 0xC4CEB9FE1A85EC53u;
    return x ^ x >> 33;
}

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

static bool allocate(Twins *t, int places, bool sees) {
    t->alone = memory_alloc((size_t)places);
    t->sees = sees ? memory_alloc((size_t)places * sizeof *t->sees) : NULL;
    return t->alone && (t->sees || !sees);
}

void twins_free(Twins *twins) {
    memory_free(twins->sees);
    memory_free(twins->alone);
    memory_free(twins->twin);
    *twins = (Twins){0};
}

/* Where none has a twin, nobody asks for them. */
static void drop_fingerprints(Twins *t) {
    memory_free(t->sees);
    memory_free(t->twin);
    t->sees = NULL;
    t->twin = NULL;
}

static uint32_t bits_of(float value) {
    uint32_t bits;
    value += 0.0f; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

Error twins_of_input(Twins *twins, const float *input, Shape shape) {
    int places = shape.h * shape.w;
    if (!allocate(twins, places, true)) {
        twins_free(twins);
        return error("memory", "%s", "input");
    }
    twins->input = true;
    memset(twins->alone, false, (size_t)places);
    for (int at = 0; at < places; at++) {
        uint64_t sum = 0;
        for (int c = 0; c < shape.c; c++) sum = (sum + bits_of(input[(int64_t)c * places + at])) * FACTOR;
        twins->sees[at] = mix(sum);
    }
    return NO_ERROR;
}

/* ---- fingerprints, a row of places an item ---- */

typedef struct Looking {
    const Twins *before;
    const Layer *l;
    Twins *twins;
} Looking;

/* The places [*first, *end) of a row of the output under whose kernel's column j the map lies. */
static void inside(const Layer *l, int j, int *first, int *end) {
    int shift = j - l->pad, s = l->stride;
    *first = least((most(0, -shift) + s - 1) / s, l->out.w);
    *end = shift < l->in.w ? most(*first, least((l->in.w - 1 - shift) / s + 1, l->out.w)) : *first;
}

/* A place that reads one without a twin has none itself: its twin would read that one from the same place of its own
 * window. Returns whether all of the row are so. */
static bool row_alone(const Looking *k, int y, uint8_t *alone) {
    const Layer *l = k->l;
    memset(alone, false, (size_t)l->out.w);
    if (windows_differ(l)) return false; /* an average of such windows is small */
    for (int i = 0; i < l->kernel && !k->before->input; i++) {
        int from = y * l->stride + i - l->pad, first, end;
        if (from < 0 || from >= l->in.h) continue;
        for (int j = 0; j < l->kernel; j++) {
            const uint8_t *in = k->before->alone + (int64_t)from * l->in.w + (j - l->pad);
            inside(l, j, &first, &end);
            if (l->stride == 1)
                for (int x = first; x < end; x++) alone[x] |= in[x];
            else
                for (int x = first; x < end; x++) alone[x] |= in[x * l->stride];
        }
    }
    return !memchr(alone, 0, (size_t)l->out.w);
}

/* A polynomial of what lies under the kernel, row by row. */
static void look_at_each(const Looking *k, int y, uint64_t *sees) {
    const Layer *l = k->l;
    memset(sees, 0, (size_t)l->out.w * sizeof *sees);
    for (int i = 0; i < l->kernel; i++) {
        int from = y * l->stride + i - l->pad;
        bool row = from >= 0 && from < l->in.h;
        for (int j = 0; j < l->kernel; j++) {
            int first = l->out.w, end = l->out.w;
            if (row) inside(l, j, &first, &end);
            const uint64_t *in = row ? k->before->sees + (int64_t)from * l->in.w : NULL;
            for (int x = 0; x < first; x++) sees[x] = (sees[x] + OUTSIDE) * FACTOR;
            for (int x = first; x < end; x++) sees[x] = (sees[x] + in[x * l->stride + j - l->pad]) * FACTOR;
            for (int x = end; x < l->out.w; x++) sees[x] = (sees[x] + OUTSIDE) * FACTOR;
        }
    }
    for (int x = 0; x < l->out.w; x++) sees[x] = mix(sees[x]);
}

/* One without a twin is like no other; windows that overlap have it in common all the same. */
static uint64_t sees_at(const Twins *t, int place) { return t->alone[place] ? mix(~(uint64_t)place) : t->sees[place]; }

/* The polynomial of windows that differ in size, which is part of what they see. */
static void look_at_spans(const Looking *k, int y, uint64_t *sees) {
    const Layer *l = k->l;
    Extent rows = layer_inside(l, y, l->in.h);
    for (int x = 0; x < l->out.w; x++) {
        Extent columns = layer_inside(l, x, l->in.w);
        uint64_t sum = (uint64_t)(rows.end - rows.first);
        for (int i = rows.first; i < rows.end; i++)
            for (int j = columns.first; j < columns.end; j++)
                sum = (sum + sees_at(k->before, i * l->in.w + j)) * FACTOR;
        sees[x] = mix(sum);
    }
}

/* The sum over the different fingerprints in the window. */
static uint64_t look_at_any(const Looking *k, int x, int y) {
    const Layer *l = k->l;
    Extent rows = layer_inside(l, y, l->in.h), columns = layer_inside(l, x, l->in.w);
    int top = rows.first, left = columns.first, width = columns.end - left, n = (rows.end - top) * width;
    uint64_t set = 0;
    for (int i = 0; i < n; i++) {
        uint64_t sees = sees_at(k->before, (top + i / width) * l->in.w + left + i % width);
        int same = 0;
        while (same < i && sees_at(k->before, (top + same / width) * l->in.w + left + same % width) != sees) same++;
        if (same == i) set += mix(sees + 1);
    }
    return mix(set);
}

/* Pools whose windows overlap can read the same set from different places of theirs, averages the same place twice. */
static bool shares(const Layer *l) {
    return windows_differ(l) || (layer_run(l->kind)->looks == LOOKS_AT_ANY && l->kernel > l->stride);
}

static void look_row(void *ctx, int y, int worker) {
    (void)worker;
    const Looking *k = ctx;
    const Layer *l = k->l;
    uint64_t *sees = k->twins->sees + (int64_t)y * l->out.w;
    uint8_t *alone = k->twins->alone + (int64_t)y * l->out.w;
    if (row_alone(k, y, alone) && !shares(l)) return;
    if (shares(l)) memset(alone, false, (size_t)l->out.w);
    bool any = layer_run(l->kind)->looks == LOOKS_AT_ANY;
    if (!any && windows_differ(l)) look_at_spans(k, y, sees);
    else if (!any) look_at_each(k, y, sees);
    for (int x = 0; x < l->out.w && any; x++)
        if (!alone[x]) sees[x] = look_at_any(k, x, y);
}

/* ---- twins ---- */

static bool bit_set(uint64_t *bits, uint64_t i) {
    bool was = bits[i / 64] >> i % 64 & 1;
    bits[i / 64] |= UINT64_C(1) << i % 64;
    return was;
}

/* Most fingerprints are met once. Those whose lower bits are met a second time are marked in `again`, which is quicker
 * told than by the table below. */
static void mark_again(const Twins *t, int places, uint64_t mask, uint64_t *once, uint64_t *again) {
    for (int at = 0; at < places; at++)
        if (!t->alone[at] && bit_set(once, t->sees[at] & mask)) bit_set(again, t->sees[at] & mask);
}

/* The first place that sees what this one sees; itself if it is the first. table[0..mask]: places by their
 * fingerprints, -1 nobody. */
static int first_of(int32_t *table, uint64_t mask, const uint64_t *sees, int place) {
    uint64_t i = sees[place] & mask;
    while (table[i] >= 0 && sees[table[i]] != sees[place]) i = (i + 1) & mask;
    if (table[i] < 0) table[i] = place;
    return table[i];
}

/* On entry `alone` says which need not be looked at. */
static bool find_twins(Twins *t, int places) {
    uint64_t size = 64;
    while (size < 8 * (uint64_t)places) size *= 2;
    uint64_t *bits = memory_alloc(2 * size / 8), *again = bits + size / 64;
    int32_t *table = memory_alloc(size / 4 * sizeof *table); /* twice as many as places */
    t->twin = memory_alloc((size_t)places * sizeof *t->twin);
    bool memory = bits && table && t->twin;
    if (memory) {
        memset(bits, 0, 2 * size / 8);
        memset(table, 0xff, size / 4 * sizeof *table);
        mark_again(t, places, size - 1, bits, again);
    }
    for (int at = 0; at < places && memory; at++) {
        uint64_t bit = t->sees[at] & (size - 1);
        if (t->alone[at] || !(again[bit / 64] >> bit % 64 & 1)) {
            t->alone[at] = true;
            continue;
        }
        int first = first_of(table, size / 4 - 1, t->sees, at);
        t->alone[at] = first == at; /* as yet */
        if (first == at) continue;
        t->alone[first] = false;
        t->twin[t->n++] = (Twin){at, first};
    }
    memory_free(table);
    memory_free(bits);
    return memory;
}

Error twins_of_layer(Twins *twins, const Twins *before, const Layer *l, Workers *workers) {
    int places = l->out.h * l->out.w;
    bool look = before->n > 0 || before->input || shares(l);
    bool memory = allocate(twins, places, look);
    if (memory && look) {
        workers_run(workers, l->out.h, look_row, &(Looking){before, l, twins});
        memory = find_twins(twins, places);
    } else if (memory) {
        memset(twins->alone, true, (size_t)places);
    }
    if (!memory) twins_free(twins);
    if (twins->n == 0) drop_fingerprints(twins);
    return memory ? NO_ERROR : error("memory", "%s", l->name);
}

typedef struct Settling {
    const Twin *from, *to;
    float *values;
    int64_t plane;
} Settling;

static void settle_map(void *ctx, int map, int worker) {
    (void)worker;
    const Settling *s = ctx;
    float *v = s->values + map * s->plane;
    for (const Twin *t = s->from; t < s->to; t++) v[t->at] = v[t->first];
}

void twins_settle(const Twins *twins, float *values, Shape shape, int first, int end, Workers *workers) {
    int from = 0, to;
    while (from < twins->n && twins->twin[from].at < first * shape.w) from++;
    for (to = from; to < twins->n && twins->twin[to].at < end * shape.w;) to++;
    if (from == to) return;
    Settling settling = {twins->twin + from, twins->twin + to, values, (int64_t)shape.h * shape.w};
    workers_run(workers, shape.c, settle_map, &settling);
}
