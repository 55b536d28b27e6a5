/* A picture that is painted in the background, a step after the other: what Asks shows. What makes a step is a painter,
 * a row of the table in painters.c for each topic (app/features/asks_state.h). With the same question it makes the same
 * bits, for any number of threads and wherever it was stopped between. */
#ifndef APP_FEATURES_PAINT_H
#define APP_FEATURES_PAINT_H

#include <pthread.h>

#include "app/features/asks_state.h"
#include "app/part.h"
#include "nn/weights.h"

enum { PAINT_LOSSES = 8 };

typedef struct Paint Paint;

typedef struct Painter {
    /* by the thread of the window: */
    void (*want)(const App *app, JobWants *wants);    /* rows of the run that it reads before it begins, or shows */
    bool (*ready)(const App *app);                    /* those are there */
    Error (*open)(const App *app, Paint **out);       /* takes what it needs from the state; it is a member of its own
                                                         struct, the first, and paint_begin has filled it */
    bool (*same)(const App *app, const Paint *paint); /* it is what the state asks for now */
    void (*close)(Paint *paint);                      /* frees its struct and all that it has, by paint_end the paint */
    /* By the thread that computes. Once, or after an error again: paint->picture as it begins. Then paint->picture
     * after one more step, paint->loss and paint->gradient before it. *finished false: it was told to end, and goes on
     * from there when it is called again. */
    Error (*begin)(Paint *paint);
    Error (*step)(Paint *paint, bool *finished);
} Painter;

struct Paint {
    JobTask task; /* first: the job hands it back */
    const Painter *painter;
    Engine *engine;
    Weights *weights;
    Preparation preparation;
    int pictures;   /* that are painted at once, mostly one */
    Shape shape;    /* of a picture and of what the network gets */
    float *picture; /* (pictures, C, H, W) between 0 and 1, red first; the painter's, as is what a step finds: */
    float *gradient; /* likewise: of what falls, by what it changes: the pictures, or the waves that they are made of */
    float loss[PAINT_LOSSES];
    int losses;     /* how many of them there are */
    int step;       /* that have been made, by the thread that computes */
    uint64_t number; /* of all that have been begun */
    /* what others see, under the lock */
    pthread_mutex_t lock;
    int until;      /* how many steps are wanted */
    bool begun;     /* what it begins with is there; the thread that computes alone sets it */
    int steps;      /* that are there */
    float *shown;   /* the pictures after them */
    float *slope;   /* the gradient of the last one */
    float *curve;   /* (steps, losses): what each step found before it changed the picture */
};

const Painter *painter_of(AsksTopic topic);

/* For open: empty pictures in a shape, and what they take; `losses` numbers a step. On an error there is nothing to
 * free. Error: memory. */
Error paint_begin(Paint *paint, Engine *engine, Weights *weights, Shape shape, const Painter *painter, int pictures,
                  int losses);
void paint_end(Paint *paint);
/* The photo as a picture, of which values can lie outside 0 to 1. (C, H, W) */
void paint_photo(const App *app, float *picture);
/* A picture's bytes, (H, W, 3). */
void paint_rgb(const float *picture, Shape s, unsigned char *rgb);

/* ---- what the state says ---- */

/* A copy, in the arena, of what is there. */
typedef struct Painted {
    const Paint *paint;
    int steps, until;
    int losses;
    const float *curve;       /* (steps, losses) */
    int pictures;
    Shape shape;
    const float *picture, *gradient; /* (pictures, C, H, W) */
    const unsigned char *rgb; /* (pictures, H, W, 3) */
    uint64_t version;         /* of the first one; those of the others follow */
} Painted;
/* Of what is asked for now; false: nothing is there, or the arena has no room. */
bool paint_look(const App *app, Arena *arena, Painted *out);
int paint_steps(const App *app); /* how many are there, likewise; 0: none */
int paint_until(const App *app); /* how many are wanted, as things stand */

extern const AppPart PAINT_PART;

#endif
