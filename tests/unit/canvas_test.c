#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/cache.h"
#include "shell/canvas.h"
#include "view/picture.h"

/* A black canvas of 64 x 48 within a larger sheet, so that a stray pixel is seen. */
enum { W = 64, H = 48, EDGE = 16, PITCH = W + 2 * EDGE, SHEET = PITCH * (H + 2 * EDGE) };
#define BLACK 0xFF000000u
#define WHITE 0xFFFFFFFFu
#define GUARD 0x12345678u

typedef struct Sheet {
    uint32_t all[SHEET];
    Canvas canvas;
    Arena arena;
    DrawList list;
} Sheet;

static int setup(void **state) {
    Sheet *s = calloc(1, sizeof *s);
    if (!s) return -1;
    for (int i = 0; i < SHEET; i++) s->all[i] = GUARD;
    s->canvas = (Canvas){s->all + EDGE * PITCH + EDGE, W, H, PITCH};
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) s->canvas.pixels[y * PITCH + x] = BLACK;
    s->list.arena = &s->arena;
    *state = s;
    return 0;
}

static int teardown(void **state) {
    Sheet *s = *state;
    int strays = 0;
    for (int i = 0; i < SHEET; i++) {
        int x = i % PITCH - EDGE, y = i / PITCH - EDGE;
        bool inside = x >= 0 && x < W && y >= 0 && y < H;
        strays += inside ? s->all[i] >> 24 != 0xFF : s->all[i] != GUARD;
    }
    arena_free(&s->arena);
    free(s);
    return strays;
}

static uint32_t at(const Sheet *s, int x, int y) { return s->canvas.pixels[y * PITCH + x]; }
static int level(const Sheet *s, int x, int y) { return (int)(at(s, x, y) & 0xFF); }

static void paint(Sheet *s, Draw d) {
    draw_push(&s->list, d);
    canvas_paint(&s->canvas, &s->list, NULL, NULL);
    s->list.n = 0;
}

/* How many pixels' worth is covered, of white on black. */
static double covered(const Sheet *s) {
    double sum = 0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) sum += level(s, x, y);
    return sum / 255;
}

static void wipe(Sheet *s) {
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {-1, -1, W + 2, H + 2}, .color = BLACK});
}

static Draw line(float ax, float ay, float bx, float by, float width) {
    Draw d = {.kind = DRAW_LINE, .width = width, .color = WHITE};
    d.line.a = (Point){ax, ay};
    d.line.b = (Point){bx, by};
    return d;
}

static Draw polygon(const Point *points, int n) {
    Draw d = {.kind = DRAW_POLYGON, .color = WHITE};
    d.polygon.at = points;
    d.polygon.n = n;
    return d;
}

static void a_fill_is_exact(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {3, 5, 50, 7}, .color = 0xFF204060});
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            bool in = x >= 3 && x < 53 && y >= 5 && y < 12;
            assert_int_equal(at(s, x, y), in ? 0xFF204060 : BLACK);
        }
}

static void a_fill_covers_pixels_in_part(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {3.25f, 5.5f, 4, 2}, .color = WHITE});
    assert_int_equal(level(s, 3, 6), 191); /* three quarters */
    assert_int_equal(level(s, 7, 6), 64);
    assert_int_equal(level(s, 4, 5), 128);
    assert_int_equal(level(s, 3, 5), 96);
    assert_int_equal(level(s, 4, 6), 255);
    assert_true(fabs(covered(s) - 8) < 0.02);
}

static void transparent_colours_are_blended(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, 40, 1}, .color = 0xFF6496C8});
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, 40, 1}, .color = 0x80FF0000});
    uint32_t want = BLACK | 178 << 16 | 75 << 8 | 100; /* (255 * 128 + 100 * 127) / 255 ... */
    assert_int_equal(at(s, 20, 0), want);
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, 40, 1}, .color = 0x00FF0000});
    assert_int_equal(at(s, 20, 0), want);
}

