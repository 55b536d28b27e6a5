/* How a value comes about before one's eyes, as the state holds it. */
#ifndef APP_FEATURES_MOTION_STATE_H
#define APP_FEATURES_MOTION_STATE_H

#include <stdbool.h>

typedef struct Motion {
    bool on;      /* Neuron shows it */
    bool playing; /* its time goes on in a window */
    int ms;       /* where its time stands */
    bool still;   /* the program's animations are switched off; kept with the settings */
} Motion;

#endif
