/* Every screen, measured from its draw list: no text too small, cut off, outside or over another. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/command.h"
#include "shell/fonts.h"
#include "view/screens.h"

static App app;
static Fonts *fonts;
static Arena arena;
static Frame frame;
static const char *place = ""; /* what is on the screen, for messages */

static int open_all(void **state) {
    (void)state;
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    fonts = fonts_open();
    return failed(&e) || !fonts ? -1 : 0;
}

static int close_all(void **state) {
    (void)state;
    arena_free(&arena);
    fonts_close(fonts);
    app_close(&app);
    return 0;
}

static int at_desk(void **state) {
    (void)state;
    Error e = app_do(&app, "close; lang en; textsize 1; stack none", NULL);
    return failed(&e) ? -1 : 0;
}

/* The screen as it stands, once all that it asks for is computed. */
static void draw_again(int w, int h) {
    Error e = app_wait(&app);
    assert_false(failed(&e));
    arena_reset(&arena);
    Metrics metrics = fonts_metrics(fonts);
    view_frame(&app, &metrics, w, h, 1e9, &arena, &frame);
    assert_false(frame.list.arena->failed);
}

static void draw(const char *script, int w, int h) {
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
    place = script;
    draw_again(w, h);
}

static bool overlap(Rect a, Rect b) {
    float w = fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x);
    float h = fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y);
    return w > 1 && h > 1;
}

/* Texts behind a veil may lie under those before it. */
static int first_before_the_veil(void) {
    int first = 0;
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_FILL && frame.list.at[i].color == theme(app.theme)->veil) first = i;
    return first;
}

/* A window that is too small has all of it smaller; there rounding may cut a label, which tells all of it. */
static void check_texts(int w, int h) {
    int first = first_before_the_veil();
    float scale = fminf(1, view_scale(w, h));
    float small = floorf((app.textsize > 1 ? 18 : 14) * scale), key = floorf((app.textsize > 1 ? 40 : 24) * scale);
    for (int i = first; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT) continue;
        const char *t = d->text.utf8;
        if (d->text.cut && scale == 1) fail_msg("%s, %dx%d, size %d: cut: %s", place, w, h, app.textsize, t);
        if (d->text.size < (d->text.role == ROLE_KEY ? key : small))
            fail_msg("%s: %g px: %s", place, d->text.size, t);
        if (d->rect.x < 0 || d->rect.y < 0 || d->rect.x + d->rect.w > (float)w + 0.5f ||
            d->rect.y + d->rect.h > (float)h + 0.5f)
            fail_msg("%s, %dx%d, size %d: outside: %s", place, w, h, app.textsize, t);
        for (int j = first; j < i; j++) {
            const Draw *other = &frame.list.at[j];
            if (other->kind == DRAW_TEXT && overlap(d->rect, other->rect))
                fail_msg("%s, %dx%d, size %d: '%s' lies over '%s'", place, w, h, app.textsize, t,
                         other->text.utf8);
        }
    }
}

static const int SIZES[][2] = {{1024, 640}, {1280, 720}, {1920, 1080}, {3840, 2160}};
#ifdef SANITIZED /* what memory is touched, the smallest window and the largest show as well */
enum { SIZE_EVERY = 3, FIELD_EVERY = 3 }; /* a unit's gradient takes long there, and is lab_test's */
#else
enum { SIZE_EVERY = 1, FIELD_EVERY = 1 };
#endif

/* What the commands, said once, lead to: both text sizes at every size of the window; the larger text needs a window of
 * 1280. Other languages than English where there is least room: larger windows only scale. */
static void check_everywhere(const char *script) {
    draw(script, SIZES[1][0], SIZES[1][1]);
    for (int language = 0; language < app.languages.n; language++) {
        bool english = strcmp(app.languages.at[language].name, "en") == 0;
        Error e = app_set_language(&app, app.languages.at[language].name);
        assert_false(failed(&e));
        for (int text = 1; text <= 2; text++) {
            size_t first = text > 1 ? 1 : 0, end = english ? sizeof SIZES / sizeof *SIZES : first + 1;
            app.textsize = text;
            for (size_t i = first; i < end; i += SIZE_EVERY) {
                draw_again(SIZES[i][0], SIZES[i][1]);
                check_texts(SIZES[i][0], SIZES[i][1]);
            }
        }
    }
}

static void check_layers(const char *net, const char *view, int every) {
    char script[128];
    snprintf(script, sizeof script, "net %s; reset; run", net);
    draw(script, 1280, 720);
    for (int row = -1; row < app.own.layers; row += every) {
        snprintf(script, sizeof script, "view %s; select %s", view, app_row_name(&app, row));
        check_everywhere(script);
    }
}