static void round_corners_are_alike_and_round(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {4, 6, 40, 30}, .radius = 9, .color = WHITE});
    for (int y = 0; y < 30; y++)
        for (int x = 0; x < 40; x++) {
            assert_int_equal(level(s, 4 + x, 6 + y), level(s, 43 - x, 6 + y));
            assert_int_equal(level(s, 4 + x, 6 + y), level(s, 4 + x, 35 - y));
            if (x < 9 && y < 9) assert_int_equal(level(s, 4 + x, 6 + y), level(s, 4 + y, 6 + x));
        }
    assert_int_equal(level(s, 4, 6), 0);
    assert_int_equal(level(s, 13, 6), 255);
    assert_true(fabs(covered(s) - (40 * 30 - (4 - 3.14159265) * 81)) < 1);
    wipe(s); /* a radius larger than the rectangle makes a disc */
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {4, 6, 20, 20}, .radius = 99, .color = WHITE});
    assert_true(fabs(covered(s) - 3.14159265 * 100) < 1);
}

static void a_frame_lies_inside(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_FRAME, .rect = {4, 6, 40, 30}, .width = 3, .color = WHITE});
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            bool in = x >= 4 && x < 44 && y >= 6 && y < 36;
            bool hole = x >= 7 && x < 41 && y >= 9 && y < 33;
            assert_int_equal(at(s, x, y), in && !hole ? WHITE : BLACK);
        }
    wipe(s);
    paint(s, (Draw){.kind = DRAW_FRAME, .rect = {4, 6, 20, 20}, .radius = 10, .width = 2,
                    .color = WHITE});
    assert_true(fabs(covered(s) - 3.14159265 * (100 - 64)) < 1);
    assert_int_equal(level(s, 14, 16), 0);
    wipe(s);
    paint(s, (Draw){.kind = DRAW_FRAME, .rect = {4, 6, 20, 20}, .color = WHITE});
    assert_true(covered(s) == 0);
}

static void lines_cover_length_times_width(void **state) {
    Sheet *s = *state;
    const float widths[] = {0.5f, 1, 2, 3.7f};
    for (int angle = 0; angle < 24; angle++)
        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
            float dx = 17 * cosf((float)angle * 0.2617994f);
            float dy = 17 * sinf((float)angle * 0.2617994f);
            wipe(s);
            paint(s, line(31.3f - dx, 24.6f - dy, 31.3f + dx, 24.6f + dy, widths[i]));
            assert_true(fabs(covered(s) - 34 * widths[i]) < 0.01 * 34 * widths[i] + 0.15);
        }
    wipe(s);
    paint(s, line(5, 10.5f, 25, 10.5f, 1)); /* along the middle of pixels it is sharp */
    for (int x = 0; x < W; x++) assert_int_equal(level(s, x, 10), x >= 5 && x < 25 ? 255 : 0);
    assert_true(covered(s) == 20);
}

static void dashes_leave_gaps(void **state) {
    Sheet *s = *state;
    Draw d = line(4, 10.5f, 60, 10.5f, 1);
    d.dash = 5;
    paint(s, d);
    for (int x = 4; x < 60; x++) assert_int_equal(level(s, x, 10), (x - 4) / 5 % 2 ? 0 : 255);
    wipe(s); /* a line that begins far outside keeps its pattern */
    d = line(4 - 1e4f, 10.5f, 1e6f, 10.5f, 1);
    d.dash = 5;
    paint(s, d);
    for (int x = 4; x < 60; x++) assert_int_equal(level(s, x, 10), (x - 4) / 5 % 2 ? 0 : 255);
    wipe(s);
    d = line(10, 8, 50, 38, 2); /* 50 long: five dashes of 5 */
    d.dash = 5;
    paint(s, d);
    assert_true(fabs(covered(s) - 50) < 0.7);
}

