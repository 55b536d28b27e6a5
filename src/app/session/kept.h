/* What the program keeps from one time to the next: how it was left, the user's last photos, the card of each
 * lesson, and what a learner has answered there.
 *
 * Settings lie in $XDG_CONFIG_HOME/vggscope/settings.json, the rest in $XDG_STATE_HOME/vggscope/state.json. Only the
 * window reads and writes them: a picture or a text of the command line is a function of its command. A file that is
 * missing, broken or not allowed to be written is as if there were none: the program never fails for its sake. */
#ifndef APP_SESSION_KEPT_H
#define APP_SESSION_KEPT_H

#include <pthread.h>

#include "app/app.h"

typedef struct Kept Kept;
struct Kept {
    char language[LANGUAGE_SIZE]; /* "": the one that the surroundings ask for */
    ThemeId theme;
    int textsize;
    bool still;
    Present present;
    bool hints;
    Recent recent;
    LessonPlace last[LESSONS];
};

/* What was kept; what is not there, is as at the first start. */
void kept_read(Kept *out);
/* Sets the program so. */
void kept_apply(const Kept *kept, App *app);
/* What there is to be kept of the program now. Equal states give equal bytes. */
void kept_of(const App *app, Kept *out);
/* Writes both files, each under a temporary name that is renamed once its bytes are on the disk.
 * Errors: those of base/file.h; then the old file is as it was. */
Error kept_write(const Kept *kept);

/* Writes on a thread of its own, so that nobody waits for the disk. */
typedef struct Keeper {
    Kept kept; /* that was written, or is being written, last */
    bool writing;
    pthread_t thread;
} Keeper;

void keeper_save(Keeper *keeper, const Kept *kept); /* nothing where it is the same */
void keeper_close(Keeper *keeper);                  /* waits until all is written */

#endif
