/* What is pointed at: every area of every screen says what it is, in a box that lies in the window and beside it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "seen.h"
#include "view/hint.h"

static int told; /* areas */
static const char *place = "";

static void draw(int w, int h) {
    arena_reset(&arena);
    view_frame(&app, &metrics, w, h, 1e9, &arena, &frame);
    assert_false(arena.failed);
}

static bool overlap(Rect a, Rect b) {
    return fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x) > 0.5f && fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y) > 0.5f;
}

/* Whether a box would fit on a side of it. */
static bool has_room(Rect area, Rect box, float w, float h) {
    return area.x > box.w + 24 || area.y > box.h + 24 || w - area.x - area.w > box.w + 24 ||
           h - area.y - area.h > box.h + 24;
}

/* A text that is missing is shown by its key. */
static bool is_key(const char *text) {
    size_t name = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return name > 2 && text[name] == '.' && text[name + 1] >= 'a' && text[name + 1] <= 'z';
}

static void check(const Hit *hit, Pointed at, int w, int h) {
    Rect window = {0, 0, (float)w, (float)h};
    Ui ui = {.app = &app, .frame = &frame, .arena = &arena, .metrics = &metrics, .theme = theme(app.theme),
             .scale = view_scale(w, h), .upright = view_upright(w, h)};
    int before = frame.list.n;
    hint_draw_of(&ui, window, at);
    const Hint *hint = &frame.hint;
    const char *command = hit->command ? hit->command : "(tells)", *words = hint_words(&ui, hint);
    Rect box = hint->box;
    told++;
    if (!*words) fail_msg("%s: '%s' says nothing", place, command);
    if (hint->title && is_key(hint->title)) fail_msg("%s: '%s': %s", place, command, hint->title);
    for (int i = 0; i < HINT_LINES && hint->line[i]; i++)
        if (is_key(hint->line[i]) || strchr(hint->line[i], '{'))
            fail_msg("%s: '%s': %s", place, command, hint->line[i]);
    if (box.w <= 0 || box.x < 0 || box.y < 0 || box.x + box.w > window.w || box.y + box.h > window.h)
        fail_msg("%s: '%s': %s at %g %g, %g x %g", place, command, words, box.x, box.y, box.w, box.h);
    if (overlap(box, hint->at)) fail_msg("%s: '%s' is covered by its words", place, command);
    if (overlap(box, hit->rect) && has_room(hit->rect, box, window.w, window.h))
        fail_msg("%s: the area of '%s' is covered by its words", place, command);
    for (int i = before; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        if (d->text.cut) fail_msg("%s: '%s': cut: %s", place, command, d->text.utf8);
        if (d->rect.x < box.x || d->rect.x + d->rect.w > box.x + box.w || d->rect.y + d->rect.h > box.y + box.h)
            fail_msg("%s: '%s': outside its box: %s", place, command, d->text.utf8);
    }
    frame.list.n = before;
}

/* What tells can be pointed at: no other area lies over all of it. */
static void check_reached(int area) {
    const Hit *hit = &frame.hits[area];
    for (int i = 0; i < 81; i++) {
        float x = hit->rect.x + hit->rect.w * ((float)(i % 9) + 0.5f) / 9;
        float y = hit->rect.y + hit->rect.h * ((float)(i / 9) + 0.5f) / 9;
        if (frame_pointed(&frame, x, y).hit == area) return;
    }
    fail_msg("%s: '%s' at %g %g lies below another area", place, hit->command ? hit->command : "(tells)", hit->rect.x,
             hit->rect.y);
}

static void check_all(int w, int h) {
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        if (hit->told.nothing) continue;
        check_reached(i);
        check(hit, (Pointed){i, 0, 0}, w, h);
        if (!hit->told.cells) continue;
        check(hit, (Pointed){i, hit->columns - 1, hit->rows - 1}, w, h);
        check(hit, (Pointed){i, hit->columns / 2, hit->rows / 2}, w, h);
    }
}

static void check_everywhere(const char *script) {
    place = script;
    says(script);
    for (int language = 0; language < app.languages.n; language++) {
        Error e = app_set_language(&app, app.languages.at[language].name);
        assert_false(failed(&e));
        for (app.textsize = 1; app.textsize <= 2; app.textsize++) {
            e = app_wait(&app);
            assert_false(failed(&e));
            draw(1280, 720);
            check_all(1280, 720);
        }
    }
    says("lang en; textsize 1");
}

