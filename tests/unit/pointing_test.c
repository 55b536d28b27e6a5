/* The mouse over a window: what is drawn anew when it moves, and when nothing is. On SDL's dummy display. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cli/host.h"

enum { W = 1280, H = 720, QUIET = 60 /* turns of a millisecond and more: a move is drawn 8 after the last frame */ };

static Host host;
static Fonts *fonts;
static Window *window;
static FrameTime times[WINDOW_TIMES];

static int turn(void) {
    bool open = true;
    Error e = window_turn(window, false, &open);
    assert_false(failed(&e));
    assert_true(open);
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return window_times(window, times, WINDOW_TIMES);
}

/* Until no frame has come for a while; how many came. */
static int settle(void) {
    int before = window_times(window, times, WINDOW_TIMES), last = before;
    Error e = app_wait(&host.app);
    assert_false(failed(&e));
    for (int quiet = 0; quiet < QUIET; quiet++) {
        int now = turn();
        if (now != last) quiet = 0;
        last = now;
    }
    return last - before;
}

static int send(MouseKind kind, float x, float y) {
    assert_true(window_send_mouse(window, kind, x, y));
    return settle();
}

static void key(const char *name) {
    assert_true(window_send_key(window, name));
    settle();
}

static void say(const char *script) {
    app_say(&host.app, script);
    assert_false(failed(&host.app.trouble));
    key("o"); /* so that there is a frame of it */
    key("o");
}

static int open_window(void **state) {
    (void)state;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    const WindowOptions size = {.title = "pointing", .w = W, .h = H};
    const AppOptions options = {.weights = "bundled"};
    fonts = fonts_open();
    if (!fonts) return -1;
    Error e = host_open(&host, &size, &options, fonts, &window);
    return failed(&e) || host_start(&host, "run; select conv3_3") ? -1 : 0;
}

static int close_window(void **state) {
    (void)state;
    host_close(&host);
    window_close(window);
    fonts_close(fonts);
    return 0;
}

/* The n-th area that is told so, or NULL. */
static const Hit *area_told(void (*tell)(Ui *, const Hit *, Hint *), int n) {
    for (int i = 0; i < host.frame.n_hits; i++)
        if (host.frame.hits[i].told.tell == tell && n-- == 0) return &host.frame.hits[i];
    return NULL;
}

static Rect rect_told(void (*tell)(Ui *, const Hit *, Hint *), int n) {
    const Hit *hit = area_told(tell, n);
    assert_non_null(hit);
    return hit->rect;
}

static float share_painted(void) {
    int n = window_times(window, times, WINDOW_TIMES);
    return (float)times[n - 1].share;
}

static const Hit *pointed(void) {
    return host.frame.pointed.hit >= 0 ? &host.frame.hits[host.frame.pointed.hit] : NULL;
}

/* Rests outside of everything, with nothing said. */
static void rest(void) {
    send(MOUSE_MOVE, 1, 716);
    send(MOUSE_MOVE, 2, 717);
    assert_null(pointed());
}

static void only_another_area_is_drawn(void **state) {
    (void)state;
    say("view network");
    rest();
    Rect a = rect_told(tell_map, 0), b = rect_told(tell_map, 9);
    assert_int_equal(send(MOUSE_MOVE, a.x + 9, a.y + 9), 1);
    assert_true(pointed() && pointed()->told.tell == tell_map);
    assert_true(share_painted() < 0.2f);
    for (int i = 10; i < 30; i += 3) assert_int_equal(send(MOUSE_MOVE, a.x + (float)i, a.y + 20), 0);
    assert_int_equal(settle(), 0);
    assert_int_equal(send(MOUSE_MOVE, b.x + 9, b.y + 9), 1);
    assert_int_equal(send(MOUSE_MOVE, 1, 716), 1); /* and off again */
    assert_null(pointed());
    assert_int_equal(send(MOUSE_MOVE, 3, 717), 0);
}

