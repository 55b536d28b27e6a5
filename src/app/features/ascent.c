#include "app/features/ascent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "base/chance.h"
#include "base/memory.h"
#include "nn/backward.h"

/* ---- what is asked ---- */

int ascent_row(const App *app) {
    int row = app->selection.row, last = app->own.layers - 1;
    if (row < 0) return -1;
    if (row == last && net_classes(&app->own)) return last - 1; /* a class's score: its probability ends at 1 */
    if (app->asks.topic == ASKS_DREAM) return net_after_relu(&app->own, row);
    return net_before_relu(&app->own, row);
}

static bool dreams(const App *app) { return app->asks.topic == ASKS_DREAM; }
static bool from_photo(const App *app) { return app->asks.from_photo || dreams(app); }

static bool wants_photo(const App *app) {
    return from_photo(app) || (app->asks.of == ASKS_DIRECTION && !app->asks.terms);
}

double dream_zoom(int step) {
    static const double OCTAVE = 1.4;
    int octave = step / DREAM_STEPS;
    return octave < DREAM_OCTAVES ? pow(OCTAVE, DREAM_OCTAVES - 1 - octave) : 1;
}

static Objective objective_of(const App *app, int row) {
    const Asks *a = &app->asks;
    Shape s = net_shape(&app->weights->net, row);
    if (dreams(app)) return (Objective){.grows = GROWS_ALL};
    static const Grows GROWS[] = {[ASKS_MAP] = GROWS_MAP, [ASKS_UNIT] = GROWS_UNIT, [ASKS_DIRECTION] = GROWS_DIRECTION};
    Objective o = {.grows = GROWS[a->of], .map = app_map(app), .negative = a->negative};
    if (a->of == ASKS_UNIT && s.h > 1) app_unit(app, &o.x, &o.y);
    return o;
}

static void want(const App *app, JobWants *wants) {
    int row = ascent_row(app);
    if (row >= 0) job_want(wants, app->run, app_shown_row(app));
    if (row >= 0 && row != app_shown_row(app)) job_want(wants, app->run, row);
}

static bool ready(const App *app) {
    int row = ascent_row(app);
    return row >= 0 && run_stats(app->run, app_shown_row(app)) && run_stats(app->run, row);
}

static bool same_terms(const App *app, const Ascent *a) {
    const Asks *asks = &app->asks;
    int maps = net_shape(&app->weights->net, a->row).c;
    if (!asks->terms) return true;
    for (int map = 0; map < maps; map++) {
        float weight = 0;
        for (int i = 0; i < asks->terms; i++)
            if (asks->term[i].map == map) weight = asks->term[i].weight;
        if (a->weight[map] != weight) return false;
    }
    return true;
}

static bool same(const App *app, const Paint *paint) {
    const Ascent *a = (const Ascent *)paint;
    int row = ascent_row(app);
    if (row != a->row) return false;
    Objective o = objective_of(app, row);
    bool alike = o.grows == a->objective.grows && o.negative == a->objective.negative &&
                 (o.grows == GROWS_DIRECTION || o.map == a->objective.map) && o.x == a->objective.x &&
                 o.y == a->objective.y;
    return alike && app->asks.without == a->without && app->asks.seed == a->seed &&
           from_photo(app) == a->from_photo && preparation_same(&app->weights->preparation, &paint->preparation) &&
           (!wants_photo(app) || a->photo == app->version) &&
           (o.grows != GROWS_DIRECTION || same_terms(app, a));
}

/* ---- its memory ---- */

void ascent_close(Ascent *a) {
    if (!a) return;
    run_close(a->run);
    spectrum_close(&a->spectrum);
    adam_close(&a->adam);
    free(a->weight);
    free(a->parameters);
    free(a->gradient);
    free(a->seen);
    memory_free(a->sum);
    paint_end(&a->paint);
    free(a);
}

static void close(Paint *paint) { ascent_close((Ascent *)paint); }

