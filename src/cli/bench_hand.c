/* How soon what a hand does is shown: from the command to the return of SDL_RenderPresent of the first frame that has
 * its outcome, beside what the computing alone takes. Any video driver will do, also SDL's "dummy". */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/survey.h"
#include "base/clock.h"
#include "cli/host.h"

enum { MOST = 32, SAYING = PATH_SIZE + 64 };
static const double PATIENCE = 60000; /* milliseconds */

typedef enum Outcome { MAPS, ANSWERS, SURVEY, FRAME } Outcome; /* what is waited for */

/* Something that is done several times, each shown before the next. */
typedef struct Deed {
    const char *name, *begin; /* what leads there, which is not timed */
    const char *say[2];       /* in turn; #: how many there were, @: a photo's name, *: the weights that were named */
    int times;
    Outcome outcome;
} Deed;

#define DRAW "view network; clear; run; select conv1_1; "
#define SQUARE DRAW "tool square 56 grey; occlude 9 9"
#define LOOK "view network; clear; tool point; until conv1_1; select conv1_1"

static const Deed DEEDS[] = {
    {"a stroke, conv1_1", DRAW "tool brush 9 red", {"draw 2# 9# 3# 9#", "draw 9# 2# 9# 3#"}, 20, MAPS},
    {"a stroke, answers", DRAW "tool brush 9 red", {"draw 2# 9# 3# 9#", "draw 9# 2# 9# 3#"}, 20, ANSWERS},
    {"a moved square, conv1_1", SQUARE, {"occlude on 8# 1#", "occlude on 7# 7#"}, 20, MAPS},
    {"a moved square, answers", SQUARE, {"occlude on 8# 1#", "occlude on 7# 7#"}, 20, ANSWERS},
    {"a turned photo, conv1_1", DRAW "tool brush", {"rotate 7", "rotate 5"}, 12, MAPS},
    {"a turned photo, answers", DRAW "tool brush", {"rotate 7", "rotate 5"}, 12, ANSWERS},
    {"another photo, conv1_1", LOOK, {"image @", "image @"}, 12, MAPS},
    {"another photo, answers", "run", {"image @", "image @"}, 12, ANSWERS},
    {"a step", LOOK "; reset", {"step", "step"}, 19, MAPS},
    {"the survey of all photos", "view layer; select conv3_1; map 3; photos this", {"photos all", "map 7"}, 2, SURVEY},
    {"other weights, conv1_1", LOOK, {"weights random:1", "weights *"}, 6, MAPS},
    {"another network, conv1_1", LOOK, {"net vgg16", "net vgg19"}, 6, MAPS},
    {"curves over depth", "view compare", {"figures curves", "figures table"}, 8, FRAME},
};
enum { DEEDS_N = sizeof DEEDS / sizeof *DEEDS };

static void expand(const Host *host, const char *say, int i, char out[SAYING]) {
    const Gallery *g = host->app.gallery;
    const char *weights = host->options.weights ? host->options.weights : "bundled";
    size_t n = 0;
    for (; *say && n < SAYING - 1; say++) {
        const char *word = *say == '@' ? g->name[i % g->n] : *say == '*' ? weights : NULL;
        if (word) n += (size_t)snprintf(out + n, SAYING - n, "%s", word);
        else out[n++] = *say == '#' ? (char)('0' + i % 10) : *say;
    }
    out[n < SAYING ? n : SAYING - 1] = '\0';
}

static bool shown(const Host *host, Outcome outcome) {
    const App *app = &host->app;
    switch (outcome) {
    case MAPS: return host->maps_there && host->maps_of == app->image_version;
    case ANSWERS: return host->answers_of == app->image_version;
    case SURVEY: return app_survey(app) != NULL;
    case FRAME: break;
    }
    return host->maps_of != 0;
}

/* Says a command and waits for its outcome. */
static Error time_one(Host *host, Window *window, const char *say, Outcome outcome, double *ms) {
    bool open = true;
    double began = clock_ms();
    TRY(app_do(&host->app, say, NULL));
    app_want(&host->app);
    host->maps_there = false;
    host->maps_of = host->answers_of = 0; /* of no frame from before */
    window_expose(window);
    while (!shown(host, outcome)) {
        if (clock_ms() - began > PATIENCE) return error("window.present", "%s", "no answer");
        TRY(window_turn(window, true, &open));
    }
    *ms = clock_ms() - began;
    return NO_ERROR;
}

/* A pass without a window, as far as a row. */
static Error time_pass(const App *app, int row, double *ms) {
    enum { PASSES = 5 };
    double best = PATIENCE;
    Run *run;
    bool finished;
    TRY(run_open(app->engine, app->weights, run_values(app->run, -1), &run));
    Error e = NO_ERROR;
    for (int i = 0; i < PASSES && !failed(&e); i++) {
        run_renew(run, run_values(app->run, -1), (uint64_t)i);
        double began = clock_ms();
        e = run_to(run, row, &finished);
        if (clock_ms() - began < best) best = clock_ms() - began;
    }
    run_close(run);
    *ms = best;
    return e;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static Error time_deed(Host *host, Window *window, const Deed *d, json_t *json) {
    double ms[MOST], pass;
    char say[SAYING];
    TRY(app_do(&host->app, d->begin, NULL));
    TRY(app_wait(&host->app));
    int row = d->outcome == ANSWERS ? host->app.own.layers - 1 : app_shown_row(&host->app);
    TRY(time_pass(&host->app, row, &pass));
    for (int i = 0; i < d->times; i++) {
        expand(host, d->say[i % 2], i, say);
        TRY(time_one(host, window, say, d->outcome, &ms[i]));
        TRY(app_wait(&host->app));
    }
    qsort(ms, (size_t)d->times, sizeof *ms, by_size);
    double median = ms[d->times / 2], worst = ms[d->times - 1];
    if (json)
        json_array_append_new(json, json_pack("{s:s,s:f,s:f,s:f}", "name", d->name, "median_ms", median, "worst_ms",
                                              worst, "pass_ms", pass));
    else printf("%-32s %9.2f %9.2f %9.2f\n", d->name, median, worst, pass), fflush(stdout);
    return NO_ERROR;
}

Error bench_hand(Host *host, Window *window, json_t *json) {
    if (!json) printf("\n%-32s %9s %9s %9s\n", "by a command", "median ms", "worst ms", "a pass ms");
    json_t *rows = json ? json_array() : NULL;
    Error e = NO_ERROR;
    for (int i = 0; i < DEEDS_N && !failed(&e); i++) e = time_deed(host, window, &DEEDS[i], rows);
    if (json) json_object_set_new(json, "hand", rows);
    return e;
}
