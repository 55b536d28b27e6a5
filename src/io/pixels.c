#include "io/pixels.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

Error pixels_make(const Encoded *file, int64_t w, int64_t h, Pixels *out) {
    *out = (Pixels){0};
    if (w < 1 || h < 1) return error("image.decode", "%lldx%lld\t%s", (long long)w, (long long)h, file->name);
    if (w > INT_MAX || h > INT_MAX || (uint64_t)w * (uint64_t)h > file->most / 3)
        return error("image.large", "%lldx%lld\t%s", (long long)w, (long long)h, file->name);
    out->rgb = calloc((size_t)w * (size_t)h, 3);
    if (!out->rgb) return error("memory", "%s", file->name);
    out->w = (int)w;
    out->h = (int)h;
    return NO_ERROR;
}

void pixels_free(Pixels *pixels) {
    free(pixels->rgb);
    *pixels = (Pixels){0};
}

void palette_begin(PixelPalette *palette) {
    for (int i = 0; i < 256; i++) memset(palette->rgb[i], i, 3);
}

void palette_set(PixelPalette *palette, int i, unsigned char r, unsigned char g, unsigned char b) {
    palette->rgb[i][0] = r, palette->rgb[i][1] = g, palette->rgb[i][2] = b;
}

static size_t count(const Pixels *pixels) { return (size_t)pixels->w * (size_t)pixels->h; }

unsigned char *pixels_indices(const Pixels *pixels) { return pixels->rgb + 2 * count(pixels); }

void pixels_colour(Pixels *pixels, const PixelPalette *palette) {
    const unsigned char *index = pixels_indices(pixels);
    size_t n = count(pixels);
    for (size_t i = 0; i < n; i++) { /* the colour of one never covers the index of a later one */
        const unsigned char *colour = palette->rgb[index[i]];
        memcpy(pixels->rgb + 3 * i, colour, 3);
    }
}

void cmyk_to_rgb(const unsigned char inks[4], unsigned char rgb[3]) {
    for (int c = 0; c < 3; c++) rgb[c] = (unsigned char)((inks[c] * inks[3] + 127) / 255);
}

unsigned char divide_by_alpha(unsigned value, unsigned alpha) {
    unsigned out = alpha ? value * 255 / alpha : 0;
    return (unsigned char)(out < 255 ? out : 255);
}
