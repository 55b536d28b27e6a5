/* What the clipboard holds besides text, which SDL does not hand out. */
#ifndef SHELL_PASTE_H
#define SHELL_PASTE_H

#include <stdbool.h>
#include <stddef.h>

/* The clipboard's image as the bytes of a PNG, the caller's to free. Asks xclip or wl-paste,
 * whichever is there, for 2 seconds at most; calls meanwhile() often, since the clipboard's owner
 * may be this program. False: there is no image, or no program to ask, or it is over 64 MiB. */
bool paste_image(void (*meanwhile)(void), unsigned char **bytes, size_t *n);

/* The path that the text says: a path or a file: address, on its first line; false if that is no
 * file that exists. */
bool paste_path(const char *text, char *out, size_t size);

#endif
