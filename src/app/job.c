#include "app/job.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct Job {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked, idle;
    void (*notify)(void *ctx);
    void *ctx;
    /* under the lock */
    Run *run;
    int rows[JOB_ROWS], n;
    JobTask *task, *at; /* the next one, and the one that is being worked on */
    int current; /* the row being made, while busy */
    bool busy, closing;
    Error error;
};

enum { NOTHING = -2 };

/* The next row that is not there yet, or NOTHING. Called with the lock held. */
static int next_row(const Job *job) {
    for (int i = 0; i < job->n; i++)
        if (!run_stats(job->run, job->rows[i])) return job->rows[i];
    return NOTHING;
}

static bool task_waits(const Job *job) {
    return job->task && !atomic_load(&job->task->done) && !atomic_load(&job->task->cancel);
}

static void *work(void *arg) {
    Job *job = arg;
    pthread_mutex_lock(&job->lock);
    for (;;) {
        int row = job->closing ? NOTHING : next_row(job);
        JobTask *task = row == NOTHING && !job->closing && task_waits(job) ? job->task : NULL;
        if (row == NOTHING && !task) {
            job->busy = false;
            pthread_cond_broadcast(&job->idle);
            if (job->closing) break;
            pthread_cond_wait(&job->asked, &job->lock);
            continue;
        }
        Run *run = job->run;
        job->busy = true;
        job->current = row;
        job->at = task;
        if (!task) run_resume(run);
        pthread_mutex_unlock(&job->lock);

        bool finished = false;
        Error e = task ? task->work(task) : run_to(run, row, &finished);
        if (finished && !failed(&e)) e = run_measure(run, row);
        if (job->notify) job->notify(job->ctx);

        pthread_mutex_lock(&job->lock);
        job->at = NULL;
        if (failed(&e)) {
            job->error = e;
            job->n = 0;
            job->task = NULL;
        }
    }
    pthread_mutex_unlock(&job->lock);
    return NULL;
}

Error job_open(void (*notify)(void *ctx), void *ctx, Job **out) {
    Job *job = *out = calloc(1, sizeof *job);
    if (!job) return error("memory", "job");
    job->notify = notify;
    job->ctx = ctx;
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->asked, NULL);
    pthread_cond_init(&job->idle, NULL);
    if (pthread_create(&job->thread, NULL, work, job) == 0) return NO_ERROR;
    free(job);
    *out = NULL;
    return error("thread", "%s", "");
}

void job_close(Job *job) {
    if (!job) return;
    job_stop(job);
    pthread_mutex_lock(&job->lock);
    job->closing = true;
    pthread_cond_signal(&job->asked);
    pthread_mutex_unlock(&job->lock);
    pthread_join(job->thread, NULL);
    pthread_cond_destroy(&job->idle);
    pthread_cond_destroy(&job->asked);
    pthread_mutex_destroy(&job->lock);
    free(job);
}

void job_ask(Job *job, Run *run, const int rows[], int n, JobTask *task) {
    pthread_mutex_lock(&job->lock);
    bool needed = false; /* is what is being made on the way to what is wanted? */
    for (int i = 0; i < n; i++) needed |= rows[i] >= job->current;
    job->run = run;
    job->n = n < JOB_ROWS ? n : JOB_ROWS;
    memcpy(job->rows, rows, (size_t)job->n * sizeof *rows);
    if (job->busy && !needed) run_cancel(run);
    job->task = task;
    if (next_row(job) != NOTHING || task_waits(job)) job->busy = true;
    pthread_cond_signal(&job->asked);
    pthread_mutex_unlock(&job->lock);
}

void job_stop(Job *job) {
    pthread_mutex_lock(&job->lock);
    job->n = 0;
    if (job->busy && job->run) run_cancel(job->run);
    if (job->task) atomic_store(&job->task->cancel, true);
    job->task = NULL;
    while (job->busy) pthread_cond_wait(&job->idle, &job->lock);
    pthread_mutex_unlock(&job->lock);
}

void job_leave(Job *job, JobTask *task) {
    pthread_mutex_lock(&job->lock);
    atomic_store(&task->cancel, true);
    if (job->task == task) job->task = NULL;
    pthread_mutex_unlock(&job->lock);
}

bool job_at(Job *job, const JobTask *task) {
    pthread_mutex_lock(&job->lock);
    bool at = job->at == task;
    pthread_mutex_unlock(&job->lock);
    return at;
}

void job_wait(Job *job) {
    pthread_mutex_lock(&job->lock);
    while (job->busy) pthread_cond_wait(&job->idle, &job->lock);
    pthread_mutex_unlock(&job->lock);
}

bool job_busy(Job *job) {
    pthread_mutex_lock(&job->lock);
    bool busy = job->busy;
    pthread_mutex_unlock(&job->lock);
    return busy;
}

Error job_error(Job *job) {
    pthread_mutex_lock(&job->lock);
    Error e = job->error;
    job->error = NO_ERROR;
    pthread_mutex_unlock(&job->lock);
    return e;
}
