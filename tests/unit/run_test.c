/* The stepping run: cut off and taken up again, with and without the map before a ReLU, going back,
 * statistics. */
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

static float *input_of(const Net *net) {
    int64_t n = shape_count(net->input);
    float *input = malloc((size_t)n * sizeof *input);
    assert_non_null(input);
    uint32_t seed = 3;
    for (int64_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        input[i] = (float)(seed >> 8) * 0x1p-22f - 2.0f;
    }
    return input;
}

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
}

static Engine *open_engine(Isa isa) {
    Engine *engine;
    succeeds(engine_open(isa, 2, BUDGET, &engine));
    return engine;
}

static Run *open_run(Engine *engine, Weights *weights) {
    Run *run;
    float *input = input_of(&weights->net);
    succeeds(run_open(engine, weights, input, &run));
    assert_memory_equal(run_values(run, -1), input, (size_t)shape_count(weights->net.input) * 4);
    free(input);
    return run;
}

static void runs_to(Run *run, int row) {
    bool finished = false;
    succeeds(run_to(run, row, &finished));
    assert_true(finished);
    assert_true(run_done(run, row));
    assert_int_equal(run_row(run), -1);
}

static void same_bits(const Run *a, const Run *b, int row) {
    const Layer *l = &run_net(a)->layer[row];
    if (memcmp(run_values(a, row), run_values(b, row),
               (size_t)shape_count(l->out) * sizeof(float)) != 0)
        fail_msg("%s differs", l->name);
}

/* ---- twins ---- */

/* The same tile over and over: its side is no multiple of Winograd's. */
enum { TILE = 5 };

static float *tiled_input(Shape s) {
    float *input = malloc((size_t)shape_count(s) * sizeof *input);
    assert_non_null(input);
    for (int c = 0; c < s.c; c++)
        for (int y = 0; y < s.h; y++)
            for (int x = 0; x < s.w; x++)
                input[((int64_t)c * s.h + y) * s.w + x] =
                    (float)((c * 7 + y % TILE * 13 + x % TILE * 29) % 31) * 0.125f - 2.0f;
    return input;
}

/* Units as many further as a tile has pixels whose fields lie within the input see the same, and have the same bits.
 * Returns how many pairs. */
static int64_t ties(const Run *run, int row, int step_x, int step_y) {
    const Net *net = run_net(run);
    Shape s = net_shape(net, row);
    int64_t pairs = 0;
    for (int y = step_y; y < s.h; y++)
        for (int x = step_x; x < s.w; x++) {
            Box a = net_box(net, row, x - step_x, y - step_y), b = net_box(net, row, x, y);
            if (a.x0 < 0 || a.y0 < 0 || b.x1 >= net->input.w || b.y1 >= net->input.h) continue;
            for (int map = 0; map < s.c; map++, pairs++) {
                const float *v = run_values(run, row) + (int64_t)map * s.h * s.w;
                if (v[(y - step_y) * s.w + x - step_x] != v[y * s.w + x])
                    fail_msg("%s, map %d: (%d, %d) does not tie", net->layer[row].name, map, x, y);
            }
        }
    return pairs;
}

static void units_that_see_the_same_tie(void **state) {
    (void)state;
    static const struct {
        NetId net;
        const char *until;
    } RUNS[] = {{NET_VGG16, "relu3_2"}, {NET_A_LRN, "pool1"}, {NET_ALEXNET_2012, "pool2"}};
    for (size_t i = 0; i < sizeof RUNS / sizeof *RUNS; i++) {
        static Weights weights;
        succeeds(weights_seeded(RUNS[i].net, 1, &weights));
        float *input = tiled_input(weights.net.input);
        for (Isa isa = 0; isa < ISA_COUNT; isa++) {
            if (!isa_available(isa)) continue;
            Engine *engine = open_engine(isa);
            Run *run;
            bool finished;
            succeeds(run_open(engine, &weights, input, &run));
            int until = net_layer(&weights.net, RUNS[i].until);
            for (int row = 0; row <= until; row++) succeeds(run_to(run, row, &finished)); /* also those before a ReLU */
            for (int row = 0; row <= until; row++)
                assert_true(ties(run, row, TILE, 0) > 0 && ties(run, row, 0, TILE) > 0);
            run_close(run);
            engine_close(engine);
        }
        free(input);
        weights_close(&weights);
    }
}

/* ---- cut off ---- */

/* A row that is stopped while it is computed, as soon as there is more of it than had been seen. */
typedef struct Watched {
    Run *run;
    int row;
    int seen;    /* rows that were there when it was stopped last */
    float *kept; /* the row's values as far as they were there */
} Watched;

static Watched *watched;

