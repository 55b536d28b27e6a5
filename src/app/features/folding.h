/* The network beside itself with its batch normalization folded (nn/fold.h), on request: the same photo through both,
 * what differs, and what each takes. */
#ifndef APP_FEATURES_FOLDING_H
#define APP_FEATURES_FOLDING_H

#include "app/part.h"
#include "nn/fold.h"

enum { FOLDING_ROUNDS = 3 };

typedef struct Folding {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    Weights *weights;
    Weights folded;
    int from[NET_LAYERS]; /* the row of each folded row */
    uint64_t photo;       /* the version of it */
    float *input;         /* the photo, prepared */
    Run *run[2];          /* as it is, folded; NULL until they are needed, and once it is done */
    int round;
    double round_ms[2][FOLDING_ROUNDS];
    /* The outcome: */
    int gone;             /* rows */
    int64_t params[2];
    double ms[2];         /* medians of a pass */
    double apart;         /* the largest difference of an answer, or where there are none of a value over the largest */
    double rows_apart;    /* the largest difference of a row's value over the row's largest value */
    bool same_order;      /* of the first five answers */
} Folding;

/* input: the prepared photo, copied. Error: memory. */
Error folding_open(Engine *engine, Weights *weights, const float *input, Folding **out);

/* Asks for it, of the network and the photo that are there, in the place of an earlier one. Nothing happens where no
 * batch normalization folds. Error: memory. */
Error app_fold(App *app);
/* Whether the network has any that folds. */
bool app_folds(const App *app);
/* The row that folds and is looked at: the selected one, or the nearest behind it, else the first. -1: none. */
int app_norm_row(const App *app);
/* Whether its numbers are there: those of a file are, seeded ones once the row has been run. */
bool app_norm_known(const App *app, int row);
/* The outcome for the network and the photo that are there; NULL until it is. */
const Folding *app_folding(const App *app);

extern const AppPart FOLDING_PART;

#endif
