#include "app/session/keys.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/lab.h"
#include "app/features/space.h"
#include "app/live.h"
#include "app/overlay.h"
#include "app/script.h"
#include "app/session/lesson.h"
#include "lesson/number.h"

/* clang-format off */
static const Key KEYS[] = {
    {"escape",      KEYS_WALKING, "hover off"},
    {"return",      KEYS_WALKING, "hover press"},
    {"tab",         KEYS_WALKING, "hover next"},
    {"shift+tab",   KEYS_WALKING, "hover previous"},
    {"left",        KEYS_WALKING, "hover left"},
    {"right",       KEYS_WALKING, "hover right"},
    {"up",          KEYS_WALKING, "hover up"},
    {"down",        KEYS_WALKING, "hover down"},
    {"pagedown",    KEYS_WALKING, "hover next"}, /* a clicker's, which comes here from a black screen */
    {"pageup",      KEYS_WALKING, "hover previous"},
    {"b",           KEYS_WALKING, "hover press"},
    {"f5",          KEYS_WALKING, "hover off"},
    {"escape",      KEYS_DRAWING, "tool point"},
    {"y",           KEYS_DRAWING, "tool colour"},
    {"+",           KEYS_DRAWING, "tool more"},
    {"-",           KEYS_DRAWING, "tool less"},
    {"i",           KEYS_DRAWING, "mirror"},
    {"j",           KEYS_DRAWING, "rotate 15"},
    {"shift+j",     KEYS_DRAWING, "rotate -15"},
    {"f",           KEYS_DRAWING, "blur"},
    {"k",           KEYS_DRAWING, "grey"},
    {"ctrl+left",   KEYS_DRAWING, "shift -8 0"},
    {"ctrl+right",  KEYS_DRAWING, "shift 8 0"},
    {"ctrl+up",     KEYS_DRAWING, "shift 0 -8"},
    {"ctrl+down",   KEYS_DRAWING, "shift 0 8"},
    {"w",           KEYS_PHOTO,   "tool"},
    {"ctrl+z",      KEYS_PHOTO,   "undo"},
    {"delete",      KEYS_PHOTO,   "clear"},
    {"u",           KEYS_PHOTO,   "difference"},
    {"escape",      KEYS_MOTION,  "motion stop"},
    {"space",       KEYS_CARD,    "lesson next"},
    {"pagedown",    KEYS_CARD,    "lesson next"},
    {"pageup",      KEYS_TEACHING, "lesson previous"},
    {"escape",      KEYS_CARD | KEYS_QUESTION | KEYS_NUMBER | KEYS_TASK, "lesson close"},
    {"m",           KEYS_TEACHING, "lesson detour"},
    {"space",       KEYS_QUESTION | KEYS_NUMBER | KEYS_HANDS, "answer"},
    {"pagedown",    KEYS_QUESTION | KEYS_NUMBER | KEYS_HANDS | KEYS_TASK, "answer"},
    {"1",           KEYS_QUESTION, "answer 1"},
    {"2",           KEYS_QUESTION, "answer 2"},
    {"3",           KEYS_QUESTION, "answer 3"},
    {"4",           KEYS_QUESTION, "answer 4"},
    {"5",           KEYS_QUESTION, "answer 5"},
    {"6",           KEYS_QUESTION, "answer 6"},
    {"7",           KEYS_QUESTION, "answer 7"},
    {"8",           KEYS_QUESTION, "answer 8"},
    {"h",           KEYS_QUESTION | KEYS_HANDS, "hands"},
    {"escape",      KEYS_HANDS,   "hands"},
    {"return",      KEYS_HANDS,   "hands next"},
    {"tab",         KEYS_HANDS,   "hands next"},
    {"down",        KEYS_HANDS,   "hands next"},
    {"up",          KEYS_HANDS,   "hands previous"},
    {"backspace",   KEYS_HANDS,   "hands back"},
    {"0",           KEYS_HANDS,   "hands enter 0"},
    {"1",           KEYS_HANDS,   "hands enter 1"},
    {"2",           KEYS_HANDS,   "hands enter 2"},
    {"3",           KEYS_HANDS,   "hands enter 3"},
    {"4",           KEYS_HANDS,   "hands enter 4"},
    {"5",           KEYS_HANDS,   "hands enter 5"},
    {"6",           KEYS_HANDS,   "hands enter 6"},
    {"7",           KEYS_HANDS,   "hands enter 7"},
    {"8",           KEYS_HANDS,   "hands enter 8"},
    {"9",           KEYS_HANDS,   "hands enter 9"},
    {"return",      KEYS_NUMBER,  "answer"},
    {"backspace",   KEYS_NUMBER,  "enter back"},
    {"0",           KEYS_NUMBER,  "enter 0"},
    {"1",           KEYS_NUMBER,  "enter 1"},
    {"2",           KEYS_NUMBER,  "enter 2"},
    {"3",           KEYS_NUMBER,  "enter 3"},
    {"4",           KEYS_NUMBER,  "enter 4"},
    {"5",           KEYS_NUMBER,  "enter 5"},
    {"6",           KEYS_NUMBER,  "enter 6"},
    {"7",           KEYS_NUMBER,  "enter 7"},
    {"8",           KEYS_NUMBER,  "enter 8"},
    {"9",           KEYS_NUMBER,  "enter 9"},
    {".",           KEYS_NUMBER,  "enter ."},
    {",",           KEYS_NUMBER,  "enter ,"},
    {"*",           KEYS_NUMBER,  "enter *"},
    {"+",           KEYS_NUMBER,  "enter +"},
    {"-",           KEYS_NUMBER,  "enter -"},
    {"f4",          KEYS_SCREENS | KEYS_WEIGHTS, "weights list"},
    {"ctrl+s",      KEYS_SCREENS | KEYS_SAVE, "save"},
    {"f3",          KEYS_SCREENS | KEYS_LESSONS, "lesson list"},
    {"c",           KEYS_LESSONS, "course"},
    {"f7",          KEYS_SCREENS | KEYS_ASK, "ask"},
    {"escape",      KEYS_LISTS,   "close"},
    {"up",          KEYS_LISTS,   "choose previous"},
    {"down",        KEYS_LISTS,   "choose next"},
    {"pageup",      KEYS_LISTS,   "choose previous"},
    {"pagedown",    KEYS_LISTS,   "choose next"},
    {"return",      KEYS_LISTS,   "choose this"},
    {"space",       KEYS_LISTS,   "choose this"},
    {"space",       KEYS_RUNNING, "step"},
    {"pagedown",    KEYS_RUNNING, "step"},
    {"pageup",      KEYS_RUNNING, "back"},
    {"space",       KEYS_FIELD,   "follow next"},
    {"pagedown",    KEYS_FIELD,   "follow next"},
    {"pageup",      KEYS_FIELD,   "follow previous"},
    {"space",       KEYS_COMPARE, "together next"},
    {"pagedown",    KEYS_COMPARE, "together next"},
    {"pageup",      KEYS_COMPARE, "together previous"},
    {"j",           KEYS_COMPARE, "boundary"},
    {"u",           KEYS_COMPARE, "figures"},
    {"k",           KEYS_COMPARE, "race"},
    {"a",           KEYS_LAYER,   "photos"},
    {"shift+a",     KEYS_LAYER,   "photos apart"},
    {"e",           KEYS_LAYER,   "excite"},
    {"p",           KEYS_LAYER,   "pin"},
    {"shift+p",     KEYS_LAYER | KEYS_COMPARE, "followed"},
    {"j",           KEYS_LAYER | KEYS_SPACE, "sheet"},
    {"i",           KEYS_FIELD,   "stack next"},
    {"+",           KEYS_FIELD,   "layer add"},
    {"f",           KEYS_FIELD,   "layer add selected"},
    {"-",           KEYS_FIELD,   "layer remove"},
    {"tab",         KEYS_FIELD,   "layer next"},
    {"shift+tab",   KEYS_FIELD,   "layer previous"},
    {"k",           KEYS_FIELD,   "layer kernel more"},
    {"shift+k",     KEYS_FIELD,   "layer kernel less"},
    {"j",           KEYS_FIELD,   "layer stride"},
    {"u",           KEYS_FIELD,   "layer padding"},
    {"ctrl+left",   KEYS_FIELD,   "layer left"},
    {"ctrl+right",  KEYS_FIELD,   "layer right"},
    {"p",           KEYS_FIELD,   "padding"},
    {"e",           KEYS_FIELD,   "shade"},
    {"ctrl+left",   KEYS_SPACE,   "space turn -10 0"},
    {"ctrl+right",  KEYS_SPACE,   "space turn 10 0"},
    {"ctrl+up",     KEYS_SPACE,   "space turn 0 5"},
    {"ctrl+down",   KEYS_SPACE,   "space turn 0 -5"},
    {"+",           KEYS_SPACE,   "space closer"},
    {"-",           KEYS_SPACE,   "space farther"},
    {"f",           KEYS_SPACE,   "space front"},
    {"a",           KEYS_SPACE,   "space proportions"},
    {"i",           KEYS_NETWORK, "space"},
    {"space",       KEYS_MOMENTS, "motion step"},
    {"pagedown",    KEYS_MOMENTS, "motion step"},
    {"right",       KEYS_MOMENTS, "motion step"},
    {"pageup",      KEYS_MOMENTS, "motion back"},
    {"left",        KEYS_MOMENTS, "motion back"},
    {"home",        KEYS_MOMENTS, "motion at 0"},
    {"end",         KEYS_MOMENTS, "motion at end"},
    {"k",           KEYS_LAYER | KEYS_NEURON, "motion"},
    {"space",       KEYS_WATCHING, "camera off"},
    {"escape",      KEYS_WATCHING, "camera off"},
    {"shift+c",     KEYS_SCREENS, "camera"},
    {"home",        KEYS_SCREENS, "reset"},
    {"end",         KEYS_SCREENS, "run"},
    {"escape",      KEYS_FILMING, "save stop"},
    {"escape",      KEYS_SCREENS, "stop"},
    {"h",           KEYS_SCREENS, "here"},
    {"x",           KEYS_SCREENS, "steps toggle"},
    {"return",      KEYS_NETWORK | KEYS_LAYER | KEYS_COMPARE, "view neuron"},
    {"return",      KEYS_NEURON,  "view network"},
#define OPENS(NAME, word, key) {key, KEYS_SCREENS, "view " #word},
    EACH_VIEW(OPENS)
    {"+",           KEYS_PARAMETERS, "channels more"},
    {"-",           KEYS_PARAMETERS, "channels less"},
    {"u",           KEYS_PARAMETERS, "biases"},
    {"k",           KEYS_PARAMETERS, "measure"},
    {"y",           KEYS_PARAMETERS, "side next"},
    {"a",           KEYS_PARAMETERS, "axis"},
    {"w",           KEYS_PARAMETERS, "chart"},
    {"i",           KEYS_PARAMETERS, "topic"},
    {"a",           KEYS_SLICES,  "slice next"},
    {"e",           KEYS_SLICES,  "command \"slice \""},
    {"f",           KEYS_SLICES,  "reference next"},
    {"p",           KEYS_SLICES,  "copy pytorch"},
    {"y",           KEYS_SLICES,  "copy layers"},
    {"return",      KEYS_FAMILY,  "column load"},
    {"w",           KEYS_FAMILY,  "family"},
    {"left",        KEYS_FAMILY,  "column previous"},
    {"right",       KEYS_FAMILY,  "column next"},
    {"up",          KEYS_FAMILY,  "column up"},
    {"down",        KEYS_FAMILY,  "column down"},
    {"up",          KEYS_WHY,     "why previous"},
    {"down",        KEYS_WHY,     "why next"},
    {"j",           KEYS_WHY,     "why against"},
    {"i",           KEYS_WHY,     "why topic"},
    {"+",           KEYS_WHY,     "why more"},
    {"-",           KEYS_WHY,     "why less"},
    {"return",      KEYS_WHY,     "why deeper"},
    {"space",       KEYS_ASKS,    "asks go"},
    {"pagedown",    KEYS_ASKS,    "asks at next"},
    {"pageup",      KEYS_ASKS,    "asks at 0"},
    {"j",           KEYS_ASKS,    "asks negative"},
    {"f",           KEYS_ASKS,    "asks from"},
    {"u",           KEYS_ASKS,    "asks plain"},
    {"y",           KEYS_ASKS,    "asks seed"},
    {"i",           KEYS_ASKS,    "asks several"},
    {"e",           KEYS_ASKS,    "style next"},
    {"k",           KEYS_ASKS,    "optimizer"},
    {"p",           KEYS_ASKS,    "pools"},
    {"+",           KEYS_ASKS,    "weigh more"},
    {"-",           KEYS_ASKS,    "weigh less"},
    {"left",        KEYS_SCREENS & ~KEYS_FAMILY, "select previous"},
    {"right",       KEYS_SCREENS & ~KEYS_FAMILY, "select next"},
    {"up",          KEYS_SCREENS & ~(KEYS_FAMILY | KEYS_WHY), "map previous"},
    {"down",        KEYS_SCREENS & ~(KEYS_FAMILY | KEYS_WHY), "map next"},
    {"shift+left",  KEYS_SCREENS, "move left"},
    {"shift+right", KEYS_SCREENS, "move right"},
    {"shift+up",    KEYS_SCREENS, "move up"},
    {"shift+down",  KEYS_SCREENS, "move down"},
    {",",           KEYS_SCREENS | KEYS_HELP, "page previous"},
    {".",           KEYS_SCREENS | KEYS_HELP, "page next"},
    {"pageup",      KEYS_HELP,    "page previous"},
    {"pagedown",    KEYS_HELP,    "page next"},
    {"r",           KEYS_SCREENS, "relu"},
    {"o",           KEYS_SCREENS, "order"},
    {"y",           KEYS_NETWORK | KEYS_LAYER | KEYS_COMPARE, "wall"},
    {"s",           KEYS_SCREENS, "scale"},
    {"c",           KEYS_SCREENS, "palette"},
    {"d",           KEYS_SCREENS, "digits"},
    {"z",           KEYS_SCREENS, "zoom"},
    {"t",           KEYS_SCREENS, "textsize"},
    {"l",           KEYS_SCREENS, "theme"},
    {"m",           KEYS_SCREENS, "mark"},
    {"backspace",   KEYS_SCREENS, "return"},
    {"v",           KEYS_SCREENS, "net other"},
    {"f9",          KEYS_SCREENS, "preprocess next"},
    {"g",           KEYS_SCREENS, "gallery"},
    {"n",           KEYS_SCREENS, "photo next"},
    {"shift+n",     KEYS_SCREENS, "photo previous"},
    {"ctrl+v",      KEYS_SCREENS | KEYS_COMMAND, "paste"},
    {"shift+insert", KEYS_COMMAND, "paste"},
    {"ctrl+c",      KEYS_SCREENS, "copy"},
    {"/",           KEYS_SCREENS, "command"},
    {"f6",          KEYS_SCREENS, "command"},
    {"f8",          KEYS_SCREENS, "hover next"},
    {"shift+f8",    KEYS_SCREENS, "hover previous"},
    {"tab",         KEYS_SCREENS & ~KEYS_FIELD, "hover next"},
    {"shift+tab",   KEYS_SCREENS & ~KEYS_FIELD, "hover previous"},
    {"?",           KEYS_SCREENS | KEYS_HELP, "help"},
    {"f1",          KEYS_SCREENS | KEYS_HELP, "help"},
    {"b",           KEYS_SHOWN,   "black"},
    {"shift+b",     KEYS_SHOWN,   "freeze"},
    {"q",           KEYS_SHOWN,   "spotlight on"},
    {"f2",          KEYS_SHOWN,   "lang"},
    {"f5",          KEYS_SHOWN | KEYS_BLACK, "fullscreen"}, /* a clicker's start of the show */
    {"f11",         KEYS_SHOWN | KEYS_BLACK, "fullscreen"},
    {"f12",         KEYS_SHOWN,   "shot"},
    {"ctrl+q",      KEYS_SHOWN | KEYS_COMMAND | KEYS_BLACK, "quit"},
    {"b",           KEYS_BLACK,   "black off"},
    {".",           KEYS_BLACK,   "black off"},
    {"escape",      KEYS_BLACK,   "black off"},
    {"space",       KEYS_BLACK,   "black off"},
    {"return",      KEYS_BLACK,   "black off"},
    {"pagedown",    KEYS_BLACK,   "black off"},
    {"pageup",      KEYS_BLACK,   "black off; hover next"},
    {"escape",      KEYS_HELP | KEYS_GALLERY | KEYS_COMMAND | KEYS_SUM, "close"},
    {"=",           KEYS_SCREENS | KEYS_SUM, "derive"},
    {"space",       KEYS_SUM,     "close"},
    {"w",           KEYS_SUM,     "chart"},
    {"space",       KEYS_HELP,    "close"},
    {"g",           KEYS_GALLERY, "close"},
    {"left",        KEYS_GALLERY, "choose previous"},
    {"right",       KEYS_GALLERY, "choose next"},
    {"up",          KEYS_GALLERY, "choose up"},
    {"down",        KEYS_GALLERY, "choose down"},
    {",",           KEYS_GALLERY, "page previous"},
    {".",           KEYS_GALLERY, "page next"},
    {"pageup",      KEYS_GALLERY, "page previous"},
    {"pagedown",    KEYS_GALLERY, "page next"},
    {"return",      KEYS_GALLERY | KEYS_COMMAND, "choose this"},
    {"space",       KEYS_GALLERY, "choose this"},
    {"backspace",   KEYS_COMMAND, "erase"},
    {"tab",         KEYS_COMMAND, "complete"},
    {"up",          KEYS_COMMAND, "recall"},
};
/* clang-format on */