static void polygons_cover_their_area(void **state) {
    Sheet *s = *state;
    const Point triangle[] = {{5.2f, 40.1f}, {58.7f, 31.4f}, {20.9f, 3.3f}};
    const Point turned[] = {{20.9f, 3.3f}, {58.7f, 31.4f}, {5.2f, 40.1f}};
    paint(s, polygon(triangle, 3));
    double area = fabs((58.7 - 5.2) * (3.3 - 40.1) - (20.9 - 5.2) * (31.4 - 40.1)) / 2;
    assert_true(fabs(covered(s) - area) < 0.5);
    uint32_t before[SHEET];
    memcpy(before, s->all, sizeof before);
    wipe(s);
    paint(s, polygon(turned, 3)); /* the other way round is the same */
    assert_memory_equal(before, s->all, sizeof before);
    wipe(s);
    const Point square[] = {{4, 5}, {14, 5}, {14, 15}, {4, 15}};
    paint(s, polygon(square, 4));
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            assert_int_equal(level(s, x, y), x >= 4 && x < 14 && y >= 5 && y < 15 ? 255 : 0);
}

static void neighbours_leave_no_seam(void **state) {
    Sheet *s = *state;
    const Point left[] = {{-3, -7}, {30.4f, -7}, {18.7f, 70}, {-3, 70}};
    const Point right[] = {{30.4f, -7}, {90, -7}, {90, 70}, {18.7f, 70}};
    paint(s, polygon(left, 4));
    paint(s, polygon(right, 4));
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) assert_true(level(s, x, y) >= 190); /* 1 - 1/4 of black */
    assert_true(W * H - covered(s) < 0.25 * H * 1.3);
}

static void hatching_covers_its_share(void **state) {
    Sheet *s = *state;
    paint(s, (Draw){.kind = DRAW_HATCH, .rect = {4, 5, 56, 40}, .width = 1.5f, .dash = 7,
                    .color = WHITE});
    assert_true(fabs(covered(s) / (56 * 40) - 1.5 / 7) < 0.01);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            if (x < 4 || x >= 60 || y < 5 || y >= 45) assert_int_equal(at(s, x, y), BLACK);
            else if (x + 1 < 60 && y > 5) /* it rises to the right */
                assert_true(abs(level(s, x, y) - level(s, x + 1, y - 1)) <= 2);
        }
}

static void nothing_is_painted_outside_the_clip(void **state) {
    Sheet *s = *state;
    const Point big[] = {{-10, -10}, {100, -20}, {120, 90}, {-30, 80}};
    float values[4] = {1, 2, 3, 4};
    Draw d[] = {
        {.kind = DRAW_FILL, .rect = {-9, -9, 99, 99}, .radius = 30, .color = WHITE},
        {.kind = DRAW_FRAME, .rect = {15, 5, 40, 30}, .width = 6, .color = WHITE},
        line(-20, -10, 90, 70, 9),
        polygon(big, 4),
        {.kind = DRAW_HATCH, .rect = {0, 0, W, H}, .width = 2, .dash = 4, .color = WHITE},
        {.kind = DRAW_PICTURE, .rect = {-3, -3, 99, 99}},
        {.kind = DRAW_SHEET},
    };
    d[5].picture = (Picture){.kind = PICTURE_MAP, .data = values, .w = 2, .h = 2, .rows = 2,
                             .palette = PALETTE_GREY, .lo = 0, .hi = 1};
    d[6].sheet.picture = d[5].picture;
    d[6].sheet.at = (Point){-9, -20}, d[6].sheet.across = (Point){120, 5}, d[6].sheet.down = (Point){-30, 70};
    for (size_t i = 0; i < sizeof d / sizeof *d; i++) {
        wipe(s);
        draw_push(&s->list, (Draw){.kind = DRAW_CLIP, .rect = {10, 8, 20, 15}});
        draw_push(&s->list, d[i]);
        draw_push(&s->list, (Draw){.kind = DRAW_CLIP, .rect = {-5, -5, 500, 500}});
        paint(s, (Draw){.kind = DRAW_FILL, .rect = {W - 1, H - 1, 1, 1}, .color = WHITE});
        assert_true(covered(s) > 20);
        assert_int_equal(level(s, W - 1, H - 1), 255); /* a clip replaces the one before */
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++)
                if ((x < 10 || x >= 30 || y < 8 || y >= 23) && (x != W - 1 || y != H - 1))
                    assert_int_equal(at(s, x, y), BLACK);
    }
}

