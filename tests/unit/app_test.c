/* The state and its commands: steps, selections, scripts, keys, and that nothing is lost by an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/source.h"
#include "io/own.h"
#include "io/weights_file.h"
#include "opened.h"
#include "scratch.h"

static void refuses(const char *script, const char *id, int at) {
    int where = 0;
    Error e = app_do(&app, script, &where);
    if (!failed(&e)) fail_msg("%s was taken", script);
    assert_string_equal(e.id, id);
    assert_int_equal(where, at);
}

static void steps_stop_at_the_ends(void **state) {
    (void)state;
    says("net vgg16; reset; back 3");
    assert_int_equal(app.step, 0);
    assert_int_equal(app.selection.row, -1);
    says("step 9");
    assert_string_equal(app_row_name(&app, app.selection.row), "conv3_3");
    says("step 1000");
    assert_int_equal(app.step, 22);
    assert_string_equal(app_row_name(&app, app.selection.row), "prob");
    says("steps modules");
    assert_int_equal(app.step, 37);
    says("back; steps layers");
    assert_int_equal(app.step, 21);
    says("until conv4_2");
    assert_int_equal(app.step, 12);
    waits();
    assert_true(run_done(app.run, app_step_row(&app)));
}

static void a_module_is_shown_as_it_is(void **state) {
    (void)state;
    says("reset; steps modules; step");
    assert_string_equal(app_row_name(&app, app_shown_row(&app)), "conv1_1");
    says("step");
    assert_string_equal(app_row_name(&app, app_shown_row(&app)), "relu1_1");
    says("steps layers; reset; step");
    assert_string_equal(app_row_name(&app, app_shown_row(&app)), "relu1_1");
    says("relu before");
    assert_string_equal(app_row_name(&app, app_shown_row(&app)), "conv1_1");
    waits();
    const MapStats *stats = run_stats(app.run, app_shown_row(&app));
    assert_non_null(stats);
    assert_true(stats[app.weights->net.layer[0].out.c].min < 0); /* really before its ReLU */
    says("relu after");
}

static void the_selection_keeps_its_place(void **state) {
    (void)state;
    int x, y;
    says("reset; select conv3_3; pixel 31 23; map 7");
    assert_int_equal(app_map(&app), 7);
    app_unit(&app, &x, &y);
    assert_int_equal(x, 31);
    assert_int_equal(y, 23);
    says("select conv5_1");
    app_unit(&app, &x, &y);
    assert_int_equal(x, 7); /* centre 125.5 of the photo, (125.5 - 7.5) / 16 */
    says("select conv3_3");
    app_unit(&app, &x, &y);
    assert_int_equal(x, 31);
    assert_int_equal(app_map(&app), 7);
    says("move right; move down");
    app_unit(&app, &x, &y);
    assert_int_equal(x, 32);
    assert_int_equal(y, 24);
}

static void every_unit_can_be_chosen(void **state) {
    (void)state;
    const char *const layers[] = {"input", "conv1_1", "pool1", "conv2_1", "pool3", "conv5_3", "pool5"};
    char script[64];
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        snprintf(script, sizeof script, "select %s", layers[i]);
        says(script);
        Shape s = net_shape(&app.own, app.selection.row);
        for (int place = 0; place < s.w; place++) {
            int x, y;
            snprintf(script, sizeof script, "pixel %d %d", place, s.h - 1 - place);
            says(script);
            app_unit(&app, &x, &y);
            assert_int_equal(x, place);
            assert_int_equal(y, s.h - 1 - place);
        }
    }
}

static void names_of_layers(void **state) {
    (void)state;
    says("net vgg19; select features[14]");
    assert_string_equal(app_row_name(&app, app.selection.row), "conv3_3");
    says("select block4_conv4");
    assert_string_equal(app_row_name(&app, app.selection.row), "conv4_4");
    app_say(&app, "conv2_2");
    assert_false(failed(&app.trouble));
    assert_string_equal(app_row_name(&app, app.selection.row), "conv2_2");
    says("net vgg16");
}

