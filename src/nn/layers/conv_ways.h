/* The three ways in which a convolution is computed; layers/conv.c chooses. */
#ifndef NN_LAYERS_CONV_WAYS_H
#define NN_LAYERS_CONV_WAYS_H

#include "nn/engine_inside.h"

bool winograd_fits(const Layer *l);
int winograd_tile(const Layer *l); /* 2 or 4: the side of a tile's results */
Error conv_winograd(const Portion *s);
bool rows_fit(const Engine *engine, const Layer *l);
Error conv_rows(const Portion *s);
Error conv_direct(const Portion *s);
/* What they read of the weights, from here alone. A portion that goes back (Portion.turned) is a convolution with the
 * kernels turned around and the channels exchanged: kernel (o, c) of it is kernel (c, o) of the weights, its numbers in
 * the opposite order; its biases are 0. Kernels of output o over n channels of the input from c on, (n, k, k). */
void conv_kernels(const Portion *s, int o, int c, int n, float *out);
void conv_biases(const Portion *s, float *out);
/* Their weights into the cache; no rows are needed. */
Error winograd_prepare(const Portion *s);
Error direct_prepare(const Portion *s);

#endif
