/* Two networks run from the photo to the answer at the same time, on request: whose turn it is has computed for the
 * shorter time so far, so that both have the same share of the processor. */
#ifndef APP_RACE_H
#define APP_RACE_H

#include "app/job.h"

typedef struct Race {
    JobTask task; /* first: the job hands it back */
    Run *run[2];  /* of its own, from the beginning; NULL once they are closed */
    int rows[2];
    int step[2];  /* that have run; what interrupts it stops both clocks */
    double ms[2][NET_LAYERS]; /* when the row was there, on its network's own clock; once task.done is set */
    double total[2];
} Race;

/* Both networks on the inputs of these runs. Error: memory. */
Error race_open(Engine *engine, Weights *const weights[2], const Run *const of[2], Race **out);
/* Frees the runs, which hold as much as the networks' activations; the times stay. */
void race_close_runs(Race *race);

#endif
