/* What has to be known of an encoded image before it is decoded. */
#ifndef IO_IMAGE_CHECK_H
#define IO_IMAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ImageState {
    IMAGE_WHOLE,
    IMAGE_CUT, /* its end is missing, where the decoder may fill it up with grey */
    IMAGE_BAD  /* damaged where the decoder does not look: it may not see it */
} ImageState;

/* IMAGE_WHOLE also for what is no image, or none of a known format. */
ImageState image_state(const unsigned char *bytes, size_t size);
/* The size that the header of a PNG announces: of a very large one the decoder says nothing. */
bool image_png_size(const unsigned char *bytes, size_t size, uint32_t *w, uint32_t *h);

#endif
