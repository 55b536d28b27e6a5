/* How alike maps are: Pearson's correlation over their positions.
 *
 *   r = sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 * sum (b - mean b)^2)
 *
 * over the h*w positions of two maps of one size, whatever the numbers of the maps are. A map that is the same
 * everywhere (a dead one) has no correlation with anything: NAN. */
#ifndef NN_LIKENESS_H
#define NN_LIKENESS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/workers.h"
#include "nn/backward.h"

/* Of two maps of n values, in double. */
double correlation(const float *a, const float *b, int n);

/* The map of another layer that is most like a map: ties go to the lower number; map -1 where there is none. */
typedef struct BestMap {
    int map;
    double r;
} BestMap;

/* For each map of a (maps_a, n) its match among those of b (maps_b, n), both (C, H, W) with n = H * W positions.
 * *finished is false when it was told to stop. Error: memory. */
Error best_matches(const float *a, int maps_a, const float *b, int maps_b, int n, Workers *workers, Watch watch,
                   BestMap out[], bool *finished);

#endif
