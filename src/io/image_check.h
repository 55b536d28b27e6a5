/* Whether an encoded image is whole, since a decoder may fill up a cut-off one with grey. */
#ifndef IO_IMAGE_CHECK_H
#define IO_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* false only where the format is known and its end is missing. */
bool image_complete(const unsigned char *bytes, size_t size);

#endif
