/* Decodes a PNG with libpng: alpha is dropped, of 16 bits the upper 8 are taken. One whose end is missing behind its
 * pixels is whole. Errors: those of pixels_make, image.cut, image.decode, image.apple_png. */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "io/exif.h"
#include "io/format.h"

typedef struct Reader {
    const Encoded *file;
    size_t at;
    png_structp png;
    png_infop info;
    Pixels *out;
    bool drawn; /* all pixels are there */
    Error error;
    jmp_buf stop;
} Reader;

static _Noreturn void stop(png_structp png, png_const_charp why) {
    Reader *r = png_get_error_ptr(png);
    if (!failed(&r->error)) r->error = error("image.decode", "%s\t%s", why, r->file->name);
    longjmp(r->stop, 1);
}

static void warned(png_structp png, png_const_charp why) { (void)png, (void)why; }

static void read_bytes(png_structp png, png_bytep to, size_t n) {
    Reader *r = png_get_io_ptr(png);
    if (n > r->file->size - r->at) {
        r->error = error("image.cut", "%s", r->file->name);
        png_error(png, "cut");
    }
    memcpy(to, r->file->bytes + r->at, n);
    r->at += n;
}

/* A chunk may announce any length, also one that the file has not. */
static png_voidp allocate(png_structp png, png_alloc_size_t n) {
    Reader *r = png_get_mem_ptr(png);
    if (n > r->file->most) return NULL;
    void *room = malloc(n);
    if (!room) r->error = error("memory", "%s", r->file->name);
    return room;
}

static void release(png_structp png, png_voidp what) {
    (void)png;
    free(what);
}

static void make_pixels(Reader *r) {
    r->error =
        pixels_make(r->file, png_get_image_width(r->png, r->info), png_get_image_height(r->png, r->info), r->out);
    if (failed(&r->error)) png_error(r->png, "room");
}

/* Each pass of an interlaced picture fills in what its rows lack. */
static void read_rows(Reader *r, unsigned char *to, size_t pitch) {
    int passes = png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
    while (passes--)
        for (int y = 0; y < r->out->h; y++) png_read_row(r->png, to + (size_t)y * pitch, NULL);
}

static void read_indices(Reader *r) {
    PixelPalette palette;
    png_colorp colours;
    int n = 0;
    palette_begin(&palette);
    png_get_PLTE(r->png, r->info, &colours, &n);
    for (int i = 0; i < n && i < 256; i++)
        palette_set(&palette, i, colours[i].red, colours[i].green, colours[i].blue);
    png_set_packing(r->png);
    read_rows(r, pixels_indices(r->out), (size_t)r->out->w);
    pixels_colour(r->out, &palette);
}

static void read_colours(Reader *r) {
    png_set_expand(r->png);
    png_set_strip_16(r->png);
    png_set_strip_alpha(r->png);
    png_set_gray_to_rgb(r->png);
    read_rows(r, r->out->rgb, (size_t)r->out->w * 3);
}

/* Sums are not looked at: a picture that is whole may have a wrong one, and zlib has one of its own. */
static void read_all(Reader *r) {
    png_set_crc_action(r->png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
    png_set_user_limits(r->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* pixels_make has its own */
    png_read_info(r->png, r->info);
    make_pixels(r);
    if (png_get_color_type(r->png, r->info) == PNG_COLOR_TYPE_PALETTE) read_indices(r);
    else read_colours(r);
    r->drawn = true;
    png_read_end(r->png, r->info); /* for what stands behind the pixels, if anything does */
}

static void read_or_stop(Reader *r) {
    if (!setjmp(r->stop)) read_all(r);
}

/* The eXIf chunk, else ImageMagick's profile, else XMP, as Pillow takes them. */
static int orientation(const Reader *r) {
    png_bytep exif;
    png_uint_32 size;
    png_textp texts;
    int n = 0, turn = 1, in_xmp = 1;
    if (png_get_eXIf_1(r->png, r->info, &size, &exif)) turn = exif_orientation(exif, size);
    else png_get_text(r->png, r->info, &texts, &n);
    for (int i = 0; i < n; i++) {
        size_t length = texts[i].text_length ? texts[i].text_length : texts[i].itxt_length;
        if (strcmp(texts[i].key, "Raw profile type exif") == 0)
            turn = exif_orientation_in_profile(texts[i].text, length);
        if (strcmp(texts[i].key, "XML:com.adobe.xmp") == 0) in_xmp = exif_orientation_in_xmp(texts[i].text, length);
    }
    return turn != 1 ? turn : in_xmp;
}

static Error png_decode(const Encoded *file, Pixels *out) {
    Reader r = {.file = file, .out = out};
    *out = (Pixels){0};
    if (file->size >= 16 && memcmp(file->bytes + 12, "CgBI", 4) == 0) return error("image.apple_png", "%s", file->name);
    r.png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &r, stop, warned, &r, allocate, release);
    r.info = r.png ? png_create_info_struct(r.png) : NULL;
    if (r.info) {
        png_set_read_fn(r.png, &r, read_bytes);
        read_or_stop(&r);
    }
    if (r.info && r.drawn) out->turn = orientation(&r);
    png_destroy_read_struct(&r.png, &r.info, NULL);
    if (r.drawn) return NO_ERROR;
    pixels_free(out);
    return failed(&r.error) ? r.error : error("memory", "%s", file->name);
}

const FileFormat png_format = {"PNG", FILE_PICTURE, MAGIC(0, "\x89PNG"), .decode = png_decode};
