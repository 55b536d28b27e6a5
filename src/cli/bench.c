#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/ascent.h"
#include "app/features/style.h"
#include "base/clock.h"
#include "cli/cli.h"

enum { WARM_UPS = 1, ROUNDS = 9 };

typedef struct Timing {
    double layer[NET_LAYERS][ROUNDS], features[ROUNDS], total[ROUNDS];
} Timing;

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double times[ROUNDS]) {
    qsort(times, ROUNDS, sizeof *times, by_size);
    return times[ROUNDS / 2];
}

static int last_feature(const Net *net) {
    int row = 0;
    while (net->layer[row].kind != KIND_FC) row++;
    return row - 1;
}

/* One pass from the normalized input to the softmax, a row at a time. */
static Error time_pass(const App *app, Timing *t, int round) {
    const Net *net = &app->weights->net;
    Run *run;
    bool finished;
    TRY(run_open(app->engine, app->weights, run_values(app->run, -1), &run));
    double began = clock_ms();
    Error e = run_to(run, last_feature(net), &finished);
    double features = clock_ms();
    if (!failed(&e)) e = run_to(run, net->layers - 1, &finished);
    double end = clock_ms();
    if (!failed(&e) && round >= 0) {
        t->features[round] = features - began;
        t->total[round] = end - began;
        for (int row = 0; row < net->layers; row++) t->layer[row][round] = run_ms(run, row);
    }
    run_close(run);
    return e;
}

/* ---- a step of a picture that is painted (Asks) ---- */

enum { STEPS = 5 };

/* What a step takes that reads values up to a row, beside a forward pass up to there. */
typedef struct Step {
    AsksTopic topic;
    int row;
    double ms[ROUNDS], forward[ROUNDS];
} Step;

/* A map in the middle, one of the last convolution, and a class; a texture, and what the last convolution has kept.
 * Their number. */
static int choose_steps(const Net *net, Step out[STEPS]) {
    int convs[NET_LAYERS], rows[STYLE_LAYERS], n = 0, steps = 0, textures = style_rows(net, rows);
    memset(out, 0, STEPS * sizeof *out);
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == KIND_CONV) convs[n++] = net_before_relu(net, row);
    if (n > 2) out[steps++].row = convs[n / 2];
    if (n > 0) out[steps++].row = convs[n - 1];
    if (net_classes(net)) out[steps++].row = net_score_row(net);
    if (textures > 0) out[steps++] = (Step){.topic = ASKS_TEXTURE, .row = rows[textures - 1]};
    if (n > 0) out[steps++] = (Step){.topic = ASKS_INVERSION, .row = convs[n - 1]};
    return steps;
}

static Error time_forward(const App *app, int row, double *ms) {
    Run *run;
    bool finished;
    TRY(run_open(app->engine, app->weights, run_values(app->run, -1), &run));
    double began = clock_ms();
    Error e = run_to(run, row, &finished);
    *ms = clock_ms() - began;
    run_close(run);
    return e;
}

static Error time_step(App *app, Step *s) {
    Paint *paint;
    bool finished;
    app->asks.topic = s->topic;
    app_select(app, s->row);
    app->selection.map[s->row + 1] = 0;
    TRY(painter_of(s->topic)->open(app, &paint));
    Error e = paint->painter->begin(paint);
    for (int round = -WARM_UPS; round < ROUNDS && !failed(&e); round++) {
        double ms = 0, began = clock_ms();
        e = paint->painter->step(paint, &finished);
        if (round >= 0) s->ms[round] = clock_ms() - began;
        if (!failed(&e)) e = time_forward(app, s->row, &ms);
        if (round >= 0) s->forward[round] = ms;
    }
    paint->task.close(&paint->task);
    return e;
}

