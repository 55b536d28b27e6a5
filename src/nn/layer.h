/* What is computed of a kind of layer. Arrays are float32, (C, H, W), as in the layer's `in` and `out`. */
#ifndef NN_LAYER_H
#define NN_LAYER_H

#include <stdbool.h>

#include "base/error.h"
#include "model/kind.h"

typedef struct Backprop Backprop;   /* nn/backprop.h */
typedef struct Engine Engine; /* nn/engine.h */
typedef struct Portion Portion;   /* nn/engine_inside.h */
typedef struct Trace Trace;   /* nn/trace.h */

/* How a value depends on the places that it sees (nn/twins.h). */
typedef enum Looks {
    LOOKS_AT_EACH, /* what lies where in its window decides, as in a sum */
    LOOKS_AT_ANY,  /* what lies in it does, wherever, as for a largest value */
} Looks;

typedef struct LayerRun {
    Looks looks;
    bool rounds; /* it computes: what sees the same may differ in its last bits until it is settled */
    bool stored; /* its weights are used as they are stored */
    bool rectifies; /* its portions do the ReLU behind it where that is asked for */
    /* The work of the whole layer in millions of multiply-adds, of about 20 picoseconds each on one thread with AVX2.
     */
    double (*work)(const Engine *engine, const Layer *l);
    int (*unit)(const Layer *l);         /* rows, or numbers of a vector, that are computed together */
    Error (*portion)(const Portion *s);      /* the rows of a portion. Error: memory */
    Error (*prepare)(const Portion *s);    /* puts its weights into the engine's cache. Error: memory */
    /* The layer in its plainest form: the definition, loop by loop, with sums in double in the order of the indices.
     * The fast way is held against it, and it is held against PyTorch. w: its tensors. */
    void (*reference)(const Layer *l, const float *const w[LAYER_TENSORS], const float *in, float *out);
    /* The gradient `out`, 0 outside the window, sent back through row `row` into `in`, which is 0 everywhere;
     * the window becomes that of `in`. Error: memory. */
    Error (*backward)(Backprop *c, int row, const float *out, float *in);
    /* The window of the input under the unit: channels, kernel, first channel, x0, y0. No channels: no terms. */
    void (*place)(const Layer *l, Trace *t);
    /* What is made of the terms: products, values by channel, and the sum. */
    void (*sum)(Trace *t, double *products, double *by_channel);
} LayerRun;

/* A kind's row; one that lacks anything does not compile. */
#define LAYER_RUN(word, looks, rounds, stored, rectifies, work, unit, portion, prepare, reference, backward, place,    \
                  sum)                                                                                                 \
    const LayerRun word##_layer = {looks,   rounds,  stored,    rectifies, work,  unit,                                \
                                   portion, prepare, reference, backward,  place, sum}

const LayerRun *layer_run(Kind kind); /* of a kind that has rows */

/* What kinds have in common. */
double light_work(const Engine *engine, const Layer *l); /* a look at each value */
int row_by_row(const Layer *l);
Error prepare_nothing(const Portion *s);
void no_terms(const Layer *l, Trace *t);
void no_sum(Trace *t, double *products, double *by_channel);

#endif
