/* A network that the tensors of a file tell, by their names, order and shapes. */
#ifndef IO_DERIVE_H
#define IO_DERIVE_H

#include "io/tensor_file.h"
#include "model/net.h"

/* Describes the chosen network of the file as a chain of layers (FileNet.described), unless something does already: by
 * a text beside it, else by its module (io/module_tree.h), else by its tensors.
 *
 * Its modules stand as io/modules.h lists them, in the order of the file, or by their numbers where that makes no chain
 * and where the file keeps no order (safetensors). What has no tensors is told
 * - by a text beside the file, NAME.net for NAME.pth (io/net_text.h), if there is one;
 * - else, where the convolutions are those of a network of the catalogue, by that;
 * - else in a list, as nn.Sequential is one, by the gaps between the numbers: behind a convolution or its batch
 *   normalization the first is a ReLU, the second a pool of 2x2; behind a fully connected layer the first is a ReLU,
 *   the second passes its input through;
 * - else by blocks, conv2_1 being the first of the second: a ReLU behind each convolution, a pool of 2x2 behind each
 * block. Outside of lists a ReLU stands between two fully connected layers. Convolutions keep the size. A batch
 * normalization behind a fully connected layer is the classifier's.
 *
 * But with a text, the photo's size is the one that the first fully connected layer asks for, and without any 224;
 * with torchvision's average pool before the classifier any other will do as well (Draft.any_side). Where that layer
 * has one input a map, the photo is a small one, or its maps are averaged (Draft.guessed). A tensor that seems to be
 * lost, one of a quantized module, and one of a block whose layers part and meet again are errors. Errors: derive.*
 * (which tensor is not understood, and what is), those of net_text_read and tensor_file_shape. */
Error derive_net(TensorFile *f);

/* The network that is described so, called `name`. */
void derive_draft(const Described *described, const char *name, Draft *out);

#endif
