/* BMPs of Windows and OS/2: 1, 2, 4, 8 (also run-length coded), 16, 24 and 32 bits. n bits of a colour become
 * v * 255 / (2^n - 1), rounded down, as in Pillow. Errors: those of pixels_make, image.cut, image.decode. */
#include "io/format.h"

#include <string.h>

enum { RAW, RLE8, RLE4, MASKED }; /* how the pixels are stored */
enum { FILE_HEADER = 14, OS2 = 12, WINDOWS = 40, WITH_MASKS = 52 };

typedef struct Bmp {
    const Encoded *file;
    uint32_t offset, header, colours, way;
    int64_t w, h;
    bool down; /* the first row is the top one */
    unsigned bits;
    uint32_t mask[3];
    Pixels *out;
} Bmp;

/* Text may begin so, too, but not with the size of a header behind it. */
static bool is_bmp(const unsigned char *bytes, size_t size) {
    if (size < 2 || memcmp(bytes, "BM", 2) != 0) return false;
    return size < FILE_HEADER + 4 || (little32(bytes + FILE_HEADER) >= OS2 && little32(bytes + FILE_HEADER) <= 0xFFFF);
}

static Error odd(const Bmp *b, const char *what, unsigned value) {
    return error("image.decode", "BMP, %s %u\t%s", what, value, b->file->name);
}

static Error cut(const Bmp *b) { return error("image.cut", "%s", b->file->name); }

/* ---- the headers ---- */

static void read_masks(Bmp *b, const unsigned char *at) {
    for (int c = 0; c < 3; c++) b->mask[c] = little32(at + 4 * c);
    if (!(b->mask[0] | b->mask[1] | b->mask[2])) b->way = RAW;
}

/* Of 16 bits without masks five are each colour's; of 24 and 32 eight. */
static void default_masks(Bmp *b) {
    for (int c = 0; c < 3; c++) b->mask[c] = b->bits == 16 ? 31u << (10 - 5 * c) : 255u << (16 - 8 * c);
}

static Error read_header(Bmp *b) {
    const unsigned char *at = b->file->bytes;
    size_t size = b->file->size;
    if (size < FILE_HEADER + 4) return cut(b);
    b->offset = little32(at + 10);
    b->header = little32(at + FILE_HEADER);
    if (b->header != OS2 && (b->header < WINDOWS || b->header > 124)) return odd(b, "header", b->header);
    if (size < FILE_HEADER + (size_t)b->header) return cut(b);
    if (b->header == OS2) {
        b->w = little16(at + 18), b->h = little16(at + 20), b->bits = little16(at + 24);
        default_masks(b);
        return NO_ERROR;
    }
    b->w = (int32_t)little32(at + 18), b->h = (int32_t)little32(at + 22), b->bits = little16(at + 28);
    b->way = little32(at + 30);
    b->colours = little32(at + 46);
    b->down = b->h < 0;
    if (b->down) b->h = -b->h;
    if (b->way == MASKED && size < FILE_HEADER + WITH_MASKS) return cut(b);
    if (b->way == MASKED)
        read_masks(b, at + FILE_HEADER + WINDOWS); /* behind a header of 40 bytes or in a longer one */
    if (b->way != MASKED) default_masks(b);
    return NO_ERROR;
}

static Error check(const Bmp *b) {
    bool indexed = b->bits == 1 || b->bits == 2 || b->bits == 4 || b->bits == 8;
    bool direct = b->bits == 16 || b->bits == 24 || b->bits == 32;
    if (!indexed && !direct) return odd(b, "bits", b->bits);
    bool fits = b->way == RAW || (b->way == RLE8 && b->bits == 8) || (b->way == RLE4 && b->bits == 4) ||
                (b->way == MASKED && direct);
    return fits ? NO_ERROR : odd(b, "compression", b->way);
}

/* ---- the pixels ---- */

static size_t row_of(const Bmp *b, int64_t y) { return (size_t)(b->down ? y : b->h - 1 - y); }

static unsigned scaled(uint32_t pixel, uint32_t mask) {
    if (!mask) return 0;
    uint64_t lowest = mask & (0u - mask);
    return (unsigned)((pixel & mask) / lowest * 255 / (mask / lowest));
}

static void unpack_colours(const Bmp *b, const unsigned char *from, unsigned char *to) {
    for (int64_t x = 0; x < b->w; x++, to += 3) {
        uint32_t pixel = 0;
        for (unsigned byte = 0; byte < b->bits / 8; byte++) pixel |= (uint32_t)*from++ << 8 * byte;
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)scaled(pixel, b->mask[c]);
    }
}

