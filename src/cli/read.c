#include <stdio.h>

#include "cli/cli.h"
#include "view/read.h"

static Error print(const App *app, Arena *arena, bool json) {
    if (!json) {
        fputs(facts_text(app, arena), stdout);
        return NO_ERROR;
    }
    json_t *facts = facts_json(app, arena);
    if (!facts) return error("memory", "%s", "read");
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
    if (!failed(&e)) e = print(&app, &arena, json);
    if (failed(&e)) status = cli_error(NULL, &e);
    arena_free(&arena);
    app_close(&app);
    return status;
}
