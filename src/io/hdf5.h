/* HDF5 files in memory, read by libhdf5, which is opened when the first one comes, and one thread at a time.
 *
 * The file is the bytes that are given, and nothing else is opened: links that lead elsewhere (soft, external) are not
 * followed, no filter but gzip's is applied and none is loaded, numbers that lie in other files are refused. */
#ifndef IO_HDF5_H
#define IO_HDF5_H

#include "base/arena.h"
#include "base/error.h"
#include "nn/tensor.h"

enum { DATASETS_MOST = 4096 };

typedef struct Hdf5 Hdf5;

/* A dataset of floating-point numbers. */
typedef struct Hdf5Data {
    const char *name;           /* its whole path in the file */
    int rank;                   /* 4 at most */
    int64_t dim[4];
    DType type;
    bool wide;                  /* float64, in place of `type` */
    size_t size;                /* bytes of its numbers */
    const unsigned char *place; /* of them in the file; NULL where they are not as they are read */
} Hdf5Data;

/* The bytes have to outlive it, and `path`, which is for errors. Errors: hdf5.library, hdf5.form, memory. */
Error hdf5_open(const unsigned char *bytes, size_t size, const char *path, Hdf5 **out);
void hdf5_close(Hdf5 *h);

/* Whether there is a group or dataset at a path: "model_weights/conv2d". */
bool hdf5_has(const Hdf5 *h, const char *path);
/* The texts of an attribute of a group ("" the file's), one or a list, in `memory`; *n is 0 where there is none. Of one
 * that became too long for an attribute ("layer_names0", "layer_names1", ...) all parts. Errors: hdf5.form, memory. */
Error hdf5_texts(const Hdf5 *h, const char *group, const char *attribute, Arena *memory, const char ***out, size_t *n);

/* The paths of all datasets, as many as DATASETS_MOST. Error: memory. */
Error hdf5_datasets(const Hdf5 *h, Arena *memory, const char ***out, size_t *n);

/* Looks at a dataset; `name` has to outlive it. Errors: weights.missing, weights.tensor. */
Error hdf5_find(const Hdf5 *h, const char *name, Hdf5Data *out);
/* Its numbers, data->size bytes as they are stored, little endian. Errors: the same. */
Error hdf5_read(const Hdf5 *h, const Hdf5Data *data, void *out);

#endif
