/* Scripts: commands said one after another. */
#ifndef APP_SCRIPT_H
#define APP_SCRIPT_H

#include "app/app.h"

typedef enum Completion {
    COMPLETE_NOTHING, COMPLETE_NET, COMPLETE_LAYER, COMPLETE_PHOTO, COMPLETE_LANGUAGE, COMPLETE_LESSON, COMPLETE_WORDS
} Completion;

/* How far a command reaches. A lesson, which may be anybody's, says commands of the stage alone; nothing that is opened
 * says any other. Those of the stage may read a photo or weights by their path: only what is a file is opened
 * (base/file.h), a device or a pipe is refused at once, and nothing of it is run. */
typedef enum Reach {
    REACH_UNSET,
    REACH_STAGE, /* what is computed and looked at */
    REACH_USER,  /* what is the user's own: how it is shown, lists, marks, answers, clipboard, camera; and what says
                    others */
    REACH_WINDOW, /* the window: its size, its end, whether it shows anything */
    REACH_WRITES, /* a file, the clipboard, standard output */
    REACH_FETCHES /* from the network */
} Reach;

typedef struct Command {
    const char *name;
    const char *args;  /* for the help: "[N]", "X Y"; "" for none */
    int least, most;   /* how many words may follow */
    Completion completion;
    const char *words; /* of COMPLETE_WORDS, parted by '|' */
    Error (*run)(App *app, int argc, char *const argv[]);
    Reach reach;       /* the furthest */
    Reach (*reach_of)(int argc, char *const argv[]); /* with these words, or NULL: as far always */
} Command; /* what it does is said by the string command.NAME */

const Command *commands(int *n);
const Command *command_find(const char *name);

/* A command, as many words as the longest takes (draw), and one that is too much, which is refused. */
enum { SCRIPT_WORDS = 1 + (2 * STROKE_POINTS + 1) + 1 };

/* Takes one command's words off a script, split as a shell does it; the words, SCRIPT_WORDS at most, live in `text`.
 * Errors: script.quote, script.long. */
Error script_next(const char **script, char *text, size_t size, char *words[], int *n);

/* The first argument of the last command of that name in a script; false if there is none. */
bool script_argument(const char *script, const char *command, char *out, size_t size);

/* Where the last command of a script begins, behind the last ';' that is not quoted. */
const char *script_last(const char *script);

/* Does one or several commands, parted by ';', words split as a shell splits them. The first that
 * fails ends the script, and what the earlier ones did stays; *at, unless NULL, is its number, counted
 * from 1. Errors: those of the commands, command.unknown, command.alone, command.args, script.quote. */
Error app_do(App *app, const char *script, int *at);

/* Whether a lesson could say a script: its commands are known, have as many words as they take, and reach no further
 * than the stage. *at: where the one begins that is wrong. Errors: as app_do; command.never, command.never_writes,
 * command.never_fetches. app_do has the last ones, too, while a lesson speaks (Teaching.staging). */
Error command_check(const char *script, size_t *at);

/* app_do for what a user types: the name of a layer alone selects it, a slice alone is shown, and what stands behind
 * `ask` is one text. */
Error app_line(App *app, const char *line);
/* The same for keys and buttons: an error becomes app->trouble. */
void app_say(App *app, const char *script);
/* The same for a file that was dropped or pasted: `image` or `weights`, as its bytes tell. */
void app_say_file(App *app, const char *path);

#endif
