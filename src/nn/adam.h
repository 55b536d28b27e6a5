/* Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1): small steps downhill, each number at its own pace. */
#ifndef NN_ADAM_H
#define NN_ADAM_H

#include <stddef.h>

#include "base/error.h"

typedef struct Adam {
    size_t n;
    float rate;             /* how far a number goes in a step, about */
    int steps;              /* that have been made */
    float *mean, *variance; /* n each: the gradient's running mean, and that of its square */
} Adam;

/* With the paper's 0.9, 0.999 and 1e-8. Error: memory. */
Error adam_open(size_t n, float rate, Adam *out);
void adam_close(Adam *adam); /* an empty one, too */
/* A step downhill of x by its gradient, n numbers each. */
void adam_step(Adam *adam, float *x, const float *gradient);

#endif