const Key *keys(int *n) {
    *n = (int)(sizeof KEYS / sizeof *KEYS);
    return KEYS;
}

/* That of the screen or the card, whatever lies over it. */
static KeyState state_below(const App *app) {
    if (app->black) return KEYS_BLACK;
    if (app->teaching->open) {
        if (!lesson_asks(app)) return KEYS_CARD;
        if (!lesson_question(app)) return KEYS_TASK;
        if (app->teaching->counting) return KEYS_HANDS;
        return lesson_question(app)->number ? KEYS_NUMBER : KEYS_QUESTION;
    }
    return (KeyState)(1 << app->view);
}

KeyState app_key_state(const App *app) {
    if (app->black) return KEYS_BLACK;
    if (app->overlay != OVERLAY_NONE) return (KeyState)(1 << (KEYS_AT_OVERLAYS + app->overlay));
    return state_below(app);
}

/* Where a number is asked for, what would run to a layer elsewhere and counts hands where choices are asked for, and
 * Enter in an empty field, of which Space alone shows the answer. */
static bool is_mute(const Key *key, bool empty) {
    bool enter = key->states == KEYS_NUMBER && strcmp(key->name, "return") == 0;
    return (empty && enter) || strcmp(key->command, "here") == 0;
}

/* So Backspace comes back to where one was, as it does elsewhere. */
static bool erases_nothing(const App *app, const Key *key) {
    return strcmp(key->command, "enter back") == 0 && !*app->teaching->typed;
}

