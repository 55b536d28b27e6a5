/* The Slices screen's state: what is shown, whose runs it asks for, the match, the clipboard, the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "opened.h"
#include "view/screens/slices_facts.h"

static char copied[SCRIPT_SIZE];

static Error outside(void *ctx, App *a, const Effect *effect) {
    (void)ctx, (void)a;
    if (effect->kind == EFFECT_COPY) snprintf(copied, sizeof copied, "%s", effect->text);
    return NO_ERROR;
}

static int open_heard(void **state) {
    (void)state;
    return open_with(outside);
}

static int from_the_start(void **state) {
    (void)state;
    Error e = app_do(&app, "close; net vgg16; reset; slice none; reference none; view network", NULL);
    return failed(&e) ? -1 : 0;
}

static void shows(const char *expr) {
    ModuleSlice s[SLICES_MOST];
    char text[SLICES_TEXT];
    slices_text(s, slices_shown(&app, s), text);
    assert_string_equal(text, expr);
}

static void without_a_slice_it_is_the_way_to_the_layer(void **state) {
    (void)state;
    says_and_waits("view slices; select input");
    shows("vgg16.features[:]");
    says_and_waits("select conv3_3");
    shows("vgg16.features[:16]");
    says_and_waits("select fc7");
    shows("vgg16.classifier[:5]");
    says_and_waits("slice features[2:7]; select pool5"); /* a slice stays */
    shows("vgg16.features[2:7]");
    says_and_waits("net vgg19"); /* and names its network */
    shows("vgg16.features[2:7]");
    says_and_waits("slice [7]");
    shows("vgg19.features[7]");
}

static void maps_of_a_network_that_is_not_loaded(void **state) {
    (void)state;
    says_and_waits("view slices; slice vgg19.features[2:7], [7:12]");
    SliceRun run = slices_run(&app);
    assert_non_null(run.run);
    assert_ptr_not_equal(run.run, app.run);
    assert_int_equal(run_net(run.run)->id, NET_VGG19);
    assert_true(slices_done(&app));
    assert_true(run_stats(run.run, net_layer(run_net(run.run), "relu3_1")) != NULL);
    assert_int_equal(app.own.id, NET_VGG16);
    assert_int_equal(app.step, 0);
    says_and_waits("slice vgg16.features[:12]");
    assert_ptr_equal(slices_run(&app).run, app.run);
}

static void modules_are_dragged_over(void **state) {
    (void)state;
    says_and_waits("view slices; slice vgg16.features[0]; modules 6 2");
    shows("vgg16.features[2:7]");
    says_and_waits("modules 29 34"); /* across avgpool and flatten */
    shows("vgg16.features[29:31], classifier[0:2]");
    says_and_waits("modules 31 32"); /* they are in neither part */
    shows("vgg16.features[29:31], classifier[0:2]");
    is_refused("modules 0 99", "command.number");
    static const char *const BEFORE[] = {"slice none; select input", "slice none; select conv5_1",
                                         "slice vgg16.features[20:]"};
    for (int i = 0; i < 3; i++) { /* the list stays where it is */
        says(BEFORE[i]);
        int top = slices_top(&app);
        says("modules 15 18");
        assert_int_equal(slices_top(&app), top);
        says("modules 12 18");
        assert_int_equal(slices_top(&app), top);
    }
    says("slice none; select input");
}

/* As in Python, a slice may take nothing: what is said of it is that. */
static void one_may_be_empty(void **state) {
    (void)state;
    static const char *const EMPTY[] = {"features[99:100]", "features[30:10]", "features[5:5]"};
    Arena arena = {0};
    Ui ui = {.app = &app, .arena = &arena, .scale = 1};
    for (int i = 0; i < 3; i++) {
        char script[64];
        snprintf(script, sizeof script, "lang en; net vgg16; view slices; slice %s", EMPTY[i]);
        says_and_waits(script);
        const char *said = slices_headline(&ui), *words = slices_words(&ui);
        if (strncmp(said, EMPTY[i], strlen(EMPTY[i])) != 0) fail_msg("%s", said);
        assert_non_null(strstr(said, "holds no modules: features has 0 to 30"));
        assert_non_null(strstr(words, "its output is its input"));
        assert_null(strstr(words, "multiply-adds"));
    }
    says_and_waits("slice features[0:2],[30:10]");
    assert_non_null(strstr(slices_headline(&ui), "relu1_1, nothing."));
    arena_free(&arena);
    says("slice none");
}

static void presets_in_turn(void **state) {
    (void)state;
    static const char *const NAMES[] = {"lte", "relu1", "johnson", "srgan", "esrgan"};
    for (int i = 0; i < 5; i++) {
        char script[32];
        says_and_waits("slice next");
        shows(slice_preset(i)->expr);
        snprintf(script, sizeof script, "slice %s", NAMES[i]);
        says_and_waits(script);
        shows(slice_preset(i)->expr);
    }
    says_and_waits("slice next");
    assert_int_equal(app.slicing->n, 0);
}

