#include "nn/kernels/kernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#define LANES 4
#define BLOCK 8
#define ROW_VECTORS 4
#define LOAD_F16(p) vcvt_f32_f16(vreinterpret_f16_u8(vld1_u8(p)))
#define KERNELS kernels_neon
#include "nn/kernels/body.h"
#else
const Kernels *kernels_neon(void) {
    return NULL;
}
#endif
