/* Paints a draw list into pixels. Knows no window and no font file.
 *
 * A pixel covers the unit square to the right of and below its coordinates. Edges at fractional
 * places are antialiased, so a line of width 1 is sharp when it runs along the middle of pixels
 * (x + 0.5). Pictures, texts and clips go to whole pixels. What is not finite is not painted. */
#ifndef SHELL_CANVAS_H
#define SHELL_CANVAS_H

#include <stddef.h>
#include <stdint.h>

#include "shell/picture_cache.h"
#include "shell/raster.h"
#include "view/draw.h"

typedef struct Canvas {
    uint32_t *pixels; /* 0xFFRRGGBB */
    int w, h, pitch;  /* pitch: pixels from one line to the next */
} Canvas;

/* The pixels that a text covers, 0 to 255 each; valid until the next text is asked for. */
typedef struct Coverage {
    const uint8_t *at;
    int w, h, pitch;
    int left, above; /* from the start of the text to column 0, from its baseline up to row 0 */
} Coverage;

/* Where the canvas gets the shapes of texts. */
typedef struct Glyphs {
    void *ctx;
    bool (*coverage)(void *ctx, Font font, float size, const char *utf8, Coverage *out);
} Glyphs;

/* Where a command paints at most: whole pixels within clip; empty where it paints nothing. */
PixelBox canvas_reach(const Draw *d, PixelBox clip);
/* What a DRAW_CLIP leaves of w x h pixels. */
PixelBox canvas_clip(Rect rect, int w, int h);

enum { CANVAS_PARTS = 32 };

/* Paints the commands over what is there. glyphs or cache may be NULL: no text, no cache. */
void canvas_paint(const Canvas *canvas, const DrawList *list, const Glyphs *glyphs, PictureCache *cache);
/* The same pixels, but only within those parts, CANVAS_PARTS at most, none over another. false: a text could not be had
 * and is left out. */
bool canvas_paint_parts(const Canvas *canvas, const PixelBox parts[], int n, const DrawList *list, const Glyphs *glyphs,
                        PictureCache *cache);

#endif
