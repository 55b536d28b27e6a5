#include "io/foreign.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "io/kind.h"

typedef struct Format {
    size_t at;
    const char *magic;
    size_t n;
    const char *id, *title; /* an error, and its first particular */
} Format;

#define FORMAT(at, literal, id, title) {at, literal, sizeof literal - 1, id, title}

/* Files of boxes (ISO 14496-12) say in the first which kind they are; those of kinds not named here are videos. */
static const Format FORMATS[] = {
    FORMAT(4, "ftypavi", "image.heic", "AVIF"),
    FORMAT(4, "ftyphei", "image.heic", "HEIC"),
    FORMAT(4, "ftyphev", "image.heic", "HEIC"),
    FORMAT(4, "ftypmif1", "image.heic", "HEIF"),
    FORMAT(4, "ftypmsf1", "image.heic", "HEIF"),
    FORMAT(4, "ftypcrx", "image.raw", "CR3"),
    FORMAT(0, "FUJIFILMCCD-RAW", "image.raw", "RAF"),
    FORMAT(0, "IIRO", "image.raw", "ORF"),
    FORMAT(0, "IIRS", "image.raw", "ORF"),
    FORMAT(0, "IIU\0", "image.raw", "RW2"),
    FORMAT(0, "FOVb", "image.raw", "X3F"),
    FORMAT(0, "\0MRM", "image.raw", "MRW"),
    FORMAT(4, "ftyp", "image.video", "MP4"),
    FORMAT(4, "moov", "image.video", "QuickTime"),
    FORMAT(0, "\x1a\x45\xdf\xa3", "image.video", "Matroska"),
    FORMAT(8, "AVI LIST", "image.video", "AVI"),
    FORMAT(0, "\0\0\1\xba", "image.video", "MPEG"),
    FORMAT(0, "\0\0\1\xb3", "image.video", "MPEG"),
    FORMAT(0, "FLV\1", "image.video", "FLV"),
    FORMAT(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "image.video", "WMV"),
    FORMAT(0, "OggS", "image.video", "Ogg"),
    FORMAT(0, "%PDF-", "image.vector", "PDF"),
    FORMAT(0, "%!PS", "image.vector", "PostScript"),
    FORMAT(0, "\xc5\xd0\xd3\xc6", "image.vector", "EPS"),
    FORMAT(0, "\xd7\xcd\xc6\x9a", "image.vector", "WMF"),
    FORMAT(0, "8BPS", "image.foreign", "Photoshop (PSD)"),
    FORMAT(0, "gimp xcf", "image.foreign", "GIMP (XCF)"),
    FORMAT(0, "\0\0\0\x0cJXL ", "image.foreign", "JPEG XL"),
    FORMAT(0, "\xff\x0a", "image.foreign", "JPEG XL"),
    FORMAT(0, "\0\0\0\x0cjP  ", "image.foreign", "JPEG 2000"),
    FORMAT(0, "\xff\x4f\xff\x51", "image.foreign", "JPEG 2000"),
    FORMAT(0, "\0\0\1\0", "image.foreign", "ICO"),
    FORMAT(0, "\0\0\2\0\1\0", "image.foreign", "CUR"),
    FORMAT(0, "icns", "image.foreign", "ICNS"),
    FORMAT(0, "\x76\x2f\x31\x01", "image.foreign", "OpenEXR"),
    FORMAT(0, "#?RADIANCE", "image.foreign", "Radiance (HDR)"),
    FORMAT(0, "DDS ", "image.foreign", "DDS"),
    FORMAT(0, "qoif", "image.foreign", "QOI"),
    FORMAT(0, "P7\n", "image.foreign", "PAM"),
    FORMAT(0, "PF\n", "image.foreign", "PFM"),
    FORMAT(0, "Pf\n", "image.foreign", "PFM"),
    FORMAT(128, "DICM", "image.foreign", "DICOM"),
    FORMAT(0, "SIMPLE  =", "image.foreign", "FITS"),
    FORMAT(0, "\x0a\x05\x01\x08", "image.foreign", "PCX"),
    FORMAT(0, "AT&TFORM", "image.foreign", "DjVu"),
};

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

Error foreign_error(const Encoded *file) {
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        const Format *f = &FORMATS[i];
        if (file->size >= f->at + f->n && memcmp(file->bytes + f->at, f->magic, f->n) == 0)
            return error(f->id, "%s\t%s", f->title, file->name);
    }
    if (is_svg(file->bytes, file->size)) return error("image.vector", "%s\t%s", "SVG", file->name);
    FileKind kind = kind_of(file->bytes, file->size);
    if (kind == FILE_UNKNOWN || kind == FILE_PICTURE) return error("image.unknown", "%s", file->name);
    return kind_error(kind, file->name);
}
