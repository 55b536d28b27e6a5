/* What the catalogue knows of a kind of layer: whole numbers and names. */
#ifndef MODEL_KIND_H
#define MODEL_KIND_H

#include <stdbool.h>

#include "model/layer.h"

enum { MODULE_TEXT = 256, CELL_TEXT = 32 };

/* A tensor of a layer's weights, the dimension of its outputs first. */
typedef struct TensorShape {
    const char *name; /* weight, bias, running_mean: torchvision's */
    int rank;
    int64_t dim[4];
    bool buffer;      /* kept by the training beside what it learns: no parameter */
} TensorShape;

int64_t tensor_shape_count(const TensorShape *t); /* its numbers */
int64_t layer_terms(const Layer *l);               /* products of one of its values */

enum { LAYER_TENSORS = 4 };

/* What one value is made of: one place of the input (of several maps perhaps), a window of places, or all. */
typedef enum Sees { SEES_PLACE, SEES_WINDOW, SEES_ALL } Sees;

/* Whether it is drawn as one with the convolution or fully connected layer before it, as the paper has its ReLU. */
typedef enum Joins { JOINS_NONE, JOINS_NORM, JOINS_ACTIVATION } Joins;

typedef struct LayerKind {
    const char *name;
    Sees sees;
    Joins joins;
    /* What it makes of `in`, given its own in, window and number of outputs (out.c). False: it does not fit. */
    bool (*shape)(const Layer *l, Shape in, Shape *out);
    /* The window that it moves over maps; false where it sees one place, or numbers. */
    bool (*window)(const Layer *l, Sliding *out);
    /* Its weights, in the order of LayerWeights (nn/tensor.h); their number. */
    int (*tensors)(const Layer *l, TensorShape out[LAYER_TENSORS]);
    int64_t (*macs)(const Layer *l, Shape out); /* multiply-adds for an output of that shape */
    /* As PyTorch prints it, or, brief, as one writes it. in: of a module without a row. */
    void (*torch)(const Layer *l, Shape in, bool brief, char out[MODULE_TEXT]);
    /* As table 1 of the VGG paper has it: "conv3-64", "maxpool", "FC-4096", "soft-max"; strides and the kernels of
     * pools where they are not VGG's: "conv11-96 /4", "maxpool 3/2". */
    void (*cell)(const Layer *l, char out[CELL_TEXT]);
} LayerKind;

/* A kind's row; one that lacks anything does not compile. */
#define LAYER_KIND(word, sees, joins, shape, window, tensors, macs, torch, cell) \
    const LayerKind word##_kind = {#word, sees, joins, shape, window, tensors, macs, torch, cell}

const LayerKind *layer_kind(Kind kind);

/* The window of a layer in a stack: fc6 is a convolution as large as its input. */
static inline bool layer_window(const Layer *l, Sliding *out) { return layer_kind(l->kind)->window(l, out); }

/* The rows, or columns, [first, end) of the input under those of one output; also outside of it. */
typedef struct Extent {
    int first, end;
} Extent;
Extent layer_span(const Layer *l, int at, int side); /* side: rows, or columns, of the input */
Extent layer_inside(const Layer *l, int at, int side); /* those of them that there are */
/* Whether the windows of an average differ in size: what comes out does not divide what goes in. */
bool windows_differ(const Layer *l);

/* What kinds have in common. */
bool keeps_shape(const Layer *l, Shape in, Shape *out);
bool no_window(const Layer *l, Sliding *out);
bool own_window(const Layer *l, Sliding *out); /* its kernel, stride and padding */
/* The places of its window over maps; false where it is larger than they are with their padding. */
bool window_shape(const Layer *l, Shape in, Shape *out);
/* Of a pool: also false where a window would see padding alone. */
bool pool_shape(const Layer *l, Shape in, Shape *out);
/* How PyTorch says the padding that its modules have not: "ZeroPad2d((0, 1, 0, 1)), " before the module; "" else.
 * filled: with what, "" for zeros. */
void pad_text(const Layer *l, const char *filled, char out[64]);
int no_tensors(const Layer *l, TensorShape out[LAYER_TENSORS]);
int64_t no_macs(const Layer *l, Shape out);
void named_cell(const Layer *l, char out[CELL_TEXT]); /* its name */

#endif