static void unpack_indices(const Bmp *b, const unsigned char *from, unsigned char *to) {
    unsigned a_byte = 8 / b->bits, lower = (1u << b->bits) - 1;
    for (int64_t x = 0; x < b->w; x++) {
        unsigned shift = (a_byte - 1 - (unsigned)x % a_byte) * b->bits;
        to[x] = (unsigned char)(from[x / a_byte] >> shift & lower);
    }
}

/* Rows are padded to four bytes; the padding of the last may be missing. */
static Error read_rows(const Bmp *b) {
    uint64_t bits = (uint64_t)b->w * b->bits, pitch = (bits + 31) / 32 * 4;
    uint64_t needed = pitch * (uint64_t)(b->h - 1) + (bits + 7) / 8;
    if (b->offset > b->file->size || needed > b->file->size - b->offset) return cut(b);
    const unsigned char *from = b->file->bytes + b->offset;
    for (int64_t y = 0; y < b->h; y++, from += pitch) {
        size_t first = row_of(b, y) * (size_t)b->w;
        if (b->bits <= 8) unpack_indices(b, from, pixels_indices(b->out) + first);
        else unpack_colours(b, from, b->out->rgb + first * 3);
    }
    return NO_ERROR;
}

typedef struct Runs {
    const Bmp *b;
    const unsigned char *at, *end;
    int64_t x, y;
} Runs;

static void put(Runs *r, unsigned index) {
    if (r->x < r->b->w && r->y < r->b->h)
        pixels_indices(r->b->out)[row_of(r->b, r->y) * (size_t)r->b->w + (size_t)r->x] = (unsigned char)index;
    r->x++;
}

static unsigned index_of(const Runs *r, const unsigned char *bytes, unsigned i) {
    if (r->b->way == RLE8) return bytes[i];
    return i % 2 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4;
}

/* n pixels that are stored one by one, padded to two bytes. false: they are not all there. */
static bool put_stored(Runs *r, unsigned n) {
    unsigned bytes = r->b->way == RLE8 ? n : (n + 1) / 2;
    if ((size_t)(r->end - r->at) < bytes) return false;
    for (unsigned i = 0; i < n; i++) put(r, index_of(r, r->at, i));
    r->at += bytes;
    if (bytes % 2 && r->at < r->end) r->at++;
    return true;
}

/* Pairs of bytes: a number and what is repeated so often, or 0 and what is to be done. What is left out has index 0. */
static Error read_runs(const Bmp *b) {
    if (b->offset > b->file->size) return cut(b);
    Runs r = {.b = b, .at = b->file->bytes + b->offset, .end = b->file->bytes + b->file->size};
    while (r.y < b->h) {
        if (r.y == b->h - 1 && r.x >= b->w) return NO_ERROR;
        if (r.end - r.at < 2) return cut(b);
        unsigned n = *r.at++, what = *r.at++;
        unsigned char both[2] = {(unsigned char)what, (unsigned char)what};
        if (n) {
            for (unsigned i = 0; i < n; i++) put(&r, index_of(&r, both, b->way == RLE8 ? 0 : i % 2));
        } else if (what == 0) {
            r.x = 0, r.y++;
        } else if (what == 1) {
            return NO_ERROR;
        } else if (what == 2) {
            if (r.end - r.at < 2) return cut(b);
            r.x += *r.at++, r.y += *r.at++;
        } else if (!put_stored(&r, what)) {
            return cut(b);
        }
    }
    return NO_ERROR;
}

/* Blue, green, red, and but for OS/2 a byte that says nothing. */
static Error read_palette(const Bmp *b, PixelPalette *palette) {
    size_t at = FILE_HEADER + (size_t)b->header, one = b->header == OS2 ? 3 : 4, n = b->colours;
    if (n == 0 || n > 256) n = (size_t)1 << b->bits;
    if (b->file->size < at + n * one) return cut(b);
    palette_begin(palette);
    for (size_t i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) palette->rgb[i][c] = b->file->bytes[at + i * one + 2 - (size_t)c];
    return NO_ERROR;
}

static Error read_pixels(const Bmp *b) {
    PixelPalette palette;
    if (b->bits > 8) return read_rows(b);
    TRY(read_palette(b, &palette));
    TRY(b->way == RAW ? read_rows(b) : read_runs(b));
    pixels_colour(b->out, &palette);
    return NO_ERROR;
}

static Error bmp_decode(const Encoded *file, Pixels *out) {
    Bmp b = {.file = file, .out = out};
    *out = (Pixels){0};
    TRY(read_header(&b));
    TRY(check(&b));
    TRY(pixels_make(file, b.w, b.h, out));
    Error e = read_pixels(&b);
    if (failed(&e)) pixels_free(out);
    return e;
}

const FileFormat bmp_format = {"BMP", FILE_PICTURE, .is = is_bmp, .decode = bmp_decode};
