#include "nn/kernels/kernels.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#define LANES 16
#define BLOCK 12
#define ROW_VECTORS 5
#define LOAD_F16(p) _mm512_cvtph_ps(_mm256_loadu_si256((const void *)(p)))
#define LOAD_U8(p) _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const void *)(p))))
#define KERNELS kernels_avx512
#include "nn/kernels/body.h"
#else
const Kernels *kernels_avx512(void) {
    return NULL;
}
#endif