/* The maps that were named, or what the photo has at the selected unit, as a direction of length 1. */
static Error find_direction(const App *app, Ascent *a) {
    Shape s = net_shape(&app->weights->net, a->row);
    int x = 0, y = 0;
    a->objective.weight = a->weight = calloc((size_t)s.c, sizeof *a->weight);
    if (!a->weight) return error("memory", "%s", "direction");
    for (int i = 0; i < app->asks.terms; i++)
        if (app->asks.term[i].map < s.c) a->weight[app->asks.term[i].map] = app->asks.term[i].weight;
    if (app->asks.terms) return NO_ERROR;
    if (s.h > 1) app_unit(app, &x, &y);
    const float *values = run_values(app->run, app_shown_row(app));
    Shape shown = net_shape(&app->weights->net, app_shown_row(app));
    double length = 0;
    for (int c = 0; c < s.c; c++) {
        a->weight[c] = values[((int64_t)c * shown.h + y) * shown.w + x];
        length += (double)a->weight[c] * (double)a->weight[c];
    }
    for (int c = 0; c < s.c && length > 0; c++) a->weight[c] /= (float)sqrt(length);
    return NO_ERROR;
}

static Error make_room(Ascent *a) {
    size_t n = (size_t)shape_count(a->paint.shape);
    a->parameters = malloc(n * sizeof *a->parameters);
    a->gradient = malloc(n * sizeof *a->gradient);
    a->seen = malloc(n * sizeof *a->seen);
    a->sum = memory_alloc((size_t)shape_count(net_shape(a->net, a->row)) * sizeof *a->sum);
    return a->parameters && a->gradient && a->seen && a->sum ? NO_ERROR : error("memory", "%s", "ascent");
}

/* What is to grow of a row, in a picture for a network. */
static Error make(Engine *engine, Weights *weights, const Net *net, const Painter *painter, int row,
                  Objective objective, Ascent **out) {
    Ascent *a = *out = calloc(1, sizeof *a);
    if (!a) return error("memory", "%s", "ascent");
    Error e = paint_begin(&a->paint, engine, weights, net->input, painter, 1);
    if (failed(&e)) {
        free(a);
        *out = NULL;
        return e;
    }
    a->net = net;
    a->cancel = &a->paint.task.cancel;
    a->row = row;
    a->objective = objective;
    e = make_room(a);
    if (!failed(&e)) return NO_ERROR;
    ascent_close(a);
    *out = NULL;
    return e;
}

Error ascent_of_map(Engine *engine, Weights *weights, const Net *net, int row, int map, atomic_bool *cancel,
                    Ascent **out) {
    TRY(make(engine, weights, net, &ASCENT_PAINTER, row, (Objective){.grows = GROWS_MAP, .map = map}, out));
    (*out)->cancel = cancel;
    return NO_ERROR;
}

static Error open(const App *app, Paint **out) {
    const Asks *asks = &app->asks;
    int row = ascent_row(app);
    Ascent *a;
    Error e = make(app->engine, app->weights, &app->weights->net, painter_of(asks->topic), row, objective_of(app, row),
                   &a);
    *out = (Paint *)a;
    if (failed(&e)) return e;
    a->without = asks->without;
    a->seed = asks->seed;
    a->from_photo = from_photo(app);
    a->photo = app->version;
    if (a->objective.grows == GROWS_DIRECTION) e = find_direction(app, a);
    if (!failed(&e) && a->from_photo) paint_photo(app, a->paint.picture);
    if (!failed(&e)) return NO_ERROR;
    ascent_close(a);
    *out = NULL;
    return e;
}

/* ---- a step ---- */

static bool has(const Ascent *a, AsksHelp help) { return !(a->without >> help & 1); }

