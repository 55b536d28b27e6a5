#include "app/features/trial.h"

#include <stdlib.h>

#include "app/work.h"
#include "nn/trial.h"

enum { FOLD_MOST = 64 }; /* channels: folding them takes their cube */

static void close_task(JobTask *task) { free(task); }

static Error work(JobTask *task) {
    Trial *t = (Trial *)task;
    TRY(trial_fold(t->engine, t->fold_channels, &t->linear, &t->with_relu));
    if (t->stack_ms < 0) TRY(trial_time(t->engine, 3, 3, t->c, t->side, &task->cancel, &t->stack_ms));
    TRY(trial_time(t->engine, 7, 1, t->c, t->side, &task->cancel, &t->single_ms));
    if (t->stack_ms >= 0 && t->single_ms >= 0) atomic_store(&task->done, true);
    return NO_ERROR;
}

Error trial_open(Engine *engine, int c, int side, Trial **out) {
    Trial *t = *out = calloc(1, sizeof *t);
    if (!t) return error("memory", "%s", "trial");
    t->task.work = work;
    t->task.close = close_task;
    t->engine = engine;
    t->c = c;
    t->side = side;
    t->stack_ms = t->single_ms = -1;
    t->fold_channels = c < FOLD_MOST ? c : FOLD_MOST;
    return NO_ERROR;
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.trial) app_retire(app, &app->work.trial->task);
    app->work.trial = NULL;
}

Error app_try(App *app) {
    retire(app);
    return trial_open(app->engine, app->lab.c_in, app->lab.side, &app->work.trial);
}

/* Whether it is of what is set now. */
static bool is_set(const App *app, const Trial *t) { return t && t->c == app->lab.c_in && t->side == app->lab.side; }

const Trial *app_trial(const App *app) {
    return is_set(app, app->work.trial) && atomic_load(&app->work.trial->task.done) ? app->work.trial : NULL;
}

static JobTask *task(const App *app) {
    Trial *t = app->work.trial;
    return is_set(app, t) && !atomic_load(&t->task.done) ? &t->task : NULL;
}

static void give_up(App *app) {
    if (task(app)) retire(app);
}

const AppPart TRIAL_PART = {.reads = READS_NOTHING, .task = task, .retire = retire, .give_up = give_up};
