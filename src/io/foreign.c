/* Formats that are neither photos nor weights, and are told by more than a signature. */
#include "io/format.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "io/zip.h"

/* ---- text ---- */

/* XML whose first element, behind what is said about the file, is svg. */
static bool is_svg(const unsigned char *bytes, size_t size) {
    const unsigned char *at = bytes, *end = bytes + (size < 4096 ? size : 4096);
    if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) at += 3;
    for (;;) {
        while (at < end && isspace(*at)) at++;
        if (end - at < 5 || *at != '<') return false;
        if (memcmp(at, "<svg", 4) == 0) return true;
        if (memcmp(at, "<!DOCTYPE svg", end - at < 13 ? (size_t)(end - at) : 13) == 0) return true;
        if (at[1] != '?' && at[1] != '!') return false;
        const char *last = memcmp(at, "<!--", 4) == 0 ? "-->" : ">";
        const unsigned char *to = memmem(at, (size_t)(end - at), last, strlen(last));
        if (!to) return false;
        at = to + strlen(last);
    }
}

static bool is_text(const unsigned char *bytes, size_t size) {
    if (bytes[0] >= 0x80 && bytes[0] < 0xc2) return false; /* no UTF-8 begins so */
    for (size_t i = 0; i < size && i < 4096; i++)
        if ((bytes[i] < 32 && !isspace(bytes[i])) || bytes[i] == 127) return false;
    return true;
}

static bool is_html(const unsigned char *bytes, size_t size) {
    static const char *const BEGIN[] = {"<!doctype html", "<html", "<head", "<body", "<!--"};
    size_t first = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, n = size < 4096 ? size : 4096;
    if (!is_text(bytes, size)) return false;
    while (first < n && isspace(bytes[first])) first++;
    for (size_t i = 0; i < sizeof BEGIN / sizeof *BEGIN; i++)
        if (n - first >= strlen(BEGIN[i]) && strncasecmp((const char *)bytes + first, BEGIN[i], strlen(BEGIN[i])) == 0)
            return true;
    return false;
}

/* ---- protocol buffers ---- */

static bool printable(const unsigned char *bytes, size_t size, size_t at, size_t n) {
    if (at + n > size) return false;
    for (size_t i = at; i < at + n; i++)
        if (bytes[i] < 32 || bytes[i] > 126) return false;
    return n > 0;
}

/* They say the number and the type of each field (tag = 8 * number + type), not what they are: ONNX begins with its
 * version (1) and its producer's name (2) or graph (7), a SavedModel with its version and a graph, a GraphDef with a
 * node, whose first field is its name, Caffe's net with its name and then layers (2 or 100) or an input (3). */
static bool is_onnx(const unsigned char *bytes, size_t size) {
    if (size < 8 || bytes[0] != 0x08 || bytes[1] < 1 || bytes[1] > 31) return false;
    return bytes[2] == 0x3a || (bytes[2] == 0x12 && printable(bytes, size, 4, bytes[3]));
}

static bool is_tensorflow(const unsigned char *bytes, size_t size) {
    if (size < 8) return false;
    if (memcmp(bytes, "\x08\x01\x12", 3) == 0) return true;
    return bytes[0] == 0x0a && !(bytes[1] & 0x80) && bytes[2] == 0x0a && printable(bytes, size, 4, bytes[3]);
}

static bool is_caffe(const unsigned char *bytes, size_t size) {
    if (size < 8 || bytes[0] != 0x0a || bytes[1] & 0x80) return false;
    size_t next = 2 + (size_t)bytes[1];
    return next < size && printable(bytes, size, 2, bytes[1]) && memchr("\x12\x1a\xa2", bytes[next], 3);
}

/* ---- archives ---- */

static FileKind in_zip(const unsigned char *bytes, size_t size) {
    const Mapped file = {.data = bytes, .size = size};
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

const FileFormat svg_format = {"SVG", FILE_PICTURE, .is = is_svg, .no_photo = "image.vector"};
const FileFormat html_format = {"HTML", FILE_HTML, .is = is_html};
const FileFormat text_format = {"text", FILE_TEXT, .is = is_text};
const FileFormat onnx_format = {"ONNX", FILE_ONNX, .is = is_onnx};
const FileFormat tensorflow_format = {"TensorFlow", FILE_TENSORFLOW, .is = is_tensorflow};
const FileFormat caffe_format = {"Caffe", FILE_CAFFE, .is = is_caffe};
const FileFormat zip_format = {"zip", FILE_ZIP, MAGIC(0, "PK\3\4"), .holds = in_zip};
