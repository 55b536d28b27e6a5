/* The fonts of the page, as src/web/pack.py lays them out; what has not come yet is empty, and asked for. */
#include "shell/font_files.h"

#include <stdio.h>

#include "base/table.h"

static const char *const FILES[] = {
    [FACE_TEXT] = "Inter-Regular.otf",
    [FACE_BOLD] = "Inter-SemiBold.otf",
    [FACE_MONO] = "DejaVuSansMono.ttf",
    [FACE_MONO_BOLD] = "DejaVuSansMono-Bold.ttf",
    [FACE_SYMBOLS] = "DejaVuSans.ttf",
    [FACE_CHINESE] = "wqy-microhei.ttc",
};
TABLE_HAS(FILES, FACE_COUNT);

bool font_file(Face face, int n, FontFile *out) {
    out->index = 0;
    snprintf(out->path, sizeof out->path, "/fonts/%s", FILES[face]);
    return n == 0;
}

const char *font_package(Face face) { return FILES[face]; }
