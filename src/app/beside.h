/* A second run beside the main one: another network on the photo, or another photo in a network.
 *
 * Who shows such a run says in its part's `want` what it is to be, each time (app_beside is cheap where nothing has
 * changed), and adds the rows that it needs to those of the main run. The job computes them one after
 * another on its one thread. Weights that the main run or another run beside it has already are shared. */
#ifndef APP_BESIDE_H
#define APP_BESIDE_H

#include "app/beside_state.h"
#include "app/job.h"

typedef struct App App;

/* The weights that a network gets beside the main run, or in its place: those that it has now where it is the same;
 * those that Compare was told; seeded ones where the main run's are seeded; else the best that are there. */
WeightsWish app_weights_of(const App *app, NetId net);

/* Makes the run of a role what is wished for; what fits already is kept, with all that was computed. After an error
 * there is no such run, and unless it was memory that lacked, it is not tried again until the wish or the main run
 * changes.
 * Errors: those of source_weights, source_photo, memory. */
Error app_beside(App *app, BesideRole role, const BesideWish *wish);
void app_beside_close(App *app, BesideRole role);
/* Takes over a run that is what is wished for already, on the main run's weights, with a copy of its photo; the role
 * must have none. Error: memory; then nothing is taken. */
Error app_beside_give(App *app, BesideRole role, const BesideWish *wish, Run *run, const Image *image);

/* ---- a camera's next picture (live_show) ---- */

/* While a picture comes: has the runs on the main run's photo that rows are wanted of get runs on it, which are to have
 * the same rows; of networks that take another crop the old ones go once it is there. Errors: memory, job.full. */
Error app_beside_follow(App *app, JobWants *wants);
/* Whether those rows are there. */
bool app_beside_ready(const App *app);
/* It has become the photo: these runs take the places of those on the one before. */
void app_beside_bring(App *app);
/* It does not come. */
void app_beside_drop(App *app);
/* The runs that took turns go; the job must be stopped. */
void app_beside_close_next(App *app);

/* The best weights for the wish that somebody holds already, else opened anew; to be given back by
 * app_release_weights, which closes them once nobody holds them. Errors: those of source_weights. */
Error app_acquire_weights(App *app, const WeightsWish *wish, Weights **out);
void app_release_weights(App *app, Weights *weights);
/* A run beside the main one that has these weights on the main run's photo, or NULL. */
Beside *app_beside_of(App *app, const Weights *weights);

#endif
