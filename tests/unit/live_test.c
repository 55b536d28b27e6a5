/* A photo that is changed: what the runs compute of it, what is kept and what goes, the way back, differences. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/png.h"

#include "opened.h"

static int at_start(void **state) {
    (void)state;
    says("lesson close; net vgg16; weights bundled; image panda; clear; tool brush 12 red; tool square 56 grey; tool "
         "point; "
         "difference off; reference none; reset; select conv1_1; view network");
    return 0;
}

static const char *last_failure(const char *script) {
    static Error e;
    e = app_do(&app, script, NULL);
    return failed(&e) ? e.id : "";
}

static int last_row(void) { return app.own.layers - 1; }

/* The main run has the bits that a run of its own of the photo as it is now has. */
static void computes_the_photo(void) {
    Run *run;
    bool finished;
    assert_int_equal(app.live->computed, app.image_version);
    job_stop(app.job);
    Error e = source_run(app.engine, app.weights, &app.photo->image, &run);
    assert_false(failed(&e));
    e = run_to(run, last_row(), &finished);
    assert_true(!failed(&e) && finished);
    for (int row = -1; row < app.own.layers; row++) {
        if (!run_done(app.run, row) || !run_done(run, row)) continue;
        size_t n = (size_t)shape_count(net_shape(run_net(run), row));
        if (memcmp(run_values(run, row), run_values(app.run, row), n * sizeof(float)) != 0)
            fail_msg("row %d differs", row);
    }
    run_close(run);
}

static void the_run_follows_the_photo(void **state) {
    (void)state;
    says_and_waits("run");
    float panda = run_values(app.run, last_row())[388];
    says_and_waits("tool brush 9 red; draw 20 20 200 180; occlude 80 90 60");
    computes_the_photo();
    assert_true(run_done(app.run, last_row()));
    assert_true(run_values(app.run, last_row())[388] < panda);
    says_and_waits("rotate 30; blur 2; grey; shift 5 -9; mirror");
    computes_the_photo();
    says_and_waits("clear");
    computes_the_photo();
    assert_true(run_values(app.run, last_row())[388] == panda);
    assert_false(live_changed(&app));
}

/* Whatever was given up on the way, the end is the last photo's. */
static void a_stroke_may_go_on_while_it_is_computed(void **state) {
    (void)state;
    char script[64];
    says_and_waits("run; select conv5_1; tool brush");
    says("draw 10 100");
    for (int i = 0; i < 120; i++) {
        snprintf(script, sizeof script, "draw on %d %d", 10 + i, 100 + (i * 7) % 40);
        says(script);
        app_want(&app); /* as the window does when the job has something */
    }
    Error e = app_wait(&app);
    assert_false(failed(&e));
    assert_true(live_settled(&app));
    computes_the_photo();
    assert_memory_equal(live_answers(&app), run_values(app.run, last_row()), CLASSES_MOST * sizeof(float));
    assert_int_equal(app.live->now.edits.n, 1); /* one stroke */
    says_and_waits("undo");
    assert_false(live_changed(&app));
    computes_the_photo();
}

static void strokes_are_straightened_but_not_scripts(void **state) {
    (void)state;
    says("tool brush; draw 0 0 1 0 2 0 3 0");
    assert_int_equal(app.live->now.edits.points, 4);
    for (int x = 4; x < 20; x++) {
        char script[32];
        snprintf(script, sizeof script, "draw on %d 0", x);
        says(script);
    }
    assert_true(app.live->now.edits.points < 8);
    const int16_t *end = app.live->now.edits.point[app.live->now.edits.points - 1];
    assert_int_equal(end[0], 19);
    assert_true(app.photo->image.rgb[0] == 0xD6 && app.photo->image.rgb[3 * 19] == 0xD6); /* red */
}

static void a_square_moves_while_it_is_held(void **state) {
    (void)state;
    says("occlude 50 50 20; occlude on 60 70; occlude on 90 100");
    assert_int_equal(app.live->now.edits.n, 1);
    assert_int_equal(app.live->now.edits.at[0].x, 90);
    assert_int_equal(app.live->now.edits.at[0].size, 20);
    says("occlude 10 10; occlude on 20 20");
    assert_int_equal(app.live->now.edits.n, 2);
    assert_int_equal(app.live->now.edits.at[1].size, 56);
}

static void turns_and_shifts_in_a_row_add_up(void **state) {
    (void)state;
    size_t bytes = (size_t)app.photo->image.size * (size_t)app.photo->image.size * 3;
    unsigned char *before = malloc(bytes);
    assert_non_null(before);
    memcpy(before, app.photo->image.rgb, bytes);
    says("rotate 100; rotate 100");
    assert_int_equal(app.live->now.edits.n, 1);
    assert_int_equal(app.live->now.edits.at[0].size, -160);
    says("rotate 160; shift 40 0; shift -20 3");
    assert_int_equal(app.live->now.edits.n, 1);
    assert_int_equal(app.live->now.edits.at[0].x, 20);
    says("shift -20 -3; mirror; mirror");
    assert_int_equal(app.live->now.edits.n, 0);
    assert_memory_equal(app.photo->image.rgb, before, bytes);
    free(before);
}

