/* Two networks side by side: which layers stand at the same place, and which one of them lacks.
 *
 * Blocks are held against each other by their number (Layer.block; AlexNet's conv3 is its block 3), within a block the
 * convolutions in their order, then the LRN, then the pool; what one has more of comes last. The fully connected
 * layers and the softmax follow, one by one. */
#ifndef MODEL_ALIGN_H
#define MODEL_ALIGN_H

#include "model/net.h"

enum { ALIGN_GAP = -2, ALIGN_MOST = 2 * NET_LAYERS + 1 }; /* every row of both, and the input */

/* A place in the common order: the row of the layer (its convolution, not its ReLU) on each side. */
typedef struct Aligned {
    int row[2]; /* ALIGN_GAP: this side has no such layer */
    int block;  /* 1 to 5; 0 behind the last pool */
} Aligned;

typedef struct Alignment {
    int n;               /* places; 0 is the input, the last one the softmax */
    Aligned at[ALIGN_MOST];
} Alignment;

void align_nets(const Net *left, const Net *right, Alignment *out);

/* The place of a row (a ReLU's is that of the layer before it) of one side, 0 or 1. */
int align_place(const Alignment *a, int side, int row);
/* The layer that this side has reached at a place: its own there, or the last one before it, where it waits. */
int align_row(const Alignment *a, int side, int place);
bool align_gap(const Alignment *a, int side, int place);
/* The last place of the block behind `place` (of the block itself, if `place` is within it); the last of all at the
 * end. */
int align_block_end(const Alignment *a, int place);
/* The last place of the block before: 0 before the first one. */
int align_block_before(const Alignment *a, int place);
/* How many layers this side lacks. */
int align_gaps(const Alignment *a, int side);

#endif
