#include "nn/run.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/stop.h"
#include "model/kind.h"
#include "nn/layer.h"
#include "nn/reach.h"
#include "nn/stale.h"
#include "nn/twins.h"

typedef struct RowState {
    float *values;
    MapStats *stats;    /* by map, then of all */
    uint64_t histogram[HISTOGRAM];
    int portions;         /* that are done; rows, where only some places are computed */
    bool fused;         /* with the layer before it, as it was begun */
    double ms;
    atomic_int ready;   /* rows or numbers that another thread may read */
    atomic_bool done, measured;
    Twins twins;        /* of a row that looks at places: the input, a convolution, a pool */
    Stale stale;        /* of an earlier input's values, which are still there */
} RowState;

struct Run {
    Engine *engine;
    Weights *weights;
    Net *own;       /* the network, where it is not quite the weights': of another size, with averages for its max
                       pools; NULL: theirs */
    RowState rows[NET_LAYERS + 1]; /* [0] is the input, [r + 1] row r */
    atomic_bool cancelled;
    const atomic_bool *cancel; /* what stops it: its own, or another's */
    atomic_int computing;
    _Atomic uint64_t input; /* its number */
};

static RowState *state(const Run *run, int row) { return (RowState *)&run->rows[row + 1]; }

const Net *run_net(const Run *run) { return run->own ? run->own : &run->weights->net; }
const Weights *run_weights(const Run *run) { return run->weights; }
int run_row(const Run *run) { return atomic_load(&((Run *)run)->computing); }
int run_ready(const Run *run, int row) { return atomic_load(&state(run, row)->ready); }
bool run_done(const Run *run, int row) { return atomic_load(&state(run, row)->done); }
double run_ms(const Run *run, int row) { return run_done(run, row) ? state(run, row)->ms : 0.0; }
void run_cancel(Run *run) { atomic_store(&run->cancelled, true); }
void run_resume(Run *run) { atomic_store(&run->cancelled, false); }
void run_watch(Run *run, const atomic_bool *cancel) { run->cancel = cancel; }

const float *run_values(const Run *run, int row) {
    return run_ready(run, row) ? state(run, row)->values : NULL;
}

const MapStats *run_stats(const Run *run, int row) {
    return atomic_load(&state(run, row)->measured) ? state(run, row)->stats : NULL;
}

const uint64_t *run_histogram(const Run *run, int row) {
    return run_stats(run, row) ? state(run, row)->histogram : NULL;
}

static bool allocate(const Net *net, int row, RowState *s) {
    Shape shape = net_shape(net, row);
    if (!s->values) s->values = memory_alloc((size_t)shape_count(shape) * sizeof(float));
    if (!s->stats) s->stats = calloc((size_t)shape.c + 1, sizeof *s->stats);
    return s->values && s->stats;
}

/* ---- statistics ---- */

enum { BINS = 1024 };

/* What a worker has counted. */
typedef struct Counts {
    uint32_t even[BINS], odd[BINS]; /* of a map: of every other number */
    uint32_t all[BINS];             /* of all its maps */
} Counts;

typedef struct Measuring {
    const float *values;
    int64_t plane;
    int maps, each; /* maps of an item */
    MapStats *stats;
    float lo, step; /* of the histogram: the layer's range */
    Counts *counts; /* a worker */
} Measuring;

/* Numbers looked at side by side, which the compiler turns into vectors. */
enum { LANES = 16, BLOCK = 256, VALUES_AN_ITEM = 4096 };

