#include "shell/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shell/cache.h"
#include "shell/raster.h"
#include "view/picture.h"

typedef struct Painter {
    Raster raster;
    Box all; /* the whole canvas */
    const Glyphs *glyphs;
    PictureCache *cache;
} Painter;

/* ---- pictures ---- */

enum { SEEN = 4096 };

struct PictureCache {
    Cache *blocks;
    uint64_t seen[SEEN]; /* what was asked for last, by its hash */
    size_t most; /* bytes of one picture: larger ones are made anew, as far as they are seen */
};

PictureCache *picture_cache_open(size_t bytes) {
    PictureCache *cache = malloc(sizeof *cache);
    Cache *blocks = cache ? cache_open(bytes) : NULL;
    if (!blocks) {
        free(cache);
        return NULL;
    }
    *cache = (PictureCache){.blocks = blocks, .most = bytes / 4};
    return cache;
}

void picture_cache_close(PictureCache *cache) {
    if (!cache) return;
    cache_close(cache->blocks);
    free(cache);
}

/* All that decides the pixels of a picture. */
typedef struct PictureKey {
    const void *data;
    uint64_t version;
    int32_t kind, palette, source_w, source_h, rows, w, h, smooth;
    float lo, hi;
} PictureKey;

static PictureKey key_of(const Picture *p, int w, int h) {
    PictureKey key;
    memset(&key, 0, sizeof key); /* the padding too */
    key.data = p->data;
    key.version = p->version;
    key.kind = (int32_t)p->kind;
    key.palette = p->kind == PICTURE_MAP ? (int32_t)p->palette : 0;
    key.source_w = p->w;
    key.source_h = p->h;
    key.rows = p->rows;
    key.w = w;
    key.h = h;
    key.smooth = p->smooth;
    key.lo = p->kind == PICTURE_MAP ? p->lo : 0;
    key.hi = p->kind == PICTURE_RGB ? 0 : p->hi;
    return key;
}

/* Whether a picture was asked for before; one that is seen once, as where each frame shows other maps, is made where
 * it is shown, which is quicker than to find memory for it. */
static bool asked_before(PictureCache *cache, const PictureKey *key) {
    uint64_t hash = cache_hash(key, sizeof *key), *seen = &cache->seen[hash % SEEN];
    bool again = *seen == hash;
    *seen = hash;
    return again;
}

/* The pixels of the whole picture; NULL when it is not for the cache. */
static const uint32_t *cached_pixels(PictureCache *cache, const Picture *p, int w, int h) {
    if (!cache || (size_t)w * (size_t)h > cache->most / sizeof(uint32_t)) return NULL;
    PictureKey key = key_of(p, w, h);
    uint32_t *pixels = cache_find(cache->blocks, &key, sizeof key);
    if (pixels || !asked_before(cache, &key)) return pixels;
    pixels = cache_add(cache->blocks, &key, sizeof key, (size_t)w * (size_t)h * sizeof *pixels);
    if (pixels) picture_pixels(p, w, h, pixels, w);
    return pixels;
}

/* A line of a picture is there as a whole or not at all. */
static void copy_line(uint32_t *out, const uint32_t *pixels, int n) {
    if (pixels[0] >> 24) memcpy(out, pixels, (size_t)n * sizeof *out);
}

enum { TILE_W = 256, TILE_H = 32 };

