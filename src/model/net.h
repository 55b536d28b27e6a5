/* The catalogue of networks: one table from which every shape, figure and name is computed.
 *
 * A network is a row of layers, one row a module of the kinds that do something: convolution,
 * batch normalization, activation, LRN, pool, fully connected, softmax. What torchvision has besides (average pool,
 * flatten, dropout) passes its input through when a network answers; it has no row, but it is counted in
 * torchvision's indices and listed in `modules`. An average pool that does something is a row.
 *
 * Sources: Simonyan and Zisserman, arXiv 1409.1556, table 1; Krizhevsky, Sutskever and Hinton,
 * 2012, for the grouped AlexNet; torchvision.models.alexnet for the other one. */
#ifndef MODEL_NET_H
#define MODEL_NET_H

#include <stdbool.h>

#include "base/error.h"
#include "base/words.h"
#include "model/layer.h"

typedef enum NetId {
    NET_A,
    NET_A_LRN,
    NET_B,
    NET_C,
    NET_VGG16,
    NET_VGG19,
    NET_ALEXNET,
    NET_ALEXNET_2012,
    FAMILY_NETS, /* so many are columns of the family's table */
    NET_A_BN = FAMILY_NETS,
    NET_B_BN,
    NET_VGG16_BN,
    NET_VGG19_BN, /* the same with batch normalization behind each convolution */
    NET_COUNT, /* also where any network will do, or none */
    NET_OWN    /* the first of one's own */
} NetId;

enum { NET_LAYERS = 96, NET_MODULES = 96 };

typedef enum Part { PART_FEATURES, PART_AVGPOOL, PART_FLATTEN, PART_CLASSIFIER, PART_NONE } Part;

/* A module as torchvision lists it; `layer` is its row, or -1 where it passes through. */
typedef struct Module {
    Part part;
    int index; /* within features or classifier; -1 for avgpool, flatten and the softmax */
    Kind kind;
    int layer;
} Module;

typedef struct Net {
    NetId id;
    int width; /* every width is divided by this: 1 for the network itself, 4 for "slim 1/4" */
    Shape input;
    int layers;
    Layer layer[NET_LAYERS];
    int modules;
    Module module[NET_MODULES];
    int64_t params, macs, values; /* values: activations of all steps, input and ReLU's twins aside */
    int weight_layers, convs, fcs;
} Net;

/* What does not depend on the width. NAN: not published, or not published for this network. */
typedef struct NetInfo {
    const char *name;   /* on the command line: vgg16 */
    const char *alias;  /* the paper's letter there: d */
    const char *title;  /* VGG-16 */
    const char *letter; /* the column of the paper's table 1, also of what was made from it: D; "" for AlexNet */
    bool in_torchvision;
    double paper_top1, paper_top5;   /* error in per cent, one scale, S = Q = 256 (table 3) */
    double larger_top1, larger_top5; /* the same, S = Q = 384 */
    double jitter_top1, jitter_top5; /* error, S in [256, 512], fine-tuned from S = 384; Q = 384 (table 3) */
    double torchvision_top1, torchvision_top5; /* accuracy in per cent, IMAGENET1K_V1 */
} NetInfo;

/* A network that is none of the catalogue's: a chain of layers as a file has them. What is 0 or "" is as in the
 * catalogue. */
typedef struct DraftLayer {
    Kind kind;
    Part part; /* PART_AVGPOOL: torchvision's `avgpool` between the two */
    int index; /* within features or classifier; -1: the classifier is this layer */
    int outputs, kernel, stride, pad, groups; /* outputs of a convolution and a fully connected layer */
    int unbiased;
    int pad_more;        /* so many rows and columns more at the bottom and at the right than `pad` */
    int ceil;            /* of a pool: its last window may reach beyond the padding (PyTorch's ceil_mode) */
    int counts_padding;  /* of an average: padding is zeros that count, what lies beyond it (ceil) is not */
    int adaptive;        /* of an average: so many rows and columns come out (1: the mean of each map), whatever goes
                            in: place i has rows floor(i*s/n) to ceil((i+1)*s/n) - 1 of s, as PyTorch's
                            AdaptiveAvgPool2d. It needs no kernel. Where n are there anyhow it passes them through,
                            and makes no row */
    float epsilon;       /* of batch normalization */
    float slope;         /* of a leaky ReLU, below 0 (0: 0.01); of an ELU, its alpha (0: 1) */
    float alpha, beta, k; /* of an LRN, whose kernel is its n; alpha is not divided by n */
    char path[64];       /* the module in its file: "conv_layers.3", "block1_conv1" */
} DraftLayer;

typedef struct Draft {
    char name[32];
    NetId like;      /* the catalogue's network that has the same features; NET_COUNT: none has */
    int input;       /* rows and columns of the photo that it takes */
    int any_side;    /* the file does not tell them: they can be chosen */
    int side_least, side_most; /* among these; 0: among all */
    int guessed;     /* and others are as likely */
    int channels;    /* of the photo: 1 (grey) or 3 */
    int features;    /* len(features): what lies behind the last of its layers passes its input through */
    int layers;
    DraftLayer layer[NET_LAYERS];
} Draft;

enum { DRAFTS_MOST = 64, CLASSES_MOST = 1000 };

