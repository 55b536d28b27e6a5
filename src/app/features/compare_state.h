/* The pair of networks that Compare shows, as the state holds it. */
#ifndef APP_FEATURES_COMPARE_STATE_H
#define APP_FEATURES_COMPARE_STATE_H

#include "app/source.h"
#include "model/align.h"

typedef enum Boundary { BOUNDARY_LAYER, BOUNDARY_BLOCK } Boundary;       /* where a step ends */
typedef enum ComparedBy { FIGURES_TABLE, FIGURES_CURVES } ComparedBy;          /* how the differences are shown */

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
