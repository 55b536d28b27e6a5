/* A file of named tensors, safetensors or PyTorch's, under torchvision's names whatever the file calls them. */
#ifndef IO_TENSOR_FILE_H
#define IO_TENSOR_FILE_H

#include "io/pth.h"
#include "io/safetensors.h"

typedef struct TensorFile {
    bool is_pth;
    Pth pth;
    Safetensors safetensors;
    char prefix[128]; /* that all names have: "module." where the network was wrapped in another */
    bool timm;        /* the classifier has timm's names and shapes */
} TensorFile;

/* The mapped file and `memory` have to outlive the tensors. Errors: those of pth_open and safetensors_open. */
Error tensor_file_open(const Mapped *file, const char *path, Arena *memory, TensorFile *out);
void tensor_file_close(TensorFile *f);

/* A tensor by torchvision's name. Errors: those of pth_get and safetensors_get. */
Error tensor_file_get(TensorFile *f, const char *name, Tensor *out);
/* Whether there is such a tensor. */
bool tensor_file_has(const TensorFile *f, const char *name);
/* A string of the metadata; "" where there is none. */
const char *tensor_file_metadata(const TensorFile *f, const char *key);

#endif
