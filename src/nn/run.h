/* One photo going through one network: computed row by row, kept, and looked at.
 *
 * One thread at a time computes (run_to); others may read meanwhile: of every row the part that
 * run_ready says is there. Nothing computed is computed again, so going back costs nothing. */
#ifndef NN_RUN_H
#define NN_RUN_H

#include "nn/engine.h"
#include "nn/weights.h"

typedef struct MapStats {
    float min, max;
    float bright; /* 99.5 % of the values lie at or below it (to 1/1024 of the layer's range) */
    double mean;
    double zeros; /* the share of values that are 0 exactly, 0 to 1 */
} MapStats;

typedef struct Run Run;

/* input: (C, H, W) as in the network's input, copied. Engine and weights have to outlive the run.
 * Does not use the engine's threads, which another run may be using.
 * Error: memory. */
Error run_open(Engine *engine, Weights *weights, const float *input, Run **out);
/* The same of the weights' first rows for an input of another size: `net` is what net_sized has made of their network,
 * and is copied. */
Error run_open_sized(Engine *engine, Weights *weights, const Net *net, const float *input, Run **out);
/* From now on each max pool takes the mean of its window, as Gatys et al. do (arXiv 1505.07376); before anything is
 * computed. Error: memory. */
Error run_average(Run *run);
void run_close(Run *run);
/* Begins anew with another input: nothing is there any more but what memory the run has. By the thread that computes;
 * nobody may read the run meanwhile. `number` says which input it is; run_input tells it, 0 for run_open's. */
void run_renew(Run *run, const float *input, uint64_t number);
/* The same, but what the new input has in common with the old one is not computed again: of a row only the places that
 * the difference reaches, with the same bits as in a whole pass. */
void run_change(Run *run, const float *input, uint64_t number);
uint64_t run_input(const Run *run);

/* Computes what is missing up to a row (-1: nothing). A convolution and its ReLU are computed in one
 * go where only the ReLU is asked for; the map before its ReLU is made when its own row is asked for.
 * *finished is false when run_cancel stopped it; another call goes on from there.
 * Errors: memory, weights.not_finite. */
Error run_to(Run *run, int row, bool *finished);
/* Makes ready what the next layer with weights behind a row needs, without computing it: transformed weights, or
 * pages of the file on their way into memory. By the thread that computes; what goes wrong is left to run_to. */
void run_prepare(Run *run, int row);
/* Stops run_to at the next portion, or in the midst of checking a layer's weights; from any thread. run_resume allows
 * it again. */
void run_cancel(Run *run);
void run_resume(Run *run);
/* Another flag stops run_to instead, while it is set. It has to outlive the run. */
void run_watch(Run *run, const atomic_bool *cancel);

/* The row being computed, or -1. */
int run_row(const Run *run);
/* Rows of every map of a row (of a vector: numbers) that are there: all of them once it is done. */
int run_ready(const Run *run, int row);
bool run_done(const Run *run, int row);

/* The values of a row, (C, H, W), row -1 the input; NULL while run_ready is 0. */
const float *run_values(const Run *run, int row);
/* Statistics by map, c of them, then one for all maps; NULL until run_measure has made them. */
const MapStats *run_stats(const Run *run, int row);
/* How many of the bins, from the first, hold 99.5 % of n values: where bright colours end. */
int run_bright_bins(const uint32_t bins[], int bins_n, int64_t n);
/* How many values of the row lie in each of HISTOGRAM equal parts from its smallest to its largest; NULL until
 * run_measure has made them. */
enum { HISTOGRAM = 32 };
const uint64_t *run_histogram(const Run *run, int row);
/* Makes the statistics of a row that is done; by the thread that computes. Error: memory. */
Error run_measure(Run *run, int row);
/* How long a row took, in milliseconds; 0 for one that has not run, or ran within the next. */
double run_ms(const Run *run, int row);

const Net *run_net(const Run *run);
const Weights *run_weights(const Run *run);

#endif
