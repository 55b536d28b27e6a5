/* The network in space: where its volumes stand and are seen, what they show, what a click and a drag do. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/place.h"
#include "drawn.h"
#include "opened.h"
#include "view/read.h"
#include "view/space.h"

static Arena arena;
static Frame frame;
static int films;

static Error outside(void *ctx, App *a, const Effect *effect) {
    (void)ctx, (void)a;
    films += effect->kind == EFFECT_FILM_SPACE;
    return NO_ERROR;
}

static int open_heard(void **state) {
    (void)state;
    return open_with(outside);
}

static int close_all(void **state) {
    arena_free(&arena);
    return close_app(state);
}

static int at_first(void **state) {
    (void)state;
    Error e = app_do(&app, "close; lang en; textsize 1; tool point; zoom 0; net vgg16; weights bundled; image panda; "
                           "reset; select input; space real; space front; space off", NULL);
    return failed(&e) ? -1 : 0;
}

static void draw_since(const char *script, int w, int h, double since) {
    const Metrics metrics = {NULL, fixed_width};
    says_and_waits(script);
    arena_reset(&arena);
    view_frame(&app, &metrics, w, h, since, &arena, &frame);
    assert_false(arena.failed);
}

static void draw(const char *script) { draw_since(script, 1280, 720, 1e9); }

/* ---- geometry ---- */

static void is_near(double got, double want, double within) {
    if (!(fabs(got - want) <= within)) fail_msg("%g is not %g", got, want);
}

/* By numpy: a turn about the upright axis, then a tilt about the one across. */
static void points_are_seen_turned_and_tilted(void **state) {
    (void)state;
    static const struct {
        Vec at;
        double turn, tilt, x, y;
    } SEEN[] = {{{3, -4, 5}, 30, 10, 110.1961524, 206.8955694},
                {{10, 0, 0}, 0, 0, 120, 200},
                {{0, 0, 10}, -45, 20, 85.8578644, 195.1631047},
                {{-7, 2, 100}, 60, -15, 266.2050808, 225.1562154}};
    for (size_t i = 0; i < sizeof SEEN / sizeof *SEEN; i++) {
        const Camera c = {SEEN[i].turn * M_PI / 180, SEEN[i].tilt * M_PI / 180, 2, {100, 200}};
        Point p = space_seen(&c, SEEN[i].at);
        is_near((double)p.x, SEEN[i].x, 1e-3);
        is_near((double)p.y, SEEN[i].y, 1e-3);
    }
}

static const Volume *named(const Volume volumes[], int n, const char *name) {
    for (int i = 0; i < n; i++)
        if (strcmp(app_row_name(&app, volumes[i].row), name) == 0) return &volumes[i];
    fail_msg("no %s", name);
    return NULL;
}

/* In real proportions a side is as long as there are places, four channels as deep as one; log2(224) + 1 is 8.80735. */
static void volumes_have_their_proportions(void **state) {
    (void)state;
    Volume v[SPACE_VOLUMES];
    int n = space_volumes(&app.own, SPACE_REAL, v);
    assert_int_equal(n, 23);
    assert_int_equal(v[0].row, -1);
    static const struct {
        const char *name;
        double side, deep;
    } REAL[] = {{"input", 224, 0.75}, {"conv1_1", 224, 16},  {"pool1", 112, 16}, {"conv3_3", 56, 64},
                {"conv5_3", 14, 128}, {"pool5", 7, 128},     {"fc6", 1, 1024},   {"prob", 1, 250}};
    for (size_t i = 0; i < sizeof REAL / sizeof *REAL; i++) {
        const Volume *one = named(v, n, REAL[i].name);
        is_near(one->w, REAL[i].side, 0);
        is_near(one->h, REAL[i].side, 0);
        is_near(one->deep, REAL[i].deep, 0);
        assert_int_equal(one->bar, REAL[i].side == 1);
    }
    n = space_volumes(&app.own, SPACE_LOG, v);
    is_near(named(v, n, "conv1_1")->w, 220.1839, 1e-3);
    is_near(named(v, n, "conv1_1")->w - named(v, n, "pool1")->w, 25, 1e-9); /* half as many places */
    is_near(named(v, n, "conv5_3")->deep, 125, 1e-9);
}

