/* Winograd's transforms: Y = A^T ((G g G^T) . (B^T d B)) A, F(2x2, 3x3) at the points 0, 1, -1 and
 * infinity, F(4x4, 3x3) at 0, 1, -1, 2, -2 and infinity (Lavin and Gray, arXiv 1509.09308). `m`, the
 * side of a tile's results, is a constant wherever it is called. Part of nn/kernels/body.h. */

enum { MOST = 6 }; /* the side of a tile's inputs at most */

/* One dimension of G g. */
INLINE void weights_1d(const int m, Vec g0, Vec g1, Vec g2, Vec out[MOST]) {
    if (m == 2) {
        Vec even = (g0 + g2) * 0.5f, odd = g1 * 0.5f;
        out[0] = g0;
        out[1] = even + odd;
        out[2] = even - odd;
        out[3] = g2;
        return;
    }
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
INLINE void input_1d(const int m, const Vec d[MOST], Vec out[MOST]) {
    if (m == 2) {
        out[0] = d[0] - d[2];
        out[1] = d[1] + d[2];
        out[2] = d[2] - d[1];
        out[3] = d[1] - d[3];
        return;
    }
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
INLINE void output_1d(const int m, const Vec p[MOST], Vec out[4]) {
    if (m == 2) {
        out[0] = p[0] + p[1] + p[2];
        out[1] = p[1] - p[2] - p[3];
        return;
    }
    Vec even = p[1] + p[2], odd = p[1] - p[2];
    Vec even2 = p[3] + p[4], odd2 = p[3] - p[4];
    out[0] = p[0] + even + even2;
    out[1] = odd + odd2 * 2.0f;
    out[2] = even + even2 * 4.0f;
    out[3] = odd + odd2 * 8.0f + p[5];
}

/* Kernels transposed at a time, so that they stay in the nearest cache. */
enum { KERNELS_AT_A_TIME = 8 };

INLINE void weights_to_tiles(const int m, const float *w, size_t w_output, int outputs,
                             int channels, float *u, size_t u_product) {
    const int side = m + 2;
    float lanes[KERNELS_AT_A_TIME * 9][PANEL] __attribute__((aligned(64))) = {{0}};
    for (int first = 0; first < channels; first += KERNELS_AT_A_TIME) {
        int n = smaller(KERNELS_AT_A_TIME, channels - first);
        for (int o = 0; o < outputs; o += 4)
            rows_to_last(w + (size_t)o * w_output + (size_t)first * 9, (int64_t)w_output,
                         smaller(4, outputs - o), n * 9, &lanes[0][o], PANEL);
        for (int i = 0; i < 2 * n; i++) {
            Vec rows[3][MOST], column[MOST];
            float(*g)[PANEL] = &lanes[i / 2 * 9];
            float *out = u + (size_t)(first + i / 2) * PANEL + i % 2 * LANES;
            for (int r = 0; r < 3; r++)
                weights_1d(m, load(g[3 * r] + i % 2 * LANES), load(g[3 * r + 1] + i % 2 * LANES),
                           load(g[3 * r + 2] + i % 2 * LANES), rows[r]);
            for (int j = 0; j < side; j++) {
                weights_1d(m, rows[0][j], rows[1][j], rows[2][j], column);
                for (int r = 0; r < side; r++)
                    store(out + (size_t)(side * r + j) * u_product, column[r]);
            }
        }
    }
}

INLINE void input_to_tiles(const int m, const float *strip, int tiles, float *v, size_t v_product,
                           size_t v_tile) {
    const int side = m + 2;
    size_t row = (size_t)(m * tiles + 2) * LANES;
    for (int t = 0; t < tiles; t++) {
        const float *from = strip + (size_t)(m * t) * LANES;
        Vec rows[MOST][MOST], d[MOST], column[MOST];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) d[j] = load(from + (size_t)i * row + j * LANES);
            input_1d(m, d, rows[i]);
        }
        float *to = v + (size_t)t * v_tile;
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) d[i] = rows[i][j];
            input_1d(m, d, column);
            for (int i = 0; i < side; i++) store(to + (size_t)(side * i + j) * v_product, column[i]);
        }
    }
}

INLINE void tiles_to_output(const int m, const float *sums, size_t product, size_t tile, int tiles,
                            float *strip) {
    const int side = m + 2;
    size_t row = (size_t)(m * tiles) * LANES;
    for (int t = 0; t < tiles; t++) {
        const float *from = sums + (size_t)t * tile;
        Vec rows[MOST][4], d[MOST], column[4];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) d[j] = load(from + (size_t)(side * i + j) * product);
            output_1d(m, d, rows[i]);
        }
        float *to = strip + (size_t)(m * t) * LANES;
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < side; i++) d[i] = rows[i][j];
            output_1d(m, d, column);
            for (int i = 0; i < m; i++) store(to + (size_t)i * row + j * LANES, column[i]);
        }
    }
}

static void tile_weights(int m, const float *w, size_t w_output, int outputs, int channels,
                         float *u, size_t u_product) {
    if (m == 2) weights_to_tiles(2, w, w_output, outputs, channels, u, u_product);
    else weights_to_tiles(4, w, w_output, outputs, channels, u, u_product);
}

static void tile_input(int m, const float *strip, int tiles, float *v, size_t v_product,
                       size_t v_tile) {
    if (m == 2) input_to_tiles(2, strip, tiles, v, v_product, v_tile);
    else input_to_tiles(4, strip, tiles, v, v_product, v_tile);
}

static void tile_output(int m, const float *sums, size_t product, size_t tile, int tiles,
                        float *strip) {
    if (m == 2) tiles_to_output(2, sums, product, tile, tiles, strip);
    else tiles_to_output(4, sums, product, tile, tiles, strip);
}
