/* How a value comes about before one's eyes: what is there when, the numbers of it, and its command. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/place.h"
#include "drawn.h"
#include "opened.h"
#include "view/screens/neuron_inside.h"

static Arena arena;
static Frame frame;
static int films;

static Error outside(void *ctx, App *a, const Effect *effect) {
    (void)ctx, (void)a;
    films += effect->kind == EFFECT_FILM_MOTION;
    return NO_ERROR;
}

static int open_heard(void **state) {
    (void)state;
    return open_with(outside);
}

static int close_all(void **state) {
    arena_free(&arena);
    return close_app(state);
}

static int from_the_start(void **state) {
    (void)state;
    arena_reset(&arena);
    Error e = app_do(&app, "close; motion on; motion stop; net vgg16; weights bundled; run; view network", NULL);
    return failed(&e) ? -1 : 0;
}

static MotionPlan plan_of(const char *script) {
    MotionPlan plan;
    says_and_waits(script);
    if (!motion_plan(&app, &plan)) fail_msg("%s: nothing to play", script);
    return plan;
}

static Trace trace_of(const MotionPlan *plan, int place) {
    Trace t;
    Error e = motion_trace(&app, plan, place, &arena, &t);
    assert_false(failed(&e));
    return t;
}

/* What stands in the run at a place. */
static float stored_at(const MotionPlan *plan, int place) {
    int map, x, y;
    motion_place(plan, place, &map, &x, &y);
    return run_values(app.run, plan->shown)[((int64_t)map * plan->out.h + y) * plan->out.w + x];
}

#define AVERAGES "net tests/unit/averages.net; run; "

static const char *const LAYERS[] = {
    "net vgg16; run; select conv1_1; map 5; pixel 0 0; view neuron",
    "net vgg16; run; select conv3_2; map 7; pixel 20 30; view neuron",
    "net vgg16; run; select pool2; map 3; pixel 10 12; view neuron",
    "net vgg16; run; select fc6; map 100; view neuron",
    "net vgg16; run; select fc8; map 388; view neuron",
    "net vgg16; run; select prob; map 388; view neuron",
    "net vgg16_bn; run; select conv1_2; map 3; pixel 100 100; view neuron",
    "net alexnet-2012; run; select lrn1; map 0; pixel 5 6; view neuron",
    "net alexnet-2012; run; select lrn1; map 36; pixel 27 23; view neuron",
    "net alexnet-2012; run; select conv2; map 200; pixel 5 6; view neuron",
    AVERAGES "select average1; map 3; pixel 0 0; view neuron",  /* parts that differ in size */
    AVERAGES "select average2; map 7; pixel 4 2; view neuron",  /* padding that is not counted, beyond the end */
    AVERAGES "select average3; map 0; pixel 0 4; view neuron",  /* that is counted */
    AVERAGES "select average4; map 15; pixel 0 0; view neuron", /* more parts than there are values */
    AVERAGES "select average5; map 9; view neuron",             /* the whole map, a number */
};
enum { LAYERS_COUNT = sizeof LAYERS / sizeof *LAYERS };

/* ---- what is there when ---- */

static void steps_follow_one_another(void **state) {
    (void)state;
    for (int i = 0; i < LAYERS_COUNT; i++) {
        MotionPlan plan = plan_of(LAYERS[i]);
        int before = 0;
        assert_int_equal(plan.step[0].phase, MOTION_LOOK);
        assert_int_equal(plan.step[plan.n - 1].phase, MOTION_END);
        assert_true(plan.n < MOTION_STEPS);
        for (int at = 0; at < plan.n; at++) {
            assert_true(plan.step[at].end > before);
            before = plan.step[at].end;
        }
        assert_int_equal(before, plan.ms);
        assert_true(plan.ms > 10000 && plan.ms < 60000);
    }
}

/* 1.6 s for the window, then a product every 0.8 s. */
static void products_come_one_after_another(void **state) {
    (void)state;
    MotionPlan plan = plan_of(LAYERS[0]);
    assert_int_equal(motion_moment(&plan, 0).terms, 0);
    assert_int_equal(motion_moment(&plan, 1600).terms, 0);
    for (int i = 1; i <= 9; i++) {
        MotionMoment begins = motion_moment(&plan, 1600 + 800 * (i - 1) + 1);
        MotionMoment ends = motion_moment(&plan, 1600 + 800 * i);
        assert_int_equal(begins.step.phase, MOTION_TERM);
        assert_int_equal(begins.terms, i - 1);
        assert_int_equal(ends.terms, i);
        assert_int_equal(ends.step.place, 0);
        assert_int_equal(ends.landed, 0);
    }
    assert_int_equal(motion_moment(&plan, 1600 + 800 * 9 + 1200).terms, 18); /* the second channel at once */
    assert_int_equal(motion_moment(&plan, plan.ms).landed, 224 * 224);
}

