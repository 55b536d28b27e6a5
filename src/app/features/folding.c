#include "app/features/folding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/work.h"
#include "base/clock.h"

enum { ANSWERS = 5 };

static void close_runs(Folding *f) {
    for (int i = 0; i < 2; i++) run_close(f->run[i]);
    f->run[0] = f->run[1] = NULL;
}

static void close_task(JobTask *task) {
    Folding *f = (Folding *)task;
    close_runs(f);
    weights_close(&f->folded);
    free(f->input);
    free(f);
}

/* Nobody else uses them: the engine keeps nothing of them between two calls. */
static void forget(Folding *f) {
    for (int row = 0; row < f->folded.net.layers; row++) engine_forget(f->engine, &f->folded.layer[row]);
}

static Error open_runs(Folding *f) {
    Weights *const weights[2] = {f->weights, &f->folded};
    if (!f->folded.net.layers)
        TRY(fold_weights(f->weights, engine_workers(f->engine), &f->task.cancel, &f->folded));
    for (int i = 0; i < 2 && f->folded.net.layers; i++) {
        if (!f->run[i]) TRY(run_open(f->engine, weights[i], f->input, &f->run[i]));
        run_watch(f->run[i], &f->task.cancel);
    }
    return NO_ERROR;
}

/* Both from the photo to the end. *whole: neither was stopped. */
static Error pass(Folding *f, bool *whole) {
    *whole = true;
    for (int i = 0; i < 2 && *whole; i++) {
        run_renew(f->run[i], f->input, 0);
        double began = clock_ms();
        TRY(run_to(f->run[i], run_net(f->run[i])->layers - 1, whole));
        f->round_ms[i][f->round] = clock_ms() - began;
    }
    return NO_ERROR;
}

/* The largest difference of two rows, and the largest value. */
static double difference(const float *a, const float *b, int64_t n, double *largest) {
    double worst = 0;
    *largest = 0;
    for (int64_t i = 0; i < n; i++) {
        double apart = fabs((double)a[i] - (double)b[i]), size = fabs((double)a[i]);
        if (apart > worst) worst = apart;
        if (size > *largest) *largest = size;
    }
    return worst;
}

/* The index of the answer at a place of the order; of equal ones the first. */
static int answer(const float *v, int n, int place) {
    int taken[ANSWERS], best = -1;
    for (int at = 0; at <= place; at++, best = -1) {
        for (int i = 0; i < n; i++) {
            bool is_taken = false;
            for (int k = 0; k < at; k++) is_taken |= taken[k] == i;
            if (!is_taken && (best < 0 || v[i] > v[best])) best = i;
        }
        taken[at] = best;
    }
    return taken[place];
}

static void judge(Folding *f) {
    const Net *net = &f->folded.net;
    double largest;
    for (int row = 0; row < net->layers; row++) {
        const float *a = run_values(f->run[0], f->from[row]), *b = run_values(f->run[1], row);
        int next = f->from[row] + 1; /* where the value of a folded row lies */
        if (fold_has(&f->weights->net, next)) a = run_values(f->run[0], next);
        if (!a || !b) continue;
        f->apart = difference(a, b, shape_count(net->layer[row].out), &largest);
        if (largest > 0) f->rows_apart = fmax(f->rows_apart, f->apart / largest);
        if (row == net->layers - 1 && !net_has_shares(net)) f->apart /= fmax(largest, 1e-30);
    }
    int last = net->layers - 1, n = net_classes(net);
    f->same_order = true;
    for (int i = 0; i < ANSWERS && i < n; i++)
        f->same_order &= answer(run_values(f->run[0], f->from[last]), n, i) ==
                         answer(run_values(f->run[1], last), n, i);
    for (int i = 0; i < 2; i++) {
        const double *ms = f->round_ms[i];
        f->ms[i] = fmax(fmin(ms[0], ms[1]), fmin(fmax(ms[0], ms[1]), ms[2]));
    }
}
static_assert(FOLDING_ROUNDS == 3, "the median is that of three");

static Error compute(Folding *f) {
    bool whole;
    TRY(open_runs(f));
    if (!f->run[1]) return NO_ERROR;
    TRY(pass(f, &whole)); /* packs the weights, and so it does not count; nor does the first after a pause */
    for (; whole && f->round < FOLDING_ROUNDS; f->round += whole) {
        atomic_store(&f->task.thousandths, 1000 * (f->round + 1) / (FOLDING_ROUNDS + 1));
        TRY(pass(f, &whole));
    }
    if (!whole) return NO_ERROR;
    judge(f);
    close_runs(f);
    atomic_store(&f->task.done, true);
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Folding *f = (Folding *)task;
    Error e = compute(f);
    forget(f);
    return e;
}

Error folding_open(Engine *engine, Weights *weights, const float *input, Folding **out) {
    Folding *f = *out = calloc(1, sizeof *f);
    size_t bytes = (size_t)shape_count(weights->net.input) * sizeof *f->input;
    Net net;
    if (f) f->input = malloc(bytes);
    if (!f || !f->input) {
        free(f);
        *out = NULL;
        return error("memory", "%s", "folding");
    }
    memcpy(f->input, input, bytes);
    f->task.work = work;
    f->task.close = close_task;
    f->engine = engine;
    f->weights = weights;
    f->gone = fold_net(&weights->net, &net, f->from);
    f->params[0] = weights->net.params;
    f->params[1] = net.params;
    return NO_ERROR;
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.folding) app_retire(app, &app->work.folding->task);
    app->work.folding = NULL;
}

bool app_folds(const App *app) {
    for (int row = 0; row < app->own.layers; row++)
        if (fold_has(&app->own, row)) return true;
    return false;
}

int app_norm_row(const App *app) {
    int first = -1;
    for (int row = 0; row < app->own.layers; row++) {
        if (!fold_has(&app->own, row)) continue;
        if (first < 0) first = row;
        if (row >= app->selection.row) return row;
    }
    return first;
}

bool app_norm_known(const App *app, int row) {
    const Weights *w = app->weights;
    return !w->seeded || (w->ready[row] && w->ready[row - 1]);
}

/* Seeded numbers that are shown are made by running their layer. */
static void want(App *app, JobWants *wants) {
    bool shown = app->view == VIEW_PARAMETERS && app->lab.topic == TOPIC_NORM;
    int row = shown ? app_norm_row(app) : -1;
    if (row >= 0 && app->weights->seeded) job_want(wants, app->run, row);
}

Error app_fold(App *app) {
    retire(app);
    if (!app_folds(app)) return NO_ERROR;
    TRY(folding_open(app->engine, app->weights, run_values(app->run, -1), &app->work.folding));
    app->work.folding->photo = app->image_version;
    return NO_ERROR;
}

const Folding *app_folding(const App *app) {
    const Folding *f = app->work.folding;
    return f && f->photo == app->image_version && atomic_load(&f->task.done) ? f : NULL;
}

static JobTask *task(const App *app) {
    Folding *f = app->work.folding;
    return f && app->view == VIEW_PARAMETERS && !atomic_load(&f->task.done) ? &f->task : NULL;
}

static void give_up(App *app) {
    if (task(app)) retire(app);
}

const AppPart FOLDING_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up};
