/* Gram matrices: which maps answer at the same places, whatever the places (Gatys et al., arXiv 1505.07376 and
 * 1508.06576). They say what a texture is. Arrays are float32; the same bits for any number of threads. */
#ifndef NN_GRAM_H
#define NN_GRAM_H

#include "nn/engine.h"

/* gram (C, C): entry (i, j) is the mean over all places of map i times map j, of maps (C, H, W). The engine must be
 * idle. Error: memory. */
Error gram_matrix(Engine *engine, const float *maps, Shape s, float *gram);

/* Adds matrix times maps, place by place, to out, (C, H, W). By the maps, a number whose gradient by the Gram matrix is
 * `matrix`, which is symmetric, has 2 / (H W) of that as its gradient. As above. */
Error gram_apply(Engine *engine, const float *matrix, const float *maps, Shape s, float *out);

/* How far the Gram matrix of maps is from a target, (C, C), of one and of the other sum |target|^2, or of 1 where the
 * target is 0: 0 for the same, 1 for maps of zeros. It is equation 4 of arXiv 1508.06576 times
 * 4 C^2 / sum |target|^2, the matrix divided by the places. Adds `weight` times its gradient by the maps to `gradient`,
 * (C, H, W); gram is left in `gram`. Error: memory. */
Error gram_loss(Engine *engine, const float *maps, Shape s, const float *target, float weight, float *gram,
                float *gradient, double *loss);

#endif