/* Makes the pixels within box, tile by tile; (x, y) is where the w x h picture lies. */
static void paint_tiles(const Raster *r, const Picture *p, Box box, int x, int y, int w, int h) {
    uint32_t tile[TILE_W * TILE_H];
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

static void paint_picture(Painter *painter, Rect rect, const Picture *picture) {
    const Raster *r = &painter->raster;
    const float limit = PICTURE_LIMIT / 4;
    if (!(fabsf(rect.x) < limit && fabsf(rect.y) < limit)) return;
    if (!(rect.w > 0 && rect.w < limit && rect.h > 0 && rect.h < limit)) return;
    int x = (int)floorf(rect.x + 0.5f), y = (int)floorf(rect.y + 0.5f);
    int w = (int)floorf(rect.x + rect.w + 0.5f) - x, h = (int)floorf(rect.y + rect.h + 0.5f) - y;
    Box box = raster_bounds(r, (Rect){(float)x, (float)y, (float)w, (float)h});
    if (box.x0 == box.x1) return;
    const uint32_t *pixels = cached_pixels(painter->cache, picture, w, h);
    if (!pixels) {
        paint_tiles(r, picture, box, x, y, w, h);
        return;
    }
    for (int row = box.y0; row < box.y1; row++)
        copy_line(r->pixels + (ptrdiff_t)row * r->pitch + box.x0,
                  pixels + (size_t)(row - y) * (size_t)w + (box.x0 - x), box.x1 - box.x0);
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

static void paint_text(Painter *painter, const Draw *d) {
    Coverage c;
    const Raster *r = &painter->raster;
    const float limit = 1 << 20;
    float baseline = d->rect.y + FONT_ASCENT * d->text.size;
    if (!painter->glyphs || !d->text.utf8) return;
    if (!(fabsf(d->rect.x) < limit && fabsf(baseline) < limit)) return;
    if (!painter->glyphs->coverage(painter->glyphs->ctx, d->text.font, d->text.size, d->text.utf8,
                                   &c))
        return;
    int left = (int)floorf(d->rect.x + 0.5f) + c.left, top = (int)floorf(baseline + 0.5f) - c.above;
    Box box = raster_bounds(r, (Rect){(float)left, (float)top, (float)c.w, (float)c.h});
    uint8_t alpha[256];
    alphas(d->color, alpha);
    for (int y = box.y0; y < box.y1; y++)
        text_line(r->pixels + (ptrdiff_t)y * r->pitch + box.x0, c.at + (ptrdiff_t)(y - top) * c.pitch + (box.x0 - left),
                  box.x1 - box.x0, d->color, alpha);
}

/* ---- commands ---- */

static int to_pixel(float v, int most) {
    return v <= 0 ? 0 : v >= (float)most ? most : (int)floorf(v + 0.5f);
}

static void set_clip(Painter *painter, Rect rect) {
    float right = rect.x + rect.w, below = rect.y + rect.h;
    if (isnan(right) || isnan(below)) return;
    Box clip = {to_pixel(rect.x, painter->all.x1), to_pixel(rect.y, painter->all.y1),
                to_pixel(right, painter->all.x1), to_pixel(below, painter->all.y1)};
    if (clip.x1 <= clip.x0 || clip.y1 <= clip.y0) clip = (Box){0, 0, 0, 0};
    painter->raster.clip = clip;
}

static void paint(Painter *painter, const Draw *d) {
    const Raster *r = &painter->raster;
    switch (d->kind) {
    case DRAW_FILL: raster_rect(r, d->rect, d->radius, 0, d->color); break;
    case DRAW_FRAME:
        if (d->width > 0) raster_rect(r, d->rect, d->radius, d->width, d->color);
        break;
    case DRAW_LINE: raster_line(r, d->line.a, d->line.b, d->width, d->dash, d->color); break;
    case DRAW_POLYGON: raster_polygon(r, d->polygon.at, d->polygon.n, d->color); break;
    case DRAW_HATCH: raster_hatch(r, d->rect, d->width, d->dash, d->color); break;
    case DRAW_TEXT: paint_text(painter, d); break;
    case DRAW_PICTURE: paint_picture(painter, d->rect, &d->picture); break;
    case DRAW_CLIP: set_clip(painter, d->rect); break;
    }
}

void canvas_paint(const Canvas *canvas, const DrawList *list, const Glyphs *glyphs,
                  PictureCache *cache) {
    Box all = {0, 0, canvas->w, canvas->h};
    Painter painter = {{canvas->pixels, canvas->pitch, all}, all, glyphs, cache};
    for (int i = 0; i < list->n; i++) paint(&painter, &list->at[i]);
}
