/* What Asks asks for and paints: the command, the way back, the same bits however it was come to. The numbers are
 * held against PyTorch in tests/live/asks.py. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/jitter.h"
#include "nn/spectrum.h"
#include "opened.h"

static int at_desk(void **state) {
    (void)state;
    says("net tests/soak/small.net; weights random:3; image owl; reset; select conv2_1; asks off; view network");
    return 0;
}

/* A copy of the picture that is there. */
static float *painted(int steps) {
    Arena arena = {0};
    Painted p;
    waits();
    assert_true(paint_look(&app, &arena, &p));
    assert_int_equal(p.steps, steps);
    size_t bytes = (size_t)p.pictures * (size_t)shape_count(p.shape) * sizeof(float);
    float *copy = malloc(bytes);
    assert_non_null(copy);
    memcpy(copy, p.picture, bytes);
    arena_free(&arena);
    return copy;
}

/* Numbers of all pictures that are painted. */
static size_t numbers(void) { return (size_t)asks_pictures(&app) * (size_t)shape_count(app.weights->net.input); }

static bool same(float *a, float *b) {
    bool equal = memcmp(a, b, numbers() * sizeof *a) == 0;
    free(a);
    free(b);
    return equal;
}

/* ---- the command ---- */

static void what_is_said_is_said_on_the_way_back(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    says("view asks; map 2; asks unit; asks negative; asks from photo; asks turns off; asks seed 4; "
         "asks several 3; asks steps 5");
    says("asks at 3");
    app_script(&app, script, sizeof script);
    assert_non_null(strstr(script, "; view asks; asks off; asks unit; asks negative on; asks from photo; "
                                   "asks turns off; asks seed 4; asks several 3; asks steps 5; asks at 3"));
    float *before = painted(3);
    says("asks off; view network; select conv1_1");
    says(script);
    assert_true(same(before, painted(3)));
    says("asks off; asks direction 1 3:-0.5");
    app_script(&app, script, sizeof script);
    assert_non_null(strstr(script, "; asks off; asks direction 1:1 3:-0.5"));
    says("asks class 3");
    assert_int_equal(app_map(&app), 3);
    assert_int_equal(ascent_row(&app), app.own.layers - 2); /* the score, before the softmax */
}

static void mistakes_change_nothing(void **state) {
    (void)state;
    says("view asks; asks seed 4");
    is_refused("asks", "command.args");
    is_refused("asks perhaps", "command.word");
    is_refused("asks negative perhaps", "command.word");
    is_refused("asks map 3", "command.args");
    is_refused("asks seed -1", "command.number");
    is_refused("asks steps 0", "command.number");
    is_refused("asks several 0", "command.number");
    is_refused("asks several 7", "command.number");
    is_refused("asks at 5000", "command.number");
    is_refused("asks direction 8", "command.number");
    is_refused("asks direction 1:x", "asks.term");
    is_refused("asks direction 1:", "asks.term");
    is_refused("asks direction 1 2 3 4 5 6 7 1 2", "command.args");
    is_refused("asks class 10", "command.number");
    assert_int_equal(app.asks.of, ASKS_MAP);
    assert_int_equal(app.asks.seed, 4);
    assert_int_equal(asks_pictures(&app), 1);
    assert_false(app.asks.negative);
}

static void the_input_gives_way_to_a_layer(void **state) {
    (void)state;
    says("select input; view asks");
    assert_true(app.selection.row >= 0);
    says("select input");
    waits(); /* and asks for nothing */
    assert_int_equal(ascent_row(&app), app.selection.row >= 0 ? app.selection.row : -1);
}

/* ---- the picture ---- */

static void it_is_the_same_wherever_it_stopped(void **state) {
    (void)state;
    says("map 3; asks steps 9; view asks");
    float *whole = painted(9);
    says("asks at 0");
    float *first = painted(0);
    bool grey = true;
    for (size_t i = 1; i < numbers(); i++) grey &= first[i] == *first;
    assert_false(grey); /* it begins with noise */
    says("asks at 1");
    assert_false(same(first, painted(1)));
    says("asks at 4");
    free(painted(4));
    says("view network; view asks; asks go");
    float *gone_on = painted(9);
    assert_true(same(whole, gone_on));
    says("asks go"); /* as many again */
    assert_int_equal(paint_until(&app), 9 + ASKS_STEPS);
}

