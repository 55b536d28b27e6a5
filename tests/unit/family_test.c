/* The Family screen as it is drawn against tables 1 and 2 of arXiv 1409.1556, typed from the paper, and against
 * torchvision's published accuracies; its commands. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "model/family.h"

static App app;

#include "says.h"
static Arena arena;
static Frame frame;

static int open_app(void **state) {
    (void)state;
    return drawn_open(&app) ? 0 : -1;
}

static int close_app(void **state) {
    (void)state;
    arena_free(&arena);
    app_close(&app);
    return 0;
}

static void draw(const char *script) {
    const Metrics metrics = {NULL, fixed_width};
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
    arena_reset(&arena);
    view_frame(&app, &metrics, 1920, 1080, 1e9, &arena, &frame);
    assert_false(frame.list.arena->failed);
}

/* ---- a column's texts, from the top down ---- */

enum { TEXTS = 64, FOOT = 1080 - 60 /* below it stands what the program is busy with */ };
typedef struct Texts {
    const Draw *at[TEXTS];
    int n;
} Texts;

static bool is_text(const Draw *d, const char *text) { return d->kind == DRAW_TEXT && strcmp(d->text.utf8, text) == 0; }

static Texts column_texts(const char *head) {
    Texts t = {.n = 0};
    const Draw *title = NULL;
    for (int i = 0; i < frame.list.n && !title; i++)
        if (is_text(&frame.list.at[i], head) && frame.list.at[i].rect.y > 80) title = &frame.list.at[i];
    if (!title) fail_msg("there is no column %s", head);
    Rect room = title->text.room;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind != DRAW_TEXT || d == title || d->rect.y < title->rect.y || d->rect.y > FOOT ||
            d->rect.x < room.x - 1 || d->rect.x + d->rect.w > room.x + room.w + 1)
            continue;
        assert_true(t.n < TEXTS);
        int at = t.n++;
        for (; at > 0 && t.at[at - 1]->rect.y > d->rect.y; at--) t.at[at] = t.at[at - 1];
        t.at[at] = d;
    }
    return t;
}

static void has_text(const char *head, const Texts *t, const char *text) {
    for (int i = 0; i < t->n; i++)
        if (is_text(t->at[i], text)) return;
    fail_msg("column %s does not say %s", head, text);
}

/* ---- table 1 ---- */

/* Bold ones begin with '+'. */
static const struct {
    const char *head, *cells[24];
} TABLE_1[] = {
    {"A", {"conv3-64", "conv3-128", "conv3-256", "conv3-256", "conv3-512", "conv3-512", "conv3-512", "conv3-512"}},
    {"A-LRN",
     {"conv3-64", "+ LRN", "conv3-128", "conv3-256", "conv3-256", "conv3-512", "conv3-512", "conv3-512", "conv3-512"}},
    {"B",
     {"conv3-64", "+ conv3-64", "conv3-128", "+ conv3-128", "conv3-256", "conv3-256", "conv3-512", "conv3-512",
      "conv3-512", "conv3-512"}},
    {"C",
     {"conv3-64", "conv3-64", "conv3-128", "conv3-128", "conv3-256", "conv3-256", "+ conv1-256", "conv3-512",
      "conv3-512", "+ conv1-512", "conv3-512", "conv3-512", "+ conv1-512"}},
    {"D",
     {"conv3-64", "conv3-64", "conv3-128", "conv3-128", "conv3-256", "conv3-256", "+ conv3-256", "conv3-512",
      "conv3-512", "+ conv3-512", "conv3-512", "conv3-512", "+ conv3-512"}},
    {"E",
     {"conv3-64", "conv3-64", "conv3-128", "conv3-128", "conv3-256", "conv3-256", "conv3-256", "+ conv3-256",
      "conv3-512", "conv3-512", "conv3-512", "+ conv3-512", "conv3-512", "conv3-512", "conv3-512", "+ conv3-512"}},
};