static void network_of_vgg16(void **state) { (void)state; check_layers("vgg16", "network", 1); }
static void network_of_vgg19(void **state) { (void)state; check_layers("vgg19", "network", 1); }
static void layer_of_vgg19(void **state) { (void)state; check_layers("vgg19", "layer", 1); }
static void neuron_of_vgg19(void **state) { (void)state; check_layers("vgg19", "neuron", 1); }

static void others(void **state) {
    (void)state;
    check_layers("alexnet-2012", "network", 1);
    check_layers("alexnet-2012", "layer", 1);
    check_layers("alexnet-2012", "neuron", 1);
}

/* Its labels, answers and buttons, however it is turned. */
static void network_in_space(void **state) {
    (void)state;
    static const char *const NETS[] = {"vgg16", "vgg19", "alexnet-2012", "vgg19_bn"};
    char script[96];
    for (size_t i = 0; i < sizeof NETS / sizeof *NETS; i++) {
        snprintf(script, sizeof script, "net %s; reset; run; select fc6; space real; space front", NETS[i]);
        check_everywhere(script);
        check_everywhere("select step 5; space at -50 30");
        check_everywhere("until step 7; space at 78 -20; space near 3");
        check_everywhere("space log; space front; select prob");
    }
    check_everywhere("lesson receptive-field 2; space on");
    check_everywhere("lesson close; space off; net vgg16; weights bundled");
}

static bool is_inside(const Hit *hit, float x, float y) {
    int left = 0, right = 0;
    for (int i = 0; i < hit->corners; i++) {
        Point a = hit->outline[i], b = hit->outline[(i + 1) % hit->corners];
        float side = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
        left += side > 0, right += side < 0;
    }
    return !left || !right;
}

/* A label stands over no other volume than its own, nor beside one before its own, and the selected one's stays. */
static void labels_in_space_stand_at_their_volumes(void **state) {
    (void)state;
    static const char *const TURNS[] = {"space at 0 0", "space at 6 4", "space at 20 10", "space at -50 30",
                                        "space log; space front", "space log; space at 3 0"};
    draw("net vgg16; weights bundled; reset; run; select conv3_2; view network; space on; space real", 1280, 720);
    for (size_t turn = 0; turn < sizeof TURNS / sizeof *TURNS; turn++) {
        draw(TURNS[turn], 1280, 720);
        int labels = 0;
        bool selected = false;
        for (int i = 0; i < frame.n_hits; i++) {
            const Hit *label = &frame.hits[i], *own = NULL;
            if (!label->command || label->outline || strncmp(label->command, "select ", 7) != 0) continue;
            labels++;
            selected |= strcmp(label->command, "select conv3_2") == 0;
            for (int k = 0; k < frame.n_hits; k++)
                if (frame.hits[k].outline && strcmp(frame.hits[k].command, label->command) == 0) own = &frame.hits[k];
            assert_non_null(own);
            for (int k = 0; k < frame.n_hits && strcmp(label->command, "select conv3_2") != 0; k++) {
                const Hit *other = &frame.hits[k];
                if (!other->outline || other == own) continue;
                for (int at = 0; at < 9; at++) {
                    float x = label->rect.x + 4 + (label->rect.w - 8) * (float)(at % 3) / 2;
                    float y = label->rect.y + 4 + (label->rect.h - 8) * (float)(at / 3) / 2;
                    if (is_inside(other, x, y)) fail_msg("%s: %s lies over %s", place, label->command, other->command);
                }
            }
        }
        assert_true(selected);
        if (turn == 0) assert_in_range(labels, 2, 3); /* the photo, the selected one, and prob, which is lower */
    }
    draw("space real; space front; space off; reset", 1280, 720);
}

static void field_and_parameters(void **state) {
    (void)state;
    check_layers("vgg19", "field", FIELD_EVERY);
    check_layers("alexnet", "field", FIELD_EVERY);
    check_everywhere("stack 3 3 3");
    check_everywhere("stack 11s4 5 3 3 3 1 3p1 3s2");
    check_everywhere("stack 3 3 3 3 3; follow next; follow next");
    check_everywhere("stack 3 3 3; padding on; layer 2 kernel 5");
    check_everywhere("stack 11s4");
    check_everywhere("stack 7s2");
    check_everywhere("stack 1");
    check_everywhere("select conv3; stack 11s4p5 3 3 3 3 3 3; layer add selected; follow 4");
    check_everywhere("stack none; view parameters");
    check_everywhere("channels 1024; biases on");
    check_everywhere("channels 64 192");
    check_everywhere("channels 1024 1023; biases on");
    check_everywhere("channels 256; channels apart; biases off; measure");
    check_everywhere("channels together; measure");
    check_everywhere("channels 1024; topic 1x1; chart macs");
    check_everywhere("topic lower; select conv3");
    check_everywhere("topic stacks; biases off; channels 256; chart memory; axis log");
    check_everywhere("net vgg19; chart parameters; axis linear");
}