static void another_photo_has_no_changes_another_network_keeps_them(void **state) {
    (void)state;
    says_and_waits("run; occlude 80 90; blur 1");
    says_and_waits("net vgg19");
    assert_int_equal(app.live->now.edits.n, 2);
    computes_the_photo();
    says_and_waits("weights random:3");
    assert_int_equal(app.live->now.edits.n, 2);
    computes_the_photo();
    says_and_waits("net alexnet-2012"); /* another crop: the changes are made in it */
    assert_int_equal(app.photo->image.size, 227);
    assert_int_equal(app.live->now.edits.n, 2);
    computes_the_photo();
    says_and_waits("undo; undo");
    computes_the_photo();
    says_and_waits("net vgg16; weights bundled; occlude 80 90; image koala");
    assert_false(live_changed(&app));
    computes_the_photo();
    says_and_waits("image panda; occlude 80 90; image panda"); /* taken anew */
    assert_false(live_changed(&app));
}

static void compare_and_slices_see_the_changes(void **state) {
    (void)state;
    says_and_waits("occlude 80 90; compare vgg16 vgg19; view compare; run");
    const Image *other = &app.beside[BESIDE_COMPARE].photo.image;
    assert_memory_equal(other->rgb, app.photo->image.rgb, (size_t)other->size * (size_t)other->size * 3);
    says_and_waits("grey");
    other = &app.beside[BESIDE_COMPARE].photo.image;
    assert_memory_equal(other->rgb, app.photo->image.rgb, (size_t)other->size * (size_t)other->size * 3);
    says_and_waits("net vgg19"); /* the two change roles */
    computes_the_photo();
}

/* Whether a unit sees a pixel of a square that is covered. */
static bool sees_square(int row, int x, int y, int left, int top, int side) {
    Box box = net_box(&app.own, row, x, y);
    return box.x0 < left + side && box.x1 >= left && box.y0 < top + side && box.y1 >= top;
}

static void a_difference_is_counted_value_by_value(void **state) {
    (void)state;
    says_and_waits("run; select conv3_2; difference unchanged");
    assert_null(difference_of(&app, app_shown_row(&app))); /* nothing is changed */
    says_and_waits("occlude 80 90 40");
    const Difference *d = difference_of(&app, app_shown_row(&app));
    assert_non_null(d);
    Shape s = net_shape(run_net(app.run), d->row);
    int64_t n = shape_count(s), changed = 0, beyond = 0, near = 0;
    const float *a = run_values(app.run, d->row), *b = run_values(live_against(&app), d->row);
    double sum = 0;
    float most = 0;
    for (int64_t i = 0; i < n; i++) {
        float differs = fabsf(a[i] - b[i]);
        if (!sees_square(d->row, (int)(i % s.w), (int)(i / s.w % s.h), 60, 70, 40)) {
            assert_true(differs < 1e-5f * d->largest);
            continue;
        }
        most = fmaxf(most, differs);
        changed += differs > 0;
        sum += (double)differs;
        beyond += differs > d->bright; /* the end of the colours leaves out 0.5 % of those that differ, to one bin */
        near += differs > d->bright - d->largest / 512;
    }
    assert_true(d->largest == most && most > 0);
    assert_int_equal(d->changed, changed);
    assert_true(beyond * 1000 <= changed * 5 && near * 1000 > changed * 5 && d->bright < most);
    assert_int_equal(d->values, n);
    assert_true(fabs(d->mean - sum / (double)n) < 1e-6);
    int64_t at = ((int64_t)d->map * s.h + d->y) * s.w + d->x;
    assert_true(a[at] - b[at] == d->there && fabsf(d->there) == most);
    assert_true(d->most[d->map] == most);
    says_and_waits("mirror"); /* measured anew */
    assert_true(difference_of(&app, app_shown_row(&app))->changed > changed);
    says_and_waits("clear");
    assert_null(difference_of(&app, app_shown_row(&app)));
    assert_null(app.beside[BESIDE_UNCHANGED].run); /* its memory goes */
}

/* Where all is equal, the values of the first place are taken: a change that takes it away changes the others by
 * rounding, which is no difference. */