/* What a key means; NULL: nothing. What ends a GIF that is being made comes first, then the keys of a walk, then those
 * of a tool in hand, then what ends a motion; on a card the lesson's; then what holds a camera's picture, those of a
 * motion, of the view in space, and of the screen. */
static const Key *key_meaning(const App *app, const char *name, int state) {
    bool bare = (state & (KEYS_SCREENS | KEYS_TEACHING)) != 0;
    bool teaching = (state & KEYS_TEACHING) != 0, moves = app->motion.on && app->view == VIEW_NEURON;
    const int states[] = {bare && app->film->on ? KEYS_FILMING : 0, bare && app_walking(app) ? KEYS_WALKING : 0,
                          bare && live_tool_held(app) ? KEYS_DRAWING : 0, bare && moves ? KEYS_MOTION : 0,
                          teaching ? state : 0, bare && app->watch->on ? KEYS_WATCHING : 0,
                          bare && moves ? KEYS_MOMENTS : 0,
                          bare && space_shown(app) ? KEYS_SPACE : 0, teaching ? 1 << app->view : state};
    for (size_t round = 0; round < sizeof states / sizeof *states; round++)
        for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
            if (!(KEYS[i].states & states[round]) || strcmp(KEYS[i].name, name) != 0) continue;
            if (state == KEYS_NUMBER && is_mute(&KEYS[i], !*app->teaching->typed)) return NULL;
            if (!erases_nothing(app, &KEYS[i])) return &KEYS[i];
        }
    return NULL;
}

