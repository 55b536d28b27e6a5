/* The work in the background: what the parts (app/part.h) want is asked of the job. */
#ifndef APP_WORK_H
#define APP_WORK_H

#include "app/app.h"

/* Tells the job what the screen wants; after every change of the state. */
void app_want(App *app);
/* Tells the parts what was said and is done. Error: the first of theirs. */
Error app_said(App *app, int argc, char *const argv[]);
/* Waits until everything that the screen wants is there. Error: what stopped it. */
Error app_wait(App *app);
/* Waits for it so many milliseconds at most, and not for a download. Error: what stopped it meanwhile. */
Error app_wait_for(App *app, double ms);
/* Ends what is being computed; the step goes back to the last one that is whole, and what the screen still waited for
 * is asked for no more. Where it shows nothing else, Network is shown. */
void app_stop(App *app);
/* Has a run begin anew with another image (job_renew). Errors: memory, job.full. */
Error app_renew(App *app, Run *run, const Image *image, uint64_t number);
/* Takes leave of a task of the job without waiting for it, and frees it once the job is out of it. */
void app_retire(App *app, JobTask *task);
/* Ends what is computed from the main run, and forgets it, without waiting: before another run takes its place. */
void app_retire_readers(App *app);
/* Ends everything that is computed from a run, waits for it, and forgets the tasks that read one: before a run or
 * weights go. */
void app_retire_all(App *app);
/* Ends everything; at the end of the program. */
void app_close_work(App *app);

#endif
