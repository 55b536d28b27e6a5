/* What stands on the screens, where a digit, a word or a mark decides what a class takes it for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"
#include "seen.h"
#include "view/read.h"

static int open_all(void **state) {
    return scratch_open(state) || open_seen(state) ? -1 : 0;
}

static int close_all(void **state) {
    close_seen(state);
    return scratch_close(state);
}

static int at_desk(void **state) {
    (void)state;
    says("lesson close; close; lang en; textsize 1; stack none; net vgg16; weights bundled; image panda");
    says("zoom 0; reset");
    return 0;
}

/* The screen that commands lead to, once all that it asks for is computed. */
static void draw(const char *script) {
    says(script);
    Error e = app_wait(&app);
    assert_false(failed(&e));
    arena_reset(&arena);
    view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
    assert_false(arena.failed);
}

/* How many texts are exactly, or have in them, what is said. */
static int texts(const char *text, bool exactly) {
    int n = 0;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        n += exactly ? strcmp(d->text.utf8, text) == 0 : strstr(d->text.utf8, text) != NULL;
    }
    return n;
}

static bool shown(const char *text) { return texts(text, false) > 0; }

static int hatched(void) {
    int n = 0;
    for (int i = 0; i < frame.list.n; i++) n += frame.list.at[i].kind == DRAW_HATCH;
    return n;
}

/* The small VGG-16 gives the panda 0.9999998 and no class 0, VGG-19 gives 1 in float32. */
static void nothing_less_than_all_is_all(void **state) {
    (void)state;
    draw("run; view network");
    assert_true(shown("> 99.99 %") && shown("< 0.01 %"));
    assert_false(shown("100.0 %") || shown("0.00 %"));
    assert_true(shown("> 0.9999") && !shown("1.0000"));
    const char *text = facts_text(&app, &arena);
    assert_non_null(strstr(text, "giant panda: > 99.99 %"));
    assert_null(strstr(text, "100.00 %"));
    json_t *o = facts_json(&app, &arena), *best = json_array_get(json_object_get(o, "top"), 0);
    double p = json_number_value(json_object_get(best, "p"));
    assert_true(p > 0.999 && p < 1); /* programs get the number */
    json_decref(o);
    draw("tool brush");
    assert_true(shown("> 99.99 %") && !shown("100.0 %"));
    draw("tool point; view layer");
    assert_true(shown("> 99.99 %") && !shown("100.0 %") && !shown("1.0000"));
    draw("view neuron");
    assert_true(shown("> 0.9999") && shown("> 99.99 %"));
    draw("view compare");
    assert_int_equal(texts("> 99.99", true), 2);
    assert_true(shown("< 0.01") && !shown("0.00") && !shown("100.0"));
    draw("image koala; view network"); /* surely, but not so surely that it rounds to all */
    assert_false(shown("> 99.99 %"));
}

/* A product can be worked out from the two numbers beside it: weights have three digits, however small they are. */
static void factors_have_three_digits(void **state) {
    (void)state;
    draw("select conv3_3; map 11; pixel 28 24; view neuron; zoom 1");
    int small = 0;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT || (!strstr(d->text.utf8, "+0.") && !strstr(d->text.utf8, "−0."))) continue;
        const char *digits = strstr(d->text.utf8, "0.") + 2;
        size_t decimals = strspn(digits, "0123456789"), zeros = strspn(digits, "0");
        if (digits[decimals]) continue; /* not a number alone */
        small++;
        if (decimals - zeros < 3 && decimals < 5) fail_msg("%s", d->text.utf8);
    }
    assert_true(small >= 9);
}

/* The unit in the corner of conv3_3 looks at five places outside in each of its three channels that are shown, and its
 * field goes past the photo on two sides. */
static void padding_is_hatched(void **state) {
    (void)state;
    draw("select conv3_3; map 11; pixel 0 0; view neuron; zoom 1");
    assert_int_equal(hatched(), 3 * 5);
    draw("pixel 28 24");
    assert_int_equal(hatched(), 0);
    draw("select conv1_1; pixel 0 0; zoom 2"); /* all 27 products are there */
    assert_int_equal(hatched(), 3 * 5);
}

