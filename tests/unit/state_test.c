/* What `state` prints leads a program that has just begun to the same screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/command.h"
#include "drawn.h"

/* Does a script in a program of its own; its draw list, and what leads there. */
static char *screen_after(const char *begin, const char *script, char *state, size_t size) {
    App *app = malloc(sizeof *app);
    char *text = NULL;
    size_t n = 0;
    const AppOptions options = {.weights = "bundled"};
    assert_non_null(app);
    Error e = app_open(&options, app);
    if (!failed(&e)) e = app_do(app, begin, NULL);
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    bool drawn = !failed(&e) && drawn_write(app, script, out);
    fclose(out);
    if (!drawn) fail_msg("%s; %s: %s (%s)", begin, script, e.id ? e.id : "", e.arg[0]);
    app_whole_script(app, state, size);
    app_close(app);
    free(app);
    return text;
}

static void first_difference(const char *a, const char *b, char out[400]) {
    while (*a && *b) {
        size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
        if (n != m || strncmp(a, b, n) != 0) break;
        a += n + (a[n] == '\n');
        b += m + (b[m] == '\n');
    }
    snprintf(out, 400, "'%.*s' and then '%.*s'", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
}

static void leads_back(const char *script) {
    char state[SCRIPT_SIZE], again[SCRIPT_SIZE], where[400];
    char *before = screen_after(script, "", state, sizeof state);
    char *after = screen_after("", state, again, sizeof again);
    first_difference(before, after, where);
    if (strcmp(before, after) != 0) fail_msg("%s\nbecame %s\nthere was %s", script, state, where);
    assert_string_equal(again, state);
    free(before);
    free(after);
}

static void every_one(const char *const scripts[], size_t n) {
    for (size_t i = 0; i < n; i++) leads_back(scripts[i]);
}
#define EVERY(...)                                                                                                     \
    every_one((const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void the_run(void **state) {
    (void)state;
    EVERY("", "step 9; pixel 31 23; map 10", "net vgg19; run", "net alexnet; step 4; select conv2",
          "steps modules; step 8", "steps modules; step 7; relu before", "select conv4_2; relu before; view layer",
          "net c; weights random:7; image owl; step 12", "step 5; select conv2_2; map 3; select conv5_1; until pool4");
}

static void the_manner(void **state) {
    (void)state;
    EVERY("step 7; order energy; page 2",
          "step 14; order energy; map next; map next; scale map; palette viridis; digits full",
          "lang zh; theme light; textsize 2; step 9", "theme contrast; palette grey; step 3; zoom 2",
          "view neuron; select conv3_1; map 2; page 3; digits full", "step 12; map 74; page next; page next",
          "step 12; map 74; page by -1; wall on", "view layer; select conv4_2; wall on; map rank 20");
}

static void layer_and_neuron(void **state) {
    (void)state;
    EVERY("view layer; select conv3_3; map 5; pin; map 9", "view layer; select conv2_1; pin; map 3; excite gradient",
          "view layer; select conv3_1; pixel 20 20; excite guided; photos random",
          "view layer; select conv1_2; photos all", "view layer; select conv1_1; sheet at 2",
          "select conv1_1; space on; sheet at 2; view layer; sheet on; select fc6; sheet off",
          "view neuron; select pool3; map 3; pixel 4 5",
          "view neuron; select fc7; map 12", "view neuron; select prob; map 388");
}

static void field_and_parameters(void **state) {
    (void)state;
    EVERY("view field; select conv4_1; point 30 200; shade on", "view field; stack 3 3 3; follow 1",
          "view field; stack 11s4 3p1 3; layer 2; zoom 1",
          "view field; stack 3 3; layer add 5; layer padding 2; follow previous",
          "view parameters; channels 64 128; biases on; side 28", "view parameters; topic 1x1; channels 512",
          "view parameters; topic lower; lower 12; select conv4_2",
          "view parameters; chart memory; axis log; page 2", "view parameters; channels apart; zoom 2");
}

static void two_networks(void **state) {
    (void)state;
    EVERY("view compare; step 5", "net vgg19; view compare; figures curves; boundary block; until pool3",
          "compare vgg16 vgg19; view compare; until conv3_3; together next",
          "compare a e; view compare; boundary block; together next; together next",
          "compare a vgg19; view compare; until conv3_2; together next; together next; boundary block",
          "compare vgg16 vgg19 random:3 lower; view compare; step 3; map 2",
          "compare alexnet vgg16; view compare; until conv5; page 2");
}

static void slices_and_family(void **state) {
    (void)state;
    EVERY("view slices", "view slices; slice lte; reference jaguar; point 100 60",
          "view slices; modules 3 9; select conv2_1", "view slices; slice 'vgg19.features[2:7], [7:12]'; page 2",
          "slice esrgan; net vgg19; view slices; zoom 1", "slice alexnet.features[0:3]; view slices", "view family",
          "view family; column vgg19 conv4_4", "view family; column next; column down; column down",
          "view family; family figures; column a-lrn", "view family; family alexnet; zoom 1");
}

static void lists_over_it(void **state) {
    (void)state;
    EVERY("step 4; help; page 2", "view field; help", "view parameters; derive", "gallery; choose next; choose down",
          "lesson list; choose 3", "weights list", "save; choose 3", "images assets/photos; gallery; choose 9",
          "images assets/photos/; image koala.jpg; step 3", "images tests/goldens; gallery; page 3; choose down",
          "step 4; ask why 4096; choose 2", "lesson one-step 3; ask 'a \"kernel\"'; choose next");
}

static void cards(void **state) {
    (void)state;
    EVERY("lesson receptive-field 2", "lesson receptive-field 4; answer 7", "lang zh; lesson one-step 2; answer 2",
          "lesson one-step 2; hands 1 12; hands 2 4; hands; hands next",
          "lesson parameters 3; step 3; select conv2_1; view neuron", "lesson what-is-vgg 2; lesson detour; step 3",
          "lesson features 5; lesson next; save; choose 3", "lesson sixteen-nineteen 3",
          "lesson parameters 2; enter 4; enter 2", "lesson mistakes 4; answer",
          "lesson tests/lessons/tasks.md 1; step", "lesson tests/lessons/tasks.md 2; draw 9 9 20 20");
}

/* What was set for the eyes is no part of a place: coming back to a mark leaves it as it is. */
static void a_mark_keeps_what_is_the_users(void **state) {
    (void)state;
    App app;
    const AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    assert_false(failed(&e));
    e = app_do(&app, "theme light; step 6; mark; theme dark; palette grey; step 4; return", NULL);
    assert_false(failed(&e));
    assert_int_equal(app.step, 6);
    assert_int_equal(app.theme, THEME_DARK);
    assert_int_equal(app.palette, PALETTE_GREY);
    app_close(&app);
}

int main(void) {
    setenv("XDG_CACHE_HOME", "/nowhere", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_run), cmocka_unit_test(the_manner), cmocka_unit_test(layer_and_neuron),
        cmocka_unit_test(field_and_parameters), cmocka_unit_test(two_networks), cmocka_unit_test(slices_and_family),
        cmocka_unit_test(lists_over_it), cmocka_unit_test(cards), cmocka_unit_test(a_mark_keeps_what_is_the_users)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
