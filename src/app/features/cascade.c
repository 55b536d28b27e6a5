#include "app/features/cascade.h"

#include <stdlib.h>
#include <string.h>

#include "app/work.h"
#include "base/stop.h"

static void close_step(CascadeStep *s) {
    for (int i = 0; i < REASONS; i++) free(s->map[i]);
}

static void close_making(Cascade *c) {
    if (c->reasons) c->reasons->task.close(&c->reasons->task);
    run_close(c->run);
    weights_close(&c->mixed);
    c->reasons = NULL;
    c->run = NULL;
}

static void close_task(JobTask *task) {
    Cascade *c = (Cascade *)task;
    close_making(c);
    close_step(&c->trained);
    for (int i = 0; i < c->steps; i++) close_step(&c->step[i]);
    free(c);
}

/* ---- a step ---- */

static void begin(Cascade *c) {
    const Weights *w = c->weights;
    c->mixed = (Weights){.net = w->net, .origin = w->origin, .found = w->found, .preparation = w->preparation,
                         .type = w->type};
    memcpy(c->mixed.layer, w->layer, sizeof w->layer);
    memcpy(c->mixed.ready, w->ready, sizeof w->ready);
}

/* A layer, and the batch normalization that joins it. */
static Error draw_row(Cascade *c, int row) {
    int end = net_after_relu(&c->mixed.net, row);
    for (int at = row; at <= end; at++) {
        if (!c->mixed.net.layer[at].params) continue;
        engine_forget(c->engine, &c->mixed.layer[at]);
        TRY(weights_randomize(&c->mixed, at, c->seed, engine_workers(c->engine)));
    }
    return NO_ERROR;
}

static Error begin_step(Cascade *c, int step) {
    const float *input = run_values(c->of, -1);
    if (!c->mixed.net.layers) begin(c);
    TRY(draw_row(c, c->row[step]));
    if (!c->run) TRY(run_open(c->engine, &c->mixed, input, &c->run));
    run_renew(c->run, input, (uint64_t)step + 1);
    c->begun = true;
    return NO_ERROR;
}

static size_t places(Shape s) { return (size_t)s.h * (size_t)s.w; }

/* Takes the maps over. */
static Error keep(Cascade *c, Reasons *r, CascadeStep *out) {
    int last = run_net(r->run)->layers - 1;
    out->p = run_values(r->run, last)[c->question.class_index];
    for (int i = 0; i < REASONS; i++) {
        if (i == REASON_CAM && c->question.row < 0) continue;
        TRY(explain_likeness(c->trained.map[i], r->map[i], (int)places(c->shape[i]), &out->likeness[i]));
    }
    for (int i = 0; i < REASONS; i++) {
        out->map[i] = r->map[i];
        out->extremes[i] = r->extremes[i];
        r->map[i] = NULL;
    }
    return NO_ERROR;
}

/* *whole: it was not stopped. */
static Error make_step(Cascade *c, int step, bool *whole) {
    *whole = false;
    if (!c->begun) TRY(begin_step(c, step));
    run_watch(c->run, &c->task.cancel);
    TRY(run_to(c->run, c->mixed.net.layers - 1, whole));
    if (!*whole) return NO_ERROR;
    if (!c->reasons) TRY(reasons_open(c->run, c->engine, c->question, &c->reasons));
    c->reasons->cancel = &c->task.cancel;
    TRY(c->reasons->task.work(&c->reasons->task));
    *whole = atomic_load(&c->reasons->task.done);
    if (!*whole) return NO_ERROR;
    TRY(keep(c, c->reasons, &c->step[step]));
    c->reasons->task.close(&c->reasons->task);
    c->reasons = NULL;
    c->begun = false;
    return NO_ERROR;
}

