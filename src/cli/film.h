/* A GIF of the steps, of a lesson, of how a value comes about, or of the network in space. A second program, opened
 * for it, goes where the first one is and walks on from the beginning; the first one goes on meanwhile. */
#ifndef CLI_FILM_H
#define CLI_FILM_H

#include "app/session/command.h"

/* What is to be filmed: taken from the state once, and then independent of it. */
typedef enum FilmOf { FILM_STEPS, FILM_LESSON, FILM_MOTION, FILM_SPACE } FilmOf;
typedef struct FilmPlan {
    FilmOf of;
    int w, h;
    char path[PATH_SIZE];
    char net[16];
    char script[SCRIPT_SIZE];
    Space space;          /* as it is seen when the film begins */
    unsigned char *bytes; /* of a pasted photo, or NULL; the plan's own */
    size_t size;
    char name[FILE_NAME_SIZE];
} FilmPlan;

/* Error: memory. */
Error film_plan(const App *app, FilmOf of, int w, int h, const char *path, FilmPlan *out);
void film_forget(FilmPlan *plan);
/* Makes it, from any thread, and says in `film` how far it is; no file is left behind where that is cancelled, which is
 * no error, or something fails. `notify` (or NULL) is told after each picture; with it, others go first.
 * Errors: those of the commands, of gif_open, and of gif_close. */
Error film_make(const FilmPlan *plan, Film *film, void (*notify)(void *ctx), void *ctx);

/* The same on a thread of its own. */
typedef struct Filming Filming;
Error filming_begin(const FilmPlan *plan, Film *film, void (*notify)(void *ctx), void *ctx, Filming **out);
/* NULL until it is over, or waits for it; then *e is what became of it, film->on is off, and the filming is gone. */
bool filming_settle(Filming *filming, bool wait, Error *e);

#endif
