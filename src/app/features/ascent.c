#include "app/features/ascent.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/features/asks.h"
#include "base/chance.h"
#include "base/memory.h"
#include "nn/backward.h"
#include "nn/gram.h"

/* ---- what is asked ---- */

int ascent_row(const App *app) {
    int row = app->selection.row, last = app->own.layers - 1;
    if (row < 0) return -1;
    if (row == last && net_classes(&app->own)) return net_score_row(&app->own); /* its probability ends at 1 */
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
           asks_pictures(app) == a->paint.pictures &&
           from_photo(app) == a->from_photo && preparation_same(&app->weights->preparation, &paint->preparation) &&
           (!wants_photo(app) || a->photo == app->version) &&
           (o.grows != GROWS_DIRECTION || same_terms(app, a));
}

/* ---- how several are kept apart ---- */

/* Of what the likeness takes: in shares of the values' length at a place. */
static const double APART = 0.3;

static_assert((int)ASKS_SEVERAL <= (int)DIVERSITY_MOST && (int)ASKS_SEVERAL + 2 <= (int)PAINT_LOSSES,
              "there is room");

/* What matrices are made of. */
static int apart_row(const Net *net, int row) {
    int last = net_after_relu(net, row);
    while (last >= 0 && net_shape(net, last).h * net_shape(net, last).w == 1) last--;
    return last;
}

static Error apart_open(const Net *net, const Objective *o, int row, int pictures, Apart *out) {
    *out = (Apart){.row = pictures > 1 ? apart_row(net, row) : -1, .x = o->x, .y = o->y};
    if (out->row < 0) return NO_ERROR;
    Shape s = out->maps = net_shape(net, out->row);
    out->place = o->grows == GROWS_UNIT && out->row >= row;
    if (out->place) out->maps.h = out->maps.w = 1;
    int64_t numbers = (int64_t)s.c * s.c;
    size_t matrix = (size_t)numbers * sizeof(float), values = (size_t)shape_count(s) * sizeof(float);
    out->gram.n = pictures;
    out->gram.numbers = numbers;
    bool there = true;
    for (int i = 0; i < pictures; i++) there &= (out->gram.gram[i] = memory_alloc(matrix)) != NULL;
    out->matrix = memory_alloc(matrix);
    out->maps_room = memory_alloc((size_t)shape_count(out->maps) * sizeof(float));
    out->sum = memory_alloc(values);
    return there && out->matrix && out->maps_room && out->sum ? NO_ERROR : error("memory", "%s", "Gram");
}

static void apart_close(Apart *apart) {
    for (int i = 0; i < apart->gram.n; i++) memory_free(apart->gram.gram[i]);
    memory_free(apart->matrix);
    memory_free(apart->maps_room);
    memory_free(apart->sum);
}

/* The maps of a run; of a unit's place alone, in the room for that. */
static const float *apart_maps(const Apart *apart, const Run *run) {
    const float *values = run_values(run, apart->row);
    Shape s = net_shape(run_net(run), apart->row);
    if (!apart->place) return values;
    for (int c = 0; c < s.c; c++)
        apart->maps_room[c] = values[((int64_t)c * s.h + apart->y) * s.w + apart->x];
    return apart->maps_room;
}

/* How long the layer's values are at a place, as the root of the mean square: the term counts in every network alike,
 * and however much the values have grown. */
static double length_at_places(const Ascent *a) {
    Shape s = net_shape(a->net, a->row);
    int64_t n = shape_count(s);
    double sum = 0;
    for (int i = 0; i < a->paint.pictures; i++) {
        const float *values = run_values(a->run[i], a->row);
        for (int64_t k = 0; k < n; k++) sum += (double)values[k] * (double)values[k];
    }
    return sqrt(sum / ((double)s.h * s.w * a->paint.pictures));
}

static Error apart_find(Ascent *a) {
    Apart *apart = &a->apart;
    if (apart->row < 0) return NO_ERROR;
    for (int i = 0; i < apart->gram.n; i++)
        TRY(gram_matrix(a->paint.engine, apart_maps(apart, a->run[i]), apart->maps, apart->gram.gram[i]));
    diversity_find(&apart->gram);
    apart->weight = APART * length_at_places(a);
    return NO_ERROR;
}

/* What the likeness of a picture to the others takes from the gradient, by the values of apart.row, into apart.sum. */
static Error apart_gradient(const Ascent *a, int picture) {
    const Apart *apart = &a->apart;
    Shape s = net_shape(a->net, apart->row), m = apart->maps;
    diversity_gradient(&apart->gram, picture, -2 * apart->weight / ((double)m.h * m.w), apart->matrix);
    memset(apart->sum, 0, (size_t)shape_count(s) * sizeof *apart->sum);
    const float *maps = apart_maps(apart, a->run[picture]);
    if (!apart->place) return gram_apply(a->paint.engine, apart->matrix, maps, m, apart->sum);
    for (int c = 0; c < s.c; c++) {
        double sum = 0;
        for (int k = 0; k < s.c; k++) sum += (double)apart->matrix[(int64_t)c * s.c + k] * (double)maps[k];
        apart->sum[((int64_t)c * s.h + apart->y) * s.w + apart->x] = (float)sum;
    }
    return NO_ERROR;
}

