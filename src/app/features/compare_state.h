/* The pair of networks that Compare shows, as the state holds it. */
#ifndef APP_FEATURES_COMPARE_STATE_H
#define APP_FEATURES_COMPARE_STATE_H

#include "app/source.h"
#include "base/words.h"
#include "model/align.h"

/* Where a step ends. */
#define EACH_BOUNDARY(FIRST, NEXT) FIRST(BOUNDARY_LAYER, layer) NEXT(BOUNDARY_BLOCK, block)
typedef enum Boundary { WORD_VALUES(EACH_BOUNDARY) BOUNDARY_COUNT } Boundary;
#define BOUNDARY_WORDS WORDS(EACH_BOUNDARY)

/* How the differences are shown. */
#define EACH_FIGURES(FIRST, NEXT) FIRST(FIGURES_TABLE, table) NEXT(FIGURES_CURVES, curves)
typedef enum ComparedBy { WORD_VALUES(EACH_FIGURES) FIGURES_COUNT } ComparedBy;
#define FIGURES_WORDS WORDS(EACH_FIGURES)

typedef struct Compare {
    bool chosen;          /* the pair is there */
    NetId net[2];
    int main;             /* the side of the main network */
    bool named;           /* `other` was named by the user; else it follows the main network's weights */
    WeightsWish other;
    Alignment alignment;  /* of the networks at their full width */
    int ahead;            /* places that the other network has gone on while the main one has no such layer */
    Boundary boundary;
    ComparedBy figures;
} Compare;

#endif
