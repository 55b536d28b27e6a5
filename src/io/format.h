/* What a file may be: a row for each format. */
#ifndef IO_FORMAT_H
#define IO_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "io/pixels.h"

typedef enum FileKind {
    FILE_UNKNOWN,
    FILE_PICTURE, /* of any format, also of those that are not decoded */
    FILE_SAFETENSORS,
    FILE_PTH_ZIP,
    FILE_PTH_OLDER, /* weights; also for a pickle that torch.save did not write */
    FILE_HDF5,      /* Keras's, and any other */
    FILE_KERAS,
    /* strangers that people take for one or the other: */
    FILE_EMPTY,
    FILE_CUT, /* a zip archive without its end */
    FILE_HTML,
    FILE_LFS,
    FILE_TEXT,
    FILE_NET_TEXT, /* a network, a line a layer (io/net_text.h) */
    FILE_PDF,
    FILE_GZIP,
    FILE_TAR,
    FILE_ZIP,
    FILE_PACKED, /* 7z, rar, xz, zstd, bzip2 */
    FILE_TENSORFLOW,
    FILE_NPY,
    FILE_NPZ,
    FILE_MATLAB,
    FILE_ONNX,
    FILE_CAFFE,
    FILE_TORCHSCRIPT,
    FILE_KINDS
} FileKind;

typedef struct FileFormat {
    const char *name; /* as it is said to a user who wanted a photo */
    FileKind kind;
    struct {
        size_t at;
        const char *bytes;
        size_t n;
    } magic; /* what stands in each of its files; or */
    bool (*is)(const unsigned char *bytes, size_t size); /* whether the header makes sense; never asked of 0 bytes */
    /* Of an archive: its kind, by what is in it. */
    FileKind (*holds)(const unsigned char *bytes, size_t size);
    /* Of a picture. Errors: those of pixels_make, image.cut, image.decode, and what else its header says. */
    Error (*decode)(const Encoded *file, Pixels *out);
    /* Where there is no decoder: the error for who wanted a photo, of the two names; NULL: that of its kind. */
    const char *no_photo;
} FileFormat;

#define MAGIC(at, literal) .magic = {at, literal, sizeof literal - 1}

/* Those with a file of their own; io/kind.c has them all, in the order in which they are asked. */
extern const FileFormat jpeg_format, png_format, webp_format, gif_format, tiff_format, bmp_format, pnm_format;
extern const FileFormat avif_format, heic_format, tga_format;
extern const FileFormat safetensors_format, pickle_format, hdf5_format;
extern const FileFormat svg_format, html_format, net_text_format, text_format;
extern const FileFormat onnx_format, tensorflow_format, caffe_format;
extern const FileFormat zip_format; /* also of what is one: weights in the zip form, Keras's, NumPy's */

#endif
