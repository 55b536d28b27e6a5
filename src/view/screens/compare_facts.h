/* What Compare says of two networks, for its picture and for `vggscope read`. */
#ifndef VIEW_SCREENS_COMPARE_FACTS_H
#define VIEW_SCREENS_COMPARE_FACTS_H

#include "view/facts.h"

enum { COMPARE_TOP = 5 };

/* One of the two. Figures are the network's own; `run` is what runs, perhaps narrower. */
typedef struct SideFacts {
    const Net *own;
    const NetInfo *info;
    const Run *run;         /* NULL while it is not there */
    const Weights *weights;
    bool slim;
    int row, shown;         /* the layer that is looked at, and the row whose maps are; -1: the input */
    const char *layer;
    bool waits;             /* it has no such layer as the other one is at */
    int step, steps;        /* where it stands, in layers */
    int convs;              /* convolutions that it has run there */
    int x, y;               /* the selected unit */
    int field, jump;
    Box box;                /* on its own input */
    bool computed;          /* the shown row has its values and statistics */
    int end_field;          /* at the last pool */
    int64_t values;         /* activations of all steps */
    Answer top[COMPARE_TOP];
    int answers;            /* how many there are */
    double ms, ms_spread;   /* the best run of the race, and how much longer the slowest took; 0 without one */
} SideFacts;

/* How the weights of the two have to do with each other. */
typedef enum Kinship {
    KIN_APART,     /* trained apart: map numbers mean nothing across them */
    KIN_ALIKE,     /* both layers follow the same maps of a third network: their numbers agree */
    KIN_OTHERS,    /* both follow a third network, but not the same maps of it: their numbers do not agree */
    KIN_FOLLOWS,   /* one layer follows the other, each map one of its maps */
    KIN_SEEDED,    /* nobody trained them: the same name and size have the same numbers */
    KIN_SAME,      /* the very same weights */
    KIN_COUNT
} Kinship;

typedef struct CompareFacts {
    SideFacts side[2];
    int main;              /* whose map is selected */
    int map, maps;
    bool alike;            /* maps of one size, which can be correlated */
    bool matched;          /* the matches are there */
    BestMap match;           /* the other side's; map -1: none */
    int found, same;       /* maps that have a match, that have the one of the same number */
    Kinship kinship;       /* of the shown layers */
    const Followed *follows[2]; /* what they follow; NULL: nothing */
    int race_winner;       /* the side that was faster in the race; -1: neither, or there was none */
    bool paper;            /* both are columns of the paper's table 1 */
    bool panels_paged;     /* the page is of the panels, which have no room beside one another, not of the maps */
} CompareFacts;

CompareFacts compare_facts(const App *app);
/* Figures of a step of a side, cumulated where they are costs; the curves over depth. */
typedef enum Curve { CURVE_FIELD, CURVE_PARAMETERS, CURVE_MACS, CURVE_ACTIVITY, CURVE_COUNT } Curve;
/* At a place of the common order; NAN where the side has no layer there, or its mean is not known yet. */
double compare_curve(const App *app, int side, Curve curve, int place);

/* The facts added to a JSON object. */
void compare_json(json_t *o, const App *app, Arena *arena);

#endif
