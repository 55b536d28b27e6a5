/* Keras's models: what describes the layers may be anything; every tensor that a draft has can be read, or is refused.
 * What is fuzzed is the description, in its place in the archive: the weights behind it are libhdf5's to read. */
#include <string.h>

#include "io/tensor_file.h"
#include "tensors.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const Mapped file = {.data = data, .size = size};
    Arena memory = {0};
    TensorFile f;
    Error e = tensor_file_open(&file, "fuzz.keras", &memory, &f);
    if (!failed(&e)) {
        const Described *d = tensor_file_described(&f);
        for (size_t i = 0; d && i < d->n; i++) {
            Tensor t;
            Error wrong = d->get(&f.described, i, &t);
            if (!failed(&wrong)) read_ends(&t);
        }
        Net net;
        net_build(&net, NET_VGG16, 1);
        if (d) tensor_file_take_for(&f, &net); /* builds the draft */
        tensor_file_close(&f);
    }
    arena_free(&memory);
    return 0;
}

/* Puts something else in the place of one of the numbers. */
static size_t change_number(uint8_t *text, size_t n, size_t most, unsigned seed) {
    static const char *const VALUES[] = {"0", "-1", "1", "2", "3", "4", "64", "65536", "2147483647", "1e308", "0.5",
                                         "-9223372036854775808", "-1e-320", "null", "[1, 2]", "[[1, 2], [1, 2]]", "{}",
                                         "\"same\""};
    const char *value = VALUES[seed / 97 % (sizeof VALUES / sizeof *VALUES)];
    size_t at = seed % (n ? n : 1), end, length = strlen(value);
    while (at < n && (text[at] < '0' || text[at] > '9')) at++;
    for (end = at; end < n && text[end] >= '0' && text[end] <= '9';) end++;
    if (at == end || n - (end - at) + length > most) return n;
    memmove(text + at + length, text + end, n - end);
    memcpy(text + at, value, length);
    return n - (end - at) + length;
}

/* The first entry of the archive, config.json, as it is stored (APPNOTE.TXT, 4.3.7): its bytes alone change, and spaces
 * fill them up. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    if (size < 30 || size > most || memcmp(data, "PK\3\4", 4) != 0) return size;
    size_t name = data[26] | (size_t)data[27] << 8, extra = data[28] | (size_t)data[29] << 8;
    size_t n = data[22] | (size_t)data[23] << 8, at = 30 + name + extra;
    if (at > size || n > size - at) return size;
    size_t left = n;
    while (left && data[at + left - 1] == ' ') left--;
    size_t now = seed % 2 ? change_number(data + at, left, n, seed) : LLVMFuzzerMutate(data + at, left, n);
    memset(data + at + now, ' ', n - now);
    return size;
}
