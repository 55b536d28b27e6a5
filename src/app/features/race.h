/* Two networks run from the photo to the answer at the same time, on request, several times over: whose turn it is has
 * computed for the shorter time so far, so that both have the same share of the processor. The best run of each counts,
 * and a winner is named only where the two differ by more than the runs of one network do. */
#ifndef APP_FEATURES_RACE_H
#define APP_FEATURES_RACE_H

#include "app/part.h"

enum { RACE_ROUNDS = 5 }; /* that count; one before them warms both up */

typedef struct RaceVerdict {
    double best[2], spread[2]; /* milliseconds; spread: from the best run to the slowest */
    int winner;                /* the side; -1: their best runs differ by no more than the larger spread */
} RaceVerdict;
/* Of what n rounds took, one at least. */
RaceVerdict race_judge(const double left[], const double right[], int n);

typedef struct Race {
    JobTask task; /* first: the job hands it back */
    Run *run[2];  /* of its own, from the beginning; NULL once they are closed */
    float *input[2];
    int rows[2];
    atomic_int round;                 /* that is being run, from 1; 0: warming up */
    double rounds[2][RACE_ROUNDS];    /* what each took; this and what follows, once task.done is set */
    double ms[2][NET_LAYERS];         /* when the row was there, on its network's own clock, in the best of its runs */
    RaceVerdict verdict;
} Race;

/* Both networks on the inputs of these runs. Error: memory. */
Error race_open(Engine *engine, Weights *const weights[2], const Run *const of[2], Race **out);
/* Frees the runs, which hold as much as the networks' activations; the times stay. */
void race_close_runs(Race *race);

Error race_race(App *app, int argc, char *const argv[]); /* race [off|on] */

extern const AppPart RACE_PART;

#endif
