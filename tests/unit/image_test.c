/* Photos as torchvision prepares them, equal to the bit (tests/goldens/preprocess.py), and files
 * that are no photos. Runs in the top directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "io/image.h"
#include "io/kind.h"
#include "nn/prepare.h"
#include "scratch.h"

#define GOLDENS "tests/goldens/preprocess"

static uint64_t fnv(const void *bytes, size_t n) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    return h;
}

static Mapped map(const char *name) {
    char path[256];
    Mapped file;
    snprintf(path, sizeof path, GOLDENS "/%s", name);
    Error e = file_map(path, &file);
    assert_false(failed(&e));
    return file;
}

static Image load(const char *name, int crop) {
    char path[256];
    Image image;
    snprintf(path, sizeof path, GOLDENS "/%s", name);
    Error e = image_load(path, framing(crop), &image);
    if (failed(&e)) fail_msg("%s: %s %s", name, e.id, e.arg[0]);
    return image;
}

/* ---- against torchvision ---- */

typedef struct Golden {
    char name[64];
    int w, h, crop;
    uint64_t bytes, floats; /* FNV-1a of the crop, and of what the network gets */
} Golden;

static bool read_golden(FILE *f, Golden *g) {
    int n = fscanf(f, "%63s %d %d %d %" SCNx64 " %" SCNx64, g->name, &g->w, &g->h, &g->crop, &g->bytes, &g->floats);
    assert_true(n == 6 || n == EOF);
    return n == 6;
}

static bool is_exact(const Golden *g, const Image *image) {
    size_t n = (size_t)image->size * (size_t)image->size * 3;
    float *input = malloc(n * sizeof *input);
    assert_non_null(input);
    Preparation usual = preparation(PREPARE_TORCHVISION);
    prepare_pixels(&usual, 3, image->rgb, (size_t)image->size * (size_t)image->size, input);
    bool same = fnv(image->rgb, n) == g->bytes && fnv(input, n * sizeof *input) == g->floats;
    free(input);
    return same;
}

static void of_other_sizes(void **state) {
    (void)state;
    FILE *f = fopen("tests/goldens/framing.txt", "r");
    char name[64], path[256];
    Framing as;
    int squash, n = 0;
    uint64_t bytes;
    assert_non_null(f);
    for (; fscanf(f, "%63s %d %d %d %" SCNx64, name, &as.crop, &as.size, &squash, &bytes) == 5; n++) {
        Image image;
        as.squash = squash;
        snprintf(path, sizeof path, GOLDENS "/%s", name);
        Error e = image_load(path, as, &image);
        assert_false(failed(&e));
        size_t side = (size_t)image.size;
        if (fnv(image.rgb, side * side * 3) != bytes)
            fail_msg("%s, %d of %d%s", name, as.crop, as.size, squash ? ", squashed" : "");
        image_free(&image);
    }
    assert_int_equal(n, 49);
    fclose(f);
}

static void as_torchvision_does_it(void **state) {
    (void)state;
    FILE *f = fopen(GOLDENS ".txt", "r");
    assert_non_null(f);
    Golden g;
    int n = 0, wrong = 0;
    for (; read_golden(f, &g); n++) {
        Image image = load(g.name, g.crop);
        bool right = is_exact(&g, &image) && image.size == g.crop && image.original_w == g.w && image.original_h == g.h;
        if (!right) print_error("%s, crop %d, is not torchvision's\n", g.name, g.crop);
        wrong += !right;
        image_free(&image);
        assert_null(image.rgb);
    }
    fclose(f);
    assert_true(n > 100);
    assert_int_equal(wrong, 0);
}

/* ---- EXIF ---- */

/* An uncompressed TGA, top row first, of rgb (h, w, 3). */
static size_t make_tga(const unsigned char *rgb, int w, int h, unsigned char *out) {
    unsigned char header[18] = {[2] = 2,
                                [12] = (unsigned char)w,
                                [13] = (unsigned char)(w >> 8),
                                [14] = (unsigned char)h,
                                [15] = (unsigned char)(h >> 8),
                                [16] = 24,
                                [17] = 0x20};
    memcpy(out, header, sizeof header);
    for (int i = 0; i < w * h; i++)
        for (int c = 0; c < 3; c++) out[18 + i * 3 + c] = rgb[i * 3 + 2 - c];
    return sizeof header + (size_t)(w * h * 3);
}

