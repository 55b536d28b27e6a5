#include "shell/canvas.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "view/picture.h"

/* What is painted, and what of it lies within the clip. */
typedef struct Painter {
    PixelBox all; /* the whole canvas */
    const PixelBox *parts;
    int n;
    Raster raster[CANVAS_PARTS]; /* of each part */
    const Glyphs *glyphs;
    PictureCache *cache;
    bool complete; /* so far */
} Painter;

/* ---- where a command paints ---- */

static Rect grown(Rect r, float by) { return (Rect){r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by}; }

static Rect bounds_of(const Point *at, int n) {
    if (n < 1) return (Rect){0, 0, 0, 0};
    Point low = at[0], high = at[0];
    for (int i = 1; i < n; i++) {
        low = (Point){lesser(low.x, at[i].x), lesser(low.y, at[i].y)};
        high = (Point){greater(high.x, at[i].x), greater(high.y, at[i].y)};
    }
    return (Rect){low.x, low.y, high.x - low.x, high.y - low.y};
}

PixelBox canvas_reach(const Draw *d, PixelBox clip) {
    const Raster within = {.clip = clip};
    Rect r = d->rect;
    switch (d->kind) {
    case DRAW_LINE: r = grown(bounds_of((Point[]){d->line.a, d->line.b}, 2), d->width + 1); break;
    case DRAW_POLYGON: r = bounds_of(d->polygon.at, d->polygon.n); break;
    case DRAW_SHEET: {
        const Point *at = &d->sheet.at, *across = &d->sheet.across, *down = &d->sheet.down;
        r = bounds_of((Point[]){*at, *across, *down, {across->x + down->x - at->x, across->y + down->y - at->y}}, 4);
        break;
    }
    case DRAW_TEXT: r = grown(r, d->text.size); break; /* letters may hang over */
    case DRAW_PICTURE: r = grown(r, 1); break;         /* it goes to whole pixels */
    default: break;
    }
    return raster_bounds(&within, r);
}

static int to_pixel(float v, int most) {
    return v <= 0 ? 0 : v >= (float)most ? most : (int)floorf(v + 0.5f);
}

PixelBox canvas_clip(Rect rect, int w, int h) {
    float right = rect.x + rect.w, below = rect.y + rect.h;
    if (isnan(right) || isnan(below)) return (PixelBox){0, 0, 0, 0};
    PixelBox clip = {to_pixel(rect.x, w), to_pixel(rect.y, h), to_pixel(right, w), to_pixel(below, h)};
    return box_is_empty(clip) ? (PixelBox){0, 0, 0, 0} : clip;
}

/* ---- pictures ---- */

/* A line of a picture is there as a whole or not at all. */
static void copy_line(uint32_t *out, const uint32_t *pixels, int n) {
    if (pixels[0] >> 24) memcpy(out, pixels, (size_t)n * sizeof *out);
}

enum { TILE_W = 256, TILE_H = 32 };

/* Makes the pixels within box; (x, y) is where the w x h picture lies. */
static void paint_made(const Raster *r, const Picture *p, PixelBox box, int x, int y, int w, int h) {
    uint32_t tile[TILE_W * TILE_H];
    if (p->data && p->rows >= p->h) {
        picture_part(p, w, h, box.x0 - x, box.y0 - y, box.x1 - box.x0, box.y1 - box.y0,
                     r->pixels + (ptrdiff_t)box.y0 * r->pitch + box.x0, r->pitch);
        return;
    }
    for (int top = box.y0; top < box.y1; top += TILE_H)
        for (int left = box.x0; left < box.x1; left += TILE_W) {
            int columns = box.x1 - left < TILE_W ? box.x1 - left : TILE_W;
            int rows = box.y1 - top < TILE_H ? box.y1 - top : TILE_H;
            picture_part(p, w, h, left - x, top - y, columns, rows, tile, TILE_W);
            for (int j = 0; j < rows; j++)
                copy_line(r->pixels + (ptrdiff_t)(top + j) * r->pitch + left, tile + j * TILE_W,
                          columns);
        }
}

