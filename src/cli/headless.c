#include <stdio.h>
#include <stdlib.h>

#include "app/session/command.h"
#include "cli/cli.h"

static void print_layers(const App *app) {
    printf("%-9s %-14s %12s %14s %6s\n", "layer", "maps", "parameters", "multiply-adds", "field");
    for (int step = 1; step <= app_last_step(app); step++) {
        const Layer *l = &app->own.layer[net_step_layer(&app->own, app->steps, step)];
        char out[24];
        snprintf(out, sizeof out, "%dx%dx%d", l->out.c, l->out.h, l->out.w);
        printf("%-9s %-14s %12lld %14lld %6d\n", l->name, out, (long long)l->params,
               (long long)l->macs, l->field);
    }
}

static void print_answers(const App *app) {
    Answer best[5];
    int n = best_answers(app, best, 5);
    Arena arena = {0};
    const Ui ui = {.app = app, .arena = &arena};
    for (int i = 0; i < n; i++) printf("%9s  %s\n", format_answer(&ui, &app->own, (double)best[i].p, 2), best[i].label);
    arena_free(&arena);
}

/* A picture of the Network screen after each step. */
static Error save_steps(App *app, const char *dir) {
    char name[48], path[PATH_SIZE];
    for (int step = 1; step <= app_last_step(app); step++) {
        TRY(app_do(app, "step", NULL));
        TRY(app_wait(app));
        snprintf(name, sizeof name, "%02d-%s.png", step, app_row_name(app, app->selection.row));
        if (!path_join(path, sizeof path, dir, name)) return error("file.path_long", "%s", dir);
        TRY(cli_save_shot(app, 1280, 720, path));
    }
    return NO_ERROR;
}

int cli_headless(const AppOptions *options) {
    App app;
    char dir[PATH_SIZE];
    const char *temporary = getenv("TMPDIR");
    int status = cli_open(options, "", &app);
    if (status) return status;
    Arena arena = {0};
    printf("%s, weights: %s, photo: %s\n\n", net_info(app.own.id)->title, weights_label(&app, &arena),
           app.photo->name);
    arena_free(&arena);
    print_layers(&app);
    snprintf(dir, sizeof dir, "%s/vggscope-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    Error e = mkdtemp(dir) ? save_steps(&app, dir) : error("file.mkdir", "%s\t%s", "mkdtemp", dir);
    if (failed(&e)) {
        status = cli_error(NULL, &e);
    } else {
        putchar('\n');
        print_answers(&app);
        printf("\nOne picture a layer: %s\n", dir);
    }
    app_close(&app);
    return status;
}
