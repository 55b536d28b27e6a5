/* What the files that read ONNX share: the graph as protobuf-c unpacks it from the outline, and what its names stand
 * for. */
#ifndef IO_ONNX_INSIDE_H
#define IO_ONNX_INSIDE_H

#include <onnx.pb-c.h>

#include "io/described.h"

typedef Onnx__NodeProto Node;
typedef Onnx__TensorProto Numbers;
typedef Onnx__AttributeProto Attribute;

enum { WHOLES_MOST = 64, CHANNELS_MOST = 3 };

/* Numbers of the file in an order: number (i, j, ...) is the one at i * stride[0] + j * stride[1] + ... */
typedef struct Constant {
    const Numbers *of;
    const char *name; /* in the file */
    int rank;
    int64_t dim[4], stride[4];
} Constant;

/* A few whole numbers, with which a graph computes shapes; row by row. */
typedef struct Wholes {
    int rank, n;
    int64_t dim[4], value[WHOLES_MOST];
} Wholes;

typedef enum ValueKind {
    IS_UNKNOWN, /* what makes it is not understood, or has not been */
    IS_CONSTANT,
    IS_WHOLES,
    IS_FLOW,    /* what flows through the layers, as it was when `flow` of them had been */
    IS_PART     /* the part of an activation that is written down as its formula */
} ValueKind;

/* factor * f(x) of what flows (x), f being 1, erf and so on, and perhaps x * that. */
typedef enum PartForm { PART_X, PART_ERF, PART_ERF_AND_ONE, PART_X_ERF_AND_ONE, PART_SIGMOID } PartForm;

typedef struct GraphValue {
    const char *name;
    ValueKind kind;
    const Node *maker; /* NULL: nothing in the graph */
    int uses;
    Constant constant;
    Wholes *wholes;
    int flow;
    PartForm form;
    double factor;
} GraphValue;

/* The numbers of a tensor of the draft: its Tensor is (a, b, c, d) of it, times `factor`. */
typedef struct Wanted {
    Constant from;
    double factor;
} Wanted;

enum { TENSORS_MOST = LAYER_TENSORS * NET_LAYERS };

typedef struct Onnx {
    Described *d;
    const Onnx__ModelProto *model;
    const Onnx__GraphProto *graph;
    size_t room; /* of the library's allocator */
    Arena pass;  /* of what is computed while the graph is gone through */
    GraphValue *value; /* by name */
    size_t values;
    Wanted wanted[TENSORS_MOST];
    bool sized;  /* its layers are what they are for a photo of this size alone */
} Onnx;

/* ---- values.c: what names stand for ---- */

/* Gathers the names of the graph, and what the file itself gives them. Errors: onnx.broken, memory. */
Error onnx_values_list(Onnx *o);
/* As they were before any node was looked at. */
void onnx_values_reset(Onnx *o);
/* NULL: there is none. */
GraphValue *onnx_value(const Onnx *o, const char *name);
/* The i-th input of a node; NULL where it has not so many, or leaves it out. */
GraphValue *onnx_input(const Onnx *o, const Node *node, size_t i);
GraphValue *onnx_output(const Onnx *o, const Node *node); /* the first */

const Attribute *onnx_attribute(const Node *node, const char *name);
int64_t onnx_int(const Node *node, const char *name, int64_t without);
float onnx_float(const Node *node, const char *name, float without);
/* Whether a string attribute is this; `without`: whether it is where there is none. */
bool onnx_says(const Node *node, const char *name, const char *text, bool without);

/* Whether it is a constant of float numbers, of those types that weights can have. */
bool onnx_is_float(const Constant *c);
int64_t onnx_count(const Constant *c);
/* The n numbers as a vector: all dimensions but one are 1; one number may stand for all. False: it is none. */
bool onnx_vector(const Constant *c, int64_t n, Constant *out);
/* The same number in both. */
bool onnx_scalar(Onnx *o, const GraphValue *v, double *out);
/* Whole numbers, computed or constant. NULL: it has none, or too many. */
const Wholes *onnx_wholes(Onnx *o, GraphValue *v);

/* ---- fold.c: nodes whose inputs are known ---- */

/* Gives the output of a node its value, if all its inputs are known and it is one of the few that shapes and weights
 * are computed by. False: it is not. Nothing that it does not understand is an error here. */
bool onnx_fold(Onnx *o, const Node *node);

/* ---- numbers.c ---- */

/* The numbers of a constant, times a factor, in the order of its dimensions: in their place in the file or in `memory`.
 * Errors: weights.tensor, onnx.external, memory, those of file_map. */
Error onnx_numbers(Onnx *o, const Constant *c, double factor, Tensor *out);
/* The first n of them, in single. False: they are not there. */
bool onnx_read(Onnx *o, const Constant *c, int64_t n, float *out);

/* ---- chain.c: what flows from layer to layer ---- */

typedef struct Chain {
    Onnx *o;
    Draft *draft;
    const Node *node;     /* that is looked at */
    Shape shape;          /* of what flows */
    bool last, flat;      /* its channels are its last dimension; it is a vector */
    bool mixed;           /* a vector of maps whose channels were the last dimension */
    int flow;             /* counts what has flowed */
    int modules, features; /* of the part that it is in; of the features, once they have ended */
    int unbiased;         /* the flow behind a layer whose biases may follow; -1: none */
    int pad[4];           /* above, left, below, right: zeros that the next window has around it */
    bool ended;           /* by a softmax */
    bool bytes;           /* the photo comes as numbers of 0 to 255 */
    bool prepared;
    double scale[CHANNELS_MOST], shift[CHANNELS_MOST]; /* of the photo, before its first layer */
} Chain;

/* The graph as a chain of layers for a photo with so many rows where the file leaves that open; *open: it does. Errors:
 * onnx.layer, onnx.detail, onnx.branch, onnx.input, onnx.side (the photo has the wrong size for a layer), net.layers,
 * memory. */
Error onnx_chain(Onnx *o, int side, bool *open);

/* That the node is not understood, or not with this detail; that the graph parts there. */
Error onnx_not_understood(const Chain *c, const Node *node);
Error onnx_detail(const Chain *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
Error onnx_branch(const Chain *c);
/* What the node makes is what flows now, in the shape of the chain; or it is what has flowed already. */
Error onnx_flow_on(Chain *c);
void onnx_pass(Chain *c);
/* The i-th input as numbers of float. Errors: onnx.detail, onnx.branch. */
Error onnx_weights(const Chain *c, size_t i, const Constant **out);
/* Whether a constant has a number a channel of what flows, or one for all. */
bool onnx_channels(const Chain *c, const Constant *from, Constant *out);

/* ---- layers.c: nodes that are layers ---- */

typedef Error OnnxOperation(Chain *c);
/* NULL: none of them. */
OnnxOperation *onnx_layer_operation(const char *op);
/* Adds a row of what flows, whose shape becomes that of its output. `weight` NULL, or what its module is named after.
 * Errors: net.layers, onnx.side. */
Error onnx_add_layer(Chain *c, DraftLayer layer, const Constant *weight);
/* A tensor of the newest row. */
void onnx_want(Chain *c, const char *what, const Constant *from, double factor);

/* ---- formulas.c: activations and preparations that are written down as arithmetic ---- */

OnnxOperation *onnx_formula_operation(const char *op);

#endif
