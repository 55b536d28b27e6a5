#include "app/likeness.h"

#include <stdlib.h>

static void close_task(JobTask *task) {
    Likeness *l = (Likeness *)task;
    free(l->match);
    free(l);
}

static Error work(JobTask *task) {
    Likeness *l = (Likeness *)task;
    Shape a = net_shape(run_net(l->run[0]), l->row[0]), b = net_shape(run_net(l->run[1]), l->row[1]);
    Watch watch = {&task->cancel, &task->thousandths};
    bool finished;
    TRY(best_matches(run_values(l->run[0], l->row[0]), a.c, run_values(l->run[1], l->row[1]), b.c, a.h * a.w,
                     engine_pool(l->engine), watch, l->match, &finished));
    if (!finished) return NO_ERROR;
    l->found = l->same = 0;
    for (int map = 0; map < a.c; map++) {
        l->found += l->match[map].map >= 0;
        l->same += l->match[map].map == map;
    }
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error likeness_open(Engine *engine, const Run *a, int row_a, const Run *b, int row_b, Likeness **out) {
    Likeness *l = *out = calloc(1, sizeof *l);
    if (!l) return error("memory", "%s", "correlation");
    *l = (Likeness){.engine = engine, .run = {a, b}, .row = {row_a, row_b}, .maps = net_shape(run_net(a), row_a).c};
    l->task.work = work;
    l->task.close = close_task;
    l->match = calloc((size_t)l->maps, sizeof *l->match);
    if (l->match) return NO_ERROR;
    close_task(&l->task);
    *out = NULL;
    return error("memory", "%s", "correlation");
}
