/* A run whose input changes in places: the bits are those of a run from the beginning, and what the change does not
 * reach is not computed. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include <cmocka.h>

#include "nn/run.h"

static const size_t BUDGET = (size_t)64 << 20;

#ifdef __SANITIZE_THREAD__ /* each number that is read or written is watched, which takes a hundred times as long */
enum { CHANGES = 8, CHANGES_OF_NETS = 2 };
static const char UNTIL[] = "relu1_2";
#else
enum { CHANGES = 60, CHANGES_OF_NETS = 16 };
static const char UNTIL[] = "relu3_1";
#endif

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
}

static uint32_t seed;

static int chance(int n) {
    seed = seed * 1664525u + 1013904223u;
    return (int)((uint64_t)(seed >> 8) * (uint64_t)n >> 24);
}

/* ---- networks ---- */

static DraftLayer conv(int outputs, int kernel, int stride, int pad) {
    return (DraftLayer){
        .kind = KIND_CONV, .outputs = outputs, .kernel = kernel, .stride = stride, .pad = pad, .groups = 1};
}

/* Every way of a convolution, both tiles of Winograd's, sides that are no multiple of them, kinds that see a place,
 * windows that overlap and that differ. */
static NetId mixed_net(void) {
    const DraftLayer LAYERS[] = {
        conv(12, 3, 1, 1), {.kind = KIND_BN, .outputs = 12}, {.kind = KIND_RELU}, conv(20, 3, 1, 1),
        {.kind = KIND_RELU}, {.kind = KIND_LRN, .kernel = 5, .alpha = 2e-5f, .beta = 0.75f, .k = 1},
        {.kind = KIND_POOL, .kernel = 3, .stride = 2}, conv(9, 5, 2, 2), {.kind = KIND_RELU}, conv(16, 3, 1, 1),
        {.kind = KIND_BN, .outputs = 16}, {.kind = KIND_RELU},
        {.kind = KIND_AVERAGE, .kernel = 3, .stride = 2, .pad = 1}, conv(8, 1, 1, 0), {.kind = KIND_RELU}};
    Draft d;
    NetId id;
    memset(&d, 0, sizeof d);
    strcpy(d.name, "mixed");
    d.like = NET_COUNT;
    d.input = 75;
    d.channels = 3;
    for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++) {
        d.layer[d.layers] = LAYERS[i];
        d.layer[d.layers].part = PART_FEATURES;
        d.layer[d.layers++].index = (int)i;
    }
    d.features = d.layers;
    d.layer[d.layers++] = (DraftLayer){.kind = KIND_FC, .part = PART_CLASSIFIER, .index = 0, .outputs = 10};
    succeeds(net_draft(&d, &id));
    return id;
}

/* ---- changes ---- */

static void fill(float *input, Shape s, int x0, int y0, int w, int h, bool flat) {
    for (int c = 0; c < s.c; c++) {
        float value = (float)chance(256) / 32 - 4;
        for (int y = y0 < 0 ? 0 : y0; y < y0 + h && y < s.h; y++)
            for (int x = x0 < 0 ? 0 : x0; x < x0 + w && x < s.w; x++)
                input[((int64_t)c * s.h + y) * s.w + x] = flat ? value : (float)chance(1 << 16) / 8192 - 4;
    }
}

/* A part of the photo once more, elsewhere: all places within it have twins. */
static void repeat(float *input, Shape s) {
    int side = s.w / 3, to_x = side + chance(s.w - 2 * side), to_y = chance(s.h - side);
    for (int c = 0; c < s.c; c++)
        for (int y = 0; y < side; y++)
            memcpy(input + ((int64_t)c * s.h + to_y + y) * s.w + to_x, input + ((int64_t)c * s.h + y) * s.w,
                   (size_t)side * sizeof *input);
}

/* Dots and squares, also over the border and in the corners, areas that are flat or cease to be, the whole photo. */
static void change(float *input, Shape s) {
    int kind = chance(9), w = 1 + chance(s.w / 4), x = chance(s.w + w) - w, y = chance(s.h + w) - w;
    if (kind == 0) fill(input, s, 0, 0, s.w, s.h, chance(2)); /* all */
    else if (kind == 1) fill(input, s, 0, y, s.w, w, true);
    else if (kind == 2) fill(input, s, chance(2) ? s.w - 1 : 0, chance(2) ? s.h - 1 : 0, 1, 1, true);
    else if (kind == 8) repeat(input, s);
    else if (kind < 6) fill(input, s, x, y, w, w, kind > 3);
    else fill(input, s, x, y, 1 + chance(3), 1 + chance(3), true);
}

/* ---- the bits ---- */

static atomic_bool stops;

static void on_tick(int signal) {
    (void)signal;
    atomic_store(&stops, true);
}

/* Perhaps stopped on the way, and left there. */
static void run_perhaps(Run *run, int row) {
    bool finished, cut = chance(3) == 0;
    const struct itimerval timer = {.it_value = {0, 1 + chance(8000)}}, none = {{0, 0}, {0, 0}};
    signal(SIGPROF, on_tick);
    if (cut) setitimer(ITIMER_PROF, &timer, NULL);
    succeeds(run_to(run, row, &finished));
    setitimer(ITIMER_PROF, &none, NULL);
    atomic_store(&stops, false);
}