static void of_every_screen(void **state) {
    (void)state;
    says("run");
    for (int view = 0; view < VIEW_COUNT; view++) {
        told = 0;
        check_everywhere(screen_of((View)view)->bench.script);
        assert_true(told > 60);
    }
    static const char *const MORE[] = {
        "view network; select input",       "select pool3",
        "select prob",                      "select fc6",
        "view layer",                       "select prob",
        "select conv1_1",                   "select conv3_2; photos all",
        "photos this; pin; excite gradient", "pin off; excite off; view neuron; select pool2",
        "select conv1_1",                   "select fc7",
        "select prob",                      "view parameters; topic 1x1",
        "topic lower; select conv3_3",      "lower 3",
        "topic norm",                       "topic stacks; channels apart",
        "channels together; view family; family figures", "family alexnet",
        "family columns; view slices; slice lte", "reference jaguar",
        "reference none; slice none; view field; stack 3 3 3", "stack 11s4",
        "stack none; view compare; figures curves", "figures table; view network; select conv4_1; tool brush",
        "tool point; occlude 90 90 40; difference unchanged", "clear; run; view why; why topic terms",
        "why against; why term 2 3",        "why against; why topic random; why drawn 4",
        "why off; view network; zoom 3",
        "zoom 0; view layer; select conv1_2; sheet at 4", "select conv4_1; sheet at 0", "select conv1_1; sheet on",
        "sheet off; wall on; view network; select conv4_1", "view layer", "view compare", "view slices", "wall off",
        "run; select conv3_2; space on", "space log; space at -40 30", "select fc7; space front; space near 4",
        "space off"};
    for (size_t i = 0; i < sizeof MORE / sizeof *MORE; i++) check_everywhere(MORE[i]);
}

static void of_what_lies_over_them(void **state) {
    (void)state;
    static const char *const OVER[] = {"gallery", "help", "derive", "lesson list", "weights list", "save",
                                       "ask what is a jump", "command \"sel\""};
    for (size_t i = 0; i < sizeof OVER / sizeof *OVER; i++) {
        check_everywhere(OVER[i]);
        says("close");
    }
}

static void of_lessons(void **state) {
    (void)state;
    char script[64];
    for (int card = 1; card <= 5; card++) {
        snprintf(script, sizeof script, "lesson receptive-field %d", card);
        check_everywhere(script);
    }
    says("lesson close");
}

/* ---- what is pointed at ---- */

static const char *words_at(const char *script) {
    says(script);
    Error e = app_wait(&app);
    assert_false(failed(&e));
    draw(1280, 720);
    Ui ui = {.app = &app, .arena = &arena};
    return frame.pointed.hit >= 0 ? hint_words(&ui, &frame.hint) : "";
}

static void hold(const char *words, const char *what) {
    if (!strstr(words, what)) fail_msg("'%s' has no '%s'", words, what);
}

/* What is said of a unit is what `pixel` selects there. */
static void a_unit_of_a_map(void **state) {
    (void)state;
    char place_and_value[80];
    hold(words_at("net vgg16; run; view layer; select conv3_3; map 10; hover 14 40"), "conv3_3");
    const Hit *hit = &frame.hits[frame.pointed.hit];
    int x = frame.pointed.column, y = frame.pointed.row;
    assert_true(hit->told.cells && frame.hint.has_field);
    const float *values = run_values(app.run, hit->told.n[0]);
    assert_non_null(values);
    snprintf(place_and_value, sizeof place_and_value, "x %d, y %d: ", x, y);
    hold(words_at("hover 14 40"), place_and_value);
    Box field = frame.hint.field, window = frame.hint.window;
    char *press = pointed_command(&frame);
    assert_non_null(press);
    says(press);
    free(press);
    UnitFacts f = unit_facts(&app);
    assert_int_equal(f.x, x);
    assert_int_equal(f.y, y);
    assert_float_equal(f.value, values[(10 * f.out.h + y) * f.out.w + x], 0);
    assert_memory_equal(&f.box, &field, sizeof field);
    assert_int_equal(window.x0, x - 1); /* a 3x3 of padding 1 */
    assert_int_equal(window.y1, y + 1);
}

