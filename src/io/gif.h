/* Animated GIFs, written picture by picture; they loop for ever. */
#ifndef IO_GIF_H
#define IO_GIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { GIF_SIDE = 65535 };

typedef struct Gif Gif;

/* Begins a file of w x h pixels (1 to GIF_SIDE a side) under a temporary name. Errors: those of file_create, memory. */
Error gif_open(const char *path, int w, int h, Gif **out);
/* Adds a picture (0xFFRRGGBB) that stays for so many hundredths of a second. Each has up to 255 colours of its own,
 * chosen for what differs from the picture before; what is the same keeps its colours. Errors: memory, file.write. */
Error gif_add(Gif *gif, const uint32_t *pixels, int pitch, int hundredths);
/* Ends the file and gives it its name. Errors: file.write, memory. */
Error gif_close(Gif *gif);
/* Gives it up; nothing is left behind. NULL is nothing. */
void gif_discard(Gif *gif);

#endif