/* EXIF 2.3, 4.6.4: where the 0th row and the 0th column of the stored picture are. Returns where
 * its pixel (x, y) comes to lie in the upright picture. */
static void upright(int turn, int w, int h, int x, int y, int *to_x, int *to_y) {
    int from_right = w - 1 - x, from_bottom = h - 1 - y;
    switch (turn) {
    case 2: *to_x = from_right, *to_y = y; break;           /* row: top, column: right */
    case 3: *to_x = from_right, *to_y = from_bottom; break; /* bottom, right */
    case 4: *to_x = x, *to_y = from_bottom; break;          /* bottom, left */
    case 5: *to_x = y, *to_y = x; break;                    /* left, top */
    case 6: *to_x = from_bottom, *to_y = x; break;          /* right, top */
    case 7: *to_x = from_bottom, *to_y = from_right; break; /* right, bottom */
    case 8: *to_x = y, *to_y = from_right; break;           /* left, bottom */
    default: *to_x = x, *to_y = y; break;                   /* top, left */
    }
}

/* The turned JPEG against an unturned TGA of the pixels that the decoder itself gives for it. */
static void turned_to_the_pixel(void **state) {
    (void)state;
    for (int turn = 1; turn <= 8; turn++) {
        char name[64];
        Pixels stored;
        snprintf(name, sizeof name, "turned-%d.jpg", turn);
        Mapped file = map(name);
        Error e = jpeg_format.decode(&(Encoded){file.data, file.size, name, UINT64_MAX}, &stored);
        file_unmap(&file);
        assert_false(failed(&e));
        int w = stored.w, h = stored.h;
        assert_true(w == 70 && h == 50 && stored.turn == turn);
        unsigned char rgb[70 * 50 * 3], tga[sizeof rgb + 18];
        int to_w = turn >= 5 ? h : w, to_h = turn >= 5 ? w : h;
        for (int i = 0; i < w * h; i++) {
            int x, y;
            upright(turn, w, h, i % w, i / w, &x, &y);
            memcpy(rgb + (y * to_w + x) * 3, stored.rgb + i * 3, 3);
        }
        pixels_free(&stored);
        Image expected, image = load(name, 224);
        e = image_load_memory(tga, make_tga(rgb, to_w, to_h, tga), "tga", framing(224), &expected);
        assert_false(failed(&e));
        assert_memory_equal(image.rgb, expected.rgb, 224 * 224 * 3);
        assert_true(image.original_w == to_w && image.original_h == to_h);
        image_free(&image);
        image_free(&expected);
    }
}

/* ---- files that are no photos, or half of one ---- */

/* What is decoded, or is named as a picture that cannot be, is a picture to whoever asks what it is. */
static const char *error_of(const void *bytes, size_t size) {
    Image image = {.size = 7};
    Error e = image_load_memory(bytes, size, "a name", framing(224), &image);
    bool named = failed(&e) && (strcmp(e.id, "image.foreign") == 0 || strcmp(e.id, "image.raw") == 0);
    if (!failed(&e) || named) assert_int_equal(kind_of(bytes, size), FILE_PICTURE);
    if (failed(&e)) {
        assert_null(image.rgb);
        assert_int_equal(image.size, 0);
    }
    image_free(&image);
    return e.id ? e.id : "none";
}

/* `spare` bytes at the end of a file may be missing: they say nothing about the picture. */
static void cut_anywhere(const char *name, size_t spare) {
    Mapped file = map(name);
    for (size_t n = 0; n < file.size; n++) {
        /* At the end of a block of its own, where a sanitizer sees the first byte read too many. */
        unsigned char *part = malloc(n ? n : 1);
        assert_non_null(part);
        memcpy(part, file.data, n);
        const char *id = error_of(part, n);
        free(part);
        bool right = n == 0                   ? strcmp(id, "image.empty") == 0
                     : n < 12                 ? strcmp(id, "none") != 0
                     : n + spare >= file.size ? strcmp(id, "none") == 0
                                              : strcmp(id, "image.cut") == 0;
        if (!right) fail_msg("%s after %zu of %zu bytes: %s", name, n, file.size, id);
    }
    file_unmap(&file);
}

