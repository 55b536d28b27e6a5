/* The weights of one network, wherever they come from: a mapped file (io/weights_file.h fills the
 * struct), or a seed. */
#ifndef NN_WEIGHTS_H
#define NN_WEIGHTS_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/workers.h"
#include "nn/prepare.h"
#include "nn/tensor.h"

typedef enum Origin {
    ORIGIN_UNKNOWN,
    ORIGIN_KERAS,       /* Oxford's, by way of Keras */
    ORIGIN_TORCHVISION, /* torchvision's own training */
    ORIGIN_SLIM,        /* bundled: every width divided by four */
    ORIGIN_RANDOM,      /* seeded */
    ORIGIN_COUNT
} Origin;

/* Who says what lies between the tensors of a network of one's own, and in which order they stand (io/derive.h). */
#define EACH_DESCRIBED(FIRST, NEXT)                                                                                 \
    FIRST(DESCRIBED_BY_FILE, file)     /* the file itself */                                                        \
    NEXT(DESCRIBED_BY_TEXT, text)      /* NAME.net beside it, or one that was named */                            \
    NEXT(DESCRIBED_BY_LISTS, lists)    /* the gaps between numbers, as in nn.Sequential */                          \
    NEXT(DESCRIBED_BY_SHAPES, shapes)  /* those of a network of the catalogue, whose convolutions it has */         \
    NEXT(DESCRIBED_BY_NAMES, names)    /* blocks as VGG's: conv2_1 */                                               \
    NEXT(DESCRIBED_BY_ORDER, order)    /* the order in which a class of one's own made its modules */
typedef enum DescribedBy { WORD_VALUES(EACH_DESCRIBED) } DescribedBy;

/* What the maps of a layer have been fitted to: the maps of another network's layer. */
typedef struct Followed {
    int row;         /* of the other network in full width */
    char layer[24];  /* what that one is called */
    const int *map;  /* of it, one for each map here; NULL: the layer follows none */
} Followed;

typedef struct Weights {
    Net net;                         /* in the width of these weights */
    LayerWeights layer[NET_LAYERS];  /* by row; empty where a row has none */
    Origin origin;
    bool seeded;                     /* the numbers are made when a layer first needs them */
    uint32_t seed;                   /* of ORIGIN_RANDOM */
    char path[PATH_SIZE];            /* the file, "" for seeded ones */
    char part[128];                  /* what was named of the file, of several networks; "" nothing */
    char taken[128];                 /* what the file calls the network, "" where it holds but one */
    Preparation found, preparation;  /* of photos: as the file tells, and as it is done */
    DescribedBy described;           /* of a network of one's own */
    bool doubtful;                   /* `found` is a guess by the scale of the first weights alone */
    DType type;                      /* how most of them are stored */
    NetId follows_net;               /* whose maps are followed */
    Followed follows[NET_LAYERS];    /* by row; of weight layers */
    Error follows_fault;             /* why what the file says about that is not believed */
    Mapped file;
    Arena memory;                    /* scales and the like, or the seeded numbers */
    bool ready[NET_LAYERS];          /* made, or found finite */
    int64_t touched[NET_LAYERS];     /* numbers of the weight of which that is known, the first ones */
} Weights;

void weights_close(Weights *w);
/* Gives layers without biases such of 0, from the memory of the weights. Error: memory. */
Error weights_zero_biases(Weights *w);

/* Random weights of a network at full width. The same bits on every machine, by integers alone:
 *   key(name)  = FNV-1a of 32 bits over the tensor's name, torchvision's (features.0.weight), xor
 *                seed * 0x9E3779B9
 *   bits(i)    = chance_bits(key, i) (base/chance.h), i counted row-major
 *   value(i)   = (floor(bits(i) / 2^8) - 2^23 + 1/2) * bound / 2^23, in float32
 *   bound      = floor(sqrt(6 * 2^40 / fan_in)) / 2^20 for weights: their variance is 2 / fan_in (He
 *                et al., 2015), which keeps the size of activations; 1/16 for biases and the means of batch
 *                normalization, 1/4 around 1 for its weights and variances.
 * Error: memory. */
Error weights_seeded(NetId id, uint32_t seed, Weights *out);

/* Gives a row such numbers in the place of those that it has, in memory of the weights. Whoever has used those says so
 * to the engine (engine_forget) before. Error: memory. */
Error weights_randomize(Weights *w, int row, uint32_t seed, Workers *workers);

/* Whether weights are asked for by "random" (seed 1) or "random:SEED", SEED a number of 32 bits. */
bool weights_random(const char *what, uint32_t *seed);

/* Makes sure that a row's weights can be used: seeded ones are made, others are checked. Not to be
 * called for one Weights from two threads at once. Once `cancel` is set (NULL: never) it ends soon, without an error;
 * the row is then not ready, and the next call goes on from there.
 * Error: weights.not_finite. */
Error weights_touch(Weights *w, int row, Workers *workers, const atomic_bool *cancel);

/* Whether the layers of a network of one's own, or their order, are a guess. */
bool weights_guessed(const Weights *w);

/* To be asked once weights have been used. Error: file.changed, somebody has cut or rewritten their file. */
Error weights_unchanged(const Weights *w);

/* What the maps of a row follow; behind a convolution or fully connected layer its ReLU and its pool have the same
 * maps. NULL: nothing. */
const Followed *weights_followed(const Weights *w, int row);
/* Whether map for map two rows follow the same maps of the same layer. */
bool weights_follow_alike(const Weights *a, int row_a, const Weights *b, int row_b);

/* torchvision's name of a row's tensors: "features.0" + ".weight". */
void weights_name(const Layer *l, const char *what, char out[32]);

bool tensor_finite(const Tensor *t, Workers *workers);

#endif
