#include "io/gif.h"

#include <errno.h>
#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/colors.h"

enum { SAME = COLORS_MOST }; /* the index of what stays as it was */

struct Gif {
    Output out;
    GifFileType *file;
    Colors *colors;
    uint32_t *shown, *changed; /* the picture before; pixels that differ from it, one behind another */
    GifPixelType *index;
    int w, h, pictures;
};

static int put(GifFileType *file, const GifByteType *bytes, int n) {
    return (int)fwrite(bytes, 1, (size_t)n, ((Gif *)file->UserData)->out.stream);
}

static void release(Gif *gif) {
    colors_close(gif->colors);
    free(gif->shown);
    free(gif->changed);
    free(gif->index);
    free(gif);
}

/* By what giflib says went wrong. */
static Error wrong(const Gif *gif, int code) {
    if (code == E_GIF_ERR_NOT_ENOUGH_MEM) return error("memory", "%s", gif->out.path);
    return error("file.write", "%s\t%s", strerror(errno ? errno : EIO), gif->out.path);
}

/* Its size, and that it begins again at its end. */
static bool put_beginning(GifFileType *file, int w, int h) {
    EGifSetGifVersion(file, true);
    return EGifPutScreenDesc(file, w, h, 8, 0, NULL) == GIF_OK &&
           EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") == GIF_OK &&
           EGifPutExtensionBlock(file, 3, "\1\0\0") == GIF_OK && EGifPutExtensionTrailer(file) == GIF_OK;
}

Error gif_open(const char *path, int w, int h, Gif **out) {
    size_t n = (size_t)w * (size_t)h;
    Gif *gif = *out = calloc(1, sizeof *gif);
    if (!gif) return error("memory", "%s", path);
    gif->w = w;
    gif->h = h;
    gif->colors = colors_open();
    gif->shown = malloc(n * sizeof *gif->shown);
    gif->changed = malloc(n * sizeof *gif->changed);
    gif->index = malloc(n);
    bool room = gif->colors && gif->shown && gif->changed && gif->index;
    Error e = room ? file_create(path, &gif->out) : error("memory", "%s", path);
    if (!failed(&e)) {
        int code = E_GIF_ERR_WRITE_FAILED;
        errno = 0;
        gif->file = EGifOpen(gif, put, &code);
        if (gif->file && put_beginning(gif->file, w, h)) return NO_ERROR;
        e = wrong(gif, gif->file ? gif->file->Error : code);
        if (gif->file) EGifCloseFile(gif->file, &code);
        file_discard(&gif->out);
    }
    release(gif);
    *out = NULL;
    return e;
}

/* Counts the colours of what differs from the picture before. */
static void count_changed(Gif *gif, const uint32_t *pixels, int pitch) {
    size_t n = 0;
    for (int y = 0; y < gif->h; y++) {
        const uint32_t *line = pixels + (size_t)y * (size_t)pitch, *shown = gif->shown + (size_t)y * (size_t)gif->w;
        for (int x = 0; x < gif->w; x++)
            if (!gif->pictures || line[x] != shown[x]) gif->changed[n++] = line[x];
    }
    colors_count(gif->colors, gif->changed, n);
}

static void index_line(Gif *gif, const uint32_t *line, int y) {
    uint32_t *shown = gif->shown + (size_t)y * (size_t)gif->w;
    GifPixelType *to = gif->index + (size_t)y * (size_t)gif->w;
    for (int x = 0; x < gif->w; x++) {
        bool same = gif->pictures && line[x] == shown[x];
        to[x] = same ? (GifPixelType)SAME : (GifPixelType)colors_index(gif->colors, line[x]);
        shown[x] = line[x];
    }
}

static bool put_picture(Gif *gif, GifColorType colors[COLORS_MOST + 1], int hundredths) {
    const GraphicsControlBlock control = {DISPOSE_DO_NOT, false, hundredths,
                                          gif->pictures ? SAME : NO_TRANSPARENT_COLOR};
    const ColorMapObject map = {COLORS_MOST + 1, 8, false, colors};
    GifByteType said[4];
    EGifGCBToExtension(&control, said);
    bool fine = EGifPutExtension(gif->file, GRAPHICS_EXT_FUNC_CODE, sizeof said, said) == GIF_OK &&
                EGifPutImageDesc(gif->file, 0, 0, gif->w, gif->h, false, &map) == GIF_OK;
    for (int y = 0; y < gif->h && fine; y++)
        fine = EGifPutLine(gif->file, gif->index + (size_t)y * (size_t)gif->w, gif->w) == GIF_OK;
    return fine;
}

Error gif_add(Gif *gif, const uint32_t *pixels, int pitch, int hundredths) {
    uint32_t color[COLORS_MOST];
    GifColorType table[COLORS_MOST + 1] = {0};
    bool room;
    count_changed(gif, pixels, pitch);
    int n = colors_choose(gif->colors, color, &room);
    if (!room) return error("memory", "%s", gif->out.path);
    for (int i = 0; i < n; i++)
        table[i] = (GifColorType){(GifByteType)(color[i] >> 16), (GifByteType)(color[i] >> 8), (GifByteType)color[i]};
    for (int y = 0; y < gif->h; y++) index_line(gif, pixels + (size_t)y * (size_t)pitch, y);
    errno = 0;
    bool fine = put_picture(gif, table, hundredths);
    gif->pictures++;
    return fine ? NO_ERROR : wrong(gif, gif->file->Error);
}

Error gif_close(Gif *gif) {
    int code = 0;
    errno = 0;
    bool fine = EGifCloseFile(gif->file, &code) == GIF_OK;
    Error e = fine ? NO_ERROR : wrong(gif, code);
    if (failed(&e)) file_discard(&gif->out);
    else e = file_commit(&gif->out);
    release(gif);
    return e;
}

void gif_discard(Gif *gif) {
    int code;
    if (!gif) return;
    EGifCloseFile(gif->file, &code); /* frees it */
    file_discard(&gif->out);
    release(gif);
}
