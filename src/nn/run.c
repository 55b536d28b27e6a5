#include "nn/run.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "model/kind.h"
#include "nn/layer.h"
#include "nn/twins.h"

typedef struct RowState {
    float *values;
    MapStats *stats;    /* by map, then of all */
    uint64_t histogram[HISTOGRAM];
    int portions;         /* that are done */
    bool fused;         /* with the layer before it, as it was begun */
    double ms;
    atomic_int ready;   /* rows or numbers that another thread may read */
    atomic_bool done, measured;
    Twins twins;        /* of a row that looks at places: the input, a convolution, a pool */
} RowState;

struct Run {
    Engine *engine;
    Weights *weights;
    Net *averaging; /* the network with averages in place of its max pools; NULL: as it is */
    RowState rows[NET_LAYERS + 1]; /* [0] is the input, [r + 1] row r */
    atomic_bool cancelled;
    const atomic_bool *cancel; /* what stops it: its own, or another's */
    atomic_int computing;
    _Atomic uint64_t input; /* its number */
};

static RowState *state(const Run *run, int row) { return (RowState *)&run->rows[row + 1]; }

const Net *run_net(const Run *run) { return run->averaging ? run->averaging : &run->weights->net; }
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

typedef struct Measuring {
    const float *values;
    int64_t plane;
    MapStats *stats;
    float lo, step; /* of the histogram: the layer's range */
    uint32_t (*histogram)[BINS]; /* by map, then of all */
} Measuring;

static void measure_map(void *ctx, int map, int worker) {
    (void)worker;
    const Measuring *m = ctx;
    const float *v = m->values + map * m->plane;
    MapStats s = {.min = v[0], .max = v[0]};
    int64_t zeros = 0;
    for (int64_t i = 0; i < m->plane; i++) {
        if (v[i] < s.min) s.min = v[i];
        if (v[i] > s.max) s.max = v[i];
        s.mean += v[i];
        zeros += v[i] == 0.0f;
    }
    s.mean /= (double)m->plane;
    s.zeros = (double)zeros / (double)m->plane;
    m->stats[map] = s;
}

static void count_map(void *ctx, int map, int worker) {
    (void)worker;
    const Measuring *m = ctx;
    const float *v = m->values + map * m->plane;
    for (int64_t i = 0; i < m->plane; i++) {
        float bin = (v[i] - m->lo) / m->step;
        m->histogram[map][bin > 0 ? bin < BINS - 1 ? (int)bin : BINS - 1 : 0]++;
    }
}

int run_bright_bins(const uint32_t bins[], int bins_n, int64_t n) {
    int64_t below = 0;
    int bin = 0;
    while (bin < bins_n && (below += bins[bin]) * 1000 < n * 995) bin++;
    return bin + 1;
}

static float bright_end(const Measuring *m, const uint32_t bins[BINS], int64_t n) {
    return m->lo + m->step * (float)run_bright_bins(bins, BINS, n);
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
    Measuring m = {.values = state(run, row)->values, .plane = (int64_t)shape.h * shape.w, .stats = stats,
                   .histogram = calloc((size_t)shape.c + 1, sizeof *m.histogram)};
    if (!m.histogram) return error("memory", "%s", "statistics");
    workers_run(workers, shape.c, measure_map, &m);
    stats[shape.c] = sum_up(stats, shape.c);
    m.lo = stats[shape.c].min;
    m.step = fmaxf((stats[shape.c].max - m.lo) / BINS, 1e-30f);
    workers_run(workers, shape.c, count_map, &m);
    for (int map = 0; map < shape.c; map++) {
        stats[map].bright = bright_end(&m, m.histogram[map], m.plane);
        for (int bin = 0; bin < BINS; bin++) m.histogram[shape.c][bin] += m.histogram[map][bin];
    }
    stats[shape.c].bright = bright_end(&m, m.histogram[shape.c], m.plane * shape.c);
    for (int bin = 0; bin < BINS; bin++)
        state(run, row)->histogram[bin * HISTOGRAM / BINS] += m.histogram[shape.c][bin];
    free(m.histogram);
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
    Run *run = calloc(1, sizeof *run);
    *out = run;
    if (!run || !allocate(&weights->net, -1, &run->rows[0])) {
        run_close(run);
        *out = NULL;
        return error("memory", "%s", net_info(weights->net.id)->title);
    }
    run->engine = engine;
    run->weights = weights;
    run->cancel = &run->cancelled;
    atomic_store(&run->computing, -1);
    memcpy(run->rows[0].values, input, (size_t)shape_count(weights->net.input) * sizeof *input);
    publish(run, -1);
    return NO_ERROR;
}

Error run_average(Run *run) {
    Net *net = run->averaging = malloc(sizeof *net);
    if (!net) return error("memory", "%s", net_info(run->weights->net.id)->title);
    *net = run->weights->net;
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == KIND_POOL) net->layer[row].kind = KIND_AVERAGE;
    return NO_ERROR;
}

void run_close(Run *run) {
    if (!run) return;
    free(run->averaging);
    for (int i = 0; i <= NET_LAYERS; i++) {
        memory_free(run->rows[i].values);
        free(run->rows[i].stats);
        twins_free(&run->rows[i].twins);
    }
    free(run);
}

void run_renew(Run *run, const float *input, uint64_t number) {
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

uint64_t run_input(const Run *run) { return atomic_load(&((Run *)run)->input); }

/* A ReLU that is computed with the layer before it, whose own output nobody has asked for yet. */
static bool joined(const Run *run, int row) {
    const Net *net = run_net(run);
    return net->layer[row].kind == KIND_RELU && row > 0 && layer_run(net->layer[row - 1].kind)->rectifies &&
           !run_done(run, row - 1);
}

static Error compute(Run *run, int row, bool *finished) {
    RowState *s = state(run, row);
    if (s->portions == 0) s->fused = joined(run, row);
    int work = s->fused ? row - 1 : row; /* the row whose weights, shapes and portions are used */
    const Net *net = run_net(run);
    const Layer *l = &net->layer[work];
    if (!allocate(net, row, s)) return error("memory", "%s", net->layer[row].name);
    double began = clock_ms();
    TRY(weights_touch(run->weights, work, engine_workers(run->engine), run->cancel));
    if (l->out.h > 1) TRY(find_twins(run, work));
    const float *in = state(run, work - 1)->values;
    int portions = engine_portions(run->engine, l);
    while (s->portions < portions && !atomic_load(run->cancel)) {
        TRY(engine_portion(run->engine, l, &run->weights->layer[work], s->fused, in, s->values,
                         s->portions));
        int first, end;
        engine_portion_rows(run->engine, l, s->portions, &first, &end);
        settle(run, row, l, first, end);
        s->portions++;
        if (s->portions < portions) atomic_store(&s->ready, end);
    }
    s->ms += clock_ms() - began;
    *finished = s->portions == portions;
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
    const LayerWeights *w = &run->weights->layer[next];
    if (layer_run(net->layer[next].kind)->stored) {
        size_t bytes = (size_t)tensor_count(&w->weight) * (size_t)dtype_size(w->weight.type);
        if (!run->weights->seeded) memory_soon(w->weight.data, bytes);
        return;
    }
    Error e = weights_touch(run->weights, next, engine_workers(run->engine), NULL);
    if (!failed(&e)) engine_prepare(run->engine, &net->layer[next], w);
}
