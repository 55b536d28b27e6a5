/* Between maps, (C, H, W), and channels last. Part of nn/kernels/body.h. */

/* (4, 4) in place. */
INLINE void transpose4(Vec4 r[4]) {
    Vec4 a = SHUFFLE4(r[0], r[1], 0, 4, 1, 5), b = SHUFFLE4(r[2], r[3], 0, 4, 1, 5);
    Vec4 c = SHUFFLE4(r[0], r[1], 2, 6, 3, 7), d = SHUFFLE4(r[2], r[3], 2, 6, 3, 7);
    r[0] = SHUFFLE4(a, b, 0, 1, 4, 5);
    r[1] = SHUFFLE4(a, b, 2, 3, 6, 7);
    r[2] = SHUFFLE4(c, d, 0, 1, 4, 5);
    r[3] = SHUFFLE4(c, d, 2, 3, 6, 7);
}

/* Four rows in place: afterwards row j holds, in each quarter, eighth, ... of four lanes, what was
 * column j of it. */
#if LANES == 16
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define LOW_PAIRS 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_PAIRS 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define EVEN_FOURS 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27
#define ODD_FOURS 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31
#elif LANES == 8
#define LOW 0, 8, 1, 9, 4, 12, 5, 13
#define HIGH 2, 10, 3, 11, 6, 14, 7, 15
#define LOW_PAIRS 0, 1, 8, 9, 4, 5, 12, 13
#define HIGH_PAIRS 2, 3, 10, 11, 6, 7, 14, 15
#define EVEN_FOURS 0, 1, 2, 3, 8, 9, 10, 11
#define ODD_FOURS 4, 5, 6, 7, 12, 13, 14, 15
#else
#define LOW 0, 4, 1, 5
#define HIGH 2, 6, 3, 7
#define LOW_PAIRS 0, 1, 4, 5
#define HIGH_PAIRS 2, 3, 6, 7
#endif

INLINE void transpose_fours(Vec r[4]) {
    Vec a = SHUFFLE(r[0], r[1], LOW), b = SHUFFLE(r[2], r[3], LOW);
    Vec c = SHUFFLE(r[0], r[1], HIGH), d = SHUFFLE(r[2], r[3], HIGH);
    r[0] = SHUFFLE(a, b, LOW_PAIRS);
    r[1] = SHUFFLE(a, b, HIGH_PAIRS);
    r[2] = SHUFFLE(c, d, LOW_PAIRS);
    r[3] = SHUFFLE(c, d, HIGH_PAIRS);
}

/* (LANES, LANES) in place. */
INLINE void transpose(Vec r[LANES]) {
    for (int i = 0; i < LANES; i += 4) transpose_fours(r + i);
#if LANES == 16
    for (int j = 0; j < 4; j++) { /* r[4 g + j], its four q: row 4 q + j, four g */
        Vec a = SHUFFLE(r[j], r[4 + j], EVEN_FOURS), b = SHUFFLE(r[8 + j], r[12 + j], EVEN_FOURS);
        Vec c = SHUFFLE(r[j], r[4 + j], ODD_FOURS), d = SHUFFLE(r[8 + j], r[12 + j], ODD_FOURS);
        r[j] = SHUFFLE(a, b, EVEN_FOURS);
        r[4 + j] = SHUFFLE(c, d, EVEN_FOURS);
        r[8 + j] = SHUFFLE(a, b, ODD_FOURS);
        r[12 + j] = SHUFFLE(c, d, ODD_FOURS);
    }
#elif LANES == 8
    for (int j = 0; j < 4; j++) {
        Vec a = SHUFFLE(r[j], r[4 + j], 0, 1, 2, 3, 8, 9, 10, 11);
        r[4 + j] = SHUFFLE(r[j], r[4 + j], 4, 5, 6, 7, 12, 13, 14, 15);
        r[j] = a;
    }
#endif
}

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

/* The same for a vector of rows and at least as many numbers. */
INLINE void all_to_last(const float *in, int64_t stride, int n, float *out, size_t pixel) {
    for (int at = 0; at < n; at += LANES) {
        int i = smaller(at, n - LANES);
        Vec t[LANES];
        for (int r = 0; r < LANES; r++) t[r] = load(in + r * stride + i);
        transpose(t);
        for (int r = 0; r < LANES; r++) store(out + (size_t)(i + r) * pixel, t[r]);
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
        float *to = out + (size_t)first * pixel;
        int c = 0, n = end - first;
        for (; n >= LANES && c + LANES <= in->channels; c += LANES)
            all_to_last(row + c * in->stride, in->stride, n, to + c, pixel);
        for (; c < in->channels; c += 4)
            rows_to_last(row + c * in->stride, in->stride, smaller(4, in->channels - c), n, to + c,
                         pixel);
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

INLINE void all_from_last(const float *in, size_t pixel, int n, const float *bias, bool relu,
                          float *out, int64_t stride) {
    for (int at = 0; at < n; at += LANES) {
        int i = smaller(at, n - LANES);
        Vec t[LANES];
        for (int r = 0; r < LANES; r++) t[r] = load(in + (size_t)(i + r) * pixel);
        transpose(t);
        for (int r = 0; r < LANES; r++) {
            Vec v = t[r] + bias[r];
            store(out + r * stride + i, relu ? positives(v) : v);
        }
    }
}

static void from_last(const float *in, size_t pixel, int columns, int rows, const float *bias,
                      bool relu, const Planes *out, int y, int x) {
    int n = smaller(columns, out->w - x);
    rows = smaller(rows, out->h - y);
    for (int r = 0; r < rows; r++, in += (size_t)columns * pixel) {
        float *to = out->data + (int64_t)(y + r) * out->w + x;
        int c = 0;
        for (; n >= LANES && c + LANES <= out->channels; c += LANES)
            all_from_last(in + c, pixel, n, bias + c, relu, to + c * out->stride, out->stride);
        for (; c < out->channels; c += 4)
            rows_from_last(in + c, pixel, smaller(4, out->channels - c), n, bias + c, relu,
                           to + c * out->stride, out->stride);
    }
}
