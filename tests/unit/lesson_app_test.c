/* Lessons as they are taught: a card is the same however it was reached, questions wait, what the learner had comes
 * back. Runs in the top directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/lesson.h"
#include "drawn.h"

static App app;

#define FIXTURE "lesson tests/lessons/fixture.md"

static int open_app(void **state) {
    (void)state;
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    return failed(&e) ? -1 : 0;
}

static int close_app(void **state) {
    (void)state;
    app_close(&app);
    return 0;
}

static void says(const char *script) {
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
}

static void refuses(const char *script, const char *id) {
    Error e = app_do(&app, script, NULL);
    if (!failed(&e)) fail_msg("%s was taken", script);
    assert_string_equal(e.id, id);
}

static void press(const char *key) {
    if (!app_key(&app, key)) fail_msg("%s means nothing", key);
    if (failed(&app.trouble)) fail_msg("%s: %s", key, app.trouble.id);
}

/* What is on the screen and the state behind it, as text. */
static char *picture(void) {
    char *text = NULL, script[SCRIPT_SIZE];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(drawn_write(&app, "", out));
    app_script(&app, script, sizeof script);
    fprintf(out, "%s\n%d %d %d %d %d %d\n", script, app.order, app.scale, app.digits, app.page, app.zoomed,
            app.selection.map[3]);
    fclose(out);
    return text;
}

static void disturb(void) { /* as a learner may */
    app_do(&app, "image koala", NULL);
    app_do(&app, "map 2; order energy; scale map; relu before; digits full; steps modules; step 5; zoom 3", NULL);
    app_do(&app, "stack 5 5; channels 64; view neuron", NULL);
}

static void same(const char *how, const char *name, int card, char *got, const char *want) {
    if (strcmp(got, want) != 0) {
        const char *a = got, *b = want;
        while (*a && *a == *b) a++, b++;
        fail_msg("%s, card %d, %s: '%.80s', not '%.80s'", name, card, how, a, b);
    }
    free(got);
}

/* Each card reached directly, by stepping forward through disturbances, and by stepping back. */
static void check_lesson(const char *name) {
    char script[200];
    char *direct[LESSON_CARDS];
    snprintf(script, sizeof script, "lesson '%s' 1", name);
    says(script);
    int cards = app.teaching->lesson.cards;
    for (int card = 0; card < cards; card++) {
        says("lesson close; net alexnet; image owl; reset; view family");
        snprintf(script, sizeof script, "lesson '%s' %d", name, card + 1);
        says(script);
        direct[card] = picture();
    }
    says("lesson close; net vgg16; image panda");
    snprintf(script, sizeof script, "lesson '%s' 1", name);
    says(script);
    for (int card = 0; card < cards; card++) {
        assert_int_equal(app.teaching->card, card);
        same("by stepping", name, card + 1, picture(), direct[card]);
        disturb();
        if (lesson_asks(&app)) press("pagedown"); /* reveals */
        assert_int_equal(app.teaching->card, card);
        if (card + 1 < cards) press("pagedown");
    }
    for (int card = cards - 2; card >= 0; card--) {
        disturb();
        press("pageup");
        same("by stepping back", name, card + 1, picture(), direct[card]);
    }
    for (int card = 0; card < cards; card++) free(direct[card]);
    says("lesson close");
}

#ifdef SANITIZED /* all cards are drawn by lesson_screens_test; of the ways to them, some lessons take each */
enum { EVERY = 3 };
#else
enum { EVERY = 1 };
#endif

static void a_card_is_the_same_however_it_was_reached(void **state) {
    (void)state;
    LessonList lessons;
    says("net vgg16");
    check_lesson("tests/lessons/fixture.md");
    lesson_list("en", &lessons);
    for (int i = 0; i < lessons.n; i += EVERY) {
        Error e = lesson_open(&app, lessons.at[i].name);
        if (!failed(&e)) check_lesson(lessons.at[i].name); /* tests/live/lessons.py names mistakes */
    }
}

static void commands_are_for_the_weights_that_run(void **state) {
    (void)state;
    says("weights bundled; " FIXTURE " 1");
    assert_int_equal(app.own.id, NET_VGG19);
    assert_true(app_slim(&app));
    assert_int_equal(app_map(&app), 3);
    says("lesson close; net vgg19; weights random:3; " FIXTURE " 1");
    assert_false(app_slim(&app));
    assert_int_equal(app_map(&app), 77);
    says("lesson close");
    assert_int_equal(app.choice, WEIGHTS_RANDOM);
    says("net vgg16; weights bundled");
}

static void nothing_is_computed_twice(void **state) {
    (void)state;
    says(FIXTURE " 3");
    Error e = app_wait(&app);
    assert_false(failed(&e));
    const Run *run = app.run;
    uint64_t version = app.version;
    says("lesson tests/lessons/fixture.md 1; lesson tests/lessons/fixture.md 3");
    assert_ptr_equal(app.run, run);
    assert_int_equal(app.version, version);
    assert_true(run_done(app.run, app_step_row(&app)));
    says("lesson close");
}

