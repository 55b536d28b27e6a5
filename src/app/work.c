#include "app/work.h"

#include <math.h>
#include <stdlib.h>

#include "app/part.h"
#include "base/clock.h"

/* ---- tasks of the job ---- */

/* Frees the retired tasks that the job has left. */
static void sweep(App *app) {
    for (int i = 0; i < RETIRED; i++) {
        JobTask *task = app->work.retired[i];
        if (!task || job_at(app->job, task)) continue;
        task->close(task);
        app->work.retired[i] = NULL;
    }
}

void app_retire(App *app, JobTask *task) {
    int i = 0;
    if (!task) return;
    job_leave(app->job, task);
    sweep(app);
    while (i < RETIRED && app->work.retired[i]) i++;
    if (i == RETIRED) { /* only if the job were at eight tasks at once */
        job_stop(app->job);
        sweep(app);
        i = 0;
    }
    app->work.retired[i] = task;
}

/* Those that read this, or what goes with it. */
static void retire(App *app, PartReads reads) {
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->retire && APP_PARTS[i]->reads >= reads) APP_PARTS[i]->retire(app);
}

void app_retire_readers(App *app) { retire(app, READS_RUN); }

void app_retire_all(App *app) {
    job_stop(app->job);
    retire(app, READS_WEIGHTS);
    sweep(app);
}

Error app_renew(App *app, Run *run, const Image *image, uint64_t number) {
    float *input;
    TRY(source_input(run_weights(run), image, &input));
    Error e = job_renew(app->job, run, input, number);
    free(input);
    return e;
}

void app_close_work(App *app) {
    job_stop(app->job);
    retire(app, READS_NOTHING);
    sweep(app);
}

/* ---- what is wanted ---- */

/* One thing at a time. */
static JobTask *next_task(const App *app) {
    JobTask *task = NULL;
    for (int i = 0; APP_PARTS[i] && !task; i++)
        if (APP_PARTS[i]->task) task = APP_PARTS[i]->task(app);
    return task;
}

void app_stop(App *app) {
    int step = app->step;
    job_stop(app->job);
    while (step > 0 && !run_done(app->run, net_step_row(&app->own, app->steps, step))) step--;
    if (step < app->step) app_go(app, step);
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->give_up) APP_PARTS[i]->give_up(app);
    if (!run_done(app->run, app_shown_row(app))) app->view = VIEW_NETWORK;
}

void app_want(App *app) {
    JobWants wants = {0};
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->want) APP_PARTS[i]->want(app, &wants);
    job_ask(app->job, &wants, next_task(app));
}

Error app_said(App *app, int argc, char *const argv[]) {
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->said) TRY(APP_PARTS[i]->said(app, argc, argv));
    return NO_ERROR;
}

Error app_wait(App *app) {
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->wait) TRY(APP_PARTS[i]->wait(app));
    return app_wait_for(app, INFINITY);
}

Error app_wait_for(App *app, double ms) {
    double end = clock_ms() + ms;
    bool there = job_wait(app->job, ms);
    for (int more = 0; there && more < 6;
         more++) { /* what could only be asked for now: a gradient, a survey, another run */
        TRY(job_error(app->job));
        app_want(app);
        there = job_wait(app->job, end - clock_ms());
    }
    return job_error(app->job);
}
