/* A camera in the place of the photo, played by a film: what is shown of it, what holds it, what ends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "app/features/likeness.h"
#include "app/session/command.h"
#include "app/session/lesson.h"
#include "app/session/place.h"
#include "base/file.h"
#include "scratch.h"
#include "view/read.h"

static App app;

#include "says.h"

static char camera[600]; /* the command that switches the film on */
static const char *const FILMED[] = {"panda", "koala", "owl"};

static void notify(void *ctx) { (void)ctx; }

/* In a window's place: what is told is looked at in turns (until_shown). */
static int open_live(void) {
    AppOptions options = {.weights = "bundled", .notify = notify};
    Error e = app_open(&options, &app);
    return failed(&e) ? -1 : 0;
}

/* A film of three photos as they are. */
static void write_film(void) {
    char path[64];
    static unsigned char bytes[1 << 20];
    size_t n = 0;
    for (int i = 0; i < 3; i++) {
        Mapped photo;
        snprintf(path, sizeof path, "assets/photos/%s.jpg", FILMED[i]);
        Error e = file_map(path, &photo);
        assert_false(failed(&e));
        assert_true(n + photo.size <= sizeof bytes);
        memcpy(bytes + n, photo.data, photo.size);
        n += photo.size;
        file_unmap(&photo);
    }
    snprintf(camera, sizeof camera, "camera '%s'", scratch_write("film.mjpeg", bytes, n));
}

static int open_all(void **state) {
    if (scratch_open(state) || open_live()) return -1;
    write_film();
    return 0;
}

static int close_all(void **state) {
    app_close(&app);
    return scratch_close(state);
}

/* Until nothing of a camera is open. */
static void lets_go(void) {
    struct timespec moment = {.tv_nsec = 5000000};
    for (int i = 0; i < 5000 && app.watch->camera; i++) {
        app_want(&app);
        nanosleep(&moment, NULL);
    }
    assert_null(app.watch->camera);
}

static int at_start(void **state) {
    (void)state;
    says("camera off; lesson close; net vgg16; weights bundled; image panda; clear; tool point; difference off; reset; "
         "select conv1_1; view network");
    lets_go();
    waits();
    app.trouble = NO_ERROR;
    return 0;
}

/* What is to be seen at any moment belongs together: the photo, its maps and, behind the first one, its answers. */
static void is_of_one_picture(void) {
    assert_int_equal(app.live->computed, app.image_version);
    if (app.live->answered && live_wants_answers(&app)) assert_int_equal(app.live->answers, app.image_version);
}

/* Goes on as a window does, until so many pictures of the camera have come. */
static void until_shown(long pictures) {
    for (int i = 0; i < 20000 && app.watch->on && app.watch->pictures < pictures; i++) {
        app_want(&app);
        if (app.watch->on && app.watch->photo == app.photo_version && !live_changed(&app)) is_of_one_picture();
        job_wait(app.job, 20);
        if (!job_busy(app.job) && app.watch->camera) camera_wait(app.watch->camera, 20);
    }
    const char *why = failed(&app.trouble) ? app.trouble.id : "";
    if (app.watch->pictures < pictures) fail_msg("%ld pictures, %s", app.watch->pictures, why);
}

/* The photo is one of the film's, as it is when it is opened by its name. */
static int which_photo(void) {
    Photo photo;
    Image image = {0};
    int found = -1;
    for (int i = 0; i < 3; i++) {
        Error e = app_find_photo(&app, FILMED[i], &photo);
        if (!failed(&e)) e = source_photo(&photo, source_framing(app.weights), &image);
        assert_false(failed(&e));
        const Image *plain = app.live->original.rgb ? &app.live->original : &app.photo->image;
        if (memcmp(image.rgb, plain->rgb, (size_t)image.size * (size_t)image.size * 3) == 0) found = i;
        image_free(&image);
    }
    return found;
}