static void cut_pictures_are_refused(void **state) {
    (void)state;
    static const size_t END = 12; /* of a PNG: the chunk behind the pixels */
    cut_anywhere("turned-6.jpg", 0);
    cut_anywhere("grey.jpg", 0);
    cut_anywhere("halved.jpg", 0);
    cut_anywhere("palette-16.png", END);
    cut_anywhere("rgb-interlaced.png", END);
    cut_anywhere("rgb-16-bits.png", END);
    cut_anywhere("one-bit.bmp", 2); /* what pads a row */
    cut_anywhere("rgb-os2.bmp", 3);
    cut_anywhere("16-bits-565.bmp", 2);
    cut_anywhere("rle8.bmp", 4); /* the end of the last row, and of the picture */
    cut_anywhere("rle4.bmp", 4);
    cut_anywhere("plain.gif", 1); /* the trailer */
    cut_anywhere("own-palette.gif", 1);
    cut_anywhere("rgb-lossless.webp", 0);
    cut_anywhere("moving.webp", 0);
    cut_anywhere("alpha-lossy.webp", 0);
    cut_anywhere("rgb.avif", 0);
    cut_anywhere("alpha.avif", 0);
    cut_anywhere("thumbnail.heic", 0);
    cut_anywhere("p6-255.pnm", 0);
    cut_anywhere("p4-1.pnm", 0);
}

/* The directory is at the end; what is missing there is found missing, or called damaged. */
static void a_cut_tiff_is_refused(void **state) {
    (void)state;
    static const char *const NAMES[] = {"little.tiff",  "big-large.tiff", "tiles.tiff",
                                        "rgb-lzw.tiff", "jpeg.tiff",      "fax.tiff"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Mapped file = map(NAMES[i]);
        for (size_t n = 8; n < file.size - 64; n += 7) {
            unsigned char *part = malloc(n);
            assert_non_null(part);
            memcpy(part, file.data, n);
            const char *id = error_of(part, n);
            free(part);
            if (strcmp(id, "image.cut") != 0 && strcmp(id, "image.decode") != 0)
                fail_msg("%s after %zu of %zu bytes: %s", NAMES[i], n, file.size, id);
        }
        file_unmap(&file);
    }
}

/* A TGA begins with nothing that tells it from other files. */
static void a_cut_tga_is_refused(void **state) {
    (void)state;
    static const char *const NAMES[] = {"grey-rle.tga", "rgb-rle.tga", "palette-rle.tga",
                                        "grey.tga"};
    for (int i = 0; i < 4; i++) {
        Mapped file = map(NAMES[i]);
        size_t end = file.size - 26; /* behind it, a signature that tells of nothing */
        for (size_t n = 1; n < file.size; n++) {
            unsigned char *part = malloc(n);
            assert_non_null(part);
            memcpy(part, file.data, n);
            const char *id = error_of(part, n);
            free(part);
            if (strcmp(id, n < 18 ? "image.unknown" : n < end ? "image.cut" : "none") != 0)
                fail_msg("%s after %zu of %zu bytes: %s", NAMES[i], n, file.size, id);
        }
        file_unmap(&file);
    }
}

static void what_is_no_image(void **state) {
    (void)state;
    static const unsigned char nothing[4096],
        safetensors[] = "\x40\0\0\0\0\0\0\0{\"a\":{}}                ";
    static const char text[] =
        "This is a text, not a picture. It goes on for some time, so that it is\n"
        "longer than any header.\n";
    assert_string_equal(error_of("", 0), "image.empty");
    assert_string_equal(error_of("x", 1), "kind.text");
    assert_string_equal(error_of(text, sizeof text - 1), "kind.text");
    assert_string_equal(error_of("BMW, a car: it begins as a BMP does\n", 36), "kind.text");
    assert_string_equal(error_of(nothing, sizeof nothing), "image.unknown");
    assert_string_equal(error_of(safetensors, sizeof safetensors), "kind.weights");
    unsigned char noise[3000];
    for (uint32_t seed = 1, i = 0; i < 20000; i++) {
        for (size_t j = 0; j < sizeof noise; j++) {
            seed = seed * 1664525u + 1013904223u;
            noise[j] = (unsigned char)(seed >> 24);
        }
        noise[2] &= 63; /* the rest could be a TGA */
        error_of(noise, i % sizeof noise);
        if (i % sizeof noise > 100) i += 37;
    }
    Image image;
    Error e = image_load(scratch("none.png"), framing(224), &image);
    assert_string_equal(e.id, "file.open");
    e = image_load(scratch_dir, framing(224), &image);
    assert_string_equal(e.id, "file.not_a_file");
    e = image_load(scratch_write("empty.png", "", 0), framing(224), &image);
    assert_string_equal(e.id, "image.empty");
    assert_string_equal(e.arg[0], scratch("empty.png"));
    e = image_load(scratch_write("text.png", text, sizeof text - 1), framing(224), &image);
    assert_string_equal(e.id, "kind.text");
}

