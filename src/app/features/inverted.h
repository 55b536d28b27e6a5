/* What inversions have found: a small picture for each layer that has been looked at, so that depths can be
 * compared. */
#ifndef APP_FEATURES_INVERTED_H
#define APP_FEATURES_INVERTED_H

#include "app/features/paint.h"

enum { INVERTED_MOST = 24, INVERTED_SIDE = 112 };

typedef struct Inverted {
    int row, steps;
    float alike;      /* how the picture goes with the photo, pixel by pixel: Pearson's correlation */
    int side;
    uint64_t version; /* for pictures */
    const unsigned char *rgb; /* (side, side, 3) */
} Inverted;

/* The kept ones of this photo in these weights, and the one that is being painted, in the order of their rows; their
 * number. Copies in the arena. */
int inverted_kept(const App *app, const Painted *now, Arena *arena, Inverted out[INVERTED_MOST]);

/* Keeps each picture as another layer is gone to. */
extern const AppPart INVERTED_PART;

#endif
