/* The kernels of one instruction set, in the vector types of GCC and Clang. Included once by each
 * kernels_*.c, which says
 *
 * - LANES: floats of a vector, 4, 8 or 16;
 *
 * - BLOCK: pixels or tiles computed together, 4, 6, 8 or 12; twice as many sums and three vectors
 * more want registers;
 *
 * - KERNELS: the function that hands them out;
 *
 * - LOAD_F16(p), LOAD_U8(p), where the set has instructions for it that the compiler does not find
 * by itself: a Vec of LANES halves or bytes. */
#include <math.h>
#include <string.h>

#include "nn/kernels.h"

enum { PANEL = 2 * LANES };

typedef float Vec __attribute__((vector_size(LANES * 4)));
typedef int32_t IVec __attribute__((vector_size(LANES * 4)));
typedef float Vec4 __attribute__((vector_size(16)));
typedef int32_t IVec4 __attribute__((vector_size(16)));
typedef float AnyVec __attribute__((vector_size(LANES * 4), aligned(1), may_alias));
typedef float AnyVec4 __attribute__((vector_size(16), aligned(1), may_alias));

#define INLINE static inline __attribute__((always_inline))

#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE4(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define SHUFFLE8 SHUFFLE4
#define SHUFFLE16 SHUFFLE4
#else
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

INLINE void transpose4(Vec4 r[4]) {
    Vec4 a = SHUFFLE4(r[0], r[1], 0, 4, 1, 5), b = SHUFFLE4(r[2], r[3], 0, 4, 1, 5);
    Vec4 c = SHUFFLE4(r[0], r[1], 2, 6, 3, 7), d = SHUFFLE4(r[2], r[3], 2, 6, 3, 7);
    r[0] = SHUFFLE4(a, b, 0, 1, 4, 5);
    r[1] = SHUFFLE4(a, b, 2, 3, 6, 7);
    r[2] = SHUFFLE4(c, d, 0, 1, 4, 5);
    r[3] = SHUFFLE4(c, d, 2, 3, 6, 7);
}

/* ---- between maps and channels last ---- */

/* n numbers of up to 4 rows, `stride` apart, to out[i * pixel + row]. */
INLINE void rows_to_last(const float *in, int64_t stride, int rows, int n, float *out,
                         size_t pixel) {
    if (rows < 4 || n < 4) {
        for (int i = 0; i < n; i++)
            for (int r = 0; r < rows; r++) out[(size_t)i * pixel + (size_t)r] = in[r * stride + i];
        return;
    }
    for (int at = 0; at < n; at += 4) {
        int i = smaller(at, n - 4); /* the last four may overlap those before */
        Vec4 t[4];
        for (int r = 0; r < 4; r++) t[r] = load4(in + r * stride + i);
        transpose4(t);
        for (int r = 0; r < 4; r++) store4(out + (size_t)(i + r) * pixel, t[r]);
    }
}

INLINE void zero_pixels(float *out, int n, int channels, size_t pixel) {
    for (int i = 0; i < n; i++) memset(out + (size_t)i * pixel, 0, (size_t)channels * sizeof *out);
}

static void to_last(const Planes *in, int y, int rows, int x, int columns, float *out,
                    size_t pixel) {
    int first = smaller(larger(-x, 0), columns); /* columns [first, end) lie inside */
    int end = larger(smaller(in->w - x, columns), first);
    for (int r = 0; r < rows; r++, out += (size_t)columns * pixel) {
        if (y + r < 0 || y + r >= in->h) {
            zero_pixels(out, columns, in->channels, pixel);
            continue;
        }
        zero_pixels(out, first, in->channels, pixel);
        zero_pixels(out + (size_t)end * pixel, columns - end, in->channels, pixel);
        const float *row = in->data + (int64_t)(y + r) * in->w + x + first;
        for (int c = 0; c < in->channels; c += 4)
            rows_to_last(row + c * in->stride, in->stride, smaller(4, in->channels - c),
                         end - first, out + (size_t)first * pixel + c, pixel);
    }
}

INLINE void rows_from_last(const float *in, size_t pixel, int rows, int n, const float *bias,
                           bool relu, float *out, int64_t stride) {
    if (rows < 4 || n < 4) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < n; i++) {
                float f = in[(size_t)i * pixel + (size_t)r] + bias[r];
                out[r * stride + i] = relu ? positive(f) : f;
            }
        }
        return;
    }
    for (int at = 0; at < n; at += 4) {
        int i = smaller(at, n - 4);
        Vec4 t[4];
        for (int r = 0; r < 4; r++) t[r] = load4(in + (size_t)(i + r) * pixel);
        transpose4(t);
        for (int r = 0; r < 4; r++) {
            Vec4 v = t[r] + bias[r];
            store4(out + r * stride + i, relu ? positive4(v) : v);
        }
    }
}

