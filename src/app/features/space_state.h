/* The network as volumes in space, as the state holds it. */
#ifndef APP_FEATURES_SPACE_STATE_H
#define APP_FEATURES_SPACE_STATE_H

#include <stdbool.h>

#include "base/words.h"

/* How long a side is: as long as there are places or channels, or as their logarithm. */
#define EACH_PROPORTIONS(FIRST, NEXT) FIRST(SPACE_REAL, real) NEXT(SPACE_LOG, log)
typedef enum Proportions { WORD_VALUES(EACH_PROPORTIONS) PROPORTIONS_COUNT } Proportions;

typedef struct Space {
    bool on; /* the Network screen shows it */
    Proportions proportions;
    double turn, tilt; /* degrees: 0, 0 looks straight at the photo; to the left of it, and above it */
    double near;       /* 1: all of it fits */
} Space;

#endif
