/* What classes and photos are called in each language, and that it fits where it is drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "scratch.h"
#include "seen.h"
#include "view/read.h"

static Ui ui;

static int open_all(void **state) {
    return scratch_open(state) || open_seen(state) ? -1 : 0;
}

static int close_all(void **state) {
    close_seen(state);
    return scratch_close(state);
}

/* An empty list to draw in; what was said before is gone. */
static void begin(const char *script) {
    says(script);
    arena_reset(&arena);
    frame = (Frame){.list = {.arena = &arena}};
    ui = (Ui){
        .app = &app, .arena = &arena, .frame = &frame, .metrics = &metrics, .theme = theme(app.theme), .scale = 1};
}

/* The i-th text that was drawn. */
static const char *drawn(int i) {
    assert_true(i < frame.list.n);
    assert_int_equal(frame.list.at[i].kind, DRAW_TEXT);
    return frame.list.at[i].text.utf8;
}

static void classes(void **state) {
    (void)state;
    begin("lang en; net vgg16");
    assert_string_equal(class_name(&ui, &app.own, 293), "cheetah");
    assert_string_equal(say_class(&ui, &app.own, 293), "cheetah");
    begin("lang zh");
    assert_string_equal(class_name(&ui, &app.own, 293), "猎豹");
    assert_string_equal(say_class(&ui, &app.own, 293), "猎豹（cheetah）");
    assert_string_equal(say_class(&ui, &app.own, 605), "iPod");
    assert_string_equal(class_label(&app, &app.own, 293), "cheetah");
    assert_string_equal(class_name(&ui, &app.own, 1000), "");
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    float whole = ui_width(&ui, style, "猎豹（cheetah）");
    assert_string_equal(say_class_within(&ui, style, whole, &app.own, 293), "猎豹（cheetah）");
    assert_string_equal(say_class_within(&ui, style, whole - 1, &app.own, 293), "猎豹");
}

/* One that is known by its number says so in the language; one that was named keeps its name. */
static void classes_of_ones_own(void **state) {
    (void)state;
    static const char NET[] = "input 8\nconv 2 3\nfc 2\n", NAMES[] = "class 1\ncheetah\n";
    char script[600];
    scratch_write("it.net", NET, sizeof NET - 1);
    scratch_write("it names", NAMES, sizeof NAMES - 1);
    snprintf(script, sizeof script, "lang zh; net '%s'", scratch("it.net"));
    begin(script);
    assert_string_equal(class_name(&ui, &app.own, 1), "类别 1");
    assert_string_equal(say_class(&ui, &app.own, 1), "类别 1");
    assert_non_null(strstr(own_note(&app, &arena), "类别 0"));
    assert_string_equal(class_label(&app, &app.own, 1), "class 1");
    begin("lang en");
    assert_string_equal(say_class(&ui, &app.own, 1), "class 1");
    snprintf(script, sizeof script, "lang zh; labels '%s'", scratch("it names"));
    begin(script);
    assert_string_equal(say_class(&ui, &app.own, 0), "class 1");
    assert_string_equal(say_class(&ui, &app.own, 1), "cheetah");
    begin("net vgg16; lang en");
}

static void photos(void **state) {
    (void)state;
    begin("lang en");
    for (int i = 0; i < app.gallery->n; i++)
        assert_string_equal(photo_name(&ui, app.gallery->name[i]), app.gallery->name[i]);
    begin("lang zh");
    assert_true(app.gallery->n > 20);
    for (int i = 0; i < app.gallery->n; i++) {
        const char *name = app.gallery->name[i], *known = photo_name(&ui, name);
        if (strcmp(known, name) == 0) fail_msg("%s has no name in Chinese", name);
        assert_string_equal(say_photo(&ui, name), ui_format(&ui, "%s（%s）", known, name));
    }
    assert_string_equal(say_photo(&ui, "polar_bear"), "北极熊（polar_bear）");
    assert_string_equal(say_photo(&ui, "/tmp/polar_bear"), "/tmp/polar_bear");
    assert_string_equal(photo_name(&ui, "title"), "title");
}

/* Files and JSON are the same in every language, and `read` says both names. */
static void json_stays_english(void **state) {
    (void)state;
    begin("lang zh; net vgg16; image panda; reset; run");
    Error e = app_wait(&app);
    assert_false(failed(&e));
    json_t *o = facts_json(&app, &arena), *best = json_array_get(json_object_get(o, "top"), 0);
    assert_string_equal(json_string_value(json_object_get(o, "image")), "panda");
    assert_string_equal(json_string_value(json_object_get(best, "label")), "giant panda");
    json_decref(o);
    const char *text = facts_text(&app, &arena);
    assert_non_null(strstr(text, "大熊猫（panda）"));
    assert_non_null(strstr(text, "大熊猫（giant panda）："));
}

/* Of every class: what is drawn is whole, and stays in its line; the English name gives way, and the first does not. */
static void every_class_fits(void **state) {
    (void)state;
    static const char *const SCRIPTS[] = {"lang zh; textsize 1", "lang zh; textsize 2"};
    enum { NARROWEST = 140 }; /* the name's share of a bar of answers in the narrowest panel, at 1280x720 */
    for (int text = 0; text < 2; text++) {
        for (int class = 0; class < 1000; class++) {
            begin(class ? "" : SCRIPTS[text]);
            Rect line = {10, 0, ui_px(&ui, NARROWEST + 60 * (float)(class % 4)), ui_line(&ui, ROLE_TITLE)};
            class_draw(&ui, line, (Style){ROLE_TITLE, FONT_TEXT, 0}, &app.own, class);
            assert_string_equal(drawn(0), class_name(&ui, &app.own, class));
            for (int i = 0; i < frame.list.n; i++) {
                const Draw *d = &frame.list.at[i];
                if (d->text.cut || d->rect.x + d->rect.w > line.x + line.w + 0.5f)
                    fail_msg("%s does not fit, text %d", d->text.utf8, text + 1);
                if (i && d->rect.x < frame.list.at[i - 1].rect.x + frame.list.at[i - 1].rect.w)
                    fail_msg("%s lies over another", d->text.utf8);
            }
        }
    }
}

static void the_english_name_stands_beside(void **state) {
    (void)state;
    Style style = {ROLE_TITLE, FONT_TEXT, 0};
    begin("lang zh; textsize 1");
    class_draw(&ui, (Rect){0, 0, 400, 30}, style, &app.own, 388);
    assert_int_equal(frame.list.n, 2);
    assert_string_equal(drawn(1), "giant panda");
    begin("lang zh");
    class_draw(&ui, (Rect){0, 0, 100, 30}, style, &app.own, 388);
    assert_int_equal(frame.list.n, 1);
    begin("lang en");
    class_draw(&ui, (Rect){0, 0, 400, 30}, style, &app.own, 388);
    assert_int_equal(frame.list.n, 1);
    assert_string_equal(drawn(0), "giant panda");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes),          cmocka_unit_test(classes_of_ones_own),
        cmocka_unit_test(photos),           cmocka_unit_test(json_stays_english),
        cmocka_unit_test(every_class_fits), cmocka_unit_test(the_english_name_stands_beside),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
