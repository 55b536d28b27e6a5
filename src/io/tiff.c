/* TIFF, decoded by libtiff, which is opened when the first one comes; of a file the first picture: grey and palettes of
 * 1, 2, 4, 8 and 16 bits, RGB, CMYK and YCbCr, as in Pillow; of 16 bits the upper 8 are taken. Errors: those of
 * pixels_make, image.cut, image.decode, image.bits, image.raw, image.library. */
#include "io/format.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "io/library.h"

static struct LibTiff {
    bool here;
    __typeof__(TIFFSetErrorHandler) *on_error, *on_warning;
    __typeof__(TIFFSetErrorHandlerExt) *on_error_of;
    __typeof__(TIFFClientOpen) *open;
    __typeof__(TIFFGetField) *get;
    __typeof__(TIFFGetFieldDefaulted) *get_default;
    __typeof__(TIFFSetField) *set;
    __typeof__(TIFFIsTiled) *tiled;
    __typeof__(TIFFStripSize64) *strip_size, *tile_size;
    __typeof__(TIFFComputeStrip) *strip;
    __typeof__(TIFFComputeTile) *tile;
    __typeof__(TIFFReadEncodedStrip) *read_strip, *read_tile;
    __typeof__(TIFFReadRGBAImageOriented) *read_rgba;
    __typeof__(TIFFClose) *close;
} the_tiff;

#ifdef __APPLE__
static const char *const LIBRARIES[] = {"libtiff.6.dylib", "libtiff.5.dylib"};
#else
static const char *const LIBRARIES[] = {"libtiff.so.6", "libtiff.so.5"};
#endif

typedef struct Tiff {
    const Encoded *file;
    TIFF *tiff;
    uint64_t at;
    bool short_of; /* bytes behind the end were asked for */
    char why[128];
    uint32_t w, h, block_w, block_h;
    uint16_t bits, samples, light, planes, format, packing; /* light: TIFF's photometric interpretation */
    bool tiled, premultiplied;
    const uint16_t *palette[3];
    unsigned char *block;
    size_t block_size;
    Pixels *out;
} Tiff;

static bool is_tiff(const unsigned char *bytes, size_t size) {
    if (size < 8) return false;
    return memcmp(bytes, "II*\0", 4) == 0 || memcmp(bytes, "MM\0*", 4) == 0 || memcmp(bytes, "II+\0", 4) == 0 ||
           memcmp(bytes, "MM\0+", 4) == 0;
}

/* ---- libtiff's way to the bytes ---- */

static tmsize_t read_bytes(thandle_t ctx, void *to, tmsize_t n) {
    Tiff *t = ctx;
    uint64_t left = t->at < t->file->size ? t->file->size - t->at : 0;
    t->short_of |= n > 0 && (uint64_t)n > left;
    size_t given = n < 0 ? 0 : (uint64_t)n < left ? (size_t)n : (size_t)left;
    if (given) memcpy(to, t->file->bytes + t->at, given);
    t->at += given;
    return (tmsize_t)given;
}

static tmsize_t write_bytes(thandle_t ctx, void *from, tmsize_t n) {
    (void)ctx, (void)from, (void)n;
    return 0;
}

static toff_t seek(thandle_t ctx, toff_t to, int from) {
    Tiff *t = ctx;
    t->at = from == SEEK_SET ? to : from == SEEK_CUR ? t->at + to : t->file->size + to;
    return t->at;
}

static int close_nothing(thandle_t ctx) {
    (void)ctx;
    return 0;
}

static toff_t size_of(thandle_t ctx) { return ((Tiff *)ctx)->file->size; }

static void keep_why(thandle_t ctx, const char *module, const char *format, va_list more) {
    Tiff *t = ctx;
    (void)module;
    if (!t || *t->why) return;
    vsnprintf(t->why, sizeof t->why, format, more);
    for (char *at = t->why; *at; at++)
        if (*at == '\t') *at = ' '; /* it parts an error's particulars */
}

