/* An experiment on the Parameters screen, made in the background on request. */
#ifndef APP_FEATURES_TRIAL_H
#define APP_FEATURES_TRIAL_H

#include "app/part.h"

typedef struct Trial {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    int c, side;           /* channels and map size that it was asked with */
    double stack_ms, single_ms;  /* three 3x3, one 7x7; negative: still to be timed */
    double linear, with_relu;    /* see trial_fold; of 64 channels at most */
    int fold_channels;
} Trial;

/* Error: memory. */
Error trial_open(Engine *engine, int c, int side, Trial **out);

/* Asks for the experiment of the Parameters screen, in the place of an earlier one. Error: memory. */
Error app_try(App *app);
/* Its outcome for the channels and the map size that are set; NULL until it is there. */
const Trial *app_trial(const App *app);

extern const AppPart TRIAL_PART;

#endif