/* One behind the other, with something between them; vectors beside one another. */
static void volumes_do_not_meet(void **state) {
    (void)state;
    Volume v[SPACE_VOLUMES];
    Net net;
    for (int id = 0; id < NET_COUNT; id++)
        for (int p = 0; p < PROPORTIONS_COUNT; p++) {
            net_build(&net, (NetId)id, 1);
            int n = space_volumes(&net, (Proportions)p, v);
            assert_int_equal(n, net_steps(&net, STEP_LAYERS) + 1);
            for (int i = 1; i < n; i++) {
                bool behind = v[i].front.z >= v[i - 1].front.z + v[i - 1].deep + 30;
                bool below = v[i].bar && v[i - 1].bar && v[i].front.y + v[i].h < v[i - 1].front.y;
                if (!behind && !below) fail_msg("%s, %s", net_info((NetId)id)->name, net.layer[v[i].row].name);
            }
        }
}

static void bounds(const Camera *c, const Volume v[], int n, Point *low, Point *high) {
    *low = (Point){INFINITY, INFINITY};
    *high = (Point){-INFINITY, -INFINITY};
    for (int i = 0; i < n; i++) {
        Vec corner[CORNERS];
        volume_corners(&v[i], corner);
        for (int k = 0; k < CORNERS; k++) {
            Point p = space_seen(c, corner[k]);
            *low = (Point){fminf(low->x, p.x), fminf(low->y, p.y)};
            *high = (Point){fmaxf(high->x, p.x), fmaxf(high->y, p.y)};
        }
    }
}

/* However it is turned, all of it is there, as large as can be; nearer, the selected one is in the middle. */
static void all_of_it_fits(void **state) {
    (void)state;
    Volume v[SPACE_VOLUMES];
    Point low, high;
    const Rect room = {50, 70, 900, 400};
    int n = space_volumes(&app.own, SPACE_REAL, v);
    for (double turn = -78; turn <= 78; turn += 13)
        for (double tilt = -30; tilt <= 70; tilt += 20) {
            Space s = {.turn = turn, .tilt = tilt, .near = 1};
            Camera c = space_camera(&s, v, n, room, 5);
            bounds(&c, v, n, &low, &high);
            assert_true(low.x >= 49.9f && high.x <= 950.1f && low.y >= 69.9f && high.y <= 470.1f);
            assert_true(high.x - low.x > 899 || high.y - low.y > 399);
            s.near = 3;
            Camera nearer = space_camera(&s, v, n, room, 5);
            is_near(nearer.scale / c.scale, 3, 1e-9);
            bounds(&nearer, &v[5], 1, &low, &high);
            is_near((double)(low.x + high.x) / 2, 500, 0.5);
            is_near((double)(low.y + high.y) / 2, 270, 0.5);
        }
}

static void outlines_are_convex(void **state) {
    (void)state;
    Point cube[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {4, -3}, {14, -3}, {14, 7}, {4, 7}, {0, 0}, {5, 5}};
    assert_int_equal(convex_outline(cube, 10), 6);
    double area = 0;
    for (int i = 0; i < 6; i++) {
        Point a = cube[i], b = cube[(i + 1) % 6];
        area += (double)a.x * (double)b.y - (double)b.x * (double)a.y;
    }
    is_near(area / 2, 100 + 4 * 10 + 3 * 10, 1e-3); /* the front, the side and the top */
    Point line[] = {{0, 0}, {2, 2}, {1, 1}};
    assert_int_equal(convex_outline(line, 3), 2);
}

/* ---- what is drawn ---- */

static const Draw *picture_of(const void *data) {
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_SHEET && d->sheet.picture.data == data) return d;
    }
    return NULL;
}

