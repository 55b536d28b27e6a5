/* The safetensors format: eight bytes of header length, a JSON header, the numbers.
 *
 * U8 tensors are quantized: NAME goes with NAME.scale and NAME.min, float32, one number for all or one
 * an output channel. Everything is checked against the size of the file before it is used. */
#ifndef IO_SAFETENSORS_H
#define IO_SAFETENSORS_H

#include <jansson.h>

#include "base/error.h"
#include "base/file.h"
#include "nn/tensor.h"

typedef struct Safetensors {
    const unsigned char *bytes; /* of the mapped file */
    size_t data, size;          /* where the numbers begin, and the file ends */
    json_t *header;
    const char *path;           /* for errors */
} Safetensors;

/* Reads the header of a mapped file, which has to outlive the struct.
 * Errors: safetensors.header, safetensors.json, weights.tensor (two share bytes). */
Error safetensors_open(const Mapped *file, const char *path, Safetensors *out);
void safetensors_close(Safetensors *st);

/* A tensor by its name. Errors: weights.missing, weights.tensor (what is wrong with it). */
Error safetensors_get(const Safetensors *st, const char *name, Tensor *out);
/* A string of the metadata; "" where there is none. */
const char *safetensors_metadata(const Safetensors *st, const char *key);

#endif
