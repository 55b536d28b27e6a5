/* Units that see the same.
 *
 * On a picture with flat areas many units of a map have the same value, because what they compute from is the same.
 * PyTorch's arithmetic gives them the same bits, and where a pool, an arg-max or a list of patches then has to choose,
 * the first in row order wins. Winograd's does not: its rounding depends on the place within a tile, and so the largest
 * of equal values would be anywhere.
 *
 * Whether two values have to tie is decided by what they are made of, never by how near they lie. Each place of a layer
 * has a fingerprint of all that its units are computed from:
 *   input     the numbers of the pixel
 *   conv      the fingerprints under the kernel, with where each lies; outside the map one that is nobody's
 *   pool      the set of the fingerprints in the window, whose order a largest value does not depend on
 *   ReLU, LRN that of the place itself
 * Places with the same fingerprint are twins; all maps of a layer take the values of the first twin in row order. Two
 * that are not twins have the same fingerprint once in 2^64 pairs. */
#ifndef NN_TWINS_H
#define NN_TWINS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/workers.h"
#include "model/net.h"

typedef struct Twin {
    int32_t at, first; /* places, y * w + x; first < at */
} Twin;

/* Of one layer, h * w places. All zero: nothing is known yet. */
typedef struct Twins {
    uint8_t *alone; /* by place: whether it has no twin; NULL until it is known */
    uint64_t *sees; /* by place, where it is not alone; NULL where all are */
    Twin *twin;     /* by place */
    int n;
    bool input; /* whose twins are not told apart: none is alone, and none is listed */
} Twins;

/* Of the input (C, H, W); of a layer behind another one: a convolution or a pool. Error: memory. */
Error twins_of_input(Twins *twins, const float *input, Shape shape);
Error twins_of_layer(Twins *twins, const Twins *before, const Layer *l, Workers *workers);
/* Gives the twins in the rows [first, end) of every map (C, H, W) the values of their first ones. */
void twins_settle(const Twins *twins, float *values, Shape shape, int first, int end, Workers *workers);
void twins_free(Twins *twins);

#endif