/* A run has the bits that another one of the photo has. */
static void is_of_the_photo(const Run *shown, Weights *weights) {
    Run *run;
    bool finished;
    int last = weights->net.layers - 1, rows = 0;
    job_stop(app.job);
    Error e = source_run(app.engine, weights, &app.photo->image, &run);
    if (!failed(&e)) e = run_to(run, last, &finished);
    assert_false(failed(&e));
    for (int row = -1; row <= last; row++) {
        if (!run_done(shown, row) || !run_done(run, row)) continue;
        size_t n = (size_t)shape_count(net_shape(run_net(run), row));
        assert_memory_equal(run_values(run, row), run_values(shown, row), n * sizeof(float));
        rows++;
    }
    assert_true(rows > 1);
    run_close(run);
}

static void computes_the_photo(void) {
    assert_int_equal(app.live->computed, app.image_version);
    is_of_the_photo(app.run, app.weights);
}

static void one_picture_is_enough_without_a_window(void **state) {
    (void)state;
    says_and_waits("run");
    float panda = run_values(app.run, app.own.layers - 1)[388];
    app_close(&app);
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    assert_false(failed(&e));
    says("image owl");
    says_and_waits(camera);
    assert_false(app.watch->on);
    assert_string_equal(app.photo->name, "camera");
    says_and_waits("run");
    assert_true(run_values(app.run, app.own.layers - 1)[388] == panda); /* it is the film's first */
    app_close(&app);
    assert_int_equal(open_live(), 0);
}

static void maps_and_answers_follow(void **state) {
    (void)state;
    bool seen[3] = {false};
    says_and_waits("select conv3_1");
    says(camera);
    for (int n = 1; n <= 12; n++) {
        until_shown(n + 1);
        assert_true(app.watch->on);
        assert_true(app_shown(&app)); /* of a layer that no step has come to */
    }
    for (int n = 14; !(seen[0] && seen[1] && seen[2]) && n < 200; n++) {
        until_shown(n);
        for (int i = 0; i < 1000 && !live_settled(&app); i++) {
            job_wait(app.job, 20);
            live_bring(&app);
            JobWants wants = {0};
            LIVE_PART.want(&app, &wants); /* without the next picture */
            FOLLOW_PART.want(&app, &wants);
            job_ask(app.job, &wants, NULL);
        }
        assert_true(live_settled(&app));
        int photo = which_photo();
        assert_in_range(photo, 0, 2);
        seen[photo] = true;
        computes_the_photo();
        assert_memory_equal(live_answers(&app), run_values(app.run, app.own.layers - 1), 1000 * sizeof(float));
    }
    assert_true(seen[0] && seen[1] && seen[2]);
}

/* Behind the first picture nothing of either network is ever missing, and none is of another picture. */
static void two_networks_follow_together(void **state) {
    (void)state;
    static const char *const SHOWN[] = {"view compare; select conv3_1", "view compare; select conv2_1; figures curves",
                                        "view slices; slice vgg19.features[:5], [5:10]"};
    for (int i = 0; i < 3; i++) {
        at_start(NULL);
        says(SHOWN[i]);
        waits();
        says(camera);
        until_shown(3);
        Beside *b = &app.beside[i < 2 ? BESIDE_COMPARE : BESIDE_SLICES];
        int last = app.own.layers - 1, first = app_shown_row(&app);
        for (long n = app.watch->pictures; app.watch->pictures < n + 6;) {
            app_want(&app);
            is_of_one_picture();
            assert_non_null(b->run);
            assert_int_equal(b->of_photo, app.image_version);
            if (i == 0) assert_non_null(compare_likeness(&app));
            if (i < 2) assert_non_null(run_stats(app.run, first));
            if (i < 2) assert_non_null(run_stats(app.run, last));
            if (i < 2) assert_non_null(run_stats(b->run, b->own.layers - 1));
            if (i == 1) assert_non_null(run_stats(b->run, net_step_row(&b->own, STEP_LAYERS, 5)));
            if (i == 2) assert_non_null(run_stats(b->run, net_step_row(&b->own, STEP_LAYERS, 3)));
            job_wait(app.job, 20);
            if (!job_busy(app.job)) camera_wait(app.watch->camera, 20);
        }
        is_of_the_photo(b->run, b->weights);
        says_and_waits("camera off; reset; view network");
        assert_null(b->next); /* its memory has gone back */
    }
}

