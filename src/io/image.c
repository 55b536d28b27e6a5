#include "io/image.h"

#include <ctype.h>
#include <errno.h>
#include <libexif/exif-data.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/image_check.h"
#include "io/jpeg.h"
#include "io/resample.h"
#include "io/stb.h"

enum { SHORT_SIDE = 256, LEAST_HEADER = 18 /* bytes: no format has a shorter one */ };
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
static const uint64_t MOST_BYTES = 1u << 20; /* what is only large takes a fuzzer's time */
#else
static const uint64_t MOST_BYTES = 360u << 20; /* decoded; a progressive JPEG needs three times that */
#endif

/* ---- EXIF ---- */

/* TIFF 6.0's orientation, 1 to 8; 1 where there is none. */
static int orientation(const unsigned char *bytes, size_t size) {
    if (size > UINT_MAX) return 1;
    ExifData *data = exif_data_new_from_data(bytes, (unsigned)size);
    int value = 1;
    ExifEntry *entry =
        data ? exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION) : NULL;
    if (entry && entry->size >= 2 && entry->format == EXIF_FORMAT_SHORT)
        value = exif_get_short(entry->data, exif_data_get_byte_order(data));
    if (data) exif_data_unref(data);
    return value >= 1 && value <= 8 ? value : 1;
}

/* Turns rgb (h, w, 3) upright; *w and *h follow. false without memory. */
static bool turn_upright(unsigned char **rgb, int *w, int *h, int turn) {
    if (turn == 1) return true;
    size_t W = (size_t)*w, H = (size_t)*h;
    bool swap = turn >= 5;
    size_t out_w = swap ? H : W, out_h = swap ? W : H;
    unsigned char *out = malloc(W * H * 3);
    if (!out) return false;
    for (size_t y = 0; y < out_h; y++)
        for (size_t x = 0; x < out_w; x++) {
            bool right = turn == 2 || turn == 3 || turn == 7 || turn == 8; /* read from the far side */
            bool down = turn == 3 || turn == 4 || turn == 6 || turn == 7;
            size_t sx = swap ? y : x, sy = swap ? x : y;
            if (right) sx = W - 1 - sx;
            if (down) sy = H - 1 - sy;
            memcpy(out + (y * out_w + x) * 3, *rgb + (sy * W + sx) * 3, 3);
        }
    free(*rgb);
    *rgb = out;
    *w = (int)out_w;
    *h = (int)out_h;
    return true;
}

/* ---- resizing ---- */

/* torchvision's Resize(256) and CenterCrop(crop). */
static bool resize_and_crop(const unsigned char *rgb, int w, int h, int crop, unsigned char *out) {
    double ratio_w = w <= h ? 1 : (double)((int64_t)SHORT_SIDE * w) / h;
    double ratio_h = w <= h ? (double)((int64_t)SHORT_SIDE * h) / w : 1;
    int64_t to_w = w <= h ? SHORT_SIDE : (int64_t)ratio_w;
    int64_t to_h = w <= h ? (int64_t)ratio_h : SHORT_SIDE;
    int64_t left = (int64_t)nearbyint((double)(to_w - crop) / 2.0); /* half to even, as Python rounds */
    int64_t top = (int64_t)nearbyint((double)(to_h - crop) / 2.0);
    return resample_window(rgb, w, h, to_w, to_h, left, top, crop, out);
}

/* ---- loading ---- */

/* Why the decoder does not know a file that is whole. */
static Error unknown(const unsigned char *bytes, size_t size, const char *name) {
    uint32_t w, h;
    if (image_png_size(bytes, size, &w, &h) && (uint64_t)w * h > MOST_BYTES / 3)
        return error("image.large", "%ux%u\t%s", (unsigned)w, (unsigned)h, name);
    return error("image.unknown", "%s", name);
}

static Error decode(const unsigned char *bytes, size_t size, const char *name, unsigned char **rgb,
                    int *w, int *h) {
    int channels;
    if (size == 0) return error("image.empty", "%s", name);
    if (size > INT_MAX) return error("image.large", "%s\t%s", "", name);
    if (is_jpeg(bytes, size)) return jpeg_decode(bytes, size, name, MOST_BYTES, rgb, w, h);
    if (!image_complete(bytes, size)) return error("image.cut", "%s", name);
    int n = (int)size;
    if (n < LEAST_HEADER || !stbi_info_from_memory(bytes, n, w, h, &channels))
        return unknown(bytes, size, name);
    int64_t rows = *h < 0 ? -(int64_t)*h : *h; /* a BMP from the top down has a negative height */
    int depth = stbi_is_16_bit_from_memory(bytes, n) ? 2 : 1;
    if (*w < 1 || rows < 1) return error("image.decode", "%s\t%s", "0x0", name);
    if ((uint64_t)*w * (uint64_t)rows > MOST_BYTES / (uint64_t)(depth * (channels < 3 ? 3 : channels)))
        return error("image.large", "%dx%lld\t%s", *w, (long long)rows, name);
    *rgb = stbi_load_from_memory(bytes, n, w, h, &channels, 3);
    if (!*rgb) return error("image.decode", "%s\t%s", stbi_failure_reason(), name);
    return NO_ERROR;
}

Error image_load_memory(const unsigned char *bytes, size_t size, const char *name, int crop,
                        Image *out) {
    unsigned char *rgb = NULL;
    int w, h;
    *out = (Image){0};
    TRY(decode(bytes, size, name, &rgb, &w, &h));
    Image image = {.size = crop, .rgb = malloc((size_t)crop * (size_t)crop * 3)};
    bool whole = image.rgb && turn_upright(&rgb, &w, &h, orientation(bytes, size)) &&
                 resize_and_crop(rgb, w, h, crop, image.rgb);
    free(rgb);
    if (!whole) {
        free(image.rgb);
        return error("memory", "%s", name);
    }
    image.original_w = w;
    image.original_h = h;
    *out = image;
    return NO_ERROR;
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

static Error make_noise(uint32_t seed, int crop, Image *out) {
    size_t n = (size_t)crop * (size_t)crop * 3;
    *out = (Image){.size = crop, .rgb = malloc(n), .original_w = crop, .original_h = crop};
    if (!out->rgb) return error("memory", "%s", "noise");
    for (size_t i = 0; i < n; i++) {
        uint64_t z = ((uint64_t)seed << 32 | i) + 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        out->rgb[i] = (unsigned char)((z ^ z >> 31) >> 56);
    }
    return NO_ERROR;
}

Error image_load(const char *path, int crop, Image *out) {
    Mapped file;
    uint32_t seed;
    if (image_is_noise(path, &seed)) return make_noise(seed, crop, out);
    *out = (Image){0};
    TRY(file_map(path, &file));
    Error e = image_load_memory(file.data, file.size, path, crop, out), changed = file_unchanged(&file, path);
    file_unmap(&file);
    if (failed(&changed)) image_free(out), e = changed;
    return e;
}

void image_free(Image *image) {
    free(image->rgb);
    *image = (Image){0};
}
