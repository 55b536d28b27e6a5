/* Models of Keras: what model.save and save_weights write, .h5 and .keras, of Keras 1 to 3. Read as data: the JSON that
 * describes the layers, and the datasets of their weights. */
#ifndef IO_KERAS_H
#define IO_KERAS_H

#include "io/described.h"

/* HDF5, or the zip archive of Keras 3. A file without a description is read if its layers have the names of Keras's
 * VGG. Errors: keras.* (what is not understood, and what is), hdf5.*, weights.missing, weights.tensor, weights.shape,
 * net.layers, memory. */
Error keras_open(const Mapped *file, const char *path, Arena *memory, Described *out);

#endif
