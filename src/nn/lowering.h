/* A layer's maps lowered to fewer channels by a 1x1 convolution and raised again by another. Its weights are the
 * directions that hold most of the maps: of all 1x1 layers with so many channels between and nothing else, no pair
 * loses less (Eckart and Young, 1936). */
#ifndef NN_LOWERING_H
#define NN_LOWERING_H

#include <stdatomic.h>

#include "nn/engine.h"

/* The eigenvectors of M M^T, M being the maps (C, H*W), into direction (C, C), a row each, the strongest first, with
 * a sum that is not negative; its eigenvalues into energy (C): what the maps have in that direction, squared and
 * summed. Directions in which they have nothing are 0. *finished is false when it was cancelled. Error: memory. */
Error lowering_directions(const float *maps, Shape s, const atomic_bool *cancel, float *direction, double *energy,
                          bool *finished);

/* The 1x1 convolutions themselves, without bias and ReLU: low (n, H, W) from maps (C, H, W) with the first n directions
 * as weights, raised (C, H, W) from low with the same transposed. maps, low and raised as engine_portion wants them.
 * *lost: the length of maps - raised over that of maps, 0 to 1. Error: memory. */
Error lowering_run(Engine *engine, const float *maps, Shape s, const float *direction, int n, const atomic_bool *cancel,
                   float *low, float *raised, double *lost, bool *finished);

#endif
