/* A layer of a network: one row of its table. */
#ifndef MODEL_LAYER_H
#define MODEL_LAYER_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/kinds.h"

typedef enum Kind {
#define KIND_VALUE(value, word) KIND_##value,
    ROW_KINDS(KIND_VALUE) PASSING_KINDS(KIND_VALUE)
#undef KIND_VALUE
} Kind;

#define KIND_ONE(value, word) +1
enum { ROW_KINDS_COUNT = ROW_KINDS(KIND_ONE) };
#undef KIND_ONE

typedef struct Shape {
    int c, h, w; /* channels, rows, columns; a vector of n numbers is {n, 1, 1} */
} Shape;

static inline int64_t shape_count(Shape s) { return (int64_t)s.c * s.h * s.w; }

/* A window that is moved over maps; what it misses at their ends is padding. */
typedef struct Sliding {
    int kernel, stride, pad;
    int more;   /* padding at the bottom and at the right beyond `pad` */
    int ceil;   /* the last window may reach beyond it */
    int places; /* so many come out, whatever goes in; 0: as the window has it */
} Sliding;
static_assert(sizeof(Sliding) == 6 * sizeof(int), "equal ones have equal bytes");

/* Local response normalization: b = a / (k + alpha * sum over n channels of a^2)^beta, alpha not
 * divided by n (section 3.3 of the AlexNet paper). */
#define LRN_SIZE 5
#define LRN_K 2.0
#define LRN_ALPHA 1e-4
#define LRN_BETA 0.75

/* Batch normalization: y = (x - mean) / sqrt(variance + epsilon) * weight + bias, channel by channel (Ioffe and
 * Szegedy, arXiv 1502.03167; PyTorch's epsilon). */
#define BN_EPSILON 1e-5

#define LEAKY_SLOPE 0.01 /* PyTorch's */

typedef struct Layer {
    Kind kind;
    char name[24];        /* the paper's: conv3_3, relu3_3, pool3, fc6, prob */
    char keras[16];       /* block3_conv3, fc1, predictions; "" where Keras has no such layer */
    int block;            /* 1 to 5; 0 behind the last pool */
    int features_index;   /* torchvision's features[i], or -1 */
    int classifier_index; /* torchvision's classifier[i], or -1 */
    int weight_layer;     /* 1 for the first convolution or fully connected layer; 0 for any other */
    Shape in, out;
    int kernel, stride, pad, groups; /* 0 where the kind has none; an LRN's kernel is its n; the largest window where an
                                        average's differ, which have no stride then */
    int pad_more;                    /* so many rows and columns more at the bottom and at the right */
    bool ceil;                       /* of a pool: its last window may reach beyond the padding */
    bool counts_padding;             /* of an average: padding is zeros that count */
    int adaptive;                    /* of an average: rows and columns that come out; 0: as its window has it */
    double epsilon;                  /* of batch normalization */
    double slope;                    /* of a leaky ReLU below 0; of an ELU its lowest value, less its sign */
    double alpha, beta, k;           /* of an LRN */
    bool unbiased;                   /* it has weights, and no biases */
    int64_t params;                  /* weights and biases; 0 where it has none */
    int64_t macs;                    /* multiply-adds of convolutions and fully connected layers */
    int field, jump;                 /* pixels one unit sees, pixels between neighbours; where units differ (uneven),
                                        what the largest sees, and the mean distance, rounded */
    double start;                    /* centre of unit 0, the centre of pixel 0 being 0 */
    bool uneven;                     /* it, or one before it, is an average whose windows differ in size */
    const char *path;                /* of the module in its file (DraftLayer.path); "" in the catalogue */
} Layer;

#endif