/* The maps are the run's own; what has not run has none. */
static void fronts_show_the_maps_of_the_run(void **state) {
    (void)state;
    draw("until conv2_1; select conv1_1; space on; space near 4");
    assert_non_null(picture_of(app.photo->image.rgb));
    int row = net_after_relu(&app.own, net_layer(&app.own, "conv1_1"));
    Shape s = net_shape(&app.weights->net, row);
    const float *values = run_values(app.run, row);
    int there = 0;
    for (int map = 0; map < s.c; map++) {
        const Draw *d = picture_of(values + map * s.h * s.w);
        if (!d) continue;
        there++;
        assert_int_equal(d->sheet.picture.w, 224);
        assert_int_equal(d->sheet.picture.rows, 224);
    }
    assert_true(there >= 8);
    says_and_waits("run"); /* all is known, but the steps are still to come */
    draw("until conv2_1; space front");
    for (int i = 0; i < frame.list.n; i++) {
        if (frame.list.at[i].kind != DRAW_SHEET) continue;
        const float *data = frame.list.at[i].sheet.picture.data;
        for (int later = net_layer(&app.own, "conv2_2"); later < app.own.layers; later++) {
            const float *of = run_values(app.run, later);
            Shape shape = net_shape(&app.weights->net, later);
            if (of && data >= of && data < of + shape_count(shape)) fail_msg("%s is shown", app_row_name(&app, later));
        }
    }
}

/* The photo's frame in space is where the field is, and so are those on the way. */
static void the_cone_comes_from_the_field(void **state) {
    (void)state;
    Volume v[SPACE_VOLUMES];
    Seen seen[SPACE_VOLUMES];
    says_and_waits("until conv4_2; select conv4_2; pixel 9 20");
    int n = space_volumes(&app.own, SPACE_REAL, v), row = app_shown_row(&app);
    space_cone(&app.own, v, n, row, 3, 9, 20, seen);
    Box b = net_box(&app.own, row, 9, 20);
    assert_memory_equal(&seen[0].box, &b, sizeof b);
    for (int i = 0; i < n; i++) {
        const Layer *l = v[i].row < 0 ? NULL : &app.own.layer[v[i].row];
        assert_int_equal(seen[i].seen, v[i].row <= net_layer(&app.own, "conv4_2"));
        if (!seen[i].seen || !l) continue;
        /* as many of its places as make the field: (places - 1) jumps and one field of its own */
        Box at = seen[i].box;
        assert_int_equal((at.x1 - at.x0) * l->jump + l->field, b.x1 - b.x0 + 1);
    }
    space_cone(&app.own, v, n, net_layer(&app.own, "fc7"), 300, 0, 0, seen);
    Box all = {0, 0, 4095, 0}, own = {300, 0, 300, 0};
    assert_memory_equal(&seen[n - 4].box, &all, sizeof all);
    assert_memory_equal(&seen[n - 3].box, &own, sizeof own);
    assert_false(seen[n - 2].seen);
    Vec part[4];
    assert_int_equal(volume_part(&v[n - 3], own, false, part), 2);
    is_near(part[0].z - v[n - 3].front.z, 75, 1e-9); /* number 300 of 4 a unit */
}

static void the_answers_stand_at_the_end(void **state) {
    (void)state;
    draw("run; space on");
    bool panda = false;
    for (int i = 0; i < frame.list.n; i++)
        panda |= frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, "giant panda") == 0;
    assert_true(panda);
    draw("until fc7");
    for (int i = 0; i < frame.list.n; i++)
        assert_false(frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, "giant panda") == 0);
}

/* After a step its volume fills within a moment, on the strip as well. */
static void a_layer_fills_after_its_step(void **state) {
    (void)state;
    int row = net_after_relu(&app.own, net_layer(&app.own, "conv1_1"));
    says_and_waits("until conv1_1; select conv1_1; space on");
    const float *values = run_values(app.run, row);
    draw_since("space near 4", 1280, 720, 125);
    assert_true(frame.animating);
    assert_int_equal(picture_of(values)->sheet.picture.rows, 112);
    draw_since("space near 4", 1280, 720, 1e9);
    assert_false(frame.animating);
    assert_int_equal(picture_of(values)->sheet.picture.rows, 224);
    float filled[2] = {0, 0};
    for (int later = 0; later < 2; later++) { /* the first fill in its colour within the strip is conv1_1's */
        draw_since("space off; view network", 1280, 720, later ? 1e9 : 125);
        for (int i = 0; i < frame.list.n && !(filled[later] > 0); i++) {
            const Draw *d = &frame.list.at[i];
            if (d->kind == DRAW_FILL && d->color == theme(app.theme)->conv && d->rect.h > 20) filled[later] = d->rect.h;
        }
    }
    is_near((double)filled[0], (double)filled[1] / 2, 1);
}