static void what_a_change_does_not_reach_does_not_differ(void **state) {
    (void)state;
    enum { SIDE = 224, COVERED = 8 };
    static uint32_t pixels[SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) pixels[i] = 0xFF4080C0;
    char path[] = "/tmp/vggscope-flat-XXXXXX";
    assert_true(close(mkstemp(path)) == 0);
    assert_false(failed(&(Error[]){png_write(path, pixels, SIDE, SIDE, SIDE)}[0]));
    char script[256];
    snprintf(script, sizeof script, "image %s; occlude 2 2 %d; difference unchanged; until conv2_2; select conv2_2",
             path, COVERED);
    says_and_waits(script);
    unlink(path);
    const Difference *d = difference_of(&app, app_shown_row(&app));
    assert_non_null(d);
    int reach = (COVERED + app.own.layer[d->row].field) / app.own.layer[d->row].jump + 1; /* places in a row, at most */
    assert_true(d->changed > 0);
    assert_true(d->changed <= (int64_t)reach * reach * net_shape(run_net(app.run), d->row).c);
}

static void the_unchanged_run_is_the_one_that_was_shown(void **state) {
    (void)state;
    says_and_waits("run");
    const Run *before = app.run;
    says_and_waits("tool brush; occlude 80 90");
    assert_ptr_equal(live_against(&app), before); /* nothing is computed twice */
    assert_ptr_not_equal(app.run, before);
    says_and_waits("tool point");
    assert_null(app.live->spare[0]);
}

static void the_reference_is_held_against_too(void **state) {
    (void)state;
    assert_string_equal(last_failure("difference reference"), "difference.no_reference");
    says_and_waits("run; reference koala; difference reference; select conv2_1");
    const Difference *d = difference_of(&app, app_shown_row(&app));
    assert_non_null(d);
    assert_string_equal(app.beside[BESIDE_UNCHANGED].photo.name, "koala");
    assert_true(d->changed > d->values / 10);
    says_and_waits("difference"); /* off */
    assert_int_equal(app.live->now.against, AGAINST_NOTHING);
}

/* The commands of `state` lead back to the same changes and the same pixels. */
static void leads_back(const char *script) {
    static char way[SCRIPT_SIZE];
    says_and_waits(script);
    Painting there = app.live->now;
    size_t bytes = (size_t)app.photo->image.size * (size_t)app.photo->image.size * 3;
    unsigned char *pixels = malloc(bytes);
    assert_non_null(pixels);
    memcpy(pixels, app.photo->image.rgb, bytes);
    app_script(&app, way, sizeof way);
    says("image owl; tool brush 3 blue; tool square 9 white; mirror; difference off");
    says_and_waits(way);
    assert_true(edits_same(&there.edits, &app.live->now.edits));
    assert_int_equal(there.tool, app.live->now.tool);
    assert_memory_equal(there.ink, app.live->now.ink, sizeof there.ink);
    assert_int_equal(there.against, app.live->now.against);
    assert_memory_equal(pixels, app.photo->image.rgb, bytes);
    free(pixels);
}

static void the_state_leads_back(void **state) {
    (void)state;
    leads_back("image panda");
    leads_back("tool brush 20 yellow; draw -5 10 300 20 7 7; tool square 31 #12ab34; occlude 1 2; occlude 3 4 5; "
               "difference unchanged");
    leads_back("shift 3 4; rotate -20; mirror; blur 4; grey; undo; shift 1 1; tool point");
    leads_back("reference koala; difference reference");
    says("clear");
    for (int i = 0; i < EDIT_POINTS / 10; i++) says("draw 1 -100 3 400 5 6 7 8 9 10 11 12 13 14 15 16 17 18 400 -200");
    assert_string_equal(last_failure("draw 1 1"), "edits.full");
    leads_back("tool square");
}

static void places_keep_the_changes(void **state) {
    (void)state;
    says_and_waits("run; occlude 80 90; tool brush; difference unchanged; lesson receptive-field 1");
    assert_false(live_changed(&app));
    assert_int_equal(app.live->now.tool, TOOL_POINT);
    says_and_waits("lesson close");
    assert_int_equal(app.live->now.edits.n, 1);
    assert_int_equal(app.live->now.tool, TOOL_BRUSH);
    assert_int_equal(app.live->now.against, AGAINST_UNCHANGED);
    computes_the_photo();
    says_and_waits("mark; clear; tool point; return");
    assert_int_equal(app.live->now.edits.n, 1);
}

static void keys_draw_where_a_tool_is_in_hand(void **state) {
    (void)state;
    says_and_waits("run; select conv1_1");
    assert_true(app_key(&app, "w"));
    assert_int_equal(app.live->now.tool, TOOL_BRUSH);
    int size = app.live->now.ink[TOOL_BRUSH].size;
    assert_true(app_key(&app, "+") && app.live->now.ink[TOOL_BRUSH].size > size);
    assert_true(app_key(&app, "ctrl+right") && app.live->now.edits.at[0].x == 8);
    assert_true(app_key(&app, "ctrl+z") && !live_changed(&app));
    assert_true(app_key(&app, "i") && live_changed(&app));
    assert_true(app_key(&app, "delete") && !live_changed(&app));
    assert_true(app_key(&app, "escape") && app.live->now.tool == TOOL_POINT);
    says("tool brush; view field");
    assert_int_equal(live_tool_held(&app), TOOL_POINT); /* nothing is drawn on by mistake there */
    assert_true(app_key(&app, "+") && app.lab.stack_n > 0);
    says("stack none");
}