/* ---- text ---- */

/* A text is a block of 6 x 4 pixels that stands 3 above its baseline; its last column is half. */
static bool block(void *ctx, Font font, float size, const char *utf8, Coverage *out) {
    static const uint8_t pixels[4][8] = {{255, 255, 255, 255, 255, 128, 9, 9},
                                         {255, 255, 255, 255, 255, 128, 9, 9},
                                         {255, 0, 0, 0, 255, 128, 9, 9},
                                         {255, 255, 255, 255, 255, 128, 9, 9}};
    (void)ctx, (void)font, (void)size;
    *out = (Coverage){pixels[0], 6, 4, 8, -1, 3};
    return *utf8 != '\0';
}

static void paint_text(Sheet *s, float x, float y, const char *utf8, Color color) {
    Glyphs glyphs = {NULL, block};
    Draw d = {.kind = DRAW_TEXT, .rect = {x, y, 6, 12}, .color = color};
    d.text.utf8 = utf8;
    d.text.size = 10;
    draw_push(&s->list, d);
    canvas_paint(&s->canvas, &s->list, &glyphs, NULL);
    s->list.n = 0;
}

static void text_stands_on_its_baseline(void **state) {
    Sheet *s = *state;
    paint_text(s, 20, 10, "x", WHITE); /* the baseline is at 10 + 9.7, so 20 */
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            assert_int_equal(level(s, x, y) > 0, x >= 19 && x < 25 && y >= 17 && y < 21 &&
                                                     !(y == 19 && x > 19 && x < 23));
    assert_int_equal(at(s, 19, 17), WHITE);
    assert_in_range(level(s, 24, 17), 140, 170); /* light edges are raised */
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, W, H}, .color = WHITE});
    paint_text(s, 20, 10, "x", BLACK);
    assert_int_equal(level(s, 24, 17), 127); /* dark ones are not */
    wipe(s);
    paint_text(s, -2, -9.7f, "x", 0x80FFFFFF); /* over the corner */
    assert_int_equal(level(s, 0, 0), 128);
    wipe(s);
    paint_text(s, 20, 10, "", WHITE);
    assert_true(covered(s) == 0);
}

/* ---- pictures ---- */

static Draw picture(Rect rect, const float *data, int w, int h) {
    Draw d = {.kind = DRAW_PICTURE, .rect = rect};
    d.picture = (Picture){.kind = PICTURE_MAP, .palette = PALETTE_MAGMA, .data = data, .w = w,
                          .h = h, .rows = h, .lo = 0, .hi = 1};
    return d;
}

static void the_cache_changes_no_pixel(void **state) {
    Sheet *s = *state;
    float values[35 * 35];
    uint32_t plain[SHEET];
    PictureCache *cache = picture_cache_open(1 << 16);
    for (int i = 0; i < 35 * 35; i++) values[i] = (float)(i * 31 % 97) / 97;
    const Rect rects[] = {{4, 3, 35, 35}, {-9.4f, 7.6f, 30, 60}, {2, 2, 12, 11}, {-60, 1, 125, 99}};
    for (int i = 0; i < 16; i++) {
        Draw d = picture(rects[i % 4], values, 35, 35);
        d.picture.smooth = i & 4;
        d.picture.rows = i & 8 ? 20 : 35;
        wipe(s);
        paint(s, d);
        memcpy(plain, s->all, sizeof plain);
        for (int again = 0; again < 3; again++) { /* made where it is shown, kept, found */
            wipe(s);
            draw_push(&s->list, d);
            canvas_paint(&s->canvas, &s->list, NULL, cache);
            s->list.n = 0;
            assert_memory_equal(plain, s->all, sizeof plain);
        }
    }
    picture_cache_close(cache);
}

/* ---- sheets ---- */

