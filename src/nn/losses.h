/* How far one picture is from another in what a network makes of them, and how restless it is. Each adds `weight` times
 * its gradient to `gradient`, and returns the loss itself. Arrays are float32, (C, H, W). */
#ifndef NN_LOSSES_H
#define NN_LOSSES_H

#include "model/layer.h"

/* sum |values - target|^2 / sum |target|^2 (1 where the target is 0), of n numbers: equation 2 of Mahendran and Vedaldi
 * (arXiv 1412.0035); but for a factor equation 1 of Gatys et al. (arXiv 1508.06576). */
double content_loss(const float *values, const float *target, int64_t n, float weight, float *gradient);

/* Total variation: the squares of all differences between a number and those to the right of it and below it, summed
 * and divided by how many numbers there are (arXiv 1412.0035, equation 5 with beta 2). */
double variation_loss(const float *values, Shape s, float weight, float *gradient);

#endif
