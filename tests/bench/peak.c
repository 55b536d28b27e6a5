/* peak THREADS LANES: what the machine can do at most, as JSON: thousand millions of float32 multiply-adds a
 * second on vectors of LANES, and of bytes read from memory. The best of several tries. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/workers.h"

enum { TRIES = 12, SUMS = 12, STEPS = 200000 };
static const size_t BYTES = (size_t)128 << 20; /* a thread reads */

typedef float Vec16 __attribute__((vector_size(64)));
typedef float Vec8 __attribute__((vector_size(32)));
typedef float Vec4 __attribute__((vector_size(16)));
typedef unsigned Words __attribute__((vector_size(32)));

static float sink[64][32]; /* results go here, so that no loop is left out */

#define FMA_LOOP(Vec, lanes)                                                                       \
    static void fma_##lanes(void *ctx, int item, int worker) {                                     \
        (void)ctx;                                                                                 \
        (void)worker;                                                                              \
        Vec sum[SUMS] = {{0}}, a = sum[0] + 0.999f, b = sum[0] + 0.001f;                           \
        for (int i = 0; i < STEPS; i++) {                                                          \
            _Pragma("GCC unroll 12") for (int k = 0; k < SUMS; k++) sum[k] = sum[k] * a + b;       \
        }                                                                                          \
        for (int k = 1; k < SUMS; k++) sum[0] += sum[k];                                           \
        memcpy(sink[item], &sum[0], sizeof sum[0]);                                                \
    }
FMA_LOOP(Vec4, 4)
FMA_LOOP(Vec8, 8)
FMA_LOOP(Vec16, 16)

static void read_all(void *ctx, int item, int worker) {
    (void)worker;
    const Words *from = (const Words *)((const char *)ctx + (size_t)item * BYTES);
    Words sum[8] = {{0}};
    for (size_t i = 0; i < BYTES / sizeof *from; i += 8) {
        _Pragma("GCC unroll 8") for (int k = 0; k < 8; k++) sum[k] += from[i + (size_t)k];
    }
    for (int k = 1; k < 8; k++) sum[0] += sum[k];
    memcpy(sink[item], &sum[0], sizeof sum[0]);
}

static double best(Workers *workers, WorkersTask *task, void *ctx, double work) {
    double most = 0;
    for (int i = 0; i < TRIES; i++) {
        double began = clock_ms();
        workers_run(workers, workers_count(workers), task, ctx);
        double rate = work * workers_count(workers) / (clock_ms() - began) * 1e-6;
        if (rate > most) most = rate;
    }
    return most;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    Workers *workers = workers_open(atoi(argv[1]));
    int lanes = atoi(argv[2]);
    if (!workers) return 1;
    size_t bytes = BYTES * (size_t)workers_count(workers);
    char *memory = memory_alloc(bytes);
    if (!memory) return 1;
    memset(memory, 1, bytes);
    WorkersTask *fma = lanes == 16 ? fma_16 : lanes == 8 ? fma_8 : fma_4;
    printf("{\"gmacs\": %.1f, ", best(workers, fma, NULL, (double)STEPS * SUMS * lanes));
    printf("\"gbytes\": %.1f}\n", best(workers, read_all, memory, (double)BYTES));
    memory_free(memory);
    workers_close(workers);
    return 0;
}
