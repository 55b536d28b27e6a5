/* What the clipboard holds besides text, which SDL does not hand out. */
#ifndef SHELL_PASTE_H
#define SHELL_PASTE_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Pasted { PASTED_IMAGE, PASTED_NOTHING, PASTED_NO_PROGRAM } Pasted;

/* The clipboard's image as the bytes of a PNG, or on Windows of a BMP, the caller's to free. Asks wl-paste on
 * Wayland, else xclip, for 2 seconds at most; calls meanwhile() often, since the clipboard's owner may be this
 * program. PASTED_NOTHING: there is no image, or it is over 64 MiB. PASTED_NO_PROGRAM: *package is to be
 * installed. */
Pasted paste_image(void (*meanwhile)(void), unsigned char **bytes, size_t *n, const char **package);

/* A file or a folder that was copied in Windows's Explorer, the first of several; elsewhere these are a text. */
bool paste_file(char *out, size_t size);

/* The first path in a text that is a file's or a folder's: a path or a file: address, a line each. False if there
 * is none; then `out` is a path that was meant, though there is no such file, or "". */
bool paste_path(const char *text, char *out, size_t size);

#endif
