#include "shell/picture_cache.h"

#include <stdlib.h>
#include <string.h>

#include "shell/cache.h"
#include "view/picture.h"

enum { SEEN = 4096 };

struct PictureCache {
    Cache *blocks;
    uint64_t seen[SEEN]; /* what was asked for last, by its hash */
    size_t most; /* bytes of one picture: larger ones are made anew, as far as they are seen */
};

PictureCache *picture_cache_open(size_t bytes) {
    PictureCache *cache = malloc(sizeof *cache);
    Cache *blocks = cache ? cache_open(bytes) : NULL;
    if (!blocks) {
        free(cache);
        return NULL;
    }
    *cache = (PictureCache){.blocks = blocks, .most = bytes / 4};
    return cache;
}

void picture_cache_close(PictureCache *cache) {
    if (!cache) return;
    cache_close(cache->blocks);
    free(cache);
}

PictureKey picture_key(const Picture *p, int w, int h) {
    PictureKey key;
    memset(&key, 0, sizeof key); /* the padding too */
    key.data = p->data;
    key.less = p->less;
    key.version = p->version;
    key.kind = (int32_t)p->kind;
    key.palette = p->kind == PICTURE_MAP ? (int32_t)p->palette : 0;
    key.tint = p->kind == PICTURE_MAP ? p->tint : 0;
    key.source_w = p->w;
    key.source_h = p->h;
    key.rows = p->rows;
    key.w = w;
    key.h = h;
    key.smooth = p->smooth;
    key.lo = p->kind == PICTURE_MAP ? p->lo : 0;
    key.hi = p->kind == PICTURE_RGB ? 0 : p->hi;
    return key;
}

/* Whether a picture was asked for before; one that is seen once, as where each frame shows other maps, is made where
 * it is shown, which is quicker than to find memory for it. */
static bool asked_before(PictureCache *cache, const PictureKey *key) {
    uint64_t hash = cache_hash(key, sizeof *key), *seen = &cache->seen[hash % SEEN];
    bool again = *seen == hash;
    *seen = hash;
    return again;
}

/* Whether a picture consists of squares so large that it is made as quickly as it would be copied. */
static bool is_coarse(const Picture *p, int w, int h) {
    return !p->smooth && w / 16 >= p->w && h / 16 >= p->h;
}

const uint32_t *picture_cache_pixels(PictureCache *cache, const Picture *p, int w, int h) {
    if (!cache || (size_t)w * (size_t)h > cache->most / sizeof(uint32_t) || is_coarse(p, w, h)) return NULL;
    PictureKey key = picture_key(p, w, h);
    uint32_t *pixels = cache_find(cache->blocks, &key, sizeof key);
    if (pixels || !asked_before(cache, &key)) return pixels;
    pixels = cache_add(cache->blocks, &key, sizeof key, (size_t)w * (size_t)h * sizeof *pixels);
    if (pixels) picture_pixels(p, w, h, pixels, w);
    return pixels;
}
