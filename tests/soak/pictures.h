/* The program's picture, painted as a window paints it, and a number that tells one picture from another. */
#ifndef TESTS_PICTURES_H
#define TESTS_PICTURES_H

#include <stdlib.h>

#include "app/command.h"
#include "shell/canvas.h"
#include "shell/fonts.h"
#include "view/screens.h"

enum { PICTURE_W = 1280, PICTURE_H = 720 };

typedef struct Pictures {
    Fonts *fonts;
    PictureCache *cache;
    Arena arena;
    Frame *frame;
    uint32_t *pixels; /* (PICTURE_H, PICTURE_W) */
} Pictures;

static inline void pictures_close(Pictures *p) {
    fonts_close(p->fonts);
    picture_cache_close(p->cache);
    arena_free(&p->arena);
    free(p->frame);
    free(p->pixels);
}

static inline bool pictures_open(Pictures *p) {
    *p = (Pictures){.fonts = fonts_open(), .cache = picture_cache_open(32u << 20), .frame = malloc(sizeof *p->frame),
                    .pixels = malloc(sizeof(uint32_t) * PICTURE_W * PICTURE_H)};
    if (p->fonts && p->cache && p->frame && p->pixels) return true;
    pictures_close(p);
    return false;
}

/* FNV-1a of the pixels. */
static inline uint64_t paint(Pictures *p, const App *app) {
    const Canvas canvas = {p->pixels, PICTURE_W, PICTURE_H, PICTURE_W};
    Metrics metrics = fonts_metrics(p->fonts);
    Glyphs glyphs = fonts_glyphs(p->fonts);
    uint64_t hash = 0xcbf29ce484222325u;
    for (int i = 0; i < PICTURE_W * PICTURE_H; i++) p->pixels[i] = 0xFF000000u;
    arena_reset(&p->arena);
    view_frame(app, &metrics, PICTURE_W, PICTURE_H, 1e9, &p->arena, p->frame);
    canvas_paint(&canvas, &p->frame->list, &glyphs, p->cache);
    for (int i = 0; i < PICTURE_W * PICTURE_H; i++) hash = (hash ^ p->pixels[i]) * 0x100000001b3u;
    return hash;
}

#endif