static void errors_name_their_place(void **state) {
    (void)state;
    says("reset; view network");
    refuses("step; fly", "command.unknown", 2);
    assert_int_equal(app.step, 1); /* what came before stays */
    refuses("step 2x", "command.number", 1);
    refuses("select conv9_9", "command.layer", 1);
    refuses("map 64000", "command.number", 1);
    refuses("pixel 1", "command.args", 1);
    refuses("run 2", "command.alone", 1);
    refuses("view everything", "command.word", 1);
    refuses("step; image \"open", "script.quote", 2);
    refuses("net resnet50", "command.net", 1);
    refuses("weights random:x", "weights.seed", 1);
    refuses("image /nowhere/at/all.png", "file.open", 1);
    refuses("weights /nowhere.safetensors", "file.open", 1);
    assert_string_equal(app.photo->name, "panda");
    assert_non_null(app.run);
}

static void quotes_as_in_a_shell(void **state) {
    (void)state;
    refuses("image '/no where/a;b.png'", "file.open", 1);
    Error e = app_do(&app, "image \"/no where/a;b\\\".png\"", NULL);
    assert_string_equal(e.arg[1], "/no where/a;b\".png");
    e = app_do(&app, "image /no\\ where/a\\;b.png", NULL);
    assert_string_equal(e.arg[1], "/no where/a;b.png");
    says(";; step 0 ;;");
}

/* What is too much for a command is not left out. */
static void no_word_is_left_out(void **state) {
    (void)state;
    static char script[8000];
    for (int more = 1; more <= 4; more++) {
        int n = snprintf(script, sizeof script, "draw on");
        for (int i = 0; i < 2 * STROKE_POINTS + more; i++)
            n += snprintf(script + n, sizeof script - (size_t)n, " %d", 20 + i % 90);
        refuses(script, "command.args", 1);
    }
    assert_false(live_changed(&app));
}

/* Without a word, what has choices takes the next one: after as many as it lists, it is where it was. */
static void a_command_lists_what_it_goes_through(void **state) {
    (void)state;
    static const char *const TURNS[] = {"order", "scale",  "palette", "theme",   "relu",  "digits",
                                        "shade", "photos", "excite",  "biases",  "chart", "axis",
                                        "topic", "family", "figures", "boundary"};
    static char begun[SCRIPT_SIZE], now[SCRIPT_SIZE];
    for (size_t i = 0; i < sizeof TURNS / sizeof *TURNS; i++) {
        int words = 1, turns = 0;
        for (const char *c = command_find(TURNS[i])->words; *c; c++) words += *c == '|';
        says(strcmp(TURNS[i], "family") == 0 ? "view family"
                                             : "view compare"); /* where all of them are in the script */
        app_whole_script(&app, begun, sizeof begun);
        do {
            says(TURNS[i]);
            app_whole_script(&app, now, sizeof now);
        } while (++turns < 20 && strcmp(begun, now) != 0);
        if (turns != words) fail_msg("%s goes through %d choices and lists %d", TURNS[i], turns, words);
    }
    says("view network");
}

static void bundled_weights_only_where_there_are_some(void **state) {
    (void)state;
    says("net alexnet");
    assert_int_equal(app.weights->origin, ORIGIN_RANDOM);
    refuses("weights bundled", "weights.not_bundled", 1);
    says("net alexnet-2012");
    assert_int_equal(app.photo->image.size, 227);
    says("net vgg16");
    assert_int_equal(app.photo->image.size, 224);
    assert_int_equal(app.weights->net.width, 4);
}

static void a_mark_is_returned_to(void **state) {
    (void)state;
    int x, y;
    says("net vgg19; image panda; reset; step 9; pixel 30 20; map 3; view neuron; mark");
    says("net vgg16; image koala; run; view layer");
    says("return");
    assert_int_equal(app.own.id, NET_VGG19);
    assert_string_equal(app.photo->name, "panda");
    assert_int_equal(app.step, 9);
    assert_int_equal(app.view, VIEW_NEURON);
    assert_int_equal(app_map(&app), 3);
    app_unit(&app, &x, &y);
    assert_int_equal(x, 30);
    assert_int_equal(y, 20);
    says("net vgg16");
}

