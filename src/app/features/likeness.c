#include "app/features/likeness.h"

#include <stdlib.h>

#include "app/features/compare.h"
#include "app/work.h"

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
                     engine_workers(l->engine), watch, l->match, &finished));
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

/* ---- the part ---- */

/* Whether the maps that are looked at can be held against each other: of one size, and not single numbers. */
static bool comparable(const App *app) {
    const Run *a = compare_run(app, 0), *b = compare_run(app, 1);
    if (!a || !b || app->selection.row < 0) return false;
    Shape s = net_shape(run_net(a), compare_shown_row(app, 0)), t = net_shape(run_net(b), compare_shown_row(app, 1));
    return s.h == t.h && s.w == t.w && s.h * s.w > 1;
}

static bool is_of_rows(const App *app, const Likeness *l) {
    int main = app->compare->main;
    return l && l->row[0] == compare_shown_row(app, main) && l->row[1] == compare_shown_row(app, !main);
}

static bool is_selected(const App *app, const Likeness *l) {
    int main = app->compare->main;
    return is_of_rows(app, l) && l->run[0] == compare_run(app, main) && l->run[1] == compare_run(app, !main);
}

/* What was found on the camera's picture before this one, of the same layers of the same networks. */
static const Likeness *found_before(const App *app) {
    const Likeness *l = app->watch->on ? app->work.likeness_before : NULL;
    return is_of_rows(app, l) ? l : NULL;
}

const Likeness *compare_likeness(const App *app) {
    const Likeness *l = app->work.likeness;
    return is_selected(app, l) && atomic_load(&l->task.done) ? l : found_before(app);
}

static void drop(App *app, Likeness **l) {
    if (*l) app_retire(app, &(*l)->task);
    *l = NULL;
}

static void retire(App *app) {
    Work *w = &app->work;
    if (w->likeness && atomic_load(&w->likeness->task.done)) {
        drop(app, &w->likeness_before);
        w->likeness_before = w->likeness;
        w->likeness = NULL;
    }
    drop(app, &w->likeness);
}

/* With the weights and all runs. */
static void forget(App *app) { drop(app, &app->work.likeness_before); }

static void want(App *app, JobWants *wants) {
    (void)wants;
    if (app->view != VIEW_COMPARE || !app->beside[BESIDE_COMPARE].run) return;
    int main = app->compare->main, row = compare_shown_row(app, main), other = compare_shown_row(app, !main);
    const Run *a = compare_run(app, main), *b = compare_run(app, !main);
    if (is_selected(app, app->work.likeness)) return;
    retire(app);
    if (!comparable(app) || !run_stats(a, row) || !run_stats(b, other)) return;
    Error e = likeness_open(app->engine, a, row, b, other, &app->work.likeness);
    if (failed(&e)) app->trouble = e;
}

static JobTask *task(const App *app) {
    Likeness *l = app->work.likeness;
    bool waits = app->view == VIEW_COMPARE && is_selected(app, l) && !atomic_load(&l->task.done);
    return waits ? &l->task : NULL;
}

static void give_up(App *app) {
    if (task(app)) app->view = VIEW_NETWORK;
}

const AppPart LIKENESS_BEFORE_PART = {.reads = READS_WEIGHTS, .retire = forget};
const AppPart LIKENESS_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up};
