/* A phone held upright: no text is cut or outside, and nothing that is pressed is left out, in every screen and panel;
 * no text in every list, and the first and last card of every lesson. What is told whole, to a finger that is held, may
 * be shortened. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/lesson.h"
#include "seen.h"

enum { W = 390, H = 844 };

static int faults;

static void fault(const char *script, const char *what, const char *text) {
    faults++;
    print_message("%s, %s, panel %d: %s: %s\n", script, strings_language(app.strings), app.zoomed, what, text);
}

/* Its last letters are left out. */
static bool shortened(const char *text) {
    size_t n = strlen(text);
    return n > strlen("…") && strcmp(text + n - strlen("…"), "…") == 0;
}

/* What is told there says it whole, to a finger that is held. */
static bool is_told(const Draw *d) {
    float x = d->rect.x + d->rect.w / 2, y = d->rect.y + d->rect.h / 2;
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        Rect r = hit->rect;
        if (hit->told.tell && x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h) return true;
    }
    return false;
}

static void check_frame(const char *script) {
    arena_reset(&arena);
    view_frame(&app, &metrics, W, H, 1e9, &arena, &frame);
    assert_false(arena.failed);
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT || !*d->text.utf8) continue;
        if ((d->text.cut || shortened(d->text.utf8)) && !is_told(d)) fault(script, "cut", d->text.utf8);
        if (d->rect.x < -0.5f || d->rect.x + d->rect.w > W + 0.5f || d->rect.y < -1 || d->rect.y + d->rect.h > H + 1)
            fault(script, "outside", d->text.utf8);
    }
}

/* ---- presses ---- */

enum { PRESSES = 1200 };
static char presses[PRESSES][80];
static bool pressed[PRESSES];
static int n_presses;

/* What turns to what has no room, of which there is more here. */
static bool turns(const char *command) {
    static const char *const WAYS[] = {"page ", "zoom ", "family ", "column ", "map "};
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++)
        if (strncmp(command, WAYS[i], strlen(WAYS[i])) == 0) return true;
    return strlen(command) >= sizeof presses[0];
}

/* All that a wide window has. */
static void look_for_presses(void) {
    arena_reset(&arena);
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    n_presses = 0;
    for (int i = 0; i < frame.n_hits && n_presses < PRESSES; i++) {
        const char *command = frame.hits[i].command;
        if (!command || !*command || turns(command)) continue;
        pressed[n_presses] = false;
        strcpy(presses[n_presses++], command);
    }
    assert_true(n_presses > 10);
}

static void find_presses(void) {
    for (int i = 0; i < frame.n_hits; i++)
        for (int k = 0; k < n_presses && frame.hits[i].command; k++)
            pressed[k] |= strcmp(presses[k], frame.hits[i].command) == 0;
}

/* All panels of the screen. */
static void check_panels(const char *script) {
    int panels[UI_HITS], n = 0;
    look_for_presses();
    check_frame(script);
    find_presses();
    for (int i = 0; i < frame.n_hits; i++) {
        int panel;
        if (!frame.hits[i].command || sscanf(frame.hits[i].command, "zoom %d", &panel) != 1) continue;
        panels[n++] = panel;
    }
    for (int k = 0; k < 8 && n; k++) { /* round and round by the button to the next one */
        char zoom[16];
        snprintf(zoom, sizeof zoom, "zoom %d", panels[n - 1]);
        says_and_waits(zoom);
        check_frame(script);
        find_presses();
        for (int i = 0; i < frame.n_hits; i++)
            if (frame.hits[i].command) sscanf(frame.hits[i].command, "zoom %d", &panels[n - 1]);
    }
    says("zoom 0");
    for (int i = 0; i < n_presses; i++)
        if (!pressed[i]) fault(script, "no press", presses[i]);
}

static void everywhere(const char *script, void (*check)(const char *script)) {
    says("close; zoom 0");
    says_and_waits(script);
    for (int language = 0; language < app.languages.n; language++) {
        Error e = app_set_language(&app, app.languages.at[language].name);
        assert_false(failed(&e));
        check(script);
    }
    says("lang en");
}

static void nothing_of_a_screen_is_cut(void **state) {
    (void)state;
    static const char *const SCREENS[] = {
        "net vgg16; weights bundled; image panda; reset; view network", "until conv3_1", "run",
        "view layer; select conv3_1", "select fc8", "view neuron; select conv3_3", "view field; select conv4_1",
        "view parameters", "topic 1x1", "topic lower", "topic norm", "topic stacks; view compare; select pool3",
        "figures curves", "figures table; view slices; slice features[2:7]", "view family", "family figures",
        "family columns; view why", "why off; view network"};
    faults = 0;
    for (size_t i = 0; i < sizeof SCREENS / sizeof *SCREENS; i++) everywhere(SCREENS[i], check_panels);
    for (int view = 0; view < VIEW_COUNT; view++) everywhere(screen_of((View)view)->bench.script, check_panels);
    assert_int_equal(faults, 0);
}

