/* What is selected is in sight on every screen, pages are turned round and round, and a wall has all maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "opened.h"

static Arena arena;
static Frame frame;

static int close_all(void **state) {
    arena_free(&arena);
    return close_app(state);
}

/* Full maps in all layers, but quickly there. */
static int with_many_maps(void **state) {
    (void)state;
    says("close; net vgg16; weights random:1; reset; textsize 1; zoom 0; order index; until conv4_2");
    Error e = app_wait(&app);
    return failed(&e) ? -1 : 0;
}

static void look(const char *script, int w, int h) {
    const Metrics metrics = {NULL, fixed_width};
    says(script);
    Error e = app_wait(&app);
    assert_false(failed(&e));
    arena_reset(&arena);
    view_frame(&app, &metrics, w, h, 1e9, &arena, &frame);
    assert_false(arena.failed);
}

static const Hit *area_of(const char *command) {
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].command && strncmp(frame.hits[i].command, command, strlen(command)) == 0)
            return &frame.hits[i];
    return NULL;
}

static bool has_text(const char *text) {
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, text) == 0) return true;
    return false;
}

static const int SIZES[][2] = {{960, 540}, {1280, 720}, {1920, 1080}};

/* The map whose picture is marked as the selected one. */
static void shows_the_selected(const char *how) {
    Shape s = net_shape(&app.weights->net, app_shown_row(&app));
    if (!frame.chosen) fail_msg("%s: map %d is out of sight", how, app_map(&app));
    assert_ptr_equal(frame.list.at[frame.chosen - 1].picture.data,
                     run_values(app.run, app_shown_row(&app)) + (int64_t)app_map(&app) * s.h * s.w);
}

static void a_map_is_followed(void **state) {
    (void)state;
    static const char *const WAYS[] = {"view network; select conv4_2; map 74",
                                       "map 511",
                                       "map next; map previous; map previous",
                                       "map 0",
                                       "order energy",
                                       "map 300; order index",
                                       "select conv3_3; map 250; select conv4_2",
                                       "view layer; map 444; view network",
                                       "textsize 2",
                                       "textsize 1; page next; page next; map 100",
                                       "page 2; map 500",
                                       "page 9; order energy; order index",
                                       "map 9; mark; map 505; return",
                                       "back; step"};
    for (size_t size = 0; size < sizeof SIZES / sizeof *SIZES; size++)
        for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
            look(WAYS[i], SIZES[size][0], SIZES[size][1]);
            shows_the_selected(WAYS[i]);
        }
    look("lesson receptive-field 1; select conv4_2; until conv4_2; view network; map 401", 1280, 720);
    says("lesson close");
    look("view network; select conv4_2; until conv4_2; map 30", 1280, 720);
    for (int i = 0; i < 60; i++) {
        assert_true(app_key(&app, "down"));
        look("", 1280, 720);
        shows_the_selected("down");
    }
}

/* A click on the page that was turned to selects there, and the page stays. */
static void a_click_turns_no_page(void **state) {
    (void)state;
    look("view network; select conv4_2; map 0; page next; page next", 1280, 720);
    assert_int_equal(frame.chosen, 0);
    const Hit *tile = area_of("map ");
    assert_non_null(tile);
    Rect there = tile->rect;
    char *press = hit_command(tile, there.x + 5, there.y + 5, -1, false);
    look(press, 1280, 720);
    free(press);
    shows_the_selected("a click");
    Rect chosen = frame.list.at[frame.chosen - 1].rect;
    assert_true(chosen.x == there.x && chosen.y == there.y);
}

static char *picture(const char *script) {
    char *text;
    size_t size;
    look(script, 1280, 720);
    FILE *out = open_memstream(&text, &size);
    draw_text(out, &frame.list);
    fclose(out);
    return text;
}

/* Round and round, one on and one back, from wherever one is; and moving the unit turns nothing. Panels go round
 * each by itself: of Neuron one alone. */
