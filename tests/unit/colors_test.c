/* Colours that a class can read: the contrast of every text with what lies under it, in every theme, and what
 * colour-blind eyes tell apart. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/command.h"
#include "shell/canvas.h"
#include "shell/fonts.h"
#include "view/picture.h"
#include "view/screens.h"

/* ---- light ---- */

typedef struct Light {
    double r, g, b; /* linear, 0 to 1 */
} Light;

/* IEC 61966-2-1, the curve of sRGB. */
static double linear(unsigned byte) {
    double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static Light light_of(Color c) { return (Light){linear(c >> 16 & 0xFF), linear(c >> 8 & 0xFF), linear(c & 0xFF)}; }

static double luminance(Light l) { return 0.2126 * l.r + 0.7152 * l.g + 0.0722 * l.b; }

/* WCAG 2.1, "contrast ratio". */
static double contrast(Color a, Color b) {
    double la = luminance(light_of(a)), lb = luminance(light_of(b));
    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

typedef enum Eyes { EYES_USUAL, EYES_PROTAN, EYES_DEUTAN, EYES_COUNT } Eyes;

/* What dichromats see: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency", 2009, the matrices of severity 1.0, on linear RGB. */
static Light seen_by(Eyes eyes, Light l) {
    static const double M[EYES_COUNT][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881}};
    const double *m = M[eyes];
    double v[3];
    for (int i = 0; i < 3; i++) v[i] = fmin(fmax(m[3 * i] * l.r + m[3 * i + 1] * l.g + m[3 * i + 2] * l.b, 0), 1);
    return (Light){v[0], v[1], v[2]};
}

typedef struct Lab3 {
    double l, a, b;
} Lab3;

static double cube_root(double t) { return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116; }

/* CIE L*a*b* under D65. */
static Lab3 lab_of(Light c) {
    double x = cube_root((0.4124564 * c.r + 0.3575761 * c.g + 0.1804375 * c.b) / 0.95047);
    double y = cube_root(0.2126729 * c.r + 0.7151522 * c.g + 0.0721750 * c.b);
    double z = cube_root((0.0193339 * c.r + 0.1191920 * c.g + 0.9503041 * c.b) / 1.08883);
    return (Lab3){116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

static Lab3 look(Eyes eyes, Color c) { return lab_of(seen_by(eyes, light_of(c))); }

/* The distance of two colours, CIE 1976: 2.3 can just be noticed side by side. */
static double apart(Eyes eyes, Color a, Color b) {
    Lab3 p = look(eyes, a), q = look(eyes, b);
    return sqrt(pow(p.l - q.l, 2) + pow(p.a - q.a, 2) + pow(p.b - q.b, 2));
}

static void the_arithmetic(void **state) {
    (void)state;
    assert_true(fabs(contrast(0xFFFFFFFF, 0xFF000000) - 21) < 1e-9);
    assert_true(fabs(contrast(0xFF777777, 0xFFFFFFFF) - 4.48) < 0.005); /* the well-known grey that just fails */
    assert_true(fabs(look(EYES_USUAL, 0xFFFFFFFF).l - 100) < 0.01);
    assert_true(fabs(look(EYES_USUAL, 0xFFFF0000).a - 80.1) < 0.2);
    assert_true(apart(EYES_USUAL, 0xFF00A000, 0xFFC06000) > 60); /* green and brown: far apart, */
    assert_true(apart(EYES_DEUTAN, 0xFF00A000, 0xFFC06000) < 30); /* but not for everybody */
    for (int eyes = 0; eyes < EYES_COUNT; eyes++) /* greys stay as they are */
        assert_true(apart(EYES_USUAL, 0xFF808080, 0xFF808080) < 0.01 && fabs(look((Eyes)eyes, 0xFF808080).a) < 0.5);
}

static void ink_can_be_read_on_any_ground(void **state) {
    (void)state;
    for (unsigned r = 0; r < 256; r += 15)
        for (unsigned g = 0; g < 256; g += 15)
            for (unsigned b = 0; b < 256; b += 15) {
                Color ground = 0xFF000000u | r << 16 | g << 8 | b;
                if (contrast(theme_ink(ground), ground) < 4.5) fail_msg("no ink for %06x", ground & 0xFFFFFF);
            }
}

/* ---- every text on what it stands on ---- */

static App app;
static Fonts *fonts;
static Arena arena;
static Frame frame;
static Canvas canvas;

static int open_all(void **state) {
    (void)state;
    AppOptions options = {.weights = "bundled"};
    Error e = app_open(&options, &app);
    fonts = fonts_open();
    canvas = (Canvas){calloc(1280 * 720, sizeof(uint32_t)), 1280, 720, 1280};
    return failed(&e) || !fonts || !canvas.pixels ? -1 : 0;
}

static int close_all(void **state) {
    (void)state;
    free(canvas.pixels);
    arena_free(&arena);
    fonts_close(fonts);
    app_close(&app);
    return 0;
}

static Color over(Color ground, Color c) {
    unsigned a = c >> 24, out = 0xFF000000u;
    for (int shift = 0; shift < 24; shift += 8) {
        unsigned from = ground >> shift & 0xFF, to = c >> shift & 0xFF;
        out |= (from * (255 - a) + to * a + 127) / 255 << shift;
    }
    return out;
}

/* The last thing that covers the whole window: what was drawn before it is not to be read any more. */
static int veil_at(void) {
    int last = 0;
    for (int i = 0; i < frame.list.n; i++) {
        const Draw *d = &frame.list.at[i];
        if (d->kind == DRAW_FILL && d->rect.w >= 1280 && d->rect.h >= 720) last = i;
    }
    return last;
}

/* Whether nine tenths of the ground under a text's letters, at least, stand against its colour as 4.5:1 or more. */
static bool can_be_read(const Draw *d) {
    int x0 = (int)fmaxf(0, d->rect.x), x1 = (int)fminf(1279, d->rect.x + d->rect.w), all = 0, bad = 0;
    int y0 = (int)fmaxf(0, d->rect.y + 0.2f * d->text.size),
        y1 = (int)fminf(719, d->rect.y + FONT_ASCENT * d->text.size);
    for (int y = y0; y <= y1; y++)
        for (int x = x0; x <= x1; x++) {
            Color ground = canvas.pixels[y * 1280 + x] | 0xFF000000u;
            bad += contrast(ground, over(ground, d->color)) < 4.5;
            all++;
        }
    return bad * 10 <= all;
}

static int check_contrast(const char *script) {
    int wrong = 0;
    const Metrics metrics = fonts_metrics(fonts);
    Error e = app_do(&app, script, NULL);
    if (failed(&e)) fail_msg("%s: %s (%s)", script, e.id, e.arg[0]);
    e = app_wait(&app);
    assert_false(failed(&e));
    for (int id = 0; id < THEME_COUNT; id++) {
        app.theme = (ThemeId)id;
        arena_reset(&arena);
        view_frame(&app, &metrics, 1280, 720, 1e9, &arena, &frame);
        canvas_paint(&canvas, &frame.list, NULL, NULL); /* without the texts */
        for (int i = veil_at(); i < frame.list.n; i++) {
            const Draw *d = &frame.list.at[i];
            if (d->kind != DRAW_TEXT || can_be_read(d)) continue;
            print_error("%s, theme %d: %06x is hard to read: %s\n", script, id, d->color & 0xFFFFFF, d->text.utf8);
            wrong++;
        }
    }
    app.theme = THEME_DARK;
    return wrong;
}

static void every_text_can_be_read(void **state) {
    (void)state;
    static const char *const SCRIPTS[] = {"net vgg19; reset; view network",
                                          "step 9",
                                          "run",
                                          "select fc6",
                                          "view layer; select conv1_1",
                                          "select conv4_2",
                                          "photos all; excite guided",
                                          "photos this; excite off; pin; select conv3_1",
                                          "view neuron",
                                          "select conv1_1",
                                          "select fc7",
                                          "select pool3",
                                          "select prob",
                                          "select input",
                                          "view field; select conv4_2",
                                          "shade on",
                                          "stack 3 3 3",
                                          "stack none; view parameters",
                                          "topic 1x1",
                                          "topic stacks; chart macs; derive",
                                          "close; help",
                                          "close; gallery",
                                          "close; command",
                                          "close; view compare",
                                          "view slices",
                                          "view family",
                                          "lang zh",
                                          "view network",
                                          "lang en; weights random:1"};
    int wrong = 0;
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof *SCRIPTS; i++) wrong += check_contrast(SCRIPTS[i]);
    app.trouble = error("command.no_mark", "%s", "");
    wrong += check_contrast("view network; weights bundled");
    app.trouble = NO_ERROR;
    assert_int_equal(wrong, 0);
}

/* ---- colour-blind eyes ---- */

static void maps_grow_lighter_for_all_eyes(void **state) {
    (void)state;
    for (int eyes = 0; eyes < EYES_COUNT; eyes++) {
        for (int p = 0; p < PALETTE_COUNT; p++) {
            double before = -1;
            for (int i = 0; i <= 64; i++) {
                double l = look((Eyes)eyes, palette_color((Palette)p, (float)i / 64)).l;
                if (!(l > before))
                    fail_msg("palette %d, eyes %d: %g after %g at %d of 64", p, eyes, l, before, i);
                before = l;
            }
        }
        for (int i = 4; i <= 64; i++) { /* negative and positive, by lightness what they amount to, apart by colour */
            Color minus = signed_color(-(float)i / 64), plus = signed_color((float)i / 64);
            assert_true(look((Eyes)eyes, minus).l > look((Eyes)eyes, signed_color(-(float)(i - 4) / 64)).l);
            assert_true(look((Eyes)eyes, plus).l > look((Eyes)eyes, signed_color((float)(i - 4) / 64)).l);
            if (i >= 16 && apart((Eyes)eyes, minus, plus) < 20)
                fail_msg("eyes %d: %d of 64, minus and plus are %g apart", eyes, i, apart((Eyes)eyes, minus, plus));
        }
    }
}

/* One that is left out is all of zeros. */
static void no_theme_lacks_a_colour(void **state) {
    (void)state;
    for (int id = 0; id < THEME_COUNT; id++) {
        const Color *colors = (const Color *)theme((ThemeId)id);
        for (size_t i = 0; i < sizeof(Theme) / sizeof *colors; i++)
            if (colors[i] >> 24 < 0x80) fail_msg("theme %d, colour %zu: %08x cannot be seen", id, i, colors[i]);
    }
}

/* Colours that stand for something, and what is next to them: two that mean different things are apart. */
static void kinds_are_told_apart_by_all_eyes(void **state) {
    (void)state;
    int wrong = 0;
    for (int id = 0; id < THEME_COUNT; id++) {
        const Theme *t = theme((ThemeId)id);
        const struct { const char *name; Color color; } KINDS[] = {
            {"conv", t->conv}, {"pool", t->pool}, {"fc", t->fc}, {"softmax", t->softmax}, {"lrn", t->lrn}};
        for (int eyes = 0; eyes < EYES_COUNT; eyes++) {
            for (int i = 0; i < 5; i++)
                for (int j = 0; j < i; j++) {
                    double d = apart((Eyes)eyes, KINDS[i].color, KINDS[j].color);
                    if (d >= 15) continue;
                    print_error("theme %d, eyes %d: %s and %s are %.1f apart\n", id, eyes, KINDS[i].name, KINDS[j].name,
                                d);
                    wrong++;
                }
            if (apart((Eyes)eyes, t->plus, t->minus) < 20 || apart((Eyes)eyes, t->text, t->slim) < 20) {
                print_error("theme %d, eyes %d: plus and minus, or the network and this run\n", id, eyes);
                wrong++;
            }
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_arithmetic),
        cmocka_unit_test(ink_can_be_read_on_any_ground),
        cmocka_unit_test(no_theme_lacks_a_colour),
        cmocka_unit_test(maps_grow_lighter_for_all_eyes),
        cmocka_unit_test(kinds_are_told_apart_by_all_eyes),
        cmocka_unit_test(every_text_can_be_read),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