bool key_means(const App *app, const Key *key) { return key_meaning(app, key->name, app_key_state(app)) == key; }

bool app_key(App *app, const char *name) {
    KeyState state = app_key_state(app);
    const char *rest = name;
    const char typed[] = {state == KEYS_NUMBER ? number_character(&rest) : '\0', '\0'};
    const Key *key = key_meaning(app, *typed && !*rest ? typed : name, state);
    if (key) app_say(app, key->command);
    return key != NULL;
}

/* What is printed on a key without its modifiers. */
static const char *printed(const Keyboard *keyboard, const char *name) {
    static const char *const SHORT[][2] = {
        {"pageup", "PgUp"}, {"pagedown", "PgDn"}, {"return", "Enter"}, {"escape", "Esc"}};
    for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++)
        if (strcmp(name, SHORT[i][0]) == 0) return SHORT[i][1];
    bool character = name[0] && !name[1] && keyboard;
    return character && *keyboard->label[(unsigned char)name[0]] ? keyboard->label[(unsigned char)name[0]] : name;
}

void key_label(const Keyboard *keyboard, const char *name, char out[24]) {
    size_t n = 0;
    for (const char *plus = strchr(name, '+'); plus && plus[1]; plus = strchr(name, '+')) {
        n += (size_t)snprintf(out + n, 24 - n, "%c%.*s", toupper((unsigned char)*name), (int)(plus - name), name + 1);
        name = plus + 1;
    }
    const char *label = printed(keyboard, name);
    snprintf(out + n, 24 - n, "%c%s", toupper((unsigned char)*label), label + 1);
}

