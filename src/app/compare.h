/* Compare: two networks at the same boundary. One of them is the main network, which all other screens show; the
 * other one runs beside it. Side 0 is drawn above, side 1 below. */
#ifndef APP_COMPARE_H
#define APP_COMPARE_H

#include "app/beside.h"
#include "app/likeness.h"
#include "app/race.h"
#include "model/align.h"

typedef enum Boundary { BOUNDARY_LAYER, BOUNDARY_BLOCK } Boundary;       /* where a step ends */
typedef enum ComparedBy { FIGURES_TABLE, FIGURES_CURVES } ComparedBy;          /* how the differences are shown */

typedef struct Compare {
    bool chosen;          /* the pair is there */
    NetId net[2];
    int main;             /* the side of the main network */
    bool named;           /* `other` was named by the user; else it follows the main network's weights */
    WeightsWish other;
    Alignment alignment;  /* of the networks at their full width */
    int ahead;            /* places that the other network has gone on while the main one has no such layer */
    Boundary boundary;
    ComparedBy figures;
    Likeness *likeness;   /* of the selected layer's maps; NULL or another layer's while it is being found */
    Race *race;           /* the last one; NULL: none */
    uint64_t races;       /* how many have been run */
} Compare;

/* ---- the commands ---- */

Error compare_nets(App *app, int argc, char *const argv[]);     /* compare NET NET [WEIGHTS [lower]] */
Error compare_together(App *app, int argc, char *const argv[]); /* together previous|next */
Error compare_boundary(App *app, int argc, char *const argv[]);
Error compare_figures(App *app, int argc, char *const argv[]);
Error compare_race(App *app, int argc, char *const argv[]);

/* ---- for the state ---- */

/* Another pair and another way to look at it; what is found of a pair belongs to the state and stays as it is. */
void compare_put(App *app, Compare compare);
/* Chooses a pair where there is none that has the main network in it; after any change of that. */
void compare_keep_pair(App *app);
/* Adds what the screen needs to what the job is asked for; makes and ends what is computed besides. */
void compare_want(App *app, JobWants *wants);
JobTask *compare_task(const App *app); /* the next one, or NULL */
void compare_retire(App *app);         /* ends them: the runs that they read are about to go */
void compare_end_race(App *app);       /* one that was stopped on the way */
/* Where the selected step lies was changed: nobody is ahead any more. */
void compare_follow(App *app);
bool compare_busy(const App *app);     /* something of what the screen shows at once is still being computed */

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
/* The matches of the maps that are looked at; NULL until they are found, or where there can be none. */
const Likeness *compare_likeness(const App *app);

#endif
