/* Convolutions backward. */
#ifndef NN_LAYERS_CONV_BACK_H
#define NN_LAYERS_CONV_BACK_H

#include "nn/backprop.h"

/* Of the gradient `out`, which is 0 outside the window, to `in`, which has to be 0 everywhere.
 * w: (out_c, in_c / groups, k, k); pool NULL: on this thread alone. Returns the window of `in`. */
Box backward_conv(const Layer *l, const float *w, const float *out, Box window, float *in, Workers *workers);

/* The same over all of the map, into `in` whatever it holds, by the engine: with stride 1, one group and a padding
 * smaller than the kernel it is a convolution, too, with the kernels turned around and the channels exchanged, for
 * which the engine has fast ways and keeps the weights ready. It ends early once it is cancelled. Error: memory. */
Error backward_conv_by_engine(Engine *engine, const Layer *l, const LayerWeights *w, const float *out, float *in,
                              const atomic_bool *cancel);

#endif