static void every_cell_of_table_1(void **state) {
    (void)state;
    static const int LAYERS[] = {11, 11, 13, 16, 16, 19};
    draw("view family; family columns; column vgg16");
    for (size_t i = 0; i < sizeof TABLE_1 / sizeof *TABLE_1; i++) {
        char layers[32];
        Texts t = column_texts(TABLE_1[i].head);
        int at = 0, cell = 0;
        while (at < t.n && !strstr(t.at[at]->text.utf8, " layers")) at++;
        snprintf(layers, sizeof layers, "%d layers", LAYERS[i]);
        assert_true(at < t.n && strncmp(t.at[at]->text.utf8, layers, strlen(layers)) == 0);
        for (at++; TABLE_1[i].cells[cell]; cell++, at++)
            if (!is_text(t.at[at], TABLE_1[i].cells[cell]))
                fail_msg("column %s, cell %d: '%s', not '%s'", TABLE_1[i].head, cell, t.at[at]->text.utf8,
                         TABLE_1[i].cells[cell]);
        const char *const fc[] = {"4096", "4096", "1000"}; /* FC-4096, FC-4096, FC-1000 */
        for (int k = 0; k < 3; k++) assert_true(is_text(t.at[at + k], fc[k]));
    }
}

/* The maxpools end the blocks: all columns have them at the same five heights, and the soft-max at one more. */
static void pools_and_softmax(void **state) {
    (void)state;
    char command[64];
    draw("view family; family columns; column vgg16");
    static const char *const NETS[] = {"vgg11", "a-lrn", "vgg13", "c", "vgg16", "vgg19"};
    static const char *const ROWS[] = {"pool1", "pool2", "pool3", "pool4", "pool5", "prob"};
    for (size_t r = 0; r < 6; r++) {
        float y = -1;
        for (size_t i = 0; i < 6; i++) {
            const Hit *hit = NULL;
            snprintf(command, sizeof command, "column %s %s", NETS[i], ROWS[r]);
            for (int h = 0; h < frame.n_hits; h++)
                if (frame.hits[h].command && strcmp(frame.hits[h].command, command) == 0) hit = &frame.hits[h];
            if (!hit) fail_msg("there is no %s", command);
            assert_true(y < 0 || hit->rect.y == y);
            y = hit->rect.y;
        }
    }
}

static void alexnets(void **state) {
    (void)state;
    static const char *const OWN[] = {"conv11-64 /4", "55", "maxpool 3/2", "27", "conv5-192", "27", "maxpool 3/2", "13",
                                      "conv3-384",    "13", "conv3-256",   "13", "conv3-256", "13", "maxpool 3/2", "6"};
    static const char *const OLD[] = {"conv11-96 /4", "55", "LRN",         "55", "maxpool 3/2", "27", "conv5-256", "27",
                                      "LRN",          "27", "maxpool 3/2", "13", "conv3-384",   "13", "conv3-384", "13",
                                      "conv3-256",    "13", "maxpool 3/2", "6"};
    draw("view family; family columns; column vgg16");
    Texts t = column_texts("AlexNet"), o = column_texts("AlexNet 2012");
    for (int i = 0; i < 16; i++) assert_string_equal(t.at[1 + i]->text.utf8, OWN[i]);
    for (int i = 0; i < 20; i++) assert_string_equal(o.at[1 + i]->text.utf8, OLD[i]);
}

/* ---- figures ---- */

static const struct {
    const char *head, *params, *table2, *macs, *field, *paper, *torchvision, *jitter, *fc;
} FIGURES[] = {
    {"A", "132.9 M", "133", "7.609 G", "150", "29.6 / 10.4", "69.020 / 88.628", "–", "93.1 %"},
    {"A-LRN", "132.9 M", "133", "7.609 G", "150", "29.7 / 10.5", "–", "–", "93.1 %"},
    {"B", "133.0 M", "133", "11.308 G", "156", "28.7 / 9.9", "69.928 / 89.246", "–", "92.9 %"},
    {"C", "133.6 M", "134", "11.771 G", "156", "28.1 / 9.4", "–", "27.3 / 8.8", "92.5 %"},
    {"D", "138.4 M", "138", "15.470 G", "212", "27.0 / 8.8", "71.592 / 90.382", "25.6 / 8.1", "89.4 %"},
    {"E", "143.7 M", "144", "19.632 G", "268", "27.3 / 9.0", "72.376 / 90.876", "25.5 / 8.0", "86.1 %"},
    {"AlexNet", "61.1 M", "–", "0.714 G", "195", "–", "56.522 / 79.066", "–", "96.0 %"},
    {"AlexNet 2012", "61.0 M", "60", "0.724 G", "195", "40.7 / 18.2", "–", "–", "96.2 %"},
};