/* A choice of two has one name, whichever is in force, and stays where it is; the legend says whose scale it is. */
static void choices_keep_their_names(void **state) {
    (void)state;
    static const struct { const char *on, *off, *name; } CHOICES[] = {
        {"run; select conv3_3; view network; scale layer", "scale map", "one scale"},
        {"view parameters; topic stacks; biases on", "biases off", "with biases"},
        {"channels together", "channels apart", "in = out"},
        {"axis log", "axis linear", "log"},
        {"view field; stack 3 3; padding on", "padding off", "padding: same size"},
        {"view compare; figures curves", "figures table", "curves over depth: U"},
        {"boundary block", "boundary layer", "by block: J"},
        {"view network; difference unchanged; occlude 80 90 60; tool point", "difference off", "difference: U"}};
    for (size_t i = 0; i < sizeof CHOICES / sizeof *CHOICES; i++) {
        draw(CHOICES[i].on);
        if (texts(CHOICES[i].name, true) != 1) fail_msg("%s: no '%s'", CHOICES[i].on, CHOICES[i].name);
        draw(CHOICES[i].off);
        if (texts(CHOICES[i].name, true) != 1) fail_msg("%s: no '%s'", CHOICES[i].off, CHOICES[i].name);
    }
    draw("clear; view network; select conv3_3; textsize 2; scale map"); /* larger text leaves less room */
    assert_true(texts("one scale", true) == 1 && shown("map 11:"));
    draw("textsize 1; map 11");
    assert_true(shown("map 11:") && !shown("all maps:"));
    draw("scale layer");
    assert_true(shown("all maps:") && !shown("map 11:"));
    draw("select fc6; scale map");
    assert_true(shown("all numbers:"));
    says("scale layer");
}

/* What a picture shows where its numbers are largest. */
static Color lightest(const Picture *p) {
    Color color, best = 0;
    for (int i = 0; i < p->w * p->h; i++) {
        Picture one = *p;
        one.data = (const float *)p->data + i;
        one.w = one.h = one.rows = 1;
        picture_pixels(&one, 1, 1, &color, 1);
        if ((color >> 16 & 0xFF) + (color >> 8 & 0xFF) + (color & 0xFF) >
            (best >> 16 & 0xFF) + (best >> 8 & 0xFF) + (best & 0xFF))
            best = color;
    }
    return best;
}

static void the_input_is_red_green_and_blue(void **state) {
    (void)state;
    int n = 0;
    draw("select input; view network");
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_PICTURE || d->picture.kind != PICTURE_MAP || d->picture.w != 224) continue;
        Color c = lightest(&d->picture);
        int most = 16 - 8 * n++; /* red, green, blue, one after the other */
        for (int at = 0; at < 24; at += 8)
            if (at != most) assert_true((c >> most & 0xFF) > (c >> at & 0xFF) + 60);
    }
    assert_int_equal(n, 3);
}

/* The gradient of a unit whose field is small is enlarged, and most of what it says is no shade of grey. */
static void a_gradient_can_be_seen(void **state) {
    (void)state;
    draw("select conv3_3; map 11; pixel 20 20; view layer; excite gradient");
    const Draw *gradient = NULL;
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_PICTURE && frame.list.at[i].picture.kind == PICTURE_RGB)
            gradient = &frame.list.at[i];
    assert_non_null(gradient);
    const Picture *p = &gradient->picture;
    assert_int_equal(p->w, 40); /* the field */
    assert_true(gradient->rect.w >= 240);
    const uint8_t *rgb = p->data;
    int full = 0, n = p->w * p->h * 3;
    for (int i = 0; i < n; i++) full += rgb[i] <= 1 || rgb[i] >= 254;
    assert_true(full > n / 1000 && full < n / 50); /* about one in two hundred */
    assert_true(shown("99.5 %"));
    says("excite off");
}