/* Whose run beside the main one goes while it is computed on the picture that comes. */
static void another_second_network_may_come_meanwhile(void **state) {
    (void)state;
    static const char *const PAIRS[] = {"compare vgg16 vgg19 random:1", "compare vgg16 vgg13 random:2"};
    says_and_waits("view compare; select conv3_1");
    says(camera);
    until_shown(3);
    for (int i = 0, changes = 0; changes < 6 && i < 5000; i++) {
        app_want(&app);
        if (app.beside[BESIDE_COMPARE].next_of) says(PAIRS[changes++ % 2]);
        job_wait(app.job, 5);
        if (!job_busy(app.job)) camera_wait(app.watch->camera, 5);
    }
    until_shown(app.watch->pictures + 3);
    says_and_waits("camera off; compare vgg16 vgg19; view network");
}

static void held_it_is_a_photo(void **state) {
    (void)state;
    says(camera);
    until_shown(4);
    assert_true(app_key(&app, "space"));
    assert_false(app.watch->on);
    assert_int_equal(app.step, 0);
    uint64_t version = app.image_version;
    lets_go();
    waits();
    assert_int_equal(app.image_version, version);
    assert_true(app_key(&app, "space"));
    assert_int_equal(app.step, 1);
    waits();
    computes_the_photo();
    assert_in_range(which_photo(), 0, 2);
    says_and_waits("net alexnet-2012"); /* another crop of it */
    assert_string_equal(app.photo->name, "camera");
    assert_int_equal(app.photo->image.size, 227);
    assert_in_range(which_photo(), 0, 2);
    assert_true(app_key(&app, "shift+c"));
    assert_true(app.watch->on);
    until_shown(2);
    assert_true(app_key(&app, "shift+c"));
    assert_false(app.watch->on);
}

static void changes_are_made_in_each_picture(void **state) {
    (void)state;
    says(camera);
    until_shown(2);
    says("mirror; occlude 60 60 30");
    until_shown(8);
    says_and_waits("camera off; run");
    assert_int_equal(app.live->now.edits.n, 2);
    assert_in_range(which_photo(), 0, 2);
    computes_the_photo();
    Image changed;
    Error e = source_copy(&app.live->original, &changed);
    if (!failed(&e)) e = edits_make(&app.live->now.edits, 0, 2, &changed);
    assert_false(failed(&e));
    assert_memory_equal(changed.rgb, app.photo->image.rgb, (size_t)changed.size * (size_t)changed.size * 3);
    image_free(&changed);
    assert_non_null(live_against(&app)); /* the answers before */
    says_and_waits("clear");
    assert_in_range(which_photo(), 0, 2);
    computes_the_photo();
}

static void another_photo_ends_it(void **state) {
    (void)state;
    static const char *const OTHERS[] = {"image owl", "photo next", "reset; image noise:3"};
    for (int i = 0; i < 3; i++) {
        says(camera);
        until_shown(2);
        says(OTHERS[i]);
        says("run");
        assert_false(app.watch->on);
        assert_string_not_equal(app.photo->name, "camera");
        waits();
        computes_the_photo();
        lets_go();
    }
    says(camera);
    until_shown(2);
    says("net vgg19"); /* another network does not */
    assert_true(app.watch->on);
    until_shown(6);
}

static void no_lesson_has_it(void **state) {
    (void)state;
    size_t at;
    Error e = command_check("camera on", &at);
    assert_string_equal(e.id, "command.never");
    e = command_check("step; camera off", &at);
    assert_string_equal(e.id, "command.never");
    app.teaching->staging = true;
    is_refused(camera, "command.never");
    app.teaching->staging = false;
    assert_false(app.watch->on);
    says(camera);
    until_shown(2);
    says("lesson receptive-field");
    assert_false(app.watch->on);
    is_refused(camera, "camera.lesson");
    assert_false(app.watch->on);
    says("lesson close");
    assert_string_equal(app.photo->name, "camera"); /* what was held before it */
    assert_false(app.watch->on);
}

static void no_way_back_says_it(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    says(camera);
    until_shown(2);
    app_whole_script(&app, script, sizeof script);
    assert_null(strstr(script, "camera"));
    says("mark; return");
    place_begin(&app);
    app_script(&app, script, sizeof script);
    assert_null(strstr(script, "camera"));
}

