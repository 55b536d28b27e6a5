#include "nn/kernels.h"

#if defined(__AVX512F__)
#define LANES 16
#define BLOCK 12
#define KERNELS kernels_avx512
#include "nn/kernels_body.h"
#else
const Kernels *kernels_avx512(void) {
    return NULL;
}
#endif