static void from_last(const float *in, size_t pixel, int columns, int rows, const float *bias,
                      bool relu, const Planes *out, int y) {
    int n = smaller(columns, out->w);
    rows = smaller(rows, out->h - y);
    for (int c = 0; c < out->channels; c += 4) {
        int channels = smaller(4, out->channels - c);
        for (int r = 0; r < rows; r++)
            rows_from_last(in + (size_t)r * (size_t)columns * pixel + c, pixel, channels, n,
                           bias + c, relu, out->data + c * out->stride + (int64_t)(y + r) * out->w,
                           out->stride);
    }
}

/* ---- products ---- */

/* `n` is a constant in every call, so that the sums stay in registers. */
INLINE void sum_block(const int n, const Products *p, const float *v, float *out, bool add) {
    Vec sum[BLOCK][2];
    for (int i = 0; i < n; i++) {
        const float *from = out + (size_t)i * p->out_pixel;
        sum[i][0] = add ? load(from) : splat(0.0f);
        sum[i][1] = add ? load(from + LANES) : splat(0.0f);
    }
    const float *u = p->u;
    const size_t pixel = p->pixel;
    for (int r = 0; r < p->runs; r++) {
        const float *row = v + (size_t)r * p->row;
        for (int c = 0; c < p->run; c++) {
            Vec u0 = load(u), u1 = load(u + LANES);
            for (int i = 0; i < n; i++) {
                Vec f = splat(row[(size_t)i * pixel + (size_t)c]);
                sum[i][0] += u0 * f;
                sum[i][1] += u1 * f;
            }
            u += PANEL;
        }
    }
    for (int i = 0; i < n; i++) {
        store(out + (size_t)i * p->out_pixel, sum[i][0]);
        store(out + (size_t)i * p->out_pixel + LANES, sum[i][1]);
    }
}

INLINE void sum_pixels(int n, const Products *p, const float *v, float *out, bool add) {
    switch (n) {
    case 1: sum_block(1, p, v, out, add); break;
    case 2: sum_block(2, p, v, out, add); break;
    case 3: sum_block(3, p, v, out, add); break;
    case 4: sum_block(4, p, v, out, add); break;
#if BLOCK >= 6
    case 5: sum_block(5, p, v, out, add); break;
    case 6: sum_block(6, p, v, out, add); break;
#endif
#if BLOCK >= 8
    case 7: sum_block(7, p, v, out, add); break;
    case 8: sum_block(8, p, v, out, add); break;
#endif
#if BLOCK >= 12
    case 9: sum_block(9, p, v, out, add); break;
    case 10: sum_block(10, p, v, out, add); break;
    case 11: sum_block(11, p, v, out, add); break;
    case 12: sum_block(12, p, v, out, add); break;
#endif
    default: break;
    }
}

/* Where block `i` of `blocks` nearly equal ones begins. */
INLINE int block_start(int pixels, int blocks, int i) {
    return (int)((int64_t)pixels * i / blocks);
}

static void products(const Products *p) {
    int blocks = (p->pixels + BLOCK - 1) / BLOCK;
    for (int b = 0; b < blocks; b++) {
        int first = block_start(p->pixels, blocks, b), end = block_start(p->pixels, blocks, b + 1);
        sum_pixels(end - first, p, p->v + (size_t)first * p->pixel,
                   p->out + (size_t)first * p->out_pixel, false);
    }
}

static void tile_products(const TileProducts *t) {
    size_t out_tile = (size_t)t->panels * PANEL;
    Products p = {.pixel = t->v_tile, .out_pixel = out_tile, .runs = 1, .run = t->run};
    int blocks = (t->tiles + BLOCK - 1) / BLOCK;
    for (int product = 0; product < TILE_PRODUCTS; product++) {
        const float *v = t->v + (size_t)product * t->v_product;
        float *out = t->out + (size_t)product * t->out_product;
        const float *u = t->u + (size_t)product * t->u_product;
        for (int b = 0; b < blocks; b++) {
            int first = block_start(t->tiles, blocks, b);
            int n = block_start(t->tiles, blocks, b + 1) - first;
            for (int panel = 0; panel < t->panels; panel++) {
                p.u = u + (size_t)panel * t->u_panel;
                sum_pixels(n, &p, v + (size_t)first * t->v_tile,
                           out + (size_t)first * out_tile + (size_t)panel * PANEL, t->add);
            }
        }
    }
}

