/* Batch normalization folded into the layer before it. Once trained it is a line, map by map:
 *   y = a x + b,  a = weight / sqrt(variance + epsilon),  b = bias - a mean
 * and so the convolution before it with weights a w and a bias a (c - mean) + bias (c its own) gives the same (PyTorch:
 * torch.nn.utils.fusion). */
#ifndef NN_FOLD_H
#define NN_FOLD_H

#include "nn/weights.h"

/* The line of a map. */
typedef struct NormLine {
    double a, b;
} NormLine;
NormLine norm_line(const Layer *norm, const LayerWeights *w, int map);

/* Whether a row is a batch normalization that folds into the row before it, a convolution or a fully connected
 * layer. */
bool fold_has(const Net *net, int row);
/* The network without such rows, and the row of each of its rows in `net`. Its modules are those of `net`: those of
 * the folded rows pass their input through. Returns how many rows are gone. */
int fold_net(const Net *net, Net *out, int from[NET_LAYERS]);

/* The weights of that network: of folded rows made anew, all others shared with `w`, which has to outlive them. Seeded
 * weights are made. When it is cancelled (NULL: never), *out is empty. Errors: memory, weights.not_finite. */
Error fold_weights(Weights *w, Workers *workers, const atomic_bool *cancel, Weights *out);

#endif