static void the_map_only_fills(void **state) {
    (void)state;
    for (int i = 0; i < LAYERS_COUNT; i++) {
        MotionPlan plan = plan_of(LAYERS[i]);
        int landed = 0;
        for (int ms = 0; ms <= plan.ms; ms += 50) {
            MotionMoment m = motion_moment(&plan, ms);
            assert_true(m.landed >= landed && m.terms <= plan.terms && m.part >= 0 && m.part <= 1);
            landed = m.landed;
        }
        assert_int_equal(landed, plan.places);
    }
}

static void every_place_comes_once(void **state) {
    (void)state;
    static char seen[224 * 224];
    MotionPlan plan = plan_of("select conv1_1; map 5; pixel 17 200; view neuron");
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < plan.places; i++) {
        int map, x, y;
        motion_place(&plan, i, &map, &x, &y);
        assert_int_equal(map, 5);
        if (!i) assert_true(x == 17 && y == 200);
        assert_int_equal(seen[y * 224 + x]++, 0);
    }
}

/* From the beginning to the end step by step, and back by the same moments. */
static void back_is_the_same_way(void **state) {
    (void)state;
    for (int i = 0; i < LAYERS_COUNT; i++) {
        int way[MOTION_STEPS + 1] = {0}, n = 1;
        MotionPlan plan = plan_of(LAYERS[i]);
        while (way[n - 1] < plan.ms) {
            assert_true(n <= MOTION_STEPS);
            way[n] = motion_beside(&plan, way[n - 1], 1);
            assert_true(motion_moment(&plan, way[n]).part == 1);
            n++;
        }
        assert_int_equal(n, plan.n + 1);
        assert_int_equal(motion_beside(&plan, plan.ms, 1), plan.ms);
        for (int at = n; at-- > 1;) assert_int_equal(motion_beside(&plan, way[at], -1), way[at - 1]);
        assert_int_equal(motion_beside(&plan, 0, -1), 0);
    }
}

/* ---- the numbers ---- */

/* Sums of what is there, added up here; in the end that of the trace, and the run's own value. */
static void sums_are_those_of_the_run(void **state) {
    (void)state;
    for (int i = 0; i < LAYERS_COUNT; i++) {
        MotionPlan plan = plan_of(LAYERS[i]);
        for (int place = 0; place < 3; place++) {
            arena_reset(&arena);
            Trace t = trace_of(&plan, place);
            const int *order = motion_order(&plan, &t, &arena);
            bool pool = plan.kind == KIND_POOL;
            double sum = pool ? -INFINITY : 0, size = 0;
            assert_int_equal(t.terms, plan.terms);
            for (int k = 0; k < t.terms; k++) {
                double p = t.products[motion_term(&t, order, k)];
                sum = pool ? fmax(sum, p) : sum + p;
                size += fabs(p);
                if (k % 97 && k + 1 < t.terms) continue;
                assert_true(fabs(motion_sum(&t, order, k + 1) - sum) <= 1e-12 * size);
            }
            assert_true(motion_sum(&t, order, t.terms) == (t.divisor ? t.by_channel[0] : t.sum));
            if (t.divisor) assert_true(fabs(t.sum - sum / t.divisor) <= 1e-12 * size);
            float value = stored_at(&plan, place);
            assert_true(t.stored == value);
            assert_true(fabs(t.post - (double)value) <= 1e-5 * fabs(t.post) + (t.weights ? 1e-6 * size : 0));
        }
    }
}

