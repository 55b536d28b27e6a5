#include "io/kind.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "io/zip.h"

typedef struct Bytes {
    const unsigned char *at;
    size_t n;
} Bytes;

static bool has_at(Bytes b, size_t at, const char *magic, size_t n) {
    return b.n >= at + n && memcmp(b.at + at, magic, n) == 0;
}

#define BEGINS(b, literal) has_at(b, 0, literal, sizeof literal - 1)

/* ---- by a signature ---- */

typedef struct Signature {
    size_t at;
    const char *magic;
    size_t n;
    FileKind kind;
} Signature;

#define SIGNATURE(at, literal, kind) {at, literal, sizeof literal - 1, kind}

static const Signature SIGNATURES[] = {
    SIGNATURE(0, "\xff\xd8\xff", FILE_PICTURE),
    SIGNATURE(0, "\x89PNG\r\n\x1a\n", FILE_PICTURE),
    SIGNATURE(0, "GIF8", FILE_PICTURE),
    SIGNATURE(8, "WEBP", FILE_PICTURE),
    SIGNATURE(0, "II*\0", FILE_PICTURE),
    SIGNATURE(0, "MM\0*", FILE_PICTURE), /* TIFF */
    SIGNATURE(4, "ftypavif", FILE_PICTURE),
    SIGNATURE(4, "ftyphei", FILE_PICTURE),
    SIGNATURE(4, "ftypmif1", FILE_PICTURE),
    SIGNATURE(0, "\0\0\0\x0cJXL ", FILE_PICTURE),
    SIGNATURE(0, "\xff\x0a", FILE_PICTURE), /* JPEG XL */
    SIGNATURE(0, "\0\0\0\x0cjP  ", FILE_PICTURE),
    SIGNATURE(0, "8BPS", FILE_PICTURE), /* JPEG 2000, Photoshop */
    SIGNATURE(0, "version https://git-lfs", FILE_LFS),
    SIGNATURE(0, "%PDF-", FILE_PDF),
    SIGNATURE(0, "\x1f\x8b", FILE_GZIP),
    SIGNATURE(257, "ustar", FILE_TAR),
    SIGNATURE(0, "7z\xbc\xaf\x27\x1c", FILE_PACKED),
    SIGNATURE(0, "Rar!\x1a\x07", FILE_PACKED),
    SIGNATURE(0,
              "\xfd"
              "7zXZ\0",
              FILE_PACKED),
    SIGNATURE(0, "\x28\xb5\x2f\xfd", FILE_PACKED),
    SIGNATURE(0, "BZh", FILE_PACKED),
    SIGNATURE(0, "\x89HDF\r\n\x1a\n", FILE_HDF5),
    SIGNATURE(0, "\x93NUMPY", FILE_NPY),
    SIGNATURE(0, "MATLAB 5.0 MAT-file", FILE_MATLAB),
    SIGNATURE(4, "TFL3", FILE_TENSORFLOW),
};

static FileKind by_signature(Bytes b) {
    for (size_t i = 0; i < sizeof SIGNATURES / sizeof *SIGNATURES; i++)
        if (has_at(b, SIGNATURES[i].at, SIGNATURES[i].magic, SIGNATURES[i].n)) return SIGNATURES[i].kind;
    return FILE_UNKNOWN;
}

/* ---- by what stands in the header ---- */

static unsigned little16(const unsigned char *at) { return at[0] | (unsigned)at[1] << 8; }

/* A header's length of less than 4 GB, and the header, which is JSON. */
static bool is_safetensors(Bytes b) { return has_at(b, 4, "\0\0\0\0{", 5); }

static bool is_bmp(Bytes b) { return BEGINS(b, "BM") && b.n >= 18 && little16(b.at + 16) == 0 && b.at[14] >= 12; }

