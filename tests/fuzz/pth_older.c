/* The older form: pickles, then numbers. */
#include "pth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 1 && data[0] == 'P' && data[1] == 'K') return -1;
    read_pth(data, size, false);
    return 0;
}
