/* Each map of a layer and its best correlated map in a layer of another run, found in the background. */
#ifndef APP_FEATURES_LIKENESS_H
#define APP_FEATURES_LIKENESS_H

#include "app/part.h"
#include "nn/likeness.h"

typedef struct Likeness {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    const Run *run[2]; /* the maps, and those that are searched */
    int row[2];        /* of maps of one size; both have to be done */
    int maps;
    BestMap *match;      /* by map; there once task.done is set, as is what follows */
    int found, same;   /* maps that have a match; that have the one of the same number */
} Likeness;

/* Error: memory. */
Error likeness_open(Engine *engine, const Run *a, int row_a, const Run *b, int row_b, Likeness **out);

/* The matches of the maps that are looked at; NULL until they are found, or where there can be none. While a camera
 * plays, those of the picture before it until they are. */
const Likeness *compare_likeness(const App *app);

extern const AppPart LIKENESS_PART, LIKENESS_BEFORE_PART; /* in this order */

#endif
