/* What is painted in parts, where lists differ, against the whole list painted anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/damage.h"

enum { W = 333, H = 210, COMMANDS = 24, ROUNDS = 3000 };

static uint32_t kept[W * H], whole[W * H];
static const Canvas KEPT = {kept, W, H, W}, WHOLE = {whole, W, H, W};

static uint64_t seed;

/* splitmix64: 0 to n - 1. */
static int any_of(int n) {
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

static float any_place(int n) { return (float)any_of(16 * n) / 8 - (float)(n / 2); }

/* Every letter a box as high as the size, which hangs over to the left. */
static bool letters(void *ctx, Font font, float size, const char *utf8, Coverage *out) {
    static uint8_t at[32 * 320];
    (void)ctx;
    (void)font;
    if (!at[0]) memset(at, 200, sizeof at);
    *out = (Coverage){at, 10 * (int)strlen(utf8), (int)size, 320, -3, (int)size};
    return true;
}
static const Glyphs GLYPHS = {NULL, letters};

typedef struct Drawing {
    Arena arena;
    DrawList list;
} Drawing;

static Draw any_command(void) {
    static const float VALUES[4] = {0, 0.3f, 0.7f, 1};
    static const uint8_t RGB[12] = {9, 99, 199, 1, 2, 3, 255, 0, 255, 40, 50, 60};
    static const char *const TEXTS[] = {"a", "conv1_1", "27", "receptive field"};
    static Point points[64][3];
    static int next;
    Draw d = {.kind = (DrawKind)any_of(DRAW_SHEET + 1),
              .rect = {any_place(W), any_place(H), (float)any_of(8 * W) / 8, (float)any_of(8 * H) / 8},
              .color = (Color)any_of(1 << 24) | (any_of(2) ? 0xFF000000u : 0x80000000u),
              .radius = (float)any_of(12),
              .width = (float)any_of(40) / 8,
              .dash = (float)any_of(12)};
    if (d.kind == DRAW_LINE) {
        d.line.a = (Point){any_place(W), any_place(H)};
        d.line.b = (Point){any_place(W), any_of(2) ? d.line.a.y : any_place(H)};
    } else if (d.kind == DRAW_POLYGON) {
        Point *at = points[next++ % 64];
        for (int i = 0; i < 3; i++) at[i] = (Point){any_place(W), any_place(H)};
        d.polygon.at = at;
        d.polygon.n = 3;
    } else if (d.kind == DRAW_TEXT) {
        d.text.utf8 = TEXTS[any_of(4)];
        d.text.size = (float)(12 + any_of(20));
        d.rect.w = 10 * (float)strlen(d.text.utf8);
        d.rect.h = d.text.size;
    } else if (d.kind == DRAW_PICTURE) {
        bool rgb = any_of(2);
        d.picture = (Picture){.kind = rgb ? PICTURE_RGB : PICTURE_MAP,
                              .data = rgb ? (const void *)RGB : VALUES,
                              .w = 2,
                              .h = 2,
                              .rows = 1 + any_of(2),
                              .hi = 1,
                              .smooth = any_of(2),
                              .palette = (Palette)any_of(2)};
    } else if (d.kind == DRAW_SHEET) {
        d.sheet.picture = (Picture){.kind = PICTURE_MAP, .data = VALUES, .w = 2, .h = 2, .rows = 1 + any_of(2), .hi = 1,
                                    .smooth = any_of(2)};
        d.sheet.at = (Point){any_place(W), any_place(H)};
        d.sheet.across = (Point){any_place(W), any_place(H)};
        d.sheet.down = (Point){any_place(W), any_place(H)};
    }
    return d;
}

static void paint_both(Damage *damage, Drawing *drawing, PictureCache *cache) {
    int n;
    const PixelBox *parts = damage_parts(damage, &drawing->list, W, H, &n);
    assert_true(canvas_paint_parts(&KEPT, parts, n, &drawing->list, &GLYPHS, cache));
    canvas_paint(&WHOLE, &drawing->list, &GLYPHS, NULL);
}

static void opening(Drawing *drawing) {
    *drawing = (Drawing){.list = {.arena = &drawing->arena}};
    draw_push(&drawing->list, (Draw){.kind = DRAW_FILL, .rect = {0, 0, W, H}, .color = 0xFF101418});
}

static void parts_make_the_same_picture(void **state) {
    (void)state;
    Damage *damage = damage_open();
    PictureCache *cache = picture_cache_open(1 << 20);
    Drawing drawing;
    opening(&drawing);
    for (int i = 1; i < COMMANDS; i++) draw_push(&drawing.list, any_command());
    for (int round = 0; round < ROUNDS; round++) {
        int changes = any_of(3);
        for (int i = 0; i < changes; i++) {
            Draw *d = &drawing.list.at[1 + any_of(COMMANDS - 1)], *other = &drawing.list.at[1 + any_of(COMMANDS - 1)];
            if (any_of(3)) *d = any_command();
            else { /* only their order */
                Draw was = *d;
                *d = *other;
                *other = was;
            }
        }
        paint_both(damage, &drawing, cache);
        if (memcmp(kept, whole, sizeof kept)) fail_msg("round %d: the parts do not make the picture", round);
        int n;
        damage_parts(damage, &drawing.list, W, H, &n);
        assert_int_equal(n, 0); /* nothing has changed since */
    }
    picture_cache_close(cache);
    damage_close(damage);
    arena_free(&drawing.arena);
}

/* Triangles whose coverage lies so near the middle of two values that a sum begun elsewhere gives the other one. */
static void sums_do_not_begin_at_the_clip(void **state) {
    (void)state;
    enum { WIDE = 640, HIGH = 480 };
    static uint32_t once[WIDE * HIGH], in_parts[WIDE * HIGH];
    static const Point TRIANGLES[][3] = {
        {{73.5433044f, -29.2699337f}, {639.679565f, 364.542603f}, {160.782928f, 369.189514f}},
        {{372.678284f, 478.529968f}, {75.5949707f, 36.7307587f}, {644.436523f, 45.205368f}},
        {{-19.2022896f, 102.549088f}, {386.302582f, 144.75647f}, {170.590424f, 142.403229f}},
        {{125.46524f, 58.0408478f}, {704.117676f, 62.1140671f}, {205.967102f, 74.0191956f}},
        {{58.1101227f, -0.288906097f}, {271.577271f, 426.537537f}, {598.134338f, 421.674072f}},
    };
    for (size_t i = 0; i < sizeof TRIANGLES / sizeof *TRIANGLES; i++) {
        memset(once, 0, sizeof once);
        memset(in_parts, 0, sizeof in_parts);
        raster_polygon(&(Raster){once, WIDE, {0, 0, WIDE, HIGH}}, TRIANGLES[i], 3, 0xFFFFFFFF);
        for (int y = 0; y < HIGH; y += 32)
            for (int x = 0; x < WIDE; x += 64)
                raster_polygon(&(Raster){in_parts, WIDE, {x, y, x + 64, y + 32}}, TRIANGLES[i], 3, 0xFFFFFFFF);
        assert_memory_equal(once, in_parts, sizeof once);
    }
}

static int64_t area(const PixelBox parts[], int n) {
    int64_t sum = 0;
    for (int i = 0; i < n; i++) sum += (int64_t)(parts[i].x1 - parts[i].x0) * (parts[i].y1 - parts[i].y0);
    return sum;
}

static void only_what_differs_is_named(void **state) {
    (void)state;
    Damage *damage = damage_open();
    Drawing drawing;
    int n;
    opening(&drawing);
    draw_push(&drawing.list, (Draw){.kind = DRAW_FILL, .rect = {70, 70, 10, 10}, .color = 0xFFFFFFFF});
    const PixelBox *parts = damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(area(parts, n), W * H); /* nothing is known of the canvas */
    drawing.list.at[1].color = 0xFF00FF00;
    parts = damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(n, 1);
    assert_memory_equal(parts, (&(PixelBox){64, 64, 128, 128}), sizeof *parts);
    drawing.list.at[1].rect.x = 322; /* away from there, to the last, narrower cell */
    parts = damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(n, 2);
    assert_int_equal(area(parts, n), 64 * 64 + (W - 320) * 64);
    damage_forget(damage);
    parts = damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(area(parts, n), W * H);
    parts = damage_parts(damage, &drawing.list, W, H / 2, &n); /* another canvas */
    assert_int_equal(area(parts, n), W * (H / 2));
    damage_close(damage);
    arena_free(&drawing.arena);
}

/* A chessboard of changes has more runs than parts. */
static void too_many_parts_are_one(void **state) {
    (void)state;
    Damage *damage = damage_open();
    Drawing drawing;
    int n;
    enum { SIDE = 20 * DAMAGE_CELL };
    opening(&drawing);
    for (int i = 0; i < 400; i++)
        draw_push(&drawing.list,
                  (Draw){.kind = DRAW_FILL,
                         .color = 0xFF000000,
                         .rect = {(float)(i % 20 * DAMAGE_CELL + 8), (float)(i / 20 * DAMAGE_CELL + 8), 9, 9}});
    damage_parts(damage, &drawing.list, SIDE, SIDE, &n);
    for (int i = 0; i < 400; i++)
        if ((i % 20 + i / 20) % 2) drawing.list.at[1 + i].color = 0xFFFFFFFF;
    const PixelBox *parts = damage_parts(damage, &drawing.list, SIDE, SIDE, &n);
    assert_int_equal(n, 1);
    assert_int_equal(area(parts, n), SIDE * SIDE);
    damage_close(damage);
    arena_free(&drawing.arena);
}

/* What a text or picture is made of counts, not where it lies. */
static void contents_are_compared(void **state) {
    (void)state;
    Damage *damage = damage_open();
    Drawing drawing;
    int n;
    char text[] = "conv1_1";
    const float values[4] = {0, 1, 2, 3}, less[4] = {1, 1, 1, 1};
    opening(&drawing);
    draw_push(&drawing.list, (Draw){.kind = DRAW_TEXT, .rect = {10, 10, 70, 20}, .color = 0xFFFFFFFF,
                                    .text = {.utf8 = text, .size = 16}});
    Draw picture = {.kind = DRAW_PICTURE, .rect = {100, 100, 20, 20}};
    picture.picture = (Picture){.kind = PICTURE_SIGNED, .data = values, .w = 2, .h = 2, .rows = 2, .hi = 3};
    draw_push(&drawing.list, picture);
    damage_parts(damage, &drawing.list, W, H, &n);
    char same[] = "conv1_1";
    drawing.list.at[1].text.utf8 = same;
    damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(n, 0);
    same[6] = '2';
    damage_parts(damage, &drawing.list, W, H, &n);
    assert_true(n > 0);
    drawing.list.at[2].picture.version++;
    damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(n, 1);
    drawing.list.at[2].picture.less = less;
    damage_parts(damage, &drawing.list, W, H, &n);
    assert_int_equal(n, 1);
    damage_close(damage);
    arena_free(&drawing.arena);
}

static bool no_letters(void *ctx, Font font, float size, const char *utf8, Coverage *out) {
    (void)ctx, (void)font, (void)size, (void)utf8, (void)out;
    return false;
}

static void a_text_that_is_missing_is_told(void **state) {
    (void)state;
    const Glyphs none = {NULL, no_letters};
    const PixelBox all = {0, 0, W, H};
    Drawing drawing;
    opening(&drawing);
    assert_true(canvas_paint_parts(&KEPT, &all, 1, &drawing.list, &none, NULL));
    draw_push(&drawing.list, (Draw){.kind = DRAW_TEXT, .rect = {10, 10, 70, 20}, .text = {.utf8 = "27", .size = 16}});
    assert_false(canvas_paint_parts(&KEPT, &all, 1, &drawing.list, &none, NULL));
    arena_free(&drawing.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_make_the_same_picture),    cmocka_unit_test(sums_do_not_begin_at_the_clip),
        cmocka_unit_test(only_what_differs_is_named),     cmocka_unit_test(too_many_parts_are_one),
        cmocka_unit_test(contents_are_compared),          cmocka_unit_test(a_text_that_is_missing_is_told),
    };
    return cmocka_run_group_tests_name("damage", tests, NULL, NULL);
}