static void stack_is(const char *want) {
    char have[200] = "";
    for (int i = 0, n = 0; i < app.lab.stack_n; i++)
        n += snprintf(have + n, sizeof have - (size_t)n, "%s%ds%dp%d", i ? " " : "", app.lab.stack[i].kernel,
                      app.lab.stack[i].stride, app.lab.stack[i].pad);
    assert_string_equal(have, want);
}

static void a_stack_is_built(void **state) {
    (void)state;
    says("net alexnet; view field; select conv1; stack 3 5s2 conv1");
    stack_is("3s1p0 5s2p0 11s4p2");
    assert_int_equal(app.lab.stack_pick, 2);
    says("layer 1 kernel 4; layer stride 3; layer padding more");
    stack_is("4s3p1 5s2p0 11s4p2");
    says("layer right; layer right; layer right");
    stack_is("5s2p0 11s4p2 4s3p1");
    says("layer left; layer next; layer next; layer remove");
    stack_is("4s3p1 11s4p2");
    assert_int_equal(app.lab.stack_pick, 0);
    says("layer kernel less; layer add selected; layer add 2; layer add");
    stack_is("3s3p1 11s4p2 11s4p2 2s1p0 2s1p0");
    says("stack 11; layer kernel more; layer kernel more; layer kernel; layer kernel less");
    stack_is("1s1p0");
    says("stack 3 3; padding on; layer kernel 7; padding off; layer padding 2");
    stack_is("3s1p0 7s1p2");
    says("stack 3 3; padding on; layer kernel 7"); /* a layer that keeps the size goes on keeping it */
    stack_is("3s1p1 7s1p3");
    refuses("layer 3 kernel", "command.number", 1);
    refuses("layer kernel 12", "command.number", 1);
    refuses("layer add relu1", "command.stack", 1);
    refuses("stack 3 12", "command.stack", 1);
    refuses("stack 3 3 3 3 3 3 3 3 3", "command.stack_full", 1);
    refuses("stack none; layer kernel", "command.no_stack", 2);
    refuses("follow 1", "command.no_stack", 1);
    says("stack none; net vgg16");
}

static void presets_go_round(void **state) {
    (void)state;
    says("view field; stack none");
    const int layers[] = {2, 3, 5, 1, 1, 0, 2};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        assert_true(app_key(&app, "i"));
        assert_int_equal(app.lab.stack_n, layers[i]);
    }
    says("stack 3 3 3; follow 1");
    assert_int_equal(app.lab.stack_at, 1);
    assert_true(app_key(&app, "space"));
    assert_true(app_key(&app, "space"));
    assert_int_equal(app.lab.stack_at, 3);
    assert_true(app_key(&app, "space"));
    assert_int_equal(app.lab.stack_at, 0);
    refuses("follow 4", "command.number", 1);
    says("stack none; reset");
    assert_true(app_key(&app, "space")); /* without a stack it is the run that goes on */
    assert_int_equal(app.step, 1);
    says("reset; view network");
}

static void a_mark_keeps_what_was_set(void **state) {
    (void)state;
    says("view field; stack 3 3p1 5s2; layer 2; follow 1; channels in 64; channels out 192; biases on; side 28; chart "
         "macs");
    says("axis log; topic 1x1; photos random; excite guided; shade on; mark");
    says("stack none; channels 8; biases off; side 224; chart memory; axis linear; topic stacks; photos this; excite "
         "off");
    says("shade off; return");
    stack_is("3s1p0 3s1p1 5s2p0");
    assert_int_equal(app.lab.stack_at, 1);
    assert_int_equal(app.lab.stack_pick, 1);
    assert_int_equal(app.lab.c_in, 64);
    assert_int_equal(app.lab.c_out, 192);
    assert_true(app.lab.apart && app.lab.biases && app.lab.shade);
    assert_int_equal(app.lab.side, 28);
    assert_int_equal(app.lab.chart, CHART_MACS);
    assert_int_equal(app.lab.chart_scale, CHART_LOG);
    assert_int_equal(app.lab.topic, TOPIC_ONE);
    assert_int_equal(app.lab.patches, PATCHES_RANDOM);
    assert_int_equal(app.lab.excite, EXCITE_GUIDED);
    says("stack none; channels 256; channels together; biases off; side 56; chart parameters; axis linear; topic "
         "stacks");
    says("photos this; excite off; shade off; view network");
}

