/* Lessons as they are taught: a card is the same however it was reached, questions wait, what the learner had comes
 * back. Runs in the top directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/features/followed.h"
#include "app/script.h"
#include "app/session/lesson.h"
#include "drawn.h"

static App app;

#include "says.h"

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
    fprintf(out, "%s\n%d %d %d %d %d %d\n", script, app.order, app.scale, app.digits, app.page.at, app.zoomed,
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

static bool asks_in_vain(void) {
    return app.lab.guess == GUESS_ON && followed_map(&app).state == FOLLOWED_MISSING;
}

/* Each card reached directly, by stepping forward through disturbances, and by stepping back. */
static void check_lesson(const char *name) {
    char script[200];
    char *direct[LESSON_CARDS];
    bool vain[LESSON_CARDS]; /* asks about what is not here: passed over on the way */
    snprintf(script, sizeof script, "lesson '%s' 1", name);
    says(script);
    int cards = app.teaching->lesson.cards;
    for (int card = 0; card < cards; card++) {
        says("lesson close; net alexnet; image owl; reset; view family");
        snprintf(script, sizeof script, "lesson '%s' %d", name, card + 1);
        says(script);
        direct[card] = picture();
        vain[card] = asks_in_vain();
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
        if (card + 1 < cards && vain[card + 1]) card++;
    }
    for (int card = cards - 2; card >= 0; card--) {
        if (vain[card]) continue;
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
    check_lesson("tests/lessons/tasks.md");
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

/* A field takes sums of products, and what a Chinese input method types; empty, neither Enter nor Backspace. */
static void a_number_is_typed_as_it_is_written(void **state) {
    (void)state;
    static const struct { const char *typed, *shown; double number; } CASES[] = {
        {"2 * 3 - 1", "2*3-1", 5}, {"４ ＋ １", "4+1", 5}, {"1 × 5", "1*5", 5}, {"5 ． 0", "5.0", 5},
        {"1 , 0 0 5", "1,005", 1005}, {"１ ， ０ ０ ５", "1,005", 1005}, {"- 5", "-5", -5},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char keys[64];
        snprintf(keys, sizeof keys, "%s", CASES[i].typed);
        says("lesson close; " FIXTURE " 4");
        for (char *key = strtok(keys, " "); key; key = strtok(NULL, " ")) press(key);
        assert_string_equal(app.teaching->typed, CASES[i].shown);
        press("return");
        assert_true(app.teaching->numbered && app.teaching->number == CASES[i].number);
        assert_int_equal(lesson_right(&app), CASES[i].number == 5);
    }
    says(FIXTURE " 4; answer １０＊０.５");
    assert_true(lesson_right(&app));
    says("lesson close; lesson parameters 4; mark; " FIXTURE " 4");
    assert_false(app_key(&app, "return"));
    assert_true(lesson_asks(&app));
    press("3"), press("*");
    is_refused("answer", "lesson.answer_number");
    assert_string_equal(app.teaching->typed, "3*"); /* nothing is lost */
    press("backspace"), press("backspace");
    assert_string_equal(app.teaching->typed, "");
    press("backspace"); /* comes back, as elsewhere */
    assert_string_equal(app.teaching->name, "parameters");
    says("lesson close");
}

static void an_answer_is_held_until_it_is_given(void **state) {
    (void)state;
    says(FIXTURE " 3");
    assert_true(lesson_asks(&app));
    assert_int_equal(app.view, VIEW_NETWORK);
    is_refused("answer 4", "command.number");
    says("hands 1 12; hands 3 more; hands 3 more");
    assert_int_equal(app.teaching->hands[0], 12);
    assert_int_equal(app.teaching->hands[2], 2);
    press("1"); /* a digit answers here, and picks a screen elsewhere */
    assert_false(lesson_asks(&app));
    assert_false(lesson_right(&app));
    assert_int_equal(app.teaching->chosen, 0);
    assert_int_equal(app.view, VIEW_FIELD); /* shown true by the program */
    assert_int_equal(app.lab.stack_n, 5);
    is_refused("answer 2", "lesson.no_question");
    press("pagedown");
    assert_int_equal(app.teaching->card, 3);
    press("3"), press("backspace"), press("5"), press("return");
    assert_true(lesson_right(&app));
    says("lesson tests/lessons/fixture.md 4; answer 3");
    assert_int_equal(app.teaching->chosen, 1);
    assert_false(lesson_right(&app));
    says("lesson tests/lessons/fixture.md 4");
    is_refused("answer many", "lesson.answer_number");
    assert_true(lesson_asks(&app));
    press("pageup"), press("h"), press("1"), press("2"), press("return"), press("7"), press("backspace"), press("8");
    assert_int_equal(app.teaching->hands[0], 12);
    assert_int_equal(app.teaching->hands[1], 8);
    press("h"), press("2");
    assert_true(lesson_right(&app));
    says("lesson close");
}

#define TASKS "lesson tests/lessons/tasks.md"

/* What has been met of the card's task, a digit a sign. */
static const char *met(const char *script) {
    static char out[LESSON_SIGNS + 1];
    says(script);
    const Task *task = lesson_card(&app)->task;
    for (int i = 0; i < task->n; i++) out[i] = (char)('0' + ((app.teaching->seen >> i) & 1));
    out[task->n] = '\0';
    return out;
}

static void what_the_learner_does_is_seen(void **state) {
    (void)state;
    static const struct { const char *script, *met; } CASES[] = {
        {TASKS " 1", "00"}, {TASKS " 1; step", "10"}, {TASKS " 1; run", "00"}, {TASKS " 1; run; back 20", "10"},
        {TASKS " 1; until relu1_2", "10"}, {TASKS " 1; map next", "01"}, {TASKS " 1; map next; map previous", "01"},
        {TASKS " 1; until conv1_1", "00"}, {TASKS " 1; steps modules; step", "10"},
        {TASKS " 2", "0"}, {TASKS " 2; tool brush", "0"}, {TASKS " 2; occlude 9 9", "0"}, {TASKS " 2; undo", "0"},
        {TASKS " 2; draw 9 9 20 20", "1"}, {TASKS " 2; draw on 9 9", "1"}, {TASKS " 2; image owl", "0"},
        /* what stands when the card opens is met once it is left and come back to, or said */
        {TASKS " 3", "000"}, {TASKS " 3; map next; order energy", "000"}, {TASKS " 3; select conv1_1", "100"},
        {TASKS " 3; select conv1_2", "000"}, {TASKS " 3; select next; select previous", "100"},
        {TASKS " 3; select features[0]", "000"}, {TASKS " 3; pixel 1 0; move left", "010"},
        {TASKS " 3; point 0 0", "010"},
        {TASKS " 3; view field; view layer", "001"},
        {TASKS " 4", "0000"}, {TASKS " 4; view slices", "0000"},
        {TASKS " 4; view slices; slice vgg19.features[2:7]", "1000"}, {TASKS " 4; preprocess caffe", "0100"},
        {TASKS " 4; net other", "0010"}, {TASKS " 4; weights random:5", "0001"},
        {TASKS " 5", "00"}, {TASKS " 5; together next", "10"}, {TASKS " 5; boundary block", "01"},
        {TASKS " 5; together next; boundary", "11"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *got = met(CASES[i].script);
        if (strcmp(got, CASES[i].met) != 0) fail_msg("%s: %s, not %s", CASES[i].script, got, CASES[i].met);
    }
    says("lesson close");
}

/* Tasks of the lessons that come with the program: half of what the words ask for is not enough. */
static void a_task_asks_for_all_that_its_words_say(void **state) {
    (void)state;
    static const struct { const char *card, *half, *whole; } CASES[] = {
        {"lesson sixteen-nineteen 12", "together next; together next", "until pool2; together next"},
        {"lesson sixteen-nineteen 12", "until pool2", "until conv3_2"},
        {"lesson what-decides 5", "occlude 100 100", "tool colour; occlude 90 100"},
        {"lesson what-decides 8", "excite", "excite"},
        {"lesson one-by-one 13", "lower less", "lower 1"},
        {"lesson why-panda 8", "why more", "why deeper"},
        {"lesson why-panda 8", "why deeper", "why more"},
        {"lesson texture-and-style 8", "weigh content 2", "weigh content 4"},
        {"lesson why-224 9", "shift 8 0", "clear; shift 32 0"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        says(CASES[i].card);
        says(CASES[i].half);
        if (lesson_done(&app)) fail_msg("%s: %s is enough", CASES[i].card, CASES[i].half);
        says(CASES[i].whole);
        if (!lesson_done(&app)) fail_msg("%s: %s does not do it", CASES[i].card, CASES[i].whole);
    }
    says("lesson sixteen-nineteen 12");
    for (int i = 0; i < 7; i++) {
        assert_true(lesson_asks(&app));
        press("space");
        assert_int_equal(app.teaching->card, 11);
    }
    assert_true(lesson_done(&app));
    says("lesson close");
}

/* A task is shown on the screen of its card, wherever the learner has gone. */
static void what_is_shown_is_seen(void **state) {
    (void)state;
    says("lesson what-is-vgg 12");
    press("5");
    assert_int_equal(app.view, VIEW_PARAMETERS);
    press("pagedown");
    assert_int_equal(app.view, VIEW_NETWORK);
    assert_int_equal(app.step, app_last_step(&app));
    says("lesson close");
}

/* Where the other map is not here, nobody is asked which one is the copy. */
static void a_card_without_what_it_needs_is_passed_over(void **state) {
    (void)state;
    says("lesson sixteen-nineteen 10");
    int by = asks_in_vain() ? 2 : 1;
    says("lesson sixteen-nineteen 9; answer; lesson next");
    assert_int_equal(app.teaching->card, 8 + by);
    says("lesson sixteen-nineteen 11; lesson previous");
    assert_int_equal(app.teaching->card, 10 - by);
    says("lesson close");
}

static void open_last(const char *name) {
    char script[80];
    snprintf(script, sizeof script, "lesson %s 1", name);
    says(script);
    snprintf(script, sizeof script, "lesson %s %d", name, app.teaching->lesson.cards);
    says(script);
    if (lesson_asks(&app)) says("answer");
}

/* Behind the last card the next lesson of the list, or of the plan, is named, and then opens; PageUp leads back. */
static void a_lesson_leads_to_the_next(void **state) {
    (void)state;
    LessonList lessons;
    lesson_list("en", &lessons);
    says("course all; close");
    open_last("pooling");
    press("pagedown");
    assert_string_equal(app.teaching->name, "pooling");
    assert_true(app.teaching->offers);
    int at = 0;
    while (strcmp(lessons.at[at].name, "pooling") != 0) at++;
    assert_string_equal(app.teaching->next.title, lessons.at[at + 1].title);
    press("pageup"), press("pagedown"), press("pagedown");
    assert_string_equal(app.teaching->name, lessons.at[at + 1].name);
    assert_int_equal(app.teaching->card, 0);
    assert_false(app.teaching->offers);
    press("pageup");
    assert_string_equal(app.teaching->name, "pooling");
    assert_int_equal(app.teaching->card, 13);
    says("course 45; close");
    open_last("what-is-vgg");
    press("pagedown");
    assert_string_equal(app.teaching->next.name, "one-step");
    open_last("receptive-field"); /* of the plan */
    press("pagedown"), press("pagedown"), press("pagedown");
    assert_true(app.teaching->offers && !*app.teaching->next.name);
    says(FIXTURE " 4; answer");
    press("pagedown"), press("pagedown"); /* of no list */
    assert_int_equal(app.teaching->card, 3);
    says("lesson close; course all; close");
}

static void a_task_is_held_until_it_is_done(void **state) {
    (void)state;
    says(TASKS " 1");
    assert_true(lesson_asks(&app));
    press("space"); /* a step here, and the next card elsewhere */
    assert_int_equal(app.step, 2);
    assert_int_equal(app.teaching->card, 0);
    assert_true(lesson_asks(&app));
    assert_int_equal(app.view, VIEW_NETWORK);
    press("down");
    assert_true(lesson_done(&app));
    assert_false(lesson_asks(&app));
    assert_int_equal(app.view, VIEW_LAYER); /* the block behind the task */
    is_refused("seen 1", "lesson.no_task");
    is_refused("hands 1 2", "lesson.no_question");
    press("space");
    assert_int_equal(app.teaching->card, 1);
    says(TASKS " 1");
    press("pagedown"); /* shown by the program */
    assert_false(lesson_asks(&app));
    assert_false(lesson_done(&app));
    assert_int_equal(app.step, 2);
    assert_true(app.selection.map[app.selection.row + 1] >= 0);
    assert_int_equal(app.view, VIEW_LAYER);
    press("pagedown");
    assert_int_equal(app.teaching->card, 1);
    press("pagedown"), press("pagedown"); /* does not say how; goes on */
    assert_int_equal(app.teaching->card, 2);
    is_refused("answer 1", "lesson.no_question");
    is_refused("seen 4", "command.number");
    is_refused("seen no", "command.number");
    says("lesson close");
    is_refused("seen none", "lesson.no_task");
}

/* What is done away from the card is none of its task, and neither is what leads back to it. */
static void a_detour_meets_nothing(void **state) {
    (void)state;
    says(TASKS " 1; step; lesson detour; map next; return");
    assert_string_equal(met(""), "10");
    assert_string_equal(met("seen off; map next"), "00");
    assert_string_equal(met("seen none; map next"), "01");
    says("lang zh; lang en");
    assert_string_equal(met(""), "01");
    says("lesson close");
}

static void what_is_locked_and_hidden(void **state) {
    (void)state;
    says(FIXTURE " 1");
    is_refused("net alexnet", "lesson.locked");
    is_refused("weights random:2", "lesson.locked");
    is_refused("image owl", "lesson.locked");
    is_refused("images assets", "lesson.locked");
    is_refused("view neuron", "lesson.locked");
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
    is_refused("return", "command.no_mark");
}

static void the_state_leads_back(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    static const char *const PLACES[] = {"lesson parameters 3; hands 1 4; answer 1", "lesson parameters 2; answer 9",
                                         "lesson parameters 4", "lesson receptive-field 4; answer",
                                         TASKS " 1", TASKS " 1; step", TASKS " 1; map next; select conv2_1; step 4",
                                         TASKS " 1; step; map next; map next", TASKS " 1; map next; answer; step",
                                         TASKS " 1; map next; lesson detour; step 3", TASKS " 2; draw 9 9 20 20",
                                         TASKS " 3; move left; select conv2_1", TASKS " 5; together next",
                                         "lesson pooling 14; lesson next", "lesson mistakes 13; lesson next"};
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

/* What was asked opens as a list; its card opens from anywhere, and one comes back. */
static void a_question_leads_to_a_card_and_back(void **state) {
    (void)state;
    static const char *const PLACES[] = {"net alexnet; image owl; until conv3; view layer",
                                         "lesson parameters 3; answer 1", "lesson one-step 4", TASKS " 1; step"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        says("lesson close; net vgg16; image panda; reset");
        says(PLACES[i]);
        if (i == 3) says("lesson tests/lessons/tasks.md 1; seen 1"); /* what was changed on a card stays behind */
        char *before = picture();
        says("ask Why {4,096}?");
        assert_int_equal(app.overlay, OVERLAY_ASK);
        press("down"), press("up"), press("return");
        assert_string_equal(app.teaching->name, "answers");
        assert_int_equal(app.teaching->card, 2);
        press("backspace");
        same("after an answer", PLACES[i], 0, picture(), before);
        free(before);
    }
    says("lesson close; net vgg16; image panda; reset; view network");
    is_refused("ask xyzzy", "ask.nothing");
    assert_int_equal(app.overlay, OVERLAY_NONE);
    press("f7");
    assert_string_equal(app.typed, "ask ");
    says("close");
    app_say(&app, "ask what's ReLU; what is a \"map\"");
    assert_false(failed(&app.trouble));
    assert_string_equal(app.asked->words, "what's ReLU; what is a \"map\"");
    press("f7");
    assert_int_equal(app.overlay, OVERLAY_NONE);
    app_say(&app, "ask");
    assert_string_equal(app.typed, "ask ");
    says("close");
}

/* A mark outside of lessons is come back to, whatever the open one locks. */
static void a_mark_leads_out_of_a_lesson(void **state) {
    (void)state;
    says("net alexnet; until conv3; view layer");
    char *before = picture();
    says("mark; lesson one-step 2; return");
    assert_false(app.teaching->open);
    same("after the lesson", "one-step", 2, picture(), before);
    free(before);
    says("net vgg16; reset; view network");
}

static void what_is_wrong_is_said(void **state) {
    (void)state;
    says("lesson close");
    is_refused("lesson nothing-of-the-kind", "lesson.missing");
    is_refused("lesson ../no/such/lesson.md", "lesson.missing");
    is_refused("answer 1", "lesson.no_question");
    is_refused("hands 1 2", "lesson.no_question");
    is_refused(FIXTURE " 99", "command.number");
    assert_false(app.teaching->open);
    says("lesson next; lesson previous; lesson detour; lesson close");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_the_same_however_it_was_reached),
        cmocka_unit_test(commands_are_for_the_weights_that_run),
        cmocka_unit_test(nothing_is_computed_twice),
        cmocka_unit_test(an_answer_is_held_until_it_is_given),
        cmocka_unit_test(what_the_learner_does_is_seen),
        cmocka_unit_test(a_task_asks_for_all_that_its_words_say),
        cmocka_unit_test(a_task_is_held_until_it_is_done),
        cmocka_unit_test(what_is_shown_is_seen),
        cmocka_unit_test(a_card_without_what_it_needs_is_passed_over),
        cmocka_unit_test(a_lesson_leads_to_the_next),
        cmocka_unit_test(a_detour_meets_nothing),
        cmocka_unit_test(what_is_locked_and_hidden),
        cmocka_unit_test(the_learner_gets_back_what_was_there),
        cmocka_unit_test(a_detour_comes_back_to_the_card_as_it_was),
        cmocka_unit_test(the_state_leads_back),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_question_leads_to_a_card_and_back),
        cmocka_unit_test(a_mark_leads_out_of_a_lesson),
        cmocka_unit_test(a_number_is_typed_as_it_is_written),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
