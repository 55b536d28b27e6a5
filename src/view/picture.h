/* Numbers made into pixels: pure functions that the canvas calls. */
#ifndef VIEW_PICTURE_H
#define VIEW_PICTURE_H

#include "view/draw.h"

enum { PICTURE_LIMIT = 1 << 24 };

/* The colour of t in 0..1 (clamped; what is not a number is drawn as a colour of its own). */
Color palette_color(Palette palette, float t);
/* The same from black to a tint. */
Color tint_color(Color tint, float t);
/* The diverging colour of t in -1..1: negative orange, 0 dark, positive blue; told apart by
 * lightness of the neighbours and by hue safe for colour-blind eyes. */
Color signed_color(float t);
/* What speaks for something (t up to 1) blue, against it (down to -1) orange, over a grey that shows through;
 * luminance: 0 to 255. */
Color heat_color(unsigned luminance, float t);

/* Fills w x h pixels (0xAARRGGBB, `pitch` pixels a line): made larger by squares or bilinearly,
 * made smaller by the mean of the numbers that fall on a pixel. Pixels that need a row that is not
 * there yet are left 0; w and h are at most PICTURE_LIMIT. */
void picture_pixels(const Picture *picture, int w, int h, Color *out, int pitch);

/* A part of the same: the `columns` x `rows` pixels from (x, y) on of the w x h. */
void picture_part(const Picture *picture, int w, int h, int x, int y, int columns, int rows,
                  Color *out, int pitch);

#endif
