#include "app/job.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/stop.h"
#include "base/workers.h"

enum { RENEWALS = 4 };

struct Job {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t asked, idle;
    void (*notify)(void *ctx);
    void *ctx;
    /* under the lock */
    JobWants wants;
    struct JobWant current; /* the row being made, while busy; run NULL: none, a task */
    JobTask *task, *at; /* the next one, and the one that is being worked on */
    struct JobWant ahead; /* what has been prepared last */
    struct Renewal { Run *run; float *input; uint64_t number; } renewal[RENEWALS]; /* run NULL: none */
    bool busy, preparing, closing;
    Error error;
#ifdef ONE_THREAD
    int stuck;       /* turns that did not bring the task further than it had been */
    int reached;     /* in thousandths; some begin a part anew that was stopped */
    double patience; /* milliseconds that it gets then */
#endif
};

void job_want(JobWants *wants, Run *run, int row) {
    wants->full |= wants->n == JOB_WANTS;
    if (!wants->full) wants->at[wants->n++] = (struct JobWant){run, row};
}

/* Whether a run is to begin anew; run NULL: any of them. */
static bool renewal_waits(const Job *job, const Run *run) {
    for (int i = 0; i < RENEWALS; i++)
        if (job->renewal[i].run && (!run || job->renewal[i].run == run)) return true;
    return false;
}

/* The next row that is not there yet; run NULL: none. Called with the lock held. */
static struct JobWant next_row(const Job *job) {
    for (int i = 0; i < job->wants.n; i++) {
        struct JobWant want = job->wants.at[i];
        if (renewal_waits(job, want.run) || !run_stats(want.run, want.row)) return want;
    }
    return (struct JobWant){0};
}

/* By the thread that computes, or while nothing is computed. Called with the lock held. */
static void renew_all(Job *job) {
    for (int i = 0; i < RENEWALS; i++) {
        struct Renewal *r = &job->renewal[i];
        if (!r->run) continue;
        run_change(r->run, r->input, r->number);
        free(r->input);
        *r = (struct Renewal){0};
    }
}

static bool task_waits(const Job *job) { return job->task && !atomic_load(&job->task->done); }

/* The task that is being worked on ends soon; it is called again if it is asked for. Called with the lock held. */
static void interrupt_task(Job *job) {
    if (job->at) atomic_store(&job->at->cancel, true);
}

/* Computes the next row, or a part of it, or works on the task; false: there is neither. Called with the lock held. */
static bool turn(Job *job) {
    renew_all(job);
    struct JobWant next = job->closing ? (struct JobWant){0} : next_row(job);
    JobTask *task = !next.run && !job->closing && task_waits(job) ? job->task : NULL;
    if (!next.run && !task) return false;
    job->busy = true;
    job->current = next;
    job->at = task;
    if (task) atomic_store(&task->cancel, false);
    if (next.run) run_resume(next.run);
    pthread_mutex_unlock(&job->lock);

    bool finished = false;
    Error e = task ? task->work(task) : run_to(next.run, next.row, &finished);
    if (finished && !failed(&e)) e = run_measure(next.run, next.row);
    if (job->notify) job->notify(job->ctx);

    pthread_mutex_lock(&job->lock);
    job->at = NULL;
    job->current = (struct JobWant){0};
    if (failed(&e)) {
        job->error = e;
        job->wants.n = 0;
        job->task = NULL;
    }
    return true;
}

/* All is there. Called with the lock held; what was told before was told while there was still something to do. */
static bool rest(Job *job) {
    bool ends = job->busy;
    job->busy = false;
    pthread_cond_broadcast(&job->idle);
    if (!ends || !job->notify || job->closing) return false;
    pthread_mutex_unlock(&job->lock);
    job->notify(job->ctx);
    pthread_mutex_lock(&job->lock);
    return true;
}

#ifdef ONE_THREAD
void job_turn(Job *job, double ms) {
    enum { TURNS = 20, LONGEST = 4000 }; /* so many without a thousandth more: it cannot be done in so short parts */
    JobTask *task = job->task;
    int was = task ? atomic_load(&task->thousandths) : 0;
    double end = clock_ms() + ms;
    stop_after(fmax(ms, job->patience));
    while (turn(job) && clock_ms() < end) {}
    if (!next_row(job).run && !task_waits(job) && !renewal_waits(job, NULL)) rest(job);
    int reached = was == 0 ? 0 : job->reached, now = task && task == job->task ? atomic_load(&task->thousandths) : 0;
    bool still = task && task == job->task && !atomic_load(&task->done) && now <= reached;
    job->stuck = still ? job->stuck + 1 : 0;
    job->reached = now > reached ? now : reached;
    job->patience = job->stuck < TURNS ? 0 : fmin(fmax(2 * job->patience, ms), LONGEST);
}

static bool start(Job *job) { return job != NULL; }
static void join(Job *job) { (void)job; }

/* Nobody computes between two turns. */
static void wait_idle(Job *job) { job->busy = false; }

