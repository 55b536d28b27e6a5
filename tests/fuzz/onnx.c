/* ONNX: what it describes can be built, and every tensor of it be read, or it is refused. */
#include <string.h>

#include "io/onnx/open.h"
#include "tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Mapped file = {.data = data, .size = size};
    Arena memory = {0};
    Described d;
    Tensor t;
    Error e = onnx_open(&file, "fuzz/fuzz.onnx", &memory, &d);
    if (!failed(&e)) {
        for (size_t i = 0; i < d.n; i++) {
            Error wrong = d.get(&d, i, &t);
            if (!failed(&wrong)) read_ends(&t);
            if (d.tensor[i].row < 0 || d.tensor[i].row >= d.draft.layers || !*d.tensor[i].what) abort();
        }
        for (size_t i = 0; i < d.left; i++) t.rank += (int)strlen(d.left_out[i]);
        d.close(&d);
        arena_free(&d.values);
    }
    arena_free(&memory);
    return 0;
}