/* ---- Winograd's transforms, F(4x4, 3x3) at the points 0, 1, -1, 2, -2 and infinity (Lavin and
 * Gray, arXiv 1509.09308): Y = A^T ((G g G^T) . (B^T d B)) A ---- */

/* One dimension of G g. */
INLINE void weights_1d(Vec g0, Vec g1, Vec g2, Vec out[6]) {
    Vec even = (g0 + g2) * (-1.0f / 6), odd = g1 * (1.0f / 6);
    Vec even2 = g0 * (1.0f / 24) + g2 * (1.0f / 6), odd2 = g1 * (1.0f / 12);
    out[0] = g0 * 0.25f;
    out[1] = even - odd;
    out[2] = even + odd;
    out[3] = even2 + odd2;
    out[4] = even2 - odd2;
    out[5] = g2;
}

/* One dimension of B^T d. */
INLINE void input_1d(const Vec d[6], Vec out[6]) {
    Vec even = d[4] - d[2] * 4.0f, odd = d[3] - d[1] * 4.0f;
    Vec even2 = d[4] - d[2], odd2 = (d[3] - d[1]) * 2.0f;
    out[0] = d[0] * 4.0f - d[2] * 5.0f + d[4];
    out[1] = even + odd;
    out[2] = even - odd;
    out[3] = even2 + odd2;
    out[4] = even2 - odd2;
    out[5] = d[1] * 4.0f - d[3] * 5.0f + d[5];
}

/* One dimension of A^T m. */
INLINE void output_1d(const Vec m[6], Vec out[4]) {
    Vec even = m[1] + m[2], odd = m[1] - m[2];
    Vec even2 = m[3] + m[4], odd2 = m[3] - m[4];
    out[0] = m[0] + even + even2;
    out[1] = odd + odd2 * 2.0f;
    out[2] = even + even2 * 4.0f;
    out[3] = odd + odd2 * 8.0f + m[5];
}

/* Kernels transposed at a time, so that they stay in the nearest cache. */
enum { KERNELS_AT_A_TIME = 8 };

static void tile_weights(const float *w, size_t w_output, int outputs, int channels, float *u,
                         size_t u_product) {
    float lanes[KERNELS_AT_A_TIME * 9][PANEL] __attribute__((aligned(64))) = {{0}};
    for (int first = 0; first < channels; first += KERNELS_AT_A_TIME) {
        int n = smaller(KERNELS_AT_A_TIME, channels - first);
        for (int o = 0; o < outputs; o += 4)
            rows_to_last(w + (size_t)o * w_output + (size_t)first * 9, (int64_t)w_output,
                         smaller(4, outputs - o), n * 9, &lanes[0][o], PANEL);
        for (int i = 0; i < 2 * n; i++) {
            Vec rows[3][6], column[6];
            float(*g)[PANEL] = &lanes[i / 2 * 9];
            float *out = u + (size_t)(first + i / 2) * PANEL + i % 2 * LANES;
            for (int r = 0; r < 3; r++)
                weights_1d(load(g[3 * r] + i % 2 * LANES), load(g[3 * r + 1] + i % 2 * LANES),
                           load(g[3 * r + 2] + i % 2 * LANES), rows[r]);
            for (int j = 0; j < 6; j++) {
                weights_1d(rows[0][j], rows[1][j], rows[2][j], column);
                for (int r = 0; r < 6; r++) store(out + (size_t)(6 * r + j) * u_product, column[r]);
            }
        }
    }
}

static void tile_input(const float *strip, int tiles, float *v, size_t v_product, size_t v_tile) {
    size_t row = (size_t)(TILE * tiles + 2) * LANES;
    for (int t = 0; t < tiles; t++) {
        const float *from = strip + (size_t)(TILE * t) * LANES;
        Vec rows[6][6], d[6], column[6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) d[j] = load(from + (size_t)i * row + j * LANES);
            input_1d(d, rows[i]);
        }
        float *to = v + (size_t)t * v_tile;
        for (int j = 0; j < 6; j++) {
            for (int i = 0; i < 6; i++) d[i] = rows[i][j];
            input_1d(d, column);
            for (int i = 0; i < 6; i++) store(to + (size_t)(6 * i + j) * v_product, column[i]);
        }
    }
}