/* Whether a panel, by its number, has a text. */
static bool says_text(int panel, const char *text) {
    Rect r = {0};
    for (int i = 0; i < frame.n_panels; i++)
        if (frame.panels[i].panel == panel) r = frame.panels[i].rect;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_TEXT && d->rect.y >= r.y && d->rect.y < r.y + r.h && strcmp(d->text.utf8, text) == 0)
            return true;
    }
    return false;
}

static void the_strips_say_what_they_are(void **state) {
    (void)state;
    static const char *const ALL[] = {"conv + ReLU", "max-pool", "fully connected", "softmax"};
    static const int SIZES[][2] = {{360, 640}, {390, 844}, {500, 900}, {768, 1024}, {820, 1180}};
    faults = 0;
    for (app.textsize = 1; app.textsize <= 2; app.textsize++)
        for (size_t k = 0; k < sizeof SIZES / sizeof *SIZES; k++) {
            int n = 0;
            says_and_waits("net vgg16; reset; view compare");
            arena_reset(&arena);
            view_frame(&app, &metrics, SIZES[k][0], SIZES[k][1], 1e9, &arena, &frame);
            if (!says_text(1, "VGG-16") || !says_text(2, "VGG-19")) fault("compare", "no", "name");
            says_and_waits("view network");
            arena_reset(&arena);
            view_frame(&app, &metrics, SIZES[k][0], SIZES[k][1], 1e9, &arena, &frame);
            for (int i = 0; i < 4; i++) n += says_text(1, ALL[i]);
            if (says_text(1, "fully connected, 1×1×4096")) n++;
            if (n != 0 && n != 4) fault("network", "some colours alone", "");
            if (SIZES[k][0] >= 768 && app.textsize == 1 && !says_text(1, "prob")) fault("network", "no", "last layer");
        }
    app.textsize = 1;
    assert_int_equal(faults, 0);
}

static void no_text_of_a_list_is_cut(void **state) {
    (void)state;
    static const char *const LISTS[] = {"view network; help", "close; lesson list", "close; gallery",
                                        "close; weights list", "close; save"};
    faults = 0;
    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) everywhere(LISTS[i], check_frame);
    says("close");
    assert_int_equal(faults, 0);
}

static void no_text_of_a_card_is_cut(void **state) {
    (void)state;
    static LessonList list;
    char script[PATH_SIZE];
    lesson_list("en", &list);
    assert_true(list.n > 10);
    faults = 0;
    for (int i = 0; i < list.n; i++) {
        snprintf(script, sizeof script, "lesson %s 1", list.at[i].name);
        everywhere(script, check_frame);
        snprintf(script, sizeof script, "lesson %s %d", list.at[i].name, list.at[i].cards);
        everywhere(script, check_frame);
        says("lesson close");
    }
    assert_int_equal(faults, 0);
}

/* ---- cards ---- */

static bool leads_to(const char *command) {
    for (int i = 0; i < frame.n_hits; i++) {
        const char *said = frame.hits[i].command;
        if (said && strncmp(said, command, strlen(command)) == 0) return true;
    }
    return false;
}

/* The card, which is the lowest panel; below its last text nothing is left but its edge, or the room of an answer. */
static void check_card(const char *script) {
    Rect card = {0};
    float last = 0;
    arena_reset(&arena);
    view_frame(&app, &metrics, W, H, 1e9, &arena, &frame);
    if (!leads_to("lesson detour")) fault(script, "no press", "lesson detour");
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_FILL && d->color == theme(app.theme)->panel && d->rect.y > card.y) card = d->rect;
    }
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        float end = d->rect.y + d->rect.h;
        if (d->kind == DRAW_TEXT && d->rect.y > card.y && end < card.y + card.h && end > last) last = end;
    }
    bool alone = card.h > 0.6f * H, waits = lesson_card(&app)->asks_at >= 0;
    if (!alone && !waits && card.y + card.h - last > 30) fault(script, "empty below", "the card");
}

static void a_card_leaves_its_picture_the_room(void **state) {
    (void)state;
    static LessonList list;
    char script[PATH_SIZE];
    lesson_list("en", &list);
    faults = 0;
    for (int i = 0; i < list.n; i++)
        for (int card = 1; card <= list.at[i].cards; card += card == 1 ? list.at[i].cards / 2 : list.at[i].cards)
            for (int text = 1; text <= 2; text++) {
                snprintf(script, sizeof script, "textsize %d; lesson %s %d", text, list.at[i].name, card);
                everywhere(script, check_card);
            }
    says("lesson close; textsize 1");
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_of_a_screen_is_cut),
                                       cmocka_unit_test(the_strips_say_what_they_are),
                                       cmocka_unit_test(no_text_of_a_list_is_cut),
                                       cmocka_unit_test(no_text_of_a_card_is_cut),
                                       cmocka_unit_test(a_card_leaves_its_picture_the_room)};
    return cmocka_run_group_tests(tests, open_seen, close_seen);
}
