/* The fonts that come with the program, and Windows's own where they are not there. */
#include "shell/font_files.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/table.h"
#include "io/paths.h"

static const struct {
    const char *own, *windows;
} FILES[] = {
    [FACE_TEXT] = {"Inter-Regular.otf", "segoeui.ttf"},
    [FACE_BOLD] = {"Inter-SemiBold.otf", "seguisb.ttf"},
    [FACE_MONO] = {"DejaVuSansMono.ttf", "consola.ttf"},
    [FACE_MONO_BOLD] = {"DejaVuSansMono-Bold.ttf", "consolab.ttf"},
    [FACE_SYMBOLS] = {"DejaVuSans.ttf", "seguisym.ttf"},
    [FACE_CHINESE] = {"wqy-microhei.ttc", "msyh.ttc"},
};
TABLE_HAS(FILES, FACE_COUNT);

bool font_file(Face face, int n, FontFile *out) {
    char name[64];
    const char *windows = getenv("SystemRoot");
    out->index = 0;
    snprintf(name, sizeof name, "fonts/%s", FILES[face].own);
    if (n == 0) return paths_assets(name, out->path, sizeof out->path);
    snprintf(out->path, sizeof out->path, "%s/Fonts/%s", windows ? windows : "C:/Windows", FILES[face].windows);
    return n == 1;
}

const char *font_package(Face face) { return FILES[face].own; }