static void tile_output(const float *m, size_t m_product, size_t m_tile, int tiles, float *strip) {
    size_t row = (size_t)(TILE * tiles) * LANES;
    for (int t = 0; t < tiles; t++) {
        const float *from = m + (size_t)t * m_tile;
        Vec rows[6][4], d[6], column[4];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) d[j] = load(from + (size_t)(6 * i + j) * m_product);
            output_1d(d, rows[i]);
        }
        float *to = strip + (size_t)(TILE * t) * LANES;
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 6; i++) d[i] = rows[i][j];
            output_1d(d, column);
            for (int i = 0; i < 4; i++) store(to + (size_t)i * row + j * LANES, column[i]);
        }
    }
}

/* ---- maps ---- */

/* A NaN in a window comes out, as in the reference. */
INLINE float larger_float(float a, float b) {
    return a > b || a != a ? a : b;
}
INLINE Vec4 larger4(Vec4 a, Vec4 b) {
    IVec4 first = (a > b) | (a != a);
    return (Vec4)(((IVec4)a & first) | ((IVec4)b & ~first));
}

INLINE float pool_window(const PoolRow *p, int x) {
    int first = larger(x * p->stride - p->pad, 0);
    int end = smaller(x * p->stride - p->pad + p->kernel, p->width);
    float best = -INFINITY;
    for (int r = 0; r < p->rows; r++)
        for (int i = first; i < end; i++)
            best = larger_float(p->in[(int64_t)r * p->width + i], best);
    return best;
}

static void pool_row(const PoolRow *p, float *out) {
    int x = 0;
    if (p->kernel == 2 && p->stride == 2 && p->pad == 0 && p->rows == 2) {
        for (; x + 4 <= p->out_width; x += 4) {
            const float *top = p->in + 2 * x, *below = top + p->width;
            Vec4 a = larger4(load4(below), load4(top)),
                 b = larger4(load4(below + 4), load4(top + 4));
            store4(out + x, larger4(SHUFFLE4(a, b, 1, 3, 5, 7), SHUFFLE4(a, b, 0, 2, 4, 6)));
        }
    }
    for (; x < p->out_width; x++) out[x] = pool_window(p, x);
}

static void relu(const float *in, int64_t n, float *out) {
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) store(out + i, positives(load(in + i)));
    for (; i < n; i++) out[i] = positive(in[i]);
}

static void lrn(const float *in, int64_t plane, int before, int after, int64_t n, float *out) {
    for (int64_t i = 0; i < n; i++) {
        float squares = 0.0f;
        for (int near = -before; near <= after; near++) {
            float v = in[i + near * plane];
            squares += v * v;
        }
        float root =
            sqrtf(2.0f + 1e-4f * squares); /* LRN_K, LRN_ALPHA; its power 3/2 is LRN_BETA */
        out[i] = in[i] / (root * sqrtf(root));
    }
}

/* ---- fully connected: the dot product of each row, straight from its stored type ---- */

typedef uint32_t UVec __attribute__((vector_size(LANES * 4)));

#if LANES == 4
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef uint16_t Halves __attribute__((vector_size(16)));
typedef uint64_t Pair __attribute__((vector_size(16)));

INLINE UVec wide16(const unsigned char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    Halves h = (Halves)(Pair){word}, zero = {0};
    return (UVec)SHUFFLE8(h, zero, 0, 8, 1, 9, 2, 10, 3, 11);
}

