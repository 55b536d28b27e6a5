/* Changes of a photo on small pictures, pixel by pixel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/edit.h"

enum { SIDE = 9 };

static unsigned char pixels[SIDE * SIDE * 3];
static Image image = {.size = SIDE, .rgb = pixels};
static Edits edits;

/* Every pixel another one: R its column, G its row. */
static int fresh(void **state) {
    (void)state;
    for (int i = 0; i < SIDE * SIDE; i++) {
        pixels[3 * i] = (unsigned char)(10 * (i % SIDE));
        pixels[3 * i + 1] = (unsigned char)(10 * (i / SIDE));
        pixels[3 * i + 2] = 7;
    }
    edits = (Edits){0};
    return 0;
}

static void make(Edit edit) {
    edits.at[edits.n++] = edit;
    Error e = edits_make(&edits, edits.n - 1, edits.n, &image);
    assert_false(failed(&e));
}

static uint32_t at(int x, int y) {
    const unsigned char *p = pixels + (y * SIDE + x) * 3;
    return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static uint32_t was(int x, int y) { return (uint32_t)(10 * x) << 16 | (uint32_t)(10 * y) << 8 | 7; }

/* The pixels of a colour, as rows of characters. */
static void looks(uint32_t color, const char *const rows[SIDE]) {
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            bool drawn = rows[y][x] == '#';
            if (at(x, y) != (drawn ? color : was(x, y))) fail_msg("x %d, y %d: %06x", x, y, at(x, y));
        }
}

static void stroke(int size, int points, const int16_t (*way)[2]) {
    memcpy(edits.point + edits.points, way, (size_t)points * sizeof *way);
    edits.points += points;
    make(
        (Edit){.kind = EDIT_STROKE, .color = 0xFF8040, .size = size, .first = edits.points - points, .points = points});
}

static void a_point_is_a_disc(void **state) {
    (void)state;
    stroke(1, 1, (const int16_t[][2]){{1, 1}});
    stroke(4, 1, (const int16_t[][2]){{5, 5}}); /* centres within 2 */
    looks(0xFF8040, (const char *const[]){".........", ".#.......", ".........", ".....#...", "....###..", "...#####.",
                                          "....###..", ".....#...", "........."});
}

static void a_line_is_as_wide_as_the_brush(void **state) {
    (void)state;
    stroke(3, 3, (const int16_t[][2]){{2, 2}, {6, 2}, {6, 7}});
    looks(0xFF8040, (const char *const[]){".........", ".#######.", ".#######.", ".#######.", ".....###.", ".....###.",
                                          ".....###.", ".....###.", ".....###."});
}

static void a_slanting_line_is_exact(void **state) {
    (void)state;
    stroke(1, 2, (const int16_t[][2]){{0, 0}, {8, 4}}); /* centres within half a pixel of y = x / 2 */
    looks(0xFF8040, (const char *const[]){"##.......", ".###.....", "...###...", ".....###.", ".......##", ".........",
                                          ".........", ".........", "........."});
}

static void strokes_may_leave_the_photo(void **state) {
    (void)state;
    stroke(2, 2, (const int16_t[][2]){{-30, 4}, {1, 4}});
    stroke(2, 1, (const int16_t[][2]){{200, -200}});
    looks(0xFF8040, (const char *const[]){".........", ".........", ".........", "##.......", "###......", "##.......",
                                          ".........", ".........", "........."});
}

static void a_square_lies_around_its_middle(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_SQUARE, .color = 0x010203, .size = 3, .x = 2, .y = 1});
    make((Edit){.kind = EDIT_SQUARE, .color = 0x010203, .size = 4, .x = 8, .y = 7});
    looks(0x010203, (const char *const[]){".###.....", ".###.....", ".###.....", ".........", ".........", "......###",
                                          "......###", "......###", "......###"});
}

static void a_shift_brings_in_the_mean_colour(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_SHIFT, .x = 2, .y = -1});
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            assert_int_equal(at(x, y), x >= 2 && y < SIDE - 1 ? was(x - 2, y + 1) : EDIT_MEAN);
}

