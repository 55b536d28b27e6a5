#include "io/gif.h"

#include <cgif.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "io/colors.h"

enum { SAME = COLORS_MOST }; /* the index of what stays as it was */

struct Gif {
    Output out;
    CGIF *file;
    Colors *colors;
    uint32_t *shown, *changed; /* the picture before; pixels that differ from it, one behind another */
    uint8_t *index;
    int w, h, pictures;
};

static int put(void *gif, const uint8_t *bytes, const size_t n) {
    return fwrite(bytes, 1, n, ((Gif *)gif)->out.stream) == n ? 0 : -1;
}

static void release(Gif *gif) {
    colors_close(gif->colors);
    free(gif->shown);
    free(gif->changed);
    free(gif->index);
    free(gif);
}

/* What cgif says went wrong. */
static Error wrong(const Gif *gif, int result) {
    if (result == CGIF_EALLOC) return error("memory", "%s", gif->out.path);
    return error("file.write", "%s\t%s", strerror(errno ? errno : EIO), gif->out.path);
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
        CGIF_Config config = {.attrFlags = CGIF_ATTR_IS_ANIMATED | CGIF_ATTR_NO_GLOBAL_TABLE, .width = (uint16_t)w,
                              .height = (uint16_t)h, .numLoops = CGIF_INFINITE_LOOP, .pWriteFn = put, .pContext = gif};
        errno = 0;
        gif->file = cgif_newgif(&config);
        if (gif->file) return NO_ERROR;
        e = wrong(gif, CGIF_EWRITE);
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
    uint8_t *to = gif->index + (size_t)y * (size_t)gif->w;
    for (int x = 0; x < gif->w; x++) {
        bool same = gif->pictures && line[x] == shown[x];
        to[x] = same ? (uint8_t)SAME : (uint8_t)colors_index(gif->colors, line[x]);
        shown[x] = line[x];
    }
}

Error gif_add(Gif *gif, const uint32_t *pixels, int pitch, int hundredths) {
    uint32_t color[COLORS_MOST];
    uint8_t table[3 * (COLORS_MOST + 1)] = {0};
    bool room;
    count_changed(gif, pixels, pitch);
    int n = colors_choose(gif->colors, color, &room);
    if (!room) return error("memory", "%s", gif->out.path);
    for (int i = 0; i < n; i++) {
        table[3 * i] = (uint8_t)(color[i] >> 16);
        table[3 * i + 1] = (uint8_t)(color[i] >> 8);
        table[3 * i + 2] = (uint8_t)color[i];
    }
    for (int y = 0; y < gif->h; y++) index_line(gif, pixels + (size_t)y * (size_t)pitch, y);
    CGIF_FrameConfig frame = {.pLocalPalette = table,
                              .numLocalPaletteEntries = COLORS_MOST + 1,
                              .pImageData = gif->index,
                              .attrFlags = CGIF_FRAME_ATTR_USE_LOCAL_TABLE,
                              .delay = (uint16_t)hundredths};
    if (gif->pictures) {
        frame.attrFlags |= CGIF_FRAME_ATTR_HAS_SET_TRANS;
        frame.transIndex = SAME;
    }
    errno = 0;
    int result = cgif_addframe(gif->file, &frame);
    gif->pictures++;
    return result == CGIF_OK ? NO_ERROR : wrong(gif, result);
}

Error gif_close(Gif *gif) {
    errno = 0;
    int result = cgif_close(gif->file);
    Error e = result == CGIF_OK ? NO_ERROR : wrong(gif, result);
    if (failed(&e)) file_discard(&gif->out);
    else e = file_commit(&gif->out);
    release(gif);
    return e;
}

void gif_discard(Gif *gif) {
    if (!gif) return;
    cgif_close(gif->file); /* frees it */
    file_discard(&gif->out);
    release(gif);
}
