#include "io/image.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/kind.h"
#include "io/resample.h"

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
static const uint64_t MOST_BYTES = 1u << 20; /* what is only large takes a fuzzer's time */
#else
static const uint64_t MOST_BYTES = 360u << 20; /* decoded; a progressive JPEG needs three times that */
#endif

/* ---- turning ---- */

/* false without memory. */
static bool turn_upright(Pixels *p) {
    int turn = p->turn;
    if (turn < 2 || turn > 8) return true;
    size_t w = (size_t)p->w, h = (size_t)p->h;
    bool swap = turn >= 5;
    size_t out_w = swap ? h : w, out_h = swap ? w : h;
    unsigned char *out = malloc(w * h * 3);
    if (!out) return false;
    for (size_t y = 0; y < out_h; y++)
        for (size_t x = 0; x < out_w; x++) {
            bool right = turn == 2 || turn == 3 || turn == 7 || turn == 8; /* read from the far side */
            bool down = turn == 3 || turn == 4 || turn == 6 || turn == 7;
            size_t sx = swap ? y : x, sy = swap ? x : y;
            if (right) sx = w - 1 - sx;
            if (down) sy = h - 1 - sy;
            memcpy(out + (y * out_w + x) * 3, p->rgb + (sy * w + sx) * 3, 3);
        }
    free(p->rgb);
    *p = (Pixels){.rgb = out, .w = (int)out_w, .h = (int)out_h};
    return true;
}

/* ---- resizing ---- */

/* torchvision's Resize(size), or Resize((size, size)) to squash it, and CenterCrop(crop). */
static bool resize_and_crop(const unsigned char *rgb, int w, int h, Framing f, unsigned char *out) {
    int64_t to_w = f.size, to_h = f.size;
    if (!f.squash && w > h) to_w = (int64_t)((double)(to_w * w) / h);
    if (!f.squash && h > w) to_h = (int64_t)((double)(to_h * h) / w);
    int64_t left = (int64_t)nearbyint((double)(to_w - f.crop) / 2.0); /* half to even, as Python rounds */
    int64_t top = (int64_t)nearbyint((double)(to_h - f.crop) / 2.0);
    return resample_window(rgb, w, h, to_w, to_h, left, top, f.crop, out);
}

/* ---- loading ---- */

static Error decode(const Encoded *file, Pixels *out) {
    if (file->size == 0) return error("image.empty", "%s", file->name);
    if (file->size > INT_MAX) return error("image.large", "%s\t%s", "", file->name);
    const FileFormat *format = format_of(file->bytes, file->size);
    return format && format->decode ? format->decode(file, out) : kind_no_photo(file);
}

Error image_load_memory(const unsigned char *bytes, size_t size, const char *name, Framing framing, Image *out) {
    Encoded file = {.bytes = bytes, .size = size, .name = name, .most = MOST_BYTES};
    Pixels pixels = {0};
    *out = (Image){0};
    TRY(decode(&file, &pixels));
    size_t side = (size_t)framing.crop;
    Image image = {.size = framing.crop, .framing = framing, .rgb = malloc(side * side * 3)};
    bool whole = image.rgb && turn_upright(&pixels) &&
                 resize_and_crop(pixels.rgb, pixels.w, pixels.h, framing, image.rgb);
    image.original_w = pixels.w;
    image.original_h = pixels.h;
    pixels_free(&pixels);
    if (whole) *out = image;
    else free(image.rgb);
    return whole ? NO_ERROR : error("memory", "%s", name);
}

bool image_is_noise(const char *name, uint32_t *seed) {
    *seed = 1;
    if (strcmp(name, "noise") == 0) return true;
    if (strncmp(name, "noise:", 6) != 0 || !isdigit((unsigned char)name[6])) return false;
    char *end;
    errno = 0;
    unsigned long long n = strtoull(name + 6, &end, 10);
    *seed = (uint32_t)n;
    return !*end && !errno && n <= UINT32_MAX;
}

static Error make_noise(uint32_t seed, Framing framing, Image *out) {
    int crop = framing.crop;
    size_t n = (size_t)crop * (size_t)crop * 3;
    *out = (Image){.size = crop, .framing = framing, .rgb = malloc(n), .original_w = crop, .original_h = crop};
    if (!out->rgb) return error("memory", "%s", "noise");
    for (size_t i = 0; i < n; i++) {
        uint64_t z = ((uint64_t)seed << 32 | i) + 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        out->rgb[i] = (unsigned char)((z ^ z >> 31) >> 56);
    }
    return NO_ERROR;
}

Error image_load(const char *path, Framing framing, Image *out) {
    Mapped file;
    uint32_t seed;
    if (image_is_noise(path, &seed)) return make_noise(seed, framing, out);
    *out = (Image){0};
    TRY(file_map(path, &file));
    Error e = image_load_memory(file.data, file.size, path, framing, out), changed = file_unchanged(&file, path);
    file_unmap(&file);
    if (failed(&changed)) image_free(out), e = changed;
    return e;
}

void image_free(Image *image) {
    free(image->rgb);
    *image = (Image){0};
}
