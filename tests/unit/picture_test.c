#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "view/picture.h"

static float light_of_channel(Color c, int shift) {
    float v = (float)(c >> shift & 0xFF) / 255.0f;
    return v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
}

/* CIE L*, 0 to 100. */
static float lightness(Color c) {
    float y = 0.2126f * light_of_channel(c, 16) + 0.7152f * light_of_channel(c, 8) +
              0.0722f * light_of_channel(c, 0);
    return y > 0.008856f ? 116 * cbrtf(y) - 16 : 903.3f * y;
}

static Picture map_of(const float *data, int w, int h) {
    return (Picture){.kind = PICTURE_MAP, .palette = PALETTE_GREY, .data = data, .w = w, .h = h,
                     .rows = h, .lo = 0, .hi = 255};
}

static int grey(Color c) {
    assert_int_equal(c >> 24, 0xFF);
    assert_int_equal(c & 0xFF, c >> 8 & 0xFF);
    assert_int_equal(c & 0xFF, c >> 16 & 0xFF);
    return (int)(c & 0xFF);
}

static void palettes_begin_dark_and_end_bright(void **state) {
    (void)state;
    assert_int_equal(palette_color(PALETTE_MAGMA, 0), 0xFF000000);
    assert_int_equal(palette_color(PALETTE_GREY, 0), 0xFF000000);
    assert_int_equal(palette_color(PALETTE_GREY, 1), 0xFFFFFFFF);
    for (int p = 0; p < PALETTE_COUNT; p++) {
        assert_true(lightness(palette_color((Palette)p, 0)) < 20);
        assert_true(lightness(palette_color((Palette)p, 1)) > 88);
        assert_int_equal(palette_color((Palette)p, -5), palette_color((Palette)p, 0));
        assert_int_equal(palette_color((Palette)p, INFINITY), palette_color((Palette)p, 1));
    }
}

static void lightness_grows_steadily(void **state) {
    (void)state;
    for (int p = 0; p < PALETTE_COUNT; p++) {
        float first = lightness(palette_color((Palette)p, 0));
        float all = lightness(palette_color((Palette)p, 1)) - first, before = first;
        for (int i = 1; i <= 1024; i++) { /* no dip beyond what rounding to bytes makes */
            float now = lightness(palette_color((Palette)p, (float)i / 1024));
            assert_true(now >= before - 0.25f);
            before = now;
        }
        for (int i = 0; i < 16; i++) { /* no step flat or steep */
            float step = lightness(palette_color((Palette)p, (float)(i + 1) / 16)) -
                         lightness(palette_color((Palette)p, (float)i / 16));
            assert_true(step > 0.15f * all / 16 && step < 2.2f * all / 16);
        }
    }
}

static void signs_differ_by_hue_and_not_by_lightness(void **state) {
    (void)state;
    assert_true(lightness(signed_color(0)) < 5);
    for (int i = 1; i <= 16; i++) {
        Color minus = signed_color((float)-i / 16), plus = signed_color((float)i / 16);
        assert_true((minus >> 16 & 0xFF) > (minus & 0xFF)); /* orange */
        assert_true((plus >> 16 & 0xFF) < (plus & 0xFF));   /* blue */
        assert_true(fabsf(lightness(minus) - lightness(plus)) < 5);
        assert_true(lightness(plus) > lightness(signed_color((float)(i - 1) / 16)));
    }
    float values[3] = {-2, 0, 2};
    Picture p = {.kind = PICTURE_SIGNED, .data = values, .w = 3, .h = 1, .rows = 1, .hi = 2};
    Color out[3];
    picture_pixels(&p, 3, 1, out, 3);
    assert_int_equal(out[0], signed_color(-1));
    assert_int_equal(out[1], signed_color(0));
    assert_int_equal(out[2], signed_color(1));
    p.hi = 0;
    picture_pixels(&p, 3, 1, out, 3);
    assert_int_equal(out[1], signed_color(0));
}

static void what_is_no_number_has_a_colour_of_its_own(void **state) {
    (void)state;
    Color odd = palette_color(PALETTE_MAGMA, NAN);
    assert_int_equal(odd, signed_color(NAN));
    for (int p = 0; p < PALETTE_COUNT; p++)
        for (int i = 0; i <= 4096; i++)
            assert_true(palette_color((Palette)p, (float)i / 4096) != odd);
    float values[4] = {0, NAN, 255, 255};
    Picture p = map_of(values, 4, 1);
    Color out[4];
    picture_pixels(&p, 4, 1, out, 4);
    assert_int_equal(grey(out[0]), 0);
    assert_int_equal(out[1], odd);
    assert_int_equal(grey(out[2]), 255);
    picture_pixels(&p, 2, 1, out, 2); /* it does not vanish in a mean */
    assert_int_equal(out[0], odd);
    assert_int_equal(grey(out[1]), 255);
}

