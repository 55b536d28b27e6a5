#include "shell/font_files.h"

#include "base/file.h"
#include "base/table.h"

/* Best first: Debian and Ubuntu, Fedora, Arch, macOS, Windows. */
static const FontFile TEXT[] = {
    {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", 0},
    {"/usr/share/fonts/truetype/inter/Inter-Regular.ttf", 0},
    {"/usr/share/fonts/rsms-inter-fonts/Inter-Regular.otf", 0},
    {"/usr/share/fonts/inter/Inter-Regular.otf", 0},
    {"/usr/share/fonts/inter/InterVariable.ttf", 0},
    {"/Library/Fonts/Inter-Regular.otf", 0},
    {"C:/Windows/Fonts/Inter-Regular.otf", 0},
    {"C:/Windows/Fonts/segoeui.ttf", 0},
    {"/System/Library/Fonts/HelveticaNeue.ttc", 0},
    {"/System/Library/Fonts/Helvetica.ttc", 0},
    {"/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", 0},
    {"/usr/share/fonts/noto/NotoSans-Regular.ttf", 0},
    {"/usr/share/fonts/google-noto/NotoSans-Regular.ttf", 0},
    {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0},
    {"/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf", 0},
    {"/usr/share/fonts/TTF/DejaVuSans.ttf", 0},
    {"/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", 0},
    {"/usr/share/fonts/liberation-sans/LiberationSans-Regular.ttf", 0},
    {"/usr/share/fonts/liberation/LiberationSans-Regular.ttf", 0},
    {0},
};

static const FontFile BOLD[] = {
    {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", 0},
    {"/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf", 0},
    {"/usr/share/fonts/rsms-inter-fonts/Inter-SemiBold.otf", 0},
    {"/usr/share/fonts/inter/Inter-SemiBold.otf", 0},
    {"/Library/Fonts/Inter-SemiBold.otf", 0},
    {"C:/Windows/Fonts/Inter-SemiBold.otf", 0},
    {"C:/Windows/Fonts/seguisb.ttf", 0},
    {"C:/Windows/Fonts/segoeuib.ttf", 0},
    {"/System/Library/Fonts/HelveticaNeue.ttc", 1},
    {"/System/Library/Fonts/Helvetica.ttc", 1},
    {"/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf", 0},
    {"/usr/share/fonts/noto/NotoSans-Bold.ttf", 0},
    {"/usr/share/fonts/google-noto/NotoSans-Bold.ttf", 0},
    {"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf", 0},
    {"/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf", 0},
    {"/usr/share/fonts/TTF/DejaVuSans-Bold.ttf", 0},
    {"/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf", 0},
    {"/usr/share/fonts/liberation-sans/LiberationSans-Bold.ttf", 0},
    {"/usr/share/fonts/liberation/LiberationSans-Bold.ttf", 0},
    {0},
};

static const FontFile MONO[] = {
    {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", 0},
    {"/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono.ttf", 0},
    {"/usr/share/fonts/TTF/DejaVuSansMono.ttf", 0},
    {"/Library/Fonts/DejaVuSansMono.ttf", 0},
    {"C:/Windows/Fonts/DejaVuSansMono.ttf", 0},
    {"/System/Library/Fonts/Menlo.ttc", 0},
    {"C:/Windows/Fonts/consola.ttf", 0},
    {"/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf", 0},
    {"/usr/share/fonts/noto/NotoSansMono-Regular.ttf", 0},
    {"/usr/share/fonts/google-noto/NotoSansMono-Regular.ttf", 0},
    {"/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf", 0},
    {"/usr/share/fonts/liberation-mono/LiberationMono-Regular.ttf", 0},
    {"/usr/share/fonts/liberation/LiberationMono-Regular.ttf", 0},
    {0},
};

static const FontFile MONO_BOLD[] = {
    {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf", 0},
    {"/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono-Bold.ttf", 0},
    {"/usr/share/fonts/TTF/DejaVuSansMono-Bold.ttf", 0},
    {"/Library/Fonts/DejaVuSansMono-Bold.ttf", 0},
    {"C:/Windows/Fonts/DejaVuSansMono-Bold.ttf", 0},
    {"/System/Library/Fonts/Menlo.ttc", 1},
    {"C:/Windows/Fonts/consolab.ttf", 0},
    {"/usr/share/fonts/truetype/noto/NotoSansMono-Bold.ttf", 0},
    {"/usr/share/fonts/noto/NotoSansMono-Bold.ttf", 0},
    {"/usr/share/fonts/google-noto/NotoSansMono-Bold.ttf", 0},
    {"/usr/share/fonts/truetype/liberation/LiberationMono-Bold.ttf", 0},
    {"/usr/share/fonts/liberation-mono/LiberationMono-Bold.ttf", 0},
    {"/usr/share/fonts/liberation/LiberationMono-Bold.ttf", 0},
    {0},
};

static const FontFile SYMBOLS[] = {
    {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0},
    {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", 0},
    {"/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf", 0},
    {"/usr/share/fonts/TTF/DejaVuSans.ttf", 0},
    {"/System/Library/Fonts/Apple Symbols.ttf", 0},
    {"C:/Windows/Fonts/seguisym.ttf", 0},
    {0},
};

/* Simplified Chinese is the third face of the Noto collections. */
static const FontFile CHINESE[] = {
    {"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0},
    {"/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc", 0},
    {"/usr/share/fonts/wqy-microhei/wqy-microhei.ttc", 0},
    {"/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc", 0},
    {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2},
    {"/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc", 2},
    {"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2},
    {"/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2},
    {"/System/Library/Fonts/PingFang.ttc", 0},
    {"/System/Library/Fonts/Hiragino Sans GB.ttc", 0},
    {"/System/Library/Fonts/STHeiti Light.ttc", 0},
    {"C:/Windows/Fonts/msyh.ttc", 0},
    {"C:/Windows/Fonts/simsun.ttc", 0},
    {"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0},
    {0},
};

static const struct {
    const FontFile *files;
    const char *package;
} FACES[] = {
    [FACE_TEXT] = {TEXT, "fonts-inter"},
    [FACE_BOLD] = {BOLD, "fonts-inter"},
    [FACE_MONO] = {MONO, "fonts-dejavu-core"},
    [FACE_MONO_BOLD] = {MONO_BOLD, "fonts-dejavu-core"},
    [FACE_SYMBOLS] = {SYMBOLS, "fonts-dejavu-core"},
    [FACE_CHINESE] = {CHINESE, "fonts-wqy-microhei"},
};
TABLE_HAS(FACES, FACE_COUNT);

const FontFile *font_file(Face face, const FontFile *after) {
    for (const FontFile *file = after ? after + 1 : FACES[face].files; file->path; file++)
        if (file_exists(file->path)) return file;
    return NULL;
}

const char *font_package(Face face) {
    return FACES[face].package;
}
