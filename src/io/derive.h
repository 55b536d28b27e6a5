/* A network of one's own, read off the tensors of a file. */
#ifndef IO_DERIVE_H
#define IO_DERIVE_H

#include "io/tensor_file.h"
#include "model/net.h"

/* The chosen network of the file as a chain of layers: features.N and classifier.N, or one classifier, by their shapes
 * and by the gaps between their numbers. Behind a convolution or its batch normalization the first gap is a ReLU, the
 * second a pool of 2x2; behind a fully connected layer the first is a ReLU, the second passes its input through. What
 * no tensor tells is taken to be as in VGG: windows that keep the size, a pool behind the last convolution; or as in
 * AlexNet, where widths and kernels are. The photo's size is the one that the first fully connected layer asks for;
 * without any it is 224. Where that layer has one input a map, the photo is a small one, or its maps are averaged
 * (Draft.guessed). A tensor that seems to be lost
 * is an error. name: what the network is to be called. Errors: derive.* (which tensor is not understood, and what is),
 * those of tensor_file_shape. */
Error derive_net(TensorFile *f, const char *name, Draft *out);

/* The network that a file describes, called so. */
void derive_described(const Described *described, const char *name, Draft *out);

/* The same for photos of another side, with an average pool behind the features where the fully connected layers need
 * one. Errors: those of net_try. */
Error derive_at(const Draft *of, int side, Draft *out);

#endif