static void smaller_is_the_mean(void **state) {
    (void)state;
    float values[16];
    for (int i = 0; i < 16; i++) values[i] = (float)(i * i);
    Picture p = map_of(values, 4, 4);
    Color out[16];
    picture_pixels(&p, 2, 2, out, 2);
    for (int y = 0; y < 2; y++)
        for (int x = 0; x < 2; x++) {
            const float *v = values + 8 * y + 2 * x;
            float mean = (v[0] + v[1] + v[4] + v[5]) / 4;
            assert_int_equal(out[2 * y + x], palette_color(PALETTE_GREY, mean / 255));
        }
    float three[3] = {30, 90, 240}; /* two pixels of one and a half */
    p = map_of(three, 3, 1);
    picture_pixels(&p, 2, 1, out, 2);
    assert_int_equal(out[0], palette_color(PALETTE_GREY, (30 + 45) / 1.5f / 255));
    assert_int_equal(out[1], palette_color(PALETTE_GREY, (45 + 240) / 1.5f / 255));
    uint8_t rgb[12] = {0, 10, 255, 1, 20, 255, 0, 30, 255, 1, 40, 255};
    p = (Picture){.kind = PICTURE_RGB, .data = rgb, .w = 2, .h = 2, .rows = 2};
    picture_pixels(&p, 1, 1, out, 1);
    assert_int_equal(out[0], 0xFF0119FF); /* one half is rounded up */
}

static void the_mean_of_all_parts_is_the_mean_of_the_whole(void **state) {
    (void)state;
    float values[35 * 29];
    double sum = 0, shown = 0;
    for (int i = 0; i < 35 * 29; i++) sum += values[i] = (float)(i * 7919 % 256);
    Picture p = map_of(values, 35, 29);
    Color out[13 * 11];
    picture_pixels(&p, 13, 11, out, 13);
    for (int i = 0; i < 13 * 11; i++) shown += grey(out[i]);
    assert_true(fabs(sum / (35 * 29) - shown / (13 * 11)) < 0.3);
}

static void larger_is_squares_with_exact_edges(void **state) {
    (void)state;
    float values[6] = {0, 50, 100, 150, 200, 250};
    Picture p = map_of(values, 3, 2);
    Color out[40 * 40];
    picture_pixels(&p, 9, 8, out, 9);
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 9; x++)
            assert_int_equal(out[9 * y + x],
                             palette_color(PALETTE_GREY, values[3 * (y / 4) + x / 3] / 255));
    picture_pixels(&p, 40, 1, out, 40); /* wider and lower at once: means of columns */
    assert_int_equal(out[0], palette_color(PALETTE_GREY, 75.0f / 255));
    assert_int_equal(out[39], palette_color(PALETTE_GREY, 175.0f / 255));
}

static void smooth_is_bilinear(void **state) {
    (void)state;
    float values[4] = {0, 80, 160, 240};
    Picture p = map_of(values, 2, 2);
    p.smooth = true;
    Color out[16];
    picture_pixels(&p, 4, 4, out, 4);
    const float share[4] = {0, 0.25f, 0.75f, 1};
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 4; x++) {
            float v = 80 * share[x] + 160 * share[y];
            assert_int_equal(out[4 * y + x], palette_color(PALETTE_GREY, v / 255));
        }
    picture_pixels(&p, 2, 2, out, 2); /* at its own size it is itself */
    for (int i = 0; i < 4; i++)
        assert_int_equal(out[i], palette_color(PALETTE_GREY, values[i] / 255));
}

static void rows_that_are_not_there_stay_clear(void **state) {
    (void)state;
    float values[16];
    Color out[64];
    for (int i = 0; i < 16; i++) values[i] = 9;
    Picture p = map_of(values, 4, 4);
    for (p.rows = 0; p.rows <= 4; p.rows++) {
        memset(out, 0x55, sizeof out);
        picture_pixels(&p, 8, 8, out, 8);
        for (int i = 0; i < 64; i++) assert_int_equal(out[i] != 0, i / 8 < 2 * p.rows);
        picture_pixels(&p, 2, 2, out, 2); /* a mean waits for all of its rows */
        for (int i = 0; i < 4; i++) assert_int_equal(out[i] != 0, i / 2 < p.rows / 2);
    }
    p = (Picture){.kind = PICTURE_MAP, .w = 4, .h = 4, .rows = 4};
    memset(out, 0x55, sizeof out);
    picture_pixels(&p, 8, 8, out, 8);
    for (int i = 0; i < 64; i++) assert_int_equal(out[i], 0);
}

static void a_part_is_a_part_of_the_whole(void **state) {
    (void)state;
    enum { W = 601, H = 23 };
    float values[20 * 40];
    static Color whole[W * H], part[W * H];
    for (int i = 0; i < 800; i++) values[i] = (float)(i * 37 % 256);
    for (int smooth = 0; smooth < 2; smooth++) {
        Picture p = map_of(values, 20, 40);
        p.smooth = smooth;
        p.rows = 33;
        picture_pixels(&p, W, H, whole, W);
        for (int y = 0; y < H; y += 5)
            for (int x = 0; x < W; x += 270) {
                int columns = W - x < 270 ? W - x : 270, rows = H - y < 5 ? H - y : 5;
                picture_part(&p, W, H, x, y, columns, rows, part + y * W + x, W);
            }
        assert_memory_equal(whole, part, sizeof whole);
    }
}