static void layer_in_all_photos(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; reset; view layer; select conv3_1; photos all; excite gradient");
    check_everywhere("excite guided; select pool5");
    check_everywhere("select fc6");
    check_everywhere("photos random; select conv2_1; pin; select conv3_1");
    check_everywhere("select conv2_2"); /* of the pinned map's size */
    check_everywhere("photos this; excite off");
}

static void family(void **state) {
    (void)state;
    static const char *const TOPICS[] = {"columns", "figures", "alexnet"};
    char script[96];
    for (int id = 0; id < NET_COUNT; id++)
        for (int topic = 0; topic < 3; topic++) {
            snprintf(script, sizeof script, "view family; family %s; column %s pool5", TOPICS[topic],
                     net_info((NetId)id)->name);
            check_everywhere(script);
        }
    check_everywhere("theme light; family columns; column c conv3_3");
    check_everywhere("theme dark; view network");
}

static void slices(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; reset; view slices; slice none; select conv3_3");
    check_everywhere("select fc6");
    for (int i = 0; slice_preset(i); i++) {
        char script[32];
        snprintf(script, sizeof script, "slice %s", slice_preset(i)->name);
        check_everywhere(script);
    }
    check_everywhere("slice vgg19.features[:2], [2:4], [4:7], [7:9], [9:12], [12:15], [15:18], [18:21]");
    check_everywhere("slice vgg16.features[::2]");
    check_everywhere("slice features[5:5]");
    check_everywhere("slice classifier[:4], classifier[4:]; page next");
    check_everywhere("slice c.features[:10]");
    check_everywhere("slice alexnet-2012.classifier");
    check_everywhere("slice lte; reference jaguar; point 5 219");
    check_everywhere("theme light; reference scarlet_macaw; zoom 3");
    check_everywhere("zoom 4");
    check_everywhere("theme dark; reference none; zoom 2");
    check_everywhere("zoom 0; slice none; select input; view network");
}

static void why(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; image owl; reset; view why; why off");
    for (int panel = 1; panel <= 5; panel++) {
        char script[32];
        snprintf(script, sizeof script, "zoom %d", panel);
        check_everywhere(script);
    }
    check_everywhere("zoom 0; why answer 3; why against on; why layer conv5_3");
    check_everywhere("theme light; why 920; why layer pool1"); /* traffic light, traffic signal, stoplight */
    check_everywhere("theme dark; why off; why topic terms; why term 1 4");
    check_everywhere("why against; why term 3 16");
    check_everywhere("zoom 3");
    check_everywhere("zoom 6");
    check_everywhere("zoom 0; why against; why topic random");
    check_everywhere("theme light; why drawn 14; why 920");
    check_everywhere("theme dark; why off; image panda; view network");
}

static void asks(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; image owl; reset; select conv3_2; asks off; asks steps 3; view asks");
    for (int panel = 1; panel <= 3; panel++) {
        char script[32];
        snprintf(script, sizeof script, "zoom %d", panel);
        check_everywhere(script);
    }
    check_everywhere("zoom 0; asks unit; asks negative; asks plain");
    check_everywhere("theme light; asks direction 1:0.5 2:-3");
    check_everywhere("asks class 920"); /* traffic light, traffic signal, stoplight */
    check_everywhere("theme dark; select pool4; asks dream");
    check_everywhere("asks off; image panda; view network");
}

static void two_networks(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; compare vgg16 vgg19; reset; view compare");
    check_everywhere("until conv3_3; together next");
    check_everywhere("until pool4");
    check_everywhere("select fc6");
    check_everywhere("run; page next");
    check_everywhere("figures curves");
    check_everywhere("figures table; compare alexnet-2012 vgg16; until conv2");
    check_everywhere("compare a e; boundary block; until pool5; page next");
    check_everywhere("compare c d; until conv3_3");
    check_everywhere("compare a-lrn a; select lrn1");
    check_everywhere("compare vgg16 vgg19; weights bundled; boundary layer; view network");
}

