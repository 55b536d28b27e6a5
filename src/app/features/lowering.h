/* A layer's maps on the photo, lowered to fewer channels by a 1x1 convolution and raised again (nn/lowering.h), in the
 * background where Parameters shows it. */
#ifndef APP_FEATURES_LOWERING_H
#define APP_FEATURES_LOWERING_H

#include "app/part.h"

typedef struct Lowering {
    JobTask task; /* first: the job hands it back */
    Engine *engine;
    const Run *run;
    int row;
    uint64_t number;      /* of all that the part has made */
    Shape shape;          /* of the row's maps */
    int channels;         /* between */
    float *direction;     /* (C, C); with energy there once `found` is set */
    double *energy;       /* (C) */
    atomic_bool found;
    float *low, *raised;  /* (channels, H, W), (C, H, W); with lost there once task.done is set */
    double lost;          /* the length of what differs over that of the maps */
} Lowering;

/* The row has to be done. earlier: of the same row, whose directions are taken if they are there; NULL: none.
 * Error: memory. */
Error lowering_open(const Run *run, Engine *engine, int row, int channels, const Lowering *earlier, Lowering **out);
/* What is lost with n channels between, as the energies say. */
double lowering_loss(const Lowering *l, int n);

/* The row that is looked at: the selected layer behind its activation, or the last one whose maps have places. */
int lowering_row(const App *app);
int lowering_channels(const App *app); /* between: those that are set, at most the layer's; else a quarter of them */
const Lowering *app_lowering(const App *app); /* of what is set, perhaps not done; NULL: not begun */

/* lower N|more|less. Errors: command.number, command.args. */
Error lowering_command(App *app, int argc, char *const argv[]);

extern const AppPart LOWERING_PART;

#endif