static void a_tile_and_a_button(void **state) {
    (void)state;
    hold(words_at("view network; select conv3_3; hover 45 60"), "mean");
    assert_false(frame.hits[frame.pointed.hit].told.cells);
    assert_string_equal(words_at("hover 97.5 3"), "Shows the keys.\nkey ?\n");
    hold(words_at("hover 14.5 3"), "key G");
    assert_string_equal(words_at("hover off"), "");
    hold(words_at("select prob; hover 37 38"), "giant panda (大熊猫)\nnumber 388 of the output: ");
    hold(words_at("lang zh"), "大熊猫（giant panda）\n");
    says("lang en; hover off");
}

static void nothing_is_said(void **state) {
    (void)state;
    draw(1280, 720);
    int n = frame.list.n;
    static const char *const SILENT[] = {"hints off; hover 97.5 3", "hints on; black on", "black off; hover 50 99.9",
                                         "hover 97.5 3; command \"x\"", "close; hover off"};
    for (size_t i = 0; i < sizeof SILENT / sizeof *SILENT; i++) assert_string_equal(words_at(SILENT[i]), "");
    assert_int_equal(frame.list.n, n); /* nothing at all is drawn */
    assert_string_not_equal(words_at("hover 97.5 3"), "");
    assert_string_equal(words_at("spotlight on"), "");
    says("spotlight off; hover off");
    assert_string_equal(words_at("tool brush; hover 12 55"), ""); /* one draws there */
    says("tool point; hover off");
}

/* Tab by Tab through all areas and round, Shift+Tab back; another screen ends it. */
static void a_walk(void **state) {
    (void)state;
    says("view network; hover next");
    draw(1280, 720);
    assert_int_equal(frame.pointed.hit, 0);
    int areas = 0;
    for (int i = 0; i < frame.n_hits; i++) areas += !frame.hits[i].told.nothing;
    assert_true(app_key(&app, "tab"));
    draw(1280, 720);
    assert_int_equal(frame.pointed.hit, 1);
    assert_true(app_key(&app, "shift+tab") && app_key(&app, "shift+tab"));
    draw(1280, 720);
    assert_int_equal(frame.pointed.hit, frame.n_hits - 1);
    for (int i = 0; i < areas; i++) assert_true(app_key(&app, "tab"));
    draw(1280, 720);
    assert_int_equal(frame.pointed.hit, frame.n_hits - 1);
    says("hints off"); /* the frame stays, so that one knows what is pressed */
    draw(1280, 720);
    assert_true(frame.pointed.hit >= 0 && frame.hint.box.w == 0);
    says("hints on; view layer");
    draw(1280, 720);
    assert_int_equal(frame.pointed.hit, -1);
    says("hover previous");
    assert_true(app_walking(&app) && app_key(&app, "escape"));
    assert_false(app_walking(&app));
    says("view network");
}

/* A clicker's black screen leads to the walk by its key back, its other keys go on, press and end it. */
static void a_clicker_walks(void **state) {
    (void)state;
    says_and_waits("view layer; select conv3_2; until conv3_2; map 5");
    assert_true(app_key(&app, "b") && app.black);
    assert_true(app_key(&app, "pageup") && !app.black && app_walking(&app));
    for (int i = 0; i < 400; i++) { /* to an area of cells */
        draw(1280, 720);
        if (frame.hits[frame.pointed.hit].told.cells) break;
        assert_true(app_key(&app, "pagedown"));
    }
    int area = frame.pointed.hit, column = frame.pointed.column, row = frame.pointed.row;
    const Hit *hit = &frame.hits[area];
    assert_true(hit->told.cells && column == hit->columns / 2 && row == hit->rows / 2);
    assert_true(app_key(&app, "right") && app_key(&app, "right") && app_key(&app, "up"));
    draw(1280, 720);
    assert_true(frame.pointed.hit == area && frame.pointed.column == column + 2 && frame.pointed.row == row - 1);
    for (int i = 0; i < hit->columns - 2; i++) assert_true(app_key(&app, "right")); /* round */
    assert_true(app_key(&app, "left") && app_key(&app, "down"));
    draw(1280, 720);
    assert_true(frame.pointed.hit == area && frame.pointed.column == column - 1 && frame.pointed.row == row);
    assert_true(app_key(&app, "pagedown") && app_key(&app, "pageup") && app.step > 0);
    draw(1280, 720);
    assert_true(frame.pointed.hit == area && frame.pointed.column == column); /* each is come to in its middle */
    assert_true(app_key(&app, "b") && !app.black); /* which presses */
    assert_true(app_key(&app, "f5") && !app_walking(&app));
    Error e = app_do(&app, "hover left", NULL);
    assert_string_equal(e.id, "hover.walk");
    assert_true(app_key(&app, "b") && app.black && app_key(&app, "pagedown") && !app.black && !app_walking(&app));
    says("view network");
}

