/* What the files of the engine share. */
#ifndef NN_ENGINE_INSIDE_H
#define NN_ENGINE_INSIDE_H

#include "nn/engine.h"
#include "nn/kernels/kernels.h"
#include "nn/layer.h"

enum { MOST_WORKERS = 64 };

/* Memory for numbers, aligned to 64 bytes, that only grows. */
typedef struct Buffer {
    float *data;
    size_t count;
} Buffer;

/* Weights of one layer as the kernels want them. */
typedef struct Packed {
    const LayerWeights *of; /* NULL: nothing here */
    bool turned;            /* for the way back */
    float *data;
    size_t bytes; /* other ones for other forms: tiles are smaller where maps are */
    uint64_t used; /* when last */
} Packed;

enum { MOST_PACKED = 64 };

struct Engine {
    Isa isa;
    const Kernels *kernels;
    Workers *workers;
    size_t budget, cached; /* bytes */
    uint64_t clock;        /* counts uses of the cache */
    Packed packed[MOST_PACKED];
    Buffer shared, scratch[MOST_WORKERS];
    bool staged; /* the time of each stage is taken, a worker */
    Stages stages[MOST_WORKERS];
};

/* One portion of one layer. */
struct Portion {
    Engine *engine;
    const Layer *l;
    const LayerWeights *w;
    bool relu;
    bool turned; /* of a convolution: a gradient goes back through it (layers/conv_ways.h) */
    const float *in;
    float *out;
    int first, end; /* rows, or numbers of a vector */
    const uint8_t *wanted; /* by place of a map: where it has to be computed; NULL: in all of these rows */
};

/* A multiple of 16 numbers, so that arrays cut from one buffer stay aligned. */
static inline size_t padded(size_t count) {
    return (count + 15) / 16 * 16;
}
static inline int divide_up(int a, int b) {
    return (a + b - 1) / b;
}
static inline int least(int a, int b) {
    return a < b ? a : b;
}
static inline int most(int a, int b) {
    return a > b ? a : b;
}

/* At least so many numbers in the shared buffer and in each worker's. Error: memory. */
Error engine_scratch(Engine *engine, const Layer *l, size_t shared, size_t each_worker);

/* Writes weights in the form of the kernels; called for the panels in any order, by any thread. */
typedef void PackPanel(const Portion *s, int panel, float *scratch, float *out);
/* The layer's weights in the form of `pack`, from the cache, or made for it: `panels` times `size`
 * numbers; pack may use a worker's buffer. NULL where the budget does not allow it. */
const float *engine_packed(const Portion *s, int panels, size_t size, PackPanel *pack);

/* A portion of the way back through a convolution: `turned` is the layer that leads from the gradient `out` to `in`, w
 * are the convolution's own weights. Error: memory. */
Error engine_portion_back(Engine *engine, const Layer *turned, const LayerWeights *w, const float *out, float *in,
                          int portion);

const Kernels *isa_kernels(Isa isa);

/* How much longer arithmetic takes than with AVX2, about. */
double engine_slow(const Engine *engine);

#endif
