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

/* Over the compressed data of a scan to the next marker that is neither stuffing nor a restart. */
static bool skip_scan(Reader *r) {
    while (r->left >= 2) {
        unsigned char next = r->at[1];
        if (r->at[0] == 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) return true;
        skip(r, 1);
    }
    return false;
}

/* ITU T.81, B.1: segments of a marker and a length, up to the marker EOI. */
static bool jpeg_complete(Reader r) {
    if (!skip(&r, 2)) return false;
    while (r.left >= 2) {
        if (r.at[0] != 0xFF) return true; /* not as it should be: the decoder will say so */
        unsigned char marker = r.at[1];
        if (marker == 0xFF) {
            skip(&r, 1);
            continue;
        }
        if (marker == 0xD9) return true;
        if (!skip(&r, 2)) return false;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        if (r.left < 2) return false;
        unsigned length = (unsigned)r.at[0] << 8 | r.at[1];
        if (length < 2) return true;
        if (!skip(&r, length)) return false;
        if (marker == 0xDA && !skip_scan(&r)) return false;
    }
    return false;
}

/* Rows are padded to four bytes; run-length coded ones are not decoded anyway. */
static bool bmp_complete(Reader r) {
    if (r.left < 54) return false;
    uint64_t offset = little32(r.at + 10), w = little32(r.at + 18), bits = little16(r.at + 28);
    int64_t h = (int32_t)little32(r.at + 22);
    if (little32(r.at + 14) < 40 || w > 1 << 24 || h > 1 << 24 || h < -(1 << 24)) return true;
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

/* A TGA has no signature: only a header that makes sense is judged. */
static bool tga_complete(Reader r) {
    if (r.left < 18) return true;
    unsigned type = r.at[2], bits = r.at[16], id = r.at[0];
    uint64_t pixels = (uint64_t)little16(r.at + 12) * little16(r.at + 14), bytes = (bits + 7) / 8;
    uint64_t palette = r.at[1] == 1 ? (uint64_t)little16(r.at + 5) * ((r.at[7] + 7u) / 8) : 0;
    bool plain = type >= 1 && type <= 3, coded = type >= 9 && type <= 11;
    if (r.at[1] > 1 || (!plain && !coded) || bytes < 1 || bytes > 4) return true;
    if (!skip(&r, 18 + id + palette)) return false;
    if (plain) return pixels * bytes <= r.left;
    while (pixels) {
        if (!r.left) return false;
        unsigned head = r.at[0], run = (head & 0x7F) + 1;
        if (!skip(&r, 1 + (head & 0x80 ? bytes : bytes * run))) return false;
        pixels -= run < pixels ? run : pixels;
    }
    return true;
}

bool image_complete(const unsigned char *bytes, size_t size) {
    Reader r = {bytes, size};
    if (size >= 2 && bytes[0] == 0xFF && bytes[1] == 0xD8) return jpeg_complete(r);
    if (size >= 4 && memcmp(bytes, "\x89PNG", 4) == 0) return true; /* its chunks have checks of their own */
    if (size >= 2 && memcmp(bytes, "BM", 2) == 0) return bmp_complete(r);
    if (size >= 4 && memcmp(bytes, "GIF8", 4) == 0) return gif_complete(r);
    return tga_complete(r);
}
