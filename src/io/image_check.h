/* What has to be known of an encoded PNG, BMP, GIF or TGA before it is decoded. */
#ifndef IO_IMAGE_CHECK_H
#define IO_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* false where the end is missing, which the decoder may fill up with grey; true also for what is no image, or none of a
 * known format. */
bool image_complete(const unsigned char *bytes, size_t size);
/* The size that the header of a PNG announces: of a very large one the decoder says nothing. */
bool image_png_size(const unsigned char *bytes, size_t size, uint32_t *w, uint32_t *h);

#endif