/* The nine largest lie side by side; those apart begin with the same, and no two fields share a pixel. */
static void patches_apart_do_not_overlap(void **state) {
    (void)state;
    Peak here[PEAKS], apart[PEAKS];
    draw("select conv3_3; map 11; view layer; photos this");
    UnitFacts f = unit_facts(&app);
    assert_int_equal(shown_peaks(&app, &f, here), PEAKS);
    assert_true(app_key(&app, "shift+a"));
    draw("");
    assert_true(shown("this photo, apart") && shown("do not overlap"));
    int n = shown_peaks(&app, &f, apart), close = 0;
    assert_int_equal(n, PEAKS);
    assert_memory_equal(apart, here, sizeof *here);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++) {
            Box a = net_box(&app.own, f.row, apart[i].x, apart[i].y);
            Box b = net_box(&app.own, f.row, apart[k].x, apart[k].y);
            assert_true(a.x1 < b.x0 || b.x1 < a.x0 || a.y1 < b.y0 || b.y1 < a.y0);
            Box c = net_box(&app.own, f.row, here[i].x, here[i].y), d = net_box(&app.own, f.row, here[k].x, here[k].y);
            close += !(c.x1 < d.x0 || d.x1 < c.x0 || c.y1 < d.y0 || d.y1 < c.y0);
        }
    assert_true(close > 0); /* where it matters */
    draw("select conv5_3; map 0"); /* a field as wide as the photo leaves one */
    f = unit_facts(&app);
    assert_in_range(shown_peaks(&app, &f, apart), 1, 4);
    says("photos this");
}

/* With a tool in hand the answers follow, and so do the maps, whatever has been stepped to. */
static void nothing_that_has_values_has_not_run(void **state) {
    (void)state;
    draw("select conv3_3; view network");
    assert_true(shown("has not run yet"));
    draw("tool brush");
    assert_true(shown("giant panda") && !shown("has not run yet"));
    says("tool point");
}

/* The command, if some area says it; else NULL. */
static const char *hit_of(const char *command) {
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].command && strcmp(frame.hits[i].command, command) == 0) return frame.hits[i].command;
    return NULL;
}

static void what_leads_on_can_be_pressed(void **state) {
    (void)state;
    draw("select conv3_3; view network");
    assert_non_null(hit_of("here"));
    assert_non_null(hit_of("select conv2_1")); /* a bar of the field */
    const Hit *bar = NULL;
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].command && strcmp(frame.hits[i].command, "until step") == 0) bar = &frame.hits[i];
    assert_non_null(bar);
    char *go = hit_command(bar, bar->rect.x + bar->rect.w * 0.5f, bar->rect.y + 2, 0, false);
    assert_string_equal(go, "until step 12");
    says(go);
    free(go);
    assert_int_equal(app.step, 12);
    go = hit_command(bar, bar->rect.x + bar->rect.w - 1, bar->rect.y + 2, 0, false);
    says(go);
    free(go);
    assert_int_equal(app.step, app_last_step(&app));
}

static void h_waits_for_the_number(void **state) {
    (void)state;
    says("lesson one-step 11");
    assert_int_equal(app_key_state(&app), KEYS_NUMBER);
    int step = app.step;
    app_key(&app, "h");
    assert_int_equal(app.step, step);
    says("lesson close; net vgg16");
}

static Error take(void *ctx, App *at, const Effect *effect) {
    (void)ctx, (void)at, (void)effect;
    return NO_ERROR;
}

/* What was pinned or copied is said, until the next command. */
static void what_was_done_unseen_is_said(void **state) {
    (void)state;
    app.outside = take;
    draw("select conv3_3; map 11; view layer");
    app_say(&app, "pin");
    draw("");
    assert_true(shown("Pinned: conv3_3, map 11."));
    app_say(&app, "map 12");
    draw("");
    assert_false(shown("Pinned:"));
    app_say(&app, "copy");
    draw("");
    assert_true(shown("Copied: the commands that lead here."));
    app_say(&app, "view slices");
    app_say(&app, "copy pytorch");
    draw("");
    assert_true(shown("Copied: the PyTorch line of the slice."));
    draw("pin conv1_1 3; map 0; pin off; map 1");
    assert_false(shown("Pinned:") || shown("Copied:"));
    app.outside = NULL;
}

static void a_caption_is_of_the_slice(void **state) {
    (void)state;
    draw("view slices; slice vgg19.features[2:7]; select conv5_1");
    assert_true(shown("features[2:7] is 5 modules, from conv1_2 to relu2_1."));
    draw("slice vgg19.features[5]");
    assert_true(shown("features[5] is one module, conv2_1."));
    draw("slice relu1");
    assert_true(shown("slices, which end with relu1_1, relu2_1,"));
    says("slice none");
}