/* The mean by its definition: of what of the window lies on the map, by so many, padding among them where it counts. */
static void a_mean_is_of_its_window(void **state) {
    (void)state;
    static const struct { const char *script; int x0, y0, x1, y1, divisor; } MEANS[] = {
        {AVERAGES "select average1; map 3; pixel 4 8; view neuron", 14, 28, 17, 31, 16}, /* 4*32/9 to 5*32/9, up */
        {AVERAGES "select average1; map 3; pixel 1 1; view neuron", 3, 3, 7, 7, 25},
        {AVERAGES "select average2; map 7; pixel 0 2; view neuron", 0, 3, 1, 5, 6},
        {AVERAGES "select average2; map 7; pixel 4 4; view neuron", 7, 7, 8, 8, 4},
        {AVERAGES "select average3; map 0; pixel 0 4; view neuron", 0, 3, 1, 4, 9},
        {AVERAGES "select average4; map 15; pixel 0 0; view neuron", 0, 0, 0, 0, 1},
        {AVERAGES "select average5; map 9; view neuron", 0, 0, 6, 6, 49}};
    for (size_t i = 0; i < sizeof MEANS / sizeof *MEANS; i++) {
        MotionPlan plan = plan_of(MEANS[i].script);
        Trace t = trace_of(&plan, 0);
        Shape s = net_shape(&app.weights->net, t.row - 1);
        const float *in = run_values(app.run, t.row - 1) + (int64_t)t.map * s.h * s.w;
        double sum = 0;
        for (int y = MEANS[i].y0; y <= MEANS[i].y1; y++)
            for (int x = MEANS[i].x0; x <= MEANS[i].x1; x++) sum += (double)in[y * s.w + x];
        assert_int_equal(t.divisor, MEANS[i].divisor);
        assert_true(fabs(t.sum - sum / MEANS[i].divisor) <= 1e-9 * (1 + fabs(sum)));
        assert_true(fabs((double)t.stored - t.sum) <= 1e-5 * (1 + fabs(t.sum)));
        assert_int_equal(plan.after[0], MOTION_MEAN);
    }
}

/* What lies beside a part of an adaptive pool is another part, not the outside. */
static void parts_have_no_outside(void **state) {
    (void)state;
    Ui ui = {.app = &app, .arena = &arena};
    says_and_waits(AVERAGES "select average4; map 15; pixel 0 0; motion at 3"); /* the second value of four */
    const char *words = motion_words(&ui, "");
    assert_null(strstr(words, "outside"));
    assert_non_null(strstr(words, "not of this window"));
    says_and_waits("select average2; map 7; pixel 0 0; motion at 3");
    assert_non_null(strstr(motion_words(&ui, ""), "outside"));
}

/* Each channel once; the first ones have the largest sums, and a softmax begins with its own class. */
static void large_channels_come_first(void **state) {
    (void)state;
    static char seen[4096];
    MotionPlan plan = plan_of(LAYERS[1]);
    Trace t = trace_of(&plan, 0);
    const int *order = motion_order(&plan, &t, &arena);
    memset(seen, 0, sizeof seen);
    for (int i = 0; i < t.channels; i++) {
        assert_int_equal(seen[order[i]]++, 0);
        double size = fabs(t.by_channel[order[i]]);
        if (i > 0) assert_true(size <= fabs(t.by_channel[order[i < plan.singly ? i - 1 : plan.singly - 1]]));
    }
    plan = plan_of("select prob; map 7; view neuron");
    t = trace_of(&plan, 0);
    assert_int_equal(motion_order(&plan, &t, &arena)[0], 7);
    plan = plan_of(LAYERS[0]);
    t = trace_of(&plan, 0);
    order = motion_order(&plan, &t, &arena);
    assert_true(order[0] == 0 && order[1] == 1 && order[2] == 2); /* R, G, B */
}

/* ---- the command ---- */

static void the_command_plays_and_stands(void **state) {
    (void)state;
    MotionPlan plan = plan_of("select conv1_1; map 5; pixel 9 9; view layer");
    says_and_waits("motion");
    assert_true(app.view == VIEW_NEURON && app.motion.on && app.motion.playing && app.motion.ms == 0);
    motion_advance(&app, 1234);
    assert_int_equal(app.motion.ms, 1234);
    says_and_waits("motion");
    assert_false(app.motion.playing);
    motion_advance(&app, 1000);
    assert_int_equal(app.motion.ms, 1234);
    says_and_waits("motion step");
    assert_int_equal(app.motion.ms, 1600);
    says_and_waits("motion step");
    assert_int_equal(app.motion.ms, 2400);
    says_and_waits("motion back; motion back; motion back");
    assert_int_equal(app.motion.ms, 0);
    says_and_waits("motion at 2.5");
    assert_int_equal(app.motion.ms, 2500);
    says_and_waits("motion play");
    motion_advance(&app, 1000000);
    assert_true(app.motion.ms == plan.ms && !app.motion.playing);
    says_and_waits("motion"); /* from the beginning */
    assert_true(app.motion.ms == 0 && app.motion.playing);
    says_and_waits("motion at end");
    assert_int_equal(app.motion.ms, plan.ms);
    says_and_waits("motion stop");
    assert_false(app.motion.on);
}

