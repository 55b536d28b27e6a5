/* What is chosen on the Family screen, as the state holds it. */
#ifndef APP_FEATURES_FAMILY_STATE_H
#define APP_FEATURES_FAMILY_STATE_H

#include "model/net.h"

typedef enum FamilyTopic { FAMILY_COLUMNS, FAMILY_FIGURES, FAMILY_ALEXNET, FAMILY_TOPICS } FamilyTopic;

typedef struct Family {
    bool chosen;   /* a column has been; else it is the network that runs */
    NetId column;
    int row;       /* the cell, a row of that network, or -1 */
    FamilyTopic topic;
} Family;

#endif
