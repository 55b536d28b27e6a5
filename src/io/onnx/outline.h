/* An ONNX file without the numbers of its tensors, and without what no reader here asks for. What is left is small, its
 * messages lie no deeper than ONNX's own schema needs for a graph without graphs in it, and a library can unpack it. */
#ifndef IO_ONNX_OUTLINE_H
#define IO_ONNX_OUTLINE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"

/* What stands in the outline in place of a tensor's raw_data, in bytes of this machine's own: where the numbers lie in
 * the file. float_data and double_data are packed, so they are raw_data by another name. */
typedef struct OnnxPlace {
    uint64_t at, size;
} OnnxPlace;

/* The outline, from `memory`. Control characters of all names have become '?'. It is no longer than the file and 1 MiB.
 * Errors: weights.cut, onnx.broken, memory. */
Error onnx_outline(const Mapped *file, const char *path, Arena *memory, unsigned char **out, size_t *size);

#endif
