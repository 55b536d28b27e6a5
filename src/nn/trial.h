/* Small experiments that the engine makes to show what is claimed. All numbers are seeded. */
#ifndef NN_TRIAL_H
#define NN_TRIAL_H

#include <stdatomic.h>

#include "nn/engine.h"

/* Milliseconds that `count` convolutions k x k of c channels take on side x side maps, their size kept by padding:
 * the median of three. *ms is negative when it was cancelled. Error: memory. */
Error trial_time(Engine *engine, int kernel, int count, int c, int side, const atomic_bool *cancel, double *ms);

/* A 3x3 layer and a 1x1 layer behind it, c channels each, against the one 3x3 layer that they fold into: the
 * largest difference over the largest value, without a ReLU between them (rounding is left), and with one.
 * Error: memory. */
Error trial_fold(Engine *engine, int c, double *linear, double *with_relu);

#endif
