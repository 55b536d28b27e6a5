/* Stacks of convolutions: what they see, and what they cost against one larger kernel. */
#ifndef MODEL_STACK_H
#define MODEL_STACK_H

#include "model/net.h"

enum { STACK_MOST = 8, STACK_KERNEL = 11, STACK_STRIDE = 4, CHANNELS_MOST = 1024 };

/* The field after the first n layers: r += (k - 1) * j, then j *= s, from r = 1, j = 1. */
typedef struct StackField {
    int field, jump;
} StackField;
StackField stack_field(const Sliding layers[], int n);

/* Their weights, from c to c channels each, without biases. */
int64_t stack_weights(const Sliding layers[], int n, int64_t c);

/* How many outputs along one side a single input pixel reaches after the first n layers, at most: the forward
 * impulse. It is the field only where every stride is 1. */
int stack_reach(const Sliding layers[], int n);

/* How large an input of `size` pixels is after the first n layers; 0 once nothing is left. */
int stack_size(const Sliding layers[], int n, int size);

/* n layers of k x k, from c_in to c_out channels and then c_out to c_out, against the one kernel that
 * sees the same at stride 1: 1 + n (k - 1). */
typedef struct StackCost {
    int kernel, count, single;             /* 3, 3, 7 */
    int64_t weights, single_weights;       /* 27 C^2, 49 C^2; with their biases where asked for */
    double more_percent;                   /* by how much the single one has more */
    double fewer_percent;                  /* by how much the stack has fewer */
} StackCost;
StackCost stack_cost(int kernel, int count, int c_in, int c_out, bool biases);

#endif
