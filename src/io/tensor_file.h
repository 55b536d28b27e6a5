/* A file of named tensors, safetensors, PyTorch's, or one that describes its network (io/described.h), under
 * torchvision's names: those, timm's and Caffe's are known, others once the network has been described (io/derive.h).
 *
 * What stands before "features" or the classifier in a tensor's name, or leads to it in a checkpoint, is the network's
 * place in the file: "", "state_dict.module.", "params_ema._orig_mod.", "vgg.". A file may hold several networks.
 * Behind that, names that only say that a module was wrapped are left out ("features.module.0"), and timm's and Caffe's
 * are taken for torchvision's. */
#ifndef IO_TENSOR_FILE_H
#define IO_TENSOR_FILE_H

#include "io/described.h"
#include "io/pth.h"
#include "io/safetensors.h"

enum { TENSOR_NAME = 80, NETWORKS_MOST = 16 };

/* One network of a file. */
typedef struct FileNet {
    char place[400]; /* with its last dot; "" where nothing stands before */
    bool timm;       /* the classifier has timm's names and shapes */
    bool caffe;      /* features as torchvision's VGG, but classifier.1, .4 and .6: the converted models of Caffe */
    bool refused;    /* it is described, and not understood: its names may not be taken for another's */
    bool named;      /* its first layer is called as torchvision's */
    size_t key;      /* bytes of the place that lead to its state dict, or to the module that was saved whole */
    Described *described; /* what it is, by itself or by its names; NULL: nothing says so yet */
} FileNet;

typedef struct FileTensor {
    const char *name;       /* in the file */
    size_t key;             /* where in it the name in its own state dict begins */
    char known[TENSOR_NAME]; /* torchvision's name; "" for one that belongs to no network */
    int net;
    bool used;              /* somebody has got it */
} FileTensor;

/* How the tensors of a format are reached. */
typedef struct TensorFormat TensorFormat;

typedef struct TensorFile {
    const TensorFormat *format;
    Pth pth;
    Safetensors safetensors;
    Described described;
    const char *path; /* for errors */
    Arena names;
    FileTensor *tensor;
    size_t n;
    FileNet net[NETWORKS_MOST];
    int nets;
    int chosen; /* which of them is asked for tensors */
} TensorFile;

/* The mapped file and `memory` have to outlive the tensors. The first network is chosen. Where no first layer has
 * torchvision's name, each state dict with weights of a convolution is a network.
 * Errors: those of kind_error for what is no weights, of pth_open and safetensors_open; weights.cut; weights.missing
 * (no network has one), memory. */
Error tensor_file_open(const Mapped *file, const char *path, Arena *memory, TensorFile *out);
void tensor_file_close(TensorFile *f);

/* Whether a network is meant by a name: its whole place, or one of the words of it. */
bool tensor_file_called(const TensorFile *f, int net, const char *name);
/* What a network is called, to tell it from others: its place without the last dot; "." where that is nothing. */
void tensor_file_name(const TensorFile *f, int net, char *out, size_t size);

/* A tensor of the chosen network by torchvision's name. Errors: weights.missing, pickle.name (only a
 * call would give it), those of pth_get and safetensors_get. */
Error tensor_file_get(TensorFile *f, const char *name, Tensor *out);
/* Its shape, without its numbers. Errors: the same. */
Error tensor_file_shape(TensorFile *f, const char *name, Tensor *out);
/* Whether the file keeps the order in which its tensors were put into it. */
bool tensor_file_ordered(const TensorFile *f);
/* The i-th tensor's shape. Errors: the same. */
Error tensor_file_shape_at(TensorFile *f, size_t i, Tensor *out);
/* Its name in its own state dict, without what wraps modules; false where that is too long. */
bool tensor_file_unwrap(const TensorFile *f, size_t i, char out[TENSOR_NAME]);
/* The same of any name. */
bool name_unwrap(const char *from, char out[TENSOR_NAME]);
/* The network's module, where PyTorch saved it whole: as pth_module. */
const Value *tensor_file_module(const TensorFile *f, const char **type);
/* What the chosen network is said to be; NULL: it has tensors and no more. */
const Described *tensor_file_described(const TensorFile *f);
/* Of such a one: asks for its tensors from now on as for those of `net`. False: that has other layers. */
bool tensor_file_take_for(TensorFile *f, const Net *net);
/* The names that the file has for so many classes, in itself; NULL: none. The caller frees them (io/names.h). */
char **tensor_file_names(const TensorFile *f, int classes);
/* A string of the metadata; "" where there is none. */
const char *tensor_file_metadata(const TensorFile *f, const char *key);

/* What is said of a tensor that is not there, or has something else in its place: weights.missing, pickle.name. */
Error tensor_file_lacks(const TensorFile *f, const char *name);
/* Tells one by one what in the file has not been got, by its name and what it is. Error: memory. */
Error tensor_file_left_out(const TensorFile *f, PthBeside *tell, void *ctx);

#endif
