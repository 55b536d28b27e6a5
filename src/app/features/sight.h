/* What one unit really looks at: its gradient with respect to the input, computed in the background. */
#ifndef APP_FEATURES_SIGHT_H
#define APP_FEATURES_SIGHT_H

#include "app/part.h"
#include "nn/backward.h"
#include "nn/fields.h"

typedef struct Sight {
    JobTask task; /* first: the job hands it back */
    const Run *run;
    Engine *engine;
    int row, map, x, y;   /* of which unit */
    Shape input;
    atomic_bool plain_there; /* what follows is there, `guided` aside, which takes until task.done */
    float *plain, *guided;   /* (3, H, W) */
    float plain_bright, guided_bright; /* what 99.5 % of the absolute values that are not 0 do not exceed; 0: all are */
    float *heat;             /* (H, W) */
    EffectiveField field;
} Sight;

/* Error: memory. */
Error sight_open(const Run *run, Engine *engine, int row, int map, int x, int y, Sight **out);
void sight_close(Sight *sight); /* the job must not be at it */

/* The gradient of the selected unit, if it is there, the guided one perhaps not yet; NULL else. */
const Sight *app_sight(const App *app);

extern const AppPart SIGHT_PART;

#endif
