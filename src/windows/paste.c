/* The clipboard's image: as a PNG where its owner offers one, as browsers do; else as the rest of a BMP file. And what
 * was copied in Explorer. */
#include "shell/paste.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "windows/wide.h"

#include <shellapi.h>

enum { IMAGE_MOST = 64 << 20,
       FILE_HEADER = 14 };

static void put32(unsigned char *at, uint32_t value) {
    for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> 8 * i);
}

/* Bytes between the header and the pixels: masks, where the header has no room for them, and the palette. */
static uint32_t colors_of(const BITMAPINFOHEADER *h) {
    uint32_t colors = h->biClrUsed ? h->biClrUsed : h->biBitCount <= 8 ? 1u << h->biBitCount
                                                                       : 0;
    bool masks = h->biCompression == BI_BITFIELDS && h->biSize == sizeof *h;
    return (masks ? 12 : 0) + 4 * colors;
}

/* What stands in front of it in a file, and it. */
static unsigned char *as_file(const unsigned char *dib, size_t size, size_t *n) {
    BITMAPINFOHEADER header;
    if (size < sizeof header) return NULL;
    memcpy(&header, dib, sizeof header);
    unsigned char *file = malloc(FILE_HEADER + size);
    if (!file) return NULL;
    memset(file, 0, FILE_HEADER);
    memcpy(file, "BM", 2);
    put32(file + 2, (uint32_t)(FILE_HEADER + size));
    put32(file + 10, FILE_HEADER + header.biSize + colors_of(&header));
    memcpy(file + FILE_HEADER, dib, size);
    *n = FILE_HEADER + size;
    return file;
}

static unsigned char *as_it_is(const unsigned char *png, size_t size, size_t *n) {
    unsigned char *copy = malloc(size);
    if (copy) memcpy(copy, png, size);
    *n = size;
    return copy;
}

/* Of one of the clipboard's formats; NULL: it has none of these. */
static unsigned char *read_as(UINT format, unsigned char *(*take)(const unsigned char *, size_t, size_t *), size_t *n) {
    HANDLE there = IsClipboardFormatAvailable(format) ? GetClipboardData(format) : NULL;
    size_t size = there ? GlobalSize(there) : 0;
    const unsigned char *bytes = size && size <= IMAGE_MOST ? GlobalLock(there) : NULL;
    unsigned char *taken = bytes ? take(bytes, size, n) : NULL;
    if (bytes) GlobalUnlock(there);
    return taken;
}

/* Others look into the clipboard as well, each for a moment. */
static bool open_clipboard(void) {
    enum { TRIES = 5, APART = 10 /* milliseconds */ };
    for (int i = 0; i < TRIES; i++) {
        if (OpenClipboard(NULL)) return true;
        Sleep(APART);
    }
    return false;
}

bool paste_file(char *out, size_t size) {
    wchar_t name[WIDE_SIZE];
    if (!open_clipboard()) return false;
    HDROP files = IsClipboardFormatAvailable(CF_HDROP) ? GetClipboardData(CF_HDROP) : NULL;
    bool there = files && DragQueryFileW(files, 0, name, WIDE_SIZE) && narrow(name, out, size);
    CloseClipboard();
    if (there) path_slashes(out);
    return there;
}

Pasted paste_image(void (*meanwhile)(void), unsigned char **bytes, size_t *n, const char **package) {
    (void)meanwhile, (void)package;
    if (!open_clipboard()) return PASTED_NOTHING;
    *bytes = read_as(RegisterClipboardFormatW(L"PNG"), as_it_is, n);
    if (!*bytes) *bytes = read_as(CF_DIB, as_file, n);
    CloseClipboard();
    return *bytes ? PASTED_IMAGE : PASTED_NOTHING;
}
