/* What the Why screen asks, as the state holds it. */
#ifndef APP_FEATURES_WHY_STATE_H
#define APP_FEATURES_WHY_STATE_H

#include <stdbool.h>

typedef struct Why {
    bool chosen;     /* a class has been; else it is the answer at a place, 0: the best */
    int class_index, place;
    bool against;    /* its score less that of the best other answer */
    char layer[24];  /* of Grad-CAM; "": the selected one */
} Why;

#endif
