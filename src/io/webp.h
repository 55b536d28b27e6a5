/* WebP, decoded by libwebp, which is opened when the first one comes. */
#ifndef IO_WEBP_H
#define IO_WEBP_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

bool is_webp(const unsigned char *bytes, size_t size);
/* The first picture of it, alpha dropped. Errors: those of pixels_make, image.cut, image.decode, image.library. */
Error webp_decode(const Encoded *file, Pixels *out);

#endif
