/* PyTorch's own files, as torch.save writes a state dict: a zip archive, or the older form that the files
 * published with torchvision have, several pickles and then the numbers.
 *
 * Read as data: io/pickle.h. Numbers stay where they are in the mapped file, unless they are compressed or
 * not in row-major order. Everything is checked against the size of the file before it is used. */
#ifndef IO_PTH_H
#define IO_PTH_H

#include "base/file.h"
#include "io/pickle.h"
#include "io/zip.h"
#include "nn/tensor.h"

typedef struct Stored Stored;

typedef struct Pth {
    const Mapped *file;
    const char *path;  /* for errors */
    Arena *memory;     /* of what cannot stay in the file */
    Arena values;
    const Value *dict; /* the state dict: names and tensors */
    ZipFile *zip;      /* NULL for the older form */
    char folder[256];  /* in the archive, with its slash */
    Stored *stored;    /* of the older form: where it stores what */
    size_t n_stored;
} Pth;

/* Whether a file looks like one of PyTorch's. */
bool pth_is(const Mapped *file, const char *path);
/* Reads the state dict of a mapped file, also where it lies within another dict ("state_dict", "model").
 * The file has to outlive the struct; `memory` holds tensors and has to outlive those.
 * Errors: those of pickle_read, pth.form, pth.no_dict, memory. */
Error pth_open(const Mapped *file, const char *path, Arena *memory, Pth *out);
void pth_close(Pth *pth);

/* The i-th name, not terminated; false behind the last one. */
bool pth_name(const Pth *pth, size_t i, const char **name, size_t *n);
/* A tensor by its name. Errors: weights.missing, weights.tensor (what is wrong with it), memory. */
Error pth_get(Pth *pth, const char *name, Tensor *out);

#endif
