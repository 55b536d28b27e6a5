/* A part of the program that computes something in the background or beside the main run, or has commands of its own on
 * the way back. Its file exports an AppPart, one line in app/session/parts.c puts it among the others, and nothing else
 * knows its name.
 *
 * What nobody wants ends by itself: the job is asked anew after every command, and ends what no part names any more.
 * What has been found so far stays with the part, which goes on from there once it is wanted again, or retires it for
 * another. */
#ifndef APP_PART_H
#define APP_PART_H

#include "app/job.h"
#include "app/words.h"

typedef struct App App;

/* What the tasks of a part read; they are retired before that goes. What reads a run reads its weights, too. */
typedef enum PartReads { READS_NOTHING, READS_WEIGHTS, READS_RUN } PartReads;

/* Where on the way back (app/session/way.h) a part says its commands. */
typedef enum WayPlace {
    WAY_FIRST,   /* before all else; "; " comes behind each command here and at the next five */
    WAY_WEIGHTS, /* behind the weights, before the photo */
    WAY_LOCKED,  /* behind all that a lesson may lock */
    WAY_PHOTO,   /* behind the photo, before the step */
    WAY_STEP,    /* behind the step, before what is selected */
    WAY_LOOK,    /* behind what is selected */
    WAY_SCREEN,  /* behind the screen; "; " comes before each here and at the next */
    WAY_LAST     /* at the end, behind what lies over the screen */
} WayPlace;

/* NULL where a part has none. */
typedef struct AppPart {
    PartReads reads;
    /* Adds the rows that the screen needs of it, and makes the task that can be made now in the place of another. */
    void (*want)(App *app, JobWants *wants);
    /* What it has to compute for the screen as it is now, once the rows are there; NULL: nothing, or it is done. */
    JobTask *(*task)(const App *app);
    void (*retire)(App *app);  /* takes leave of its tasks (app_retire) and forgets them */
    void (*give_up)(
        App *app); /* the job was stopped: changes the state so that it asks for no more than what is there */
    void (*follow)(App *app);  /* another step was gone to */
    Error (*wait)(App *app);   /* for what is on a thread of its own */
    void (*script)(const App *app, WayPlace at, Script *script);
    Error (*said)(App *app, int argc, char *const argv[]); /* a command was said and is done */
} AppPart;

/* All of them, NULL behind the last. */
extern const AppPart *const APP_PARTS[];

#endif