/* Every screen at every step, on a photo of which no more has run than the step needs. */
static void steps_on_their_own(void **state) {
    (void)state;
    draw("asks steps 2", 1280, 720);
    for (int step = 0; step <= 37; step++) {
        char script[96];
        snprintf(script, sizeof script, "net vgg16; weights bundled; steps modules; image noise:%d; reset; step %d",
                 step, step);
        for (int i = 0; i < VIEW_COUNT; i++) {
            if (i == VIEW_WHY && step % 19) continue; /* all of the network runs for it, hundreds of times */
            char view[128];
            snprintf(view, sizeof view, "%s; view %s", i ? "page next" : script, view_name((View)i));
            draw(view, 1280, 720);
        }
    }
    draw("steps layers; image panda; reset; asks off; view network", 1280, 720);
}

static bool says(const char *words) {
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT && strstr(frame.list.at[i].text.utf8, words)) return true;
    return false;
}

static void an_enlarged_map_of_relevance_stands_alone(void **state) {
    (void)state;
    draw("net vgg19; slice lte; reference jaguar; view slices", 1280, 720);
    assert_true(says("how alike") && says("another reference"));
    draw("zoom 4", 1280, 720);
    assert_true(says("how alike"));
    assert_false(says("another reference"));
    draw("zoom 0; reference none; slice none; net vgg16; view network", 1280, 720);
}

/* The last layer has no ReLU; a step before it has none yet, whether it has been computed or not. */
static void a_relu_is_named_where_there_is_one(void **state) {
    (void)state;
    draw("net vgg16; weights bundled; steps layers; image noise:1; reset; step 3; select conv1_2; view neuron", 1280,
         720);
    assert_true(says("products, a bias and a ReLU."));
    draw("steps modules; image noise:2; reset; step 3; view neuron", 1280, 720);
    assert_true(says("products and a bias."));
    assert_false(says("ReLU: the value"));
    draw("step 1", 1280, 720);
    draw("back 1", 1280, 720);
    assert_true(says("products and a bias."));
    assert_false(says("ReLU: the value"));
    draw("steps layers; run; select conv1_2", 1280, 720);
    assert_true(says("products, a bias and a ReLU.") && says("ReLU: the value"));
    draw("relu before", 1280, 720);
    assert_true(says("products and a bias."));
    assert_false(says("ReLU: the value"));
    draw("relu after; select fc8", 1280, 720);
    assert_true(says("products and a bias."));
    draw("image panda; reset; view network", 1280, 720);
}

/* The numbers of windows and kernels, apart from one another, and what each channel makes. */
static void large_text_keeps_the_arithmetic(void **state) {
    (void)state;
    static const int WINDOWS[][2] = {{1280, 720}, {1024, 768}};
    static const char *const ROWS[] = {"conv1_1", "conv3_2", "conv5_1"};
    char script[96];
    for (size_t i = 0; i < 6; i++) {
        snprintf(script, sizeof script, "net vgg16; textsize 2; run; view neuron; select %s", ROWS[i / 2]);
        draw(script, WINDOWS[i % 2][0], WINDOWS[i % 2][1]);
        int sums = 0, cells = 0;
        const Draw *cell[99];
        float end = frame.panels[0].rect.x + frame.panels[0].rect.w;
        for (int k = 0; k < frame.list.n; k++) {
            const Draw *d = &frame.list.at[k];
            if (d->kind != DRAW_TEXT || d->rect.x > end) continue;
            sums += strncmp(d->text.utf8, "= ", 2) == 0;
            if (d->text.role != ROLE_SMALL || d->text.font != FONT_MONO) continue;
            for (int c = 0; c < cells; c++)
                if (fabsf(cell[c]->rect.y - d->rect.y) < 1 && cell[c]->rect.x < d->rect.x &&
                    d->rect.x - cell[c]->rect.x - cell[c]->rect.w < 5)
                    fail_msg("%s: '%s' runs into '%s'", script, cell[c]->text.utf8, d->text.utf8);
            assert_true(cells < 99);
            cell[cells++] = d;
        }
        assert_true(sums >= 2);
        assert_int_equal(cells, sums * 18);
    }
    draw("textsize 1; reset; view network", 1280, 720);
}

/* What a list or a table leaves out stands in its panel made large. */
static void large_text_leaves_out_what_z_brings(void **state) {
    (void)state;
    draw("net vgg16; weights bundled; textsize 2; view family; family columns", 1280, 720);
    assert_true(frame.panels[0].less);
    assert_false(says("multiply-adds"));
    draw("zoom 2", 1280, 720);
    assert_true(says("multiply-adds") && says("15.470 G") && says("27.0 / 8.8"));
    draw("zoom 0; view slices; slice none; lang zh", 1280, 720);
    assert_true(frame.panels[0].less);
    assert_false(says("Keras"));
    draw("zoom 2", 1280, 720);
    assert_false(frame.panels[0].less);
    assert_true(says("Keras") && says("感受野"));
    draw("zoom 0; lang en; textsize 1; view network", 1280, 720);
}

