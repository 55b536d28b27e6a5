/* Truevision's TGA: grey, palette and colours of 15 to 32 bits, also run-length coded. Errors: those of pixels_make,
 * image.cut. */
#include "io/format.h"

#include <string.h>

enum { HEADER = 18, PALETTE = 1, COLOURS = 2, GREY = 3, CODED = 8 /* added to one of them */ };

typedef struct Tga {
    const unsigned char *at, *end;
    unsigned type, pixel; /* bytes of one */
    bool coded, down, leftwards;
    PixelPalette palette;
    Pixels *out;
} Tga;

static bool has_colour_depth(unsigned bits) { return bits == 15 || bits == 16 || bits == 24 || bits == 32; }

static bool is_tga(const unsigned char *bytes, size_t size) {
    if (size < HEADER) return false;
    unsigned type = bytes[2] & ~(unsigned)CODED, bits = bytes[16];
    if (bytes[1] > 1 || bytes[2] > (CODED | GREY) || !little16(bytes + 12) || !little16(bytes + 14)) return false;
    if (type == PALETTE) return bytes[1] == 1 && bits == 8 && has_colour_depth(bytes[7]);
    if (type == COLOURS) return has_colour_depth(bits);
    return type == GREY && (bits == 8 || bits == 16);
}

/* Five bits each, or a byte each: blue, green, red. */
static void colour_of(const unsigned char *from, unsigned bytes, unsigned char rgb[3]) {
    unsigned value = bytes == 2 ? little16(from) : 0;
    for (int c = 0; c < 3; c++)
        rgb[c] = bytes == 2 ? (unsigned char)((value >> (10 - 5 * c) & 31) * 255 / 31) : from[2 - c];
}

/* Entries stand for the indices from `first` on. */
static bool read_palette(Tga *t, const unsigned char *header) {
    unsigned first = little16(header + 3), n = little16(header + 5), bytes = (header[7] + 7u) / 8;
    palette_begin(&t->palette);
    if (!header[1]) return true;
    if ((size_t)(t->end - t->at) < (size_t)n * bytes) return false;
    for (unsigned i = 0; t->type == PALETTE && i < first && i < 256; i++) memset(t->palette.rgb[i], 0, 3);
    for (unsigned i = 0; t->type == PALETTE && i < n && first + i < 256; i++)
        colour_of(t->at + i * bytes, bytes, t->palette.rgb[first + i]);
    t->at += (size_t)n * bytes;
    return true;
}

static void put(const Tga *t, size_t i, const unsigned char *pixel) {
    size_t w = (size_t)t->out->w, x = i % w, y = i / w;
    if (t->leftwards) x = w - 1 - x;
    if (!t->down) y = (size_t)t->out->h - 1 - y;
    unsigned char *to = t->out->rgb + (y * w + x) * 3;
    if (t->type == COLOURS) colour_of(pixel, t->pixel, to);
    else if (t->type == GREY) memset(to, *pixel, 3);
    else memcpy(to, t->palette.rgb[*pixel], 3);
}

/* Run-length coded: a byte with a number less one, and then one pixel that is repeated or so many. */
static bool read_pixels(Tga *t) {
    size_t n = (size_t)t->out->w * (size_t)t->out->h, i = 0;
    while (i < n) {
        bool repeated = false;
        size_t run = n - i;
        if (t->coded) {
            if (t->at == t->end) return false;
            repeated = *t->at & 0x80;
            run = (*t->at++ & 0x7F) + 1u;
        }
        if ((size_t)(t->end - t->at) / t->pixel < (repeated ? 1 : run)) return false;
        for (size_t j = 0; j < run && i < n; j++) put(t, i++, t->at + (repeated ? 0 : j * t->pixel));
        t->at += (repeated ? 1 : run) * t->pixel;
    }
    return true;
}

static Error tga_decode(const Encoded *file, Pixels *out) {
    const unsigned char *header = file->bytes;
    Tga t = {.end = file->bytes + file->size, .type = header[2] & ~(unsigned)CODED, .pixel = (header[16] + 7u) / 8,
             .coded = header[2] & CODED, .down = header[17] & 0x20, .leftwards = header[17] & 0x10, .out = out};
    *out = (Pixels){0};
    bool whole = file->size - HEADER >= header[0];
    if (whole) {
        t.at = header + HEADER + header[0];
        TRY(pixels_make(file, little16(header + 12), little16(header + 14), out));
        whole = read_palette(&t, header) && read_pixels(&t);
    }
    if (whole) return NO_ERROR;
    pixels_free(out);
    return error("image.cut", "%s", file->name);
}

const FileFormat tga_format = {"TGA", FILE_PICTURE, .is = is_tga, .decode = tga_decode};