static void pages_are_turned_by_hand(void **state) {
    (void)state;
    static const char *const SCREENS[] = {
        "view network; select conv4_2; map 300", "view neuron; select conv4_2; map 3; zoom 1",
        "zoom 0; view compare; select conv4_2", "view slices; select conv2_1", "view parameters; chart memory; zoom 0"};
    for (size_t i = 0; i < sizeof SCREENS / sizeof *SCREENS; i++) {
        char *first = picture(SCREENS[i]), *at = NULL;
        bool turned = false;
        for (int pages = 1; pages <= 200; pages++) {
            free(at);
            at = picture("page next");
            turned = strcmp(at, first) != 0;
            if (!turned) break;
            char *back = picture("page previous; page next");
            assert_string_equal(back, at);
            free(back);
        }
        if (turned) fail_msg("%s: there is no way round", SCREENS[i]);
        char *last = picture("page previous"), *there = picture("page next");
        assert_string_equal(there, first);
        free(there), free(last), free(at), free(first);
    }
    look("view network; select conv4_2; map 0; page next; move right", 1280, 720);
    assert_int_equal(frame.chosen, 0);
    char *away = picture(""), script[SCRIPT_SIZE];
    app_script(&app, script, sizeof script);
    look("view layer; map 3", 1280, 720);
    char *again = picture(script);
    assert_string_equal(again, away);
    free(away), free(again);
}

static void a_page_has_its_number(void **state) {
    (void)state;
    look("view network; select conv4_2; map 511; page 1", 1280, 720);
    assert_true(has_text("page 1 of 10"));
    look("page 4; map 20; page 4", 1280, 720);
    assert_true(has_text("page 4 of 10"));
    look("page previous", 1280, 720);
    assert_true(has_text("page 3 of 10"));
    look("page by 1", 1280, 720); /* from the selected map on */
    assert_true(has_text("page 2 of 10"));
    look("page by -1", 1280, 720);
    assert_true(has_text("page 10 of 10"));
    look("page by 0", 1280, 720);
    shows_the_selected("page by 0");
}

/* The selected layer among the rows of a table, and of a list of modules, whatever slice is shown. */
static void rows_are_followed(void **state) {
    (void)state;
    says("net vgg19; weights random:1; view parameters; chart memory; axis linear; chart memory");
    for (int row = 0; row < app.own.layers; row++) {
        char command[40];
        app_select(&app, row);
        look("view parameters", 960, 540);
        snprintf(command, sizeof command, "select %s", app.own.layer[net_lead(&app.own, row)].name);
        if (!area_of(command)) fail_msg("%s is out of sight", command);
    }
    static const char *const SLICES[] = {"slice none", "slice vgg19.features[0:5]"};
    for (int i = 0; i < 2; i++) {
        look("view slices; select conv1_1", 960, 540);
        says(SLICES[i]);
        for (int step = 0; step < 23; step++) {
            assert_true(app_key(&app, "right"));
            look("", 960, 540);
            const char *name = app.own.layer[app.selection.row].name;
            if (!has_text(name)) fail_msg("%s: %s is out of sight", SLICES[i], name);
        }
    }
    char *there = picture("slice vgg19.features[0:5]; select conv5_4"), script[SCRIPT_SIZE];
    app_script(&app, script, sizeof script);
    look("view network; select conv1_1; slice none", 1280, 720);
    char *back = picture(script);
    assert_string_equal(back, there);
    free(there), free(back);
    says("slice none; net vgg16");
}

/* The one that is selected stands in the list of the largest, also where it is not among them. */
static void a_small_number_is_in_sight(void **state) {
    (void)state;
    look("view layer; run; select fc6; map 77", 1280, 720);
    assert_non_null(area_of("map 77"));
    for (int i = 0; i < 2; i++) {
        look(i ? "view network; select prob; map 5" : "view layer; select prob; map 5", 1280, 720);
        assert_true(has_text("electric ray"));
    }
}

/* ---- the wall ---- */

/* Which map an area stands for at its cell. */
static int map_pressed(const Hit *hit, int column, int row) {
    float w = hit->rect.w / (float)hit->columns, h = hit->rect.h / (float)hit->rows;
    char *script = hit_command(hit, hit->rect.x + w * ((float)column + 0.5f), hit->rect.y + h * ((float)row + 0.5f),
                               -1, false);
    says(script);
    free(script);
    return app_map(&app);
}

