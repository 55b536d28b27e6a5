/* PyTorch's files: every tensor of a state dict can be read, or is refused. */
#ifndef FUZZ_PTH_H
#define FUZZ_PTH_H

#include <stdio.h>

#include "io/tensor_file.h"
#include "tensors.h"

static inline void read_pth(const uint8_t *data, size_t size) {
    const Mapped file = {.data = data, .size = size};
    Arena memory = {0};
    TensorFile f;
    Tensor t;
    const char *at;
    char name[128];
    size_t n;
    Error e = tensor_file_open(&file, "fuzz.pth", &memory, &f);
    for (size_t i = 0; !failed(&e) && pth_name(&f.pth, i, &at, &n); i++) {
        snprintf(name, sizeof name, "%.*s", (int)(n < 120 ? n : 120), at);
        Error wrong = pth_get(&f.pth, name, &t);
        if (!failed(&wrong)) read_ends(&t);
    }
    if (!failed(&e)) tensor_file_close(&f);
    arena_free(&memory);
}

#endif
