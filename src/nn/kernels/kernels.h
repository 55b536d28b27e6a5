/* The inner loops that exist once for every instruction set. nn/kernels/body.h has them in vectors of
 * any length; each file of an instruction set compiles it for one set.
 *
 * "Channels last" is the form in which they compute: the channels of a pixel lie side by side. A
 * panel is the number of outputs computed together, two vectors of them. */
#ifndef NN_KERNELS_KERNELS_H
#define NN_KERNELS_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOST_LANES = 16 };

/* Some channels of some maps in the order (C, H, W). */
typedef struct Planes {
    float *data;    /* of the first channel */
    int64_t stride; /* numbers from channel to channel */
    int channels, h, w;
} Planes;

/* Sums of products: out[i][o] = sum over r < runs, c < run of u[r * run + c][o] * v[i][r][c], for a
 * panel of o. */
typedef struct Products {
    const float *u; /* (runs * run, panel), aligned */
    const float *v; /* v[i * pixel + r * row + c] */
    float *out;     /* out[i * out_pixel + o], aligned */
    size_t pixel, row, out_pixel;
    int runs, run, pixels;
    const char *soon; /* fetched meanwhile, soon_step bytes a product */
    size_t soon_step;
} Products;

/* The same for all products of tiles, for several panels and one part of the channels after the
 * other. */
typedef struct TileProducts {
    const float *u; /* (products, parts, panels, channels of the part, panel size) */
    const float *v; /* v[product * v_product + tile * v_tile + c] */
    size_t v_product, v_tile;
    float *out; /* out[product * out_product + (tile * panels + panel) * panel size + o] */
    size_t out_product;
    int products, channels, part, panels, tiles;
    int outputs; /* of all panels; of the last one only the vectors that have some are made */
} TileProducts;

/* A row of results of ROW_OUTPUTS outputs, from rows of input maps as they lie. */
enum { ROW_OUTPUTS = 4 };
typedef struct RowSums {
    const float *u; /* (channels, kernel, kernel, ROW_OUTPUTS) */
    const float *v; /* v[c * plane + i * row + x], padding included */
    size_t plane, row;
    int channels, kernel, width; /* width: results, at least `lanes` */
    const float *bias;
    bool relu;
    int outputs; /* of ROW_OUTPUTS that are stored */
    float *out;  /* out[o * stride + x] */
    int64_t stride;
} RowSums;

/* A pool's window over one row of results, clipped to the map. */
typedef struct PoolRow {
    const float *in; /* the first row of the window */
    int rows, width; /* of the window that lie inside; numbers of an input row */
    int kernel, stride, pad, out_width;
} PoolRow;

/* x / (k + alpha * sum of squares)^beta */
typedef struct Lrn {
    float k, alpha, beta;
} Lrn;

/* Rows of a matrix against a vector, float32 out: sums without bias. */
typedef struct FcRows {
    const unsigned char *w;   /* at any alignment */
    size_t row;               /* bytes from row to row */
    const float *scale, *min; /* of U8, one a row */
    const float *in;
    int64_t n;
    float *out;
} FcRows;

enum { FC_ROWS = 4 }; /* computed together */

typedef struct Kernels {
    int lanes, panel; /* floats */

    /* Rows y, ... and columns x, ... of planes, zeros outside, to out[(row * columns + column) *
     * pixel + channel]. */
    void (*to_last)(const Planes *in, int y, int rows, int x, int columns, float *out,
                    size_t pixel);
    /* `rows` rows of `columns` pixels back into planes at row y and column x, plus a bias, clipped
     * to them. */
    void (*from_last)(const float *in, size_t pixel, int columns, int rows, const float *bias,
                      bool relu, const Planes *out, int y, int x);

    void (*products)(const Products *p);
    void (*row_sums)(const RowSums *p);

    /* Winograd's tiles: m x m results, m = 2 or 4, from (m + 2)^2 inputs by as many products.
     * 3x3 kernels of a panel's outputs, w[o * w_output + c * 9 + i], to
     * u[product * u_product + c * panel + o]. */
    void (*tile_weights)(int m, const float *w, size_t w_output, int outputs, int channels,
                         float *u, size_t u_product);
    /* A row of tiles of one vector of channels: strip (m + 2, m * tiles + 2, lanes) to
     * v[product * v_product + tile * v_tile + lane]. */
    void (*tile_input)(int m, const float *strip, int tiles, float *v, size_t v_product,
                       size_t v_tile);
    void (*tile_products)(const TileProducts *p);
    /* sums[p * product + t * tile + lane] to a strip (m, m * tiles, lanes). */
    void (*tile_output)(int m, const float *sums, size_t product, size_t tile, int tiles,
                        float *strip);

    void (*pool_row)(const PoolRow *p, float *out);
    void (*relu)(const float *in, int64_t n, float *out);
    /* n numbers of a map; in[i * plane] for -before <= i <= after are its neighbours. */
    void (*lrn)(const Lrn *l, const float *in, int64_t plane, int before, int after, int64_t n, float *out);

    void (*fc_f32)(const FcRows *f, int rows); /* rows: up to FC_ROWS */
    void (*fc_f16)(const FcRows *f, int rows);
    void (*fc_bf16)(const FcRows *f, int rows);
    void (*fc_u8)(const FcRows *f, int rows);
} Kernels;

/* NULL where the program was not built for the set. */
const Kernels *kernels_portable(void);
const Kernels *kernels_sse2(void);
const Kernels *kernels_avx2(void);
const Kernels *kernels_avx512(void);
const Kernels *kernels_neon(void);
const Kernels *kernels_wasm(void);

#endif