static void it_ends_with_its_screen(void **state) {
    (void)state;
    says_and_waits("select conv1_1; motion at 3; view layer");
    assert_false(app.motion.on);
}

static void what_cannot_be_played_says_so(void **state) {
    (void)state;
    says_and_waits("select input");
    is_refused("motion play", "motion.nothing");
    is_refused("film a.gif", "motion.nothing");
    says_and_waits("select conv1_1");
    is_refused("motion at", "command.args");
    is_refused("motion at soon", "motion.seconds");
    is_refused("motion at -1", "motion.seconds");
    is_refused("motion at nan", "motion.seconds");
    is_refused("motion play 3", "command.args");
    is_refused("motion sideways", "command.word");
    is_refused("film a.png", "save.film");
    films = 0;
    says_and_waits("film; film clip; film clip.gif");
    assert_int_equal(films, 3);
}

static void switched_off_it_stands_and_is_stepped(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    says_and_waits("select conv1_1; motion play; motion off");
    assert_false(app.motion.playing);
    says_and_waits("motion play");
    assert_true(app.motion.on && !app.motion.playing);
    says_and_waits("motion step");
    assert_int_equal(app.motion.ms, 1600);
    app_settings_script(&app, script, sizeof script);
    assert_non_null(strstr(script, "motion off; "));
    place_begin(&app); /* the user's own stays */
    assert_true(app.motion.still && !app.motion.on);
}

static void a_lesson_may_show_it_and_no_more(void **state) {
    (void)state;
    size_t at;
    Error e = command_check("select conv1_1; motion play; motion at 3; motion step; motion stop; motion", &at);
    assert_false(failed(&e));
    e = command_check("motion off", &at);
    assert_true(failed(&e));
    e = command_check("film a.gif", &at);
    assert_true(failed(&e));
}

/* ---- the picture ---- */

static char *drawn(const char *script) {
    char *text;
    size_t size;
    const Metrics metrics = {NULL, fixed_width};
    says_and_waits(script);
    FILE *out = open_memstream(&text, &size);
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    draw_text(out, &frame.list);
    fclose(out);
    return text;
}

static void a_picture_is_of_its_time(void **state) {
    (void)state;
    char *there = drawn("select conv1_1; map 5; pixel 9 9; motion at 5");
    char *back = drawn("motion at 20; motion at 6; motion at 5"), script[SCRIPT_SIZE];
    assert_string_equal(there, back);
    free(back);
    app_script(&app, script, sizeof script);
    says_and_waits("motion stop; view network");
    back = drawn(script);
    assert_string_equal(there, back);
    assert_false(frame.animating);
    says_and_waits("motion play");
    char *plays = drawn("");
    assert_true(frame.animating);
    free(plays), free(there), free(back);
}

/* The map that is selected, from its tile to where the next screen has it. */
static void a_screen_grows_out_of_the_one_before(void **state) {
    (void)state;
    static const char *const views[] = {"select conv2_2; map 5; pixel 9 9; view network", "view layer", "view neuron"};
    Rect before = {0};
    for (int i = 0; i < 3; i++) {
        free(drawn(views[i]));
        Rect here = view_chosen(&app, &frame);
        const void *data = frame.list.at[frame.chosen - 1].picture.data;
        assert_true(here.w > 0);
        assert_ptr_equal(data, run_values(app.run, app_shown_row(&app)) + (int64_t)5 * 112 * 112);
        for (int part = 0; i > 0 && part <= 2; part++) {
            view_grow(&app, &frame, 1280, 720, before, part / 2.0);
            const Draw *map = &frame.list.at[frame.list.n - 2];
            assert_ptr_equal(map->picture.data, data);
            float half = (float)part / 2; /* half of the way at half of the time */
            assert_true(fabsf(map->rect.x - (before.x + (here.x - before.x) * half)) <= 1);
            assert_true(fabsf(map->rect.w - (before.w + (here.w - before.w) * half)) <= 1);
            assert_true(frame.animating);
        }
        before = here;
    }
    free(drawn("view network; help"));
    assert_true(view_chosen(&app, &frame).w == 0);
    free(drawn("close; view family"));
    assert_true(view_chosen(&app, &frame).w == 0);
}

