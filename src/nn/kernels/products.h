/* Sums of products. Part of nn/kernels/body.h. */

/* `n` and `vectors`, those of a panel that are wanted, are constants in every call, so that the sums stay in registers.
 */
INLINE void sum_block(const int n, const int vectors, const Products *p, const float *v, float *out, bool add) {
    Vec sum[BLOCK][2], u[2];
    for (int i = 0; i < n; i++)
        for (int k = 0; k < vectors; k++)
            sum[i][k] = add ? load(out + (size_t)i * p->out_pixel + k * LANES) : splat(0.0f);
    const float *weights = p->u;
    const char *soon = p->soon;
    const size_t pixel = p->pixel, soon_step = p->soon_step;
    for (int r = 0; r < p->runs; r++) {
        const float *row = v + (size_t)r * p->row;
        for (int c = 0; c < p->run; c++) {
            for (int k = 0; k < vectors; k++) u[k] = load(weights + k * LANES);
            __builtin_prefetch(soon, 0, 2);
            soon += soon_step;
            for (int i = 0; i < n; i++) {
                Vec f = splat(row[(size_t)i * pixel + (size_t)c]);
                for (int k = 0; k < vectors; k++) sum[i][k] += u[k] * f;
            }
            weights += PANEL;
        }
    }
    for (int i = 0; i < n; i++)
        for (int k = 0; k < vectors; k++) store(out + (size_t)i * p->out_pixel + k * LANES, sum[i][k]);
}

INLINE void sum_pixels(int n, const int vectors, const Products *p, const float *v, float *out, bool add) {
    switch (n) {
    case 1: sum_block(1, vectors, p, v, out, add); break;
    case 2: sum_block(2, vectors, p, v, out, add); break;
    case 3: sum_block(3, vectors, p, v, out, add); break;
    case 4: sum_block(4, vectors, p, v, out, add); break;
#if BLOCK >= 6
    case 5: sum_block(5, vectors, p, v, out, add); break;
    case 6: sum_block(6, vectors, p, v, out, add); break;
#endif
#if BLOCK >= 8
    case 7: sum_block(7, vectors, p, v, out, add); break;
    case 8: sum_block(8, vectors, p, v, out, add); break;
#endif
#if BLOCK >= 12
    case 9: sum_block(9, vectors, p, v, out, add); break;
    case 10: sum_block(10, vectors, p, v, out, add); break;
    case 11: sum_block(11, vectors, p, v, out, add); break;
    case 12: sum_block(12, vectors, p, v, out, add); break;
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
        sum_pixels(end - first, 2, p, p->v + (size_t)first * p->pixel,
                   p->out + (size_t)first * p->out_pixel, false);
    }
}

/* The weights of a panel stay in the nearest cache while all tiles are multiplied by them, and the
 * next ones are fetched meanwhile. */
static void tile_products(const TileProducts *t) {
    size_t out_tile = (size_t)t->panels * PANEL;
    Products p = {.pixel = t->v_tile, .out_pixel = out_tile, .runs = 1, .u = t->u};
    int blocks = (t->tiles + BLOCK - 1) / BLOCK;
    p.soon_step = (size_t)(PANEL * 4 / blocks);
    for (int product = 0; product < t->products; product++) {
        float *out = t->out + (size_t)product * t->out_product;
        for (int c = 0; c < t->channels; c += t->part) {
            const float *v = t->v + (size_t)product * t->v_product + c;
            p.run = smaller(t->part, t->channels - c);
            for (int panel = 0; panel < t->panels; panel++) {
                const float *next = p.u + (size_t)p.run * PANEL;
                for (int b = 0; b < blocks; b++) {
                    int first = block_start(t->tiles, blocks, b);
                    int n = block_start(t->tiles, blocks, b + 1) - first;
                    p.soon = (const char *)next + (size_t)b * p.soon_step * (size_t)p.run;
                    const float *from = v + (size_t)first * t->v_tile;
                    float *to = out + (size_t)first * out_tile + (size_t)panel * PANEL;
                    if (t->outputs - panel * PANEL > LANES) sum_pixels(n, 2, &p, from, to, c > 0);
                    else sum_pixels(n, 1, &p, from, to, c > 0);
                }
                p.u = next;
            }
        }
    }
}

/* `n` vectors of the row from x on, n a constant in every call. */
INLINE void row_block(const int n, const RowSums *p, int x) {
    Vec sum[ROW_OUTPUTS][ROW_VECTORS];
    for (int o = 0; o < ROW_OUTPUTS; o++)
        for (int i = 0; i < n; i++) sum[o][i] = splat(0.0f);
    const float *u = p->u;
    for (int c = 0; c < p->channels; c++) {
        for (int y = 0; y < p->kernel; y++) {
            const float *v = p->v + (size_t)c * p->plane + (size_t)y * p->row + x;
            for (int tap = 0; tap < p->kernel; tap++, v++, u += ROW_OUTPUTS) {
                Vec in[ROW_VECTORS];
                for (int i = 0; i < n; i++) in[i] = load(v + i * LANES);
                for (int o = 0; o < ROW_OUTPUTS; o++)
                    for (int i = 0; i < n; i++) sum[o][i] += in[i] * splat(u[o]);
            }
        }
    }
    for (int o = 0; o < p->outputs; o++) {
        for (int i = 0; i < n; i++) {
            Vec v = sum[o][i] + splat(p->bias[o]);
            store(p->out + o * p->stride + x + i * LANES, p->relu ? positives(v) : v);
        }
    }
}

static void row_sums(const RowSums *p) {
    int vectors = p->width / LANES, blocks = (vectors + ROW_VECTORS - 1) / ROW_VECTORS;
    for (int b = 0; b < blocks; b++) {
        int first = block_start(vectors, blocks, b), n = block_start(vectors, blocks, b + 1) - first;
        if (n == ROW_VECTORS) row_block(ROW_VECTORS, p, first * LANES);
        else if (n == ROW_VECTORS - 1) row_block(ROW_VECTORS - 1, p, first * LANES);
        else
            for (int i = 0; i < n; i++) row_block(1, p, (first + i) * LANES);
    }
    if (p->width % LANES) row_block(1, p, p->width - LANES); /* overlaps those before */
}