static bool wait_until(Job *job, double ms) {
    double end = clock_ms() + ms;
    while (job->busy && clock_ms() < end) job_turn(job, fmin(ms, 8));
    return !job->busy;
}
#else
/* While the user looks at what was wanted: the weights of the layer behind it. Called with the lock held; false if
 * there is nothing to prepare. */
static bool prepare_ahead(Job *job) {
    struct JobWant next = job->wants.n ? job->wants.at[0] : (struct JobWant){0};
    if (!job->notify || !next.run || (next.run == job->ahead.run && next.row == job->ahead.row)) return false;
    job->ahead = next;
    job->preparing = true;
    pthread_mutex_unlock(&job->lock);
    run_prepare(next.run, next.row);
    pthread_mutex_lock(&job->lock);
    job->preparing = false;
    pthread_cond_broadcast(&job->idle);
    return true;
}

static void *work(void *arg) {
    Job *job = arg;
    if (job->notify) thread_step_back();
    pthread_mutex_lock(&job->lock);
    for (;;) {
        if (turn(job) || rest(job)) continue;
        if (job->closing) break;
        if (!prepare_ahead(job)) pthread_cond_wait(&job->asked, &job->lock);
    }
    pthread_mutex_unlock(&job->lock);
    return NULL;
}

static bool start(Job *job) { return pthread_create(&job->thread, NULL, work, job) == 0; }
static void join(Job *job) { pthread_join(job->thread, NULL); }

/* Called with the lock held. */
static void wait_idle(Job *job) {
    while (job->busy || job->preparing) pthread_cond_wait(&job->idle, &job->lock);
}

static bool wait_until(Job *job, double ms) {
    static const double LONGEST = 1e12; /* 30 years */
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    int64_t ns = end.tv_nsec + (int64_t)(fmax(0, fmin(ms, LONGEST)) * 1e6);
    end.tv_sec += ns / 1000000000;
    end.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&job->lock);
    while (job->busy && pthread_cond_timedwait(&job->idle, &job->lock, &end) == 0) {}
    bool there = !job->busy;
    pthread_mutex_unlock(&job->lock);
    return there;
}
#endif

Error job_open(void (*notify)(void *ctx), void *ctx, Job **out) {
    Job *job = *out = calloc(1, sizeof *job);
    if (!job) return error("memory", "job");
    job->notify = notify;
    job->ctx = ctx;
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->asked, NULL);
    pthread_cond_init(&job->idle, NULL);
    if (start(job)) return NO_ERROR;
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
    join(job);
    pthread_cond_destroy(&job->idle);
    pthread_cond_destroy(&job->asked);
    pthread_mutex_destroy(&job->lock);
    free(job);
}

void job_ask(Job *job, const JobWants *wants, JobTask *task) {
    pthread_mutex_lock(&job->lock);
    bool needed = false; /* is what is being made on the way to what is wanted? */
    for (int i = 0; i < wants->n; i++)
        needed |= wants->at[i].run == job->current.run && wants->at[i].row >= job->current.row;
    job->wants = *wants;
    if (wants->full) job->error = error("job.full", "%d", JOB_WANTS);
    struct JobWant first = next_row(job);
    bool waits = first.run && first.run != job->current.run; /* what is being made goes on behind it */
    if (job->current.run && (!needed || waits)) run_cancel(job->current.run);
    job->task = task;
    if (task) atomic_store(&task->stopped, false);
    if (first.run || job->at != task) interrupt_task(job);
    if (first.run || task_waits(job) || renewal_waits(job, NULL)) job->busy = true;
    pthread_cond_signal(&job->asked);
    pthread_mutex_unlock(&job->lock);
}

Error job_renew(Job *job, Run *run, const float *input, uint64_t number) {
    size_t bytes = (size_t)shape_count(run_net(run)->input) * sizeof *input;
    float *copy = malloc(bytes);
    if (!copy) return error("memory", "%s", "input");
    memcpy(copy, input, bytes);
    pthread_mutex_lock(&job->lock);
    int i = 0;
    for (int k = 0; k < RENEWALS; k++) /* an earlier one that nobody has seen gives way */
        if (job->renewal[k].run == run) i = k;
    while (i < RENEWALS && job->renewal[i].run && job->renewal[i].run != run) i++;
    if (i == RENEWALS) {
        pthread_mutex_unlock(&job->lock);
        free(copy);
        return error("job.full", "%d", RENEWALS);
    }
    free(job->renewal[i].input);
    job->renewal[i] = (struct Renewal){run, copy, number};
    if (job->current.run == run) run_cancel(run);
    interrupt_task(job);
    job->busy = true;
    pthread_cond_signal(&job->asked);
    pthread_mutex_unlock(&job->lock);
    return NO_ERROR;
}

void job_stop(Job *job) {
    pthread_mutex_lock(&job->lock);
    job->wants.n = 0;
    if (job->current.run) run_cancel(job->current.run);
    if (job->task) atomic_store(&job->task->stopped, true);
    interrupt_task(job);
    job->task = NULL;
    job->ahead = (struct JobWant){0};
    wait_idle(job);
    renew_all(job);
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

bool job_wait(Job *job, double ms) { return wait_until(job, ms); }

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
