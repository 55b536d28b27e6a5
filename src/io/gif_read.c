/* The first picture on its canvas, decoded with giflib. Errors: those of pixels_make, image.cut, image.decode. */
#include <gif_lib.h>
#include <string.h>

#include "io/format.h"

typedef struct Reader {
    const Encoded *file;
    size_t at;
    GifFileType *gif;
    int clear; /* the index that is transparent; -1 for none */
    Pixels *out;
} Reader;

static int read_bytes(GifFileType *gif, GifByteType *to, int n) {
    Reader *r = gif->UserData;
    size_t left = r->file->size - r->at, given = (size_t)n < left ? (size_t)n : left;
    memcpy(to, r->file->bytes + r->at, given);
    r->at += given;
    return (int)given;
}

static Error why(const Reader *r, int code) {
    const char *name = r->file->name;
    if (code == D_GIF_ERR_NOT_ENOUGH_MEM) return error("memory", "%s", name);
    if (r->at == r->file->size || code == D_GIF_ERR_EOF_TOO_SOON) return error("image.cut", "%s", name);
    const char *words = GifErrorString(code);
    return error("image.decode", "%s\t%s", words ? words : "GIF", name);
}

/* A graphics control extension says which index is transparent in the picture behind it. */
static bool read_extension(Reader *r) {
    int code;
    GifByteType *block; /* its length, then so many bytes */
    if (DGifGetExtension(r->gif, &code, &block) != GIF_OK) return false;
    if (block && code == GRAPHICS_EXT_FUNC_CODE && block[0] >= 4 && block[1] & 1) r->clear = block[4];
    while (block)
        if (DGifGetExtensionNext(r->gif, &block) != GIF_OK) return false;
    return true;
}

/* Up to the first picture. */
static Error find_picture(Reader *r) {
    GifRecordType kind;
    do {
        if (DGifGetRecordType(r->gif, &kind) != GIF_OK) return why(r, r->gif->Error);
        if (kind == EXTENSION_RECORD_TYPE && !read_extension(r)) return why(r, r->gif->Error);
        if (kind == TERMINATE_RECORD_TYPE) return error("image.decode", "%s\t%s", "0x0", r->file->name);
    } while (kind != IMAGE_DESC_RECORD_TYPE);
    return DGifGetImageDesc(r->gif) == GIF_OK ? NO_ERROR : why(r, r->gif->Error);
}

static Error read_rows(Reader *r) {
    static const int FIRST[] = {0, 4, 2, 1, 0}, STEP[] = {8, 8, 4, 2, 1};
    const GifImageDesc *picture = &r->gif->Image;
    unsigned char *indices = pixels_indices(r->out);
    for (int pass = picture->Interlace ? 0 : 4; pass < (picture->Interlace ? 4 : 5); pass++)
        for (int y = FIRST[pass]; y < picture->Height; y += STEP[pass]) {
            size_t at = (size_t)(picture->Top + y) * (size_t)r->out->w + (size_t)picture->Left;
            if (DGifGetLine(r->gif, indices + at, picture->Width) != GIF_OK) return why(r, r->gif->Error);
        }
    return NO_ERROR;
}

/* Around the picture the canvas is transparent or has the index 0, whatever the background is said to be: Pillow's way,
 * and what is transparent has the colour that the palette gives it. */
static Error read_picture(Reader *r) {
    PixelPalette palette;
    TRY(find_picture(r));
    const GifImageDesc *picture = &r->gif->Image;
    if (picture->Width < 1 || picture->Height < 1) return error("image.decode", "%s\t%s", "0x0", r->file->name);
    int64_t w = (int64_t)picture->Left + picture->Width, h = (int64_t)picture->Top + picture->Height;
    if (w < r->gif->SWidth) w = r->gif->SWidth;
    if (h < r->gif->SHeight) h = r->gif->SHeight;
    TRY(pixels_make(r->file, w, h, r->out));
    memset(pixels_indices(r->out), r->clear < 0 ? 0 : r->clear, (size_t)w * (size_t)h);
    TRY(read_rows(r));
    const ColorMapObject *map = picture->ColorMap ? picture->ColorMap : r->gif->SColorMap;
    palette_begin(&palette);
    for (int i = 0; map && i < map->ColorCount && i < 256; i++)
        palette_set(&palette, i, map->Colors[i].Red, map->Colors[i].Green, map->Colors[i].Blue);
    pixels_colour(r->out, &palette);
    return NO_ERROR;
}

static Error gif_decode(const Encoded *file, Pixels *out) {
    Reader r = {.file = file, .clear = -1, .out = out};
    int code = 0;
    *out = (Pixels){0};
    r.gif = DGifOpen(&r, read_bytes, &code);
    if (!r.gif) return why(&r, code);
    Error e = read_picture(&r);
    DGifCloseFile(r.gif, &code);
    if (failed(&e)) pixels_free(out);
    return e;
}

const FileFormat gif_format = {"GIF", FILE_PICTURE, MAGIC(0, "GIF8"), .decode = gif_decode};
