/* How the maps of a layer differ from others, as the state holds it. */
#ifndef APP_FEATURES_DIFFERENCE_STATE_H
#define APP_FEATURES_DIFFERENCE_STATE_H

#include "nn/run.h"

/* Of every value: that of the photo less that of the other one. */
typedef struct Difference {
    const Run *run, *against; /* NULL: nothing is measured */
    int row;
    uint64_t shown, version; /* of both */
    float largest;           /* the largest absolute difference of the layer, and where it lies: */
    int map, x, y;
    float there;             /* with its sign */
    float bright;            /* what 99.5 % of those that differ do not exceed; the end of the colours */
    int64_t changed, values; /* how many values differ at all, of how many */
    double mean;             /* absolute */
    float *most;             /* the largest absolute difference by map */
} Difference;

#endif
