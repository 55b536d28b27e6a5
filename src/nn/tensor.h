/* A tensor of weights as it is stored: in a mapped file, or in memory. */
#ifndef NN_TENSOR_H
#define NN_TENSOR_H

#include <stdint.h>

#include "model/kind.h"
#include "model/net.h"

typedef enum DType { DTYPE_F32, DTYPE_F16, DTYPE_BF16, DTYPE_U8, DTYPE_COUNT } DType;

typedef struct Tensor {
    const void *data; /* little endian, row-major, at any alignment */
    DType type;
    int rank;
    int64_t dim[4];
    /* U8 only: value = u8 * scale + min, one pair for all, or one an output channel (dim[0]). At any
     * alignment, like the data. */
    const void *scale, *min;
    int64_t scales; /* 1 or dim[0] */
} Tensor;

int64_t tensor_count(const Tensor *t);
enum { DIMS_TEXT = 96 };
void dims_text(const int64_t dim[], int rank, char out[DIMS_TEXT]); /* "64x3x3x3", of four at most */
int dtype_size(DType type);           /* bytes of a number */
const char *dtype_name(DType type);   /* F32, F16, BF16, U8 */

/* Numbers `first` to first + n - 1 in row-major order, as float32. */
void tensor_read(const Tensor *t, int64_t first, int64_t n, float *out);

/* n float64, little endian and at any alignment, rounded to float32. */
void tensor_narrow(const void *from, int64_t n, float *out);

/* Weights of one layer: a convolution's are (out_c, in_c / groups, k, k), those of a fully connected
 * layer (out, in); biases are (out). Batch normalization has four of (out). */
typedef struct LayerWeights {
    Tensor weight, bias;
    Tensor mean, variance; /* of batch normalization: what the training has kept */
} LayerWeights;

/* Those of it that the layer has, in the order of LayerKind.tensors; each with its shape. Their number. */
int layer_tensors(const Layer *l, LayerWeights *w, TensorShape shape[LAYER_TENSORS], Tensor *out[LAYER_TENSORS]);

#endif
