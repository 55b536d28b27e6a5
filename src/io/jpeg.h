/* JPEGs (ITU T.81), decoded by libjpeg. */
#ifndef IO_JPEG_H
#define IO_JPEG_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

bool is_jpeg(const unsigned char *bytes, size_t size);
/* Grey and CMYK become RGB. Errors: those of pixels_make, image.cut, image.bits, image.decode. */
Error jpeg_decode(const Encoded *file, Pixels *out);

#endif