static void measure_map(const Measuring *m, int map) {
    const float *v = m->values + map * m->plane;
    MapStats s = {.min = v[0], .max = v[0]};
    float min[LANES], max[LANES];
    double sum[LANES] = {0};
    int32_t zeros[LANES] = {0};
    int64_t whole = m->plane - m->plane % LANES;
    for (int k = 0; k < LANES; k++) min[k] = max[k] = v[0];
    for (int64_t i = 0; i < whole; i += LANES)
        for (int k = 0; k < LANES; k++) {
            float value = v[i + k];
            min[k] = value < min[k] ? value : min[k];
            max[k] = value > max[k] ? value : max[k];
            sum[k] += (double)value;
            zeros[k] += value == 0.0f;
        }
    for (int64_t i = whole; i < m->plane; i++) {
        int k = (int)(i - whole);
        min[k] = v[i] < min[k] ? v[i] : min[k];
        max[k] = v[i] > max[k] ? v[i] : max[k];
        sum[k] += (double)v[i];
        zeros[k] += v[i] == 0.0f;
    }
    for (int k = 0; k < LANES; k++) {
        s.min = min[k] < s.min ? min[k] : s.min;
        s.max = max[k] > s.max ? max[k] : s.max;
        s.mean += sum[k];
        s.zeros += zeros[k];
    }
    s.mean /= (double)m->plane;
    s.zeros /= (double)m->plane;
    m->stats[map] = s;
}

/* The bins of a block, in vectors. */
static void find_bins(const Measuring *m, const float *v, int n, int32_t bin[BLOCK]) {
    float bins = 1 / m->step;
    for (int i = 0; i < n; i++) {
        float b = (v[i] - m->lo) * bins;
        b = b < BINS - 1 ? b : BINS - 1;
        bin[i] = (int32_t)(b > 0 ? b : 0);
    }
}

int run_bright_bins(const uint32_t bins[], int bins_n, int64_t n) {
    int64_t below = 0;
    int bin = 0;
    while (bin < bins_n && (below += bins[bin]) * 1000 < n * 995) bin++;
    return bin + 1;
}

static float bright_end(const Measuring *m, int bins) { return m->lo + m->step * (float)bins; }

/* Of so few numbers 99.5 % are all of them: up to the last bin that has one. */
static void count_few(const Measuring *m, int map, Counts *counts) {
    int32_t bin[BLOCK], last = 0;
    find_bins(m, m->values + map * m->plane, (int)m->plane, bin);
    for (int i = 0; i < m->plane; i++) {
        counts->all[bin[i]]++;
        last = bin[i] > last ? bin[i] : last;
    }
    m->stats[map].bright = bright_end(m, last + 1);
}

/* Every other number is counted apart, so that equal ones in a row do not wait for each other. */
static void count_map(const Measuring *m, int map, Counts *counts) {
    const float *v = m->values + map * m->plane;
    uint32_t *even = counts->even, *odd = counts->odd;
    int32_t bin[BLOCK];
    memset(even, 0, sizeof counts->even);
    memset(odd, 0, sizeof counts->odd);
    for (int64_t at = 0; at < m->plane; at += BLOCK) {
        int n = m->plane - at < BLOCK ? (int)(m->plane - at) : BLOCK;
        find_bins(m, v + at, n, bin);
        for (int i = 0; i + 1 < n; i += 2) {
            even[bin[i]]++;
            odd[bin[i + 1]]++;
        }
        if (n % 2) even[bin[n - 1]]++;
    }
    for (int i = 0; i < BINS; i++) even[i] += odd[i];
    for (int i = 0; i < BINS; i++) counts->all[i] += even[i];
    m->stats[map].bright = bright_end(m, run_bright_bins(even, BINS, m->plane));
}

static int last_map(const Measuring *m, int item) {
    return (item + 1) * m->each < m->maps ? (item + 1) * m->each : m->maps;
}

static void measure_item(void *ctx, int item, int worker) {
    (void)worker;
    const Measuring *m = ctx;
    for (int map = item * m->each; map < last_map(m, item); map++) measure_map(m, map);
}

static void count_item(void *ctx, int item, int worker) {
    enum { FEW = 200 };
    const Measuring *m = ctx;
    for (int map = item * m->each; map < last_map(m, item); map++)
        (m->plane < FEW ? count_few : count_map)(m, map, &m->counts[worker]);
}

static MapStats sum_up(const MapStats stats[], int n) {
    MapStats all = {.min = stats[0].min, .max = stats[0].max};
    for (int map = 0; map < n; map++) {
        all.min = fminf(all.min, stats[map].min);
        all.max = fmaxf(all.max, stats[map].max);
        all.mean += stats[map].mean / n;
        all.zeros += stats[map].zeros / n;
    }
    return all;
}

