/* Every layer in its plainest form: the definition, loop by loop. The fast paths are held against
 * it, and it is held against PyTorch. Sums run in double, in the order of the indices.
 *
 * Arrays are float32 in C order: maps are (C, H, W), shapes as in the layer's `in` and `out`. */
#ifndef NN_REFERENCE_H
#define NN_REFERENCE_H

#include "model/net.h"

/* out[o][y][x] = b[o] + sum over c, i, j of w[o][c][i][j] * in[g*Cg + c][y*s + i - p][x*s + j - p];
 * what lies outside is 0. w is (out_c, in_c / groups, k, k). */
void reference_conv(const Layer *l, const float *w, const float *b, const float *in, float *out);
void reference_fc(const Layer *l, const float *w, const float *b, const float *in, float *out);
void reference_pool(const Layer *l, const float *in, float *out); /* largest of each window */
void reference_relu(const Layer *l, const float *in, float *out);
void reference_lrn(const Layer *l, const float *in, float *out);
void reference_softmax(const Layer *l, const float *in, float *out);
/* Any of them, by the layer's kind. */
void reference_layer(const Layer *l, const float *w, const float *b, const float *in, float *out);

#endif