/* All photos: those of the gallery, and the user's that were opened before this one. */
static void a_survey_takes_recent_photos(void **state) {
    (void)state;
    char script[1400], path[1024];
    memcpy(path, app.photo->path, sizeof path); /* of the gallery, opened as a file */
    snprintf(script, sizeof script, "net vgg16; image \"%s\"; image koala; view layer; select conv1_2; photos all",
             path);
    says(script);
    waits();
    assert_non_null(app_survey(&app));
    assert_int_equal(app_survey(&app)->photos, app.gallery->n + 1);
    assert_string_equal(app_survey_photo(&app, app.gallery->n), path);
    says(script); /* once more is not one more */
    waits();
    assert_int_equal(app_survey(&app)->photos, app.gallery->n + 1);
    says("photos this; view network");
}

static void stopping_leaves_a_whole_step(void **state) {
    (void)state;
    says("net vgg16; weights random:3; reset; run; stop");
    assert_true(app.step == 0 || run_done(app.run, app_step_row(&app)));
    waits();
    assert_int_equal(run_row(app.run), -1);
    says("step 2");
    waits();
    assert_true(run_done(app.run, app_step_row(&app)));
    says("weights bundled");
}

/* A task that was stopped is asked for no more, or says that it is there; and it comes when it is asked for again. */
static void stopping_gives_up_what_was_asked_for(void **state) {
    (void)state;
    says("net vgg16; weights random:6; reset; view layer; select conv2_1; photos all");
    while (!app.work.survey) app_want(&app); /* as a window asks: until the job has it, not until it is done */
    says("stop");
    assert_int_equal(app.view, VIEW_LAYER);
    assert_true(app.lab.patches == PATCHES_HERE || app_survey(&app));
    says("photos all");
    waits();
    assert_non_null(app_survey(&app));
    says("photos this; excite gradient; map 3; select conv4_1");
    app_retire_readers(&app);
    while (!app.work.sight) app_want(&app);
    says("stop");
    assert_int_equal(app.view, VIEW_LAYER);
    assert_true(app.lab.excite == EXCITE_OFF || app_sight(&app));
    says("view field; map 4");
    app_retire_readers(&app);
    while (!app.work.sight) app_want(&app);
    says("stop");
    assert_true(app.view == VIEW_NETWORK || app_sight(&app));
    says("view field");
    waits();
    assert_non_null(app_sight(&app));
    says("view parameters; channels 1024; measure; stop");
    assert_true(!app.work.trial || app_trial(&app));
    says("excite off; channels 256; view network; weights bundled");
}

static void a_gradient_follows_the_selection(void **state) {
    (void)state;
    const char *const layers[] = {"pool5", "conv4_2", "conv5_3", "conv3_1", "fc6", "conv4_1", "pool4", "conv5_1",
                                  "conv2_2", "fc8", "conv5_2", "conv4_3"};
    char script[64];
    says("net vgg16; weights random:5; reset; view field");
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) { /* none is waited for */
            snprintf(script, sizeof script, "select %s; map %d", layers[i], round);
            says(script);
        }
    waits();
    const Sight *sight = app_sight(&app);
    assert_non_null(sight);
    assert_string_equal(app_row_name(&app, sight->row), "conv4_3");
    assert_int_equal(sight->map, 3);
    assert_true(sight->field.share >= 0.95);
    says("view layer; photos all; excite guided; select conv1_2; select conv2_1");
    waits();
    assert_non_null(app_survey(&app));
    assert_true(app_survey(&app)->found == 9);
    assert_non_null(app_sight(&app));
    says("photos this; excite off; view parameters; channels 16; measure; measure");
    waits();
    assert_non_null(app_trial(&app));
    says("weights bundled; view network");
}