/* ---- its memory ---- */

/* What `begin` opens. */
static void close_begun(Ascent *a) {
    for (int i = 0; i < a->paint.pictures; i++) {
        run_close(a->run[i]);
        a->run[i] = NULL;
    }
    spectrum_close(&a->spectrum);
    adam_close(&a->adam);
}

static void close(Paint *paint) {
    Ascent *a = (Ascent *)paint;
    close_begun(a);
    apart_close(&a->apart);
    free(a->weight);
    free(a->parameters);
    free(a->gradient);
    free(a->seen);
    memory_free(a->sum);
    paint_end(paint);
    free(a);
}

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
    a->parameters = malloc((size_t)a->paint.pictures * n * sizeof *a->parameters);
    a->gradient = malloc(n * sizeof *a->gradient);
    a->seen = malloc(n * sizeof *a->seen);
    a->sum = memory_alloc((size_t)shape_count(net_shape(a->net, a->row)) * sizeof *a->sum);
    if (!a->parameters || !a->gradient || !a->seen || !a->sum) return error("memory", "%s", "ascent");
    return apart_open(a->net, &a->objective, a->row, a->paint.pictures, &a->apart);
}

/* What is to grow of a row, in pictures for a network. */
static Error make(Engine *engine, Weights *weights, const Net *net, const Painter *painter, int pictures, int row,
                  Objective objective, Ascent **out) {
    Ascent *a = *out = calloc(1, sizeof *a);
    if (!a) return error("memory", "%s", "ascent");
    Error e = paint_begin(&a->paint, engine, weights, net->input, painter, pictures, ascent_losses(pictures));
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
    close(&a->paint);
    *out = NULL;
    return e;
}

Error ascent_of_map(Engine *engine, Weights *weights, const Net *net, int row, int map, atomic_bool *cancel,
                    Paint **out) {
    Ascent *a;
    Error e = make(engine, weights, net, &ASCENT_PAINTER, 1, row, (Objective){.grows = GROWS_MAP, .map = map}, &a);
    *out = (Paint *)a;
    if (a) a->cancel = cancel;
    return e;
}

static Error open(const App *app, Paint **out) {
    const Asks *asks = &app->asks;
    int row = ascent_row(app);
    Ascent *a;
    Error e = make(app->engine, app->weights, &app->weights->net, painter_of(asks->topic), asks_pictures(app), row,
                   objective_of(app, row), &a);
    *out = (Paint *)a;
    if (failed(&e)) return e;
    a->without = asks->without;
    a->seed = asks->seed;
    a->from_photo = from_photo(app);
    a->photo = app->version;
    if (a->objective.grows == GROWS_DIRECTION) e = find_direction(app, a);
    if (!failed(&e) && a->from_photo) paint_photo(app, a->paint.picture);
    if (!failed(&e)) return NO_ERROR;
    close(*out);
    *out = NULL;
    return e;
}

/* ---- a step ---- */

static bool has(const Ascent *a, AsksHelp help) { return !(a->without >> help & 1); }

static float *of_picture(const Ascent *a, float *all, int picture) {
    return all + picture * shape_count(a->paint.shape);
}

static Error open_begun(Ascent *a) {
    static const float RATE = 0.05f, DREAM_RATE = 0.015f;
    Paint *p = &a->paint;
    TRY(spectrum_open(p->shape, has(a, ASKS_WAVES), has(a, ASKS_COLOURS), &a->spectrum));
    TRY(adam_open((size_t)p->pictures * (size_t)shape_count(p->shape),
                  a->objective.grows == GROWS_ALL ? DREAM_RATE : RATE, &a->adam));
    for (int i = 0; i < p->pictures; i++) {
        TRY(run_open_sized(p->engine, p->weights, a->net, p->picture, &a->run[i]));
        run_watch(a->run[i], a->cancel);
    }
    return NO_ERROR;
}

/* Where the ascent begins: next to nothing, by chance, or the photo; several that begin there each with that chance.
 * After an error it can begin again. */
static Error begin(Paint *p) {
    static const float AROUND = 0.01f * 1.7320508f; /* even chances with a deviation of 0.01 */
    Ascent *a = (Ascent *)p;
    Workers *workers = engine_workers(p->engine);
    int64_t n = shape_count(p->shape), all = p->pictures * n;
    Error e = open_begun(a);
    if (failed(&e)) return close_begun(a), e;
    if (a->from_photo) spectrum_find(&a->spectrum, workers, p->picture, a->gradient);
    uint32_t key = chance_key((uint32_t)a->seed, 0);
    for (int64_t i = 0; i < all; i++) {
        float chance = AROUND * chance_between(key, (uint32_t)i);
        a->parameters[i] = !a->from_photo ? chance : a->gradient[i % n] + (p->pictures > 1 ? chance : 0);
    }
    for (int i = 0; i < p->pictures; i++)
        spectrum_paint(&a->spectrum, workers, of_picture(a, a->parameters, i), of_picture(a, p->picture, i));
    return NO_ERROR;
}

