#include "app/session/overlays.h"

#include <string.h>

#include "app/words.h"

const AppOverlay *overlay_of(Overlay overlay) {
    static const AppOverlay none = {0};
#define ROW(NAME, word) [OVERLAY_##NAME] = &word##_overlay,
    static const AppOverlay *const ROWS[] = {[OVERLAY_NONE] = &none, EACH_OVERLAY(ROW)};
    return ROWS[overlay];
}

Error overlays_toggle(App *app, int argc, char *const argv[]) {
    (void)argc;
    for (Overlay overlay = OVERLAY_NONE; overlay < OVERLAY_COUNT; overlay++) {
        const char *command = overlay_of(overlay)->command;
        if (command && strcmp(command, argv[0]) == 0) overlay_toggle(app, overlay);
    }
    return NO_ERROR;
}

Error overlays_close(App *app, int argc, char *const argv[]) {
    (void)argc, (void)argv;
    overlay_close(app);
    return NO_ERROR;
}

Error overlays_choose(App *app, int argc, char *const argv[]) {
    (void)argc;
    const AppOverlay *over = overlay_of(app->overlay);
    int n = over->lines ? over->lines(app) : 1, columns = over->columns ? over->columns : 1;
    int *at = &app->overlay_at, way;
    if (strcmp(argv[1], "this") == 0) return over->choose ? over->choose(app, *at) : overlays_close(app, argc, argv);
    if (*argv[1] >= '0' && *argv[1] <= '9') {
        TRY(command_int(argv[1], 1, n > 1 ? n : 1, at));
        --*at;
        return NO_ERROR;
    }
    TRY(command_word(argv[1], "previous|next|up|down", &way));
    *at += way == 0 ? -1 : way == 1 ? 1 : way == 2 ? -columns : columns;
    if (*at >= n) *at = n - 1;
    if (*at < 0) *at = 0;
    return NO_ERROR;
}