/* The map with the largest mean may be off where one looks, and then has no gradient. */
static void a_field_is_that_of_a_unit_that_is_on(void **state) {
    (void)state;
    int x, y;
    says_and_waits("image panda; reset; select pool3; pixel 3 4; view field");
    const Shape s = net_shape(&app.weights->net, app.selection.row);
    const float *values = run_values(app.run, app.selection.row);
    app_unit(&app, &x, &y);
    int64_t plane = (int64_t)s.h * s.w, at = (int64_t)y * s.w + x;
    assert_true(values[app_strongest(&app, app.selection.row) * plane + at] == 0);
    assert_true(values[app_map(&app) * plane + at] > 0);
    assert_non_null(app_sight(&app));
    assert_true(app_sight(&app)->field.share > 0.9);
    char script[32];
    snprintf(script, sizeof script, "map %d", app_strongest(&app, app.selection.row));
    says_and_waits(script);
    assert_true(app_sight(&app)->field.share == 0);
    says("view network; select conv1_1");
}

static void no_key_means_two_things(void **state) {
    (void)state;
    int n;
    const Key *all = keys(&n);
    for (int i = 0; i < n; i++) {
        char name[16];
        assert_int_equal(sscanf(all[i].command, "%15s", name), 1);
        if (!command_find(name)) fail_msg("key %s says %s", all[i].name, all[i].command);
        for (int j = 0; j < i; j++)
            if (strcmp(all[i].name, all[j].name) == 0 && (all[i].states & all[j].states))
                fail_msg("key %s: %s and %s", all[i].name, all[i].command, all[j].command);
    }
}

/* A fine wheel and a touchpad turn a page where they have come to a notch; SDL adds up nothing. */
static void a_wheel_sums_up(void **state) {
    (void)state;
    says("net vgg16; reset; view layer; select conv5_3; until conv5_3; view network");
    waits();
    app.page.at = 1;
    for (int i = 0; i < 9; i++) assert_false(app_wheel(&app, 0, 0.1f));
    assert_true(app_wheel(&app, 0, 0.1f));
    assert_int_equal(app.page.at, 0);
    assert_false(app_wheel(&app, 0, -0.75f));
    assert_true(app_wheel(&app, 0, -1.25f));
    assert_int_equal(app.page.at, 2);
    assert_false(app_wheel(&app, 0, -0.5f));
    assert_false(app_wheel(&app, 0, 0.75f)); /* back: what went on before counts no more */
    assert_int_equal(app.page.at, 2);
    const int row = app.selection.row;
    assert_false(app_wheel(&app, -0.5f, 0.1f));
    assert_true(app_wheel(&app, -0.5f, 0));
    assert_string_equal(app_row_name(&app, app.selection.row), "conv5_2");
    assert_true(app_wheel(&app, 1, 0));
    assert_int_equal(app.selection.row, row);
    says("lesson list");
    const int line = app.overlay_at;
    assert_true(app_wheel(&app, 0, -2));
    assert_int_equal(app.overlay_at, line + 2);
    says("close; black on");
    assert_false(app_wheel(&app, 0, -2));
    says("black off; reset");
}

/* Each row's command opens it and closes it, and the way back leads to its line or page. */
static void what_lies_over_a_screen_is_come_back_to(void **state) {
    (void)state;
    static char script[SCRIPT_SIZE];
    for (Overlay overlay = OVERLAY_NONE + 1; overlay < OVERLAY_COUNT; overlay++) {
        const AppOverlay *row = overlay_of(overlay);
        if (!row->command) continue;
        says(row->command);
        assert_int_equal(app.overlay, overlay);
        says(row->pages ? "page 2" : row->lines ? "choose 1; choose next" : "choose 1");
        const int at = app.overlay_at;
        assert_int_equal(at, row->pages || row->lines);
        app_script(&app, script, sizeof script);
        says("close");
        says(script);
        assert_int_equal(app.overlay, overlay);
        assert_int_equal(app.overlay_at, at);
        says(row->command);
        assert_int_equal(app.overlay, OVERLAY_NONE);
    }
}

/* However a list or the command line is left, nothing of it stays behind; of a list of nothing the first line is
 * chosen. */
