/* What the keys mean, and the command line of the window. */
#ifndef APP_SESSION_KEYS_H
#define APP_SESSION_KEYS_H

#include "app/app.h"

/* A state in which keys have a meaning of their own: KEYS_NETWORK, ... of the screens, and those of what lies over
 * them. */
#define VIEW_KEYS(NAME, word, key) KEYS_##NAME = 1 << VIEW_##NAME,
typedef enum KeyState {
    EACH_VIEW(VIEW_KEYS) KEYS_SCREENS = (1 << VIEW_COUNT) - 1,
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
    KEYS_BLACK = 1024 << VIEW_COUNT,        /* a black screen: whatever a clicker sends ends it */
    KEYS_DRAWING = 2048 << VIEW_COUNT,      /* a tool is in hand: these first, then the others */
    KEYS_PHOTO = KEYS_NETWORK | KEYS_LAYER, /* where one can draw on the photo */
    KEYS_SAVE = 4096 << VIEW_COUNT,
    KEYS_FILMING = 8192 << VIEW_COUNT, /* a GIF is being made: these before those of a screen or a card */
    KEYS_SHOWN = KEYS_SCREENS | KEYS_HELP | KEYS_GALLERY | KEYS_SUM | KEYS_LESSONS | KEYS_WEIGHTS |
                 KEYS_SAVE /* where nothing is typed */
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
/* A wheel or two fingers went on, in notches, as the system turns them: each whole notch that they came to turns a page
 * (or chooses in a list); one to the side is the key Left or Right. False: nothing has changed. */
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

/* Text typed or pasted on the open command line; line ends become spaces, the last ones go. Error: command.long, and
 * then nothing is added. */
Error app_type(App *app, const char *utf8);
/* What completes the line: up to `most` whole lines. */
int app_complete(const App *app, char out[][TYPED_SIZE], int most);

#endif
