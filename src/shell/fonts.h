/* Fonts of the system: how wide a text is and which pixels it covers.
 *
 * A text is set in the font it asks for; characters that font lacks come from one that has them, by
 * run of text. Sizes are pixels an em, rounded to whole ones. Needs no display. One thread
 * each. */
#ifndef SHELL_FONTS_H
#define SHELL_FONTS_H

#include "base/error.h"
#include "shell/canvas.h"
#include "view/draw.h"

typedef struct Fonts Fonts;

/* Files are opened when a text first needs them. NULL without memory. */
Fonts *fonts_open(void);
void fonts_close(Fonts *fonts);

/* A font that was not there may have come: what is missing is looked for again, and all texts are set anew. */
void fonts_look_again(Fonts *fonts);

/* Whether each character of `sample` can be drawn; NULL: whether there is any font at all. The
 * program can go on without, its texts are then empty boxes or nothing. Error: font.missing, with
 * the package to install. */
Error fonts_check(Fonts *fonts, const char *sample);

Metrics fonts_metrics(Fonts *fonts);
Glyphs fonts_glyphs(Fonts *fonts);

#endif
