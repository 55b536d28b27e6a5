/* Where systems keep their fonts. */
#ifndef SHELL_FONT_FILES_H
#define SHELL_FONT_FILES_H

#include "view/draw.h"

/* The fonts that can be asked for, and those that stand in for characters that they lack. */
typedef enum Face {
    FACE_TEXT = FONT_TEXT,
    FACE_BOLD = FONT_BOLD,
    FACE_MONO = FONT_MONO,
    FACE_MONO_BOLD = FONT_MONO_BOLD,
    FACE_SYMBOLS,
    FACE_CHINESE,
    FACE_COUNT
} Face;

typedef struct FontFile {
    const char *path;
    int index; /* within a collection */
} FontFile;

/* The first of the face's files that is there, or the next one after `after`; NULL: none is. */
const FontFile *font_file(Face face, const FontFile *after);
/* The Debian package that holds the face's first choice. */
const char *font_package(Face face);

#endif
