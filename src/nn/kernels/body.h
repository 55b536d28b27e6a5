/* The kernels of one instruction set, in the vector types of GCC and Clang. Included once by each
 * file of this folder, which says
 *
 * - LANES: floats of a vector, 4, 8 or 16;
 *
 * - BLOCK: pixels or tiles computed together, 4, 6, 8 or 12; twice as many sums and three vectors
 * more want registers;
 *
 * - ROW_VECTORS: vectors of a row computed together; so many sums for each of ROW_OUTPUTS;
 *
 * - KERNELS: the function that hands them out;
 *
 * - LOAD_F16(p), LOAD_U8(p), where the set has instructions for it that the compiler does not find
 * by itself: a Vec of LANES halves or bytes. */
#include <math.h>
#include <string.h>

#include "nn/kernels/kernels.h"

enum { PANEL = 2 * LANES };

typedef float Vec __attribute__((vector_size(LANES * 4)));
typedef int32_t IVec __attribute__((vector_size(LANES * 4)));
typedef float Vec4 __attribute__((vector_size(16)));
typedef int32_t IVec4 __attribute__((vector_size(16)));
typedef float AnyVec __attribute__((vector_size(LANES * 4), aligned(1), may_alias));
typedef float AnyVec4 __attribute__((vector_size(16), aligned(1), may_alias));

#define INLINE static inline __attribute__((always_inline))

#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define SHUFFLE4 SHUFFLE
#define SHUFFLE8 SHUFFLE
#define SHUFFLE16 SHUFFLE
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (IVec){__VA_ARGS__})
#define SHUFFLE4(a, b, ...) __builtin_shuffle(a, b, (IVec4){__VA_ARGS__})
#define SHUFFLE8(a, b, ...) __builtin_shuffle(a, b, (Halves){__VA_ARGS__})
#define SHUFFLE16(a, b, ...) __builtin_shuffle(a, b, (Bytes){__VA_ARGS__})
#endif

INLINE Vec load(const void *p) {
    return *(const AnyVec *)p;
}
INLINE void store(float *p, Vec v) {
    *(AnyVec *)p = v;
}
INLINE Vec4 load4(const void *p) {
    return *(const AnyVec4 *)p;
}
INLINE void store4(float *p, Vec4 v) {
    *(AnyVec4 *)p = v;
}
INLINE Vec splat(float f) {
    return f - (Vec){0};
}

INLINE int smaller(int a, int b) {
    return a < b ? a : b;
}
INLINE int larger(int a, int b) {
    return a > b ? a : b;
}

/* max(v, 0); NaN stays. The vectors and the single numbers have to agree to the bit. */
INLINE float positive(float f) {
    return f < 0.0f ? 0.0f : f;
}
INLINE Vec4 positive4(Vec4 v) {
    return (Vec4)((IVec4)v & ~(v < 0.0f));
}
INLINE Vec positives(Vec v) {
    return (Vec)((IVec)v & ~(v < 0.0f));
}

#include "nn/kernels/layout.h"
#include "nn/kernels/products.h"
#include "nn/kernels/tiles.h"
#include "nn/kernels/maps.h"
#include "nn/kernels/fc.h"

const Kernels *KERNELS(void) {
    static const Kernels kernels = {
        LANES,    PANEL,        to_last,    from_last,     products,    row_sums,
        tile_weights, tile_input, tile_products, tile_output, pool_row,    relu,
        lrn,      fc_f32,       fc_f16,     fc_bf16,       fc_u8,
    };
    return &kernels;
}
