/* Where systems keep their fonts. */
#ifndef SHELL_FONT_FILES_H
#define SHELL_FONT_FILES_H

#include <stdbool.h>

#include "base/file.h"
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
    char path[PATH_SIZE];
    int index; /* of the face within it, as FreeType counts */
} FontFile;

/* Where the face may be, best first: 0 is Debian's file of the first choice, which may not be there, 1 what fontconfig
 * finds, which is asked only then, for it takes some milliseconds, and a quarter of a second where it has no cache yet.
 * false: there is no more, or fontconfig knows no font. */
bool font_file(Face face, int n, FontFile *out);
/* The Debian package that holds the face's first choice. */
const char *font_package(Face face);

#endif