static void curves_tell_the_selected_layer(void **state) {
    (void)state;
    draw("net vgg16; until prob; select conv3_1; view compare; figures curves");
    assert_true(shown("at conv3_1:"));
    assert_true(shown("5.636 G"));
    assert_false(shown("15.47 G")); /* where both stand */
    says("figures table; reset; view network");
}

/* The sign that the window is frozen lies over no tab and no text. */
static void the_sign_of_a_frozen_window_hides_nothing(void **state) {
    (void)state;
    static const char *const VIEWS[] = {"view network", "view layer", "view compare", "view slices"};
    for (size_t i = 0; i < sizeof VIEWS / sizeof *VIEWS; i++) {
        static Frame kept;
        draw(VIEWS[i]);
        kept = frame;
            Arena over = {0};
        view_frozen(&app, &metrics, 1280, 720, (Picture){0}, &over, &frame);
        const Draw *sign = NULL;
        for (int k = 0; k < frame.list.n; k++)
            if (frame.list.at[k].kind == DRAW_FILL) sign = &frame.list.at[k];
        assert_non_null(sign);
        for (int k = 0; k < kept.list.n; k++) {
            const Draw *d = &kept.list.at[k];
            float h = 0.6f * d->rect.h; /* the letters, without the room around them */
            if (d->kind != DRAW_TEXT || !*d->text.utf8) continue;
            float y = d->rect.y + (d->rect.h - h) / 2;
            if (d->rect.x < sign->rect.x + sign->rect.w && sign->rect.x < d->rect.x + d->rect.w &&
                y < sign->rect.y + sign->rect.h && sign->rect.y < y + h)
                fail_msg("%s: over '%s'", VIEWS[i], d->text.utf8);
        }
        arena_free(&over);
    }
}

/* From fc8 to the softmax in one table: the five largest with their names, what is left, and all. */
static void the_softmax_is_one_table(void **state) {
    (void)state;
    draw("image dog; select prob; view neuron");
    const float *p = run_values(app.run, app.own.layers - 1), *z = run_values(app.run, app.own.layers - 2);
    const Ui ui = {.app = &app, .arena = &arena};
    Answer best[5];
    assert_int_equal(best_answers(&app, best, 5), 5);
    double rest = 1;
    for (int i = 0; i < 5; i++) {
        assert_true(shown(best[i].label));
        assert_true(shown(format_value(&ui, (double)z[best[i].class_index])));
        assert_true(shown(ui_format(&ui, "%s %%", format_share(&ui, (double)p[best[i].class_index]))));
        rest -= (double)p[best[i].class_index];
    }
    assert_true(shown("the other 995 classes") && shown(ui_format(&ui, "%s %%", format_share(&ui, rest))));
    draw("map 3"); /* one that is not among them stands below */
    assert_true(texts("tiger shark", true) >= 2 && shown("the other 994 classes"));
}

static void classes_have_names(void **state) {
    (void)state;
    draw("run; select fc8; view network");
    assert_true(shown("number 388 of 0–999 · giant panda"));
    draw("view layer");
    assert_true(shown("fc8 · number 388 of 0–999 · giant panda") && shown("lesser panda"));
    assert_non_null(strstr(facts_text(&app, &arena), "number 388 of 0–999, giant panda: 30.059"));
    draw("view neuron");
    assert_true(shown("number 388 of 0–999 · giant panda"));
    draw("select fc7"); /* whose numbers are no classes */
    assert_false(shown("panda ·") || shown("· giant panda"));
}

/* All three channels of the pixel, from the byte on, large enough to be read from the back. */
static void the_input_uses_its_room(void **state) {
    (void)state;
    draw("select input; pixel 40 150; view neuron");
    const Image *image = &app.photo->image;
    const Ui ui = {.app = &app, .arena = &arena};
    for (int c = 0; c < 3; c++) {
        int at = 150 * image->size + 40;
        const char *byte = ui_format(&ui, "%d", image->rgb[3 * at + c]);
        assert_true(texts(byte, true) >= 1);
        const char *value = format_value(&ui, (double)run_values(app.run, -1)[c * image->size * image->size + at]);
        assert_true(texts(value, true) == 1);
    }
}

static float reach_of(DrawKind kind, Color color) {
    float most = 0;
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == kind && frame.list.at[i].color == color)
            most = fmaxf(most, frame.list.at[i].rect.x + frame.list.at[i].rect.w);
    return most;
}

