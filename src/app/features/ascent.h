/* Two painters by gradient ascent on a picture: one lets a map, a unit, a class or a direction of maps grow; DeepDream,
 * on the photo, whatever a layer has of it already (Mordvintsev, Olah and Tyka, 2015), octave by octave: first it sees
 * the photo small, mirrored around, so that what it finds is large in it; at last as it is. */
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
    const Net *net;    /* that the picture is painted for: the weights', or one of another size */
    atomic_bool *cancel; /* what tells it to end */
    Run *run;          /* of the picture, as the step's chance has it */
    Jitter jitter;     /* that */
    bool begun;        /* the run has this step's picture */
    float *parameters, *gradient, *seen; /* (C, H, W) each */
    float *sum;        /* as the row's values */
} Ascent;

/* The row whose values grow: the selected one's, before its activation, in a dream behind it. -1: it has none. */
int ascent_row(const App *app);

/* How much smaller the photo is seen at a step of a dream, and how many steps an octave takes. */
double dream_zoom(int step);
enum { DREAM_OCTAVES = 4, DREAM_STEPS = 24 };

/* A map's picture apart from the screen, for another background: of the weights' own network, or in another size (`net`,
 * of net_sized, has to outlive it), with all helps, from noise. `step` is counted by the caller. Error: memory. */
Error ascent_of_map(Engine *engine, Weights *weights, const Net *net, int row, int map, atomic_bool *cancel,
                    Ascent **out);
Error ascent_step(Ascent *a, bool *finished); /* as Painter.step */
void ascent_close(Ascent *a);

extern const Painter ASCENT_PAINTER, DREAM_PAINTER;

#endif
