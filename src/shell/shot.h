/* A picture of the screen without a screen. */
#ifndef SHELL_SHOT_H
#define SHELL_SHOT_H

#include "base/error.h"
#include "shell/canvas.h"
#include "shell/fonts.h"

/* Paints the list on a black canvas of w x h pixels. out->pixels is the caller's to free.
 * Errors: shot.size (1 to 16384 a side), memory. */
Error shot_paint(const DrawList *list, Fonts *fonts, int w, int h, Canvas *out);

#endif
