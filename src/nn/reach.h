/* Which places of a layer a change of the input reaches: those that see a pixel that differs. At all others two runs
 * compute the same from the same, and where their values differ all the same it is by rounding (nn/twins.h: of equal
 * values the first is taken, and a change can take it away). */
#ifndef NN_REACH_H
#define NN_REACH_H

#include <stdint.h>

#include "base/error.h"
#include "model/net.h"

/* a, b: two inputs (C, H, W) of the network. out: h * w of the row's shape, 1 where they differ for a unit, else 0;
 * every number of a vector is reached. Error: memory. */
Error reach(const Net *net, int row, const float *a, const float *b, float *out);

/* The steps of it: out, by place, is 1 where the bits of a pixel differ in any channel, else 0; */
void reach_input(Shape shape, const float *a, const float *b, uint8_t *out);
/* a layer of maps: 1 where its window has a place that is 1 in `in`. What is 1 stays so. */
void reach_through(const Layer *l, const uint8_t *in, uint8_t *out);

#endif
