/* A network whose module PyTorch saved whole: its modules say what they are, and their settings. */
#ifndef IO_MODULE_TREE_H
#define IO_MODULE_TREE_H

#include "io/tensor_file.h"

/* Describes the chosen network of the file by its tree of modules (FileNet.described). Of torch.nn's containers, VGG
 * and AlexNet the order is known; the modules of another class, be it one alone, are taken in the order in which they
 * were made, if the shapes fit (DESCRIBED_BY_ORDER), with a ReLU between fully connected layers that have nothing
 * between them; a class that has parameters beside those of its modules is not understood. *tells is
 * false, and nothing is described, where no module was saved whole, and where one has convolutions without anything
 * between them: there its code, which no file has, says what lies there. Errors: derive.module (which one, and its
 * class), derive.setting (which one, and what of it), those of chain_add. */
Error module_tree_describe(TensorFile *f, bool *tells);

#endif