static void open_library(void) {
    const LibrarySymbol symbols[] = {
        {"TIFFSetErrorHandler", (void **)&the_tiff.on_error}, {"TIFFSetWarningHandler", (void **)&the_tiff.on_warning},
        {"TIFFSetErrorHandlerExt", (void **)&the_tiff.on_error_of}, {"TIFFClientOpen", (void **)&the_tiff.open},
        {"TIFFGetField", (void **)&the_tiff.get}, {"TIFFGetFieldDefaulted", (void **)&the_tiff.get_default},
        {"TIFFSetField", (void **)&the_tiff.set}, {"TIFFIsTiled", (void **)&the_tiff.tiled},
        {"TIFFStripSize64", (void **)&the_tiff.strip_size}, {"TIFFTileSize64", (void **)&the_tiff.tile_size},
        {"TIFFComputeStrip", (void **)&the_tiff.strip}, {"TIFFComputeTile", (void **)&the_tiff.tile},
        {"TIFFReadEncodedStrip", (void **)&the_tiff.read_strip}, {"TIFFReadEncodedTile", (void **)&the_tiff.read_tile},
        {"TIFFReadRGBAImageOriented", (void **)&the_tiff.read_rgba}, {"TIFFClose", (void **)&the_tiff.close}};
    for (size_t i = 0; !the_tiff.here && i < sizeof LIBRARIES / sizeof *LIBRARIES; i++)
        the_tiff.here = library_open(LIBRARIES[i], symbols, sizeof symbols / sizeof *symbols);
    if (!the_tiff.here) return;
    the_tiff.on_error(NULL); /* nothing is printed */
    the_tiff.on_warning(NULL);
    the_tiff.on_error_of(keep_why);
}

static Error wrong(const Tiff *t) {
    if (t->short_of) return error("image.cut", "%s", t->file->name);
    return error("image.decode", "%s\t%s", *t->why ? t->why : "TIFF", t->file->name);
}

static Error odd(const Tiff *t, const char *what, unsigned value) {
    return error("image.decode", "TIFF, %s %u\t%s", what, value, t->file->name);
}

/* ---- what the picture is like ---- */

static void read_extra(Tiff *t) {
    uint16_t n = 0, *kinds = NULL;
    if (the_tiff.get(t->tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds) && n >= 1)
        t->premultiplied = kinds[0] == EXTRASAMPLE_ASSOCALPHA && t->light == PHOTOMETRIC_RGB && t->samples >= 4;
}

static Error read_block_size(Tiff *t) {
    t->tiled = the_tiff.tiled(t->tiff);
    t->block_w = t->w, t->block_h = t->h;
    if (t->tiled) {
        the_tiff.get(t->tiff, TIFFTAG_TILEWIDTH, &t->block_w);
        the_tiff.get(t->tiff, TIFFTAG_TILELENGTH, &t->block_h);
    } else {
        the_tiff.get_default(t->tiff, TIFFTAG_ROWSPERSTRIP, &t->block_h);
        if (t->block_h > t->h) t->block_h = t->h;
    }
    uint64_t size = t->tiled ? the_tiff.tile_size(t->tiff) : the_tiff.strip_size(t->tiff);
    uint64_t pixels = (uint64_t)t->block_w * t->block_h;
    if (!pixels || !size) return wrong(t);
    if (size > t->file->most || pixels > t->file->most / 3)
        return error("image.large", "%ux%u\t%s", t->block_w, t->block_h, t->file->name);
    t->block_size = (size_t)size;
    return NO_ERROR;
}

/* A camera's raw file begins with a small picture, or says what version of DNG it is. */
static bool is_raw(const Tiff *t) {
    uint32_t kind = 0;
    unsigned char *version;
    enum { COLOUR_FILTER = 32803 };
    the_tiff.get(t->tiff, TIFFTAG_SUBFILETYPE, &kind);
    return kind & FILETYPE_REDUCEDIMAGE || the_tiff.get(t->tiff, TIFFTAG_DNGVERSION, &version) ||
           t->light == COLOUR_FILTER;
}

