/* The 3x3 patches of one photo's features looked for among another's: the relevance of TTSR (Yang et al., 2020,
 * section 3.2), a normalized inner product. */
#ifndef NN_MATCH_H
#define NN_MATCH_H

#include "nn/backward.h"

enum { MATCH_SIDE = 256 }; /* the widest map */

/* a, b: (C, H, W) of equal C, with 64 readable bytes behind their end, sides at most MATCH_SIDE. Around every unit
 * lies a patch, C x 3 x 3, zeros outside the map. For each of a's, relevance (H, W) gets the largest of its inner
 * products with b's, both divided by their lengths, and place the number (row * width + column) of the one that it
 * is, the first of equals. A patch of zeros has relevance 0. The engine must be idle.
 * *finished is false when it was cancelled. Error: memory. */
Error match_patches(Engine *engine, const float *a, Shape a_shape, const float *b, Shape b_shape, Watch watch,
                    float *relevance, int *place, bool *finished);

#endif