static void paint_picture(const Painter *painter, Rect rect, const Picture *picture) {
    const float limit = PICTURE_LIMIT / 4;
    if (!(fabsf(rect.x) < limit && fabsf(rect.y) < limit)) return;
    if (!(rect.w > 0 && rect.w < limit && rect.h > 0 && rect.h < limit)) return;
    int x = (int)floorf(rect.x + 0.5f), y = (int)floorf(rect.y + 0.5f);
    int w = (int)floorf(rect.x + rect.w + 0.5f) - x, h = (int)floorf(rect.y + rect.h + 0.5f) - y;
    const uint32_t *pixels = picture_cache_pixels(painter->cache, picture, w, h);
    for (int i = 0; i < painter->n; i++) {
        const Raster *r = &painter->raster[i];
        PixelBox box = raster_bounds(r, (Rect){(float)x, (float)y, (float)w, (float)h});
        if (!pixels) paint_made(r, picture, box, x, y, w, h);
        for (int row = box.y0; pixels && row < box.y1; row++)
            copy_line(r->pixels + (ptrdiff_t)row * r->pitch + box.x0,
                      pixels + (size_t)(row - y) * (size_t)w + (box.x0 - x), box.x1 - box.x0);
    }
}

/* ---- sheets ---- */

/* Of n source pixels about as many as a length has, halved as often as that goes: few sizes, so that a sheet that turns
 * finds the pixels of the last frame. */
static int texture_side(int n, float length) {
    while (n > 1 && (float)(n / 2) >= 0.7f * length) n = (n + 1) / 2;
    return n;
}

static float length_of(Point a, Point b) { return hypotf(b.x - a.x, b.y - a.y); }

static void paint_sheet(Painter *painter, const Draw *d, PixelBox reach) {
    const Picture *p = &d->sheet.picture;
    if (!p->data || p->w < 1 || p->h < 1 || p->w > PICTURE_LIMIT || p->h > PICTURE_LIMIT) return;
    Texture t = {.w = texture_side(p->w, length_of(d->sheet.at, d->sheet.across)),
                 .h = texture_side(p->h, length_of(d->sheet.at, d->sheet.down))};
    t.smooth = p->smooth || t.w < p->w || t.h < p->h;
    t.opaque = p->rows >= p->h;
    Color *made = NULL;
    t.pixels = picture_cache_pixels(painter->cache, p, t.w, t.h);
    if (!t.pixels) {
        t.pixels = made = memory_alloc((size_t)t.w * (size_t)t.h * sizeof *made);
        if (made) picture_pixels(p, t.w, t.h, made, t.w);
        else painter->complete = false;
    }
    for (int i = 0; i < painter->n && t.pixels; i++)
        if (!box_is_empty(box_within(painter->raster[i].clip, reach)))
            raster_sheet(&painter->raster[i], d->sheet.at, d->sheet.across, d->sheet.down, &t);
    memory_free(made);
}

/* ---- text ---- */

/* What each coverage blends by. Light letters on a dark ground look thin when their edges are blended in sRGB, as here,
 * so half coverage is raised towards what blending light itself would give; dark letters stay. */
static void alphas(Color color, uint8_t out[256]) {
    uint32_t red = color >> 16 & 0xFF, green = color >> 8 & 0xFF, blue = color & 0xFF, opacity = color >> 24;
    uint32_t gain = 3 * (2 * red + 5 * green + blue) / 8 / 8; /* in 1/255 */
    for (uint32_t a = 0; a < 256; a++) out[a] = (uint8_t)((a + a * (255 - a) * gain / (255 * 255)) * opacity / 255);
}

static void text_line(uint32_t *out, const uint8_t *cover, int n, Color color, const uint8_t alpha[256]) {
    uint64_t eight; /* most of a text's pixels are empty */
    for (int i = 0; i < n;) {
        int end = i + 8 < n ? i + 8 : n;
        if (n - i >= 8 && (memcpy(&eight, cover + i, 8), eight == 0)) i = end;
        for (; i < end; i++)
            if (cover[i]) out[i] = blend(out[i], color, alpha[cover[i]]);
    }
}

