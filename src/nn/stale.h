/* Which values of a layer of maps are no longer those of the input, after the input has changed in some places.
 *
 * A row is left as it was computed for an earlier input, and each change of what it reads is noted here. Once it is
 * asked for, the noted places are computed anew, and those that the values have changed in are noted with the rows that
 * read them. So a stroke on the photo costs what it reaches, and the bits are those of a whole pass.
 *
 * Two things reach further than the window of a layer. What is computed together is rounded together: a tile of
 * Winograd's is noted as a whole. And twins (nn/twins.h) take another's value, which may lie anywhere: of each place it
 * is known whose value it has, and where that is no longer right, or that value changes, it is given a new one. */
#ifndef NN_STALE_H
#define NN_STALE_H

#include <stdint.h>

#include "nn/twins.h"

typedef struct Stale {
    uint8_t *at;     /* by place: 1 where the value is to be computed anew; NULL: nothing is known */
    int32_t *source; /* by place: whose value it has; NULL: all have their own */
    uint8_t *wanted; /* by place: what is being computed, as stale_begin found it; NULL: nothing */
} Stale;

/* Of a row that has just been computed whole; twins: whose values were settled, NULL for a kind that does not round.
 * False without memory: then nothing is known. */
bool stale_none(Stale *stale, Shape shape, const Twins *twins);
void stale_free(Stale *stale);

/* Finds what is to be computed, given the twins of the input as it is now, in squares of unit x unit that are computed
 * together. False: without memory, or it is so much that the whole row is no dearer. */
bool stale_begin(Stale *stale, Shape shape, int unit, const Twins *twins);
void stale_left(Stale *stale); /* it was left there: what was stale is so still */
/* It is computed: settles the twins in the values (C, H, W), and leaves in `wanted` where values may have
 * changed. */
void stale_settle(Stale *stale, float *values, Shape shape, const Twins *twins, Workers *workers);
void stale_end(Stale *stale, Shape shape); /* nothing is stale any more */

#endif
