/* A network of a file, layer by layer: as the file itself says (ONNX, Keras, a module that PyTorch saved whole), as a
 * text beside it says, or as the names and shapes of its tensors tell. */
#ifndef IO_DESCRIBED_H
#define IO_DESCRIBED_H

#include "base/arena.h"
#include "base/file.h"
#include "nn/weights.h"

/* One tensor of a layer's weights. */
typedef struct DescribedTensor {
    const char *name; /* in the file */
    int row;          /* of the draft; -1: it belongs to none */
    const char *what; /* weight, bias, running_mean, running_var: torchvision's */
    Tensor shape;     /* as torchvision has it, without its numbers where those have to be made */
} DescribedTensor;

typedef struct Described Described;
struct Described {
    DescribedBy by;
    Draft draft;             /* without a name, and like nothing yet; indices count its modules as torchvision would */
    bool prepared;           /* the file says how photos are prepared: */
    Preparation preparation;
    const char *source;      /* what says so: "Keras", "ONNX" */
    DescribedTensor *tensor; /* where the file has more than these, one for each of the file's */
    size_t n;
    const char *const *left_out; /* names of what is in the file and belongs to no layer */
    size_t left;
    /* Of a format that describes its network: the numbers of the i-th tensor, in torchvision's order: (out, in, k, k),
     * (out, in) with inputs channel by channel. Made in `memory`, or in their place in the file. Errors:
     * weights.tensor, memory, and the format's own. */
    Error (*get)(Described *d, size_t i, Tensor *out);
    void (*close)(Described *d);
    void *inside;            /* of the format */
    Arena values;            /* of all that this points to */
    Arena *memory;           /* of the tensors */
    const Mapped *file;
    const char *path;        /* for errors */
};

#endif
