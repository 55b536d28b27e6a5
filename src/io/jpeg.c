#include "io/jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jerror.h>
#include <jpeglib.h>

typedef struct Decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr on;
    jmp_buf stop;
    const char *name;
    unsigned char *rgb;
    Error error;
} Decoder;

bool is_jpeg(const unsigned char *bytes, size_t size) {
    return size >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

static _Noreturn void stop(j_common_ptr jpeg) {
    Decoder *d = jpeg->client_data;
    char why[JMSG_LENGTH_MAX];
    d->on.format_message(jpeg, why);
    switch (d->on.msg_code) {
    case JERR_OUT_OF_MEMORY: d->error = error("memory", "%s", d->name); break;
    case JERR_IMAGE_TOO_BIG: d->error = error("image.large", "\t%s", d->name); break;
    case JWRN_JPEG_EOF: d->error = error("image.cut", "%s", d->name); break;
    default: d->error = error("image.decode", "%s\t%s", why, d->name); break;
    }
    longjmp(d->stop, 1);
}

/* Where the library would fill up with grey, the file is refused; bytes between segments harm nothing. */
static void warned(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE: stop(jpeg);
    }
}

/* w pixels of CMYK to RGB; Adobe's programs, the only ones that write such files, store 255 for no ink. */
static void cmyk_to_rgb(const unsigned char *from, unsigned char *to, size_t w) {
    for (size_t x = 0; x < w; x++, from += 4)
        for (int c = 0; c < 3; c++) *to++ = (unsigned char)((from[c] * from[3] + 127) / 255);
}

static void decode(Decoder *d, const unsigned char *bytes, size_t size, uint64_t most) {
    struct jpeg_decompress_struct *jpeg = &d->jpeg;
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, bytes, size);
    jpeg_read_header(jpeg, TRUE);
    size_t w = jpeg->image_width, h = jpeg->image_height;
    if ((uint64_t)w * h * 3 > most) {
        d->error = error("image.large", "%zux%zu\t%s", w, h, d->name);
        return;
    }
    bool cmyk = jpeg->num_components == 4;
    jpeg->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    d->rgb = malloc(w * h * 3);
    if (!d->rgb) ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
    jpeg_start_decompress(jpeg);
    JSAMPARRAY row = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, (JDIMENSION)w * 4, 1);
    while (jpeg->output_scanline < h) {
        unsigned char *to = d->rgb + jpeg->output_scanline * w * 3;
        jpeg_read_scanlines(jpeg, cmyk ? row : &to, 1);
        if (cmyk) cmyk_to_rgb(*row, to, w);
    }
    jpeg_finish_decompress(jpeg);
}

/* Nothing that setjmp's function keeps on its stack changes behind it: what is decoded belongs to the caller. */
static void decode_or_stop(Decoder *d, const unsigned char *bytes, size_t size, uint64_t most) {
    if (!setjmp(d->stop)) decode(d, bytes, size, most);
}

Error jpeg_decode(const unsigned char *bytes, size_t size, const char *name, uint64_t most, unsigned char **rgb,
                  int *w, int *h) {
    Decoder d = {.name = name};
    d.jpeg.client_data = &d;
    d.jpeg.err = jpeg_std_error(&d.on);
    d.on.error_exit = stop;
    d.on.emit_message = warned;
    decode_or_stop(&d, bytes, size, most);
    *w = (int)d.jpeg.image_width;
    *h = (int)d.jpeg.image_height;
    jpeg_destroy_decompress(&d.jpeg);
    if (failed(&d.error)) free(d.rgb);
    else *rgb = d.rgb;
    return d.error;
}
