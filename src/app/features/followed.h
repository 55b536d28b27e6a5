/* The full network whose maps the selected layer's follow, beside the main run, on Layer and
 * Compare: there while it is looked at. */
#ifndef APP_FEATURES_FOLLOWED_H
#define APP_FEATURES_FOLLOWED_H

#include "app/app.h"
#include "app/part.h"

/* What there is of it. */
typedef enum FollowedState {
    FOLLOWED_OFF,     /* not asked for, or the selected layer follows nothing */
    FOLLOWED_MISSING, /* its weights are not here */
    FOLLOWED_COMING,
    FOLLOWED_THERE
} FollowedState;

/* Its run and the row that is beside the shown one, and the number of the map beside the selected one, once it is
 * FOLLOWED_THERE; run and row also while it is coming. */
typedef struct FollowedMap {
    FollowedState state;
    const Run *run;
    int row, map;
} FollowedMap;
FollowedMap followed_map(const App *app);
/* Pearson's correlation of the selected map with it; NAN for a vector, or where one is the same everywhere. */
double followed_correlation(const App *app, const FollowedMap *f);

extern const AppPart FOLLOWED_PART;

#endif
