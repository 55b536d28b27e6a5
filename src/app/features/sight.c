#include "app/features/sight.h"

#include <stdlib.h>

#include "app/work.h"

static void close_task(JobTask *task) { sight_close((Sight *)task); }

static Error find(Sight *s, Guide guide, float *gradient, bool *finished) {
    Watch watch = {&s->task.cancel, &s->task.thousandths};
    return backward_unit(s->run, s->engine, s->row, s->map, s->x, s->y, guide, watch, gradient, finished);
}

/* What is there is being read, and not made again. */
static Error find_plain(Sight *s) {
    bool finished;
    if (atomic_load(&s->plain_there)) return NO_ERROR;
    TRY(find(s, GUIDE_NONE, s->plain, &finished));
    if (!finished) return NO_ERROR;
    const Net *net = run_net(s->run);
    double x = net_centre(net, s->row, s->x), y = net_centre(net, s->row, s->y);
    s->field = effective_field(s->plain, s->input, x, y, s->heat);
    atomic_store(&s->plain_there, true);
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Sight *s = (Sight *)task;
    bool finished;
    TRY(find_plain(s));
    if (!atomic_load(&s->plain_there)) return NO_ERROR;
    TRY(find(s, GUIDE_POSITIVE, s->guided, &finished));
    if (finished) atomic_store(&task->done, true);
    return NO_ERROR;
}

Error sight_open(const Run *run, Engine *engine, int row, int map, int x, int y, Sight **out) {
    Sight *s = *out = calloc(1, sizeof *s);
    if (!s) return error("memory", "%s", "gradient");
    s->task.work = work;
    s->task.close = close_task;
    s->run = run;
    s->engine = engine;
    s->row = row;
    s->map = map;
    s->x = x;
    s->y = y;
    s->input = run_net(run)->input;
    size_t n = (size_t)shape_count(s->input);
    s->plain = calloc(n, sizeof *s->plain);
    s->guided = calloc(n, sizeof *s->guided);
    s->heat = calloc(n, sizeof *s->heat);
    if (s->plain && s->guided && s->heat) return NO_ERROR;
    sight_close(s);
    *out = NULL;
    return error("memory", "%s", "gradient");
}

void sight_close(Sight *sight) {
    if (!sight) return;
    free(sight->plain);
    free(sight->guided);
    free(sight->heat);
    free(sight);
}

/* ---- the part ---- */

static bool is_selected(const App *app, const Sight *sight) {
    int x, y;
    app_unit(app, &x, &y);
    return sight && sight->run == app->run && sight->row == app->selection.row &&
           sight->map == app_map(app) && sight->x == x && sight->y == y;
}

const Sight *app_sight(const App *app) {
    bool there = is_selected(app, app->work.sight) && atomic_load(&app->work.sight->plain_there);
    return there ? app->work.sight : NULL;
}

static void retire(App *app) {
    if (app->work.sight) app_retire(app, &app->work.sight->task);
    app->work.sight = NULL;
}

/* Puts the gradient of the selected unit in the place of another's. It can be asked for only once the map
 * that is selected is known. */
static void want(App *app, JobWants *wants) {
    (void)wants;
    int x, y;
    if (!app_shows_gradient(app) || is_selected(app, app->work.sight) || !run_stats(app->run, app_shown_row(app)))
        return;
    retire(app);
    app_unit(app, &x, &y);
    Error e = sight_open(app->run, app->engine, app->selection.row, app_map(app), x, y, &app->work.sight);
    if (failed(&e)) app->trouble = e;
}

static JobTask *task(const App *app) {
    Sight *s = app->work.sight;
    bool waits = app_shows_gradient(app) && is_selected(app, s) && !atomic_load(&s->task.done);
    return waits ? &s->task : NULL;
}

/* Layer shows the photo in its place; Field has nothing else to show. */
static void give_up(App *app) {
    if (!task(app)) return;
    if (app->view == VIEW_LAYER) app->lab.excite = EXCITE_OFF;
    else app->view = VIEW_NETWORK;
}

const AppPart SIGHT_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up};