static Error read_tags(Tiff *t) {
    uint16_t turn = 1;
    the_tiff.get(t->tiff, TIFFTAG_IMAGEWIDTH, &t->w);
    the_tiff.get(t->tiff, TIFFTAG_IMAGELENGTH, &t->h);
    the_tiff.get_default(t->tiff, TIFFTAG_BITSPERSAMPLE, &t->bits);
    the_tiff.get_default(t->tiff, TIFFTAG_SAMPLESPERPIXEL, &t->samples);
    the_tiff.get_default(t->tiff, TIFFTAG_PLANARCONFIG, &t->planes);
    the_tiff.get_default(t->tiff, TIFFTAG_SAMPLEFORMAT, &t->format);
    the_tiff.get_default(t->tiff, TIFFTAG_COMPRESSION, &t->packing);
    the_tiff.get(t->tiff, TIFFTAG_PHOTOMETRIC, &t->light);
    the_tiff.get_default(t->tiff, TIFFTAG_ORIENTATION, &turn);
    if (is_raw(t)) return error("image.raw", "%s\t%s", "TIFF", t->file->name);
    TRY(pixels_make(t->file, t->w, t->h, t->out));
    t->out->turn = turn;
    read_extra(t);
    return read_block_size(t);
}

/* How many samples of a pixel are needed; 0 for what is not read. */
static int needed(const Tiff *t) {
    switch (t->light) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_PALETTE: return 1;
    case PHOTOMETRIC_RGB: return t->premultiplied ? 4 : 3;
    case PHOTOMETRIC_SEPARATED: return 4;
    default: return 0;
    }
}

static Error check(Tiff *t) {
    bool small = t->bits == 1 || t->bits == 2 || t->bits == 4, indexed = t->light == PHOTOMETRIC_PALETTE;
    if (!needed(t)) return odd(t, "colours", t->light);
    bool known = t->bits == 8 || (t->bits == 16 && !indexed) || (small && needed(t) == 1 && t->samples == 1);
    if (t->format != SAMPLEFORMAT_UINT || !known) return error("image.bits", "%u\t%s", t->bits, t->file->name);
    if (t->samples < needed(t)) return odd(t, "samples", t->samples);
    bool apart = t->planes != PLANARCONFIG_CONTIG && t->samples > 1;
    if (apart && needed(t) != 1 && needed(t) != 3) return odd(t, "planes", t->samples);
    if (indexed && !the_tiff.get(t->tiff, TIFFTAG_COLORMAP, &t->palette[0], &t->palette[1], &t->palette[2]))
        return odd(t, "palette", 0);
    return NO_ERROR;
}

/* ---- the pixels ---- */

/* Sample i of a row, of its bits (1 to 16) the upper 8 at most. */
static unsigned sample(const Tiff *t, const unsigned char *row, size_t i) {
    uint16_t wide;
    if (t->bits == 8) return row[i];
    if (t->bits == 16) return memcpy(&wide, row + 2 * i, 2), wide >> 8; /* in this machine's order */
    unsigned a_byte = 8u / t->bits;
    return row[i / a_byte] >> (a_byte - 1 - i % a_byte) * t->bits & ((1u << t->bits) - 1);
}

static void to_rgb(const Tiff *t, const unsigned values[4], unsigned char *to) {
    unsigned grey = t->bits < 8 ? values[0] * 255 / ((1u << t->bits) - 1) : values[0];
    unsigned char inks[4];
    switch (t->light) {
    case PHOTOMETRIC_MINISWHITE: memset(to, 255 - (int)grey, 3); break;
    case PHOTOMETRIC_MINISBLACK: memset(to, (int)grey, 3); break;
    case PHOTOMETRIC_PALETTE:
        for (int c = 0; c < 3; c++) to[c] = (unsigned char)(t->palette[c][values[0]] >> 8);
        break;
    case PHOTOMETRIC_SEPARATED:
        for (int c = 0; c < 4; c++) inks[c] = (unsigned char)(255 - values[c]);
        cmyk_to_rgb(inks, to);
        break;
    default:
        for (int c = 0; c < 3; c++)
            to[c] = t->premultiplied ? divide_by_alpha(values[c], values[3]) : (unsigned char)values[c];
    }
}