static void every_figure(void **state) {
    (void)state;
    for (int topic = 0; topic < 2; topic++) {
        draw(topic ? "view family; family figures; column vgg16" : "view family; family columns; column vgg16");
        for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
            Texts t = column_texts(FIGURES[i].head);
            const char *const under[] = {FIGURES[i].params, FIGURES[i].macs, FIGURES[i].field, FIGURES[i].paper,
                                         FIGURES[i].torchvision};
            const char *const apart[] = {FIGURES[i].params, FIGURES[i].table2,     FIGURES[i].fc,
                                         FIGURES[i].macs,   FIGURES[i].field,      FIGURES[i].paper,
                                         FIGURES[i].jitter, FIGURES[i].torchvision};
            int n = topic ? 8 : 5;
            for (int k = 0; k < n; k++) /* the last n, in this order */
                if (!is_text(t.at[t.n - n + k], (topic ? apart : under)[k]))
                    fail_msg("column %s: '%s', not '%s'", FIGURES[i].head, t.at[t.n - n + k]->text.utf8,
                             (topic ? apart : under)[k]);
        }
    }
}

static void alexnet_against_vgg16(void **state) {
    (void)state;
    draw("view family; family alexnet");
    Texts a = column_texts("AlexNet"), v = column_texts("VGG-16");
    static const char *const A[] = {"8", "61.1 M", "11×11, 5×5, 3×3", "4", "0.714 G", "195", "56.522 / 79.066"};
    static const char *const V[] = {"16", "138.4 M", "3×3", "1", "15.470 G", "212", "71.592 / 90.382"};
    for (int i = 0; i < 7; i++) {
        has_text("AlexNet", &a, A[i]);
        has_text("VGG-16", &v, V[i]);
    }
    bool ratio = false;
    for (int i = 0; i < frame.list.n; i++)
        ratio |= is_text(&frame.list.at[i],
                         "VGG-16 has 2.26 times AlexNet's parameters and makes 21.7 times its multiply-adds.");
    assert_true(ratio);
    draw("family columns");
}

/* ---- commands ---- */

static void columns_are_chosen_and_loaded(void **state) {
    (void)state;
    draw("net vgg16; view family; column vgg13 conv2_2");
    assert_int_equal(family_column(&app), NET_B);
    assert_string_equal(app_row_name(&app, app.selection.row), "input"); /* the network that runs is left alone */
    draw("column next");
    assert_int_equal(family_column(&app), NET_C);
    draw("column down; column down");
    Net net;
    net_build(&net, NET_C, 1);
    assert_string_equal(net.layer[app.family.row].name, "conv1_2");
    draw("column up; column up; column up");
    assert_string_equal(net.layer[app.family.row].name, "conv1_1");
    draw("column c conv4_3; column load");
    assert_int_equal(app.own.id, NET_C);
    assert_string_equal(app_row_name(&app, app.selection.row), "conv4_3");
    assert_int_equal(app.weights->origin, ORIGIN_RANDOM); /* there are no others */
    assert_int_equal(app.view, VIEW_FAMILY);
    is_refused("column vgg99", "command.net");
    is_refused("column vgg16 conv9_9", "command.layer");
    is_refused("family trees", "command.word");
    draw("net vgg16");
}

static void mark_returns_here(void **state) {
    (void)state;
    char script[SCRIPT_SIZE];
    draw("view family; column vgg19 conv3_4; family figures; mark");
    app_script(&app, script, sizeof script);
    draw("column vgg11; family alexnet; view network; return");
    assert_int_equal(app.view, VIEW_FAMILY);
    assert_int_equal(family_column(&app), NET_VGG19);
    assert_int_equal(app.family.topic, FAMILY_FIGURES);
    assert_true(app.family.row > 0);
    draw("family columns");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_of_table_1),         cmocka_unit_test(pools_and_softmax),
        cmocka_unit_test(alexnets),                      cmocka_unit_test(every_figure),
        cmocka_unit_test(alexnet_against_vgg16),         cmocka_unit_test(columns_are_chosen_and_loaded),
        cmocka_unit_test(mark_returns_here),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
