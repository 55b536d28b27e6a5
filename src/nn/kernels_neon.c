#include "nn/kernels.h"

#if defined(__aarch64__)
#define LANES 4
#define BLOCK 12
#define KERNELS kernels_neon
#include "nn/kernels_body.h"
#else
const Kernels *kernels_neon(void) {
    return NULL;
}
#endif