static void several_are_unlike_one_another_and_the_same_again(void **state) {
    (void)state;
    says("map 3; asks steps 6; asks several; view asks");
    assert_int_equal(asks_pictures(&app), 4);
    says("asks several; asks several 3");
    size_t n = (size_t)shape_count(app.weights->net.input) * sizeof(float);
    float *whole = painted(6);
    for (int i = 1; i < 3; i++) assert_true(memcmp(whole, whole + (size_t)i * n / sizeof *whole, n) != 0);
    says("asks at 0; view network; view asks; asks at 2; view network; view asks; asks go");
    assert_true(same(whole, painted(6)));
    says("asks from photo"); /* all from one beginning, but for a little chance */
    Arena arena = {0};
    Painted p;
    says("asks steps 40");
    free(painted(40));
    assert_true(paint_look(&app, &arena, &p));
    assert_int_equal(p.losses, 5);
    assert_true(p.curve[39 * 5 + 4] < p.curve[4]); /* the likeness */
    arena_free(&arena);
    says("asks dream"); /* which has one */
    assert_int_equal(asks_pictures(&app), 1);
    says("asks ascent; asks several");
    assert_int_equal(app.asks.several, 0);
}

static void esc_keeps_what_is_there(void **state) {
    (void)state;
    says("map 3; asks steps 4000; view asks");
    app_want(&app);
    while (paint_steps(&app) < 3) app_wait_for(&app, 5);
    says("stop");
    int steps = paint_steps(&app);
    assert_true(steps >= 3 && steps < 4000);
    assert_int_equal(app.view, VIEW_ASKS);
    waits();
    assert_int_equal(paint_steps(&app), steps);
    char script[SCRIPT_SIZE], at[32];
    snprintf(at, sizeof at, "; asks at %d", steps);
    app_script(&app, script, sizeof script);
    assert_non_null(strstr(script, at));
}

/* Each thing that is asked for, and each help, makes another picture. */
static void another_question_is_another_picture(void **state) {
    (void)state;
    static const char *const ASKED[] = {"map 4",        "asks seed",    "asks unit", "asks map; asks negative",
                                        "asks from photo", "asks waves", "asks colours", "asks shifts",
                                        "asks scales",  "asks turns",   "asks direction 1 2",
                                        "asks direction 1:-3 4", "asks class 2", "asks dream"};
    says("map 3; asks steps 3; view asks");
    float *before = painted(3);
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        says(ASKED[i]);
        float *now = painted(3), *kept = malloc(numbers() * sizeof *kept);
        assert_non_null(kept);
        memcpy(kept, now, numbers() * sizeof *kept);
        if (same(before, now)) fail_msg("%s: the same picture", ASKED[i]);
        before = kept;
    }
    free(before);
}

static void what_is_asked_for_grows_or_falls(void **state) {
    (void)state;
    for (int falls = 0; falls < 2; falls++) {
        says(falls ? "asks negative on" : "map 3; asks steps 24; view asks; asks negative off");
        free(painted(24));
        Arena arena = {0};
        Painted p;
        assert_true(paint_look(&app, &arena, &p));
        assert_true(falls ? p.curve[23] < p.curve[0] : p.curve[23] > p.curve[0]);
        arena_free(&arena);
    }
}

/* Three steps of what is asked for, by an engine of so many threads: the picture, and behind it the last gradient. */
static float *painted_by(int threads) {
    Engine *own = app.engine;
    Error e = engine_open(engine_isa(own), threads, 0, &app.engine);
    assert_false(failed(&e));
    const Painter *painter = painter_of(app.asks.topic);
    Paint *p;
    bool finished = false;
    assert_true(painter->ready(&app));
    e = painter->open(&app, &p);
    if (!failed(&e)) e = painter->begin(p);
    for (; !failed(&e) && p->step < 3; p->step++) {
        e = painter->step(p, &finished);
        assert_true(finished);
    }
    assert_false(failed(&e));
    size_t n = numbers();
    float *out = malloc(2 * n * sizeof *out);
    assert_non_null(out);
    memcpy(out, p->picture, n * sizeof *out);
    memcpy(out + n, p->gradient, n * sizeof *out);
    painter->close(p);
    engine_close(app.engine);
    app.engine = own;
    return out;
}

