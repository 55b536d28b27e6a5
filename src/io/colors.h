/* A picture in few colours, as GIF wants it. */
#ifndef IO_COLORS_H
#define IO_COLORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COLORS_MOST = 255 };

typedef struct Colors Colors;

Colors *colors_open(void); /* NULL without memory */
void colors_close(Colors *colors);

/* Counts pixels (0xAARRGGBB, the alpha is not looked at); those of all calls since the last choice. */
void colors_count(Colors *colors, const uint32_t *pixels, size_t n);
/* Chooses the colours for what was counted: boxes of the colour cube are halved where they are widest, weighted by
 * their pixels, and each becomes the mean of what lies in it. Returns how many there are; false in *ok: no memory. */
int colors_choose(Colors *colors, uint32_t out[COLORS_MOST], bool *ok);
/* The place of the colour that stands for a pixel that was counted. */
int colors_index(const Colors *colors, uint32_t pixel);

#endif
