/* Worker threads that share out the items of one piece of work. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

typedef struct Pool Pool;

/* `threads` counts the caller, so 1 starts none; it is clamped to 1..64. NULL without memory. A
 * pool that can start fewer threads than asked for works with those. */
Pool *pool_open(int threads);
void pool_close(Pool *pool);
int pool_threads(const Pool *pool);

/* Calls task(ctx, item, worker) for the items 0 to n-1, each once, and returns when all are done.
 * worker is 0 to pool_threads-1 and no two calls with the same worker overlap, so it can pick
 * scratch memory. What an item computes may not depend on the worker: results are the same bits
 * for any number of threads. One caller at a time. */
typedef void PoolTask(void *ctx, int item, int worker);
void pool_run(Pool *pool, int n, PoolTask *task, void *ctx);

/* The calling thread, or all workers of a pool from their next piece of work on, let others go first where there
 * are too few processors: a window is drawn in time while a layer is computed. Linux only. */
void thread_step_back(void);
void pool_step_back(Pool *pool);

/* Processors that this program may run on, at least 1. */
int processor_count(void);

#endif