/* By a timer of the process's own time, so that a busy machine changes nothing. */
static void on_tick(int signal) {
    (void)signal;
    if (run_ready(watched->run, watched->row) > watched->seen) run_cancel(watched->run);
}

static void set_timer(int microseconds) {
    const struct itimerval timer = {{0, microseconds}, {0, microseconds}};
    assert_int_equal(setitimer(ITIMER_PROF, &timer, NULL), 0);
}

static void keep_what_is_there(Watched *w) {
    Shape s = run_net(w->run)->layer[w->row].out;
    const float *values = run_values(w->run, w->row);
    w->seen = run_ready(w->run, w->row);
    for (int map = 0; map < s.c && values; map++) {
        size_t at = (size_t)map * (size_t)(s.h * s.w);
        memcpy(w->kept + at, values + at, (size_t)(w->seen * s.w) * sizeof(float));
    }
}

/* Runs to a row that is stopped again and again, `cuts` times at most; returns how often it was. */
static int run_in_pieces(Watched *w, int cuts) {
    bool finished = false;
    int cut = 0;
    watched = w;
    signal(SIGPROF, on_tick);
    while (!finished && cut < cuts) {
        run_resume(w->run);
        set_timer(2000);
        succeeds(run_to(w->run, w->row, &finished));
        set_timer(0);
        assert_int_equal(finished, run_done(w->run, w->row));
        if (finished) break;
        cut++;
        keep_what_is_there(w);
    }
    run_resume(w->run);
    return cut;
}

static Watched open_watched(Run *run, const char *name) {
    Watched w = {.run = run, .row = net_layer(run_net(run), name)};
    w.kept = malloc((size_t)shape_count(run_net(run)->layer[w.row].out) * sizeof(float));
    assert_non_null(w.kept);
    return w;
}

/* What was there when the row was stopped was final. */
static void was_final(const Watched *w) {
    Shape s = run_net(w->run)->layer[w->row].out;
    for (int map = 0; map < s.c; map++) {
        size_t at = (size_t)map * (size_t)(s.h * s.w);
        assert_memory_equal(w->kept + at, run_values(w->run, w->row) + at,
                            (size_t)(w->seen * s.w) * 4);
    }
}

static void cut_off_and_taken_up(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_VGG16, 1, &weights));
    Engine *engine = open_engine(ISA_PORTABLE);
    Run *whole = open_run(engine, &weights), *cut = open_run(engine, &weights);
    int pool1 = net_layer(&weights.net, "pool1");
    runs_to(whole, pool1);
    Watched w = open_watched(cut, "relu1_2");
    int cuts = run_in_pieces(&w, 1000);
    assert_true(cuts > 0);
    assert_true(w.seen > 0);
    was_final(&w);
    runs_to(cut, pool1);
    for (int row = 1; row <= pool1; row++)
        if (run_done(whole, row)) same_bits(whole, cut, row);
    assert_false(run_done(cut, net_layer(&weights.net, "conv1_2")));
    free(w.kept);
    run_close(cut);
    run_close(whole);
    engine_close(engine);
    weights_close(&weights);
}

/* A ReLU that was stopped half way, then its convolution apart, then the ReLU again. */
static void the_map_before_a_relu_in_between(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_VGG16, 2, &weights));
    Engine *engine = open_engine(ISA_PORTABLE);
    Run *whole = open_run(engine, &weights), *cut = open_run(engine, &weights);
    int conv = net_layer(&weights.net, "conv1_2"), relu = conv + 1;
    runs_to(whole, relu);
    runs_to(whole, conv);
    Watched w = open_watched(cut, "relu1_2");
    assert_int_equal(run_in_pieces(&w, 1), 1);
    int ready = run_ready(cut, relu);
    assert_true(ready > 0 && !run_done(cut, relu));
    runs_to(cut, conv);
    assert_int_equal(run_ready(cut, relu), ready);
    runs_to(cut, relu);
    was_final(&w);
    same_bits(whole, cut, conv);
    same_bits(whole, cut, relu);
    free(w.kept);
    /* And the other way round: a convolution that was stopped does not stand in the way of its
     * ReLU. */
    Run *other = open_run(engine, &weights);
    w = open_watched(other, "conv1_2");
    assert_int_equal(run_in_pieces(&w, 1), 1);
    runs_to(other, relu);
    assert_false(run_done(other, conv));
    runs_to(other, conv);
    same_bits(whole, other, conv);
    same_bits(whole, other, relu);
    free(w.kept);
    run_close(other);
    run_close(cut);
    run_close(whole);
    engine_close(engine);
    weights_close(&weights);
}

