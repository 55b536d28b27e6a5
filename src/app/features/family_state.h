/* What is chosen on the Family screen, as the state holds it. */
#ifndef APP_FEATURES_FAMILY_STATE_H
#define APP_FEATURES_FAMILY_STATE_H

#include "base/words.h"
#include "model/net.h"

#define EACH_FAMILY_TOPIC(FIRST, NEXT) \
    FIRST(FAMILY_COLUMNS, columns) NEXT(FAMILY_FIGURES, figures) NEXT(FAMILY_ALEXNET, alexnet)
typedef enum FamilyTopic { WORD_VALUES(EACH_FAMILY_TOPIC) FAMILY_TOPICS } FamilyTopic;
#define FAMILY_WORDS WORDS(EACH_FAMILY_TOPIC)

typedef struct Family {
    bool chosen;   /* a column has been; else it is the network that runs */
    NetId column;
    int row;       /* the cell, a row of that network, or -1 */
    FamilyTopic topic;
} Family;

#endif
