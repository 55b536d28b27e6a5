/* Two painters by gradient ascent on a picture: one lets a map, a unit, a class or a direction of maps grow, in several
 * pictures at once, if that is asked for, which are to be unlike one another; DeepDream, on the photo, whatever a layer
 * has of it already (Mordvintsev, Olah and Tyka, 2015), octave by octave: first it sees the photo small, mirrored
 * around, so that what it finds is large in it; at last as it is. */
#ifndef APP_FEATURES_ASCENT_H
#define APP_FEATURES_ASCENT_H

#include "app/features/paint.h"
#include "nn/adam.h"
#include "nn/diversity.h"
#include "nn/jitter.h"
#include "nn/objective.h"
#include "nn/spectrum.h"

/* What several pictures are not to have in common: their Gram matrices, of the layer whose values grow, behind its
 * activation; where those have no places, as the scores of classes, of the last layer before it that has some; where
 * one unit grows, of its place alone. */
typedef struct Apart {
    int row;      /* -1: there is one picture, or no layer has places */
    int x, y;     /* of a unit, */
    bool place;   /* where it is one */
    Shape maps;   /* of what a matrix is made of */
    Diversity gram;
    double weight; /* of what the others' likeness takes from a picture's value, in this step */
    float *matrix; /* (C, C): room */
    float *maps_room, *sum; /* as the maps; as the row's values: room */
} Apart;

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
    const Net *net;    /* that it is painted for: the weights', or the same in another size */
    atomic_bool *cancel; /* what tells it to end */
    Run *run[ASKS_SEVERAL]; /* of a picture each, as the step's chance has it */
    Jitter jitter;     /* that */
    bool begun;        /* the runs have this step's pictures */
    int back;          /* of so many the gradient is there */
    float *parameters; /* (pictures, C, H, W) */
    float *gradient, *seen; /* (C, H, W): room */
    float *sum;        /* as the row's values: room */
    Apart apart;
} Ascent;

/* The losses of a step: the mean of what is to grow; of several pictures then that of each, and their mean likeness. */
static inline int ascent_losses(int pictures) { return pictures > 1 ? pictures + 2 : 1; }

/* The row whose values grow: the selected one's, before its activation, in a dream behind it. -1: it has none. */
int ascent_row(const App *app);

/* How much smaller the photo is seen at a step of a dream, and how many steps an octave takes. */
double dream_zoom(int step);
enum { DREAM_OCTAVES = 4, DREAM_STEPS = 24 };

/* A map's picture apart from the screen's, from noise and with all helps, for `net`, the weights' own or what net_sized
 * made of it; both have to outlive it. Its painter begins it and makes the steps, which the caller counts. Error:
 * memory. */
Error ascent_of_map(Engine *engine, Weights *weights, const Net *net, int row, int map, atomic_bool *cancel,
                    Paint **out);

extern const Painter ASCENT_PAINTER, DREAM_PAINTER;

#endif
