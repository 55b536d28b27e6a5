#include "shell/font_files.h"

#include <fontconfig/fontconfig.h>
#include <stdio.h>

#include "base/table.h"

/* `pattern` is fontconfig's: families, best first, and how they are to be. Numbers in its index beyond 65535 are the
 * weights of a font that varies. */
static const struct {
    const char *usual, *package; /* Debian's file of the first family, and what holds it */
    const char *pattern;
} FACES[] = {
    [FACE_TEXT] = {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", "fonts-inter",
                   "Inter,Segoe UI,Helvetica Neue,Noto Sans,DejaVu Sans,Liberation Sans,sans:regular"},
    [FACE_BOLD] = {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", "fonts-inter",
                   "Inter,Segoe UI,Helvetica Neue,Noto Sans,DejaVu Sans,Liberation Sans,sans:semibold"},
    [FACE_MONO] = {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "fonts-dejavu-core",
                   "DejaVu Sans Mono,Menlo,Consolas,Noto Sans Mono,Liberation Mono,monospace:regular"},
    [FACE_MONO_BOLD] = {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf", "fonts-dejavu-core",
                        "DejaVu Sans Mono,Menlo,Consolas,Noto Sans Mono,Liberation Mono,monospace:bold"},
    [FACE_SYMBOLS] = {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core",
                      "DejaVu Sans,Apple Symbols,Segoe UI Symbol,Noto Sans Symbols2,Noto Sans Math,sans:regular"},
    [FACE_CHINESE] = {"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "fonts-wqy-microhei",
                      "WenQuanYi Micro Hei,Noto Sans CJK SC,PingFang SC,Hiragino Sans GB,Microsoft YaHei,"
                      "Source Han Sans SC,sans:lang=zh-cn:regular"},
};
TABLE_HAS(FACES, FACE_COUNT);

/* What fontconfig takes for a pattern: what is nearest to it, whatever that is. */
static bool match(const char *pattern, FontFile *out) {
    FcPattern *want = FcNameParse((const FcChar8 *)pattern), *found = NULL;
    FcResult result;
    FcChar8 *path;
    if (want && FcPatternAddBool(want, FC_OUTLINE, FcTrue) && FcPatternAddBool(want, FC_VARIABLE, FcFalse) &&
        FcConfigSubstitute(NULL, want, FcMatchPattern)) {
        FcDefaultSubstitute(want);
        found = FcFontMatch(NULL, want, &result);
    }
    bool there = found && FcPatternGetString(found, FC_FILE, 0, &path) == FcResultMatch &&
                 FcPatternGetInteger(found, FC_INDEX, 0, &out->index) == FcResultMatch &&
                 (size_t)snprintf(out->path, sizeof out->path, "%s", (const char *)path) < sizeof out->path;
    if (found) FcPatternDestroy(found);
    if (want) FcPatternDestroy(want);
    return there;
}

bool font_file(Face face, int n, FontFile *out) {
    if (n > 0) return n == 1 && match(FACES[face].pattern, out);
    out->index = 0;
    snprintf(out->path, sizeof out->path, "%s", FACES[face].usual);
    return true;
}

const char *font_package(Face face) {
    return FACES[face].package;
}