/* ---- clicks ---- */

static bool says_select(const Hit *hit, const char *name) {
    char command[64];
    snprintf(command, sizeof command, "select %s", name);
    return hit && hit->command && strcmp(hit->command, command) == 0;
}

/* Each volume can be pressed somewhere, of what lies over it the nearest to the eye is; beside them it is turned. */
static void volumes_are_pressed(void **state) {
    (void)state;
    draw("run; select conv3_2; space on");
    Volume v[SPACE_VOLUMES];
    int n = space_volumes(&app.own, SPACE_REAL, v);
    for (int i = 0; i < n; i++) {
        const char *name = app_row_name(&app, v[i].row);
        int pressed = 0;
        for (int y = 0; y < 720; y += 2)
            for (int x = 0; x < 1280; x += 2) pressed += says_select(frame_pressed(&frame, (float)x, (float)y), name);
        if (pressed < 8) fail_msg("%s can hardly be pressed: %d", name, pressed);
    }
    const Draw *photo = picture_of(app.photo->image.rgb);
    float x = (photo->sheet.across.x + photo->sheet.down.x) / 2, y = (photo->sheet.across.y + photo->sheet.down.y) / 2;
    assert_true(says_select(frame_pressed(&frame, x, y), "input"));
    assert_true(frame_turned(&frame, x, y) != NULL);
    for (int i = 0; i < frame.n_hits; i++) { /* a vector lies across its rectangle: beside it is not on it */
        const Hit *hit = &frame.hits[i];
        if (!hit->outline || !says_select(hit, "fc6")) continue;
        assert_true(hit->rect.h > 40);
        assert_false(says_select(frame_pressed(&frame, hit->rect.x + 2, hit->rect.y + 2), "fc6"));
    }
    const Hit *beside = frame_pressed(&frame, 300, 150);
    assert_true(beside && beside->kind == HIT_TURN);
    char *script = hit_turn_command(beside, beside->rect.w / 18, beside->rect.h / 9);
    assert_string_equal(script, "space turn -10.00 10.00");
    free(script);
}

/* ---- the command ---- */

static void it_is_turned_and_brought_nearer(void **state) {
    (void)state;
    says_and_waits("view layer; space");
    assert_true(space_shown(&app));
    assert_int_equal(app.view, VIEW_NETWORK);
    says_and_waits("space at 20 -5; space turn 7.5 2");
    is_near(app.space.turn, 27.5, 1e-9);
    is_near(app.space.tilt, -3, 1e-9);
    says_and_waits("space turn 500 500; space near 99");
    assert_true(app.space.turn < 90 && app.space.tilt < 90); /* fronts are still to be seen */
    is_near(app.space.near, SPACE_NEAREST, 0);
    says_and_waits("space farther; space closer; space proportions");
    assert_int_equal(app.space.proportions, SPACE_LOG);
    is_refused("space at 3", "command.args");
    is_refused("space at x 3", "space.number");
    is_refused("space near nan", "space.number");
    is_refused("space about", "command.word");
    assert_true(app_key(&app, "ctrl+left") && app_key(&app, "-") && app_key(&app, "a") && app_key(&app, "f"));
    assert_int_equal(app.space.proportions, SPACE_REAL);
    is_near(app.space.turn, 30, 0);
    assert_true(app_wheel(&app, 0, 1));
    is_near(app.space.near, 1.25, 1e-9);
    assert_true(app_wheel(&app, 0, -1));
    is_near(app.space.near, 1, 1e-9);
    says_and_waits("tool brush"); /* one draws on the photo as it is */
    assert_false(space_shown(&app));
    says_and_waits("tool point");
    assert_true(app_key(&app, "i"));
    assert_false(space_shown(&app));
    assert_false(app_key(&app, "ctrl+left"));
}