/* PBM, PGM, PPM and PAM. */
static bool is_pnm(Bytes b) {
    return b.n >= 3 && b.at[0] == 'P' && b.at[1] >= '1' && b.at[1] <= '7' && isspace(b.at[2]);
}

/* TGA has no signature: map or none, a type that there is, a size, a depth that there is. */
static bool is_tga(Bytes b) {
    if (b.n < 18 || b.at[1] > 1 || !memchr("\1\2\3\11\12\13", b.at[2], 6)) return false;
    bool sized = little16(b.at + 12) && little16(b.at + 14), mapped = b.at[2] == 1 || b.at[2] == 9;
    return sized && mapped == b.at[1] && memchr("\10\17\20\30\40", b.at[16], 5) && !(b.at[17] & 0xc0);
}

static bool is_line_name(Bytes b, size_t *at) {
    size_t first = *at;
    while (*at < b.n && (isalnum(b.at[*at]) || b.at[*at] == '_' || b.at[*at] == '.')) (*at)++;
    bool named = *at > first && *at < b.n && b.at[*at] == '\n';
    (*at)++;
    return named;
}

/* Protocol 2 and later begin with its number; older ones with a name, or with what is to be put into a container. */
static bool is_pickle(Bytes b) {
    size_t at = 1;
    if (b.n >= 2 && b.at[0] == 0x80) return b.at[1] >= 2 && b.at[1] <= 5;
    if (BEGINS(b, "c")) return is_line_name(b, &at) && is_line_name(b, &at);
    return BEGINS(b, "(U") || BEGINS(b, "(dp") || BEGINS(b, "(lp");
}

static bool printable(Bytes b, size_t at, size_t n) {
    if (at + n > b.n) return false;
    for (size_t i = at; i < at + n; i++)
        if (b.at[i] < 32 || b.at[i] > 126) return false;
    return n > 0;
}

/* Protocol buffers say the number and the type of each field (tag = 8 * number + type), not what they are: ONNX begins
 * with its version (1) and its producer's name (2) or graph (7), a SavedModel with its version and a graph, a GraphDef
 * with a node, whose first field is its name, Caffe's net with its name and then layers (2 or 100) or an input (3). */
static FileKind by_fields(Bytes b) {
    if (b.n < 8) return FILE_UNKNOWN;
    if (b.at[0] == 0x08 && b.at[1] >= 1 && b.at[1] < 32) {
        if (b.at[2] == 0x3a || (b.at[2] == 0x12 && printable(b, 4, b.at[3]))) return FILE_ONNX;
        return b.at[1] == 1 && b.at[2] == 0x12 ? FILE_TENSORFLOW : FILE_UNKNOWN;
    }
    if (b.at[0] != 0x0a || b.at[1] & 0x80) return FILE_UNKNOWN;
    if (b.at[2] == 0x0a && printable(b, 4, b.at[3])) return FILE_TENSORFLOW;
    size_t next = 2 + (size_t)b.at[1];
    bool named = printable(b, 2, b.at[1]) && next < b.n;
    return named && memchr("\x12\x1a\xa2", b.at[next], 3) ? FILE_CAFFE : FILE_UNKNOWN;
}

static FileKind by_text(Bytes b) {
    static const char *const HTML[] = {"<!doctype html", "<html", "<head", "<body", "<!--"};
    size_t first = BEGINS(b, "\xef\xbb\xbf") ? 3 : 0, n = b.n < 4096 ? b.n : 4096;
    if (b.at[0] >= 0x80 && b.at[0] < 0xc2) return FILE_UNKNOWN; /* no UTF-8 begins so */
    for (size_t i = 0; i < n; i++)
        if ((b.at[i] < 32 && !isspace(b.at[i])) || b.at[i] == 127) return FILE_UNKNOWN;
    while (first < n && isspace(b.at[first])) first++;
    for (size_t i = 0; i < sizeof HTML / sizeof *HTML; i++)
        if (n - first >= strlen(HTML[i]) && strncasecmp((const char *)b.at + first, HTML[i], strlen(HTML[i])) == 0)
            return FILE_HTML;
    return FILE_TEXT;
}

