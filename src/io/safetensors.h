/* The safetensors format: eight bytes of header length, a JSON header, the numbers.
 *
 * Float64 becomes float32. U8 tensors are quantized: NAME goes with NAME.scale and NAME.min, float32, one number for
 * all or one an output channel. Everything is checked against the size of the file before it is used. */
#ifndef IO_SAFETENSORS_H
#define IO_SAFETENSORS_H

#include <jansson.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "nn/tensor.h"

typedef struct Safetensors {
    const unsigned char *bytes; /* of the mapped file */
    size_t data, size;          /* where the numbers begin, and the file ends */
    json_t *header;
    const char *path;           /* for errors */
    Arena *memory;              /* of float64 that becomes float32; NULL: such tensors are refused */
} Safetensors;

/* Reads the header of a mapped file, which has to outlive the struct; `memory` is for its opener to set.
 * Errors: safetensors.header, safetensors.json, weights.tensor (two share bytes). */
Error safetensors_open(const Mapped *file, const char *path, Safetensors *out);
/* Whether the end of the file is missing: tensor follows upon tensor, as they do, and the last ones lie beyond the end.
 * Errors: weights.cut, memory. */
Error safetensors_whole(const Safetensors *st);
void safetensors_close(Safetensors *st);

/* A tensor by its name. Errors: weights.missing, weights.tensor (what is wrong with it), memory. */
Error safetensors_get(const Safetensors *st, const char *name, Tensor *out);
/* Its shape, and the type that safetensors_get gives it. Errors: the same. */
Error safetensors_shape(const Safetensors *st, const char *name, Tensor *out);
/* A string of the metadata; "" where there is none. */
const char *safetensors_metadata(const Safetensors *st, const char *key);

#endif