/* All maps stand there once, each is told, and a press selects the one that is told. */
static void check_wall(const char *script, int w, int h) {
    static char told[4096];
    look(script, w, h);
    shows_the_selected(script);
    Shape s = net_shape(&app.weights->net, app_shown_row(&app));
    Ui ui = {.app = &app, .frame = &frame, .arena = &arena};
    memset(told, 0, sizeof told);
    for (int i = 0; i < frame.n_hits; i++) {
        const Hit *hit = &frame.hits[i];
        const WallTold *of = hit->told.of;
        if (!hit->command || strcmp(hit->command, "map rank") != 0 || of->run != app.run) continue;
        assert_true(hit->rect.x >= 0 && hit->rect.y >= 0 && hit->rect.x + hit->rect.w <= (float)w &&
                    hit->rect.y + hit->rect.h <= (float)h);
        for (int row = 0; row < hit->rows; row++)
            for (int column = 0; column < hit->columns; column++) {
                Hint hint = {.column = column, .row = row};
                int map = of->map[hit->first + row * hit->columns + column];
                hit->told.tell(&ui, hit, &hint);
                assert_non_null(hint.title);
                assert_int_equal(hint.before_map, map);
                assert_int_equal(told[map]++, 0);
                if ((row + column) % 37 == 0) assert_int_equal(map_pressed(hit, column, row), map);
            }
    }
    for (int map = 0; map < s.c; map++) assert_int_equal(told[map], 1);
}

static void a_wall_has_all_maps(void **state) {
    (void)state;
    static const char *const SCREENS[] = {"view network; map 200", "view layer; map 511", "view compare; map 7"};
    for (int i = 0; i < 3; i++)
        for (size_t size = 0; size < sizeof SIZES / sizeof *SIZES; size++)
            for (int order = 0; order < 2; order++) {
                says(order ? "select conv4_2; wall on; order energy" : "select conv4_2; wall on; order index");
                if (i == 2) { /* which marks its own, and has the other network beside */
                    look(SCREENS[i], SIZES[size][0], SIZES[size][1]);
                    assert_non_null(area_of("map rank"));
                } else {
                    check_wall(SCREENS[i], SIZES[size][0], SIZES[size][1]);
                }
            }
    says("wall off; order index");
}

static void a_wall_is_asked_for(void **state) {
    (void)state;
    static const char *const SCREENS[] = {"view network", "view layer", "view compare"};
    for (int i = 0; i < 3; i++) {
        look(SCREENS[i], 1280, 720);
        says("select conv4_2; wall off");
        look("", 1280, 720);
        assert_non_null(area_of("wall"));
        assert_true(app_key(&app, "y") && app.wall);
        look("", 1280, 720);
        assert_non_null(area_of("wall"));
        assert_true(app_key(&app, "y") && !app.wall);
    }
    says("wall on; lesson receptive-field 1"); /* a card begins without it, and one comes back to it */
    assert_false(app.wall);
    says("lesson close");
    assert_true(app.wall);
    says("wall off");
    Error e = app_do(&app, "map rank 512", NULL);
    assert_string_equal(e.id, "command.number");
    e = app_do(&app, "map rank", NULL);
    assert_string_equal(e.id, "command.args");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_map_is_followed, with_many_maps),
        cmocka_unit_test_setup(a_click_turns_no_page, with_many_maps),
        cmocka_unit_test_setup(pages_are_turned_by_hand, with_many_maps),
        cmocka_unit_test_setup(a_page_has_its_number, with_many_maps),
        cmocka_unit_test_setup(rows_are_followed, with_many_maps),
        cmocka_unit_test_setup(a_small_number_is_in_sight, with_many_maps),
        cmocka_unit_test_setup(a_wall_has_all_maps, with_many_maps),
        cmocka_unit_test_setup(a_wall_is_asked_for, with_many_maps),
    };
    return cmocka_run_group_tests(tests, open_app, close_all);
}