static void the_way_back_has_it(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    says_and_waits("select conv3_2; space log; space at -12.25 33; space near 2.5; view layer");
    app_script(&app, script, sizeof script);
    says_and_waits("space front; space off; space real");
    says_and_waits(script);
    assert_true(app.space.on);
    assert_int_equal(app.view, VIEW_LAYER);
    assert_int_equal(app.space.proportions, SPACE_LOG);
    is_near(app.space.turn, -12.25, 0);
    is_near(app.space.tilt, 33, 0);
    is_near(app.space.near, 2.5, 0);
    place_begin(&app);
    assert_false(app.space.on);
    is_near(app.space.turn, 30, 0);
    says_and_waits("mark; space on; return"); /* to a flat one, too */
    assert_false(app.space.on);
}

static void a_film_swings_and_returns(void **state) {
    (void)state;
    Space s;
    films = 0;
    says_and_waits("space on; film /tmp/x.gif");
    assert_int_equal(films, 1);
    space_swing(&app.space, 0, &s);
    is_near(s.turn, app.space.turn, 0);
    space_swing(&app.space, SPACE_SWING / 4, &s);
    is_near(s.turn, app.space.turn + 25, 0.01);
    space_swing(&app.space, SPACE_SWING, &s);
    is_near(s.turn, app.space.turn, 0.01);
    says_and_waits("space off; select input");
    is_refused("film /tmp/x.gif", "motion.nothing");
}

static void facts_say_what_is_seen(void **state) {
    (void)state;
    says_and_waits("select conv2_2; pixel 50 40; space on");
    const char *text = facts_text(&app, &arena);
    assert_non_null(strstr(text, "In space, real proportions, turned by 30°"));
    assert_non_null(strstr(text, "On pool1 it sees 5×5 places, from (48, 38)."));
    json_t *o = facts_json(&app, &arena), *space = json_object_get(o, "space");
    assert_int_equal(json_array_size(json_object_get(space, "volumes")), 23);
    json_decref(o);
    says_and_waits("space off");
    assert_null(strstr(facts_text(&app, &arena), "In space"));
}

/* ---- the field on the photo ---- */

static void the_field_grows_on_the_photo(void **state) {
    (void)state;
    draw("view network; select conv3_3; point 100 100");
    assert_true(frame.field > 0);
    const Draw *box = &frame.list.at[frame.field];
    Rect there = box->rect, from;
    Box of = {98, 98, 102, 102};
    float s = frame.photo.w / (float)frame.photo_side;
    view_grow_field(&frame, of, 0);
    from = box->rect;
    is_near((double)from.w, (double)(5 * s) + 2, 1);
    assert_true(frame.animating);
    box = &frame.list.at[frame.field];
    frame.list.at[frame.field].rect = there;
    view_grow_field(&frame, of, 1);
    is_near((double)box->rect.w, (double)there.w, 1);
    is_near((double)box->rect.x, (double)there.x, 1);
    assert_true(there.w > from.w);
}

#define space_unit_test(f) cmocka_unit_test_setup(f, at_first)

int main(void) {
    const struct CMUnitTest tests[] = {
        space_unit_test(points_are_seen_turned_and_tilted), space_unit_test(volumes_have_their_proportions),
        space_unit_test(volumes_do_not_meet),               space_unit_test(all_of_it_fits),
        space_unit_test(outlines_are_convex),               space_unit_test(fronts_show_the_maps_of_the_run),
        space_unit_test(the_cone_comes_from_the_field),     space_unit_test(the_answers_stand_at_the_end),
        space_unit_test(a_layer_fills_after_its_step),      space_unit_test(volumes_are_pressed),
        space_unit_test(it_is_turned_and_brought_nearer),   space_unit_test(the_way_back_has_it),
        space_unit_test(a_film_swings_and_returns),         space_unit_test(facts_say_what_is_seen),
        space_unit_test(the_field_grows_on_the_photo),
    };
    return cmocka_run_group_tests(tests, open_heard, close_all);
}