static int pictures(void) {
    int n = 0;
    for (int i = 0; i < frame.list.n; i++) n += frame.list.at[i].kind == DRAW_PICTURE;
    return n;
}

/* As many maps of the two beside one another for the last map as for the first. */
static void the_last_page_is_full(void **state) {
    (void)state;
    draw("net vgg16; weights bundled; compare vgg16 vgg19; order index; view compare; until conv3_2; map 0", 1280, 720);
    int first = pictures();
    draw("map 63", 1280, 720);
    assert_int_equal(pictures(), first);
    assert_true(first > 8);
}

static void drawing(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; reset; view network; tool brush 12 red");
    check_everywhere("run; draw 20 20 200 180; select conv1_1");
    check_everywhere("difference unchanged; scale map");
    check_everywhere("tool square 224 #ffffff; select prob; occlude 60 60");
    check_everywhere("select fc6");
    check_everywhere("tool point; select conv5_3");
    check_everywhere("select prob");
    check_everywhere("zoom 2");
    check_everywhere("tool brush; zoom 4");
    check_everywhere("zoom 2; help");
    check_everywhere("close; zoom 0; view layer; select conv3_1; scale layer");
    check_everywhere("select prob; undo");
    check_everywhere("theme light; tool point; reference scarlet_macaw; difference reference; select conv2_1");
    check_everywhere("view network; select prob; clear");
    check_everywhere("theme dark; difference off; reference none; reset; select input");
}

static void before_anything_has_run(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; reset; view network; select conv3_3");
    check_everywhere("view network; select input");
    check_everywhere("view layer; select input");
    check_everywhere("view neuron; select input");
}

/* Where all digits are wanted, none is cut off. */
static void all_digits_are_whole(void **state) {
    (void)state;
    static const char *const ROWS[] = {"input", "conv1_1", "conv3_2", "pool2", "fc6", "fc8", "prob"};
    static const char *const VIEWS[] = {"network", "layer", "neuron"};
    char script[96];
    draw("net vgg16; weights bundled; reset; run; why off; digits full", 1280, 720);
    for (size_t view = 0; view < sizeof VIEWS / sizeof *VIEWS; view++)
        for (size_t row = 0; row < sizeof ROWS / sizeof *ROWS; row++) {
            snprintf(script, sizeof script, "view %s; select %s", VIEWS[view], ROWS[row]);
            check_everywhere(script);
        }
    check_everywhere("view why");
    check_everywhere("why topic terms");
    check_everywhere("why off; select conv4_3; asks steps 3; view asks");
    check_everywhere("asks off; digits short; reset; view network");
}

/* A usual projector: what is said has its room, in another place where it must. */
static void large_text_at_1024x768(void **state) {
    (void)state;
    draw("net vgg16; weights bundled; textsize 2; run; view why; why topic maps", 1024, 768);
    for (int i = 0; i < frame.n_panels; i++)
        if (frame.panels[i].panel <= 4) assert_false(frame.panels[i].less);
    assert_true(says("silent on") && says("Grey is new"));
    draw("view parameters; topic stacks; channels 256; biases off; chart parameters", 1024, 768);
    assert_true(says("VGG-16: 138,357,544") && says("169 % more."));
    draw("reset; step 8; view network", 1024, 768);
    assert_true(says("590,080") && says("1.850 G"));
    draw("textsize 1; reset", 1280, 720);
}

static bool shown(const char *text) {
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT && strstr(frame.list.at[i].text.utf8, text)) return true;
    return false;
}

static void overlays(void **state) {
    (void)state;
    check_everywhere("net vgg16; weights bundled; reset; view network; close; help");
    check_everywhere("close; gallery");
    check_everywhere("close; images assets; gallery");
    check_everywhere("close; images bundled; command");
    check_everywhere("close; chart parameters; derive");
    check_everywhere("close; chart memory; derive");
    check_everywhere("close; chart macs; derive");
    check_everywhere("close; chart parameters; view field; help");
    check_everywhere("page next");
    check_everywhere("close; view parameters; help");
    check_everywhere("close; weights list");
    check_everywhere("close; net vgg19; weights list");
    check_everywhere("close; save");
    check_everywhere("close; ask kernel; choose 2");
    check_everywhere("close; lesson close; net vgg16; lesson one-step 1; save; choose 3");
    check_everywhere("close; lesson close");
}

