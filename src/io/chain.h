/* A chain of layers in the making, with the tensors of the file that each has: what io/derive.h and io/module_tree.h
 * describe a network by. */
#ifndef IO_CHAIN_H
#define IO_CHAIN_H

#include "io/modules.h"

enum { KERNEL_MOST = 15 };

typedef struct Chain {
    TensorFile *f;
    Described *out;
    int channels;   /* of the maps so far */
    int64_t inputs; /* numbers that the next fully connected layer gets; 0 before the first */
    bool biased;    /* the file itself says which layers have biases: those that it has */
} Chain;

/* Begins one for the chosen network of the file. Error: memory. */
Error chain_begin(TensorFile *f, Chain *out);
/* Adds a layer with the tensors of its module, NULL for one that has none. What a convolution, a batch normalization or
 * a fully connected layer makes, and whether it has biases, the shapes of its tensors say; the kernel, too, where it is
 * 0. Errors: derive.tensor, net.layers. */
Error chain_add(Chain *c, DraftLayer layer, const NetModule *m);
/* Places along a side of the maps that a fully connected layer of a file gets, behind those so far; 0: none fit. */
int chain_places(const Chain *c, const NetModule *fc);
/* Whether no bias seems to be lost: of convolutions, and of fully connected layers, those that no batch normalization
 * follows have them all or none. Errors: derive.bias, pickle.name. */
Error chain_biases(const Chain *c);
/* Where it ends: what says so, and which network of the catalogue has the same features. The network of the file is
 * described so from now on. */
void chain_end(Chain *c, DescribedBy by);

/* What is said of a module without weights: weights.missing, pickle.name. */
Error chain_lacks(const Chain *c, const char *path);
/* What is said of a module whose tensors make no such layer. */
Error chain_misfit(const NetModule *m);
/* The catalogue's network with the same features; NET_COUNT: none has. */
NetId chain_like(const Draft *draft);

#endif
