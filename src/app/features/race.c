#include "app/features/race.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/features/compare.h"
#include "app/work.h"
#include "base/clock.h"
#include "base/stop.h"

RaceVerdict race_judge(const double left[], const double right[], int n) {
    const double *const ms[2] = {left, right};
    RaceVerdict v = {.winner = -1};
    for (int side = 0; side < 2; side++) {
        double slowest = v.best[side] = ms[side][0];
        for (int i = 1; i < n; i++) {
            v.best[side] = fmin(v.best[side], ms[side][i]);
            slowest = fmax(slowest, ms[side][i]);
        }
        v.spread[side] = slowest - v.best[side];
    }
    if (fabs(v.best[0] - v.best[1]) > fmax(v.spread[0], v.spread[1])) v.winner = v.best[0] < v.best[1] ? 0 : 1;
    return v;
}

void race_close_runs(Race *race) {
    for (int side = 0; side < 2; side++) {
        run_close(race->run[side]);
        free(race->input[side]);
        race->run[side] = NULL;
        race->input[side] = NULL;
    }
}

static void close_task(JobTask *task) {
    race_close_runs((Race *)task);
    free(task);
}

/* One run of each, as far as it goes. */
typedef struct Round {
    int step[2], last[2];
    double clock[2];
    double ms[2][NET_LAYERS];
} Round;

/* The next step of one side; its clock goes on. */
static Error advance(Race *r, Round *now, int side) {
    const Net *net = run_net(r->run[side]);
    int step = ++now->step[side], row = net_step_row(net, STEP_LAYERS, step);
    bool finished;
    double began = clock_ms();
    TRY(run_to(r->run[side], row, &finished));
    now->clock[side] += clock_ms() - began;
    for (int at = net_step_layer(net, STEP_LAYERS, step); at <= row; at++) now->ms[side][at] = now->clock[side];
    return NO_ERROR;
}

/* Both from the photo to the answer; `first` begins. What is cancelled is left where it is. */
static Error run_round(Race *r, int first, Round *now) {
    *now = (Round){0};
    for (int side = 0; side < 2; side++) {
        run_renew(r->run[side], r->input[side], 0);
        now->last[side] = net_steps(run_net(r->run[side]), STEP_LAYERS);
    }
    while (!stop_asked(&r->task.cancel)) {
        bool goes[2] = {now->step[0] < now->last[0], now->step[1] < now->last[1]};
        if (!goes[0] && !goes[1]) break;
        int behind = now->clock[0] == now->clock[1] ? first : now->clock[0] > now->clock[1];
        TRY(advance(r, now, goes[behind] ? behind : !behind));
        int of = now->last[0] + now->last[1], done = now->step[0] + now->step[1];
        atomic_store(&r->task.thousandths, 1000 * (atomic_load(&r->round) * of + done) / ((RACE_ROUNDS + 1) * of));
    }
    return NO_ERROR;
}

static Error work(JobTask *task) {
    Race *r = (Race *)task;
    Round now;
    for (int round; (round = atomic_load(&r->round)) <= RACE_ROUNDS; atomic_store(&r->round, round + 1)) {
        TRY(run_round(r, round % 2, &now));
        if (stop_asked(&task->cancel)) return NO_ERROR; /* this round is run anew */
        for (int side = 0; side < 2 && round > 0; side++) {
            r->rounds[side][round - 1] = now.clock[side];
            bool best = round == 1 || now.clock[side] < race_judge(r->rounds[0], r->rounds[1], round - 1).best[side];
            if (best) memcpy(r->ms[side], now.ms[side], sizeof now.ms[side]);
        }
    }
    r->verdict = race_judge(r->rounds[0], r->rounds[1], RACE_ROUNDS);
    atomic_store(&task->done, true);
    return NO_ERROR;
}

static Error open_side(Race *r, Engine *engine, Weights *weights, const Run *of, int side) {
    size_t bytes = (size_t)shape_count(weights->net.input) * sizeof *r->input[side];
    r->rows[side] = weights->net.layers;
    r->input[side] = malloc(bytes);
    if (!r->input[side]) return error("memory", "%s", "race");
    memcpy(r->input[side], run_values(of, -1), bytes);
    TRY(run_open(engine, weights, r->input[side], &r->run[side]));
    run_watch(r->run[side], &r->task.cancel);
    return NO_ERROR;
}

Error race_open(Engine *engine, Weights *const weights[2], const Run *const of[2], Race **out) {
    Race *r = *out = calloc(1, sizeof *r);
    if (!r) return error("memory", "%s", "race");
    r->task.work = work;
    r->task.close = close_task;
    Error e = NO_ERROR;
    for (int side = 0; side < 2 && !failed(&e); side++) e = open_side(r, engine, weights[side], of[side], side);
    if (!failed(&e)) return NO_ERROR;
    close_task(&r->task);
    *out = NULL;
    return e;
}

/* ---- the part ---- */

static void retire(App *app) {
    if (app->work.race) app_retire(app, &app->work.race->task);
    app->work.race = NULL;
}

static bool is_running(const Race *race) { return race && !atomic_load(&race->task.done); }

/* One that was stopped on the way has ended. */
static void give_up(App *app) {
    Race *race = app->work.race;
    if (is_running(race) && atomic_load(&race->task.stopped)) retire(app);
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    Race *race = app->work.race;
    if (app->view != VIEW_COMPARE || !app->beside[BESIDE_COMPARE].run) return;
    if (race && race->run[0] && !is_running(race)) {
        race_close_runs(race);
        app->work.races++;
    }
    give_up(app);
}

static JobTask *task(const App *app) {
    Race *race = app->work.race;
    return app->view == VIEW_COMPARE && is_running(race) ? &race->task : NULL;
}

const AppPart RACE_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up};

/* ---- the command ---- */

Error race_race(App *app, int argc, char *const argv[]) {
    const Compare *c = app->compare;
    int on = 1;
    if (argc > 1) TRY(command_word(argv[1], SWITCH_WORDS, &on));
    retire(app);
    if (!on) return NO_ERROR;
    TRY(compare_beside(app));
    Weights *other = app->beside[BESIDE_COMPARE].weights;
    Weights *const weights[2] = {c->main ? other : app->weights, c->main ? app->weights : other};
    const Run *const of[2] = {compare_run(app, 0), compare_run(app, 1)};
    app_go(app, app_last_step(app));
    return other ? race_open(app->engine, weights, of, &app->work.race) : NO_ERROR;
}
