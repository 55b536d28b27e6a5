/* Every card of every lesson in every language, before and after its answer, measured from its draw list: no text
 * too small, cut off, outside or over another, a photo for the tool that is in hand, and a third of the window or more
 * for the screen that the card is about. With the bundled weights; and
 * with the real VGG-19 where VGGSCOPE_TEST_DATA names its folder. Runs in the top directory. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/live.h"
#include "app/session/lesson.h"
#include "shell/fonts.h"
#include "view/screens.h"

#ifdef SANITIZED /* what memory is touched, the slim networks show as well, in a third of the time */
enum { FULL_EVERY = 3 };
#else
enum { FULL_EVERY = 1 };
#endif

static App app;
static Fonts *fonts;
static Arena arena;
static Frame frame;
static int wrong, measured;

static void complain(const char *place, const char *what, const char *text, const char *other) {
    if (++wrong <= 60) print_error("%s: %s: '%s' %s\n", place, what, text, other);
}

static bool overlap(Rect a, Rect b) {
    float w = fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x);
    float h = fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y);
    return w > 1 && h > 1;
}

/* Where the card ends, which is the leftmost panel. */
static float card_end(void) {
    Rect card = {1e9f, 0, 0, 0};
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_FILL && d->color == theme(app.theme)->panel && d->rect.x < card.x) card = d->rect;
    }
    return card.x + card.w;
}

static bool is_pressed(const char *command) {
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].command && strcmp(frame.hits[i].command, command) == 0) return true;
    return false;
}

/* A screen in the larger text that has no room beside its card may have the letters of a desk. */
static void check_texts(const char *place, int w, int h) {
    float end = card_end();
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        const char *t = d->text.utf8;
        bool large = app.textsize > 1 && d->rect.x < end;
        float small = large ? 18 : 14, key = large ? 40 : 24;
        if (d->text.cut) complain(place, "cut", t, "");
        if (d->text.size < (d->text.role == ROLE_KEY ? key : small)) complain(place, "small", t, "");
        if (d->rect.x < 0 || d->rect.y < 0 || d->rect.x + d->rect.w > (float)w + 0.5f ||
            d->rect.y + d->rect.h > (float)h + 0.5f)
            complain(place, "outside", t, "");
        for (int j = 0; j < i; j++) {
            const Draw *other = &frame.list.at[j];
            if (other->kind == DRAW_TEXT && overlap(d->rect, other->rect)) complain(place, "over", t, other->text.utf8);
        }
    }
    measured++;
}

/* Whether there is something on the picture that a stroke can be drawn on. */
static bool takes_strokes(void) {
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].kind == HIT_STROKE) return true;
    return false;
}

static void say(const char *script) {
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) complain(script, "fails", e.id, e.arg[0]);
}

/* The card as it stands, at 1280x720, in both sizes of text. A painted picture takes the same room after two steps. */
static void check_card(const char *name, const char *language, const char *state) {
    char place[200];
    if (app.view == VIEW_ASKS) say("asks at 2");
    Metrics metrics = fonts_metrics(fonts);
    for (app.textsize = 1; app.textsize <= 2; app.textsize++) {
        Error e = app_wait(&app);
        assert_false(failed(&e));
        snprintf(place, sizeof place, "%s, %s, card %d%s, size %d", name, language, app.teaching->card + 1, state,
                 app.textsize);
        arena_reset(&arena);
        view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
        assert_false(frame.list.arena->failed);
        check_texts(place, 1280, 720);
        if (1280 - card_end() < 1280.0f / 3 && !is_pressed("lesson detour")) complain(place, "no screen", "", "");
        if (live_tool_held(&app) && !takes_strokes()) complain(place, "no photo for the tool in hand", "", "");
    }
}

static void check_states(const char *name, const char *language, int card) {
    char script[160];
    snprintf(script, sizeof script, "lang %s; lesson %s %d", language, name, card);
    say(script);
    check_card(name, language, "");
    if (lesson_task(&app)) {
        say("answer");
        check_card(name, language, ", shown");
        say(script); /* which reads the lesson anew */
        say("seen 1");
        for (int i = 1; i < lesson_task(&app)->n; i++) app.teaching->seen |= 1u << i;
        check_card(name, language, ", done");
    }
    const Question *q = lesson_question(&app);
    if (!q) return;
    if (!q->number) {
        say("hands 1 12; hands 2 7; hands");
        check_card(name, language, ", hands");
    }
    say("answer");
    check_card(name, language, ", revealed");
    say(script);
    q = lesson_question(&app);
    if (q->number)
        snprintf(script, sizeof script, "answer %.10g", q->n > 1 ? q->choice[1].value : q->choice[0].value + 1);
    else snprintf(script, sizeof script, "answer %d", q->choice[0].right ? 2 : 1);
    say(script);
    check_card(name, language, ", answered wrong");
}

/* 0 where there is no such lesson. */
static int cards_of(const char *name, const char *language) {
    LessonList lessons;
    lesson_list(language, &lessons);
    for (int i = 0; i < lessons.n; i++)
        if (strcmp(lessons.at[i].name, name) == 0) return lessons.at[i].cards;
    return 0;
}

/* A card in one language after the other: what they show is computed once. */
static void check_lesson(const char *name) {
    int most = 0, cards[LANGUAGES_MOST];
    for (int l = 0; l < app.languages.n; l++) {
        cards[l] = cards_of(name, app.languages.at[l].name);
        if (cards[l] > most) most = cards[l];
    }
    for (int card = 1; card <= most; card++)
        for (int l = 0; l < app.languages.n; l++)
            if (card <= cards[l]) check_states(name, app.languages.at[l].name, card);
}

/* Every so many-th lesson. */
static void check_lessons(int every) {
    LessonList lessons;
    lesson_list("en", &lessons);
    for (int i = 0; i < lessons.n; i += every) check_lesson(lessons.at[i].name);
    say("lesson close; lang en");
}

static void open_with(const char *weights) {
    AppOptions options = {.net = weights ? "vgg19" : NULL, .weights = weights ? weights : "bundled"};
    Error e = app_open(&options, &app);
    if (failed(&e)) fail_msg("%s (%s)", e.id, e.arg[0]);
    fonts = fonts_open();
    assert_non_null(fonts);
    wrong = measured = 0;
}

static void close_all(void) {
    arena_free(&arena);
    fonts_close(fonts);
    app_close(&app);
}

static void with_bundled_weights(void **state) {
    (void)state;
    open_with(NULL);
    check_lessons(1);
    print_message("%d pictures measured\n", measured);
    close_all();
    assert_true(measured > 0);
    assert_int_equal(wrong, 0);
}

static void with_full_weights(void **state) {
    (void)state;
    char path[1024];
    const char *folder = getenv("VGGSCOPE_TEST_DATA");
    if (!folder) skip();
    snprintf(path, sizeof path, "%s/vgg19-imagenet-u8.safetensors", folder);
    open_with(path);
    check_lessons(FULL_EVERY);
    print_message("%d pictures measured\n", measured);
    close_all();
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(with_bundled_weights), cmocka_unit_test(with_full_weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
