/* How a kind of layer is shown. */
#ifndef VIEW_LAYER_H
#define VIEW_LAYER_H

#include <stddef.h>

#include "view/ui.h"

typedef struct UnitFacts UnitFacts; /* view/facts.h */

typedef struct LayerLook {
    size_t color;       /* its place in Theme */
    const char *legend; /* what the strip's legend calls it; "": nothing, it is drawn with the layer before it */
    const char *share;  /* "pools {0} %" */
    float thick;        /* of its solid, beside a convolution's with as many maps */
    bool aside;         /* its label may go where there is little room */
    const char *(*brief)(const Ui *ui, const Layer *l);    /* its name where there is little room: 3_3, p2 */
    const char *(*headline)(const Ui *ui, const Layer *l); /* what it taught */
    /* The factors of its weights: "3·3" or "" without a window, and "64" or "512·7·7". */
    void (*factors)(const Ui *ui, const Layer *l, const char **window, const char **inputs);
    void (*window)(Ui *ui, Rect *r, const Layer *l); /* its window, as a row of the inspector's figures */
    /* What its value is, under it in the inspector; "" nothing. l: of the network that runs. */
    const char *(*value)(const Ui *ui, const UnitFacts *f, const Layer *l);
    void (*steps)(Ui *ui, Rect *r, const UnitFacts *f); /* Neuron's arithmetic, where it is no list of terms */
} LayerLook;

/* A kind's row; one that lacks anything does not compile. */
#define LAYER_LOOK(word, color, thick, aside, brief, headline, factors, window, value, steps)                          \
    const LayerLook word##_look = {offsetof(Theme, color),                                                             \
                                   "strip." #word,                                                                     \
                                   "where." #word,                                                                     \
                                   thick,                                                                              \
                                   aside,                                                                              \
                                   brief,                                                                              \
                                   headline,                                                                           \
                                   factors,                                                                            \
                                   window,                                                                             \
                                   value,                                                                              \
                                   steps}

const LayerLook *layer_look(Kind kind); /* of a kind that has rows */
Color kind_color(const Ui *ui, Kind kind);

/* What kinds have in common. */
const char *own_name(const Ui *ui, const Layer *l);
void no_factors(const Ui *ui, const Layer *l, const char **window, const char **inputs);
void no_window_row(Ui *ui, Rect *r, const Layer *l);
void window_row(Ui *ui, Rect *r, const Layer *l); /* kernel, stride, padding */
const char *sum_value(const Ui *ui, const UnitFacts *f, const Layer *l); /* of weights and what lies before it */
const char *no_value(const Ui *ui, const UnitFacts *f, const Layer *l);
void no_steps(Ui *ui, Rect *r, const UnitFacts *f);
void activation_steps(Ui *ui, Rect *r, const UnitFacts *f); /* what goes in, the function, what comes out */
/* The activation that a layer is drawn as one with, in words: "ReLU", "leaky ReLU"; "" without one. */
const char *activation_name(const Ui *ui, const Net *net, int row);

#endif