static void paint_text(Painter *painter, const Draw *d, PixelBox reach) {
    Coverage c;
    uint8_t alpha[256];
    const float limit = 1 << 20;
    float baseline = d->rect.y + FONT_ASCENT * d->text.size;
    if (!painter->glyphs || !d->text.utf8 || !*d->text.utf8) return;
    if (!(fabsf(d->rect.x) < limit && fabsf(baseline) < limit)) return;
    if (!painter->glyphs->coverage(painter->glyphs->ctx, d->text.font, d->text.size, d->text.utf8, &c)) {
        painter->complete = false;
        return;
    }
    int left = (int)floorf(d->rect.x + 0.5f) + c.left, top = (int)floorf(baseline + 0.5f) - c.above;
    alphas(d->color, alpha);
    for (int i = 0; i < painter->n; i++) {
        Raster r = painter->raster[i];
        r.clip = box_within(r.clip, reach);
        PixelBox box = raster_bounds(&r, (Rect){(float)left, (float)top, (float)c.w, (float)c.h});
        for (int y = box.y0; y < box.y1; y++)
            text_line(r.pixels + (ptrdiff_t)y * r.pitch + box.x0,
                      c.at + (ptrdiff_t)(y - top) * c.pitch + (box.x0 - left), box.x1 - box.x0, d->color, alpha);
    }
}

/* ---- commands ---- */

static void set_clip(Painter *painter, PixelBox clip) {
    for (int i = 0; i < painter->n; i++) painter->raster[i].clip = box_within(painter->parts[i], clip);
}

static void paint_shape(const Raster *r, const Draw *d) {
    switch (d->kind) {
    case DRAW_FILL: raster_rect(r, d->rect, d->radius, 0, d->color); break;
    case DRAW_FRAME:
        if (d->width > 0) raster_rect(r, d->rect, d->radius, d->width, d->color);
        break;
    case DRAW_LINE: raster_line(r, d->line.a, d->line.b, d->width, d->dash, d->color); break;
    case DRAW_POLYGON: raster_polygon(r, d->polygon.at, d->polygon.n, d->color); break;
    case DRAW_HATCH: raster_hatch(r, d->rect, d->width, d->dash, d->color); break;
    default: break;
    }
}

static bool touches_a_part(const Painter *painter, PixelBox reach) {
    for (int i = 0; i < painter->n; i++)
        if (!box_is_empty(box_within(painter->raster[i].clip, reach))) return true;
    return false;
}

static void paint(Painter *painter, const Draw *d) {
    if (d->kind == DRAW_CLIP) {
        set_clip(painter, canvas_clip(d->rect, painter->all.x1, painter->all.y1));
        return;
    }
    PixelBox reach = canvas_reach(d, painter->all);
    if (!touches_a_part(painter, reach)) return;
    if (d->kind == DRAW_TEXT) paint_text(painter, d, reach);
    else if (d->kind == DRAW_PICTURE) paint_picture(painter, d->rect, &d->picture);
    else if (d->kind == DRAW_SHEET) paint_sheet(painter, d, reach);
    else
        for (int i = 0; i < painter->n; i++)
            if (!box_is_empty(box_within(painter->raster[i].clip, reach))) paint_shape(&painter->raster[i], d);
}

bool canvas_paint_parts(const Canvas *canvas, const PixelBox parts[], int n, const DrawList *list, const Glyphs *glyphs,
                        PictureCache *cache) {
    Painter painter = {.all = {0, 0, canvas->w, canvas->h}, .parts = parts, .n = n, .glyphs = glyphs, .cache = cache,
                       .complete = true};
    for (int i = 0; i < n; i++) painter.raster[i] = (Raster){canvas->pixels, canvas->pitch, parts[i]};
    for (int i = 0; i < list->n; i++) paint(&painter, &list->at[i]);
    return painter.complete;
}

void canvas_paint(const Canvas *canvas, const DrawList *list, const Glyphs *glyphs, PictureCache *cache) {
    const PixelBox all = {0, 0, canvas->w, canvas->h};
    canvas_paint_parts(canvas, &all, 1, list, glyphs, cache);
}
