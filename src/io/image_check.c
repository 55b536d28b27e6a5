#include "io/image_check.h"

#include <stdint.h>
#include <string.h>

typedef struct Reader {
    const unsigned char *at;
    size_t left;
} Reader;

static bool skip(Reader *r, uint64_t n) {
    if (n > r->left) return false;
    r->at += n;
    r->left -= (size_t)n;
    return true;
}

static unsigned little16(const unsigned char *p) { return p[0] | (unsigned)p[1] << 8; }
static uint32_t little32(const unsigned char *p) { return little16(p) | (uint32_t)little16(p + 2) << 16; }
static uint32_t big32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Chunks of a length, a name, data and a checksum, up to IEND. */
static bool png_complete(Reader r) {
    if (!skip(&r, 8)) return false;
    while (r.left >= 12) {
        bool end = memcmp(r.at + 4, "IEND", 4) == 0;
        if (!skip(&r, 12 + (uint64_t)big32(r.at))) return false;
        if (end) return true;
    }
    return false;
}

/* Rows are padded to four bytes; run-length coded ones are not decoded anyway. */
static bool bmp_complete(Reader r) {
    if (r.left < 26) return false;
    uint64_t offset = little32(r.at + 10), header = little32(r.at + 14), w, bits;
    int64_t h;
    if (header == 12) { /* OS/2 */
        w = little16(r.at + 18), h = little16(r.at + 20), bits = little16(r.at + 24);
    } else {
        if (r.left < 54) return false;
        w = little32(r.at + 18), h = (int32_t)little32(r.at + 22), bits = little16(r.at + 28);
        uint32_t compression = little32(r.at + 30);
        if (header < 40 || compression == 1 || compression == 2) return true;
    }
    if (w > 1 << 24 || h > 1 << 24 || h < -(1 << 24)) return true;
    uint64_t rows = (uint64_t)(h < 0 ? -h : h);
    return offset + (w * bits + 31) / 32 * 4 * rows <= r.left;
}

static bool skip_gif_blocks(Reader *r) {
    while (r->left) {
        unsigned n = r->at[0];
        if (!skip(r, (uint64_t)n + 1)) return false;
        if (n == 0) return true;
    }
    return false;
}

/* Up to the end of the first picture, the only one that is shown. */
static bool gif_complete(Reader r) {
    if (r.left < 13) return false;
    unsigned flags = r.at[10];
    if (!skip(&r, 13 + (flags & 0x80 ? 3u << ((flags & 7) + 1) : 0))) return false;
    while (r.left) {
        unsigned kind = r.at[0];
        if (kind == 0x21) { /* an extension */
            if (!skip(&r, 2) || !skip_gif_blocks(&r)) return false;
        } else if (kind == 0x2C) { /* a picture */
            if (r.left < 11) return false;
            unsigned local = r.at[9];
            return skip(&r, 11 + (local & 0x80 ? 3u << ((local & 7) + 1) : 0)) && skip_gif_blocks(&r);
        } else {
            return true;
        }
    }
    return false;
}

static bool tga_bits(unsigned bits) {
    return bits == 8 || bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

/* A TGA has no signature: only a header that makes sense is judged. */
static bool tga_complete(Reader r) {
    if (r.left < 18) return true;
    unsigned id = r.at[0], type = r.at[2], palette_bits = r.at[7], bits = r.at[16];
    bool indexed = r.at[1] == 1, coded = type >= 9 && type <= 11;
    bool known = (type >= 1 && type <= 3) || coded;
    if (r.at[1] > 1 || !known || indexed != ((type & 7) == 1) || !tga_bits(bits)) return true;
    if (indexed && (bits > 16 || !tga_bits(palette_bits))) return true;
    uint64_t pixels = (uint64_t)little16(r.at + 12) * little16(r.at + 14), bytes = (bits + 7) / 8;
    uint64_t palette = indexed ? (uint64_t)little16(r.at + 5) * ((palette_bits + 7u) / 8) : 0;
    if (!skip(&r, 18 + id + palette)) return false;
    if (!coded) return pixels * bytes <= r.left;
    while (pixels) {
        if (!r.left) return false;
        unsigned head = r.at[0], run = (head & 0x7F) + 1;
        if (!skip(&r, 1 + (head & 0x80 ? bytes : bytes * run))) return false;
        pixels -= run < pixels ? run : pixels;
    }
    return true;
}

static bool is_png(const unsigned char *bytes, size_t size) {
    return size >= 4 && memcmp(bytes, "\x89PNG", 4) == 0;
}

bool image_complete(const unsigned char *bytes, size_t size) {
    Reader r = {bytes, size};
    if (is_png(bytes, size)) return png_complete(r);
    if (size >= 2 && memcmp(bytes, "BM", 2) == 0) return bmp_complete(r);
    if (size >= 4 && memcmp(bytes, "GIF8", 4) == 0) return gif_complete(r);
    return tga_complete(r);
}

bool image_png_size(const unsigned char *bytes, size_t size, uint32_t *w, uint32_t *h) {
    if (!is_png(bytes, size) || size < 24 || memcmp(bytes + 12, "IHDR", 4) != 0) return false;
    *w = big32(bytes + 16);
    *h = big32(bytes + 20);
    return true;
}