/* As many columns as fit, each as wide as it needs. */
static void the_help_fills_its_pages(void **state) {
    (void)state;
    draw("close; net vgg16; view network; help", 1280, 720);
    assert_true(shown("all photos") && shown("the photo as it came"));
    draw("close; textsize 2; help", 1024, 768);
    assert_true(shown("page 1 of 2") && shown("unit below"));
    draw("page next", 1024, 768);
    assert_true(shown("page 2 of 2") && shown("all photos"));
    draw("close; textsize 1", 1280, 720);
}

/* What is said while a GIF is made, and once a file is there. */
static void what_is_kept(void **state) {
    (void)state;
    app.film->on = true;
    check_everywhere("net vgg16; step 3; view network");
    atomic_store(&app.film->of, 26);
    atomic_store(&app.film->at, 12);
    check_everywhere("view layer");
    assert_true(shown(strings_language(app.strings)[0] == 'z' ? "12" : "12 of 26"));
    app.film->on = false;
    snprintf(app.saved, PATH_SIZE, "/home/class/Pictures/vggscope-conv3_3.png");
    check_everywhere("view network; reset");
    assert_true(shown("vggscope-conv3_3.png"));
    snprintf(app.saved, PATH_SIZE, "conv3_1.npy");
    check_everywhere("view network; select conv3_1");
    assert_true(shown("relu3_1")); /* not what the name says */
    app.saved[0] = '\0';
}

/* Each step of a demonstration as it begins to fly, and as it ends. */
static void a_value_comes_about(void **state) {
    (void)state;
    const char *const of[] = {"net vgg16; run; select conv1_1; map 5; pixel 10 0", "select conv3_2", "select pool2",
                              "select fc6", "select fc8", "select prob", "net vgg16_bn; run; select conv1_2",
                              "net alexnet-2012; run; select conv1", "select lrn1"};
    char script[64];
    MotionPlan plan;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        draw(of[i], 1280, 720);
        assert_true(motion_plan(&app, &plan));
        for (int at = 0, begin = 0; at < plan.n; begin = plan.step[at++].end) {
            MotionPhase phase = plan.step[at].phase;
            bool again = at && (phase == plan.step[at - 1].phase || plan.step[at].place == 1); /* drawn like that */
            if (again) continue;
            for (int half = 0; half < 2; half++) {
                double ms = half ? plan.step[at].end : begin + 0.7 * (plan.step[at].end - begin);
                snprintf(script, sizeof script, "motion at %g", ms / 1000);
                check_everywhere(script);
            }
        }
    }
    draw("motion stop; net vgg16; view network", 1280, 720);
}

/* Every panel of a screen, made as large as the window. */
static void panels_made_large(void **state) {
    (void)state;
    const char *const views[] = {"view network",
                                 "view layer",
                                 "view neuron",
                                 "view field; stack none",
                                 "view field; stack 3 3 3",
                                 "view parameters; topic stacks"};
    char script[200];
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        for (int panel = 1; panel <= 4; panel++) {
            snprintf(script, sizeof script, "net vgg16; reset; until conv2_2; %s; zoom %d", views[i], panel);
            check_everywhere(script);
        }
    check_everywhere("stack none; view network; zoom 0");
}

static Color color_of(const char *text) {
    for (int i = 0; i < frame.list.n; i++)
        if (frame.list.at[i].kind == DRAW_TEXT && strcmp(frame.list.at[i].text.utf8, text) == 0)
            return frame.list.at[i].color;
    fail_msg("%s: there is no '%s'", place, text);
    return 0;
}

/* While a slim network runs, the network's own figures stand in the column of its name, in the colour
 * of text, and this run's in the other column, in the colour of slim. */
static void slim_figures_are_labelled(void **state) {
    (void)state;
    const Theme *t = theme(app.theme);
    draw("net vgg19; weights bundled; reset; step 9; view network", 1280, 720);
    assert_true(shown("this run, slim 1/4"));
    assert_int_equal(color_of("590,080"), t->text);
    assert_int_equal(color_of("256×56×56"), t->text);
    assert_int_equal(color_of("1.850 G"), t->text);
    assert_int_equal(color_of("64×56×56"), t->slim);
    assert_int_equal(color_of("115.6 M"), t->slim);
    assert_int_equal(color_of("36,928"), t->slim);
    draw("weights random:1", 1280, 720);
    assert_false(shown("slim"));
    assert_int_equal(color_of("590,080"), t->text);
    draw("weights bundled", 1280, 720);
}

