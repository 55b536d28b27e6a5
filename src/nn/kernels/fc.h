/* Fully connected layers: the dot product of each row, straight from its stored type. Part of
 * nn/kernels/body.h. */

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