static Draw sheet(Point top_left, Point top_right, Point bottom_left, const float *data, int w, int h) {
    Draw d = {.kind = DRAW_SHEET};
    d.sheet.picture = (Picture){.kind = PICTURE_MAP, .palette = PALETTE_GREY, .data = data, .w = w,
                                .h = h, .rows = h, .lo = 0, .hi = 1};
    d.sheet.at = top_left;
    d.sheet.across = top_right;
    d.sheet.down = bottom_left;
    return d;
}

/* An upright one at whole pixels is the picture. */
static void an_upright_sheet_is_a_picture(void **state) {
    Sheet *s = *state;
    uint32_t plain[SHEET];
    float values[9];
    for (int i = 0; i < 9; i++) values[i] = (float)(i * 4 % 9) / 8;
    Draw d = picture((Rect){7, 5, 30, 24}, values, 3, 3);
    d.picture.palette = PALETTE_GREY;
    paint(s, d);
    memcpy(plain, s->all, sizeof plain);
    wipe(s);
    paint(s, sheet((Point){7, 5}, (Point){37, 5}, (Point){7, 29}, values, 3, 3));
    assert_memory_equal(plain, s->all, sizeof plain);
    wipe(s);
    paint(s, sheet((Point){37, 5}, (Point){7, 5}, (Point){37, 29}, values, 3, 3)); /* mirrored */
    for (int y = 5; y < 29; y++)
        for (int x = 7; x < 37; x++) assert_int_equal(at(s, x, y), plain[(y + EDGE) * PITCH + 43 - x + EDGE]);
}

/* A slanted one covers its area, has each source pixel where its corners put it, and leaves what is not there. */
static void a_sheet_lies_between_its_corners(void **state) {
    Sheet *s = *state;
    const float white[6] = {1, 1, 1, 1, 1, 1}, steps[6] = {0, 0.2f, 0.4f, 0.6f, 0.8f, 1};
    Point a = {4.3f, 20.6f}, across = {40.8f, 3.2f}, down = {15.1f, 41.7f};
    paint(s, sheet(a, across, down, white, 3, 2));
    double ax = across.x - a.x, ay = across.y - a.y, dx = down.x - a.x, dy = down.y - a.y;
    assert_true(fabs(covered(s) - fabs(ax * dy - ay * dx)) < 0.5);
    wipe(s);
    paint(s, sheet(a, across, down, steps, 3, 2));
    for (int i = 0; i < 6; i++) {
        double u = (i % 3 + 0.5) / 3, v = (i / 3 + 0.5) / 2;
        int x = (int)floor(a.x + u * ax + v * dx), y = (int)floor(a.y + u * ay + v * dy);
        assert_int_equal(level(s, x, y), lround(51 * i));
    }
    wipe(s);
    Draw half = sheet(a, across, down, white, 3, 2);
    half.sheet.picture.rows = 1;
    paint(s, half);
    assert_true(fabs(covered(s) - fabs(ax * dy - ay * dx) / 2) < 25); /* the end follows whole pixels */
}

/* 64 x 64 numbers on 8 x 8 pixels are their means, and the cache changes no pixel. */
static void a_small_sheet_shows_means(void **state) {
    Sheet *s = *state;
    static float values[64 * 64];
    uint32_t plain[SHEET];
    PictureCache *cache = picture_cache_open(1 << 18);
    for (int i = 0; i < 64 * 64; i++) values[i] = (float)((i + i / 64) % 2);
    Draw d = sheet((Point){10, 10}, (Point){18, 10}, (Point){10, 18}, values, 64, 64);
    paint(s, d);
    for (int y = 10; y < 18; y++)
        for (int x = 10; x < 18; x++) assert_int_equal(level(s, x, y), 128);
    memcpy(plain, s->all, sizeof plain);
    for (int again = 0; again < 3; again++) {
        wipe(s);
        draw_push(&s->list, d);
        canvas_paint(&s->canvas, &s->list, NULL, cache);
        s->list.n = 0;
        assert_memory_equal(plain, s->all, sizeof plain);
    }
    picture_cache_close(cache);
}

