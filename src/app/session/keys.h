/* What the keys mean. */
#ifndef APP_SESSION_KEYS_H
#define APP_SESSION_KEYS_H

#include "app/app.h"

enum { KEYS_AT_OVERLAYS = VIEW_COUNT - 1, KEYS_AT_OTHERS = KEYS_AT_OVERLAYS + OVERLAY_COUNT };

/* A state in which keys have a meaning of their own: KEYS_NETWORK, ... of the screens, KEYS_HELP, ... of what lies over
 * them, and others. */
#define VIEW_KEYS(NAME, word, key) KEYS_##NAME = 1 << VIEW_##NAME,
#define OVERLAY_KEYS(NAME, word) KEYS_##NAME = 1 << (KEYS_AT_OVERLAYS + OVERLAY_##NAME),
typedef enum KeyState {
    EACH_VIEW(VIEW_KEYS) KEYS_SCREENS = (1 << VIEW_COUNT) - 1,
    KEYS_RUNNING = KEYS_SCREENS & ~(KEYS_FIELD | KEYS_COMPARE | KEYS_ASKS), /* where a step is a step of the run */
    KEYS_PHOTO = KEYS_NETWORK | KEYS_LAYER,                     /* where one can draw on the photo */
    EACH_OVERLAY(OVERLAY_KEYS)
    KEYS_LISTS = KEYS_LESSONS | KEYS_WEIGHTS | KEYS_SAVE | KEYS_ASK, /* a line below the other */
    KEYS_SHOWN = ((1 << KEYS_AT_OTHERS) - 1) & ~KEYS_COMMAND, /* where nothing is typed */
    /* in a lesson, these first, then those of the screen: */
    KEYS_CARD = 1 << KEYS_AT_OTHERS,     /* nothing is asked, or it is answered */
    KEYS_QUESTION = 2 << KEYS_AT_OTHERS, /* a choice is asked for */
    KEYS_NUMBER = 4 << KEYS_AT_OTHERS,   /* a number is */
    KEYS_HANDS = 8 << KEYS_AT_OTHERS,    /* hands are counted */
    KEYS_TASK = 16 << KEYS_AT_OTHERS,    /* something is to be done: Space is the screen's */
    KEYS_TEACHING = KEYS_CARD | KEYS_QUESTION | KEYS_NUMBER | KEYS_HANDS | KEYS_TASK,
    KEYS_BLACK = 32 << KEYS_AT_OTHERS,   /* a black screen: whatever a clicker sends ends it */
    KEYS_DRAWING = 64 << KEYS_AT_OTHERS, /* a tool is in hand: these first, then the others */
    KEYS_FILMING = 128 << KEYS_AT_OTHERS, /* a GIF is being made: these before those of a screen or a card */
    KEYS_WALKING = 256 << KEYS_AT_OTHERS, /* one walks from area to area: these before those of a tool */
    KEYS_MOTION = 512 << KEYS_AT_OTHERS,  /* a value comes about in Neuron: what ends it, before those of a card, */
    KEYS_MOMENTS = 1024 << KEYS_AT_OTHERS, /* and what goes from moment to moment, behind them */
    KEYS_SPACE = 2048 << KEYS_AT_OTHERS,   /* Network shows its volumes in space: before those of a screen */
    KEYS_WATCHING = 4096 << KEYS_AT_OTHERS /* a camera shows what it sees: before those of moments, space and screen */
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

#endif
