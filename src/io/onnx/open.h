/* ONNX: a graph of operations and its weights, as data; nothing of it is run. It is unpacked by protobuf-c with ONNX's
 * own schema; the numbers stay where they are in the file. What is understood is a straight chain: io/onnx/layers.c has
 * the layers, chain.c what lies between them. */
#ifndef IO_ONNX_OPEN_H
#define IO_ONNX_OPEN_H

#include "io/described.h"

/* Errors: onnx.without (the program was built without it), weights.cut, onnx.broken, those of onnx_chain
 * (io/onnx/inside.h), memory. What get says besides: onnx.external (a file of numbers beside it). */
Error onnx_open(const Mapped *file, const char *path, Arena *memory, Described *out);

#endif