static void like_a_fresh_one(Engine *engine, Weights *weights, const Run *run, const float *input) {
    Run *fresh;
    bool finished;
    succeeds(run_open(engine, weights, input, &fresh));
    for (int row = 0; row < weights->net.layers; row++) {
        if (!run_done(run, row)) continue;
        succeeds(run_to(fresh, row, &finished));
        const Layer *l = &weights->net.layer[row];
        if (memcmp(run_values(run, row), run_values(fresh, row), (size_t)shape_count(l->out) * sizeof(float)) != 0)
            fail_msg("%s, %s, %d threads: %s differs", net_info(weights->net.id)->name, isa_name(engine_isa(engine)),
                     workers_count(engine_workers(engine)), l->name);
    }
    run_close(fresh);
}

/* `until`: rows that are asked for, any of them. */
static void walk(Isa isa, int threads, Weights *weights, int until, int changes) {
    Shape s = weights->net.input;
    float *input = malloc((size_t)shape_count(s) * sizeof *input);
    Engine *engine;
    Run *run;
    assert_non_null(input);
    fill(input, s, 0, 0, s.w, s.h, false);
    succeeds(engine_open(isa, threads, BUDGET, &engine));
    succeeds(run_open(engine, weights, input, &run));
    run_watch(run, &stops);
    for (int i = 0; i < changes; i++) {
        bool finished;
        run_perhaps(run, chance(until + 1));
        if (chance(4) != 0) { /* else it changes again before it has been seen */
            succeeds(run_to(run, chance(3) ? until : chance(until + 1), &finished));
            like_a_fresh_one(engine, weights, run, input);
        }
        change(input, s);
        run_change(run, input, (uint64_t)i + 1);
        assert_int_equal(run_input(run), i + 1);
        assert_int_equal(run_ready(run, 0), 0);
    }
    run_close(run);
    engine_close(engine);
    free(input);
}

/* Threads meet in the same way whatever they compute with: where they are watched, one set is enough. */
static bool is_asked_for(Isa isa) {
#ifdef __SANITIZE_THREAD__
    Isa chosen;
    succeeds(isa_choose(&chosen));
    return isa == chosen;
#else
    (void)isa;
    return true;
#endif
}

static void the_bits_of_a_whole_pass(void **state) {
    (void)state;
    static Weights weights;
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa) || !is_asked_for(isa)) continue;
        succeeds(weights_seeded(mixed_net(), 1, &weights));
        for (int threads = 1; threads <= 3; threads++) {
            seed = 7u + (uint32_t)threads;
            walk(isa, threads, &weights, weights.net.layers - 1, CHANGES);
        }
        weights_close(&weights);
    }
}

static void the_bits_of_the_catalogues_networks(void **state) {
    (void)state;
    static const struct { NetId net; const char *until; } RUNS[] = {
        {NET_VGG16, UNTIL}, {NET_A_LRN, "pool2"}, {NET_ALEXNET, "pool5"}, {NET_ALEXNET_2012, "pool5"}};
    static Weights weights;
    Isa isa;
    succeeds(isa_choose(&isa));
    for (size_t i = 0; i < sizeof RUNS / sizeof *RUNS; i++) {
        succeeds(weights_seeded(RUNS[i].net, 1, &weights));
        seed = 11;
        walk(isa, 2, &weights, net_layer(&weights.net, RUNS[i].until), CHANGES_OF_NETS);
        weights_close(&weights);
    }
}

/* A value that is spoilt shows whether it has been computed again. */
static void what_a_change_does_not_reach_stays(void **state) {
    (void)state;
    static Weights weights;
    enum { X = 200, Y = 210 }; /* of the photo */
    Engine *engine;
    Run *run;
    bool finished;
    succeeds(weights_seeded(NET_VGG16, 1, &weights));
    Shape s = weights.net.input;
    float *input = malloc((size_t)shape_count(s) * sizeof *input);
    assert_non_null(input);
    seed = 3;
    fill(input, s, 0, 0, s.w, s.h, false);
    succeeds(engine_open(ISA_PORTABLE, 2, BUDGET, &engine));
    succeeds(run_open(engine, &weights, input, &run));
    int until = net_layer(&weights.net, UNTIL);
    succeeds(run_to(run, until, &finished));
    for (int row = 1; row <= until; row++) {
        Shape of = net_shape(&weights.net, row);
        if (run_done(run, row)) ((float *)run_values(run, row))[(Y * of.h / s.h) * of.w + X * of.w / s.w] = -7;
    }
    fill(input, s, 10, 12, 3, 3, true);
    run_change(run, input, 1);
    succeeds(run_to(run, until, &finished));
    for (int row = 1; row <= until; row++) {
        Shape of = net_shape(&weights.net, row);
        if (run_done(run, row)) assert_true(run_values(run, row)[(Y * of.h / s.h) * of.w + X * of.w / s.w] == -7);
    }
    run_close(run);
    engine_close(engine);
    weights_close(&weights);
    free(input);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bits_of_a_whole_pass),
        cmocka_unit_test(the_bits_of_the_catalogues_networks),
        cmocka_unit_test(what_a_change_does_not_reach_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