static void an_answer_is_held_until_it_is_given(void **state) {
    (void)state;
    says(FIXTURE " 3");
    assert_true(lesson_asks(&app));
    assert_int_equal(app.view, VIEW_NETWORK);
    refuses("answer 4", "command.number");
    says("hands 1 12; hands 3 more; hands 3 more");
    assert_int_equal(app.teaching->hands[0], 12);
    assert_int_equal(app.teaching->hands[2], 2);
    press("1"); /* a digit answers here, and picks a screen elsewhere */
    assert_false(lesson_asks(&app));
    assert_false(lesson_right(&app));
    assert_int_equal(app.teaching->chosen, 0);
    assert_int_equal(app.view, VIEW_FIELD); /* shown true by the program */
    assert_int_equal(app.lab.stack_n, 5);
    refuses("answer 2", "lesson.no_question");
    press("pagedown");
    assert_int_equal(app.teaching->card, 3);
    press("3"), press("backspace"), press("5"), press("return");
    assert_true(lesson_right(&app));
    says("lesson tests/lessons/fixture.md 4; answer 3");
    assert_int_equal(app.teaching->chosen, 1);
    assert_false(lesson_right(&app));
    says("lesson tests/lessons/fixture.md 4");
    refuses("answer many", "lesson.answer_number");
    assert_true(lesson_asks(&app));
    press("pageup"), press("h"), press("1"), press("2"), press("return"), press("7"), press("backspace"), press("8");
    assert_int_equal(app.teaching->hands[0], 12);
    assert_int_equal(app.teaching->hands[1], 8);
    press("h"), press("2");
    assert_true(lesson_right(&app));
    says("lesson close");
}

static void what_is_locked_and_hidden(void **state) {
    (void)state;
    says(FIXTURE " 1");
    refuses("net alexnet", "lesson.locked");
    refuses("weights random:2", "lesson.locked");
    refuses("image owl", "lesson.locked");
    refuses("images assets", "lesson.locked");
    refuses("view neuron", "lesson.locked");
    says("net vgg19; step; map 2");
    says("lesson close; net alexnet; net vgg16; view layer; view network");
}

static void the_learner_gets_back_what_was_there(void **state) {
    (void)state;
    says("net alexnet; image owl; until conv3; select conv2; map 7; view layer; order energy; digits full");
    char *before = picture();
    says(FIXTURE " 2; lesson next; lesson close");
    assert_false(app.teaching->open);
    same("after the lesson", "fixture", 0, picture(), before);
    free(before);
    says("net vgg16; image panda; reset; view network; order index; digits short");
}

static void a_detour_comes_back_to_the_card_as_it_was(void **state) {
    (void)state;
    says(FIXTURE " 3; answer 1; follow next; follow next");
    char *before = picture();
    press("m");
    assert_false(app.teaching->open);
    says("net alexnet; image owl; run; view parameters; channels 64");
    press("backspace");
    assert_true(app.teaching->open);
    same("after the detour", "fixture", 3, picture(), before);
    free(before);
    press("escape");
    assert_false(app.teaching->open);
    refuses("return", "command.no_mark");
}

static void the_state_leads_back(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    static const char *const PLACES[] = {"lesson parameters 3; hands 1 4; answer 1", "lesson parameters 2; answer 9",
                                         "lesson parameters 4", "lesson receptive-field 4; answer"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        says("lesson close");
        says(PLACES[i]);
        char *before = picture();
        app_script(&app, script, sizeof script);
        says("lesson close; net vgg19; view neuron");
        says(script);
        same(script, PLACES[i], 0, picture(), before);
        free(before);
    }
    says("lesson close");
}

static void what_is_wrong_is_said(void **state) {
    (void)state;
    says("lesson close");
    refuses("lesson nothing-of-the-kind", "lesson.missing");
    refuses("lesson ../no/such/lesson.md", "lesson.missing");
    refuses("answer 1", "lesson.no_question");
    refuses("hands 1 2", "lesson.no_question");
    refuses(FIXTURE " 99", "command.number");
    assert_false(app.teaching->open);
    says("lesson next; lesson previous; lesson detour; lesson close");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_the_same_however_it_was_reached),
        cmocka_unit_test(commands_are_for_the_weights_that_run),
        cmocka_unit_test(nothing_is_computed_twice),
        cmocka_unit_test(an_answer_is_held_until_it_is_given),
        cmocka_unit_test(what_is_locked_and_hidden),
        cmocka_unit_test(the_learner_gets_back_what_was_there),
        cmocka_unit_test(a_detour_comes_back_to_the_card_as_it_was),
        cmocka_unit_test(the_state_leads_back),
        cmocka_unit_test(what_is_wrong_is_said),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
