/* NumPy's .npy, version 1.0: float32, C order. */
#ifndef IO_NPY_H
#define IO_NPY_H

#include <stdint.h>

#include "base/error.h"

enum { NPY_RANK = 4 };

/* Writes an array of the given shape (rank 1 to 4). Errors: those of file_create and file_commit. */
Error npy_write(const char *path, const float *values, const int64_t shape[], int rank);

#endif