Error run_measure(Run *run, int row) {
    if (run_stats(run, row)) return NO_ERROR;
    Shape shape = net_shape(run_net(run), row);
    Workers *workers = engine_workers(run->engine);
    MapStats *stats = state(run, row)->stats;
    int64_t plane = (int64_t)shape.h * shape.w;
    int each = plane < VALUES_AN_ITEM ? (int)(VALUES_AN_ITEM / plane) : 1, items = (shape.c + each - 1) / each;
    Measuring m = {.values = state(run, row)->values, .plane = plane, .maps = shape.c, .each = each, .stats = stats,
                   .counts = calloc((size_t)workers_count(workers), sizeof *m.counts)};
    if (!m.counts) return error("memory", "%s", "statistics");
    workers_run(workers, items, measure_item, &m);
    stats[shape.c] = sum_up(stats, shape.c);
    m.lo = stats[shape.c].min;
    m.step = fmaxf((stats[shape.c].max - m.lo) / BINS, 1e-30f);
    workers_run(workers, items, count_item, &m);
    uint32_t *all = m.counts[0].all;
    for (int worker = 1; worker < workers_count(workers); worker++)
        for (int bin = 0; bin < BINS; bin++) all[bin] += m.counts[worker].all[bin];
    stats[shape.c].bright = bright_end(&m, run_bright_bins(all, BINS, plane * shape.c));
    for (int bin = 0; bin < BINS; bin++) state(run, row)->histogram[bin * HISTOGRAM / BINS] += all[bin];
    free(m.counts);
    atomic_store(&state(run, row)->measured, true);
    return NO_ERROR;
}

/* ---- twins ---- */

/* The row whose fingerprints a row has: its own, if it looks at more than one place. */
static int looking_row(const Net *net, int row) {
    while (row >= 0 && layer_kind(net->layer[row].kind)->sees == SEES_PLACE) row--;
    return row;
}

/* Finds the twins of a row of maps, and of all before it. */
static Error find_twins(Run *run, int row) {
    const Net *net = run_net(run);
    row = looking_row(net, row);
    Twins *twins = &state(run, row)->twins;
    if (twins->alone) return NO_ERROR;
    if (row < 0) return twins_of_input(twins, state(run, -1)->values, net->input);
    TRY(find_twins(run, row - 1));
    const Twins *before = &state(run, looking_row(net, row - 1))->twins;
    return twins_of_layer(twins, before, &net->layer[row], engine_workers(run->engine));
}

/* Twins in the rows of maps that have just been computed tie. A largest value and its kin are exact: what they are
 * taken from has been settled. */
static void settle(Run *run, int row, const Layer *computed, int first, int end) {
    if (computed->out.h == 1 || !layer_run(computed->kind)->rounds) return;
    const Twins *twins = &state(run, looking_row(run_net(run), row))->twins;
    twins_settle(twins, state(run, row)->values, computed->out, first, end, engine_workers(run->engine));
}

static void publish(Run *run, int row) {
    Shape shape = net_shape(run_net(run), row);
    atomic_store(&state(run, row)->ready, shape.h > 1 ? shape.h : shape.c);
    atomic_store(&state(run, row)->done, true);
}

/* ---- running ---- */

Error run_open(Engine *engine, Weights *weights, const float *input, Run **out) {
    return run_open_sized(engine, weights, &weights->net, input, out);
}

static Net *copy_of(const Net *net) {
    Net *copy = malloc(sizeof *copy);
    if (copy) *copy = *net;
    return copy;
}

Error run_open_sized(Engine *engine, Weights *weights, const Net *net, const float *input, Run **out) {
    Run *run = calloc(1, sizeof *run);
    *out = run;
    bool theirs = net == &weights->net;
    if (run && !theirs) run->own = copy_of(net);
    if (!run || (!theirs && !run->own) || !allocate(net, -1, &run->rows[0])) {
        run_close(run);
        *out = NULL;
        return error("memory", "%s", net_info(weights->net.id)->title);
    }
    run->engine = engine;
    run->weights = weights;
    run->cancel = &run->cancelled;
    atomic_store(&run->computing, -1);
    memcpy(run->rows[0].values, input, (size_t)shape_count(net->input) * sizeof *input);
    publish(run, -1);
    return NO_ERROR;
}