/* What the network gets to see of the pictures in this step. */
static void look(Ascent *a) {
    Paint *p = &a->paint;
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w;
    int parts = (has(a, ASKS_SHIFTS) ? JITTER_SHIFTS : 0) | (has(a, ASKS_SCALES) ? JITTER_SCALES : 0) |
                (has(a, ASKS_TURNS) ? JITTER_TURNS : 0);
    double zoom = a->objective.grows == GROWS_ALL ? dream_zoom(p->step) : 1;
    a->jitter = jitter_of(parts, (uint32_t)a->seed, p->step, p->shape.w, p->shape.h, zoom);
    for (int i = 0; i < p->pictures; i++) {
        jitter_apply(&a->jitter, engine_workers(p->engine), of_picture(a, p->picture, i), p->shape, a->seen);
        prepare_picture(&p->preparation, p->shape.c, a->seen, plane, a->gradient);
        run_renew(a->run[i], a->gradient, (uint64_t)p->step + 1);
    }
    a->back = 0;
    a->begun = true;
}

static Error run_all(Ascent *a, bool *finished) {
    *finished = true;
    for (int i = 0; i < a->paint.pictures && *finished; i++) {
        TRY(run_to(a->run[i], a->row, finished));
        if (*finished && a->apart.row > a->row) TRY(run_to(a->run[i], a->apart.row, finished));
    }
    return NO_ERROR;
}

/* The gradient of what is to grow goes back to the parameters of a picture. */
static Error go_back(Ascent *a, int picture, bool *finished) {
    Paint *p = &a->paint;
    Workers *workers = engine_workers(p->engine);
    Run *run = a->run[picture];
    size_t plane = (size_t)p->shape.h * (size_t)p->shape.w, n = plane * (size_t)p->shape.c;
    float *gradient = of_picture(a, p->gradient, picture);
    objective_gradient(&a->objective, run_values(run, a->row), net_shape(a->net, a->row), a->sum);
    if (a->apart.row >= 0) TRY(apart_gradient(a, picture));
    const RowGradient from[] = {{a->row, a->sum}, {a->apart.row, a->apart.sum}};
    Watch watch = {a->cancel, NULL};
    TRY(backward_sums(run, p->engine, from, a->apart.row >= 0 ? 2 : 1, -1, watch, a->gradient, finished));
    if (!*finished) return NO_ERROR;
    prepare_picture_back(&p->preparation, p->shape.c, a->gradient, plane, a->seen);
    jitter_back(&a->jitter, workers, a->seen, p->shape, a->gradient);
    spectrum_back(&a->spectrum, workers, of_picture(a, p->picture, picture), a->gradient, gradient);
    for (size_t i = 0; i < n; i++) gradient[i] = -gradient[i]; /* Adam goes downhill */
    return NO_ERROR;
}

/* What the step has found. */
static void note(Ascent *a) {
    Paint *p = &a->paint;
    Shape row = net_shape(a->net, a->row);
    double mean = 0;
    for (int i = 0; i < p->pictures; i++) {
        double value = objective_value(&a->objective, run_values(a->run[i], a->row), row);
        mean += value / p->pictures;
        if (p->pictures > 1) p->loss[1 + i] = (float)value;
    }
    p->loss[0] = (float)mean;
    if (p->pictures > 1) p->loss[1 + p->pictures] = (float)diversity_mean(&a->apart.gram);
}

/* The gradients of all pictures, and with them a step of their parameters. */
static Error climb(Ascent *a, bool *finished) {
    Paint *p = &a->paint;
    *finished = true;
    if (a->back == 0) TRY(apart_find(a));
    for (; a->back < p->pictures; a->back++) {
        TRY(go_back(a, a->back, finished));
        if (!*finished) return NO_ERROR;
    }
    note(a);
    adam_step(&a->adam, a->parameters, p->gradient);
    for (int i = 0; i < p->pictures; i++)
        spectrum_paint(&a->spectrum, engine_workers(p->engine), of_picture(a, a->parameters, i),
                       of_picture(a, p->picture, i));
    a->begun = false;
    return NO_ERROR;
}

static Error step(Paint *paint, bool *finished) {
    Ascent *a = (Ascent *)paint;
    if (!a->begun) look(a);
    TRY(run_all(a, finished));
    return *finished ? climb(a, finished) : NO_ERROR;
}

const Painter ASCENT_PAINTER = {.want = want, .ready = ready, .open = open, .same = same, .close = close,
                                .begin = begin, .step = step};
const Painter DREAM_PAINTER = {.want = want, .ready = ready, .open = open, .same = same, .close = close,
                                .begin = begin, .step = step};
