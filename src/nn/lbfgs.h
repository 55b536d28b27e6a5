/* L-BFGS: downhill along the gradient, corrected by how it has changed over the last steps (Nocedal and Wright,
 * Numerical Optimization, algorithm 7.4), with a step length of 1 in place of a line search, as torch.optim.LBFGS has
 * it. */
#ifndef NN_LBFGS_H
#define NN_LBFGS_H

#include <stddef.h>

#include "base/error.h"

enum { LBFGS_KEPT = 20 }; /* steps that are remembered */

typedef struct Lbfgs {
    size_t n;
    int steps;          /* that have been made */
    int kept, next;     /* pairs that are there, and where the next one goes */
    float *moved[LBFGS_KEPT], *changed[LBFGS_KEPT]; /* n each: by the step, and the gradient from one to the next */
    double inverse[LBFGS_KEPT];                     /* 1 / (moved . changed) */
    float *direction, *last;                        /* n each: of the last step, and the gradient before it */
    double scale;                                   /* of a gradient that nothing is known of yet */
    double length;                                  /* of the last step, in directions */
} Lbfgs;

/* Error: memory. */
Error lbfgs_open(size_t n, Lbfgs *out);
void lbfgs_close(Lbfgs *l); /* an empty one, too */
/* A step downhill of x by its gradient, n numbers each. */
void lbfgs_step(Lbfgs *l, float *x, const float *gradient);
/* Forgets the steps, so that the next one is as short as the first. */
void lbfgs_forget(Lbfgs *l);

#endif
