#include "shell/shot.h"

#include <stdlib.h>

enum { SIDE_MOST = 16384 };

Error shot_paint(const DrawList *list, Fonts *fonts, int w, int h, Canvas *out) {
    if (w < 1 || h < 1 || w > SIDE_MOST || h > SIDE_MOST) return error("shot.size", "%d\t%d", w, h);
    size_t n = (size_t)w * (size_t)h;
    uint32_t *pixels = malloc(n * sizeof *pixels);
    if (!pixels) return error("memory", "%d x %d", w, h);
    for (size_t i = 0; i < n; i++) pixels[i] = 0xFF000000u;
    *out = (Canvas){pixels, w, h, w};
    Glyphs glyphs = fonts_glyphs(fonts);
    canvas_paint(out, list, &glyphs, NULL);
    return NO_ERROR;
}