static void any_number_of_threads_makes_the_same_bits(void **state) {
    (void)state;
    static const char *const ASKED[] = {"asks map",     "asks unit",       "asks class 3",
                                        "asks dream",   "asks texture",    "asks style; style jaguar",
                                        "asks inversion", "asks ascent; asks direction 1 2",
                                        "asks map; asks from photo; asks plain", "asks several 3",
                                        "asks unit; asks plain", "asks class 3"};
    says("map 3; asks steps 3; view asks");
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        says(ASKED[i]);
        waits();
        size_t n = 2 * numbers();
        float *one = painted_by(1);
        for (int threads = 2; threads <= 3; threads++) {
            float *more = painted_by(threads);
            if (memcmp(one, more, n * sizeof *one)) fail_msg("%s: other bits with %d threads", ASKED[i], threads);
            free(more);
        }
        float *here = painted(3);
        if (memcmp(one, here, n / 2 * sizeof *one)) fail_msg("%s: other bits than on the screen", ASKED[i]);
        free(here);
        free(one);
    }
}

/* ---- what it is made of ---- */

static void a_picture_comes_back_from_its_parameters(void **state) {
    (void)state;
    static const Shape SHAPES[] = {{3, 12, 12}, {3, 7, 9}, {1, 8, 5}};
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++)
        for (int how = 0; how < 4; how++) {
            float picture[3 * 12 * 12], parameters[3 * 12 * 12], again[3 * 12 * 12];
            int n = (int)shape_count(SHAPES[i]);
            Spectrum s;
            Error e = spectrum_open(SHAPES[i], how & 1, how & 2, &s);
            assert_false(failed(&e));
            for (int k = 0; k < n; k++) picture[k] = 0.1f + 0.8f * (float)(k * 37 % 101) / 101;
            spectrum_find(&s, engine_workers(app.engine), picture, parameters);
            spectrum_paint(&s, engine_workers(app.engine), parameters, again);
            for (int k = 0; k < n; k++) assert_true(fabsf(picture[k] - again[k]) < 1e-4f);
            spectrum_close(&s);
        }
}

/* <J x, y> = <x, J' y>: what goes back is the transpose of what goes forth. */
static void a_look_goes_back_as_it_came(void **state) {
    (void)state;
    Shape s = {2, 9, 11};
    float x[198], y[198], forth[198], back[198];
    for (int parts = 0; parts < 8; parts++) {
        Jitter j = jitter_of(parts, 5, parts, s.w, s.h, parts == 7 ? 1.4 : 1);
        if (!parts) assert_true(j.still);
        for (int i = 0; i < 198; i++) x[i] = (float)(i * 31 % 17) - 8, y[i] = (float)(i * 13 % 23) - 11;
        jitter_apply(&j, engine_workers(app.engine), x, s, forth);
        jitter_back(&j, engine_workers(app.engine), y, s, back);
        double a = 0, b = 0;
        for (int i = 0; i < 198; i++) a += (double)forth[i] * (double)y[i], b += (double)x[i] * (double)back[i];
        assert_true(fabs(a - b) < 1e-2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_said_is_said_on_the_way_back, at_desk),
        cmocka_unit_test_setup(mistakes_change_nothing, at_desk),
        cmocka_unit_test_setup(the_input_gives_way_to_a_layer, at_desk),
        cmocka_unit_test_setup(it_is_the_same_wherever_it_stopped, at_desk),
        cmocka_unit_test_setup(several_are_unlike_one_another_and_the_same_again, at_desk),
        cmocka_unit_test_setup(esc_keeps_what_is_there, at_desk),
        cmocka_unit_test_setup(another_question_is_another_picture, at_desk),
        cmocka_unit_test_setup(what_is_asked_for_grows_or_falls, at_desk),
        cmocka_unit_test_setup(any_number_of_threads_makes_the_same_bits, at_desk),
        cmocka_unit_test(a_picture_comes_back_from_its_parameters),
        cmocka_unit_test(a_look_goes_back_as_it_came),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