static void what_lay_over_a_screen_is_gone(void **state) {
    (void)state;
    static const char *const LEFT[] = {"save; save", "weights list; weights list", "help",
                                       "lesson what-is-vgg; lesson close"};
    says("view layer; select conv4_2; map 7");
    for (size_t i = 0; i < sizeof LEFT / sizeof *LEFT; i++) {
        says("command 'map 3'");
        says(LEFT[i]);
        assert_string_equal(app.typed, "");
        says("choose this");
        assert_int_equal(app.overlay, OVERLAY_NONE);
        assert_int_equal(app_map(&app), 7);
    }
    says("command 'map 3'; command 'map 9'"); /* another text, on the line that is open */
    assert_int_equal(app.overlay, OVERLAY_COMMAND);
    assert_string_equal(app.typed, "map 9");
    says("command; lesson list");
    app.lessons->n = 0;
    says("choose next");
    assert_int_equal(app.overlay_at, 0);
    says("choose this");
    assert_int_equal(app.overlay, OVERLAY_NONE);
    says("lesson list; choose 1; choose down");
    assert_int_equal(app.overlay_at, 1); /* a list has one column, */
    says("choose up");
    assert_int_equal(app.overlay_at, 0);
    says("close; gallery; choose 1; choose down");
    assert_int_equal(app.overlay_at, GALLERY_COLUMNS); /* the gallery has more */
    says("close");
}

static void every_command_is_explained(void **state) {
    (void)state;
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) {
        char key[64];
        snprintf(key, sizeof key, "command.%s", all[i].name);
        if (strcmp(strings_get(app.strings, key), key) == 0) fail_msg("no text for %s", key);
    }
}

static void a_line_that_fails_is_kept(void **state) {
    (void)state;
    app_say(&app, "command 'mapp 3'; choose this");
    assert_string_equal(app.trouble.id, "command.unknown");
    assert_int_equal(app.overlay, OVERLAY_COMMAND);
    assert_string_equal(app.typed, "mapp 3");
    app_say(&app, "close; command; recall");
    assert_false(failed(&app.trouble));
    assert_string_equal(app.typed, "mapp 3");
    says("close; command 'map 3'; choose this");
    assert_int_equal(app.overlay, OVERLAY_NONE);
    says("command; choose this; command; recall"); /* one without words is none */
    assert_string_equal(app.typed, "map 3");
    app_say(&app, "command 'help; mapp'; choose this"); /* what it opened stays open */
    assert_int_equal(app.overlay, OVERLAY_HELP);
    says("close");
}

static void the_command_line_completes(void **state) {
    (void)state;
    static char lines[6][TYPED_SIZE];
    says("command");
    app_type(&app, "select conv4_");
    assert_int_equal(app_complete(&app, lines, 6), 3);
    assert_string_equal(lines[0], "select conv4_1");
    says("complete");
    assert_string_equal(app.typed, "select conv4_1");
    says("choose this");
    assert_int_equal(app.overlay, OVERLAY_NONE);
    assert_string_equal(app_row_name(&app, app.selection.row), "conv4_1");
}

/* A copy of a file under a name that says something else. */
static const char *copied(const char *from, const char *name) {
    Mapped file;
    Error e = file_map(from, &file);
    assert_false(failed(&e));
    const char *path = scratch_write(name, file.data, file.size);
    file_unmap(&file);
    return path;
}

