/* Truevision's TGA. */
#ifndef IO_TGA_H
#define IO_TGA_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

/* TGA has no signature: true where the header makes sense. */
bool is_tga(const unsigned char *bytes, size_t size);
/* Grey, palette and colours of 15 to 32 bits, also run-length coded. Errors: those of pixels_make, image.cut. */
Error tga_decode(const Encoded *file, Pixels *out);

#endif
