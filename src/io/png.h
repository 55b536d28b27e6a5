#ifndef IO_PNG_H
#define IO_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Writes w x h pixels (0xAARRGGBB, `pitch` a line) as an opaque PNG.
 * Errors: memory, those of file_create and file_commit. */
Error png_write(const char *path, const uint32_t *pixels, int w, int h, int pitch);

#endif
