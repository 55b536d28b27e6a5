/* HEIC and AVIF, decoded by libheif, which is opened when the first one comes: the primary picture, also of a sequence,
 * alpha dropped, of more than 8 bits the upper 8. libheif turns and mirrors it (irot, imir); what Exif says beside that
 * does not count (ISO/IEC 23008-12, annex A). Errors: those of pixels_make, image.cut, image.decode, image.library,
 * image.codec. */
#include "io/format.h"

#include <ctype.h>
#include <libheif/heif.h>
#include <pthread.h>
#include <string.h>

#include "io/library.h"

static struct LibHeif {
    bool here;
    __typeof__(heif_context_alloc) *open;
    __typeof__(heif_context_free) *close;
    __typeof__(heif_context_read_from_memory_without_copy) *read;
    __typeof__(heif_context_get_primary_image_handle) *primary;
    __typeof__(heif_image_handle_release) *leave;
    __typeof__(heif_image_handle_get_width) *width, *height;
    __typeof__(heif_image_handle_is_premultiplied_alpha) *premultiplied;
    __typeof__(heif_decoding_options_alloc) *options;
    __typeof__(heif_decoding_options_free) *forget_options;
    __typeof__(heif_decode_image) *decode;
    __typeof__(heif_image_get_width) *image_width, *image_height;
    __typeof__(heif_image_get_plane_readonly) *rows;
    __typeof__(heif_image_release) *forget_image;
} the_heif;

#ifdef __APPLE__
static const char LIBRARY[] = "libheif.1.dylib";
#else
static const char LIBRARY[] = "libheif.so.1";
#endif

static void open_library(void) {
    const LibrarySymbol symbols[] = {
        {"heif_context_alloc", (void **)&the_heif.open}, {"heif_context_free", (void **)&the_heif.close},
        {"heif_context_read_from_memory_without_copy", (void **)&the_heif.read},
        {"heif_context_get_primary_image_handle", (void **)&the_heif.primary},
        {"heif_image_handle_release", (void **)&the_heif.leave},
        {"heif_image_handle_get_width", (void **)&the_heif.width},
        {"heif_image_handle_get_height", (void **)&the_heif.height},
        {"heif_image_handle_is_premultiplied_alpha", (void **)&the_heif.premultiplied},
        {"heif_decoding_options_alloc", (void **)&the_heif.options},
        {"heif_decoding_options_free", (void **)&the_heif.forget_options},
        {"heif_decode_image", (void **)&the_heif.decode}, {"heif_image_get_width", (void **)&the_heif.image_width},
        {"heif_image_get_height", (void **)&the_heif.image_height},
        {"heif_image_get_plane_readonly", (void **)&the_heif.rows},
        {"heif_image_release", (void **)&the_heif.forget_image}};
    the_heif.here = library_open(LIBRARY, symbols, sizeof symbols / sizeof *symbols);
}

/* ---- which of them it is ---- */

typedef struct Codec {
    const char *name, *package; /* of the format; Debian's, with what decodes it */
} Codec;
static const Codec HEVC = {"HEIC", "libheif-plugin-libde265"}, AV1 = {"AVIF", "libheif-plugin-dav1d"};

static uint32_t big32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Whether the first box (ISO/IEC 14496-12, 4.3) says such a brand: the file's own, or among those it goes with. */
static bool is_brand(const unsigned char *bytes, size_t size, const char *brand) {
    size_t n = strlen(brand);
    return size >= 8 + n && memcmp(bytes + 4, "ftyp", 4) == 0 && memcmp(bytes + 8, brand, n) == 0;
}

static bool goes_with(const unsigned char *bytes, size_t size, const char *brand) {
    size_t end = big32(bytes) < size ? big32(bytes) : size;
    for (size_t at = 16; at + 4 <= end; at += 4)
        if (memcmp(bytes + at, brand, 4) == 0) return true;
    return false;
}

/* Any picture of this family, whichever codec it is made with. */
static bool is_common(const unsigned char *bytes, size_t size) {
    return is_brand(bytes, size, "mif1") || is_brand(bytes, size, "msf1");
}

static bool is_avif(const unsigned char *bytes, size_t size) {
    return is_brand(bytes, size, "avi") ||
           (is_common(bytes, size) && (goes_with(bytes, size, "avif") || goes_with(bytes, size, "avis")));
}

static bool is_heic(const unsigned char *bytes, size_t size) {
    return is_brand(bytes, size, "hei") || is_brand(bytes, size, "hev") || is_common(bytes, size);
}