/* A block of one plane (a sample), or of all samples together (plane -1), whose upper left pixel is (x, y). */
static void unpack(const Tiff *t, uint32_t x, uint32_t y, int plane) {
    size_t each = plane < 0 ? t->samples : 1, pitch = ((size_t)t->block_w * each * t->bits + 7) / 8;
    uint32_t w = t->block_w < t->w - x ? t->block_w : t->w - x, h = t->block_h < t->h - y ? t->block_h : t->h - y;
    for (uint32_t j = 0; j < h; j++) {
        const unsigned char *row = t->block + j * pitch;
        unsigned char *to = t->out->rgb + ((size_t)(y + j) * t->w + x) * 3;
        for (uint32_t i = 0; i < w; i++, to += 3) {
            unsigned values[4] = {0};
            if (plane >= 0 && needed(t) == 3) {
                to[plane] = (unsigned char)sample(t, row, i);
                continue;
            }
            for (int c = 0; c < needed(t); c++) values[c] = sample(t, row, i * each + (size_t)c);
            to_rgb(t, values, to);
        }
    }
}

static Error read_block(const Tiff *t, uint32_t x, uint32_t y, int plane) {
    uint16_t s = (uint16_t)(plane < 0 ? 0 : plane);
    uint32_t rows = t->block_h < t->h - y ? t->block_h : t->h - y;
    size_t each = plane < 0 ? t->samples : 1, pitch = ((size_t)t->block_w * each * t->bits + 7) / 8;
    size_t expected = pitch * (t->tiled ? t->block_h : rows);
    if (expected > t->block_size) return odd(t, "block", t->block_w);
    tmsize_t n =
        t->tiled ? the_tiff.read_tile(t->tiff, the_tiff.tile(t->tiff, x, y, 0, s), t->block, (tmsize_t)t->block_size)
                 : the_tiff.read_strip(t->tiff, the_tiff.strip(t->tiff, y, s), t->block, (tmsize_t)expected);
    if (n < 0 || (size_t)n < expected) return wrong(t);
    unpack(t, x, y, plane);
    return NO_ERROR;
}

static Error read_blocks(Tiff *t) {
    bool apart = t->planes != PLANARCONFIG_CONTIG && t->samples > 1;
    t->block = malloc(t->block_size);
    if (!t->block) return error("memory", "%s", t->file->name);
    for (int plane = apart ? 0 : -1; plane < (apart ? needed(t) : 0); plane++)
        for (uint64_t y = 0; y < t->h; y += t->block_h)
            for (uint64_t x = 0; x < t->w; x += t->block_w) TRY(read_block(t, (uint32_t)x, (uint32_t)y, plane));
    return NO_ERROR;
}

/* Colours that libtiff turns into RGB itself. */
static Error read_rgba(Tiff *t) {
    size_t n = (size_t)t->w * t->h;
    uint32_t *rgba = malloc(n * sizeof *rgba);
    if (!rgba) return error("memory", "%s", t->file->name);
    the_tiff.set(t->tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT); /* it is turned later */
    bool read = the_tiff.read_rgba(t->tiff, t->w, t->h, rgba, ORIENTATION_TOPLEFT, 1);
    for (size_t i = 0; read && i < n; i++) {
        t->out->rgb[3 * i] = (unsigned char)TIFFGetR(rgba[i]);
        t->out->rgb[3 * i + 1] = (unsigned char)TIFFGetG(rgba[i]);
        t->out->rgb[3 * i + 2] = (unsigned char)TIFFGetB(rgba[i]);
    }
    free(rgba);
    return read ? NO_ERROR : wrong(t);
}

static Error decode(Tiff *t) {
    TRY(read_tags(t));
    if (t->light == PHOTOMETRIC_YCBCR) {
        if (t->packing != COMPRESSION_JPEG || t->planes != PLANARCONFIG_CONTIG) return read_rgba(t);
        the_tiff.set(t->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        t->light = PHOTOMETRIC_RGB;
    }
    TRY(check(t));
    return read_blocks(t);
}

static Error tiff_decode(const Encoded *file, Pixels *out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    Tiff t = {.file = file, .out = out};
    *out = (Pixels){0};
    pthread_once(&once, open_library);
    if (!the_tiff.here) return error("image.library", "TIFF\t%s\t%s", LIBRARIES[0], file->name);
    t.tiff = the_tiff.open(file->name, "rm", &t, read_bytes, write_bytes, seek, close_nothing, size_of, NULL, NULL);
    if (!t.tiff) return wrong(&t);
    Error e = decode(&t);
    free(t.block);
    the_tiff.close(t.tiff);
    if (failed(&e)) pixels_free(out);
    return e;
}

const FileFormat tiff_format = {"TIFF", FILE_PICTURE, .is = is_tiff, .decode = tiff_decode};
