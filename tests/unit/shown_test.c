/* What stands on the screens, where a digit, a word or a mark decides what a class takes it for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "opened.h"
#include "shell/fonts.h"
#include "view/read.h"
#include "view/screens.h"

static Fonts *fonts;
static Arena arena;
static Frame frame;

static int open_all(void **state) { return open_app(state) || !(fonts = fonts_open()) ? -1 : 0; }

static int close_all(void **state) {
    arena_free(&arena);
    fonts_close(fonts);
    return close_app(state);
}

static int at_desk(void **state) {
    (void)state;
    says("close; lang en; textsize 1; stack none; net vgg16; weights bundled; image panda; zoom 0; reset");
    return 0;
}

/* The screen that commands lead to, once all that it asks for is computed. */
static void draw(const char *script) {
    says(script);
    Error e = app_wait(&app);
    assert_false(failed(&e));
    arena_reset(&arena);
    Metrics metrics = fonts_metrics(fonts);
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    assert_false(arena.failed);
}

/* How many texts are exactly, or have in them, what is said. */
static int texts(const char *text, bool exactly) {
    int n = 0;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        n += exactly ? strcmp(d->text.utf8, text) == 0 : strstr(d->text.utf8, text) != NULL;
    }
    return n;
}

static bool shown(const char *text) { return texts(text, false) > 0; }

static int hatched(void) {
    int n = 0;
    for (int i = 0; i < frame.list.n; i++) n += frame.list.at[i].kind == DRAW_HATCH;
    return n;
}

/* The small VGG-16 gives the panda 0.9999998 and no class 0, VGG-19 gives 1 in float32. */
static void nothing_less_than_all_is_all(void **state) {
    (void)state;
    draw("run; view network");
    assert_true(shown("> 99.99 %") && shown("< 0.01 %"));
    assert_false(shown("100.0 %") || shown("0.00 %"));
    assert_true(shown("> 0.9999") && !shown("1.0000"));
    const char *text = facts_text(&app, &arena);
    assert_non_null(strstr(text, "giant panda: > 99.99 %"));
    assert_null(strstr(text, "100.00 %"));
    json_t *o = facts_json(&app, &arena), *best = json_array_get(json_object_get(o, "top"), 0);
    double p = json_number_value(json_object_get(best, "p"));
    assert_true(p > 0.999 && p < 1); /* programs get the number */
    json_decref(o);
    draw("tool brush");
    assert_true(shown("> 99.99 %") && !shown("100.0 %"));
    draw("tool point; view layer");
    assert_true(shown("> 99.99 %") && !shown("100.0 %") && !shown("1.0000"));
    draw("view neuron");
    assert_true(shown("> 0.9999") && !shown("1.0000"));
    draw("view compare");
    assert_int_equal(texts("> 99.99", true), 2);
    assert_true(shown("< 0.01") && !shown("0.00") && !shown("100.0"));
    draw("image koala; view network"); /* surely, but not so surely that it rounds to all */
    assert_false(shown("> 99.99 %"));
}

/* A product can be worked out from the two numbers beside it: weights have three digits, however small they are. */
static void factors_have_three_digits(void **state) {
    (void)state;
    draw("select conv3_3; map 11; pixel 28 24; view neuron; zoom 1");
    int small = 0;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT || (!strstr(d->text.utf8, "+0.") && !strstr(d->text.utf8, "−0."))) continue;
        const char *digits = strstr(d->text.utf8, "0.") + 2;
        size_t decimals = strspn(digits, "0123456789"), zeros = strspn(digits, "0");
        if (digits[decimals]) continue; /* not a number alone */
        small++;
        if (decimals - zeros < 3 && decimals < 5) fail_msg("%s", d->text.utf8);
    }
    assert_true(small >= 9);
}

/* The unit in the corner of conv3_3 looks at five places outside in each of its three channels that are shown, and its
 * field goes past the photo on two sides. */
static void padding_is_hatched(void **state) {
    (void)state;
    draw("select conv3_3; map 11; pixel 0 0; view neuron; zoom 1");
    assert_int_equal(hatched(), 3 * 5);
    draw("pixel 28 24");
    assert_int_equal(hatched(), 0);
    draw("select conv1_1; pixel 0 0; zoom 2"); /* all 27 products are there */
    assert_int_equal(hatched(), 3 * 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_less_than_all_is_all, at_desk),
        cmocka_unit_test_setup(factors_have_three_digits, at_desk),
        cmocka_unit_test_setup(padding_is_hatched, at_desk),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
