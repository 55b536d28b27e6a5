/* Textures, styles and inversions in the program: layers of other networks, the commands, the way back, the same bits
 * wherever the painting was stopped between. The losses are in losses_test, their ways in tests/live/style.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/features/inverted.h"
#include "opened.h"

static void refuses(const char *script, const char *id) {
    Error e = app_do(&app, script, NULL);
    if (!failed(&e)) fail_msg("%s: no error", script);
    assert_string_equal(e.id, id);
}

static int at_desk(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image owl; reset; lang en; asks off; style off; view network");
    return 0;
}

static void blocks_begin_behind_pools(void **state) {
    (void)state;
    Net net;
    int rows[STYLE_LAYERS];
    net_build(&net, NET_VGG19_BN, 1);
    assert_int_equal(style_rows(&net, rows), 5);
    assert_string_equal(net.layer[rows[0]].name, "relu1_1");
    assert_string_equal(net.layer[rows[4]].name, "relu5_1");
    assert_string_equal(net.layer[style_content_row(&net)].name, "relu4_2");
    net_build(&net, NET_ALEXNET, 1);
    assert_int_equal(style_rows(&net, rows), 3);
    assert_string_equal(net.layer[rows[1]].name, "relu2");
    assert_string_equal(net.layer[style_content_row(&net)].name, "relu4");
}

static void weights_are_numbers_or_steps(void **state) {
    (void)state;
    says("view asks; asks style; weigh relu3_1 0.5; weigh conv5_1 more; weigh content less");
    assert_true(app.style.weight[2] == 0.5f && app.style.weight[4] == 2 && app.style.content == 0.1f);
    says("select conv2_2; weigh less; weigh less");
    assert_true(app.style.weight[1] == 0.25f);
    says("weigh lte");
    assert_true(app.style.weight[2] == 1 && app.style.weight[3] == 0);
    refuses("weigh relu3_1 -1", "weigh.number");
    refuses("weigh relu3_1 1e9", "weigh.number");
    refuses("weigh relu3_1 much", "weigh.number");
    refuses("weigh relu3_2 1", "weigh.layer");
    refuses("weigh content", "command.args");
    refuses("optimizer newton", "command.word");
    refuses("style /nowhere.png", "file.open");
    assert_true(app.style.weight[2] == 1); /* a mistake changes nothing */
}

static void the_way_back_leads_to_the_same(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE], again[SCRIPT_SIZE];
    says("view asks; asks style; style jaguar; asks from noise; pools average; optimizer adam; weigh relu2_1 0.125; "
         "weigh variation 0; asks seed 3; asks steps 2");
    StyleWish before = app.style;
    app_script(&app, script, sizeof script);
    says("asks off; style off; view network");
    says(script);
    assert_string_equal(app.style.photo, before.photo);
    assert_true(app.style.noise && app.style.averages && app.style.optimizer == OPTIMIZER_ADAM);
    assert_memory_equal(app.style.weight, before.weight, sizeof before.weight);
    assert_true(app.style.variation == 0 && app.asks.seed == 3);
    app_script(&app, again, sizeof again);
    assert_string_equal(script, again);
}

static float *painted(void) {
    Arena arena = {0};
    Painted p;
    waits();
    assert_true(paint_look(&app, &arena, &p));
    size_t n = (size_t)shape_count(p.shape) * sizeof(float);
    float *copy = malloc(n);
    assert_non_null(copy);
    memcpy(copy, p.picture, n);
    arena_free(&arena);
    return copy;
}

/* In one go, and with a pause in the midst. */
static void a_pause_changes_nothing(void **state) {
    (void)state;
    static const char *const TOPICS[] = {"asks texture", "asks style; style jaguar", "asks inversion; select conv2_2"};
    size_t bytes = (size_t)shape_count(app.weights->net.input) * sizeof(float);
    for (size_t i = 0; i < sizeof TOPICS / sizeof *TOPICS; i++) {
        says("view asks");
        says(TOPICS[i]);
        says("asks steps 6");
        float *whole = painted();
        says("asks seed 1"); /* another picture, so that the first one goes */
        free(painted());
        says("asks seed 0; asks at 2");
        free(painted());
        says("asks go");
        float *parts = painted();
        assert_int_equal(paint_steps(&app), 6);
        assert_memory_equal(whole, parts, bytes);
        free(whole);
        free(parts);
        says("asks off");
    }
}

/* Soon enough for a card of a lesson: the sum of the losses of the five textures. */
static void a_texture_is_there_after_32_steps(void **state) {
    (void)state;
    Arena arena = {0};
    Painted p;
    double sum = 0;
    says("net vgg19; image jaguar; asks texture; asks steps 32; view asks");
    waits();
    assert_true(paint_look(&app, &arena, &p));
    for (int i = 0; i < STYLE_LAYERS; i++) sum += (double)p.curve[(p.steps - 1) * p.losses + i];
    if (!(p.steps == 32 && sum < 0.15)) fail_msg("%d steps, losses of %g", p.steps, sum);
    arena_free(&arena);
}

static const Inverted *kept_of(const Inverted kept[], int n, const char *layer) {
    for (int i = 0; i < n; i++)
        if (kept[i].row == net_layer(&app.own, layer)) return &kept[i];
    return NULL;
}

static void depths_are_kept(void **state) {
    (void)state;
    Arena arena = {0};
    Painted p;
    Inverted kept[INVERTED_MOST];
    says("asks inversion; select conv3_1; asks steps 8; view asks");
    waits();
    says("select conv1_1");
    waits();
    assert_true(paint_look(&app, &arena, &p));
    int n = inverted_kept(&app, &p, &arena, kept); /* perhaps with a step of what was asked before */
    const Inverted *low = kept_of(kept, n, "conv1_1"), *high = kept_of(kept, n, "conv3_1");
    assert_true(low && high && low < high);
    assert_int_equal(high->steps, 8);
    assert_true(low->alike > high->alike && low->alike < 1);
    says("image dog"); /* of another photo there are none yet */
    waits();
    assert_true(paint_look(&app, &arena, &p));
    assert_int_equal(inverted_kept(&app, &p, &arena, kept), 1);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup(blocks_begin_behind_pools, at_desk),
                                       cmocka_unit_test_setup(weights_are_numbers_or_steps, at_desk),
                                       cmocka_unit_test_setup(the_way_back_leads_to_the_same, at_desk),
                                       cmocka_unit_test_setup(a_pause_changes_nothing, at_desk),
                                       cmocka_unit_test_setup(a_texture_is_there_after_32_steps, at_desk),
                                       cmocka_unit_test_setup(depths_are_kept, at_desk)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
