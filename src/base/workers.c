#include "base/workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#elif defined(_WIN32)
#include <windows.h>
#endif

/* Of niceness. On a machine with ten programs a processor a stroke's answers, with the full VGG-19, came after 244 and
 * 456 ms with 10 (95 of 100 within 1310 and 1440), after 167 and 195 with 5 (750 and 690); a frame took 2.4 to 3.8 ms
 * with 10, 5.7 to 6 with 5. */
enum { MAX_THREADS = 64, STEP_BACK = 5 };
/* Between two pieces of work lies a fraction of a millisecond as a rule: so long a thread looks for the next one before
 * it sleeps, in milliseconds. To be woken takes long where others want the processors: a pass of VGG-16 with two
 * threads on a busy machine took 60 to 97 ms with a look of 0.03 ms, 53 to 55 with this. */
static const double LOOKS_FOR = 0.3;

typedef struct Worker {
    Workers *workers;
    int number;
    pthread_t thread;
} Worker;

struct Workers {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    /* Items that nobody has taken, in the lower 32 bits; above them the number of the run, so that
     * a worker that comes late cannot take an item of another run for its own. What the run is
     * about does not change before all its items are finished. */
    atomic_uint_least64_t open;
    WorkersTask *task;
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

/* A pause; true as long as it is worth looking on. Both are 0 at first. */
static bool looks_on(int *looks, double *began) {
    enum { LOOKS_A_CLOCK = 32 };
    pause_briefly();
    if ((*looks)++ == 0) *began = clock_ms();
    return *looks % LOOKS_A_CLOCK || clock_ms() - *began < LOOKS_FOR;
}

static uint32_t left(uint64_t open) {
    return (uint32_t)open;
}

/* The next item, or -1. */
static int take_item(Workers *workers) {
    uint64_t open = atomic_load(&workers->open);
    while (left(open) > 0)
        if (atomic_compare_exchange_weak(&workers->open, &open, open - 1))
            return workers->n - (int)left(open);
    return -1;
}

static void take_items(Workers *workers, int worker) {
    for (int item = take_item(workers); item >= 0; item = take_item(workers)) {
        workers->task(workers->ctx, item, worker);
        if (atomic_fetch_sub(&workers->unfinished, 1) > 1) continue;
        pthread_mutex_lock(&workers->lock);
        pthread_cond_signal(&workers->idle);
        pthread_mutex_unlock(&workers->lock);
    }
}

static void *work(void *arg) {
    Worker *self = arg;
    Workers *workers = self->workers;
    bool stepped_back = false;
    for (;;) {
        int looks = 0;
        double began = 0;
        while (left(atomic_load(&workers->open)) == 0 && looks_on(&looks, &began)) {}
        pthread_mutex_lock(&workers->lock);
        while (left(atomic_load(&workers->open)) == 0 && !workers->closing)
            pthread_cond_wait(&workers->wake, &workers->lock);
        bool closing = workers->closing;
        pthread_mutex_unlock(&workers->lock);
        if (closing) return NULL;
        if (!stepped_back && atomic_load(&workers->step_back)) {
            thread_step_back();
            stepped_back = true;
        }
        take_items(workers, self->number);
    }
}

void thread_step_back(void) {
#ifdef __linux__ /* where threads have a niceness of their own */
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), STEP_BACK);
#elif defined(_WIN32)
    (void)SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL);
#endif
}

void workers_step_back(Workers *workers) { atomic_store(&workers->step_back, true); }

Workers *workers_open(int threads) {
    Workers *workers = calloc(1, sizeof *workers);
    if (!workers) return NULL;
    if (threads < 1) threads = 1;
    if (threads > MAX_THREADS) threads = MAX_THREADS;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->wake, NULL);
    pthread_cond_init(&workers->idle, NULL);
    for (workers->threads = 1; workers->threads < threads; workers->threads++) {
        Worker *worker = &workers->workers[workers->threads];
        *worker = (Worker){.workers = workers, .number = workers->threads};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) break;
    }
    return workers;
}

void workers_close(Workers *workers) {
    if (!workers) return;
    pthread_mutex_lock(&workers->lock);
    workers->closing = true;
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    for (int i = 1; i < workers->threads; i++) pthread_join(workers->workers[i].thread, NULL);
    pthread_cond_destroy(&workers->idle);
    pthread_cond_destroy(&workers->wake);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}

int workers_count(const Workers *workers) {
    return workers->threads;
}

void workers_run(Workers *workers, int n, WorkersTask *task, void *ctx) {
    if (n < 1) return;
    if (workers->threads == 1 || n == 1) {
        for (int i = 0; i < n; i++) task(ctx, i, 0);
        return;
    }
    workers->task = task;
    workers->ctx = ctx;
    workers->n = n;
    atomic_store(&workers->unfinished, n);
    uint64_t run = (atomic_load(&workers->open) >> 32) + 1;
    pthread_mutex_lock(&workers->lock);
    atomic_store(&workers->open, run << 32 | (uint64_t)n);
    pthread_cond_broadcast(&workers->wake);
    pthread_mutex_unlock(&workers->lock);
    take_items(workers, 0);
    int looks = 0;
    double began = 0;
    while (atomic_load(&workers->unfinished) > 0 && looks_on(&looks, &began)) {}
    pthread_mutex_lock(&workers->lock);
    while (atomic_load(&workers->unfinished) > 0) pthread_cond_wait(&workers->idle, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
}
