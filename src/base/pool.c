#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#endif

/* Between two pieces of work there are a few microseconds as a rule: a worker looks for the next
 * one about so often before it sleeps. */
enum { MAX_THREADS = 64, SPINS = 1000, STEP_BACK = 10 /* niceness */ };

typedef struct Worker {
    Pool *pool;
    int number;
    pthread_t thread;
} Worker;

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    /* Items that nobody has taken, in the lower 32 bits; above them the number of the run, so that
     * a worker that comes late cannot take an item of another run for its own. What the run is
     * about does not change before all its items are finished. */
    atomic_uint_least64_t open;
    PoolTask *task;
    void *ctx;
    int n;
    atomic_int unfinished;
    bool closing; /* under lock */
    atomic_bool step_back;
    int threads;  /* with the caller */
    Worker workers[MAX_THREADS];
};

int processor_count(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

static void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static uint32_t left(uint64_t open) {
    return (uint32_t)open;
}

/* The next item, or -1. */
static int take_item(Pool *pool) {
    uint64_t open = atomic_load(&pool->open);
    while (left(open) > 0)
        if (atomic_compare_exchange_weak(&pool->open, &open, open - 1))
            return pool->n - (int)left(open);
    return -1;
}

static void take_items(Pool *pool, int worker) {
    for (int item = take_item(pool); item >= 0; item = take_item(pool)) {
        pool->task(pool->ctx, item, worker);
        if (atomic_fetch_sub(&pool->unfinished, 1) > 1) continue;
        pthread_mutex_lock(&pool->lock);
        pthread_cond_signal(&pool->idle);
        pthread_mutex_unlock(&pool->lock);
    }
}

static void *work(void *arg) {
    Worker *self = arg;
    Pool *pool = self->pool;
    bool stepped_back = false;
    for (;;) {
        for (int i = 0; i < SPINS && left(atomic_load(&pool->open)) == 0; i++) pause_briefly();
        pthread_mutex_lock(&pool->lock);
        while (left(atomic_load(&pool->open)) == 0 && !pool->closing)
            pthread_cond_wait(&pool->wake, &pool->lock);
        bool closing = pool->closing;
        pthread_mutex_unlock(&pool->lock);
        if (closing) return NULL;
        if (!stepped_back && atomic_load(&pool->step_back)) {
            thread_step_back();
            stepped_back = true;
        }
        take_items(pool, self->number);
    }
}

void thread_step_back(void) {
#ifdef __linux__ /* where threads have a niceness of their own */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), STEP_BACK);
#endif
}

void pool_step_back(Pool *pool) { atomic_store(&pool->step_back, true); }

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

int pool_threads(const Pool *pool) {
    return pool->threads;
}

void pool_run(Pool *pool, int n, PoolTask *task, void *ctx) {
    if (n < 1) return;
    if (pool->threads == 1 || n == 1) {
        for (int i = 0; i < n; i++) task(ctx, i, 0);
        return;
    }
    pool->task = task;
    pool->ctx = ctx;
    pool->n = n;
    atomic_store(&pool->unfinished, n);
    uint64_t run = (atomic_load(&pool->open) >> 32) + 1;
    pthread_mutex_lock(&pool->lock);
    atomic_store(&pool->open, run << 32 | (uint64_t)n);
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    take_items(pool, 0);
    for (int i = 0; i < SPINS && atomic_load(&pool->unfinished) > 0; i++) pause_briefly();
    pthread_mutex_lock(&pool->lock);
    while (atomic_load(&pool->unfinished) > 0) pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