static void mirrors_and_quarter_turns_only_move_pixels(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_MIRROR});
    assert_int_equal(at(0, 3), was(8, 3));
    make((Edit){.kind = EDIT_MIRROR});
    make((Edit){.kind = EDIT_ROTATE, .size = 90}); /* what was on the right is above */
    assert_int_equal(at(3, 0), was(8, 3));
    assert_int_equal(at(0, 8), was(0, 0));
    make((Edit){.kind = EDIT_ROTATE, .size = -90});
    make((Edit){.kind = EDIT_ROTATE, .size = 180});
    assert_int_equal(at(1, 2), was(7, 6));
    make((Edit){.kind = EDIT_ROTATE, .size = -180});
    for (int i = 0; i < SIDE * SIDE; i++) assert_int_equal(at(i % SIDE, i / SIDE), was(i % SIDE, i / SIDE));
}

static void a_turn_leaves_the_mean_colour_in_the_corners(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_ROTATE, .size = 45});
    assert_int_equal(at(0, 0), EDIT_MEAN);
    assert_int_equal(at(8, 8), EDIT_MEAN);
    assert_int_equal(at(4, 4), was(4, 4));
}

static void grey_is_pil_s(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_SQUARE, .color = 0xC81E64, .size = 1, .x = 0, .y = 0}); /* 200, 30, 100 */
    make((Edit){.kind = EDIT_SQUARE, .color = 0xFFFFFF, .size = 1, .x = 1, .y = 0});
    make((Edit){.kind = EDIT_GREY});
    assert_int_equal(at(0, 0), 0x595959); /* 59.8 + 17.61 + 11.4 = 88.81 */
    assert_int_equal(at(1, 0), 0xFFFFFF);
}

static void a_blur_keeps_what_is_even(void **state) {
    (void)state;
    make((Edit){.kind = EDIT_SQUARE, .color = 0x404040, .size = SIDE, .x = 4, .y = 4});
    make((Edit){.kind = EDIT_BLUR, .size = 2});
    for (int i = 0; i < SIDE * SIDE; i++) assert_int_equal(at(i % SIDE, i / SIDE), 0x404040);
    make((Edit){.kind = EDIT_SQUARE, .color = 0xFFFFFF, .size = 1, .x = 4, .y = 4});
    make((Edit){.kind = EDIT_BLUR, .size = 1});
    assert_int_equal(at(4, 4), 0x5E5E5E); /* 64 + 191 / (sum of e^(-k^2 / 2), k from -3 to 3)^2 = 64 + 30.4 */
    assert_int_equal(at(3, 4), at(5, 4));
    assert_int_equal(at(4, 3), at(3, 4));
}

static void lists_are_compared(void **state) {
    (void)state;
    stroke(2, 2, (const int16_t[][2]){{0, 0}, {1, 1}});
    Edits other = edits;
    assert_true(edits_same(&edits, &other));
    other.point[1][0] = 2;
    assert_false(edits_same(&edits, &other));
    other = edits;
    other.at[0].color++;
    assert_false(edits_same(&edits, &other));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_point_is_a_disc, fresh),
        cmocka_unit_test_setup(a_line_is_as_wide_as_the_brush, fresh),
        cmocka_unit_test_setup(a_slanting_line_is_exact, fresh),
        cmocka_unit_test_setup(strokes_may_leave_the_photo, fresh),
        cmocka_unit_test_setup(a_square_lies_around_its_middle, fresh),
        cmocka_unit_test_setup(a_shift_brings_in_the_mean_colour, fresh),
        cmocka_unit_test_setup(mirrors_and_quarter_turns_only_move_pixels, fresh),
        cmocka_unit_test_setup(a_turn_leaves_the_mean_colour_in_the_corners, fresh),
        cmocka_unit_test_setup(grey_is_pil_s, fresh),
        cmocka_unit_test_setup(a_blur_keeps_what_is_even, fresh),
        cmocka_unit_test_setup(lists_are_compared, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
