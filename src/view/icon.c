/* The program's icon in the colours of its dark theme: three layers, smaller and thicker from one to the next, and the
 * field of one unit of the last on the first. Laid out on a square of 128. */
#include "view/screens.h"
#include "view/theme.h"

static Color at_alpha(Color c, float alpha) { return (c & 0xFFFFFF) | (Color)(255 * alpha) << 24; }

static void face(DrawList *list, float scale, Color color, const Point corners[4]) {
    Point *at = ARENA_NEW(list->arena, 4, Point);
    if (!at) return;
    for (int i = 0; i < 4; i++) at[i] = (Point){corners[i].x * scale, corners[i].y * scale};
    draw_push(list, (Draw){.kind = DRAW_POLYGON, .color = color, .polygon = {at, 4}});
}

/* A solid: its front, its top and its side, `deep` to the right and half of that upward. */
static void solid(DrawList *list, float scale, Rect r, float deep, Color color) {
    float right = r.x + r.w, bottom = r.y + r.h, up = deep / 2;
    face(list, scale, color, (Point[]){{r.x, r.y}, {right, r.y}, {right, bottom}, {r.x, bottom}});
    face(list, scale, at_alpha(color, .7f),
         (Point[]){{r.x, r.y}, {r.x + deep, r.y - up}, {right + deep, r.y - up}, {right, r.y}});
    face(list, scale, at_alpha(color, .45f),
         (Point[]){{right, r.y}, {right + deep, r.y - up}, {right + deep, bottom - up}, {right, bottom}});
}

static void ray(DrawList *list, float scale, Color color, Point a, Point b) {
    draw_push(list, (Draw){.kind = DRAW_LINE, .color = color, .width = 2 * scale, .dash = 5 * scale,
                           .line = {{a.x * scale, a.y * scale}, {b.x * scale, b.y * scale}}});
}

static void outline(DrawList *list, float scale, Color color, Rect r) {
    draw_push(list, (Draw){.kind = DRAW_FRAME, .color = color, .width = 3 * scale,
                           .rect = {r.x * scale, r.y * scale, r.w * scale, r.h * scale}});
}

void icon_draw(float size, DrawList *out) {
    const Theme *t = theme(THEME_DARK);
    float scale = size / 128;
    draw_push(out, (Draw){.kind = DRAW_FILL, .color = t->panel, .rect = {0, 0, size, size}, .radius = 24 * scale});
    solid(out, scale, (Rect){14, 36, 12, 70}, 22, t->conv);
    solid(out, scale, (Rect){54, 52, 16, 46}, 15, t->conv);
    solid(out, scale, (Rect){90, 64, 20, 28}, 9, t->fc);
    ray(out, scale, t->accent, (Point){96, 78}, (Point){28, 52});
    ray(out, scale, t->accent, (Point){96, 78}, (Point){28, 96});
    outline(out, scale, t->accent, (Rect){91.5f, 73.5f, 10, 10});
    outline(out, scale, t->accent, (Rect){10.5f, 48.5f, 19, 51});
}