static void a_map_that_is_the_same_everywhere_is_black(void **state) {
    (void)state;
    float values[2] = {3, 3};
    Picture p = map_of(values, 2, 1);
    p.lo = p.hi = 3;
    Color out[2];
    picture_pixels(&p, 2, 1, out, 2);
    assert_int_equal(grey(out[0]), 0);
    values[1] = INFINITY;
    picture_pixels(&p, 2, 1, out, 2);
    assert_int_equal(grey(out[1]), 255);
}

/* Numbers over a photo are the same pixels as a photo that was made of them first, larger and smaller, whole and in
 * parts. */
static void numbers_over_a_photo_are_made_as_they_are_shown(void **state) {
    (void)state;
    enum { SIDE = 12, CELLS = 4, KNOWN = 11 };
    static uint8_t photo[3 * SIDE * SIDE], made[3 * SIDE * SIDE];
    static Color want[40 * 40], got[40 * 40];
    float values[CELLS * CELLS];
    for (int i = 0; i < 3 * SIDE * SIDE; i++) photo[i] = (uint8_t)(i * 37);
    for (int i = 0; i < CELLS * CELLS; i++) values[i] = (float)(i * 7 % 16) - 8;
    const Heat heat = {values, CELLS, CELLS, KNOWN, false}, none = {NULL, CELLS, CELLS, 0, false};
    for (int there = 0; there < 2; there++)
        for (int side = 5; side <= 40; side += 35) {
            for (int i = 0; i < SIDE * SIDE; i++) {
                int cell = i / SIDE / 3 * CELLS + i % SIDE / 3;
                const uint8_t *p = photo + 3 * (size_t)i;
                unsigned light = (p[0] * 19595u + p[1] * 38470u + p[2] * 7471u) >> 16;
                Color c = heat_color(light, there && cell < KNOWN ? values[cell] / 9 : 0);
                for (int k = 0; k < 3; k++) made[3 * i + k] = (uint8_t)(c >> (16 - 8 * k));
            }
            Picture rgb = {.kind = PICTURE_RGB, .data = made, .w = SIDE, .h = SIDE, .rows = SIDE, .smooth = true};
            Picture over = {.kind = PICTURE_HEAT, .data = photo, .heat = there ? &heat : &none, .w = SIDE, .h = SIDE,
                            .rows = SIDE, .smooth = true, .hi = 9};
            picture_pixels(&rgb, side, side, want, side);
            picture_pixels(&over, side, side, got, side);
            assert_memory_equal(got, want, (size_t)side * (size_t)side * sizeof *got);
            picture_part(&over, side, side, 2, 1, 3, 2, got, side);
            for (int y = 0; y < 2; y++)
                assert_memory_equal(got + y * side, want + (y + 1) * side + 2, 3 * sizeof *got);
        }
}

/* Between the middles of cells it is in between, outside of them the same. */
static void numbers_of_a_layer_are_stretched_over_a_photo(void **state) {
    (void)state;
    static const uint8_t photo[3 * 8 * 8];
    static const float values[] = {0, 1};
    const Heat heat = {values, 2, 1, 2, true};
    Color got[8];
    Picture over = {.kind = PICTURE_HEAT, .data = photo, .heat = &heat, .w = 8, .h = 8, .rows = 8, .hi = 1};
    picture_part(&over, 8, 8, 0, 3, 8, 1, got, 8);
    for (int x = 0; x < 8; x++)
        assert_int_equal(got[x], heat_color(0, fminf(fmaxf(((float)x + 0.5f) / 4 - 0.5f, 0), 1)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(palettes_begin_dark_and_end_bright),
        cmocka_unit_test(lightness_grows_steadily),
        cmocka_unit_test(signs_differ_by_hue_and_not_by_lightness),
        cmocka_unit_test(what_is_no_number_has_a_colour_of_its_own),
        cmocka_unit_test(smaller_is_the_mean),
        cmocka_unit_test(the_mean_of_all_parts_is_the_mean_of_the_whole),
        cmocka_unit_test(larger_is_squares_with_exact_edges),
        cmocka_unit_test(smooth_is_bilinear),
        cmocka_unit_test(rows_that_are_not_there_stay_clear),
        cmocka_unit_test(a_part_is_a_part_of_the_whole),
        cmocka_unit_test(numbers_over_a_photo_are_made_as_they_are_shown),
        cmocka_unit_test(numbers_of_a_layer_are_stretched_over_a_photo),
        cmocka_unit_test(a_map_that_is_the_same_everywhere_is_black),
    };
    return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