/* "81 % more" and "45 % fewer" are never taken for one another, and never negative. */
static void percentages_are_named_right(void **state) {
    (void)state;
    draw("view parameters; topic stacks; channels 256; biases off", 1280, 720);
    assert_true(shown("1,769,472") && shown("3,211,264"));
    assert_true(shown("stack: 45 % fewer weights,") && shown("Single kernel: 81 % more."));
    assert_false(shown("81 % fewer") || shown("45 % more"));
    draw("biases on", 1280, 720);
    assert_true(shown("% fewer weights and biases"));
    draw("biases off; channels 64 192", 1280, 720); /* more channels out than in: the stack has more */
    assert_true(shown("stack: 44 % more weights,") && shown("Single kernel: 31 % fewer."));
    assert_false(shown(": -") || shown(": −"));
    draw("channels 256; view field; stack 3 3 3", 1280, 720);
    assert_true(shown("45 % fewer weights; the single one has 81 % more"));
    assert_true(shown("N − 7 + 1 = N + 3·(−3+1)") && shown("n = (7−1)/2 = 3") && shown("the same 49 pixels"));
    draw("stack 3 3 3; follow 2", 1280, 720); /* not all the way yet */
    assert_false(shown("the same 49 pixels"));
    draw("stack none; view network", 1280, 720);
}

/* Widths are rounded to pixels: whole ones of an odd scale, too. */
static void buttons_have_room_for_their_words(void **state) {
    (void)state;
    typedef Hit *Marked(Ui *, Rect *, const char *, const char *);
    Marked *const turned[] = {ui_switch, ui_switch_right};
    static const int WINDOWS[][2] = {{1366, 768}, {1440, 900}, {1600, 900}, {1920, 1016}, {1920, 1080},
                                     {2560, 1440}, {3840, 2160}};
    Metrics metrics = fonts_metrics(fonts);
    arena_reset(&arena);
    for (int at = -(int)(sizeof WINDOWS / sizeof *WINDOWS); at <= 300; at++) {
        const int *window = at < 0 ? WINDOWS[-1 - at] : NULL;
        frame = (Frame){.list = {.arena = &arena}};
        Ui ui = {.app = &app, .frame = &frame, .arena = &arena, .metrics = &metrics, .theme = theme(app.theme),
                 .scale = window ? view_scale(window[0], window[1]) : 1 + (float)at / 150};
        for (app.textsize = 1; app.textsize <= 2; app.textsize++) {
            Rect room = {0, 0, 9000, 60};
            for (int i = 0; i < 2; i++) turned[i](&ui, &room, "photo: E", "");
            ui_toggle(&ui, &room, "in space: F4", true, "");
            ui_toggle_right(&ui, &room, "one scale", false, "");
            ui_button(&ui, &room, "clear", 0, "");
            ui_button_right(&ui, &room, "clear", 0, "");
        }
        for (int i = 0; i < frame.list.n; i++)
            if (frame.list.at[i].kind == DRAW_TEXT && frame.list.at[i].text.cut)
                fail_msg("scale %g: cut: %s", (double)ui.scale, frame.list.at[i].text.utf8);
    }
    app.textsize = 1;
}

/* By its two ways, from page to page: all lessons come, and the list says which these are. */
static void the_list_of_lessons_goes_on(void **state) {
    (void)state;
    static const int WINDOWS[][2] = {{1280, 720}, {1024, 768}, {768, 1024}, {390, 844}, {1920, 1080}};
    for (size_t i = 0; i < 2 * sizeof WINDOWS / sizeof *WINDOWS; i++) {
        const int *window = WINDOWS[i / 2];
        bool seen[LESSONS] = {false};
        int pages = 0, n = 0;
        char next[16] = "choose 1", at[64];
        draw(i % 2 ? "close; textsize 2; lesson list" : "close; textsize 1; lesson list", window[0], window[1]);
        do {
            draw(next, window[0], window[1]);
            *next = '\0';
            for (int h = 0; h < frame.n_hits; h++) {
                const char *command = frame.hits[h].command;
                if (command && !*next && strncmp(command, "choose ", 7) == 0)
                    snprintf(next, sizeof next, "%s", command);
                for (int l = 0; command && l < app.lessons->n && l < LESSONS; l++) {
                    snprintf(at, sizeof at, "close; lesson '%s'", app.lessons->at[l].name);
                    seen[l] |= strcmp(command, at) == 0;
                }
            }
            snprintf(at, sizeof at, " of %d", app.lessons->n);
            assert_true(!*next || says(at));
        } while (*next && strcmp(next, "choose 1") != 0 && ++pages < 9);
        for (int l = 0; l < app.lessons->n; l++) n += seen[l];
        assert_int_equal(n, app.lessons->n);
    }
    draw("close; textsize 1", 1280, 720);
}