static void the_cache_sees_what_changes(void **state) {
    Sheet *s = *state;
    float values[4] = {0, 0.3f, 0.6f, 1};
    PictureCache *cache = picture_cache_open(1 << 16);
    Draw d = picture((Rect){0, 0, 8, 8}, values, 2, 2);
    static const float less[4] = {0, 0.1f, 0.1f, 0.1f};
    for (int change = 0; change < 8; change++) {
        if (change == 1) {
            values[0] = 0.9f;
            d.picture.version++;
        }
        if (change == 2) d.picture.palette = PALETTE_VIRIDIS;
        if (change == 3) d.picture.hi = 2;
        if (change == 4) d.picture.smooth = true;
        if (change == 5) d.picture.rows = 1;
        if (change == 6) d.picture.less = less;
        if (change == 7) d.picture.tint = 0xFF3D7BFF;
        Color want[64];
        picture_pixels(&d.picture, 8, 8, want, 8);
        for (int again = 0; again < 3; again++) {
            wipe(s);
            draw_push(&s->list, d);
            canvas_paint(&s->canvas, &s->list, NULL, cache);
            s->list.n = 0;
            for (int i = 0; i < 64; i++)
                assert_int_equal(at(s, i % 8, i / 8), want[i] ? want[i] : BLACK);
        }
    }
    picture_cache_close(cache);
}

static void rows_that_are_not_there_show_what_is_below(void **state) {
    Sheet *s = *state;
    float values[4] = {1, 1, 1, 1};
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, W, H}, .color = 0xFF102030});
    Draw d = picture((Rect){4, 4, 8, 8}, values, 2, 2);
    d.picture.rows = 1;
    paint(s, d);
    assert_int_equal(at(s, 4, 7), palette_color(PALETTE_MAGMA, 1));
    assert_int_equal(at(s, 4, 8), 0xFF102030);
}

static void pictures_side_by_side_meet(void **state) {
    Sheet *s = *state;
    float one = 1;
    for (int i = 0; i < 9; i++)
        paint(s, picture((Rect){3.3f + 5.7f * (float)i, 4, 5.7f, 5}, &one, 1, 1));
    for (int x = 3; x < 54; x++) assert_int_equal(at(s, x, 6), palette_color(PALETTE_MAGMA, 1));
}

/* ---- what no view should hand in ---- */

static void odd_numbers_harm_nothing(void **state) {
    Sheet *s = *state;
    const float odd[] = {0, -1, 7.5f, NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e9f, -1e9f,
                         FLT_MIN, 3e-39f, 16777217, -2147483648.0f};
    enum { N = sizeof odd / sizeof *odd };
    float values[4] = {0, 1, NAN, INFINITY};
    Glyphs glyphs = {NULL, block};
    unsigned seed = 1;
    for (int i = 0; i < 64 * 900; i++) {
        float v[8];
        for (int k = 0; k < 8; k++) {
            seed = seed * 1664525 + 1013904223;
            v[k] = odd[seed >> 16 & 1 ? (seed >> 20) % N : (seed >> 20) % 3];
        }
        Point points[4] = {{v[0], v[1]}, {v[2], v[3]}, {v[4], v[5]}, {v[6], v[7]}};
        Draw d = {.kind = (DrawKind)(i % (DRAW_SHEET + 1)), .rect = {v[0], v[1], v[2], v[3]},
                  .radius = v[4], .width = v[5], .dash = v[6], .color = 0xC0FFFFFF};
        if (d.kind == DRAW_LINE) d.line.a = points[0], d.line.b = points[1];
        if (d.kind == DRAW_POLYGON) d.polygon.at = points, d.polygon.n = i % 5;
        if (d.kind == DRAW_TEXT) d.text.utf8 = "x", d.text.size = v[7];
        if (d.kind == DRAW_PICTURE) d.picture = picture(d.rect, values, 2, 2).picture;
        if (d.kind == DRAW_SHEET) d = sheet(points[0], points[1], points[2], values, 2, 2);
        draw_push(&s->list, d);
        if (i % 64 != 63) continue;
        canvas_paint(&s->canvas, &s->list, &glyphs, NULL);
        s->list.n = 0;
    }
    wipe(s);
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {NAN, 0, 9, 9}, .color = WHITE});
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {0, 0, -9, 9}, .color = WHITE});
    paint(s, line(0, 0, INFINITY, 5, 2));
    assert_true(covered(s) == 0);
    paint(s, (Draw){.kind = DRAW_FILL, .rect = {-1e9f, -1e9f, 2e9f, 2e9f}, .color = WHITE});
    assert_true(covered(s) == W * H);
    wipe(s);
    paint(s, line(-1e7f, -1e7f, 1e7f, 1e7f, 2));
    assert_true(fabs(covered(s) - 2 * H * sqrt(2)) < 3);
    wipe(s);
    paint(s, picture((Rect){-1e6f, -1e6f, 2e6f, 2e6f}, values, 2, 2)); /* only what is seen */
    assert_int_equal(at(s, 5, 5), palette_color(PALETTE_MAGMA, INFINITY));
}

