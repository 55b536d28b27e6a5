/* PyTorch's files: every tensor of a state dict can be read, or is refused. */
#ifndef FUZZ_PTH_H
#define FUZZ_PTH_H

#include <string.h>

#include "io/derive.h"
#include "io/names.h"
#include "io/tensor_file.h"
#include "tensors.h"

static inline void beside(void *ctx, const char *name, const char *what) {
    *(size_t *)ctx += strlen(name) + strlen(what);
}

/* What is described can be built, and its tensors be asked for. */
static inline void take_described(TensorFile *f) {
    const Described *d = tensor_file_described(f);
    Net net;
    Tensor t;
    Error e = net_try(&d->draft, &net);
    if (failed(&e)) return;
    if (!tensor_file_take_for(f, &net)) abort();
    for (int row = 0; row < net.layers; row++) {
        char name[32];
        if (!net.layer[row].params) continue;
        weights_name(&net.layer[row], "weight", name);
        e = tensor_file_get(f, name, &t);
        if (!failed(&e)) read_ends(&t);
    }
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
    if (!failed(&e)) pth_close(&pth);
    TensorFile f;
    e = tensor_file_open(&file, "fuzz.pth", &memory, &f);
    for (int net = 0; !failed(&e) && net < f.nets; net++) {
        f.chosen = net;
        Error wrong = tensor_file_get(&f, "features.0.weight", &t);
        if (!failed(&wrong)) read_ends(&t);
        wrong = derive_net(&f);
        if (!failed(&wrong)) take_described(&f);
        wrong = tensor_file_left_out(&f, beside, &told);
        if (failed(&wrong)) abort();
    }
    for (int classes = 1; !failed(&e) && classes < 5; classes++)
        names_free(tensor_file_names(&f, classes), classes);
    if (!failed(&e)) tensor_file_close(&f);
    arena_free(&memory);
}

#endif
