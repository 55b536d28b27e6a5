/* BMPs of Windows and OS/2. */
#ifndef IO_BMP_H
#define IO_BMP_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

bool is_bmp(const unsigned char *bytes, size_t size);
/* 1, 2, 4, 8 (also run-length coded), 16, 24 and 32 bits; n bits of a colour become v * 255 / (2^n - 1), rounded down,
 * as in Pillow. Errors: those of pixels_make, image.cut, image.decode. */
Error bmp_decode(const Encoded *file, Pixels *out);

#endif
