#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_THREADS = 64, SPINS = 2000 };

typedef struct Worker {
    Pool *pool;
    int number;
    pthread_t thread;
} Worker;

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    PoolTask *task;
    void *ctx;
    int n;
    atomic_int next;       /* the next item to take */
    atomic_uint round;     /* counts the calls of pool_run */
    atomic_int busy;       /* workers that have not finished this round */
    bool closing;          /* under lock */
    int threads;           /* with the caller */
    Worker workers[MAX_THREADS];
};

int processor_count(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

static void take_items(Pool *pool, int worker) {
    for (;;) {
        int item = atomic_fetch_add_explicit(&pool->next, 1, memory_order_relaxed);
        if (item >= pool->n) return;
        pool->task(pool->ctx, item, worker);
    }
}

static void *work(void *arg) {
    Worker *self = arg;
    Pool *pool = self->pool;
    unsigned seen = 0;
    for (;;) {
        for (int i = 0; i < SPINS && atomic_load(&pool->round) == seen; i++) {}
        pthread_mutex_lock(&pool->lock);
        while (atomic_load(&pool->round) == seen && !pool->closing)
            pthread_cond_wait(&pool->wake, &pool->lock);
        bool closing = pool->closing;
        seen = atomic_load(&pool->round);
        pthread_mutex_unlock(&pool->lock);
        if (closing) return NULL;
        take_items(pool, self->number);
        if (atomic_fetch_sub(&pool->busy, 1) == 1) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->idle);
            pthread_mutex_unlock(&pool->lock);
        }
    }
}

Pool *pool_open(int threads) {
    Pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    if (threads < 1) threads = 1;
    if (threads > MAX_THREADS) threads = MAX_THREADS;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->idle, NULL);
    for (pool->threads = 1; pool->threads < threads; pool->threads++) {
        Worker *worker = &pool->workers[pool->threads];
        *worker = (Worker){.pool = pool, .number = pool->threads};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) break;
    }
    return pool;
}

void pool_close(Pool *pool) {
    if (!pool) return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i < pool->threads; i++) pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->idle);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

int pool_threads(const Pool *pool) { return pool->threads; }

void pool_run(Pool *pool, int n, PoolTask *task, void *ctx) {
    if (n < 1) return;
    if (pool->threads == 1 || n == 1) {
        for (int i = 0; i < n; i++) task(ctx, i, 0);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->ctx = ctx;
    pool->n = n;
    atomic_store(&pool->next, 0);
    atomic_store(&pool->busy, pool->threads - 1);
    atomic_fetch_add(&pool->round, 1);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    take_items(pool, 0);
    for (int i = 0; i < SPINS && atomic_load(&pool->busy) > 0; i++) {}
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->busy) > 0) pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