static void has_text(const char *kind, const char *name) {
    char key[64];
    snprintf(key, sizeof key, "%s%s", kind, name);
    if (strings_get(app.strings, key) == key) fail_msg("there is no text %s", key);
}

/* What src/README.md says that a screen takes. */
static void every_row_is_whole(void **state) {
    (void)state;
    for (int i = 0; i < VIEW_COUNT; i++) {
        const char *name = place = view_name((View)i);
        const Screen *screen = screen_of((View)i);
        assert_non_null(screen->draw);
        assert_true(screen->telling > 0 || screen->stage);
        has_text("view.", name);
        has_text("key.view ", name);
        app.view = i ? VIEW_NETWORK : VIEW_FAMILY;
        assert_true(app_key(&app, view_key((View)i)));
        assert_int_equal(app.view, i);
        Error e = app_do(&app, screen->bench.script, NULL);
        assert_false(failed(&e));
        assert_int_equal(app.view, i);
        for (int turn = 0; turn < 2; turn++) assert_true(app_key(&app, screen->bench.keys[turn]));
    }
    Error e = app_do(&app, "reset; view network", NULL);
    assert_false(failed(&e));
}

static void small_windows(void **state) {
    (void)state;
    static const int SMALL[][2] = {{800, 600}, {640, 480}, {800, 450}, {640, 360}, {400, 225}};
    draw("net vgg16; reset; until conv3_2", 1280, 720);
    for (int view = 0; view < VIEW_COUNT; view++) {
        draw(screen_of((View)view)->bench.script, 1280, 720);
        for (int language = 0; language < app.languages.n; language++) {
            Error e = app_set_language(&app, app.languages.at[language].name);
            assert_false(failed(&e));
            for (size_t i = 0; i < sizeof SMALL / sizeof *SMALL; i++) {
                draw_again(SMALL[i][0], SMALL[i][1]);
                check_texts(SMALL[i][0], SMALL[i][1]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_row_is_whole, at_desk),
        cmocka_unit_test_setup(buttons_have_room_for_their_words, at_desk),
        cmocka_unit_test_setup(the_list_of_lessons_goes_on, at_desk),
        cmocka_unit_test_setup(all_digits_are_whole, at_desk),
        cmocka_unit_test_setup(large_text_leaves_out_what_z_brings, at_desk),
        cmocka_unit_test_setup(large_text_at_1024x768, at_desk),
        cmocka_unit_test_setup(large_text_keeps_the_arithmetic, at_desk),
        cmocka_unit_test_setup(before_anything_has_run, at_desk),
        cmocka_unit_test_setup(slim_figures_are_labelled, at_desk),
        cmocka_unit_test_setup(network_of_vgg16, at_desk),
        cmocka_unit_test_setup(network_of_vgg19, at_desk),
        cmocka_unit_test_setup(network_in_space, at_desk),
        cmocka_unit_test_setup(labels_in_space_stand_at_their_volumes, at_desk),
        cmocka_unit_test_setup(layer_of_vgg19, at_desk),
        cmocka_unit_test_setup(neuron_of_vgg19, at_desk),
        cmocka_unit_test_setup(field_and_parameters, at_desk),
        cmocka_unit_test_setup(percentages_are_named_right, at_desk),
        cmocka_unit_test_setup(layer_in_all_photos, at_desk),
        cmocka_unit_test_setup(overlays, at_desk),
        cmocka_unit_test_setup(the_help_fills_its_pages, at_desk),
        cmocka_unit_test_setup(what_is_kept, at_desk),
        cmocka_unit_test_setup(a_value_comes_about, at_desk),
        cmocka_unit_test_setup(panels_made_large, at_desk),
        cmocka_unit_test_setup(others, at_desk),
        cmocka_unit_test_setup(family, at_desk),
        cmocka_unit_test_setup(two_networks, at_desk),
        cmocka_unit_test_setup(the_last_page_is_full, at_desk),
        cmocka_unit_test_setup(steps_on_their_own, at_desk),
        cmocka_unit_test_setup(small_windows, at_desk),
        cmocka_unit_test_setup(an_enlarged_map_of_relevance_stands_alone, at_desk),
        cmocka_unit_test_setup(a_relu_is_named_where_there_is_one, at_desk),
        cmocka_unit_test_setup(slices, at_desk),
        cmocka_unit_test_setup(why, at_desk),
        cmocka_unit_test_setup(asks, at_desk),
        cmocka_unit_test_setup(drawing, at_desk),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
