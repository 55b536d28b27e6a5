/* Layers that work on maps as they lie. Part of nn/kernels/body.h. */

/* A NaN in a window comes out, as in the reference. */
INLINE float larger_float(float a, float b) {
    return a > b || a != a ? a : b;
}
INLINE Vec4 larger4(Vec4 a, Vec4 b) {
    IVec4 first = (a > b) | (a != a);
    return (Vec4)(((IVec4)a & first) | ((IVec4)b & ~first));
}
INLINE Vec largers(Vec a, Vec b) {
    IVec first = (a > b) | (a != a);
    return (Vec)(((IVec)a & first) | ((IVec)b & ~first));
}

#if LANES == 16
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#elif LANES == 8
#define EVEN 0, 2, 4, 6, 8, 10, 12, 14
#define ODD 1, 3, 5, 7, 9, 11, 13, 15
#else
#define EVEN 0, 2, 4, 6
#define ODD 1, 3, 5, 7
#endif

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
        for (; x + LANES <= p->out_width; x += LANES) {
            const float *top = p->in + 2 * x, *below = top + p->width;
            Vec a = largers(load(below), load(top)),
                b = largers(load(below + LANES), load(top + LANES));
            store(out + x, largers(SHUFFLE(a, b, ODD), SHUFFLE(a, b, EVEN)));
        }
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

static void lrn(const Lrn *l, const float *in, int64_t plane, int before, int after, int64_t n, float *out) {
    bool usual = l->beta == 0.75f; /* the papers', which needs no power */
    for (int64_t i = 0; i < n; i++) {
        float squares = 0.0f;
        for (int near = -before; near <= after; near++) {
            float v = in[i + near * plane];
            squares += v * v;
        }
        float sum = l->k + l->alpha * squares, root = sqrtf(sum);
        out[i] = in[i] / (usual ? root * sqrtf(root) : powf(sum, l->beta));
    }
}
