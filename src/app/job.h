/* The thread that computes what the screen wants, while the window goes on. */
#ifndef APP_JOB_H
#define APP_JOB_H

#include "nn/run.h"

typedef struct Job Job;

/* notify is called from the job's thread whenever there is something new to see; NULL for nobody.
 * Error: memory. */
Error job_open(void (*notify)(void *ctx), void *ctx, Job **out);
void job_close(Job *job); /* stops what is being computed */

enum { JOB_ROWS = 4 };
/* Asks for rows of a run and their statistics, in this order; what was asked for before is dropped unless asked for again.
 * A row that is being computed and still wanted goes on undisturbed. */
void job_ask(Job *job, Run *run, const int rows[], int n);
/* Stops at the next slice and forgets what was asked for; when it returns, the run is nobody's. */
void job_stop(Job *job);
/* Waits until all that was asked for is there, or an error stopped it. */
void job_wait(Job *job);
bool job_busy(Job *job);
/* The error that stopped the job last; it is handed out once. */
Error job_error(Job *job);

#endif