/* After what went wrong all is as it was. */
static void stays_with(const char *script, const char *id) {
    char name[FILE_NAME_SIZE];
    memcpy(name, app.photo->name, sizeof name);
    uint64_t version = app.image_version;
    says(script);
    struct timespec moment = {.tv_nsec = 5000000};
    for (int i = 0; i < 5000 && app.watch->on; i++) {
        app_want(&app);
        nanosleep(&moment, NULL);
    }
    assert_false(app.watch->on);
    assert_string_equal(failed(&app.trouble) ? app.trouble.id : "", id);
    assert_string_equal(app.photo->name, name);
    assert_int_equal(app.image_version, version);
    lets_go();
}

static void what_goes_wrong_changes_nothing(void **state) {
    (void)state;
    char script[600];
    stays_with("camera /nowhere/film.y4m", "file.open");
    snprintf(script, sizeof script, "camera '%s'", scratch_write("text", "no film", 7));
    stays_with(script, "camera.film");
    stays_with("camera 4711", "camera.missing");
    /* JPEGs that cannot be decoded, all of them */
    snprintf(script, sizeof script, "camera '%s'", scratch_write("bad.mjpeg", "\xff\xd8\xff\xd9\xff\xd8\xff\xd9", 8));
    stays_with(script, "image.decode");
    is_refused("camera on off", "command.args");
}

/* A film whose file is cut while it plays ends it, and keeps what came last. */
static void a_camera_that_is_lost_leaves_its_last_picture(void **state) {
    (void)state;
    static char head[] = "YUV4MPEG2 W64 H64 F50:1 Cmono\n";
    enum { FRAME = 6 + 64 * 64 };
    unsigned char bytes[sizeof head - 1 + FRAME + 3];
    memcpy(bytes, head, sizeof head - 1);
    memcpy(bytes + sizeof head - 1, "FRAME\n", 6);
    memset(bytes + sizeof head - 1 + 6, 180, 64 * 64);
    memcpy(bytes + sizeof head - 1 + FRAME, "FRA", 3);
    char script[600];
    snprintf(script, sizeof script, "camera '%s'", scratch_write("lost.y4m", bytes, sizeof bytes));
    says(script);
    for (int i = 0; i < 20000 && app.watch->on; i++) {
        app_want(&app);
        job_wait(app.job, 5);
    }
    assert_string_equal(app.trouble.id, "camera.film");
    assert_string_equal(app.photo->name, "camera");
    waits();
    computes_the_photo();
    lets_go();
}

static void it_is_read(void **state) {
    (void)state;
    Arena arena = {0};
    says(camera);
    assert_non_null(strstr(facts_text(&app, &arena), "Waiting for the camera"));
    until_shown(3);
    assert_non_null(strstr(facts_text(&app, &arena), "Live: film.mjpeg"));
    json_t *facts = facts_json(&app, &arena), *watched = json_object_get(facts, "camera");
    assert_string_equal(json_string_value(json_object_get(watched, "name")), "film.mjpeg");
    assert_int_equal(json_integer_value(json_object_get(watched, "pictures")), app.watch->pictures);
    json_decref(facts);
    says("camera off");
    assert_null(strstr(facts_text(&app, &arena), "Live"));
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_picture_is_enough_without_a_window, at_start),
        cmocka_unit_test_setup(maps_and_answers_follow, at_start),
        cmocka_unit_test_setup(two_networks_follow_together, at_start),
        cmocka_unit_test_setup(another_second_network_may_come_meanwhile, at_start),
        cmocka_unit_test_setup(held_it_is_a_photo, at_start),
        cmocka_unit_test_setup(changes_are_made_in_each_picture, at_start),
        cmocka_unit_test_setup(another_photo_ends_it, at_start),
        cmocka_unit_test_setup(no_lesson_has_it, at_start),
        cmocka_unit_test_setup(no_way_back_says_it, at_start),
        cmocka_unit_test_setup(what_goes_wrong_changes_nothing, at_start),
        cmocka_unit_test_setup(a_camera_that_is_lost_leaves_its_last_picture, at_start),
        cmocka_unit_test_setup(it_is_read, at_start),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
