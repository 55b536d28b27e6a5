/* Gradients backward through the layers, down to the input.
 *
 * What the gradient of one unit touches is a window of each map, and only that is computed. Arrays are
 * float32, (C, H, W), as in the layer's `in` and `out`; gradients outside the window are 0. */
#ifndef NN_BACKWARD_H
#define NN_BACKWARD_H

#include "nn/backprop.h"

/* d unit / d input of unit (x, y) of a map, the unit before its ReLU where it has one, into
 * gradient (3, H, W) of the normalized input. The row has to be done. The engine must be idle.
 * *finished is false when it was cancelled. Error: memory. */
Error backward_unit(const Run *run, Engine *engine, int row, int map, int x, int y, Guide guide, Watch watch,
                    float *gradient, bool *finished);

/* The same of a sum over all values of a row, each times its number in `sum` (as the row's out), and down to the output
 * of an earlier row `to` (-1: the input), whose shape `gradient` has. */
Error backward_sum(const Run *run, Engine *engine, int row, const float *sum, int to, Guide guide, Watch watch,
                   float *gradient, bool *finished);

/* What a loss has for the values of a row: its gradient, as the row's out. */
typedef struct RowGradient {
    int row;
    const float *values;
} RowGradient;

/* The gradient of the sum of n losses on one or several rows, in one walk down to the output of row `to` (-1: the
 * input), which lies before all of them. The rows have to be done. */
Error backward_sums(const Run *run, Engine *engine, const RowGradient from[], int n, int to, Watch watch,
                    float *gradient, bool *finished);

#endif