static void a_sum_uses_its_room(void **state) {
    (void)state;
    draw("view network; derive; chart parameters");
    assert_true(reach_of(DRAW_FILL, theme(app.theme)->fc) > 1200); /* fc6's share of all, as a bar */
    says("close");
}

/* Errors and accuracies never share a column without its rows saying which they are. */
static void errors_and_accuracies_have_their_words(void **state) {
    (void)state;
    draw("run; view compare; figures table");
    assert_true(shown("torchvision, accuracy") && shown("paper, top-1 error") && shown("jitter, top-1 error"));
    draw("view family; family figures");
    assert_true(shown("paper, error %") && shown("paper, jitter, error %") && shown("torchvision, accuracy %"));
}

static void photos_have_names_in_the_language(void **state) {
    (void)state;
    draw("lang zh; slice lte; reference owl; view slices");
    assert_true(texts("猫头鹰", true) == 1 && texts("owl", true) == 0 && texts("panda", true) == 0);
    draw("slice none; reference none; image noise; view network");
    assert_true(shown("噪声") && !shown("noise"));
}

/* A colour of the brush is called what it looks like: its hue is that of its name. */
static void colours_look_as_they_are_called(void **state) {
    (void)state;
    static const struct { const char *name; int from, to; } HUES[] = { /* degrees */
        {"red", -15, 10}, {"yellow", 45, 65}, {"green", 90, 150}, {"blue", 200, 250}};
    for (size_t i = 0; i < sizeof HUES / sizeof *HUES; i++) {
        char script[64];
        snprintf(script, sizeof script, "view network; tool brush 12 %s", HUES[i].name);
        draw(script);
        uint32_t c = app.live->now.ink[TOOL_BRUSH].color;
        double r = c >> 16 & 0xFF, g = c >> 8 & 0xFF, b = c & 0xFF, pi = acos(-1);
        double hue = atan2(sqrt(3) * (g - b), 2 * r - g - b) * 180 / pi;
        if (hue < -15) hue += 360;
        if (hue < HUES[i].from || hue > HUES[i].to) fail_msg("%s has hue %.0f", HUES[i].name, hue);
    }
    says("tool brush 12 red; tool point");
}

/* Discs in the colour of what is good, without that of the legend. */
static int discs(void) {
    int n = -1;
    for (int i = 0; i < frame.list.n; i++)
        n += frame.list.at[i].kind == DRAW_FILL && frame.list.at[i].color == theme(app.theme)->good &&
             frame.list.at[i].rect.w < 20;
    return n;
}

/* The gallery marks the photos that these weights are sure of, and has them first; the program begins with one. */
static void sure_photos_are_marked(void **state) {
    (void)state;
    static const NetId NETS[] = {NET_VGG16, NET_VGG19};
    for (size_t i = 0; i < sizeof NETS / sizeof *NETS; i++) {
        draw(i ? "close; net vgg19; gallery" : "gallery");
        int marked = 0, last = 0;
        for (int photo = 0; photo < app.gallery->n; photo++)
            if (photos_sure(&app, photo)) marked++, last = photo;
        assert_true(marked >= 5 && last < 10);
        assert_int_equal(discs(), marked);
        assert_string_equal(app.gallery->name[0], FIRST_PHOTO);
        assert_true(photos_sure(&app, 0));
    }
    draw("close; net vgg16; weights random:1; gallery"); /* of which nothing is known */
    assert_int_equal(discs(), -1);
    says("close; weights bundled");
}

/* Photos prepared otherwise than the weights want are marked on every screen until they are not. */
static void another_preparation_stays_marked(void **state) {
    (void)state;
    draw("preprocess caffe; view layer");
    app_say(&app, "step"); /* what was noted is gone */
    for (int view = 0; view < VIEW_COUNT; view++) {
        char script[40];
        snprintf(script, sizeof script, "view %s", view_name((View)view));
        draw(script);
        if (!shown("caffe ×")) fail_msg("%s", script);
        assert_non_null(strstr(facts_text(&app, &arena), "another way (caffe)"));
    }
    const Hit *mark = NULL;
    for (int i = 0; i < frame.n_hits; i++)
        if (frame.hits[i].command && strcmp(frame.hits[i].command, "preprocess own") == 0) mark = &frame.hits[i];
    assert_non_null(mark);
    draw("preprocess size 300; preprocess own; view layer");
    assert_false(shown("caffe ×"));
    assert_true(preparation_same(&app.weights->preparation, &app.weights->found));
    assert_null(strstr(facts_text(&app, &arena), "another way"));
}

