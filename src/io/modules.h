/* The modules that the tensors of a network belong to, by their names: "conv1_1" has conv1_1.weight and conv1_1.bias.
 * torchvision's are among them; what wraps a module is left out of its name (io/tensor_file.h). */
#ifndef IO_MODULES_H
#define IO_MODULES_H

#include "io/tensor_file.h"

enum { MODULE_PATH = 64, MODULES_MOST = 2 * NET_LAYERS };
enum { MODULE_WEIGHT, MODULE_BIAS, MODULE_MEAN, MODULE_VARIANCE, MODULE_TENSORS };

typedef struct NetModule {
    char path[MODULE_PATH];
    int parent; /* bytes of the path before its own name, with the dot */
    int number; /* its own name, where that is one: its place in a list; else -1 */
    Kind kind;  /* KIND_CONV, KIND_BN or KIND_FC, by the shape of its weight; else KIND_DROPOUT */
    bool answers; /* of the classifier: fully connected, or a batch normalization behind such a one */
    Tensor weight;
    int tensor[MODULE_TENSORS]; /* the place of each in the file; -1 it has none */
} NetModule;

/* The names of a module's tensors, torchvision's, in the order of MODULE_WEIGHT. */
extern const char *const MODULE_TENSOR[MODULE_TENSORS];

/* Those of a network of the file, those of the classifier last, those of one list in its order, all else as the file
 * has them. known: only those that torchvision's names have. Errors: net.layers (there are too many), those of the
 * tensors' shapes. */
Error modules_list(TensorFile *f, int net, bool known, NetModule out[MODULES_MOST], int *n);
/* The same in the order of the numbers in their names, bn2 behind conv2. */
void modules_by_number(NetModule module[], int n);
/* The numbers in a name: conv3_2 has 3 and 2. How many. */
enum { PATH_NUMBERS = 4 };
int module_numbers(const NetModule *m, int out[PATH_NUMBERS]);
/* Whether two are in one list. */
bool modules_share_list(const NetModule *a, const NetModule *b);
/* The one that is called so; NULL. */
const NetModule *modules_find(const NetModule module[], int n, const char *path);

#endif
