/* Shapes made into pixels: what canvas_paint is built of. Colours are blended over what is there by
 * the share of each pixel that the shape covers; the result stays opaque. A pixel gets the same bits whatever the clip
 * is, except where a line leaves the square of 32768 pixels around (0, 0). */
#ifndef SHELL_RASTER_H
#define SHELL_RASTER_H

#include <stdint.h>

#include "view/draw.h"

/* Pixels x0 to x1 - 1, y0 to y1 - 1. */
typedef struct PixelBox {
    int x0, y0, x1, y1;
} PixelBox;

static inline bool box_is_empty(PixelBox b) { return b.x0 >= b.x1 || b.y0 >= b.y1; }
/* What both have; empty where they do not meet. */
static inline PixelBox box_within(PixelBox a, PixelBox b) {
    return (PixelBox){a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0, a.x1 < b.x1 ? a.x1 : b.x1,
                      a.y1 < b.y1 ? a.y1 : b.y1};
}

typedef struct Raster {
    uint32_t *pixels;
    int pitch;
    PixelBox clip; /* lies within the pixels */
} Raster;

/* Blends color over a pixel; alpha 0 to 255. Exact to the nearest value. */
static inline uint32_t blend(uint32_t under, Color color, uint32_t alpha) {
    uint32_t rest = 255 - alpha;
    uint32_t rb = (color & 0xFF00FF) * alpha + (under & 0xFF00FF) * rest + 0x800080;
    uint32_t g = (color >> 8 & 0xFF) * alpha + (under >> 8 & 0xFF) * rest + 0x80;
    rb = (rb + (rb >> 8 & 0xFF00FF)) >> 8 & 0xFF00FF;
    g = (g + (g >> 8)) >> 8;
    return 0xFF000000u | rb | g << 8;
}

/* The compiler makes these one instruction each; fminf and fmaxf are calls, for the sake of NaN. */
static inline float lesser(float a, float b) {
    return a < b ? a : b;
}
static inline float greater(float a, float b) {
    return a > b ? a : b;
}

/* Whole-pixel bounds of rect within the clip; empty (x0 == x1) when nothing is left or a number is
 * not one. */
PixelBox raster_bounds(const Raster *r, Rect rect);

/* A rectangle with rounded corners; ring > 0: only its outline, that wide, inside it. */
void raster_rect(const Raster *r, Rect rect, float radius, float ring, Color color);
/* A simple polygon, in either direction; coverage is the exact area. */
void raster_polygon(const Raster *r, const Point *at, int n, Color color);
/* Pixels to be spread over a shape; those with alpha 0 leave what is there. */
typedef struct Texture {
    const Color *pixels; /* w * h, row by row */
    int w, h;
    bool smooth; /* bilinear rather than square pixels */
    bool opaque; /* all alphas are 255 */
} Texture;

/* A parallelogram, its edges as a polygon's, with the texture's corners at its own: the top left at `at`, the top right
 * at `across`, the bottom left at `down`. */
void raster_sheet(const Raster *r, Point at, Point across, Point down, const Texture *texture);
/* A line with square ends at a and b; dash > 0: dashes and gaps of that length. */
void raster_line(const Raster *r, Point a, Point b, float width, float dash, Color color);
/* Lines that rise to the right, `apart` from middle to middle; those of neighbours meet. */
void raster_hatch(const Raster *r, Rect rect, float width, float apart, Color color);

#endif
