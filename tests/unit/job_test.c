/* Tasks of the thread that computes: stopped, left, begun anew. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "app/job.h"

typedef struct Counting {
    JobTask task;
    atomic_int begun, stopped;
    atomic_bool endless; /* until it is stopped; ten seconds are enough to tell that it was not */
} Counting;

static void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL); }

static Error work(JobTask *task) {
    Counting *c = (Counting *)task;
    atomic_fetch_add(&c->begun, 1);
    for (int ms = 0; atomic_load(&c->endless) && ms < 10000 && !atomic_load(&task->cancel); ms++) nap();
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
    job_ask(job, &(JobWants){0}, NULL); /* another screen: the task goes on */
    assert_true(job_at(job, &c.task));
    job_stop(job);
    assert_int_equal(c.stopped, 1);
    assert_false(job_at(job, &c.task));
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
        cmocka_unit_test(a_stopped_task_begins_anew),
        cmocka_unit_test(a_task_that_was_left_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