static void a_run_that_may_not_run(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 1, &weights));
    Engine *engine = open_engine(ISA_PORTABLE);
    Run *run = open_run(engine, &weights);
    bool finished = false;
    assert_null(run_values(run, 0));
    assert_null(run_stats(run, 0));
    assert_int_equal(run_ready(run, 0), 0);
    assert_int_equal(run_ready(run, -1), 227);
    assert_true(run_done(run, -1));
    succeeds(run_to(run, -1, &finished)); /* nothing to do */
    assert_true(finished);
    run_cancel(run);
    succeeds(run_to(run, 3, &finished));
    assert_false(finished);
    for (int row = 0; row <= 3; row++) assert_int_equal(run_ready(run, row), 0);
    run_resume(run);
    runs_to(run, 3);
    run_cancel(run);
    succeeds(run_to(run, 3, &finished)); /* it is there already */
    assert_true(finished);
    atomic_bool stop = true;
    run_resume(run);
    run_watch(run, &stop);
    succeeds(run_to(run, 4, &finished));
    assert_false(finished);
    assert_false(run_done(run, 4));
    stop = false;
    runs_to(run, 4);
    stop = true;
    succeeds(run_to(run, 3, &finished)); /* it is there already */
    assert_true(finished);
    run_close(run);
    run_close(NULL);
    engine_close(engine);
    weights_close(&weights);
}

/* Where the making of weights was stopped, the rest is made later, and nothing twice. */
static void weights_that_are_not_ready(void **state) {
    (void)state;
    static Weights stopped, whole;
    succeeds(weights_seeded(NET_ALEXNET_2012, 1, &stopped));
    succeeds(weights_seeded(NET_ALEXNET_2012, 1, &whole));
    Engine *engine = open_engine(ISA_PORTABLE);
    int row = net_layer(&whole.net, "fc8");
    atomic_bool stop = true;
    succeeds(weights_touch(&stopped, row, engine_workers(engine), &stop));
    assert_false(stopped.ready[row]);
    const float *a = stopped.layer[row].weight.data, *b = whole.layer[row].weight.data;
    size_t n = (size_t)tensor_count(&whole.layer[row].weight), half = n / 2;
    succeeds(weights_touch(&whole, row, engine_workers(engine), NULL));
    for (size_t i = 0; i < n; i += 999) assert_true(a[i] == 0 && b[i] != 0); /* none was made */
    stopped.touched[row] = (int64_t)half;
    stop = false;
    succeeds(weights_touch(&stopped, row, engine_workers(engine), &stop));
    assert_true(stopped.ready[row] && whole.ready[row]);
    for (size_t i = 0; i < half; i += 999) assert_true(a[i] == 0);
    assert_memory_equal(a + half, b + half, (n - half) * sizeof *a);
    engine_close(engine);
    weights_close(&stopped);
    weights_close(&whole);
}

static void weights_that_are_not_finite(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 1, &weights));
    Engine *engine = open_engine(ISA_PORTABLE);
    int conv2 = net_layer(&weights.net, "conv2");
    for (int row = 0; row <= conv2; row++)
        succeeds(weights_touch(&weights, row, engine_workers(engine), NULL));
    weights.seeded = false; /* as if they came from a file */
    weights.ready[conv2] = false;
    weights.touched[conv2] = 0;
    ((float *)weights.layer[conv2].weight.data)[5] = NAN;
    Run *run = open_run(engine, &weights);
    bool finished = true;
    for (int again = 0; again < 2; again++) {
        Error e = run_to(run, conv2, &finished);
        assert_string_equal(e.id, "weights.not_finite");
        assert_false(finished);
        assert_int_equal(run_row(run), -1);
        assert_int_equal(run_ready(run, conv2), 0);
        assert_true(run_done(run, conv2 - 1)); /* what came before stays */
    }
    run_close(run);
    engine_close(engine);
    weights_close(&weights);
}

/* ---- with and without the map before a ReLU ---- */

static void fused_and_apart(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 4, &weights));
    const Net *net = &weights.net;
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        Engine *engine = open_engine(isa);
        Run *apart = open_run(engine, &weights), *fused = open_run(engine, &weights);
        for (int row = 0; row < net->layers; row++) runs_to(apart, row);
        runs_to(fused, net->layers - 1);
        for (int row = 0; row < net->layers; row++) {
            bool before = net_after_relu(net, row) != row;
            assert_int_equal(run_done(fused, row), !before);
            if (before)
                assert_true(run_ms(fused, row) == 0 && !run_values(fused, row));
            else
                same_bits(apart, fused, row);
            assert_true(run_ms(apart, row) > 0);
        }
        for (int row = net->layers - 1; row >= 0; row--) {
            runs_to(fused, row);
            same_bits(apart, fused, row);
        }
        run_close(apart);
        run_close(fused);
        engine_close(engine);
    }
    weights_close(&weights);
}

