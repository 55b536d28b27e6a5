#include "app/features/lowering.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/script.h"
#include "app/work.h"
#include "base/memory.h"
#include "nn/lowering.h"

static void close_task(JobTask *task) {
    Lowering *l = (Lowering *)task;
    free(l->direction);
    free(l->energy);
    memory_free(l->low);
    memory_free(l->raised);
    free(l);
}

static Error work(JobTask *task) {
    Lowering *l = (Lowering *)task;
    const float *maps = run_values(l->run, l->row);
    bool finished = true;
    if (!atomic_load(&l->found)) {
        TRY(lowering_directions(maps, l->shape, &task->cancel, l->direction, l->energy, &finished));
        atomic_store(&l->found, finished);
    }
    if (!finished) return NO_ERROR;
    TRY(lowering_run(l->engine, maps, l->shape, l->direction, l->channels, &task->cancel, l->low, l->raised, &l->lost,
                     &finished));
    atomic_store(&task->done, finished);
    return NO_ERROR;
}

Error lowering_open(const Run *run, Engine *engine, int row, int channels, const Lowering *earlier, Lowering **out) {
    Lowering *l = *out = calloc(1, sizeof *l);
    if (!l) return error("memory", "%s", "1x1");
    Shape s = net_shape(run_net(run), row);
    size_t c = (size_t)s.c, places = (size_t)s.h * (size_t)s.w;
    *l = (Lowering){.task = {.work = work, .close = close_task}, .engine = engine, .run = run, .row = row, .shape = s,
                    .channels = channels};
    l->direction = malloc(c * c * sizeof *l->direction);
    l->energy = malloc(c * sizeof *l->energy);
    l->low = memory_alloc((size_t)channels * places * sizeof *l->low);
    l->raised = memory_alloc(c * places * sizeof *l->raised);
    if (!l->direction || !l->energy || !l->low || !l->raised) {
        close_task(&l->task);
        *out = NULL;
        return error("memory", "%s", "1x1");
    }
    if (!earlier || !atomic_load(&earlier->found)) return NO_ERROR;
    memcpy(l->direction, earlier->direction, c * c * sizeof *l->direction);
    memcpy(l->energy, earlier->energy, c * sizeof *l->energy);
    atomic_store(&l->found, true);
    return NO_ERROR;
}

double lowering_loss(const Lowering *l, int n) {
    double whole = 0, rest = 0;
    for (int i = l->shape.c - 1; i >= 0; i--) {
        whole += l->energy[i];
        if (i >= n) rest = whole;
    }
    return whole > 0 ? sqrt(rest / whole) : 0;
}

/* ---- what is looked at ---- */

static bool has_places(const Net *net, int row) {
    return row >= 0 && net->layer[row].out.h * net->layer[row].out.w > 1;
}

int lowering_row(const App *app) {
    const Net *net = &app->own;
    int row = net_lead(net, app->selection.row);
    if (!has_places(net, row))
        for (row = net->layers - 1; row > 0 && !has_places(net, row);) row = net_lead(net, row - 1);
    return net_after_relu(net, row);
}

int lowering_channels(const App *app) {
    int c = net_shape(&app->weights->net, lowering_row(app)).c, quarter = c / 4 > 0 ? c / 4 : 1;
    int set = app->lab.lower ? app->lab.lower : quarter;
    return set < c ? set : c;
}

static bool shows(const App *app) { return app->view == VIEW_PARAMETERS && app->lab.topic == TOPIC_LOWER; }

const Lowering *app_lowering(const App *app) {
    const Lowering *l = app->work.lowering;
    bool same = l && l->run == app->run && l->row == lowering_row(app) && l->channels == lowering_channels(app);
    return same ? l : NULL;
}

/* ---- the command ---- */

Error lowering_command(App *app, int argc, char *const argv[]) {
    (void)argc;
    int c = net_shape(&app->weights->net, lowering_row(app)).c, n = lowering_channels(app);
    if (strcmp(argv[1], "more") == 0) n = n * 2 < c ? n * 2 : c;
    else if (strcmp(argv[1], "less") == 0) n = n > 1 ? n / 2 : 1;
    else TRY(command_int(argv[1], 1, CHANNELS_MOST, &n));
    app->lab.lower = n;
    return NO_ERROR;
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.lowering) app_retire(app, &app->work.lowering->task);
    app->work.lowering = NULL;
}

static void want(App *app, JobWants *wants) {
    if (!shows(app)) return;
    int row = lowering_row(app);
    const Lowering *old = app->work.lowering;
    Lowering *fresh;
    job_want(wants, app->run, row);
    if (app_lowering(app) || !run_done(app->run, row)) return;
    if (old && (old->run != app->run || old->row != row)) old = NULL;
    Error e = lowering_open(app->run, app->engine, row, lowering_channels(app), old, &fresh);
    retire(app);
    app->work.lowering = fresh;
    if (failed(&e)) app->trouble = e;
    else fresh->number = ++app->work.lowerings;
}

static JobTask *task(const App *app) {
    const Lowering *l = app_lowering(app);
    return shows(app) && l && !atomic_load(&l->task.done) ? &app->work.lowering->task : NULL;
}

static void give_up(App *app) {
    if (shows(app) && !(app_lowering(app) && !task(app))) app->lab.topic = TOPIC_ONE;
}

static void script(const App *app, WayPlace at, Script *s) {
    if (at == WAY_LOOK && app->lab.lower) script_say(s, "lower %d; ", app->lab.lower);
}

const AppPart LOWERING_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up,
                               .script = script};
