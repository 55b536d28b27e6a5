/* TIFF, decoded by libtiff, which is opened when the first one comes. */
#ifndef IO_TIFF_H
#define IO_TIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

bool is_tiff(const unsigned char *bytes, size_t size);
/* The first picture of it: grey and palettes of 1, 2, 4, 8 and 16 bits, RGB, CMYK and YCbCr, as in Pillow; of 16 bits
 * the upper 8 are taken. Errors: those of pixels_make, image.cut, image.decode, image.bits, image.raw, image.library.
 */
Error tiff_decode(const Encoded *file, Pixels *out);

#endif
