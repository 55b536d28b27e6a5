#include "io/kind.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/table.h"

#define FOREIGN(name, kind, at, literal, error) &(const FileFormat){name, kind, MAGIC(at, literal), .no_photo = error}
#define STRANGER(name, kind, at, literal) &(const FileFormat){name, kind, MAGIC(at, literal)}

/* The first that it is counts: what is told by a few bytes that others may have, too, stands below. Files of boxes
 * (ISO 14496-12) say in the first which kind they are; those of kinds not named here are videos. */
/* clang-format off */
static const FileFormat *const FORMATS[] = {
    &jpeg_format,
    &png_format,
    &webp_format,
    &gif_format,
    &tiff_format,
    &bmp_format,
    &pnm_format,
    &avif_format,
    &heic_format,
    FOREIGN("CR3", FILE_PICTURE, 4, "ftypcrx", "image.raw"),
    FOREIGN("RAF", FILE_PICTURE, 0, "FUJIFILMCCD-RAW", "image.raw"),
    FOREIGN("ORF", FILE_PICTURE, 0, "IIRO", "image.raw"),
    FOREIGN("ORF", FILE_PICTURE, 0, "IIRS", "image.raw"),
    FOREIGN("RW2", FILE_PICTURE, 0, "IIU\0", "image.raw"),
    FOREIGN("X3F", FILE_PICTURE, 0, "FOVb", "image.raw"),
    FOREIGN("MRW", FILE_PICTURE, 0, "\0MRM", "image.raw"),
    FOREIGN("MP4", FILE_UNKNOWN, 4, "ftyp", "image.video"),
    FOREIGN("QuickTime", FILE_UNKNOWN, 4, "moov", "image.video"),
    FOREIGN("Matroska", FILE_UNKNOWN, 0, "\x1a\x45\xdf\xa3", "image.video"),
    FOREIGN("AVI", FILE_UNKNOWN, 8, "AVI LIST", "image.video"),
    FOREIGN("MPEG", FILE_UNKNOWN, 0, "\0\0\1\xba", "image.video"),
    FOREIGN("MPEG", FILE_UNKNOWN, 0, "\0\0\1\xb3", "image.video"),
    FOREIGN("FLV", FILE_UNKNOWN, 0, "FLV\1", "image.video"),
    FOREIGN("WMV", FILE_UNKNOWN, 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "image.video"),
    FOREIGN("Ogg", FILE_UNKNOWN, 0, "OggS", "image.video"),
    FOREIGN("PDF", FILE_PDF, 0, "%PDF-", "image.vector"),
    FOREIGN("PostScript", FILE_PICTURE, 0, "%!PS", "image.vector"),
    FOREIGN("EPS", FILE_PICTURE, 0, "\xc5\xd0\xd3\xc6", "image.vector"),
    FOREIGN("WMF", FILE_PICTURE, 0, "\xd7\xcd\xc6\x9a", "image.vector"),
    FOREIGN("Photoshop (PSD)", FILE_PICTURE, 0, "8BPS", "image.foreign"),
    FOREIGN("GIMP (XCF)", FILE_PICTURE, 0, "gimp xcf", "image.foreign"),
    FOREIGN("JPEG XL", FILE_PICTURE, 0, "\0\0\0\x0cJXL ", "image.foreign"),
    FOREIGN("JPEG XL", FILE_PICTURE, 0, "\xff\x0a", "image.foreign"),
    FOREIGN("JPEG 2000", FILE_PICTURE, 0, "\0\0\0\x0cjP  ", "image.foreign"),
    FOREIGN("JPEG 2000", FILE_PICTURE, 0, "\xff\x4f\xff\x51", "image.foreign"),
    FOREIGN("ICO", FILE_PICTURE, 0, "\0\0\1\0", "image.foreign"),
    FOREIGN("CUR", FILE_PICTURE, 0, "\0\0\2\0\1\0", "image.foreign"),
    FOREIGN("ICNS", FILE_PICTURE, 0, "icns", "image.foreign"),
    FOREIGN("OpenEXR", FILE_PICTURE, 0, "\x76\x2f\x31\x01", "image.foreign"),
    FOREIGN("Radiance (HDR)", FILE_PICTURE, 0, "#?RADIANCE", "image.foreign"),
    FOREIGN("DDS", FILE_PICTURE, 0, "DDS ", "image.foreign"),
    FOREIGN("QOI", FILE_PICTURE, 0, "qoif", "image.foreign"),
    FOREIGN("PAM", FILE_PICTURE, 0, "P7\n", "image.foreign"),
    FOREIGN("PFM", FILE_PICTURE, 0, "PF\n", "image.foreign"),
    FOREIGN("PFM", FILE_PICTURE, 0, "Pf\n", "image.foreign"),
    FOREIGN("DICOM", FILE_PICTURE, 128, "DICM", "image.foreign"),
    FOREIGN("FITS", FILE_PICTURE, 0, "SIMPLE  =", "image.foreign"),
    FOREIGN("PCX", FILE_PICTURE, 0, "\x0a\x05\x01\x08", "image.foreign"),
    FOREIGN("DjVu", FILE_PICTURE, 0, "AT&TFORM", "image.foreign"),
    &svg_format,
    &zip_format,
    STRANGER("Git LFS", FILE_LFS, 0, "version https://git-lfs"),
    STRANGER("gzip", FILE_GZIP, 0, "\x1f\x8b"),
    STRANGER("tar", FILE_TAR, 257, "ustar"),
    STRANGER("7z", FILE_PACKED, 0, "7z\xbc\xaf\x27\x1c"),
    STRANGER("rar", FILE_PACKED, 0, "Rar!\x1a\x07"),
    STRANGER("xz", FILE_PACKED, 0, "\xfd" "7zXZ\0"),
    STRANGER("zstd", FILE_PACKED, 0, "\x28\xb5\x2f\xfd"),
    STRANGER("bzip2", FILE_PACKED, 0, "BZh"),
    STRANGER("NumPy", FILE_NPY, 0, "\x93NUMPY"),
    STRANGER("MATLAB", FILE_MATLAB, 0, "MATLAB 5.0 MAT-file"),
    STRANGER("TensorFlow Lite", FILE_TENSORFLOW, 4, "TFL3"),
    &safetensors_format,
    &hdf5_format,
    &pickle_format,
    &onnx_format,
    &tensorflow_format,
    &caffe_format,
    &html_format,
    &net_text_format,
    &text_format,
    &tga_format,
};
/* clang-format on */
enum { FORMATS_COUNT = sizeof FORMATS / sizeof *FORMATS };

