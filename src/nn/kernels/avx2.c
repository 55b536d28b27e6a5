#include "nn/kernels/kernels.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#include <immintrin.h>
#define LANES 8
#define BLOCK 6
#define ROW_VECTORS 3
#define LOAD_F16(p) _mm256_cvtph_ps(_mm_loadu_si128((const void *)(p)))
#define LOAD_U8(p) _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const void *)(p))))
#define KERNELS kernels_avx2
#include "nn/kernels/body.h"
#else
const Kernels *kernels_avx2(void) {
    return NULL;
}
#endif