static void unit_by_unit(void **state) {
    (void)state;
    say("view layer");
    rest();
    const Hit *map = area_told(tell_map, 0);
    assert_non_null(map);
    assert_true(map->told.cells);
    Rect r = map->rect;
    float cell = r.w / (float)map->columns;
    send(MOUSE_MOVE, r.x + 10.5f * cell, r.y + 10.5f * cell);
    assert_int_equal(host.frame.pointed.column, 10);
    assert_int_equal(send(MOUSE_MOVE, r.x + 11.5f * cell, r.y + 10.5f * cell), 1);
    assert_int_equal(host.frame.pointed.column, 11);
    assert_int_equal(host.frame.hint.row, 10);
}

/* A click is answered by what it does: no words until the mouse is somewhere else. Nor with keys. */
static void clicks_and_keys(void **state) {
    (void)state;
    say("view network");
    rest();
    Rect a = rect_told(tell_map, 3), b = rect_told(tell_map, 4);
    send(MOUSE_MOVE, a.x + 9, a.y + 9);
    assert_non_null(pointed());
    send(MOUSE_DOWN, a.x + 9, a.y + 9);
    send(MOUSE_UP, a.x + 9, a.y + 9);
    assert_null(pointed());
    assert_int_equal(send(MOUSE_MOVE, a.x + 14, a.y + 12), 0);
    send(MOUSE_MOVE, b.x + 9, b.y + 9);
    assert_non_null(pointed());
    send(MOUSE_DOWN, b.x + 9, b.y + 9); /* drawn to another one and let go there */
    send(MOUSE_MOVE, a.x + 9, a.y + 9);
    send(MOUSE_UP, a.x + 9, a.y + 9);
    assert_null(pointed());
    send(MOUSE_MOVE, b.x + 9, b.y + 9);
    assert_non_null(pointed());
    key("down");
    assert_null(pointed());
    assert_int_equal(host.app.pointing.by, POINTED_NOT);
    send(MOUSE_MOVE, b.x + 12, b.y + 9);
    assert_non_null(pointed());
}

static void walking_and_pressing(void **state) {
    (void)state;
    say("view network");
    rest();
    key("f8");
    assert_int_equal(host.frame.pointed.hit, 0);
    while (!pointed()->command || strcmp(pointed()->command, "view layer") != 0) key("tab");
    key("return");
    assert_int_equal(host.app.view, VIEW_LAYER);
    assert_null(pointed());
    key("f8");
    key("escape");
    assert_null(pointed());
    app_say(&host.app, "hover press");
    assert_string_equal(host.app.trouble.id, "hover.nothing");
    say("view network");
}

static void a_walk_stays_where_it_is(void **state) {
    (void)state;
    say("view layer; map 5");
    do say("hover next");
    while (!pointed()->command || strcmp(pointed()->command, "zoom 3") != 0);
    int hit = host.frame.pointed.hit;
    say("select conv1_1"); /* it has fewer maps, whose areas lie before it */
    int now = host.frame.pointed.hit;
    assert_true(now < hit);
    assert_string_equal(pointed()->command, "zoom 3");
    say("hover next");
    assert_int_equal(host.frame.pointed.hit, now + 1);
    say("hover off; select conv3_3");
}

static void nothing_where_it_would_disturb(void **state) {
    (void)state;
    say("view network; hints off");
    rest();
    Rect a = rect_told(tell_map, 0);
    assert_int_equal(send(MOUSE_MOVE, a.x + 9, a.y + 9), 0);
    say("hints on; tool brush");
    Rect photo = host.frame.photo;
    rest();
    assert_int_equal(send(MOUSE_MOVE, photo.x + 50, photo.y + 50), 0);
    send(MOUSE_DOWN, photo.x + 50, photo.y + 50);
    send(MOUSE_MOVE, a.x + 9, a.y + 9); /* a stroke that leaves the photo */
    assert_null(pointed());
    send(MOUSE_UP, a.x + 9, a.y + 9);
    say("clear; tool point");
    rest();
    say("freeze on");
    assert_int_equal(send(MOUSE_MOVE, a.x + 9, a.y + 9), 0);
    say("freeze off");
}

/* The spotlight goes along, without words in it. */
static void the_spotlight_goes_along(void **state) {
    (void)state;
    say("view network");
    rest();
    Rect a = rect_told(tell_map, 0);
    app_say(&host.app, "spotlight on");
    assert_int_equal(send(MOUSE_MOVE, a.x + 9, a.y + 9), 1);
    assert_null(pointed());
    assert_int_equal(send(MOUSE_MOVE, a.x + 19, a.y + 9), 1);
    say("spotlight off");
}