/* ---- by what is in an archive ---- */

static FileKind in_zip(Bytes b) {
    const Mapped file = {.data = b.at, .size = b.n};
    ZipFile *zip;
    Error e = zip_file_open(&file, "", &zip);
    if (failed(&e)) return strcmp(e.id, "memory") == 0 ? FILE_UNKNOWN : FILE_CUT;
    FileKind kind = FILE_ZIP;
    if (zip_file_holds(zip, "/data.pkl"))
        kind = zip_file_holds(zip, "/constants.pkl") ? FILE_TORCHSCRIPT : FILE_PTH_ZIP;
    else if (zip_file_holds(zip, ".weights.h5")) kind = FILE_KERAS;
    else if (zip_file_holds(zip, ".npy")) kind = FILE_NPZ;
    zip_file_close(zip);
    return kind;
}

/* ---- all of it ---- */

FileKind kind_of(const unsigned char *bytes, size_t size) {
    Bytes b = {bytes, size};
    if (!size) return FILE_EMPTY;
    if (BEGINS(b, "PK\3\4")) return in_zip(b);
    FileKind kind = by_signature(b);
    if (kind != FILE_UNKNOWN) return kind;
    if (is_safetensors(b)) return FILE_SAFETENSORS;
    if (is_pickle(b)) return FILE_PTH_OLDER;
    if (is_bmp(b) || is_pnm(b) || is_tga(b)) return FILE_PICTURE;
    kind = by_fields(b);
    return kind != FILE_UNKNOWN ? kind : by_text(b);
}

Error kind_of_file(const char *path, FileKind *out) {
    Mapped file;
    TRY(file_map(path, &file));
    *out = kind_of(file.data, file.size);
    file_unmap(&file);
    return NO_ERROR;
}

bool kind_is_weights(FileKind kind) {
    return kind == FILE_SAFETENSORS || kind == FILE_PTH_ZIP || kind == FILE_PTH_OLDER;
}

Error kind_error(FileKind kind, const char *path) {
    switch (kind) {
    case FILE_PICTURE: return error("kind.picture", "%s", path);
    case FILE_SAFETENSORS:
    case FILE_PTH_ZIP:
    case FILE_PTH_OLDER: return error("kind.weights", "%s", path);
    case FILE_EMPTY: return error("kind.empty", "%s", path);
    case FILE_CUT: return error("kind.cut", "%s", path);
    case FILE_HTML: return error("kind.html", "%s", path);
    case FILE_LFS: return error("kind.lfs", "%s", path);
    case FILE_TEXT: return error("kind.text", "%s", path);
    case FILE_PDF: return error("kind.pdf", "%s", path);
    case FILE_GZIP: return error("kind.gzip", "%s", path);
    case FILE_TAR: return error("kind.tar", "%s", path);
    case FILE_ZIP: return error("kind.zip", "%s", path);
    case FILE_PACKED: return error("kind.packed", "%s", path);
    case FILE_HDF5: return error("kind.hdf5", "%s", path);
    case FILE_KERAS: return error("kind.keras", "%s", path);
    case FILE_TENSORFLOW: return error("kind.tensorflow", "%s", path);
    case FILE_NPY: return error("kind.npy", "%s", path);
    case FILE_NPZ: return error("kind.npz", "%s", path);
    case FILE_MATLAB: return error("kind.matlab", "%s", path);
    case FILE_ONNX: return error("kind.onnx", "%s", path);
    case FILE_CAFFE: return error("kind.caffe", "%s", path);
    case FILE_TORCHSCRIPT: return error("kind.torchscript", "%s", path);
    case FILE_UNKNOWN:
    case FILE_KINDS: break;
    }
    return error("kind.unknown", "%s", path);
}
