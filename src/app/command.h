/* The commands: everything a user can do, by key, mouse, script or lesson. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include "app/app.h"

typedef enum Completion {
    COMPLETE_NOTHING, COMPLETE_NET, COMPLETE_LAYER, COMPLETE_PHOTO, COMPLETE_LANGUAGE, COMPLETE_LESSON, COMPLETE_WORDS
} Completion;

/* How far a command reaches. A lesson, which may be anybody's, says commands of the stage alone; nothing that is opened says
 * any other. Those of the stage may read a photo or weights by their path: only what is a file is opened
 * (base/file.h), a device or a pipe is refused at once, and nothing of it is run. */
typedef enum Reach {
    REACH_UNSET,
    REACH_STAGE,  /* what is computed and looked at */
    REACH_USER,   /* what is the user's own: how it is shown, lists, marks, answers, the clipboard's photo; and what says others */
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

/* What a command's words mean: a whole number, or the place of a word in a list parted by '|'.
 * Errors: command.number, command.word. */
Error command_int(const char *word, long least, long most, int *out);
Error command_word(const char *word, const char *list, int *out);

/* The first argument of the last command of that name in a script; false if there is none. */
bool script_argument(const char *script, const char *command, char *out, size_t size);

/* Where the last command of a script begins, behind the last ';' that is not quoted. */
const char *script_last(const char *script);

/* Does one or several commands, parted by ';', words split as a shell splits them. The first that
 * fails ends the script, and what the earlier ones did stays; *at, unless NULL, is its number, counted
 * from 1. Errors: those of the commands, command.unknown, command.alone, command.args, script.quote. */
Error app_do(App *app, const char *script, int *at);

/* Whether a lesson could say a script: its commands are known, have as many words as they take, and reach no further than
 * the stage. *at: where the one begins that is wrong. Errors: as app_do; command.never, command.never_writes,
 * command.never_fetches. app_do has the last ones, too, while a lesson speaks (Teaching.staging). */
Error command_check(const char *script, size_t *at);

/* app_do for what a user types: the name of a layer alone selects it, a slice alone is shown. */
Error app_line(App *app, const char *line);
/* The same for keys and buttons: an error becomes app->trouble. */
void app_say(App *app, const char *script);
/* The same for a file that was dropped or pasted: `image` or `weights`, as its bytes tell. */
void app_say_file(App *app, const char *path);

/* A state in which keys have a meaning of their own: KEYS_NETWORK, ... of the screens, and those of what lies over them. */
#define VIEW_KEYS(NAME, word, key) KEYS_##NAME = 1 << VIEW_##NAME,
typedef enum KeyState {
    EACH_VIEW(VIEW_KEYS)
    KEYS_SCREENS = (1 << VIEW_COUNT) - 1,
    KEYS_RUNNING = KEYS_SCREENS & ~(KEYS_FIELD | KEYS_COMPARE), /* where a step is a step of the run */
    KEYS_HELP = 1 << VIEW_COUNT,
    KEYS_GALLERY = 2 << VIEW_COUNT,
    KEYS_COMMAND = 4 << VIEW_COUNT,
    KEYS_SUM = 8 << VIEW_COUNT,
    KEYS_LESSONS = 16 << VIEW_COUNT,
    /* in a lesson, these first, then those of the screen: */
    KEYS_CARD = 32 << VIEW_COUNT,     /* nothing is asked, or it is answered */
    KEYS_QUESTION = 64 << VIEW_COUNT, /* a choice is asked for */
    KEYS_NUMBER = 128 << VIEW_COUNT,  /* a number is */
    KEYS_HANDS = 256 << VIEW_COUNT,   /* hands are counted */
    KEYS_WEIGHTS = 512 << VIEW_COUNT,
    KEYS_TEACHING = KEYS_CARD | KEYS_QUESTION | KEYS_NUMBER | KEYS_HANDS,
    KEYS_BLACK = 1024 << VIEW_COUNT, /* a black screen: whatever a clicker sends ends it */
    KEYS_DRAWING = 2048 << VIEW_COUNT, /* a tool is in hand: these first, then the others */
    KEYS_PHOTO = KEYS_NETWORK | KEYS_LAYER, /* where one can draw on the photo */
    KEYS_SAVE = 4096 << VIEW_COUNT,
    KEYS_FILMING = 8192 << VIEW_COUNT, /* a GIF is being made: these before those of a screen or a card */
    KEYS_SHOWN = KEYS_SCREENS | KEYS_HELP | KEYS_GALLERY | KEYS_SUM | KEYS_LESSONS | KEYS_WEIGHTS | KEYS_SAVE /* where nothing is typed */
} KeyState;

typedef struct Key {
    const char *name; /* as the window names it: "space", "shift+left" */
    int states;       /* KeyState, or-ed */
    const char *command;
} Key;

const Key *keys(int *n);
KeyState app_key_state(const App *app);
/* Whether a key of the table has its meaning in the present state. */
bool key_means(const App *app, const Key *key);
/* Does what a key means in the present state; false if it means nothing there. */
bool app_key(App *app, const char *name);
/* A wheel or two fingers went on, in notches, as the system turns them: each whole notch that they came to turns a page (or
 * chooses in a list); one to the side is the key Left or Right. False: nothing has changed. */
bool app_wheel(App *app, float right, float away);
/* A key's name as it is printed on it: "shift+left" is Shift+Left; by a keyboard of the United States if NULL. */
void key_label(const Keyboard *keyboard, const char *name, char out[24]);
/* The first key that says this command in the present state, as it is printed on it ("Space"); NULL
 * if there is none. */
const char *app_key_of(const App *app, const char *command, char out[24]);

/* The keys that mean something on the screen, whatever lies over it, a line a command. */
typedef struct KeyLine {
    char keys[64]; /* as they are printed: "Space, PgDn" */
    const char *command;
} KeyLine;
enum { KEY_LINES = 96 };
int app_key_lines(const App *app, KeyLine out[KEY_LINES]);

/* The first key that says this in any state, by its name; NULL: none does. */
const char *key_that_says(const char *command);

/* Text typed or pasted on the open command line; line ends become spaces, the last ones go. Error: command.long, and then
 * nothing is added. */
Error app_type(App *app, const char *utf8);
/* What completes the line: up to `most` whole lines. */
int app_complete(const App *app, char out[][TYPED_SIZE], int most);

/* A text of less than PATH_SIZE bytes, a path say, and weights, as one word of a script. */
void script_quote(const char *text, char out[QUOTED_SIZE]);
void script_weights(const WeightsWish *weights, char out[QUOTED_SIZE]);

/* The commands that lead to where one is. */
void app_script(const App *app, char *out, size_t size);
/* Those that set what is the user's, where it is not as usual: language, theme, size of text, colours of maps. Each has
 * "; " behind it; the length of the whole. */
size_t app_settings_script(const App *app, char *out, size_t size);
/* Both: what leads a program that has just begun to the same picture. */
void app_whole_script(const App *app, char *out, size_t size);

#endif
