#include "nn/kernels/kernels.h"

#if defined(__SSE2__)
#define LANES 4
#define BLOCK 6
#define ROW_VECTORS 2
#define KERNELS kernels_sse2
#include "nn/kernels/body.h"
#else
const Kernels *kernels_sse2(void) {
    return NULL;
}
#endif
