/* Pictures that were made into pixels already. */
#ifndef SHELL_PICTURE_CACHE_H
#define SHELL_PICTURE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "view/draw.h"

/* All that decides the pixels of a picture. */
typedef struct PictureKey {
    const void *data;
    const float *less;
    uint64_t version;
    int32_t kind, palette, source_w, source_h, rows, w, h, smooth;
    uint32_t tint;
    float lo, hi;
} PictureKey;

/* Of a picture stretched over w x h pixels; its padding is 0, so that it can be compared as bytes. */
PictureKey picture_key(const Picture *picture, int w, int h);

/* Holds at most `bytes`; the longest unused pictures leave first. One thread. */
typedef struct PictureCache PictureCache;
PictureCache *picture_cache_open(size_t bytes); /* NULL without memory */
void picture_cache_close(PictureCache *cache);

/* The w x h pixels of a whole picture; NULL when it is not for the cache, which may be NULL, too. Good until the next
 * call. */
const uint32_t *picture_cache_pixels(PictureCache *cache, const Picture *picture, int w, int h);

#endif
