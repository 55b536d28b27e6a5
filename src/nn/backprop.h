/* What is carried along when a gradient goes backward through the layers. */
#ifndef NN_BACKPROP_H
#define NN_BACKPROP_H

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

typedef struct Backprop {
    const Run *run; /* whose values the gradient goes through */
    Engine *engine;
    Guide guide;
    Watch watch;
    Box window; /* of what the gradient may hold besides zeros */
} Backprop;

/* The part of the input that a window of the output reads. */
Box backprop_window(const Layer *l, Box out);
/* A gradient of a shape, zeroed, with what a kernel may read behind it; NULL without memory. */
float *backprop_gradient(Shape s);

#endif