INLINE UVec wide8(const unsigned char *p) {
    uint32_t word;
    memcpy(&word, p, sizeof word);
    Bytes b = (Bytes)(UVec){word}, zero = {0};
    Halves h = (Halves)SHUFFLE16(b, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    return (UVec)SHUFFLE8(h, (Halves)zero, 0, 8, 1, 9, 2, 10, 3, 11);
}
#else
typedef uint8_t Bytes __attribute__((vector_size(LANES)));
typedef uint16_t Halves __attribute__((vector_size(LANES * 2)));

INLINE UVec wide16(const unsigned char *p) {
    Halves h;
    memcpy(&h, p, sizeof h);
    return __builtin_convertvector(h, UVec);
}

INLINE UVec wide8(const unsigned char *p) {
    Bytes b;
    memcpy(&b, p, sizeof b);
    return __builtin_convertvector(b, UVec);
}
#endif

INLINE Vec from_f32(const unsigned char *p) {
    return load(p);
}

INLINE Vec from_bf16(const unsigned char *p) {
    return (Vec)(wide16(p) << 16);
}

#ifdef LOAD_F16
INLINE Vec from_f16(const unsigned char *p) {
    return LOAD_F16(p);
}
#else
/* Exponent and mantissa moved into their places, the exponent's offset by addition; a subnormal one
 * is made as 2^-14 + mantissa * 2^-24, less 2^-14. */
INLINE Vec from_f16(const unsigned char *p) {
    UVec h = wide16(p), rest = (h & 0x7fff) << 13;
    UVec offset = (UVec)(rest >= 0x0f800000) & 0x38000000; /* once more for infinities and NaN */
    UVec tiny = (UVec)(rest < 0x00800000);
    UVec normal = rest + 0x38000000 + offset;
    UVec subnormal = (UVec)((Vec)(rest + 0x38800000) - 0x1p-14f);
    return (Vec)((normal & ~tiny) | (subnormal & tiny) | (h & 0x8000) << 16);
}
#endif

#ifdef LOAD_U8
INLINE Vec from_u8(const unsigned char *p) {
    return LOAD_U8(p);
}
#else
INLINE Vec from_u8(const unsigned char *p) {
    return __builtin_convertvector((IVec)wide8(p), Vec);
}
#endif

INLINE float sum_lanes(Vec v) {
    float lane[LANES], sum = 0.0f;
    memcpy(lane, &v, sizeof lane);
    for (int i = 0; i < LANES; i++) sum += lane[i];
    return sum;
}

/* `rows` and `size` are constants in every call. */
INLINE void fc_block(const FcRows *f, const int rows, const size_t size,
                     Vec (*weights)(const unsigned char *)) {
    const bool quantized = size == 1;
    Vec sum[FC_ROWS], scale[FC_ROWS], min[FC_ROWS];
    for (int r = 0; r < rows; r++) {
        sum[r] = splat(0.0f);
        scale[r] = splat(quantized ? f->scale[r] : 0.0f);
        min[r] = splat(quantized ? f->min[r] : 0.0f);
    }
    int64_t i = 0, step = LANES;
    float in[LANES] = {0};
    unsigned char end[FC_ROWS][LANES * 4] = {{0}};
    for (; i + step <= f->n; i += step) {
        Vec x = load(f->in + i);
        const unsigned char *w = f->w + (size_t)i * size;
        for (int r = 0; r < rows; r++) {
            __builtin_prefetch(w + (size_t)r * f->row + 1024);
            Vec v = weights(w + (size_t)r * f->row);
            if (quantized) v = v * scale[r] + min[r];
            sum[r] += v * x;
        }
    }
    size_t left = (size_t)(f->n - i);
    if (left > 0) memcpy(in, f->in + i, left * sizeof *in);
    for (int r = 0; r < rows; r++) {
        if (left > 0) {
            memcpy(end[r], f->w + (size_t)r * f->row + (size_t)i * size, left * size);
            Vec v = weights(end[r]);
            if (quantized) v = v * scale[r] + min[r];
            sum[r] += v * load(in);
        }
        f->out[r] = sum_lanes(sum[r]);
    }
}

#define FC_KERNEL(name, size, weights)                                                             \
    static void name(const FcRows *f, int rows) {                                                  \
        if (rows == FC_ROWS) {                                                                     \
            fc_block(f, FC_ROWS, size, weights);                                                   \
            return;                                                                                \
        }                                                                                          \
        for (int r = 0; r < rows; r++) {                                                           \
            FcRows one = {f->w + (size_t)r * f->row,                                               \
                          f->row,                                                                  \
                          f->scale + r,                                                            \
                          f->min + r,                                                              \
                          f->in,                                                                   \
                          f->n,                                                                    \
                          f->out + r};                                                             \
            fc_block(&one, 1, size, weights);                                                      \
        }                                                                                          \
    }

FC_KERNEL(fc_f32, 4, from_f32)
FC_KERNEL(fc_f16, 2, from_f16)
FC_KERNEL(fc_bf16, 2, from_bf16)
FC_KERNEL(fc_u8, 1, from_u8)

const Kernels *KERNELS(void) {
    static const Kernels kernels = {
        LANES,      PANEL,         to_last,     from_last, products, tile_weights,
        tile_input, tile_products, tile_output, pool_row,  relu,     lrn,
        fc_f32,     fc_f16,        fc_bf16,     fc_u8,
    };
    return &kernels;
}