/* Whether its boxes reach beyond its end, or it ends before the one that says what is in it. */
static bool is_cut(const Encoded *file) {
    bool told = false;
    for (uint64_t at = 0, n; at < file->size; at += n) {
        const unsigned char *box = file->bytes + at;
        uint64_t left = file->size - at;
        if (left < 8) return true;
        told |= memcmp(box + 4, "meta", 4) == 0 || memcmp(box + 4, "moov", 4) == 0;
        n = big32(box);
        if (n == 1 && left >= 16) n = (uint64_t)big32(box + 8) << 32 | big32(box + 12);
        if (n == 0) n = left; /* all that follows */
        if (n < 8 || n > left) return n > left;
    }
    return !told;
}

/* ---- decoding ---- */

static Error wrong(const Encoded *file, const Codec *codec, struct heif_error e) {
    char why[128];
    size_t n = 0;
    if (e.subcode == heif_suberror_End_of_data || is_cut(file)) return error("image.cut", "%s", file->name);
    if (e.subcode == heif_suberror_Unsupported_codec)
        return error("image.codec", "%s\t%s\t%s", codec->name, codec->package, file->name);
    for (; e.message[n] && n < sizeof why - 1; n++) why[n] = iscntrl((unsigned char)e.message[n]) ? ' ' : e.message[n];
    why[n] = '\0';
    return error("image.decode", "%s, %s\t%s", codec->name, why, file->name);
}

/* Rows of 3 bytes a pixel; of 4 with colours that their alpha was multiplied into. */
static void copy_rows(const unsigned char *rows, int pitch, bool premultiplied, Pixels *out) {
    for (int y = 0; y < out->h; y++, rows += pitch) {
        unsigned char *to = out->rgb + (size_t)y * (size_t)out->w * 3;
        if (!premultiplied) memcpy(to, rows, (size_t)out->w * 3);
        else
            for (int x = 0; x < out->w; x++, to += 3)
                for (int c = 0; c < 3; c++) to[c] = divide_by_alpha(rows[4 * x + c], rows[4 * x + 3]);
    }
}

static Error decode_picture(const Encoded *file, const Codec *codec, const struct heif_image_handle *handle,
                            Pixels *out) {
    struct heif_image *image = NULL;
    TRY(pixels_make(file, the_heif.width(handle), the_heif.height(handle), out));
    bool premultiplied = the_heif.premultiplied(handle);
    struct heif_decoding_options *options = the_heif.options();
    if (options) options->convert_hdr_to_8bit = true;
    if (options && options->version >= 4) options->decoder_id = "aom"; /* if there; dav1d prints what it finds wrong */
    struct heif_error e =
        the_heif.decode(handle, &image, heif_colorspace_RGB,
                        premultiplied ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
    the_heif.forget_options(options);
    if (e.code != heif_error_Ok) return wrong(file, codec, e);
    int pitch, w = the_heif.image_width(image, heif_channel_interleaved);
    int h = the_heif.image_height(image, heif_channel_interleaved);
    const uint8_t *rows = the_heif.rows(image, heif_channel_interleaved, &pitch);
    bool fits = rows && w == out->w && h == out->h;
    if (fits) copy_rows(rows, pitch, premultiplied, out);
    the_heif.forget_image(image);
    return fits ? NO_ERROR : error("image.decode", "%s, %dx%d\t%s", codec->name, w, h, file->name);
}

static Error decode(const Encoded *file, const Codec *codec, Pixels *out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct heif_image_handle *handle = NULL;
    *out = (Pixels){0};
    pthread_once(&once, open_library);
    if (!the_heif.here) return error("image.library", "%s\t%s\t%s", codec->name, LIBRARY, file->name);
    struct heif_context *context = the_heif.open();
    if (!context) return error("memory", "%s", file->name);
    struct heif_error read = the_heif.read(context, file->bytes, file->size, NULL);
    if (read.code == heif_error_Ok) read = the_heif.primary(context, &handle);
    Error e = read.code == heif_error_Ok ? decode_picture(file, codec, handle, out) : wrong(file, codec, read);
    if (handle) the_heif.leave(handle);
    the_heif.close(context);
    if (failed(&e)) pixels_free(out);
    return e;
}

static Error heic_decode(const Encoded *file, Pixels *out) { return decode(file, &HEVC, out); }

static Error avif_decode(const Encoded *file, Pixels *out) { return decode(file, &AV1, out); }

const FileFormat heic_format = {"HEIC", FILE_PICTURE, .is = is_heic, .decode = heic_decode};
const FileFormat avif_format = {"AVIF", FILE_PICTURE, .is = is_avif, .decode = avif_decode};