/* Gives a network of one's own a NetId, NET_OWN or above, as long as the program runs; the same one for the same
 * draft. It ends in a softmax if its last layer is fully connected, or a convolution or an average that leaves one
 * place a map and no more of them than classes can be, but for one number alone, of which there would be nothing but 1;
 * else at its last layer. To be called from one thread at a time.
 * Errors: net.layers (it has too many), net.classes (likewise), net.drafts (there are too many of them), net.misfit (a
 * layer's name, what it gets and what it wants). */
Error net_draft(const Draft *draft, NetId *id);
Error net_try(const Draft *draft, Net *out); /* builds it alone: it gets no NetId. The same errors but net.drafts */
bool net_is_own(NetId id); /* one that net_draft made */
/* The rows and columns of the photo with which its features end in side x side: of several a usual one, else the least;
 * 0: none. */
int net_draft_input(const Draft *draft, int side);
/* Of a draft whose file does not tell the photo's side, where it is one of those that fit: finds which others do, and
 * takes a usual one (any_side, side_least, side_most, guessed, input). */
void net_draft_open(Draft *draft);
/* Whether a network has the layers of a draft, row for row, and takes the same photos; names and places aside. */
bool net_draft_is(const Draft *draft, const Net *net);
const Draft *net_drafted(NetId id); /* what it was made of */

/* The row that a layer of a draft is in its network: an average that passes its input through makes none. */
int net_draft_row(const Draft *draft, const Net *net, int layer);

/* Builds a network, all widths but the 1,000 classes divided by `width` (1, 2, 4, 8 or 16). */
void net_build(Net *net, NetId id, int width);
/* The first rows of a network as they are for photos of side x side, up to row `last`; `out` has no modules. False: a
 * layer does not fit, or takes all of its input, so that it has weights for one size alone. */
bool net_sized(const Net *net, int last, int side, Net *out);
const NetInfo *net_info(NetId id);
NetId net_like(NetId id); /* the catalogue's network that has the same features; NET_COUNT: none has, or it is itself */
/* Whether it has the layers of that network, row for row, but for how many classes its last one tells apart. */
bool net_differs_in_classes(const Net *net);
NetId net_column(NetId id); /* of the family's table: its own, or that of the network that it was made from */
/* How many classes it tells apart, a number of its last row each; 0: it ends without answers. */
int net_classes(const Net *net);
/* Whether these are shares of 1, behind a softmax or a sigmoid; else they are values. */
bool net_has_shares(const Net *net);
/* The row of the classes' scores: before the softmax, or the activation that it ends in; else the last. */
int net_score_row(const Net *net);
/* By name, letter or title, capitals ignored; of those of one's own the last. False if there is none. */
bool net_find(const char *name, NetId *id);

/* The row of a layer by any of its names (conv3_3, features[14] or features.14, classifier[-1], counted from the end,
 * block3_conv3, fc1, or as its file calls it), -1 for "input". A module without a row (dropout, avgpool, flatten)
 * passes its input on: it names the row before it. Errors: command.layer, layer.index (out of range). */
Error net_find_layer(const Net *net, const char *name, int *row);
int net_layer(const Net *net, const char *name); /* the same; -2 if there is none */
/* The row whose output the layer hands on: behind a convolution or fully connected layer the last of its batch
 * normalization and activation, else the row itself. */
int net_after_relu(const Net *net, int row);
/* The row before that activation: the layer itself, or its batch normalization. */
int net_before_relu(const Net *net, int row);
/* The row that one is drawn as one with: the layer before its batch normalization and activation. Itself where it
 * stands alone, behind a pool say. */
int net_lead(const Net *net, int row);

/* A step is a layer as the paper draws it, its ReLU with it, or one row, a module. Step 0 is the
 * input, before anything has run. */
#define EACH_STEP_MODE(FIRST, NEXT) FIRST(STEP_LAYERS, layers) NEXT(STEP_MODULES, modules)
typedef enum StepMode { WORD_VALUES(EACH_STEP_MODE) STEP_MODES } StepMode;
#define STEP_WORDS WORDS(EACH_STEP_MODE)
int net_steps(const Net *net, StepMode mode);
/* The last row that step `step` runs, -1 for step 0. */
int net_step_row(const Net *net, StepMode mode, int step);
/* The step that runs the row, 0 for the input (-1). */
int net_row_step(const Net *net, StepMode mode, int row);
/* The layer that a step is called after: its convolution or fully connected layer, not the ReLU. */
int net_step_layer(const Net *net, StepMode mode, int step);

/* The box of input pixels that unit (x, y) of a row sees, both ends included, also outside. */
typedef struct Box {
    int x0, y0, x1, y1;
} Box;
Box net_box(const Net *net, int row, int x, int y); /* row -1: the pixel itself */
/* The box of units of row `before`, which is no later, that it sees; also outside. */
Box net_box_on(const Net *net, int row, int x, int y, int before);
double net_centre(const Net *net, int row, int at);    /* of that box, along either side */
/* The unit of a row whose centre lies nearest to the pixel. */
void net_unit_at(const Net *net, int row, int px, int py, int *x, int *y);
Shape net_shape(const Net *net, int row); /* of the row's output; row -1: of the input */

#endif