/* The bytes are those of splitmix64, computed apart (python: z = x + 0x9e3779b97f4a7c15, ...; its first output for
 * the state 1234567 is 6457827717110365317, as published). */
static void noise_is_the_same_everywhere(void **state) {
    (void)state;
    static const unsigned char seven[] = {188, 26, 167, 253, 227, 249, 238, 206};
    Image image, again;
    uint32_t seed;
    Error e = image_load("noise:7", framing(224), &image);
    assert_false(failed(&e));
    assert_int_equal(image.size, 224);
    assert_memory_equal(image.rgb, seven, sizeof seven);
    e = image_load("noise", framing(224), &again);
    assert_false(failed(&e));
    assert_int_equal(again.rgb[0], 196);
    assert_int_equal(again.rgb[224 * 224 * 3 - 1], 97);
    image_free(&again);
    image_free(&image);
    assert_true(image_is_noise("noise:4294967295", &seed));
    assert_false(image_is_noise("noise:4294967296", &seed));
    assert_false(image_is_noise("noise:", &seed));
    assert_false(image_is_noise("noise:1x", &seed));
    assert_false(image_is_noise("noise.png", &seed));
}

/* The first bytes of what people take for a photo, as the formats' own descriptions give them. */
static void what_is_not_decoded_is_named(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *id, *name;
    } CASES[] = {
#define CASE(literal, id, name) {literal, sizeof literal - 1, id, name}
        CASE("\0\0\0\x20"
             "ftypisom\0\0\2\0",
             "image.video", "MP4"),
        CASE("\0\0\0\x14"
             "ftypqt  \0\0\0\0",
             "image.video", "MP4"),
        CASE("\x1a\x45\xdf\xa3\x9f\x42\x86\x81", "image.video", "Matroska"),
        CASE("RIFF\0\0\0\0AVI LIST", "image.video", "AVI"),
        CASE("\0\0\0\x18"
             "ftypcrx \0\0\0\1",
             "image.raw", "CR3"),
        CASE("FUJIFILMCCD-RAW 0201", "image.raw", "RAF"),
        CASE("IIU\0\x18\0\0\0", "image.raw", "RW2"),
        CASE("%PDF-1.4\n", "image.vector", "PDF"),
        CASE("%!PS-Adobe-3.0\n", "image.vector", "PostScript"),
        CASE("<svg xmlns='http://www.w3.org/2000/svg'/>", "image.vector", "SVG"),
        CASE("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- by > hand -->\n<!DOCTYPE svg>\n<svg/>", "image.vector", "SVG"),
        CASE("8BPS\0\1\0\0", "image.foreign", "Photoshop (PSD)"),
        CASE("gimp xcf v011", "image.foreign", "GIMP (XCF)"),
        CASE("\0\0\0\x0cJXL \x0d\x0a\x87\x0a", "image.foreign", "JPEG XL"),
        CASE("\0\0\1\0\1\0", "image.foreign", "ICO"),
        CASE("\x89PNG\r\n\x1a\n\0\0\0\4CgBI\x50\0\x20\2", "image.apple_png", "a name"),
        CASE("<!DOCTYPE html><html>", "kind.html", "a name"),
        CASE("<?xml version='1.0'?>\n<rss/>", "kind.text", "a name"),
#undef CASE
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        unsigned char *bytes = malloc(CASES[i].n);
        Image image;
        assert_non_null(bytes);
        memcpy(bytes, CASES[i].bytes, CASES[i].n);
        Error e = image_load_memory(bytes, CASES[i].n, "a name", framing(224), &image);
        assert_string_equal(e.id, CASES[i].id);
        assert_string_equal(e.arg[0], CASES[i].name);
        assert_string_equal(error_of(bytes, CASES[i].n), CASES[i].id);
        for (size_t n = 1; n < CASES[i].n; n++) {
            unsigned char *part = malloc(n);
            assert_non_null(part);
            memcpy(part, bytes, n);
            assert_string_not_equal(error_of(part, n), "none");
            free(part);
        }
        free(bytes);
    }
}

