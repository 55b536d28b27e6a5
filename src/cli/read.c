#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "shell/fonts.h"
#include "view/hint.h"
#include "view/read.h"

/* The words of what is pointed at in a window of that size, "" for nothing: it lies where the layout has it. */
static Error read_hint(const App *app, const int wh[2], Arena *arena, const char **words) {
    *words = "";
    if (app->pointing.by == POINTED_NOT) return NO_ERROR;
    Fonts *fonts = fonts_open();
    Frame *frame = ARENA_NEW(arena, 1, Frame);
    if (!fonts || !frame) {
        fonts_close(fonts);
        return error("memory", "%s", "read");
    }
    Metrics metrics = fonts_metrics(fonts);
    const Ui ui = {.app = app, .arena = arena};
    view_frame(app, &metrics, wh[0], wh[1], 1e9, arena, frame);
    if (frame->pointed.hit >= 0) *words = hint_words(&ui, &frame->hint);
    fonts_close(fonts);
    return NO_ERROR;
}

static Error print(const App *app, const int wh[2], Arena *arena, bool json) {
    const char *hint;
    TRY(read_hint(app, wh, arena, &hint));
    if (!json) {
        printf("%s%s", facts_text(app, arena), hint);
        return NO_ERROR;
    }
    json_t *facts = facts_json(app, arena);
    if (!facts) return error("memory", "%s", "read");
    if (*hint) json_object_set_new(facts, "hint", json_stringn(hint, strlen(hint) - 1));
    json_dumpf(facts, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17));
    putchar('\n');
    json_decref(facts);
    return NO_ERROR;
}

int cli_read(int argc, char **argv) {
    const char *script = "", *save = NULL;
    bool json = false;
    int n, wh[2] = {1280, 720};
    AppOptions app_options = {.outside = cli_outside, .ctx = wh};
    const Option options[] = {{"--do", &script, NULL},
                              {"--json", NULL, &json},
                              {"--save", &save, NULL},
                              {"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL},
                              {"--image", &app_options.image, NULL}};
    int status = cli_options(argc, argv, options, 6, NULL, 0, &n);
    if (status) return status;
    App app;
    status = cli_open(&app_options, script, &app);
    if (status) return status;
    Arena arena = {0};
    Error e = save ? facts_save(&app, &arena, save) : NO_ERROR;
    if (!failed(&e)) e = print(&app, wh, &arena, json);
    if (failed(&e)) status = cli_error(NULL, &e);
    arena_free(&arena);
    app_close(&app);
    return status;
}
