/* How the maps of a layer differ from those of the unchanged photo, or of the reference photo. */
#ifndef APP_DIFFERENCE_H
#define APP_DIFFERENCE_H

#include "nn/run.h"

typedef struct App App;

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

/* For app_want: measures the shown row, where maps are shown less of something and both runs have it. */
void difference_measure(App *app);
/* The measured row, if it is this one and what was measured is what is shown; else NULL. */
const Difference *difference_of(const App *app, int row);
void difference_forget(App *app);

#endif
