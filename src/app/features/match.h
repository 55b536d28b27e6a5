/* One photo's patches looked for in another, in the background: the texture extractor at work. */
#ifndef APP_FEATURES_MATCH_H
#define APP_FEATURES_MATCH_H

#include "app/job.h"

typedef struct Match {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    const Run *photo, *reference; /* of one network */
    int row;                      /* whose 3x3 patches are compared */
    Shape shape;                  /* of its maps, in this run */
    float *relevance;             /* (H, W); with `place` there once task.done is set: nn/match.h */
    int *place;
} Match;

/* The row has to be done in both runs. Errors: memory; match.differ, where it has not the same shape in both. */
Error match_open(Engine *engine, const Run *photo, const Run *reference, int row, Match **out);

#endif
