/* JPEGs (ITU T.81), decoded by libjpeg. */
#ifndef IO_JPEG_H
#define IO_JPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

bool is_jpeg(const unsigned char *bytes, size_t size);
/* rgb: h rows of w x 3 bytes, to be freed; grey and CMYK become RGB. `name` is for errors: image.cut,
 * image.large above `most` bytes of rgb, image.decode, memory. */
Error jpeg_decode(const unsigned char *bytes, size_t size, const char *name, uint64_t most, unsigned char **rgb,
                  int *w, int *h);

#endif