/* What is dropped or pasted is told by its bytes; weights of another network bring it along, and it is said. */
static void files_are_told_by_their_bytes(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image panda");
    const char *photo = copied("assets/photos/koala.jpg", "checkpoint; [2:7].PTH");
    app_say_file(&app, photo);
    assert_false(failed(&app.trouble));
    assert_string_equal(app.photo->path, photo);
    const char *weights = copied("weights/vgg19-slim.safetensors", "photo #1.JPG");
    says("until conv3_3");
    app_say_file(&app, weights);
    assert_false(failed(&app.trouble));
    assert_string_equal(app.weights->path, weights);
    assert_int_equal(app.own.id, NET_VGG19);
    assert_string_equal(app_row_name(&app, app.selection.row), "conv3_3");
    assert_true(app.noted);
    assert_int_equal(app.noted_from, NET_VGG16);
    assert_string_equal(app.photo->path, photo);
    app_say(&app, "net vgg16");
    assert_false(app.noted);

    static const struct {
        const char *name, *bytes, *id;
    } STRANGERS[] = {
        {"page.pth", "<html>", "kind.html"}, {"notes.jpg", "a text", "kind.text"}, {"empty.png", "", "kind.empty"}};
    for (size_t i = 0; i < sizeof STRANGERS / sizeof *STRANGERS; i++) {
        app_say_file(&app, scratch_write(STRANGERS[i].name, STRANGERS[i].bytes, strlen(STRANGERS[i].bytes)));
        assert_string_equal(app.trouble.id, STRANGERS[i].id);
    }
    app_say_file(&app, scratch("none"));
    assert_string_equal(app.trouble.id, "file.open");
    app_say_file(&app, scratch_dir); /* a folder's photos are shown in the gallery */
    assert_false(failed(&app.trouble));
    assert_int_equal(app.overlay, OVERLAY_GALLERY);
    says("close; images bundled");
    char script[700];
    snprintf(script, sizeof script, "image \"%s\"", copied("weights/vgg19-slim.safetensors", "photo #1.JPG"));
    refuses(script, "kind.weights", 1);
    snprintf(script, sizeof script, "weights \"%s\"", copied("assets/photos/koala.jpg", "koala.pth"));
    refuses(script, "kind.picture", 1);
    assert_int_equal(app.own.id, NET_VGG16);
    says("image panda; weights bundled");
}

/* A text with a line a layer is a network wherever a file is opened, and its lines are no names of classes. */
static void a_network_may_be_a_text(void **state) {
    (void)state;
    static const char NET[] = "# three lines, three classes\ninput 32\nfc 3\n", NAMES[] = "cat\ndog\nowl\n";
    char script[700];
    Weights w;
    WeightsWish wish;
    const char *path = scratch_write("three.txt", NET, sizeof NET - 1);
    app_say_file(&app, path);
    assert_false(failed(&app.trouble));
    assert_string_equal(own_text(app.own.id), path);
    assert_true(app.weights->seeded);
    assert_string_equal(own_label(app.own.id, 0), "class 0");
    says("net vgg16");
    snprintf(script, sizeof script, "weights \"%s\"", path);
    says(script);
    assert_string_equal(own_text(app.own.id), path);
    snprintf(script, sizeof script, "image \"%s\"", path);
    refuses(script, "kind.net_text", 1);
    Error e = source_wish(NULL, path, &wish);
    assert_false(failed(&e));
    assert_int_equal(wish.net, app.own.id);
    e = weights_open_file(path, NET_VGG16, &w); /* it has none */
    assert_string_equal(e.id, "kind.net_text");
    path = scratch_write("named.net", NET, sizeof NET - 1);
    scratch_write("named.txt", NAMES, sizeof NAMES - 1);
    app_say_file(&app, path);
    assert_false(failed(&app.trouble));
    assert_string_equal(own_label(app.own.id, 2), "owl");
    app_say_file(&app, scratch_write("wrong.txt", "conv 8 3\nfx 2\n", 14));
    assert_string_equal(app.trouble.id, "net_text.line");
    says("net vgg16; weights bundled");
}

