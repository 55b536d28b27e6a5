/* What the gradients' maps of Why show once the network knows nothing: its weights are drawn anew, one layer after
 * another from the last one on, and each time the maps are made again (Adebayo et al., arXiv 1810.03292: a map that
 * stays the same does not come from what was learned). */
#ifndef APP_FEATURES_CASCADE_H
#define APP_FEATURES_CASCADE_H

#include "app/features/why.h"

/* The maps of a network, the trained one or one with some random layers. */
typedef struct CascadeStep {
    float *map[REASONS];          /* as in Reasons; NULL where the network has none */
    MapExtremes extremes[REASONS];
    double likeness[REASONS];     /* with the trained network's (explain_likeness); NAN: not to be told */
    float p;                      /* the class's output */
} CascadeStep;

typedef struct Cascade {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    const Weights *weights;       /* as they are */
    const Run *of;
    Asking question;
    uint32_t seed;
    uint64_t number;              /* of all that Why has made */
    bool given_up;                /* until it is asked for again */
    Shape shape[REASONS];
    int steps;
    int row[NET_LAYERS];          /* the layer that each step draws, the last layer first */
    CascadeStep trained, step[NET_LAYERS];
    atomic_int there;             /* steps that are */
    /* Of the step that is being made: */
    Weights mixed;                /* the rows of before and the random ones; net.layers 0: not begun */
    Run *run;
    Reasons *reasons;
    bool begun;                   /* its row is drawn */
} Cascade;

/* reasons: of the trained network, done; its run's last row and weights stay. Error: memory. */
Error cascade_open(Engine *engine, const Weights *weights, const Reasons *reasons, uint32_t seed, Cascade **out);

const Cascade *why_cascade(const App *app); /* of what is asked, perhaps not all; NULL: not begun */
int why_drawn(const App *app);              /* the step that is shown, from 0 */
uint32_t why_seed(const App *app);

extern const AppPart CASCADE_PART;

#endif