static json_t *steps_json(const App *app, Step steps[STEPS], int n, bool print) {
    static const char *const TOPICS[] = {WORD_NAMES(EACH_ASKS_TOPIC)};
    json_t *all = json_array();
    if (print && n) printf("\n%-9s %-9s %9s %9s %9s\n", "step of", "up to", "ms", "forward", "ratio");
    for (int i = 0; i < n; i++) {
        const char *name = app_row_name(app, steps[i].row), *topic = TOPICS[steps[i].topic];
        double ms = median(steps[i].ms), forward = median(steps[i].forward);
        json_array_append_new(all, json_pack("{s:s,s:s,s:f,s:f}", "topic", topic, "name", name, "ms", ms, "forward_ms",
                                             forward));
        if (print) printf("%-9s %-9s %9.2f %9.2f %9.2f\n", topic, name, ms, forward, ms / forward);
    }
    return all;
}

static void print(const App *app, Timing *t, Step steps[STEPS], int n_steps, bool json) {
    const Net *net = &app->weights->net;
    Arena arena = {0};
    const char *weights = weights_label(app, &arena), *isa = isa_name(engine_isa(app->engine));
    int threads = workers_count(engine_workers(app->engine));
    double features = median(t->features), total = median(t->total);
    json_t *layers = json_array();
    if (!json) {
        printf("%s, weights: %s, %d threads, %s, medians of %d runs\n\n", net_info(net->id)->title,
               weights, threads, isa, ROUNDS);
        printf("%-9s %9s %9s\n", "layer", "ms", "GMAC/s");
    }
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        /* a layer is timed with its ReLU, which is part of the same loop */
        int timed = l->kind == KIND_CONV || l->kind == KIND_FC ? net_after_relu(net, row) : row;
        double ms = l->kind == KIND_RELU ? 0.0 : median(t->layer[timed]);
        json_array_append_new(layers, json_pack("{s:s,s:f,s:f}", "name", l->name, "ms", ms, "gmacs",
                                                (double)l->macs / 1e9));
        if (!json && l->kind != KIND_RELU)
            printf("%-9s %9.3f %9.1f\n", l->name, ms, ms > 0 ? (double)l->macs / 1e6 / ms : 0.0);
    }
    json_t *painted = steps_json(app, steps, n_steps, !json);
    json_t *o = json_pack("{s:s,s:s,s:i,s:s,s:o,s:o,s:f,s:f}", "net", net_info(net->id)->name, "weights",
                          weights, "threads", threads, "isa", isa, "layers", layers, "steps",
                          painted, "features_ms", features, "total_ms", total);
    if (json) json_dumpf(o, stdout, JSON_INDENT(1));
    else printf("\nfeatures %.2f ms, total %.2f ms", features, total);
    putchar('\n');
    json_decref(o);
    arena_free(&arena);
}

int cli_bench(int argc, char **argv) {
    const char *threads = NULL, *size = "1920x1080";
    bool json = false, ui = false, hand = false;
    int n;
    AppOptions app_options = {0};
    const Option options[] = {{"--net", &app_options.net, NULL},
                              {"--weights", &app_options.weights, NULL},
                              {"--threads", &threads, NULL},
                              {"--json", NULL, &json},
                              {"--ui", NULL, &ui},
                              {"--hand", NULL, &hand},
                              {"--size", &size, NULL}};
    int status = cli_options(argc, argv, options, 7, NULL, 0, &n);
    if (!status) status = cli_number("--threads", threads, 1, 64, 0, &app_options.threads);
    if (status) return status;
    if (ui || hand) return cli_bench_window(&app_options, size, hand, json);
    if (!app_options.weights) app_options.weights = "random:1";
    App app;
    status = cli_open(&app_options, "", &app);
    if (status) return status;
    Timing *t = calloc(1, sizeof *t);
    Error e = t ? NO_ERROR : error("memory", "%s", "bench");
    for (int round = -WARM_UPS; round < ROUNDS && !failed(&e); round++) e = time_pass(&app, t, round);
    Step steps[STEPS];
    int n_steps = choose_steps(&app.weights->net, steps);
    for (int i = 0; i < n_steps && !failed(&e); i++) e = time_step(&app, &steps[i]);
    if (failed(&e)) status = cli_error(NULL, &e);
    else print(&app, t, steps, n_steps, json);
    free(t);
    app_close(&app);
    return status;
}