/* How many pictures of numbers over the photo are told, and by which words. */
static int heats(const char *word) {
    int n = 0;
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        if (hit->told.tell != tell_heat) continue;
        Ui ui = {.app = &app, .arena = &arena};
        Hint hint = {.column = hit->columns / 2, .row = hit->rows / 2};
        hit->told.tell(&ui, hit, &hint);
        n += strstr(hint.line[0], word) != NULL;
    }
    return n;
}

/* What has numbers says them: heat over the photo, curves, planes, cells of a vector. */
static void numbers_are_told(void **state) {
    (void)state;
    static const struct { const char *script, *told; } SCENES[] = {
        {"net vgg16; run; view layer; select conv3_3; map 3; excite gradient; hover 88 30", "|∂unit/∂input|: R "},
        {"excite guided; hover 88 30", "|∂unit/∂input|: R "},
        {"excite off; photos random; hover 50 30", "a click selects"},
        {"photos this; view compare; figures curves; select conv4_2; hover 12 70", "VGG-16 "},
        {"figures table; select fc6; hover 5 60", "fc6 · number "},
        {"view slices; slice vgg19.features; slice none; select fc6; hover 75 60", "fc6 · number "},
        {"view field; stack 3 3 3; hover 20 60", "one unit sees "},
        {"stack none; select conv3_3; hover 20 60", "one unit sees "}};
    for (size_t i = 0; i < sizeof SCENES / sizeof *SCENES; i++) hold(words_at(SCENES[i].script), SCENES[i].told);
    words_at("hover off; view field; stack none; select conv3_3; zoom 3");
    assert_int_equal(heats("|∂unit/∂input|: "), 1);
    words_at("zoom 0; view why");
    assert_int_equal(heats("Grad-CAM at conv3_3: "), 1);
    assert_int_equal(heats(": "), 4);
    says("why off; view network");
}

static void places_that_are_none(void **state) {
    (void)state;
    static const char *const WRONG[][2] = {{"hover 101 3", "hover.place"}, {"hover -1 3", "hover.place"},
                                           {"hover nan 3", "hover.place"}, {"hover 3 3x", "hover.place"},
                                           {"hover there", "command.word"}};
    says("hover 40 40");
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        Error e = app_do(&app, WRONG[i][0], NULL);
        assert_string_equal(e.id, WRONG[i][1]);
        assert_true(app.pointing.by == POINTED_PLACE && app.pointing.x == 0.4f);
    }
    says("hover off");
}

/* Each word that is explained: a card that there is in every language, under the title that is said, which has it. */
static void words_that_are_explained(void **state) {
    (void)state;
    for (int language = 0; language < app.languages.n; language++) {
        const char *name = app.languages.at[language].name;
        Error e = app_set_language(&app, name);
        assert_false(failed(&e));
        for (int i = 0; i < EXPLAINED_COUNT; i++) {
            Lesson lesson;
            char path[PATH_SIZE], key[64];
            assert_true(lesson_find(name, EXPLAINED[i].lesson, path, sizeof path));
            e = lesson_load(path, NULL, &lesson);
            assert_false(failed(&e));
            assert_true(EXPLAINED[i].card <= lesson.cards);
            snprintf(key, sizeof key, "term.%s.lesson", EXPLAINED[i].word);
            assert_string_equal(strings_get(app.strings, key), lesson.title);
            snprintf(key, sizeof key, "term.%s", EXPLAINED[i].word);
            assert_string_not_equal(strings_get(app.strings, key), key);
            lesson_free(&lesson);
        }
    }
    says("lang en");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_of_a_map),       cmocka_unit_test(a_tile_and_a_button),
        cmocka_unit_test(nothing_is_said),       cmocka_unit_test(a_walk),
        cmocka_unit_test(a_clicker_walks),       cmocka_unit_test(numbers_are_told),
        cmocka_unit_test(places_that_are_none),  cmocka_unit_test(words_that_are_explained),
        cmocka_unit_test(of_every_screen),       cmocka_unit_test(of_what_lies_over_them),
        cmocka_unit_test(of_lessons),
    };
    return cmocka_run_group_tests(tests, open_seen, close_seen);
}
