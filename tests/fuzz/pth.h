/* PyTorch's files: every tensor of a state dict can be read, or is refused. */
#ifndef FUZZ_PTH_H
#define FUZZ_PTH_H

#include <string.h>

#include "io/tensor_file.h"
#include "tensors.h"

static inline void beside(void *ctx, const char *name, const char *what) {
    *(size_t *)ctx += strlen(name) + strlen(what);
}

static inline void read_pth(const uint8_t *data, size_t size, bool zipped) {
    const Mapped file = {.data = data, .size = size};
    Arena memory = {0};
    Pth pth;
    Tensor t;
    size_t told = 0;
    Error e = pth_open(&file, "fuzz.pth", zipped, &memory, &pth);
    for (size_t i = 0; !failed(&e) && i < pth.n_tensors; i++) {
        Error wrong = pth_get(&pth, i, &t);
        if (!failed(&wrong)) read_ends(&t);
    }
    if (!failed(&e) && pth.n_tensors) pth_beside(&pth, &pth.tensor[0].name, 1, beside, &told);
    if (!failed(&e)) pth_close(&pth);
    TensorFile f;
    e = tensor_file_open(&file, "fuzz.pth", &memory, &f);
    for (int net = 0; !failed(&e) && net < f.nets; net++) {
        f.chosen = net;
        Error wrong = tensor_file_get(&f, "features.0.weight", &t);
        if (!failed(&wrong)) read_ends(&t);
    }
    if (!failed(&e)) tensor_file_close(&f);
    arena_free(&memory);
}

#endif
