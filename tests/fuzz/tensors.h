/* What the fuzzers of weights files share: every tensor of a file, and all of its numbers. */
#ifndef FUZZ_TENSORS_H
#define FUZZ_TENSORS_H

#include <stdlib.h>

#include "nn/tensor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first and the last numbers of a tensor lie within the file, or in memory of its own. */
static inline void read_ends(const Tensor *t) {
    float values[64];
    int64_t n = tensor_count(t), some = n < 64 ? n : 64;
    if (n < 1 || t->rank < 0 || t->rank > 4 || !t->data) abort();
    tensor_read(t, 0, some, values);
    tensor_read(t, n - some, some, values);
}

#endif