static Error make_steps(Cascade *c) {
    bool whole = true;
    for (int step; (step = atomic_load(&c->there)) < c->steps && !stop_asked(&c->task.cancel);) {
        TRY(make_step(c, step, &whole));
        if (!whole) return NO_ERROR;
        TRY(weights_unchanged(c->weights));
        atomic_store(&c->there, step + 1);
        atomic_store(&c->task.thousandths, 1000 * (step + 1) / c->steps);
    }
    return NO_ERROR;
}

/* The engine keeps nothing of the weights between two calls: nobody else uses them. */
static Error work(JobTask *task) {
    Cascade *c = (Cascade *)task;
    Error e = make_steps(c);
    for (int row = 0; row < c->mixed.net.layers; row++) engine_forget(c->engine, &c->mixed.layer[row]);
    if (failed(&e) || atomic_load(&c->there) < c->steps) return e;
    close_making(c);
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error cascade_open(Engine *engine, const Weights *weights, const Reasons *reasons, uint32_t seed, Cascade **out) {
    const Net *net = &weights->net;
    Cascade *c = *out = calloc(1, sizeof *c);
    if (!c) return error("memory", "%s", "random weights");
    *c = (Cascade){.task = {.work = work, .close = close_task}, .engine = engine, .weights = weights,
                   .of = reasons->run, .question = reasons->question, .seed = seed,
                   .shape = {reasons->cam, reasons->input, reasons->input}};
    for (int row = net->layers - 1; row >= 0; row--)
        if (net->layer[row].weight_layer) c->row[c->steps++] = row;
    c->trained.p = run_values(c->of, net->layers - 1)[c->question.class_index];
    for (int i = 0; i < REASONS; i++) {
        size_t bytes = places(c->shape[i]) * sizeof(float);
        c->trained.map[i] = malloc(bytes);
        c->trained.extremes[i] = reasons->extremes[i];
        c->trained.likeness[i] = 1;
        if (c->trained.map[i]) {
            memcpy(c->trained.map[i], reasons->map[i], bytes);
            continue;
        }
        close_task(&c->task);
        *out = NULL;
        return error("memory", "%s", "random weights");
    }
    return NO_ERROR;
}

/* ---- the part ---- */

uint32_t why_seed(const App *app) { return app->why.seed ? app->why.seed : 1; }

const Cascade *why_cascade(const App *app) {
    const Cascade *c = app->work.cascade;
    const Reasons *r = why_reasons(app);
    return c && r && c->of == app->run && c->seed == why_seed(app) && why_same(c->question, r->question) ? c : NULL;
}

int why_drawn(const App *app) {
    int layers = 0;
    for (int row = 0; row < app->own.layers; row++) layers += app->own.layer[row].weight_layer > 0;
    return app->why.drawn < layers ? app->why.drawn : layers > 0 ? layers - 1 : 0;
}

static bool shows(const App *app) { return app->view == VIEW_WHY && app->why.topic == WHY_RANDOM; }

static void retire(App *app) {
    if (app->work.cascade) app_retire(app, &app->work.cascade->task);
    app->work.cascade = NULL;
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    const Reasons *r = why_reasons(app);
    if (!shows(app) || !r || !atomic_load(&r->task.done) || why_cascade(app)) return;
    retire(app);
    Error e = cascade_open(app->engine, app->weights, r, why_seed(app), &app->work.cascade);
    if (failed(&e)) app->trouble = e;
    else app->work.cascade->number = ++app->work.whys;
}

static JobTask *task(const App *app) {
    const Cascade *c = why_cascade(app);
    bool waits = shows(app) && c && !c->given_up && !atomic_load(&c->task.done);
    return waits ? &app->work.cascade->task : NULL;
}

/* What there is of it stays. */
static void give_up(App *app) {
    if (task(app)) app->work.cascade->given_up = true;
}

static Error said(App *app, int argc, char *const argv[]) {
    (void)argc;
    bool again = strcmp(argv[0], "why") == 0 || strcmp(argv[0], "view") == 0;
    if (again && app->work.cascade) app->work.cascade->given_up = false;
    return NO_ERROR;
}

const AppPart CASCADE_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up,
                              .said = said};
