/* Colours and sizes: every screen takes them from here. */
#ifndef VIEW_THEME_H
#define VIEW_THEME_H

#include "view/draw.h"

typedef struct Theme {
    Color back, panel, edge, raised; /* the window, a panel, its outline, buttons and bars behind */
    Color text, dim;                 /* what is said, what is said aside; both 4.5:1 on a panel */
    Color accent;                    /* what is selected; nothing else has this colour */
    Color mark;                      /* the same on photos and maps, which are dark in every theme */
    Color conv, pool, fc, softmax, lrn; /* told apart by colour-blind eyes too (colors_test) */
    Color other;                     /* the second of two networks, always with a pattern */
    Color slim, good;                /* what speaks of this run; what is real */
    Color plus, minus;               /* positive and negative terms */
    Color hatch;                     /* outside the photo */
    Color veil;                      /* over everything behind an overlay */
} Theme;

const Theme *theme(ThemeId id);
/* Black or white, whichever is easier to read on a ground of any colour: 4.5:1 at least. */
Color theme_ink(Color ground);

/* Sizes of text in pixels an em at a scale of 1: textsize 1 for a desk, 2 for a projector. */
float text_size(TextRole role, int textsize);

#endif