/* Files of boxes say which family they are of, or, where they say only that they are pictures, with which they go. */
static void the_codec_is_told_by_the_brands(void **state) {
    (void)state;
    static const struct {
        const char *brands, *name;
    } CASES[] = {{"avif\0\0\0\0mif1miaf", "AVIF"}, {"avis\0\0\0\0msf1miaf", "AVIF"}, {"mif1\0\0\0\0miafavif", "AVIF"},
                 {"heic\0\0\0\0mif1heic", "HEIC"}, {"hevc\0\0\0\0msf1hevc", "HEIC"}, {"mif1\0\0\0\0mif1heic", "HEIC"}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        unsigned char bytes[36] = "\0\0\0\x18" "ftyp";
        Image image;
        memcpy(bytes + 8, CASES[i].brands, 16);
        memcpy(bytes + 24, "\0\0\0\x0cmeta", 8); /* with nothing in it */
        Error e = image_load_memory(bytes, sizeof bytes, "a name", framing(224), &image);
        assert_string_equal(e.id, "image.decode");
        assert_int_equal(strncmp(e.arg[0], CASES[i].name, 4), 0);
        assert_int_equal(kind_of(bytes, sizeof bytes), FILE_PICTURE);
    }
}

/* 12 bits a colour: the precision stands behind the frame's marker and length. */
static void a_jpeg_of_12_bits_is_named(void **state) {
    (void)state;
    Mapped file = map("turned-1.jpg");
    unsigned char *bytes = malloc(file.size);
    assert_non_null(bytes);
    memcpy(bytes, file.data, file.size);
    unsigned char *frame = memmem(bytes, file.size, "\xff\xc0", 2);
    assert_non_null(frame);
    assert_int_equal(frame[4], 8);
    frame[4] = 12;
    Image image;
    Error e = image_load_memory(bytes, file.size, "a name", framing(224), &image);
    assert_string_equal(e.id, "image.bits");
    assert_string_equal(e.arg[0], "12");
    free(bytes);
    file_unmap(&file);
}

/* A camera's raw file begins with a small picture, which TIFF calls a reduced one. */
static void a_raw_file_is_named(void **state) {
    (void)state;
    Mapped file = map("little.tiff");
    unsigned char *bytes = malloc(file.size), *tag;
    assert_non_null(bytes);
    memcpy(bytes, file.data, file.size);
    tag = memmem(bytes, file.size, "\x1c\1\3\0\1\0\0\0\1", 9); /* PlanarConfiguration, a SHORT, 1 */
    assert_non_null(tag);
    memcpy(tag, "\xfe\0\3\0\1\0\0\0\1", 9); /* NewSubfileType: 1 */
    assert_string_equal(error_of(bytes, file.size), "image.raw");
    free(bytes);
    file_unmap(&file);
}

/* Headers that announce more than can be decoded; nothing of it is read. */
static void what_is_too_large(void **state) {
    (void)state;
    unsigned char png[8 + 25 + 12 + 12] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    png[24] = 8; /* bits */
    png[25] = 2; /* RGB */
    png[18] = png[22] = 20000 >> 8;
    png[19] = png[23] = 20000 & 255;
    memcpy(png + 37, "IDAT", 4);
    memcpy(png + 49, "IEND", 4);
    Image image;
    Error e = image_load_memory(png, sizeof png, "large.png", framing(224), &image);
    assert_string_equal(e.id, "image.large");
    assert_string_equal(e.arg[0], "20000x20000");
    assert_string_equal(e.arg[1], "large.png");
    png[25] = 0; /* grey becomes RGB on the way */
    assert_string_equal(error_of(png, sizeof png), "image.large");
    unsigned char gif[] = "GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\2\0;";
    assert_string_equal(error_of(gif, sizeof gif - 1), "image.large");
    unsigned char jpeg[] =
        "\xff\xd8\xff\xc0\0\x11\x08\xf0\0\xf0\0\3\1\x22\0\2\x11\1\3\x11\1"
        "\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0\xff\xd9";
    assert_string_equal(error_of(jpeg, sizeof jpeg - 1), "image.large");
    png[18] = png[22] = png[19] = png[23] = 0; /* 0 x 0 */
    assert_string_not_equal(error_of(png, sizeof png), "none");
}

