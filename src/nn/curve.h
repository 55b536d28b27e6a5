/* Activations beside ReLU, each a function of a number and its slope there. */
#ifndef NN_CURVE_H
#define NN_CURVE_H

#include "model/layer.h"

double curve_at(const Layer *l, double x);
double curve_slope(const Layer *l, double x); /* where it has two, PyTorch's */

#endif
