#include "nn/kernels.h"

#if defined(__AVX2__) && defined(__FMA__)
#define LANES 8
#define BLOCK 6
#define KERNELS kernels_avx2
#include "nn/kernels_body.h"
#else
const Kernels *kernels_avx2(void) {
    return NULL;
}
#endif