static void huffman_tables_that_do_not_fit(void **state) {
    (void)state;
    Mapped file = map("turned-1.jpg");
    unsigned char *bytes = malloc(file.size);
    assert_non_null(bytes);
    int tables = 0;
    for (size_t i = 0; i + 21 < file.size; i++) {
        if (file.data[i] != 0xFF || file.data[i + 1] != 0xC4) continue;
        tables++;
        for (size_t count = i + 5; count < i + 21; count++) {
            memcpy(bytes, file.data, file.size);
            bytes[count] = (unsigned char)(bytes[count] + 255);
            assert_string_equal(error_of(bytes, file.size), "image.decode");
        }
        memcpy(bytes, file.data, file.size);
        bytes[i + 3]--; /* the length of the segment */
        assert_string_equal(error_of(bytes, file.size), "image.decode");
    }
    assert_int_equal(tables, 4);
    free(bytes);
    file_unmap(&file);
}

/* Well made, of 300 codes. */
static void a_huffman_table_too_many(void **state) {
    (void)state;
    Mapped file = map("turned-1.jpg");
    enum { SEGMENT = 2 + 2 + 17 + 300 };
    unsigned char *bytes = calloc(file.size + SEGMENT, 1), *table = bytes + 2;
    assert_non_null(bytes);
    memcpy(bytes, file.data, 2);
    memcpy(bytes + 2 + SEGMENT, file.data + 2, file.size - 2);
    memcpy(table, "\xff\xc4", 2);
    table[2] = (SEGMENT - 2) >> 8;
    table[3] = (SEGMENT - 2) & 255;
    table[19] = table[20] = 150; /* of 15 and of 16 bits */
    Image image;
    Error e = image_load_memory(bytes, file.size + SEGMENT, "a name", framing(224), &image);
    assert_string_equal(e.id, "image.decode");
    free(bytes);
    file_unmap(&file);
}

/* Whole to look at, but with damaged data: an error or a picture, never more than that. */
static void damaged_pictures_do_no_harm(void **state) {
    (void)state;
    static const char *const NAMES[] = {"turned-6.jpg",    "cmyk.jpg",    "palette-16.png",
                                        "grey-2-bits.png", "plain.gif",   "rgb-rle.tga",
                                        "palette-2.png",   "one-bit.bmp", "rgb-os2.bmp",
                                        "moving.gif",      "grey.jpg",    "grey-alpha-16-bits.png",
                                        "rle8.bmp",        "rle4.bmp",    "16-bits-565-v5.bmp",
                                        "clear-offset.gif", "moving.webp", "alpha-lossy.webp",
                                        "turned.webp",     "little.tiff", "tiles.tiff",
                                        "jpeg.tiff",       "fax.tiff",    "palette-2.tiff",
                                        "big-large.tiff",  "p3-255.pnm",  "p4-1.pnm",
                                        "turned-profile.png", "turned-xmp.png", "16-bits.tga",
                                        "rgb.avif",        "alpha.avif",  "grid.avif",
                                        "moving.avif",     "grey.heic",   "thumbnail.heic"};
    uint32_t seed = 4;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Mapped file = map(NAMES[i]);
        unsigned char *bytes = malloc(file.size);
        assert_non_null(bytes);
        for (int round = 0; round < 150; round++) {
            memcpy(bytes, file.data, file.size);
            for (int change = 0; change <= round % 4; change++) {
                seed = seed * 1664525u + 1013904223u;
                bytes[(seed >> 8) % file.size] ^= (unsigned char)(1u << (seed >> 5) % 8);
            }
            error_of(bytes, file.size);
        }
        free(bytes);
        file_unmap(&file);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_torchvision_does_it),
        cmocka_unit_test(of_other_sizes),
        cmocka_unit_test(turned_to_the_pixel),
        cmocka_unit_test(cut_pictures_are_refused),
        cmocka_unit_test(a_cut_tiff_is_refused),
        cmocka_unit_test(a_cut_tga_is_refused),
        cmocka_unit_test(what_is_no_image),
        cmocka_unit_test(what_is_not_decoded_is_named),
        cmocka_unit_test(the_codec_is_told_by_the_brands),
        cmocka_unit_test(a_jpeg_of_12_bits_is_named),
        cmocka_unit_test(a_raw_file_is_named),
        cmocka_unit_test(what_is_too_large),
        cmocka_unit_test(huffman_tables_that_do_not_fit),
        cmocka_unit_test(a_huffman_table_too_many),
        cmocka_unit_test(damaged_pictures_do_no_harm),
        cmocka_unit_test(noise_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