static bool kept(const App *app, const Key *key) { return app->keyboard.kept && app->keyboard.kept(key->name); }

const char *app_key_of(const App *app, const char *command, char out[24]) {
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (strcmp(KEYS[i].command, command) != 0 || !key_means(app, &KEYS[i]) || kept(app, &KEYS[i])) continue;
        key_label(&app->keyboard, KEYS[i].name, out);
        return out;
    }
    return NULL;
}

int app_key_lines(const App *app, KeyLine out[KEY_LINES]) {
    int n = 0, state = state_below(app);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        char label[24];
        if (key_meaning(app, KEYS[i].name, state) != &KEYS[i] || kept(app, &KEYS[i])) continue;
        key_label(&app->keyboard, KEYS[i].name, label);
        int at = 0;
        while (at < n && strcmp(out[at].command, KEYS[i].command) != 0) at++;
        if (at == KEY_LINES) break;
        if (at == n) out[n++] = (KeyLine){"", KEYS[i].command};
        size_t used = strlen(out[at].keys);
        snprintf(out[at].keys + used, sizeof out[at].keys - used, "%s%s", used ? ", " : "", label);
    }
    return n;
}

const char *key_that_says(const char *command) {
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (strcmp(KEYS[i].command, command) == 0) return KEYS[i].name;
    return NULL;
}

