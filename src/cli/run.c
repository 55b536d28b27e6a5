#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "app/script.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/save.h"
#include "view/facts_own.h"

typedef struct RunArgs {
    const char *top_text, *until, *save, *threads_text;
    const char *input, *preprocess, *labels; /* as the commands of these names take them */
    bool json;
    int top;
    AppOptions options;
} RunArgs;

static Error save_in(const App *app, int row, const char *dir) {
    char file[32], path[PATH_SIZE];
    snprintf(file, sizeof file, "%s.npy", app_row_name(app, row));
    if (!path_join(path, sizeof path, dir, file)) return error("file.path_long", "%s", dir);
    return save_row(app, row, path);
}

/* Computes up to a row; where activations are saved, every module on the way for itself. */
static Error compute(const App *app, int last, const char *dir) {
    bool finished;
    if (!dir) return run_to(app->run, last, &finished);
    TRY(dir_make(dir));
    for (int row = -1; row <= last; row++) {
        TRY(run_to(app->run, row, &finished));
        TRY(save_in(app, row, dir));
    }
    return NO_ERROR;
}

static void print_json(const App *app, const Answer best[], int n, int last, double ms) {
    Arena arena = {0};
    json_t *top = json_array(), *layers = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(top, answer_json(&app->own, &best[i]));
    for (int row = 0; row <= last; row++)
        json_array_append_new(layers, json_pack("{s:s,s:f}", "name", app_row_name(app, row), "ms",
                                                run_ms(app->run, row)));
    json_t *o = json_pack("{s:s,s:s,s:s,s:o,s:o,s:f,s:i,s:s}", "net", net_info(app->own.id)->name, "weights",
                          weights_label(app, &arena), "image", app->photo->name, "top", top, "layers",
                          layers, "ms", ms, "classes", net_shape(&app->own, app->own.layers - 1).c, "preprocess",
                          preprocess_words(app, &arena));
    described_json(app->weights, o);
    json_dumpf(o, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(o);
    arena_free(&arena);
}

static void print_text(const App *app, const Answer best[], int n, double ms) {
    Arena arena = {0};
    const Ui ui = {.app = app, .arena = &arena};
    bool shares = net_has_shares(&app->own);
    printf("%s, weights: %s, photo: %s, %.1f ms\n", net_info(app->own.id)->title,
           weights_label(app, &arena), app->photo->name, ms);
    for (int i = 0; i < n; i++) {
        if (shares) printf("%7s %%", format_percent(&ui, (double)best[i].p, 2));
        else printf("%9.5g", (double)best[i].p);
        printf("  %4d  %s\n", best[i].class_index, best[i].label);
    }
    arena_free(&arena);
}

/* What the file of the weights has decided by itself, and what was guessed. */
static void say_noted(const App *app) {
    Arena arena = {0};
    const char *note = app->noted ? weights_note(app, &arena) : "", *side = side_note(app, &arena);
    const char *names = names_note(app, &arena);
    if (*note || *side) fprintf(stderr, "vggscope: %s%s%s\n", note, *note && *side ? " " : "", side);
    if (*names) fprintf(stderr, "vggscope: %s\n", names);
    arena_free(&arena);
}

static int run(App *app, const RunArgs *args) {
    enum { MOST = 1000 };
    static Answer best[MOST];
    int last = app->own.layers - 1;
    if (args->until) {
        Error e = net_find_layer(&app->own, args->until, &last);
        if (failed(&e)) return cli_error("--until", &e);
    }
    double began = clock_ms();
    Error e = compute(app, last, args->save);
    double ms = clock_ms() - began;
    int overflown = failed(&e) ? -1 : row_overflown(app->run, last);
    if (overflown >= 0) e = error("run.overflown", "%s", app_row_name(app, overflown));
    if (failed(&e)) return cli_error(NULL, &e);
    int n = best_answers(app, best, args->top);
    if (args->json) print_json(app, best, n, last, ms);
    else print_text(app, best, n, ms);
    return EXIT_FINE;
}

/* Words that are the command's; anything else is one word, which it refuses. */
static void command_line(const char *command, const char *words, char out[QUOTED_SIZE + 16]) {
    static const char PLAIN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .+-";
    char quoted[QUOTED_SIZE];
    size_t n = strlen(words);
    bool plain = strcmp(command, "labels") != 0 && n < sizeof quoted && strspn(words, PLAIN) == n;
    if (plain) snprintf(quoted, sizeof quoted, "%s", words);
    else script_quote(words, quoted);
    snprintf(out, QUOTED_SIZE + 16, "%s %s", command, quoted);
}

/* Says the commands that are options here; the side of the photos first, which opens the network anew. */
static int prepare(App *app, const RunArgs *args) {
    const struct {
        const char *option, *words;
    } said[] = {{"--input", args->input}, {"--preprocess", args->preprocess}, {"--labels", args->labels}};
    char line[QUOTED_SIZE + 16];
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (!said[i].words) continue;
        Error e = strlen(said[i].words) < PATH_SIZE ? NO_ERROR : error("file.path_long", "%s", said[i].words);
        if (!failed(&e)) {
            command_line(said[i].option + 2, said[i].words, line);
            e = app_do(app, line, NULL);
        }
        if (failed(&e)) return cli_error(said[i].option, &e);
    }
    Error e = app_wait(app);
    return failed(&e) ? cli_error(NULL, &e) : EXIT_FINE;
}

int cli_run(int argc, char **argv) {
    RunArgs args = {0};
    int n;
    const Option options[] = {{"--net", &args.options.net, NULL},
                              {"--weights", &args.options.weights, NULL},
                              {"--image", &args.options.image, NULL},
                              {"--top", &args.top_text, NULL},
                              {"--json", NULL, &args.json},
                              {"--save-activations", &args.save, NULL},
                              {"--until", &args.until, NULL},
                              {"--threads", &args.threads_text, NULL},
                              {"--input", &args.input, NULL},
                              {"--preprocess", &args.preprocess, NULL},
                              {"--labels", &args.labels, NULL}};
    int status = cli_options(argc, argv, options, 11, NULL, 0, &n);
    if (!status) status = cli_number("--top", args.top_text, 1, 1000, 5, &args.top);
    if (!status) status = cli_number("--threads", args.threads_text, 1, 64, 0, &args.options.threads);
    if (status) return status;
    App app;
    status = cli_open(&args.options, "", &app);
    if (status) return status;
    status = prepare(&app, &args);
    if (!status) {
        say_noted(&app);
        status = run(&app, &args);
    }
    app_close(&app);
    return status;
}
