/* Paints a draw list into pixels. Knows no window and no font file.
 *
 * A pixel covers the unit square to the right of and below its coordinates. Edges at fractional
 * places are antialiased, so a line of width 1 is sharp when it runs along the middle of pixels
 * (x + 0.5). Pictures, texts and clips go to whole pixels. What is not finite is not painted. */
#ifndef SHELL_CANVAS_H
#define SHELL_CANVAS_H

#include <stddef.h>
#include <stdint.h>

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

/* Pictures that were made into pixels already, of `bytes` at most; the longest unused leave first.
 * One thread. */
typedef struct PictureCache PictureCache;
PictureCache *picture_cache_open(size_t bytes); /* NULL without memory */
void picture_cache_close(PictureCache *cache);

/* Paints the commands over what is there. glyphs or cache may be NULL: no text, no cache. */
void canvas_paint(const Canvas *canvas, const DrawList *list, const Glyphs *glyphs,
                  PictureCache *cache);

#endif