Error run_average(Run *run) {
    if (!run->own) run->own = copy_of(&run->weights->net);
    Net *net = run->own;
    if (!net) return error("memory", "%s", net_info(run->weights->net.id)->title);
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == KIND_POOL) net->layer[row].kind = KIND_AVERAGE;
    return NO_ERROR;
}

void run_close(Run *run) {
    if (!run) return;
    free(run->own);
    for (int i = 0; i <= NET_LAYERS; i++) {
        memory_free(run->rows[i].values);
        free(run->rows[i].stats);
        twins_free(&run->rows[i].twins);
        stale_free(&run->rows[i].stale);
    }
    free(run);
}

static void begin_anew(Run *run, const float *input, uint64_t number) {
    for (int row = -1; row < run_net(run)->layers; row++) {
        RowState *s = state(run, row);
        atomic_store(&s->measured, false);
        atomic_store(&s->done, false);
        atomic_store(&s->ready, 0);
        memset(s->histogram, 0, sizeof s->histogram);
        twins_free(&s->twins);
        s->portions = 0;
        s->ms = 0;
    }
    memcpy(run->rows[0].values, input, (size_t)shape_count(run_net(run)->input) * sizeof *input);
    publish(run, -1);
    atomic_store(&run->input, number); /* last: who sees it sees all of the above */
}

void run_renew(Run *run, const float *input, uint64_t number) {
    for (int row = 0; row < run_net(run)->layers; row++) stale_free(&state(run, row)->stale);
    begin_anew(run, input, number);
}

uint64_t run_input(const Run *run) { return atomic_load(&((Run *)run)->input); }

/* A ReLU that is computed with the layer before it, whose own output nobody has asked for yet. */
static bool joined(const Run *run, int row) {
    const Net *net = run_net(run);
    return net->layer[row].kind == KIND_RELU && row > 0 && layer_run(net->layer[row - 1].kind)->rectifies &&
           !run_done(run, row - 1);
}

/* ---- some places ---- */

/* The row whose weights, shapes and portions are used. */
static int working_row(const Run *run, int row) { return state(run, row)->fused ? row - 1 : row; }

/* The twins whose values have been settled in a row, if any had to be. */
static const Twins *settled_twins(const Run *run, int row) {
    const Net *net = run_net(run);
    bool rounds = layer_run(net->layer[working_row(run, row)].kind)->rounds;
    return rounds ? &state(run, looking_row(net, row))->twins : NULL;
}

/* The rows of an earlier input that have read this one: notes what has changed of it, or, with NULL, that all has. */
static void tell_readers(Run *run, int row, const uint8_t *changed) {
    const Net *net = run_net(run);
    for (int reader = row + 1; reader <= row + 2 && reader < net->layers; reader++) {
        RowState *s = state(run, reader);
        if (s->fused != (reader == row + 2) || !s->stale.at) continue;
        if (changed) reach_through(&net->layer[row + 1], changed, s->stale.at);
        else stale_free(&s->stale);
    }
}

void run_change(Run *run, const float *input, uint64_t number) {
    Shape shape = run_net(run)->input;
    uint8_t *changed = memory_alloc((size_t)shape.h * (size_t)shape.w);
    if (!changed) {
        run_renew(run, input, number);
        return;
    }
    for (int row = 0; row < run_net(run)->layers; row++) {
        RowState *s = state(run, row);
        Shape of = net_shape(run_net(run), row);
        if (of.h > 1 && run_done(run, row)) stale_none(&s->stale, of, settled_twins(run, row));
        else stale_left(&s->stale);
    }
    reach_input(shape, run_values(run, -1), input, changed);
    begin_anew(run, input, number);
    tell_readers(run, -1, changed);
    memory_free(changed);
}

/* ---- computing ---- */

/* Decides how a row is computed: with the layer before it, and whether only what is stale of it. */
static void begin(Run *run, int row) {
    RowState *s = state(run, row);
    bool fused = joined(run, row);
    if (fused != s->fused) stale_free(&s->stale);
    s->fused = fused;
}

