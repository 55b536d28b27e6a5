#include "app/trial.h"

#include <stdlib.h>

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