static void a_canvas_of_nothing_is_painted(void **state) {
    Sheet *s = *state;
    Canvas none = {s->canvas.pixels, 0, 0, PITCH};
    draw_push(&s->list, (Draw){.kind = DRAW_FILL, .rect = {-5, -5, 50, 50}, .color = WHITE});
    draw_push(&s->list, line(-5, -5, 50, 50, 3));
    canvas_paint(&none, &s->list, NULL, NULL);
    s->list.n = 0;
    assert_true(covered(s) == 0);
}

/* ---- the cache of bytes ---- */

static void the_longest_unused_block_leaves_first(void **state) {
    (void)state;
    Cache *cache = cache_open(16 * 1024);
    int n = 0;
    for (int key = 0; key < 64; key++) {
        char *block_of = cache_add(cache, &key, sizeof key, 1000);
        assert_non_null(block_of);
        memset(block_of, key, 1000);
        int first = 0;
        assert_non_null(cache_find(cache, &first, sizeof first)); /* used all the time */
    }
    for (int key = 0; key < 64; key++) {
        const char *found = cache_find(cache, &key, sizeof key);
        if (!found) continue;
        n++;
        assert_true(key == 0 || key > 48);
        for (int i = 0; i < 1000; i++) assert_int_equal(found[i], key);
    }
    assert_in_range(n, 12, 16);
    int key = 99;
    assert_null(cache_add(cache, &key, sizeof key, 16 * 1024));
    assert_null(cache_add(cache, &key, sizeof key, SIZE_MAX - 8));
    assert_null(cache_find(cache, &key, sizeof key));
    cache_close(cache);
}

#define canvas_unit_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        canvas_unit_test(a_fill_is_exact),
        canvas_unit_test(a_fill_covers_pixels_in_part),
        canvas_unit_test(transparent_colours_are_blended),
        canvas_unit_test(round_corners_are_alike_and_round),
        canvas_unit_test(a_frame_lies_inside),
        canvas_unit_test(lines_cover_length_times_width),
        canvas_unit_test(dashes_leave_gaps),
        canvas_unit_test(polygons_cover_their_area),
        canvas_unit_test(neighbours_leave_no_seam),
        canvas_unit_test(hatching_covers_its_share),
        canvas_unit_test(nothing_is_painted_outside_the_clip),
        canvas_unit_test(text_stands_on_its_baseline),
        canvas_unit_test(an_upright_sheet_is_a_picture),
        canvas_unit_test(a_sheet_lies_between_its_corners),
        canvas_unit_test(a_small_sheet_shows_means),
        canvas_unit_test(the_cache_changes_no_pixel),
        canvas_unit_test(the_cache_sees_what_changes),
        canvas_unit_test(rows_that_are_not_there_show_what_is_below),
        canvas_unit_test(pictures_side_by_side_meet),
        canvas_unit_test(odd_numbers_harm_nothing),
        canvas_unit_test(a_canvas_of_nothing_is_painted),
        cmocka_unit_test(the_longest_unused_block_leaves_first),
    };
    return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