/* What is kept of the window has no words over it. */
static void a_picture_that_is_kept(void **state) {
    (void)state;
    say("view network");
    rest();
    Rect a = rect_told(tell_map, 0);
    send(MOUSE_MOVE, a.x + 9, a.y + 9);
    assert_non_null(pointed());
    app_say(&host.app, "freeze on");
    assert_int_equal(host.app.pointing.by, POINTED_NOT);
    say("freeze off");
}

/* In space a press that is let go where it went down selects, one that is drawn turns. */
static void volumes_are_pressed_or_turned(void **state) {
    (void)state;
    say("view network; select conv3_3; space on; space front");
    rest();
    const Hit *volume = NULL;
    for (int i = 0; i < host.frame.n_hits; i++) {
        const Hit *hit = &host.frame.hits[i];
        if (hit->outline && hit->command && strcmp(hit->command, "select conv1_1") == 0) volume = hit;
    }
    assert_non_null(volume);
    float x = volume->rect.x + volume->rect.w - 6, y = volume->rect.y + volume->rect.h * 0.6f;
    int row = host.app.selection.row;
    double turn = host.app.space.turn, tilt = host.app.space.tilt;
    send(MOUSE_DOWN, x, y);
    assert_int_equal(host.app.selection.row, row);
    send(MOUSE_MOVE, x + 2, y + 1); /* a hand that trembles */
    assert_true(host.app.space.turn == turn);
    send(MOUSE_MOVE, x - 60, y + 20);
    send(MOUSE_MOVE, x - 120, y + 40);
    send(MOUSE_UP, x - 120, y + 40);
    assert_int_equal(host.app.selection.row, row);
    assert_true(host.app.space.turn > turn + 10 && host.app.space.tilt > tilt + 3);
    say("space front");
    rest();
    send(MOUSE_DOWN, x, y);
    send(MOUSE_MOVE, x + 2, y + 1);
    send(MOUSE_UP, x + 2, y + 1);
    assert_string_equal(app_row_name(&host.app, host.app.selection.row), "conv1_1");
    send(MOUSE_MOVE, x + 40, y); /* the button is up */
    assert_true(host.app.space.turn == turn);
    say("space off; select conv3_3");
}

/* The field on the photo grows for a moment when another layer is selected, and not once motion is off. */
static void the_field_grows(void **state) {
    (void)state;
    say("view network; motion on; select conv1_1");
    app_say(&host.app, "select conv4_1");
    key("o");
    Rect there = host.frame.list.at[host.frame.field].rect;
    assert_true(there.w > 0);
    app_say(&host.app, "select conv1_1");
    assert_true(window_send_key(window, "o"));
    int before = window_times(window, times, WINDOW_TIMES);
    while (turn() == before) continue;
    assert_true(host.frame.animating); /* on its way, from there */
    assert_true(host.frame.list.at[host.frame.field].rect.w > there.w / 2);
    settle();
    assert_true(host.frame.list.at[host.frame.field].rect.w < there.w / 2);
    assert_false(host.frame.animating);
    app_say(&host.app, "motion off; select conv4_1");
    assert_true(window_send_key(window, "o"));
    before = window_times(window, times, WINDOW_TIMES);
    while (turn() == before) continue;
    assert_true(host.frame.list.at[host.frame.field].rect.w > there.w - 2);
    say("motion on; select conv3_3");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_another_area_is_drawn), cmocka_unit_test(unit_by_unit),
        cmocka_unit_test(clicks_and_keys),            cmocka_unit_test(walking_and_pressing),
        cmocka_unit_test(a_walk_stays_where_it_is),   cmocka_unit_test(nothing_where_it_would_disturb),
        cmocka_unit_test(the_spotlight_goes_along),   cmocka_unit_test(a_picture_that_is_kept),
        cmocka_unit_test(volumes_are_pressed_or_turned), cmocka_unit_test(the_field_grows),
    };
    return cmocka_run_group_tests(tests, open_window, close_window);
}
