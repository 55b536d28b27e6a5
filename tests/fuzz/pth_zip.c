/* The zip form. What is fuzzed is the archive and the pickle in it. */
#include <string.h>

#include "pth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 4 || memcmp(data, "PK\3\4", 4) != 0) return -1;
    read_pth(data, size, true);
    return 0;
}
