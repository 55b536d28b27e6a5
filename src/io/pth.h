/* PyTorch's own files, as torch.save writes them: a zip archive, or the older form that the files published with
 * torchvision have, several pickles and then the numbers.
 *
 * Read as data: io/pickle.h. What torch.save was given, a state dict or a training's checkpoint with all that belongs
 * to it, is a tree of dicts and lists; its tensors are listed by the way that leads to them, "model.features.0.weight",
 * those of a dict that lies in several places by the first. Objects of other classes lie beside them, inert. Numbers
 * stay where they are in the mapped file, unless they are compressed, float64, or not in row-major order. Everything is
 * checked against the size of the file before it is used. */
#ifndef IO_PTH_H
#define IO_PTH_H

#include "base/file.h"
#include "io/pickle.h"
#include "io/zip.h"
#include "nn/tensor.h"

typedef struct Stored Stored;

typedef struct PthTensor {
    const char *name;   /* from the top; terminated */
    size_t key;         /* where in it the name begins that it has in its own dict, or in its own module saved whole */
    const Value *value;
} PthTensor;

typedef struct Pth {
    const Mapped *file;
    const char *path;  /* for errors */
    Arena *memory;     /* of what cannot stay in the file */
    Arena values;
    Value *top;        /* what torch.save was given */
    PthTensor *tensor; /* all that is a tensor in it */
    size_t n_tensors;
    const char *hides; /* the first class whose objects hold tensors that only it could give; NULL: none does */
    ZipFile *zip;      /* NULL for the older form */
    char folder[256];  /* in the archive, with its slash */
    Stored *stored;    /* of the older form: where it stores what */
    size_t n_stored;
} Pth;

/* Reads a mapped file of either form, `zipped` or older. It has to outlive the struct; `memory` holds tensors and has
 * to outlive those. Errors: those of pickle_read, pickle.name (only a call would give the tensors), pth.form,
 * pth.no_dict, weights.cut, memory. */
Error pth_open(const Mapped *file, const char *path, bool zipped, Arena *memory, Pth *out);
void pth_close(Pth *pth);

/* The type, shape and, unless it has to be made, the place of the i-th tensor. Errors: weights.tensor (what is wrong
 * with it), memory. */
Error pth_shape(Pth *pth, size_t i, Tensor *out);
/* The tensor itself. Errors: the same. */
Error pth_get(Pth *pth, size_t i, Tensor *out);

/* What a module was filled with (its _parameters, _buffers, _modules and settings) that was saved whole and lies at the
 * place, "" or "model"; *type: its class, "torch.nn.modules.conv.Conv2d". NULL: there is none. */
const Value *pth_module(const Pth *pth, const char *place, const char **type);
/* The same of a value within it. */
const Value *pth_module_state(const Value *value);

/* What lies beside the tensors: entries of dicts and lists that hold none of the `n` names, told one by one with the
 * way that leads there and what they are, "args" and "argparse.Namespace"; but for the modules of one that was saved
 * whole at the place `whole`, all of which are in use (NULL: there is none). */
typedef void PthBeside(void *ctx, const char *name, const char *what);
void pth_beside(const Pth *pth, const char *const names[], size_t n, const char *whole, PthBeside *tell, void *ctx);
/* What would have to be called to get what is called so, or at the end of the way to it; NULL where nothing would. */
const char *pth_call_at(const Pth *pth, const char *name);

#endif
