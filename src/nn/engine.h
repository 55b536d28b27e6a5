/* The fast layers: SIMD chosen when the program starts, threads, weights kept in the form that the
 * kernels want within one budget for the whole program.
 *
 * A layer is computed in portions, so that it can be watched and stopped. A portion makes some rows of
 * every map, or some numbers of a vector; portions may come in any order, and the bits of a result
 * depend neither on the number of threads nor on that order. */
#ifndef NN_ENGINE_H
#define NN_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/workers.h"
#include "nn/tensor.h"

typedef enum Isa { ISA_PORTABLE, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_NEON, ISA_WASM, ISA_COUNT } Isa;

const char *isa_name(Isa isa); /* portable, sse2, avx2, avx512, neon */
bool isa_available(Isa isa);   /* built in, and this processor has it (avx2 means AVX2 and FMA) */
/* What VGGSCOPE_ISA names, else the best that the processor has.
 * Error: isa.unknown, isa.missing. */
Error isa_choose(Isa *isa);

typedef struct Engine Engine;

/* The budget that VGGSCOPE_CACHE names, in MB, else 512 MB. Error: cache.budget. */
Error engine_budget(size_t *bytes);

/* threads: 0 for one a processor. budget: bytes for transformed weights; with 0 everything still
 * runs, slower. Error: memory. */
Error engine_open(Isa isa, int threads, size_t budget, Engine **out);
void engine_close(Engine *engine);
Isa engine_isa(const Engine *engine);
Workers *engine_workers(Engine *engine);

/* How many portions the layer is computed in. Each takes a few milliseconds, so that a cancelled
 * layer ends soon. */
int engine_portions(const Engine *engine, const Layer *l);
/* The rows [*first, *end) of every map (of a vector: the numbers) that a portion makes. */
void engine_portion_rows(const Engine *engine, const Layer *l, int portion, int *first, int *end);

/* Computes one portion: in (C, H, W) and out (C, H, W) as in the layer, float32, 64-byte aligned, with
 * 64 readable bytes behind their end. With `relu`, for a convolution or a fully connected layer,
 * out = max(out, 0), the same bits as if ReLU had run apart. w may be NULL for a layer without weights.
 * Error: memory. */
Error engine_portion(Engine *engine, const Layer *l, const LayerWeights *w, bool relu, const float *in,
                   float *out, int portion);

/* A layer of maps may be computed anew in some places alone: those that `wanted` marks, by place of a map. The others
 * keep their values, or are given the same bits again. Below row *end, 0 at first, and up to what takes a few
 * milliseconds: the rows [*first, *end) that have wanted places. False: there are none any more. */
bool engine_band(const Engine *engine, const Layer *l, const uint8_t *wanted, int *first, int *end);
/* Computes them, as engine_portion does. Error: memory. */
Error engine_places(Engine *engine, const Layer *l, const LayerWeights *w, bool relu, const float *in, float *out,
                    const uint8_t *wanted, int first, int end);

/* Where the time of Winograd's convolutions goes, in milliseconds of all threads together: transforming the input,
 * multiplying, transforming back. Counted once it has been asked for; each call begins anew. */
typedef struct Stages {
    double input, products, output;
} Stages;
Stages engine_stages(Engine *engine);

/* Puts a layer's weights into the cache before they are needed, where it has any use for them. */
void engine_prepare(Engine *engine, const Layer *l, const LayerWeights *w);

/* Drops what the cache holds of these weights; to be called before their memory goes. */
void engine_forget(Engine *engine, const LayerWeights *w);

#endif
