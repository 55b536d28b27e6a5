/* Compare: two networks at the same boundary. One of them is the main network, which all other screens show; the
 * other one runs beside it. Side 0 is drawn above, side 1 below. */
#ifndef APP_FEATURES_COMPARE_H
#define APP_FEATURES_COMPARE_H

#include "app/features/compare_state.h"
#include "app/part.h"
#include "io/image.h"
#include "nn/run.h"

typedef struct App App;

/* ---- the commands ---- */

Error compare_nets(App *app, int argc, char *const argv[]);     /* compare NET NET [WEIGHTS [lower]] */
Error compare_together(App *app, int argc, char *const argv[]); /* together previous|next */
Error compare_boundary(App *app, int argc, char *const argv[]);
Error compare_figures(App *app, int argc, char *const argv[]);

/* ---- for the state ---- */

/* The rows of both networks that the screen needs; how far the other one has gone on. */
extern const AppPart COMPARE_PART;
/* Chooses a pair where there is none that has the main network in it; after any change of that. */
void compare_keep_pair(App *app);
/* Has the other network run beside the main one. Errors: those of app_beside. */
Error compare_beside(App *app);

/* ---- what the state says, by side ---- */

NetId compare_other(const App *app);              /* the network that is not the main one */
const Net *compare_net(const App *app, int side); /* at its full width */
const Run *compare_run(const App *app, int side); /* NULL while there is none */
const Image *compare_image(const App *app, int side);
uint64_t compare_version(const App *app, int side); /* for pictures: changes with the run */
int compare_place(const App *app);                /* where both stand */
int compare_selected(const App *app);             /* the place of the selected layer */
int compare_row(const App *app, int side);        /* the layer that is looked at, or that the side waits at */
int compare_shown_row(const App *app, int side);  /* the row whose maps are looked at */
int compare_step_row(const App *app, int side);   /* the last row that has run there */

#endif
