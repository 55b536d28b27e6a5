/* JPEGs (ITU T.81), decoded by libjpeg. Grey and CMYK become RGB. Errors: those of pixels_make, image.cut,
 * image.bits, image.decode. */
#include "io/format.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "io/exif.h"

typedef struct Decoder {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr on;
    jmp_buf stop;
    const Encoded *file;
    Pixels *out;
    Error error;
} Decoder;

static _Noreturn void stop(j_common_ptr jpeg) {
    Decoder *d = jpeg->client_data;
    char why[JMSG_LENGTH_MAX];
    d->on.format_message(jpeg, why);
    const char *name = d->file->name;
    switch (d->on.msg_code) {
    case JERR_OUT_OF_MEMORY: d->error = error("memory", "%s", name); break;
    case JERR_IMAGE_TOO_BIG: d->error = error("image.large", "\t%s", name); break;
    case JERR_BAD_PRECISION: d->error = error("image.bits", "%d\t%s", d->on.msg_parm.i[0], name); break;
    case JWRN_JPEG_EOF: d->error = error("image.cut", "%s", name); break;
    default: d->error = error("image.decode", "%s\t%s", why, name); break;
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

/* The first block of Exif data, whatever stands before it. */
static int orientation(const struct jpeg_decompress_struct *jpeg) {
    for (jpeg_saved_marker_ptr m = jpeg->marker_list; m; m = m->next)
        if (m->data_length >= 6 && memcmp(m->data, "Exif\0", 5) == 0) return exif_orientation(m->data, m->data_length);
    return 1;
}

static void decode(Decoder *d) {
    struct jpeg_decompress_struct *jpeg = &d->jpeg;
    jpeg_create_decompress(jpeg);
    jpeg_mem_src(jpeg, d->file->bytes, d->file->size);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    d->error = pixels_make(d->file, jpeg->image_width, jpeg->image_height, d->out);
    if (failed(&d->error)) return;
    size_t w = (size_t)d->out->w;
    bool cmyk = jpeg->num_components == 4;
    jpeg->out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(jpeg);
    JSAMPARRAY row = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, (JDIMENSION)w * 4, 1);
    while (jpeg->output_scanline < jpeg->output_height) {
        unsigned char *to = d->out->rgb + jpeg->output_scanline * w * 3;
        jpeg_read_scanlines(jpeg, cmyk ? row : &to, 1);
        for (size_t x = 0; cmyk && x < w; x++) cmyk_to_rgb(*row + 4 * x, to + 3 * x);
    }
    d->out->turn = orientation(jpeg);
    jpeg_finish_decompress(jpeg);
}

/* Nothing that setjmp's function keeps on its stack changes behind it: what is decoded belongs to the caller. */
static void decode_or_stop(Decoder *d) {
    if (!setjmp(d->stop)) decode(d);
}

static Error jpeg_decode(const Encoded *file, Pixels *out) {
    Decoder d = {.file = file, .out = out};
    *out = (Pixels){0};
    d.jpeg.client_data = &d;
    d.jpeg.err = jpeg_std_error(&d.on);
    d.on.error_exit = stop;
    d.on.emit_message = warned;
    decode_or_stop(&d);
    jpeg_destroy_decompress(&d.jpeg);
    if (failed(&d.error)) pixels_free(out);
    return d.error;
}

const FileFormat jpeg_format = {"JPEG", FILE_PICTURE, MAGIC(0, "\xff\xd8\xff"), .decode = jpeg_decode};
