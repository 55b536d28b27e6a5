/* The painter that lets a map, a unit, a class or a direction of maps grow: gradient ascent on a picture. */
#ifndef APP_FEATURES_ASCENT_H
#define APP_FEATURES_ASCENT_H

#include "app/features/paint.h"
#include "nn/adam.h"
#include "nn/jitter.h"
#include "nn/objective.h"
#include "nn/spectrum.h"

typedef struct Ascent {
    Paint paint; /* first */
    int row;     /* whose values are to grow, before their activation */
    Objective objective;
    float *weight;     /* of a direction, else NULL */
    int without;       /* bits of AsksHelp */
    int seed;
    bool from_photo;
    uint64_t photo;    /* whose: its version, of the photo or of a direction */
    Spectrum spectrum;
    Adam adam;
    Run *run;          /* of the picture, as the step's chance has it */
    Jitter jitter;     /* that */
    bool begun;        /* the run has this step's picture */
    float *parameters, *gradient, *seen; /* (C, H, W) each */
    float *sum;        /* as the row's values */
} Ascent;

/* The row whose values grow: the selected one's, before its activation. -1: it has none that could. */
int ascent_row(const App *app);

#endif
