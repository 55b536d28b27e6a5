#include "app/race.h"

#include <stdlib.h>

#include "base/clock.h"

void race_close_runs(Race *race) {
    for (int side = 0; side < 2; side++) {
        run_close(race->run[side]);
        race->run[side] = NULL;
    }
}

static void close_task(JobTask *task) {
    race_close_runs((Race *)task);
    free(task);
}

/* The next step of one side, or the rest of it; its clock goes on. */
static Error advance(Race *r, int side) {
    const Net *net = run_net(r->run[side]);
    int step = r->step[side] + 1, row = net_step_row(net, STEP_LAYERS, step);
    bool finished;
    double began = clock_ms();
    TRY(run_to(r->run[side], row, &finished));
    r->total[side] += clock_ms() - began;
    if (!finished) return NO_ERROR;
    for (int at = net_step_layer(net, STEP_LAYERS, step); at <= row; at++) r->ms[side][at] = r->total[side];
    r->step[side] = step;
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Race *r = (Race *)task;
    int last[2];
    const int *step = r->step;
    for (int side = 0; side < 2; side++) last[side] = net_steps(run_net(r->run[side]), STEP_LAYERS);
    while (step[0] < last[0] || step[1] < last[1]) {
        if (atomic_load(&task->cancel)) return NO_ERROR;
        int side = step[1] >= last[1] || (step[0] < last[0] && r->total[0] <= r->total[1]) ? 0 : 1;
        TRY(advance(r, side));
        atomic_store(&task->thousandths, 1000 * (step[0] + step[1]) / (last[0] + last[1]));
    }
    atomic_store(&task->done, true);
    return NO_ERROR;
}

Error race_open(Engine *engine, Weights *const weights[2], const Run *const of[2], Race **out) {
    Race *r = *out = calloc(1, sizeof *r);
    if (!r) return error("memory", "%s", "race");
    r->task.work = work;
    r->task.close = close_task;
    Error e = NO_ERROR;
    for (int side = 0; side < 2 && !failed(&e); side++) {
        r->rows[side] = weights[side]->net.layers;
        e = run_open(engine, weights[side], run_values(of[side], -1), &r->run[side]);
        if (!failed(&e)) run_watch(r->run[side], &r->task.cancel);
    }
    if (!failed(&e)) return NO_ERROR;
    close_task(&r->task);
    *out = NULL;
    return e;
}