static void going_back_computes_nothing(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 4, &weights));
    const Net *net = &weights.net;
    Engine *engine = open_engine(ISA_PORTABLE);
    Run *run = open_run(engine, &weights);
    double ms[NET_LAYERS];
    const float *values[NET_LAYERS];
    for (int row = 0; row < net->layers; row++) {
        runs_to(run, row);
        ms[row] = run_ms(run, row);
        values[row] = run_values(run, row);
    }
    for (int row = net->layers - 1; row >= 0; row--) runs_to(run, row);
    runs_to(run, net->layers - 1);
    for (int row = 0; row < net->layers; row++) {
        assert_true(run_ms(run, row) == ms[row]);
        assert_ptr_equal(run_values(run, row), values[row]);
        Shape s = net->layer[row].out;
        assert_int_equal(run_ready(run, row), s.h > 1 ? s.h : s.c);
    }
    run_close(run);
    engine_close(engine);
    weights_close(&weights);
}

/* ---- statistics ---- */

static double share_up_to(const float *v, int64_t n, double limit) {
    int64_t below = 0;
    for (int64_t i = 0; i < n; i++) below += v[i] <= limit;
    return (double)below / (double)n;
}

static void are_right(const MapStats *s, const float *v, int64_t n, double range) {
    double sum = 0, size = 0;
    float min = v[0], max = v[0];
    int64_t zeros = 0;
    for (int64_t i = 0; i < n; i++) {
        min = fminf(min, v[i]);
        max = fmaxf(max, v[i]);
        sum += v[i];
        size += fabs((double)v[i]);
        zeros += v[i] == 0;
    }
    assert_true(s->min == min && s->max == max);
    assert_true(fabs(s->mean * (double)n - sum) <= 1e-9 * size);
    assert_true(fabs(s->zeros - (double)zeros / (double)n) < 1e-9);
    double step = range / 1024;
    assert_true(share_up_to(v, n, s->bright + 1e-3 * step) >= 0.995);
    assert_true(s->bright <= min + step * 1.01 ||
                share_up_to(v, n, s->bright - 1.01 * step) < 0.995);
    assert_true(s->bright <= max + 1.01 * step + 1e-29);
}

static void statistics(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 5, &weights));
    const Net *net = &weights.net;
    Engine *engine = open_engine(ISA_PORTABLE);
    Run *run = open_run(engine, &weights);
    for (int row = -1; row < net->layers; row++) {
        if (row >= 0) runs_to(run, row);
        assert_null(run_stats(run, row));
        succeeds(run_measure(run, row));
        const MapStats *stats = run_stats(run, row);
        succeeds(run_measure(run, row));
        assert_ptr_equal(run_stats(run, row), stats);
        Shape s = net_shape(net, row);
        int64_t plane = (int64_t)s.h * s.w;
        const float *values = run_values(run, row);
        double range = (double)stats[s.c].max - (double)stats[s.c].min;
        for (int map = 0; map < s.c; map++)
            are_right(&stats[map], values + map * plane, plane, range);
        are_right(&stats[s.c], values, plane * s.c, range);
    }
    run_close(run);
    engine_close(engine);
    weights_close(&weights);
}

/* A layer whose biases leave nothing above 0. */
static void statistics_of_dead_maps(void **state) {
    (void)state;
    static Weights weights;
    succeeds(weights_seeded(NET_ALEXNET_2012, 5, &weights));
    Engine *engine = open_engine(ISA_PORTABLE);
    succeeds(weights_touch(&weights, 0, engine_workers(engine), NULL));
    for (int o = 0; o < 96; o++) ((float *)weights.layer[0].bias.data)[o] = -1e6f;
    Run *run = open_run(engine, &weights);
    runs_to(run, 1);
    succeeds(run_measure(run, 1));
    const MapStats *stats = run_stats(run, 1);
    for (int map = 0; map <= 96; map++) {
        assert_true(stats[map].min == 0 && stats[map].max == 0 && stats[map].mean == 0);
        assert_true(fabs(stats[map].zeros - 1) < 1e-9);
        assert_true(stats[map].bright >= 0 && stats[map].bright < 1e-20f);
    }
    run_close(run);
    engine_close(engine);
    weights_close(&weights);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_that_see_the_same_tie),
        cmocka_unit_test(cut_off_and_taken_up),
        cmocka_unit_test(the_map_before_a_relu_in_between),
        cmocka_unit_test(a_run_that_may_not_run),
        cmocka_unit_test(weights_that_are_not_ready),
        cmocka_unit_test(weights_that_are_not_finite),
        cmocka_unit_test(fused_and_apart),
        cmocka_unit_test(going_back_computes_nothing),
        cmocka_unit_test(statistics),
        cmocka_unit_test(statistics_of_dead_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
