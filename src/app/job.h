/* The thread that computes what the screen wants, while the window goes on. */
#ifndef APP_JOB_H
#define APP_JOB_H

#include <stdatomic.h>

#include "base/stop.h"
#include "nn/run.h"

typedef struct Job Job;

/* notify is called from the job's thread whenever there is something new to see; NULL for nobody.
 * Error: memory. */
Error job_open(void (*notify)(void *ctx), void *ctx, Job **out);
void job_close(Job *job); /* stops what is being computed */

#ifdef ONE_THREAD
/* Computes for about so many milliseconds of what is asked for; what cannot be done in parts takes longer. Called
 * between the window's frames. */
void job_turn(Job *job, double ms);
#endif

/* Something that is computed once the rows are there. The first member of a struct of one's own. */
typedef struct JobTask JobTask;
struct JobTask {
    /* Called on the job's thread. Ends soon once `cancel` is set; sets `done` when it is whole. It is called again,
     * until then, while it is asked for: what has been published stays as it is, and what is found already need not be
     * found again. */
    Error (*work)(JobTask *task);
    void (*close)(JobTask *task); /* frees it, once the job is not at it */
    atomic_bool cancel;  /* rows come first, or nobody asks for it any more; cleared when work is called */
    atomic_bool stopped; /* by job_stop, and not asked for since */
    atomic_bool done;
    atomic_int thousandths;
};

/* Rows of one or several runs, in the order in which they are to be there: all of two networks, and some more. */
enum { JOB_WANTS = 2 * NET_LAYERS + 32 };
typedef struct JobWants {
    struct JobWant { Run *run; int row; } at[JOB_WANTS];
    int n;
    bool full; /* there was no room for all */
} JobWants;
void job_want(JobWants *wants, Run *run, int row); /* one more */

/* Asks for rows and their statistics, in this order; what was asked for before is dropped unless asked for again.
 * A row that is being computed goes on undisturbed where it is still wanted and none of another run comes before it.
 * Then the task, unless it is NULL or done. The one that is being worked on is told to end where rows are missing, and
 * is called again once they are there; likewise where it is not this one. job_error says job.full where there was no
 * room for all rows; the others are computed. */
void job_ask(Job *job, const JobWants *wants, JobTask *task);
/* Has a run begin anew with another input (run_change), before anything else that is asked for; does not wait. Until
 * run_input says the number, nobody may read the run. Errors: memory; job.full, for more than a few runs at once. */
Error job_renew(Job *job, Run *run, const float *input, uint64_t number);
/* Stops at the next slice and forgets what was asked for, but not a new input; when it returns, the runs are nobody's.
 */
void job_stop(Job *job);
/* Tells a task to end and does not begin it again; does not wait. */
void job_leave(Job *job, JobTask *task);
/* Whether the job's thread is at this task now. */
bool job_at(Job *job, const JobTask *task);
/* Waits until all that was asked for is there, or an error stopped it, so many milliseconds at most; false: it is not.
 */
bool job_wait(Job *job, double ms);
bool job_busy(Job *job);
/* The error that stopped the job last; it is handed out once. */
Error job_error(Job *job);

#endif
