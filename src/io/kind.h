/* What a file is, told from its bytes: never from its name, which anybody can give, nor from the name's case. */
#ifndef IO_KIND_H
#define IO_KIND_H

#include "io/format.h"

/* The format of a file, told from its first bytes; NULL: it is none that is known, or empty. */
const FileFormat *format_of(const unsigned char *bytes, size_t size);
/* Reads the first bytes, and of a zip archive its directory. */
FileKind kind_of(const unsigned char *bytes, size_t size);
/* The same of a file. Errors: those of file_map. */
Error kind_of_file(const char *path, FileKind *out);
bool kind_is_weights(FileKind kind);
/* Whether it is a picture that can be decoded, as far as its header tells. */
bool kind_is_photo(const unsigned char *bytes, size_t size);

/* Says what a file is, and what to do with it, to whoever expected something else. Errors: kind.NAME for each kind. */
Error kind_error(FileKind kind, const char *path);
/* The same to whoever wanted a photo. Errors: image.vector, image.raw, image.video, image.foreign for
 * pictures of formats that are not decoded; those of kind_error; image.unknown, with the names of those that are. */
Error kind_no_photo(const Encoded *file);

#endif