/* Where the ascent begins: the photo, or next to nothing, by chance. */
static Error begin(Ascent *a) {
    static const float RATE = 0.05f, DREAM_RATE = 0.015f;
    static const float AROUND = 0.01f * 1.7320508f; /* even chances with a deviation of 0.01 */
    Workers *workers = engine_workers(a->paint.engine);
    int64_t n = shape_count(a->paint.shape);
    TRY(spectrum_open(a->paint.shape, has(a, ASKS_WAVES), has(a, ASKS_COLOURS), &a->spectrum));
    TRY(adam_open((size_t)n, a->objective.grows == GROWS_ALL ? DREAM_RATE : RATE, &a->adam));
    TRY(run_open_sized(a->paint.engine, a->paint.weights, a->net, a->paint.picture, &a->run));
    run_watch(a->run, a->cancel);
    uint32_t key = chance_key((uint32_t)a->seed, 0);
    for (int64_t i = 0; i < n; i++) a->parameters[i] = AROUND * chance_between(key, (uint32_t)i);
    if (a->from_photo) spectrum_find(&a->spectrum, workers, a->paint.picture, a->parameters);
    spectrum_paint(&a->spectrum, workers, a->parameters, a->paint.picture);
    return NO_ERROR;
}

/* What the network gets to see of the picture in this step. */
static void look(Ascent *a) {
    Paint *p = &a->paint;
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w;
    int parts = (has(a, ASKS_SHIFTS) ? JITTER_SHIFTS : 0) | (has(a, ASKS_SCALES) ? JITTER_SCALES : 0) |
                (has(a, ASKS_TURNS) ? JITTER_TURNS : 0);
    double zoom = a->objective.grows == GROWS_ALL ? dream_zoom(p->step) : 1;
    a->jitter = jitter_of(parts, (uint32_t)a->seed, p->step, p->shape.w, p->shape.h, zoom);
    jitter_apply(&a->jitter, engine_workers(p->engine), p->picture, p->shape, a->seen);
    prepare_picture(&p->preparation, p->shape.c, a->seen, plane, a->gradient);
    run_renew(a->run, a->gradient, (uint64_t)p->step + 1);
    a->begun = true;
}

/* The gradient of what is to grow goes back to the parameters, which take a step. */
static Error climb(Ascent *a, bool *finished) {
    Paint *p = &a->paint;
    Workers *workers = engine_workers(p->engine);
    const float *values = run_values(a->run, a->row);
    Shape row = net_shape(a->net, a->row);
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w, n = plane * (size_t)p->shape.c;
    objective_gradient(&a->objective, values, row, a->sum);
    Watch watch = {a->cancel, NULL};
    TRY(backward_sum(a->run, p->engine, a->row, a->sum, -1, GUIDE_NONE, watch, a->gradient, finished));
    if (!*finished) return NO_ERROR;
    p->loss[0] = (float)objective_value(&a->objective, values, row);
    prepare_picture_back(&p->preparation, p->shape.c, a->gradient, plane, a->seen);
    jitter_back(&a->jitter, workers, a->seen, p->shape, a->gradient);
    spectrum_back(&a->spectrum, workers, p->picture, a->gradient, p->gradient);
    for (size_t i = 0; i < n; i++) p->gradient[i] = -p->gradient[i]; /* Adam goes downhill */
    adam_step(&a->adam, a->parameters, p->gradient);
    spectrum_paint(&a->spectrum, workers, a->parameters, p->picture);
    a->begun = false;
    return NO_ERROR;
}

Error ascent_step(Ascent *a, bool *finished) {
    *finished = false;
    if (!a->run) TRY(begin(a));
    if (!a->begun) look(a);
    TRY(run_to(a->run, a->row, finished));
    return *finished ? climb(a, finished) : NO_ERROR;
}

static Error step(Paint *paint, bool *finished) { return ascent_step((Ascent *)paint, finished); }

const Painter ASCENT_PAINTER = {.want = want, .ready = ready, .open = open, .same = same, .close = close, .step = step};
const Painter DREAM_PAINTER = {.want = want, .ready = ready, .open = open, .same = same, .close = close, .step = step};
