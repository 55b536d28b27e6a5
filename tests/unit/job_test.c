/* Tasks of the thread that computes: stopped, left, begun anew, behind rows. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "opened.h"

typedef struct Counting {
    JobTask task;
    atomic_int begun, stopped;
    atomic_bool deaf;    /* does not end even so */
    atomic_bool endless; /* until it is stopped; ten seconds are enough to tell that it was not */
} Counting;

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL); }

static Error work(JobTask *task) {
    Counting *c = (Counting *)task;
    atomic_fetch_add(&c->begun, 1);
    for (int ms = 0; atomic_load(&c->endless) && ms < 10000 && !atomic_load(&task->cancel); ms++) nap();
    while (atomic_load(&c->deaf)) nap();
    if (atomic_load(&task->cancel)) atomic_fetch_add(&c->stopped, 1);
    else atomic_store(&task->done, true);
    return NO_ERROR;
}

static Job *job_with(JobTask *task) {
    Job *job;
    Error e = job_open(NULL, NULL, &job);
    assert_false(failed(&e));
    job_ask(job, &(JobWants){0}, task);
    while (!job_at(job, task)) nap();
    return job;
}

static void a_task_that_nobody_asks_for_is_stopped(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true};
    Job *job = job_with(&c.task);
    job_stop(job);
    assert_int_equal(c.stopped, 1);
    assert_true(c.task.stopped);
    assert_false(job_at(job, &c.task));
    job_close(job);
}

/* Another screen: it ends by itself, and begins anew where one comes back. */
static void a_task_that_is_asked_for_no_more_ends(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true}, other = {.task.work = work};
    Job *job = job_with(&c.task);
    job_ask(job, &(JobWants){0}, NULL);
    job_wait(job, INFINITY);
    assert_int_equal(c.stopped, 1);
    assert_false(c.task.done);
    assert_false(c.task.stopped);
    job_ask(job, &(JobWants){0}, &c.task);
    while (!job_at(job, &c.task)) nap();
    job_ask(job, &(JobWants){0}, &other.task);
    job_wait(job, INFINITY);
    assert_int_equal(c.stopped, 2);
    assert_true(other.task.done);
    job_close(job);
}

/* A task that ends only when it is told to. */
static void rows_come_before_a_task(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true};
    JobWants wants = {0};
    Job *job = job_with(&c.task);
    assert_null(run_stats(app.run, 1));
    job_want(&wants, app.run, 1);
    job_ask(job, &wants, &c.task);
    while (!run_stats(app.run, 1)) nap();
    assert_int_equal(c.stopped, 1);
    assert_false(c.task.done);
    c.endless = false;
    job_wait(job, INFINITY);
    assert_true(c.task.done);
    job_close(job);
}

static void so_does_a_new_input(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true};
    Job *job = job_with(&c.task);
    Run *run;
    Error e = source_run(app.engine, app.weights, &app.photo->image, &run);
    assert_false(failed(&e));
    e = job_renew(job, run, run_values(app.run, -1), 7);
    assert_false(failed(&e));
    while (run_input(run) != 7) nap();
    assert_int_equal(c.stopped, 1);
    assert_false(c.task.done);
    job_stop(job);
    run_close(run);
    job_close(job);
}

static void what_has_no_room_is_an_error(void **state) {
    (void)state;
    enum { RUNS = 6 };
    Job *job;
    JobWants wants = {0};
    Run *run[RUNS];
    int refused = 0;
    Error e = job_open(NULL, NULL, &job);
    assert_false(failed(&e));
    for (int i = 0; i < JOB_WANTS; i++) job_want(&wants, app.run, -1);
    job_ask(job, &wants, NULL);
    job_wait(job, INFINITY);
    e = job_error(job);
    assert_false(failed(&e));
    job_want(&wants, app.run, -1);
    assert_int_equal(wants.n, JOB_WANTS);
    job_ask(job, &wants, NULL);
    job_wait(job, INFINITY);
    e = job_error(job);
    assert_string_equal(e.id, "job.full");
    Counting c = {.task.work = work, .deaf = true}; /* meanwhile nothing is begun anew */
    job_ask(job, &(JobWants){0}, &c.task);
    while (!job_at(job, &c.task)) nap();
    for (int i = 0; i < RUNS; i++) {
        e = source_run(app.engine, app.weights, &app.photo->image, &run[i]);
        assert_false(failed(&e));
        e = job_renew(job, run[i], run_values(app.run, -1), 9);
        if (failed(&e)) assert_string_equal(e.id, "job.full"), refused++;
    }
    assert_int_equal(refused, 2);
    c.deaf = false;
    job_stop(job);
    for (int i = 0; i < RUNS; i++) {
        assert_int_equal(run_input(run[i]), i < RUNS - refused ? 9 : 0);
        run_close(run[i]);
    }
    job_close(job);
}

static void a_stopped_task_begins_anew(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true};
    Job *job = job_with(&c.task);
    job_stop(job);
    assert_false(c.task.done);
    c.endless = false;
    job_ask(job, &(JobWants){0}, &c.task);
    job_wait(job, INFINITY);
    assert_true(c.task.done);
    assert_int_equal(c.begun, 2);
    job_close(job);
}

static atomic_int told_idle; /* how often the job said something when it had nothing to do any more */

static void told(void *ctx) {
    Job **job = ctx;
    nap(); /* whoever is told looks only now */
    if (*job && !job_busy(*job)) atomic_fetch_add(&told_idle, 1);
}

static void the_end_of_all_work_is_told(void **state) {
    (void)state;
    Counting c = {.task.work = work};
    Job *job = NULL;
    Error e = job_open(told, &job, &job);
    assert_false(failed(&e));
    job_ask(job, &(JobWants){0}, &c.task);
    for (int ms = 0; !atomic_load(&told_idle) && ms < 10000; ms++) nap();
    assert_int_equal(told_idle, 1);
    job_close(job);
}

static void a_task_that_was_left_does_not(void **state) {
    (void)state;
    Counting c = {.task.work = work, .endless = true};
    Job *job = job_with(&c.task);
    job_leave(job, &c.task);
    job_wait(job, INFINITY);
    assert_int_equal(c.stopped, 1);
    assert_int_equal(c.begun, 1);
    assert_false(c.task.done);
    job_close(job);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_that_nobody_asks_for_is_stopped),
        cmocka_unit_test(a_task_that_is_asked_for_no_more_ends),
        cmocka_unit_test(rows_come_before_a_task),
        cmocka_unit_test(so_does_a_new_input),
        cmocka_unit_test(what_has_no_room_is_an_error),
        cmocka_unit_test(a_stopped_task_begins_anew),
        cmocka_unit_test(the_end_of_all_work_is_told),
        cmocka_unit_test(a_task_that_was_left_does_not),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