const AppOverlay help_overlay = {.command = "help", .pages = true};

/* ---- the wheel ---- */

/* Whole notches of what came together; a turn back begins anew. */
static int notches(float *sum, float by) {
    if (by * *sum < 0) *sum = 0;
    *sum += by;
    int whole = (int)truncf(*sum + copysignf(1e-3f, *sum)); /* ten tenths are one */
    if (whole) *sum -= (float)whole;
    return whole;
}

/* Nearer or farther in space; pages where there are some; else the lines of a list. */
static bool turn_one(App *app, bool next) {
    if (app->overlay == OVERLAY_NONE && space_shown(app))
        return app_say(app, next ? "space farther" : "space closer"), true;
    if (app->overlay == OVERLAY_NONE || overlay_of(app->overlay)->pages || overlay_of(app->overlay)->turn)
        return app_say(app, next ? "page next" : "page previous"), true;
    return app_key(app, next ? "down" : "up");
}

bool app_wheel(App *app, float right, float away) {
    bool used = false;
    if (app->black) return false;
    int pages = notches(&app->wheel_away, away), sideways = notches(&app->wheel_right, right);
    if (pages) app->wheel_right = 0; /* a finger goes in one direction */
    else if (sideways) app->wheel_away = 0;
    for (int i = 0; i < abs(pages); i++) used |= turn_one(app, pages < 0);
    for (int i = 0; i < abs(sideways) && !pages; i++) used |= app_key(app, sideways > 0 ? "right" : "left");
    return used;
}