/* Weights that nothing has trained give answers, too: wherever they stand, it is said. */
static void untrained_answers_mean_nothing(void **state) {
    (void)state;
    draw("net alexnet; run; view network");
    assert_true(shown("this answer means nothing") && shown("Untrained, it says otterhound"));
    assert_false(shown("It says:"));
    assert_non_null(strstr(facts_text(&app, &arena), "this answer means nothing"));
    draw("view why");
    assert_true(shown("this answer means nothing"));
    assert_non_null(strstr(facts_text(&app, &arena), "this answer means nothing"));
    draw("view compare; compare vgg16 alexnet");
    assert_true(shown("AlexNet is untrained"));
    assert_non_null(strstr(facts_text(&app, &arena), "AlexNet is untrained"));
    draw("compare alexnet vgg11");
    assert_true(shown("Both are untrained"));
    draw("compare vgg16 vgg19; net vgg16; run");
    assert_false(shown("untrained"));
    draw("view network");
    assert_true(shown("It says: giant panda") && !shown("means nothing"));
}

/* Asked for the least, nothing on the screen says that the value grows; and what has not begun has no numbers. */
static void the_least_does_not_grow(void **state) {
    (void)state;
    draw("select conv1_2; view asks; asks off; asks steps 2; asks several 2; asks negative on");
    assert_true(shown("makes this value fall"));
    assert_false(shown("grow") || shown("please it in"));
    assert_null(strstr(facts_text(&app, &arena), "grown"));
    draw("asks at 0");
    assert_true(shown("step 0 of 2") && !shown("step 0 of 0") && !shown("…."));
    draw("asks off; asks steps 2");
    assert_true(shown("makes this value grow"));
    says("asks off; view network");
}

/* Grad-CAM is called coarse where its layer is. */
static void a_fine_layer_is_not_called_coarse(void **state) {
    (void)state;
    draw("step 8; view why");
    assert_true(shown("Fine,") && !shown("Coarse"));
    draw("select pool5");
    assert_true(shown("Coarse") && !shown("Fine,"));
    int at, all; /* all is computed: the bar is that of the steps */
    assert_false(screen_of(VIEW_WHY)->way.progress(&app, &at, &all));
    says("view network");
}

/* A network that tells other things apart is not held against the other by the numbers of its classes. */
static void own_classes_stand_apart(void **state) {
    (void)state;
    static const char NET[] = "input 32\nconv 4 3\nrelu\npool 2\nfc 2\n", NAMES[] = "tabby\npoodle\n";
    char script[600];
    scratch_write("pets.net", NET, sizeof NET - 1);
    scratch_write("pets.txt", NAMES, sizeof NAMES - 1);
    snprintf(script, sizeof script, "net '%s'; run; view compare; compare vgg16 pets; select prob",
             scratch("pets.net"));
    draw(script);
    assert_true(shown("tabby") && shown("poodle") && shown("giant panda"));
    draw("compare vgg16 vgg19; net vgg16; view network");
}

/* With a tool in hand the answers stand beside the maps, at the end in their place, and once. */
static void answers_stand_once(void **state) {
    (void)state;
    for (int panel = 0; panel <= 4; panel += 4) {
        static const char *const SCRIPTS[] = {"zoom 0; run; view network; tool brush", "zoom 4"};
        draw(SCRIPTS[panel / 4]);
        assert_int_equal(texts("lesser panda", true), panel ? 0 : 1);
        assert_true(panel || shown("number 388 of"));
        draw("select conv4_1; draw 4 4");
        assert_true(shown("lesser panda"));
        draw("clear; select prob");
    }
    draw("zoom 0; tool point; reset");
}

/* Where words of Chinese are followed by a mark of English, or a mark of Chinese by a space; NULL: nowhere. */
static const char *mixed(const char *text) {
    static const char *const WRONG[] = {"。 ", "， ", "； ", "： ", " 。", " ，"};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (strstr(text, WRONG[i])) return strstr(text, WRONG[i]);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) /* three bytes from U+4E00 on, then ", " */
        if (at[0] >= 0xE4 && at[0] <= 0xE9 && at[1] && at[2] && strchr(",:;", at[3]) && at[3] && at[4] == ' ')
            return (const char *)at;
    return NULL;
}

