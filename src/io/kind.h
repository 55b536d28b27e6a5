/* What a file is, told from its bytes: never from its name, which anybody can give, nor from the name's case. */
#ifndef IO_KIND_H
#define IO_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum FileKind {
    FILE_UNKNOWN,
    FILE_PICTURE, /* of any format, also of those that are not decoded */
    FILE_SAFETENSORS,
    FILE_PTH_ZIP,
    FILE_PTH_OLDER, /* weights; the last also for a pickle that torch.save did not write */
    /* strangers that people take for one or the other: */
    FILE_EMPTY,
    FILE_CUT, /* a zip archive without its end */
    FILE_HTML,
    FILE_LFS,
    FILE_TEXT,
    FILE_PDF,
    FILE_GZIP,
    FILE_TAR,
    FILE_ZIP,
    FILE_PACKED, /* 7z, rar, xz, zstd, bzip2 */
    FILE_HDF5,
    FILE_KERAS,
    FILE_TENSORFLOW,
    FILE_NPY,
    FILE_NPZ,
    FILE_MATLAB,
    FILE_ONNX,
    FILE_CAFFE,
    FILE_TORCHSCRIPT,
    FILE_KINDS
} FileKind;

/* Reads the first bytes, and of a zip archive its directory. */
FileKind kind_of(const unsigned char *bytes, size_t size);
/* The same of a file. Errors: those of file_map. */
Error kind_of_file(const char *path, FileKind *out);
bool kind_is_weights(FileKind kind);

/* Says what a file is, and what to do with it, to whoever expected something else. Errors: kind.NAME for each kind. */
Error kind_error(FileKind kind, const char *path);

#endif
