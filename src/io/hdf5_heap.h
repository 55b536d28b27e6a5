/* Texts of any length in an HDF5 file, which its attributes only point to. */
#ifndef IO_HDF5_HEAP_H
#define IO_HDF5_HEAP_H

#include <stdint.h>

#include "base/arena.h"

/* The n texts of an attribute of the object whose header is there, in `memory`. They are read here and not by libhdf5,
 * which believes what the heap says of itself: it never ends where a size is 0, and copies more than it has room for
 * (1.10). False: they are not in the form that h5py writes (HDF5 file format specification 3.0, III.E and IV.A.1.a),
 * reach beyond the file, or there is no memory. */
bool hdf5_heap_texts(const unsigned char *bytes, size_t size, uint64_t header, const char *attribute, size_t n,
                     Arena *memory, const char **out);

#endif
