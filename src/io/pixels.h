/* What a decoder of pictures is given, and what it gives. */
#ifndef IO_PIXELS_H
#define IO_PIXELS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct Encoded {
    const unsigned char *bytes;
    size_t size;
    const char *name; /* for errors */
    uint64_t most;    /* bytes that rgb may take; a decoder may take as much again */
} Encoded;

typedef struct Pixels {
    unsigned char *rgb; /* (h, w, 3), to be freed */
    int w, h;
    int turn; /* TIFF 6.0's orientation, 2 to 8, that is to be undone; anything else is none */
} Pixels;

/* Room for w x h pixels, black, if there may be so many.
 * Errors: image.large, image.decode for a side of 0, memory. */
Error pixels_make(const Encoded *file, int64_t w, int64_t h, Pixels *out);
void pixels_free(Pixels *pixels);

/* Pictures with a palette: their w x h indices are first put where pixels_indices says, which is in rgb, and
 * then become colours. A palette of n colours begins as Pillow's, where grey i stands for a missing colour i. */
typedef struct PixelPalette {
    unsigned char rgb[256][3];
} PixelPalette;

void palette_begin(PixelPalette *palette);
void palette_set(PixelPalette *palette, int i, unsigned char r, unsigned char g, unsigned char b);
unsigned char *pixels_indices(const Pixels *pixels);
void pixels_colour(Pixels *pixels, const PixelPalette *palette);

/* Inks as Adobe's programs store them in a JPEG, 255 for none. */
void cmyk_to_rgb(const unsigned char inks[4], unsigned char rgb[3]);

/* A colour that its alpha was multiplied into, as Pillow makes it again; 0 where nothing of it is left. */
unsigned char divide_by_alpha(unsigned value, unsigned alpha);

static inline unsigned little16(const unsigned char *p) { return p[0] | (unsigned)p[1] << 8; }
static inline uint32_t little32(const unsigned char *p) { return little16(p) | (uint32_t)little16(p + 2) << 16; }

#endif
