/* safetensors: every tensor that a header names can be read, or is refused. */
#include "io/safetensors.h"
#include "tensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Mapped file = {.data = data, .size = size};
    Safetensors st;
    Tensor t;
    const char *name;
    json_t *entry;
    Error e = safetensors_open(&file, "fuzz", &st);
    if (failed(&e)) return 0;
    safetensors_metadata(&st, "source");
    json_object_foreach(st.header, name, entry) {
        e = safetensors_get(&st, name, &t);
        if (!failed(&e)) read_ends(&t);
    }
    safetensors_close(&st);
    return 0;
}
