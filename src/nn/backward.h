/* Gradients backward through the layers, down to the input.
 *
 * What the gradient of one unit touches is a window of each map, and only that is computed. Arrays are
 * float32, (C, H, W), as in the layer's `in` and `out`; gradients outside the window are 0. */
#ifndef NN_BACKWARD_H
#define NN_BACKWARD_H

#include <stdatomic.h>

#include "nn/run.h"

typedef enum Guide {
    GUIDE_NONE,     /* the gradient itself */
    GUIDE_POSITIVE  /* guided backpropagation: at each ReLU negative gradients end as well
                       (Springenberg et al., arXiv 1412.6806) */
} Guide;

/* Of a computation on another thread; both may be NULL. */
typedef struct Watch {
    atomic_bool *cancel; /* set: it ends soon */
    atomic_int *done;    /* thousandths */
} Watch;

/* d unit / d input of unit (x, y) of a map, the unit before its ReLU where it has one, into
 * gradient (3, H, W) of the normalized input. The row has to be done. The engine must be idle.
 * *finished is false when it was cancelled. Error: memory. */
Error backward_unit(const Run *run, Engine *engine, int row, int map, int x, int y, Guide guide, Watch watch,
                    float *gradient, bool *finished);

/* One layer, as backward_unit chains them: of the gradient `out`, which is 0 outside the window, to `in`,
 * which has to be 0 everywhere. w: (out_c, in_c / groups, k, k); pool NULL: on this thread alone.
 * Returns the window of `in`. */
Box backward_conv(const Layer *l, const float *w, const float *out, Box window, float *in, Pool *pool);

/* Where the sum of |gradient| over R, G, B lies: heat (H, W), and the smallest square centred on the
 * unit that holds 95 % of the whole. share: what it holds. */
typedef struct EffectiveField {
    Box box;
    double share;
} EffectiveField;
EffectiveField effective_field(const float *gradient, Shape input, double centre_x, double centre_y, float *heat);

/* The field measured: a one sent backward through layers of positive kernels (pools taken as sums) on a
 * canvas larger than the field; the pixels that it reaches are counted along one side. -1 without memory. */
typedef struct Sliding {
    int kernel, stride;
} Sliding;
int measured_field(const Sliding layers[], int n);

#endif
