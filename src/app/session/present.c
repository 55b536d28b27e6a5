#include "app/session/present.h"

#include <stdlib.h>
#include <string.h>

#include "app/session/keys.h"

static Error set(int argc, char *const argv[], bool *what) {
    int on = !*what;
    if (argc > 1) TRY(command_word(argv[1], SWITCH_WORDS, &on));
    *what = on;
    return NO_ERROR;
}

Error present_black(App *app, int argc, char *const argv[]) { return set(argc, argv, &app->black); }

/* The window keeps its picture; without one there is nothing to keep. */
Error present_freeze(App *app, int argc, char *const argv[]) {
    bool on = app->frozen;
    TRY(set(argc, argv, &on));
    TRY(app_effect(app, EFFECT_FREEZE, on ? "on" : "off"));
    app->frozen = on;
    return NO_ERROR;
}

/* "on": where the pointer is; "X Y": in per cent of the window's width and height. */
Error present_spotlight(App *app, int argc, char *const argv[]) {
    int x, y;
    if (argc < 3) return set(argc, argv, &app->spotlight);
    TRY(command_int(argv[1], 0, 100, &x));
    TRY(command_int(argv[2], 0, 100, &y));
    app->spotlight = true;
    app->pointer_x = (float)x / 100;
    app->pointer_y = (float)y / 100;
    return NO_ERROR;
}

/* Per cent of the window's width or height, perhaps with decimals, as a share of it. */
static Error read_place(const char *word, float *out) {
    char *end;
    float n = strtof(word, &end);
    if (end == word || *end || !(n >= 0 && n <= 100)) return error("hover.place", "%s", word);
    *out = n / 100;
    return NO_ERROR;
}

static void walk(App *app, int way) {
    Pointing *p = &app->pointing;
    bool on = app_walking(app);
    *p = (Pointing){.by = POINTED_WALK, .area = on ? p->area + way : way > 0 ? 0 : -1, .view = app->view,
                    .overlay = app->overlay};
}

Error present_hover(App *app, int argc, char *const argv[]) {
    int word;
    if (argc > 2) {
        Pointing at = {.by = POINTED_PLACE};
        TRY(read_place(argv[1], &at.x));
        TRY(read_place(argv[2], &at.y));
        app->pointing = at;
        return NO_ERROR;
    }
    TRY(command_word(argv[1], HOVER_WORDS, &word));
    if (word == HOVER_PRESS) return app_effect(app, EFFECT_PRESS, "");
    Pointing *p = &app->pointing;
    if (word == HOVER_OFF) *p = (Pointing){0};
    else if (word >= HOVER_LEFT && !app_walking(app)) return error("hover.walk", "%s", "");
    else if (word >= HOVER_UP) p->down += word == HOVER_DOWN ? 1 : -1;
    else if (word >= HOVER_LEFT) p->across += word == HOVER_RIGHT ? 1 : -1;
    else walk(app, word == HOVER_NEXT ? 1 : -1);
    return NO_ERROR;
}

bool present_released(App *app, const char *key) {
    const char *held = key_that_says("spotlight on"), *plus = strrchr(key, '+');
    if (plus && plus[1]) key = plus + 1; /* a modifier may have come to it meanwhile */
    if (!app->spotlight || !held || strcmp(key, held) != 0) return false;
    app->spotlight = false;
    return true;
}