static Error compute_places(Run *run, int row, int work, bool *finished) {
    RowState *s = state(run, row);
    const Layer *l = &run_net(run)->layer[work];
    const float *in = state(run, work - 1)->values;
    int first, end = s->portions;
    bool more = true;
    while (!stop_asked(run->cancel) && (more = engine_band(run->engine, l, s->stale.wanted, &first, &end))) {
        TRY(engine_places(run->engine, l, &run->weights->layer[work], s->fused, in, s->values, s->stale.wanted, first,
                          end));
        s->portions = end;
    }
    *finished = !more;
    if (more) return NO_ERROR;
    stale_settle(&s->stale, s->values, l->out, settled_twins(run, row), engine_workers(run->engine));
    tell_readers(run, row, s->stale.wanted);
    stale_end(&s->stale, l->out);
    return NO_ERROR;
}

static Error compute_whole(Run *run, int row, int work, bool *finished) {
    RowState *s = state(run, row);
    const Layer *l = &run_net(run)->layer[work];
    const float *in = state(run, work - 1)->values;
    int portions = engine_portions(run->engine, l);
    while (s->portions < portions && !stop_asked(run->cancel)) {
        TRY(engine_portion(run->engine, l, &run->weights->layer[work], s->fused, in, s->values, s->portions));
        int first, end;
        engine_portion_rows(run->engine, l, s->portions, &first, &end);
        settle(run, row, l, first, end);
        s->portions++;
        if (s->portions < portions) atomic_store(&s->ready, end);
    }
    *finished = s->portions == portions;
    if (*finished) tell_readers(run, row, NULL);
    return NO_ERROR;
}

static Error compute(Run *run, int row, bool *finished) {
    RowState *s = state(run, row);
    if (s->portions == 0 && !s->stale.wanted) begin(run, row);
    int work = working_row(run, row);
    const Net *net = run_net(run);
    const Layer *l = &net->layer[work];
    if (!allocate(net, row, s)) return error("memory", "%s", net->layer[row].name);
    double began = clock_ms();
    TRY(weights_touch(run->weights, work, engine_workers(run->engine), run->cancel));
    if (l->out.h > 1) TRY(find_twins(run, work));
    bool stale = s->stale.at && !s->stale.wanted;
    if (stale && !stale_begin(&s->stale, l->out, layer_run(l->kind)->unit(l), settled_twins(run, row)))
        stale_free(&s->stale);
    TRY((s->stale.at ? compute_places : compute_whole)(run, row, work, finished));
    s->ms += clock_ms() - began;
    if (l->params) TRY(weights_unchanged(run->weights));
    if (*finished) publish(run, row);
    return NO_ERROR;
}

Error run_to(Run *run, int row, bool *finished) {
    int chain[NET_LAYERS], n = 0;
    *finished = true;
    for (int at = row; at >= 0 && !run_done(run, at);) {
        chain[n++] = at;
        at -= joined(run, at) ? 2 : 1;
    }
    while (n > 0 && *finished) {
        atomic_store(&run->computing, chain[--n]);
        Error e = compute(run, chain[n], finished);
        atomic_store(&run->computing, -1);
        if (failed(&e)) {
            *finished = false;
            return e;
        }
    }
    return NO_ERROR;
}

void run_prepare(Run *run, int row) {
    const Net *net = run_net(run);
    int next = row + 1;
    while (next < net->layers && !net->layer[next].weight_layer) next++;
    if (next >= net->layers || run_done(run, next) || run_done(run, net_after_relu(net, next))) return;
    static const atomic_bool at_once = true;
    if (!file_wait(&run->weights->file, &at_once)) return;
    const LayerWeights *w = &run->weights->layer[next];
    if (layer_run(net->layer[next].kind)->stored) {
        size_t bytes = (size_t)tensor_count(&w->weight) * (size_t)dtype_size(w->weight.type);
        if (!run->weights->seeded) memory_soon(w->weight.data, bytes);
        return;
    }
    Error e = weights_touch(run->weights, next, engine_workers(run->engine), NULL);
    if (!failed(&e)) engine_prepare(run->engine, &net->layer[next], w);
}