static void typed_on_the_command_line(void **state) {
    (void)state;
    Error e = app_line(&app, " vgg19.features[2:7], [7:12]");
    assert_false(failed(&e));
    shows("vgg19.features[2:7], [7:12]");
    assert_int_equal(app.view, VIEW_SLICES);
    e = app_line(&app, "view network");
    assert_false(failed(&e));
    e = app_line(&app, "features[14]"); /* one index of the network that runs selects */
    assert_false(failed(&e));
    assert_int_equal(app.view, VIEW_NETWORK);
    assert_string_equal(app_row_name(&app, app.selection.row), "conv3_3");
}

static void what_is_copied(void **state) {
    (void)state;
    says_and_waits("slice lte; copy pytorch");
    assert_string_equal(copied, "features = torchvision.models.vgg19(weights=\"IMAGENET1K_V1\").features\n"
                                "slices = [features[0:2], features[2:7], features[7:12]]");
    says_and_waits("slice vgg19.features[5]; copy layers");
    assert_string_equal(copied, "vgg19.features[5]\n  (5): Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), "
                                "padding=(1, 1))  conv2_1  128x112x112\n");
    says_and_waits("slice vgg19.features, classifier; copy layers"); /* all of it fits */
    assert_non_null(strstr(copied, "(6): Linear(in_features=4096, out_features=1000, bias=True)  fc8  1000\n"));
    says_and_waits("slice c.features[0]");
    is_refused("copy pytorch", "slice.not_torchvision");
}

static void patches_are_matched(void **state) {
    (void)state;
    says_and_waits("view slices; slice lte; image panda; reference panda; select conv3_1; pixel 20 30");
    MatchFacts m = match_facts(&app);
    assert_true(m.computed);
    assert_int_equal(m.x, 20);
    assert_int_equal(m.y, 30);
    assert_true(m.at_x == 20 && m.at_y == 30); /* in the same photo it is itself */
    assert_true(m.relevance > 0.9999f && m.relevance < 1.0001f);
    says_and_waits("reference owl");
    m = match_facts(&app);
    assert_true(m.computed && m.relevance > 0 && m.relevance < 0.9999f);
    assert_string_equal(m.reference.photo, "owl");
    says_and_waits("move right; move down");
    m = match_facts(&app);
    assert_true(m.x == 21 && m.y == 31);
    says_and_waits("image owl");
    assert_true(match_facts(&app).relevance > 0.9999f);
    says_and_waits("slice relu1"); /* other slices: nothing to match */
    assert_false(match_facts(&app).asked);
    is_refused("reference /nowhere.png", "file.open");
    assert_string_equal(app.slicing->reference, "owl");
    says_and_waits("reference none; image panda");
}

static void the_patch_at_three_scales(void **state) {
    (void)state;
    Box b = match_patch(10, 20, 1), c = match_patch(10, 20, 2), d = match_patch(10, 20, 4);
    assert_true(b.x0 == 9 && b.y0 == 19 && b.x1 == 11 && b.y1 == 21);   /* 3x3 */
    assert_true(c.x0 == 18 && c.y0 == 38 && c.x1 == 23 && c.y1 == 43);  /* 6x6 */
    assert_true(d.x0 == 36 && d.y0 == 76 && d.x1 == 47 && d.y1 == 87);  /* 12x12 */
}

static void mark_returns_here(void **state) {
    (void)state;
    says_and_waits("view slices; slice vgg19.features[2:7], [7:12]; reference owl; mark");
    says_and_waits("slice none; reference none; view network; return");
    shows("vgg19.features[2:7], [7:12]");
    assert_string_equal(app.slicing->reference, "owl");
    assert_int_equal(app.view, VIEW_SLICES);
}

static void stop_ends_it(void **state) {
    (void)state;
    Error e = app_do(&app, "view slices; slice vgg13.features; stop", NULL);
    assert_false(failed(&e));
    assert_int_equal(app.view, VIEW_NETWORK); /* which asks for nothing more */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_may_be_empty, from_the_start),
        cmocka_unit_test_setup(without_a_slice_it_is_the_way_to_the_layer, from_the_start),
        cmocka_unit_test_setup(maps_of_a_network_that_is_not_loaded, from_the_start),
        cmocka_unit_test_setup(modules_are_dragged_over, from_the_start),
        cmocka_unit_test_setup(presets_in_turn, from_the_start),
        cmocka_unit_test_setup(typed_on_the_command_line, from_the_start),
        cmocka_unit_test_setup(what_is_copied, from_the_start),
        cmocka_unit_test_setup(patches_are_matched, from_the_start),
        cmocka_unit_test_setup(the_patch_at_three_scales, from_the_start),
        cmocka_unit_test_setup(mark_returns_here, from_the_start),
        cmocka_unit_test_setup(stop_ends_it, from_the_start),
    };
    return cmocka_run_group_tests(tests, open_heard, close_app);
}