/* Sentences that are put together are so as the language has it. */
static void chinese_has_its_own_marks(void **state) {
    (void)state;
    static const char *const SCENES[] = {
        "lang zh; run; view network; select conv3_2", "select input", "select prob", "tool brush; draw 60 60 90 90",
        "difference unchanged; select conv2_2; view layer", "difference off; clear; tool point; pin; map 9",
        "wall on", "wall off; pin off; select conv1_2; sheet at 3", "sheet off; photos all", "view neuron; motion at 9",
        "motion stop; view field",
        "stack 3 3 3", "stack none; view parameters; topic 1x1", "topic norm", "topic lower; select conv3_3",
        "topic stacks; channels apart", "channels together; view compare", "boundary block; select pool4",
        "compare alexnet vgg16", "compare vgg16 vgg19; view slices", "slice lte", "slice none; view family",
        "family alexnet", "family columns; view why", "view network; preprocess caffe",
        "preprocess torchvision; weights random:1; view compare"};
    int wrong = 0;
    for (size_t i = 0; i < sizeof SCENES / sizeof *SCENES; i++) {
        draw(SCENES[i]);
        const char *words = facts_text(&app, &arena);
        if (mixed(words)) wrong++, print_error("%s: read: %.60s\n", SCENES[i], mixed(words));
        for (int k = 0; k < frame.list.n; k++)
            if (frame.list.at[k].kind == DRAW_TEXT && mixed(frame.list.at[k].text.utf8))
                wrong++, print_error("%s: %s\n", SCENES[i], frame.list.at[k].text.utf8);
    }
    assert_int_equal(wrong, 0);
    draw("lang en; weights bundled; boundary layer; view network");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_less_than_all_is_all, at_desk),
        cmocka_unit_test_setup(factors_have_three_digits, at_desk),
        cmocka_unit_test_setup(padding_is_hatched, at_desk),
        cmocka_unit_test_setup(choices_keep_their_names, at_desk),
        cmocka_unit_test_setup(the_input_is_red_green_and_blue, at_desk),
        cmocka_unit_test_setup(a_gradient_can_be_seen, at_desk),
        cmocka_unit_test_setup(patches_apart_do_not_overlap, at_desk),
        cmocka_unit_test_setup(nothing_that_has_values_has_not_run, at_desk),
        cmocka_unit_test_setup(what_leads_on_can_be_pressed, at_desk),
        cmocka_unit_test_setup(h_waits_for_the_number, at_desk),
        cmocka_unit_test_setup(what_was_done_unseen_is_said, at_desk),
        cmocka_unit_test_setup(a_caption_is_of_the_slice, at_desk),
        cmocka_unit_test_setup(curves_tell_the_selected_layer, at_desk),
        cmocka_unit_test_setup(the_sign_of_a_frozen_window_hides_nothing, at_desk),
        cmocka_unit_test_setup(the_softmax_is_one_table, at_desk),
        cmocka_unit_test_setup(classes_have_names, at_desk),
        cmocka_unit_test_setup(the_input_uses_its_room, at_desk),
        cmocka_unit_test_setup(a_sum_uses_its_room, at_desk),
        cmocka_unit_test_setup(errors_and_accuracies_have_their_words, at_desk),
        cmocka_unit_test_setup(photos_have_names_in_the_language, at_desk),
        cmocka_unit_test_setup(colours_look_as_they_are_called, at_desk),
        cmocka_unit_test_setup(sure_photos_are_marked, at_desk),
        cmocka_unit_test_setup(own_classes_stand_apart, at_desk),
        cmocka_unit_test_setup(a_fine_layer_is_not_called_coarse, at_desk),
        cmocka_unit_test_setup(the_least_does_not_grow, at_desk),
        cmocka_unit_test_setup(another_preparation_stays_marked, at_desk),
        cmocka_unit_test_setup(untrained_answers_mean_nothing, at_desk),
        cmocka_unit_test_setup(answers_stand_once, at_desk),
        cmocka_unit_test_setup(chinese_has_its_own_marks, at_desk),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
