#include "nn/kernels/kernels.h"

#if defined(__wasm_simd128__)
#define LANES 4
#define BLOCK 6
#define ROW_VECTORS 2
#define KERNELS kernels_wasm
#include "nn/kernels/body.h"
#else
const Kernels *kernels_wasm(void) {
    return NULL;
}
#endif