static bool is_of(const FileFormat *f, const unsigned char *bytes, size_t size) {
    if (f->is) return f->is(bytes, size);
    return size >= f->magic.at + f->magic.n && memcmp(bytes + f->magic.at, f->magic.bytes, f->magic.n) == 0;
}

const FileFormat *format_of(const unsigned char *bytes, size_t size) {
    for (int i = 0; size && i < FORMATS_COUNT; i++)
        if (is_of(FORMATS[i], bytes, size)) return FORMATS[i];
    return NULL;
}

FileKind kind_of(const unsigned char *bytes, size_t size) {
    if (!size) return FILE_EMPTY;
    const FileFormat *f = format_of(bytes, size);
    return !f ? FILE_UNKNOWN : f->holds ? f->holds(bytes, size) : f->kind;
}

Error kind_of_file(const char *path, FileKind *out) {
    Mapped file;
    TRY(file_map(path, &file));
    *out = kind_of(file.data, file.size);
    file_unmap(&file);
    return NO_ERROR;
}

bool kind_is_weights(FileKind kind) {
    return kind == FILE_SAFETENSORS || kind == FILE_PTH_ZIP || kind == FILE_PTH_OLDER || kind == FILE_ONNX ||
           kind == FILE_HDF5 || kind == FILE_KERAS;
}

bool kind_is_photo(const unsigned char *bytes, size_t size) {
    const FileFormat *f = format_of(bytes, size);
    return f && f->decode;
}

Error kind_error(FileKind kind, const char *path) {
    static const char *const IDS[] = {
        [FILE_UNKNOWN] = "kind.unknown",
        [FILE_PICTURE] = "kind.picture",
        [FILE_SAFETENSORS] = "kind.weights",
        [FILE_PTH_ZIP] = "kind.weights",
        [FILE_PTH_OLDER] = "kind.weights",
        [FILE_HDF5] = "kind.weights",
        [FILE_KERAS] = "kind.weights",
        [FILE_EMPTY] = "kind.empty",
        [FILE_CUT] = "kind.cut",
        [FILE_HTML] = "kind.html",
        [FILE_LFS] = "kind.lfs",
        [FILE_TEXT] = "kind.text",
        [FILE_NET_TEXT] = "kind.net_text",
        [FILE_PDF] = "kind.pdf",
        [FILE_GZIP] = "kind.gzip",
        [FILE_TAR] = "kind.tar",
        [FILE_ZIP] = "kind.zip",
        [FILE_PACKED] = "kind.packed",
        [FILE_TENSORFLOW] = "kind.tensorflow",
        [FILE_NPY] = "kind.npy",
        [FILE_NPZ] = "kind.npz",
        [FILE_MATLAB] = "kind.matlab",
        [FILE_ONNX] = "kind.weights",
        [FILE_CAFFE] = "kind.caffe",
        [FILE_TORCHSCRIPT] = "kind.torchscript",
    };
    TABLE_HAS(IDS, FILE_KINDS);
    return error(IDS[kind], "%s", path);
}

/* The formats that are decoded, by their names. */
static void list_decoded(char *out, size_t size) {
    size_t n = 0;
    for (int i = 0; i < FORMATS_COUNT && n < size; i++)
        if (FORMATS[i]->decode) n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", FORMATS[i]->name);
}

Error kind_no_photo(const Encoded *file) {
    const FileFormat *f = format_of(file->bytes, file->size);
    if (f && f->no_photo) return error(f->no_photo, "%s\t%s", f->name, file->name);
    FileKind kind = kind_of(file->bytes, file->size);
    if (kind != FILE_UNKNOWN) return kind_error(kind, file->name);
    char decoded[200];
    list_decoded(decoded, sizeof decoded);
    return error("image.unknown", "%s\t%s", decoded, file->name);
}
