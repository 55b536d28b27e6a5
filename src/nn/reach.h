/* Which places of a layer a change of the input reaches: those that see a pixel that differs. At all others two runs
 * compute the same from the same, and where their values differ all the same it is by rounding (nn/twins.h: of equal
 * values the first is taken, and a change can take it away). */
#ifndef NN_REACH_H
#define NN_REACH_H

#include "base/error.h"
#include "model/net.h"

/* a, b: two inputs (C, H, W) of the network. out: h * w of the row's shape, 1 where they differ for a unit, else 0;
 * every number of a vector is reached. Error: memory. */
Error reach(const Net *net, int row, const float *a, const float *b, float *out);

#endif
