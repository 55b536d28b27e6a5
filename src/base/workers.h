/* Worker threads that share out the items of one piece of work. */
#ifndef BASE_WORKERS_H
#define BASE_WORKERS_H

typedef struct Workers Workers;

/* `threads` counts the caller, so 1 starts none; it is clamped to 1..64. NULL without memory. A
 * set of them that can start fewer threads than asked for works with those. */
Workers *workers_open(int threads);
void workers_close(Workers *workers);
int workers_count(const Workers *workers);

/* Calls task(ctx, item, worker) for the items 0 to n-1, each once, and returns when all are done.
 * worker is 0 to workers_count-1 and no two calls with the same worker overlap, so it can pick
 * scratch memory. What an item computes may not depend on the worker: results are the same bits
 * for any number of threads. One caller at a time. */
typedef void WorkersTask(void *ctx, int item, int worker);
void workers_run(Workers *workers, int n, WorkersTask *task, void *ctx);

/* The calling thread, or all workers from their next piece of work on, let others go first where there
 * are too few processors: a window is drawn in time while a layer is computed. Linux only. */
void thread_step_back(void);
void workers_step_back(Workers *workers);

/* Processors that this program may run on, at least 1. */
int processor_count(void);

#endif
