#ifndef IO_PNG_H
#define IO_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "io/pixels.h"

/* Writes w x h pixels (0xAARRGGBB, `pitch` a line) as an opaque PNG.
 * Errors: memory, those of file_create and file_commit. */
Error png_write(const char *path, const uint32_t *pixels, int w, int h, int pitch);

bool is_png(const unsigned char *bytes, size_t size);
/* Decodes a PNG with libpng: alpha is dropped, of 16 bits the upper 8 are taken. One whose end is missing behind its
 * pixels is whole. Errors: those of pixels_make, image.cut, image.decode, image.apple_png. */
Error png_decode(const Encoded *file, Pixels *out);

#endif