static void mistakes_are_named(void **state) {
    (void)state;
    assert_string_equal(last_failure("draw 1"), "command.args");
    assert_string_equal(last_failure("draw 1 2 3"), "command.args");
    assert_string_equal(last_failure("draw on 1"), "command.args");
    assert_string_equal(last_failure("draw 1 x"), "command.number");
    assert_string_equal(last_failure("draw 1 9999"), "command.number");
    assert_string_equal(last_failure("occlude 1 2 0"), "command.number");
    assert_string_equal(last_failure("occlude on 1"), "command.args");
    assert_string_equal(last_failure("shift 1"), "command.args");
    assert_string_equal(last_failure("shift 225 0"), "command.number");
    assert_string_equal(last_failure("rotate 361"), "command.number");
    assert_string_equal(last_failure("blur 0"), "command.number");
    assert_string_equal(last_failure("blur 21"), "command.number");
    assert_string_equal(last_failure("tool hammer"), "command.word");
    assert_string_equal(last_failure("tool brush 0"), "command.number");
    assert_string_equal(last_failure("tool brush 5 #12345"), "command.word");
    assert_string_equal(last_failure("tool brush 5 #12345g"), "command.word");
    assert_string_equal(last_failure("tool colour mauve"), "command.word");
    assert_string_equal(last_failure("difference here"), "command.word");
    assert_false(live_changed(&app));
    assert_int_equal(app.live->now.ink[TOOL_BRUSH].size, 12);
    for (int i = 0; i < EDITS_MOST; i++) says("occlude 5 5 1");
    assert_string_equal(last_failure("mirror"), "edits.full");
    assert_int_equal(app.live->now.edits.n, EDITS_MOST);
}

/* The pixels are those of the changes made anew on the photo, in the size of the network that runs. */
static void shows_the_changes(void) {
    Image plain, changed;
    Error e = live_crop(&app, framing(app.own.input.w), &plain, &changed);
    assert_false(failed(&e));
    assert_int_equal(app.photo->image.size, changed.size);
    assert_memory_equal(app.photo->image.rgb, changed.rgb, (size_t)changed.size * (size_t)changed.size * 3);
    image_free(&plain);
    image_free(&changed);
}

/* A network that has run beside the main one has its photo already, in its own size. */
static void a_drawing_goes_along_to_a_network_of_another_size(void **state) {
    (void)state;
    says_and_waits("draw 50 50 100 100; compare vgg16 alexnet-2012; view compare");
    says_and_waits("net alexnet-2012; view network");
    shows_the_changes();
    says_and_waits("draw 20 20 60 60");
    shows_the_changes();
    computes_the_photo();
    says_and_waits("net vgg16; undo");
    shows_the_changes();
    says_and_waits("view compare");
    says_and_waits("net alexnet-2012; clear; view network");
    shows_the_changes();
    computes_the_photo();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_run_follows_the_photo, at_start),
        cmocka_unit_test_setup(a_stroke_may_go_on_while_it_is_computed, at_start),
        cmocka_unit_test_setup(strokes_are_straightened_but_not_scripts, at_start),
        cmocka_unit_test_setup(a_square_moves_while_it_is_held, at_start),
        cmocka_unit_test_setup(turns_and_shifts_in_a_row_add_up, at_start),
        cmocka_unit_test_setup(another_photo_has_no_changes_another_network_keeps_them, at_start),
        cmocka_unit_test_setup(compare_and_slices_see_the_changes, at_start),
        cmocka_unit_test_setup(a_difference_is_counted_value_by_value, at_start),
        cmocka_unit_test_setup(what_a_change_does_not_reach_does_not_differ, at_start),
        cmocka_unit_test_setup(the_unchanged_run_is_the_one_that_was_shown, at_start),
        cmocka_unit_test_setup(the_reference_is_held_against_too, at_start),
        cmocka_unit_test_setup(the_state_leads_back, at_start),
        cmocka_unit_test_setup(places_keep_the_changes, at_start),
        cmocka_unit_test_setup(a_drawing_goes_along_to_a_network_of_another_size, at_start),
        cmocka_unit_test_setup(keys_draw_where_a_tool_is_in_hand, at_start),
        cmocka_unit_test_setup(mistakes_are_named, at_start),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