static void photos_are_prepared_as_it_is_said(void **state) {
    (void)state;
    says("net vgg16; weights bundled; image panda; reset");
    assert_int_equal(app.weights->preparation.kind, PREPARE_TORCHVISION);
    const Run *run = app.run;
    says("preprocess torchvision");
    assert_ptr_equal(app.run, run); /* nothing is made again */
    says("preprocess caffe; mark; image koala");
    int red = app.photo->image.rgb[0], blue = app.photo->image.rgb[2];
    int64_t plane = (int64_t)app.photo->image.size * app.photo->image.size;
    assert_float_equal(run_values(app.run, -1)[0], (float)blue - 103.939f, 1e-4);
    assert_float_equal(run_values(app.run, -1)[2 * plane], (float)red - 123.68f, 1e-4);
    says("preprocess mean 0 0 0 deviation 1 1 1; return");
    assert_int_equal(app.weights->preparation.kind, PREPARE_CAFFE);
    says("net vgg19");
    assert_int_equal(app.weights->preparation.kind, PREPARE_TORCHVISION);
    refuses("preprocess bgr", "command.word", 1);
    refuses("preprocess mean 0 0 0 deviation 1 0 1", "preprocess.number", 1);
    says("net vgg16");
    unsigned char usual[3], *rgb = app.photo->image.rgb + 3 * (112 * 224 + 112);
    memcpy(usual, rgb, sizeof usual);
    says("draw 112 112; preprocess size 300 crop 224 squash; clear");
    assert_int_equal(app.photo->image.framing.size, 300);
    assert_true(app.photo->image.framing.squash);
    assert_int_equal(app.weights->preparation.kind, PREPARE_TORCHVISION); /* the numbers stay */
    assert_memory_not_equal(app.photo->image.rgb + 3 * (112 * 224 + 112), usual, sizeof usual);
    says("preprocess caffe"); /* the size stays */
    assert_int_equal(app.photo->image.framing.size, 300);
    says("net vgg19"); /* of other weights it is their own */
    assert_int_equal(app.photo->image.framing.size, 256);
    says("net vgg16; preprocess size 256 crop 224");
    assert_memory_equal(app.photo->image.rgb + 3 * (112 * 224 + 112), usual, sizeof usual);
    assert_true(preparation_same(&app.weights->preparation, &app.weights->found));
    says("preprocess next");
    assert_int_equal(app.weights->preparation.kind, PREPARE_CAFFE);
    assert_true(app.noted);
    says("preprocess raw");
    assert_true(app_key(&app, "f9"));
    assert_int_equal(app.weights->preparation.kind, PREPARE_TORCHVISION);
    refuses("preprocess size 300 crop 225", "preprocess.crop", 1);
    refuses("preprocess size 223", "command.number", 1);
    refuses("preprocess size 300 crop", "command.args", 1);
    refuses("preprocess size", "command.args", 1);
    refuses("preprocess caffe 3 size 300", "command.args", 1);
    says("net vgg16; weights bundled; image panda");
}

static int open_all(void **state) { return scratch_open(state) || open_app(state) ? -1 : 0; }
static int close_all(void **state) { return close_app(state) | scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_stop_at_the_ends),
        cmocka_unit_test(a_module_is_shown_as_it_is),
        cmocka_unit_test(the_selection_keeps_its_place),
        cmocka_unit_test(every_unit_can_be_chosen),
        cmocka_unit_test(names_of_layers),
        cmocka_unit_test(errors_name_their_place),
        cmocka_unit_test(quotes_as_in_a_shell),
        cmocka_unit_test(bundled_weights_only_where_there_are_some),
        cmocka_unit_test(a_mark_is_returned_to),
        cmocka_unit_test(a_stack_is_built),
        cmocka_unit_test(presets_go_round),
        cmocka_unit_test(a_survey_takes_recent_photos),
        cmocka_unit_test(a_mark_keeps_what_was_set),
        cmocka_unit_test(stopping_leaves_a_whole_step),
        cmocka_unit_test(stopping_gives_up_what_was_asked_for),
        cmocka_unit_test(a_gradient_follows_the_selection),
        cmocka_unit_test(a_field_is_that_of_a_unit_that_is_on),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(a_wheel_sums_up),
        cmocka_unit_test(what_lies_over_a_screen_is_come_back_to),
        cmocka_unit_test(what_lay_over_a_screen_is_gone),
        cmocka_unit_test(every_command_is_explained),
        cmocka_unit_test(no_word_is_left_out),
        cmocka_unit_test(a_command_lists_what_it_goes_through),
        cmocka_unit_test(a_line_that_fails_is_kept),
        cmocka_unit_test(the_command_line_completes),
        cmocka_unit_test(files_are_told_by_their_bytes),
        cmocka_unit_test(a_network_may_be_a_text),
        cmocka_unit_test(photos_are_prepared_as_it_is_said),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