/* Pressed in its middle, the bar leads to the middle of the time. */
static void the_bar_is_pressed(void **state) {
    (void)state;
    MotionPlan plan = plan_of("select conv1_1; map 5; pixel 9 9; motion at 0");
    free(drawn(""));
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *h = &frame.hits[i];
        if (h->kind != HIT_THOUSANDTHS) continue;
        char *script = hit_command(h, h->rect.x + h->rect.w / 2, h->rect.y + 2, -1, false);
        says_and_waits(script);
        free(script);
        assert_true(abs(app.motion.ms - plan.ms / 2) <= 1);
        return;
    }
    fail_msg("there is no bar");
}

/* Keys and a clicker's. */
static void keys_go_from_moment_to_moment(void **state) {
    (void)state;
    says_and_waits("select conv1_1; view layer");
    assert_true(app_key(&app, "k") && app.motion.playing);
    assert_true(app_key(&app, "pagedown") && app.motion.ms == 1600 && !app.motion.playing);
    assert_true(app_key(&app, "space") && app.motion.ms == 2400);
    assert_true(app_key(&app, "right") && app.motion.ms == 3200);
    assert_true(app_key(&app, "left") && app_key(&app, "pageup") && app.motion.ms == 1600);
    assert_true(app_key(&app, "home") && app.motion.ms == 0);
    assert_true(app_key(&app, "escape") && !app.motion.on && app.view == VIEW_NEURON);
    int row = app.selection.row;
    assert_true(app_key(&app, "right") && app.selection.row != row); /* the screen's own again */
}

/* A clicker goes on with the lesson; Esc ends what plays first. */
static void on_a_card_the_clicker_is_the_lessons(void **state) {
    (void)state;
    says_and_waits("lesson receptive-field 1; select conv1_1; motion play");
    assert_true(app_key(&app, "k") && app.motion.on && !app.motion.playing);
    assert_true(app_key(&app, "right") && app.motion.ms == 1600);
    assert_true(app_key(&app, "escape") && !app.motion.on && app.teaching->open);
    says_and_waits("motion play");
    int card = app.teaching->card;
    assert_true(app_key(&app, "pagedown") && app.teaching->card == card + 1 && !app.motion.on);
    says_and_waits("lesson close");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(steps_follow_one_another, from_the_start),
        cmocka_unit_test_setup(products_come_one_after_another, from_the_start),
        cmocka_unit_test_setup(the_map_only_fills, from_the_start),
        cmocka_unit_test_setup(every_place_comes_once, from_the_start),
        cmocka_unit_test_setup(back_is_the_same_way, from_the_start),
        cmocka_unit_test_setup(sums_are_those_of_the_run, from_the_start),
        cmocka_unit_test_setup(a_mean_is_of_its_window, from_the_start),
        cmocka_unit_test_setup(parts_have_no_outside, from_the_start),
        cmocka_unit_test_setup(large_channels_come_first, from_the_start),
        cmocka_unit_test_setup(the_command_plays_and_stands, from_the_start),
        cmocka_unit_test_setup(it_ends_with_its_screen, from_the_start),
        cmocka_unit_test_setup(what_cannot_be_played_says_so, from_the_start),
        cmocka_unit_test_setup(switched_off_it_stands_and_is_stepped, from_the_start),
        cmocka_unit_test_setup(a_lesson_may_show_it_and_no_more, from_the_start),
        cmocka_unit_test_setup(a_picture_is_of_its_time, from_the_start),
        cmocka_unit_test_setup(a_screen_grows_out_of_the_one_before, from_the_start),
        cmocka_unit_test_setup(the_bar_is_pressed, from_the_start),
        cmocka_unit_test_setup(keys_go_from_moment_to_moment, from_the_start),
        cmocka_unit_test_setup(on_a_card_the_clicker_is_the_lessons, from_the_start),
    };
    return cmocka_run_group_tests(tests, open_heard, close_all);
}
