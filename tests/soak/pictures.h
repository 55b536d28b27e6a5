/* The program's picture, painted as a window paints it (what differs from the one before), and a number that tells one
 * picture from another. */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include <stdlib.h>
#include <string.h>

#include "app/session/command.h"
#include "shell/damage.h"
#include "shell/fonts.h"
#include "view/screens.h"

enum { PICTURE_W = 1280, PICTURE_H = 720 };

typedef struct Pictures {
    Fonts *fonts;
    PictureCache *cache;
    Damage *damage;
    Arena arena;
    Frame *frame;
    uint32_t *pixels, *whole; /* (PICTURE_H, PICTURE_W) */
} Pictures;

static inline void pictures_close(Pictures *p) {
    fonts_close(p->fonts);
    picture_cache_close(p->cache);
    damage_close(p->damage);
    arena_free(&p->arena);
    free(p->frame);
    free(p->pixels);
    free(p->whole);
}

static inline bool pictures_open(Pictures *p) {
    const size_t bytes = sizeof(uint32_t) * PICTURE_W * PICTURE_H;
    *p = (Pictures){.fonts = fonts_open(), .cache = picture_cache_open(32u << 20), .damage = damage_open(),
                    .frame = malloc(sizeof *p->frame), .pixels = calloc(1, bytes), .whole = calloc(1, bytes)};
    if (p->fonts && p->cache && p->damage && p->frame && p->pixels && p->whole) return true;
    pictures_close(p);
    return false;
}

/* FNV-1a of the pixels. */
static inline uint64_t paint(Pictures *p, const App *app) {
    const Canvas canvas = {p->pixels, PICTURE_W, PICTURE_H, PICTURE_W};
    Metrics metrics = fonts_metrics(p->fonts);
    Glyphs glyphs = fonts_glyphs(p->fonts);
    uint64_t hash = 0xcbf29ce484222325u;
    int n;
    arena_reset(&p->arena);
    view_frame(app, &metrics, PICTURE_W, PICTURE_H, 1e9, &p->arena, p->frame);
    const PixelBox *parts = damage_parts(p->damage, &p->frame->list, PICTURE_W, PICTURE_H, &n);
    if (!canvas_paint_parts(&canvas, parts, n, &p->frame->list, &glyphs, p->cache)) damage_forget(p->damage);
    for (int i = 0; i < PICTURE_W * PICTURE_H; i++) hash = (hash ^ p->pixels[i]) * 0x100000001b3u;
    return hash;
}

/* Whether the last picture is the one that is painted anew, as a whole and without the cache. */
static inline bool painted_right(Pictures *p) {
    const Canvas canvas = {p->whole, PICTURE_W, PICTURE_H, PICTURE_W};
    Glyphs glyphs = fonts_glyphs(p->fonts);
    canvas_paint(&canvas, &p->frame->list, &glyphs, NULL);
    return memcmp(p->whole, p->pixels, sizeof(uint32_t) * PICTURE_W * PICTURE_H) == 0;
}

#endif
