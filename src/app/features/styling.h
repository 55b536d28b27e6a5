/* The painters whose picture is to be like others in a network: the texture of the photo, the photo in the style of
 * another, and what a layer has kept of the photo. */
#ifndef APP_FEATURES_STYLING_H
#define APP_FEATURES_STYLING_H

#include "app/features/paint.h"
#include "app/features/style.h"
#include "nn/adam.h"
#include "nn/lbfgs.h"
#include "nn/style.h"

enum { GRAM_SIDE = 64 }; /* of a Gram matrix so many rows and columns are shown, those of the first maps */

typedef struct GramShown {
    int side;         /* as many maps as there are, GRAM_SIDE at most */
    int maps;         /* of the layer */
    float wanted[GRAM_SIDE * GRAM_SIDE], now[GRAM_SIDE * GRAM_SIDE]; /* (side, side): divided by the roots of the
                         wanted matrix's diagonal, so that this is 1 there */
} GramShown;

typedef struct Styling {
    Paint paint;          /* first */
    AsksTopic topic;
    StyleWish style;          /* as it was asked for, */
    int row;              /* the layer of an inversion, */
    int seed;
    uint64_t of, other;   /* and of which photos: versions */
    float *photo, *model; /* what the network gets of them, (C, H, W); no other: NULL */
    int aimed;            /* of those so many have been run */
    StyleTerms terms;
    StyleLosses losses;
    double restless;      /* the photo's variation */
    Run *run;
    bool begun;           /* the run has this step's picture */
    float *input, *last;  /* (C, H, W): what the run gets; the picture before the last step */
    double total;         /* of the last step */
    Adam adam;
    Lbfgs lbfgs;
    GramShown *shown;     /* a texture each, as of the last step; under the paint's lock */
} Styling;

/* A copy, in the arena, of the Gram matrices as of the last step, a texture each; NULL: none are there. */
const GramShown *styling_grams(const App *app, const Paint *paint, Arena *arena);

extern const Painter TEXTURE_PAINTER, STYLE_PAINTER, INVERSION_PAINTER;

#endif
