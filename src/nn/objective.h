/* What is to grow in a picture, as a number of a layer's values (C, H, W), and its gradient there. */
#ifndef NN_OBJECTIVE_H
#define NN_OBJECTIVE_H

#include "model/layer.h"

typedef enum Grows {
    GROWS_UNIT,      /* one value */
    GROWS_MAP,       /* the mean of a map; of a vector one number, such as a class's score */
    GROWS_DIRECTION, /* the mean over all places of the maps, each by its weight */
    GROWS_ALL        /* half the mean of all squares: whatever is there already (DeepDream) */
} Grows;

typedef struct Objective {
    Grows grows;
    int map, x, y;
    const float *weight; /* of a direction, C; the caller's */
    bool negative;       /* it is to fall */
} Objective;

/* Before the sign: what the network says, whichever way it is to go. */
double objective_value(const Objective *o, const float *values, Shape s);
/* The gradient of what is to grow, the sign in it, (C, H, W). */
void objective_gradient(const Objective *o, const float *values, Shape s, float *out);

#endif
