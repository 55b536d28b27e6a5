/* What a unit sees: where its gradient lies, and the field of layers as it is measured. */
#ifndef NN_FIELDS_H
#define NN_FIELDS_H

#include "model/net.h"

/* Where the sum of |gradient| over R, G, B lies: heat (H, W), and the smallest square centred on the
 * unit that holds 95 % of the whole. share: what it holds; 0: the gradient is 0 everywhere, and there is no square. */
typedef struct EffectiveField {
    Box box;
    double share;
} EffectiveField;
EffectiveField effective_field(const float *gradient, Shape input, double centre_x, double centre_y, float *heat);

/* The field measured: a one sent backward through layers of positive kernels (pools taken as sums) on a
 * canvas larger than the field; the pixels that it reaches are counted along one side. -1 without memory. */
int measured_field(const Sliding layers[], int n);

#endif
