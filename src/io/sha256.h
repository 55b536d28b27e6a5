/* The SHA-256 of a file. */
#ifndef IO_SHA256_H
#define IO_SHA256_H

#include <stdatomic.h>
#include <stdio.h>

#include <nettle/sha2.h>

#include "base/error.h"

enum { SHA256_TEXT = 65 };

/* Adds all that is left of a stream; ends early, and false, once *cancel is set (NULL: never) or reading fails. */
bool sha256_stream(struct sha256_ctx *sha, FILE *stream, const atomic_bool *cancel);
/* Closes the sum and writes it in hexadecimal. */
void sha256_text(struct sha256_ctx *sha, char out[SHA256_TEXT]);
/* Errors: file.open, file.read; with *cancel set, an empty text. */
Error sha256_file(const char *path, const atomic_bool *cancel, char out[SHA256_TEXT]);

#endif
