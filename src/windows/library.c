#include "io/library.h"

#include <string.h>

#include "windows/wide.h"

/* What lies beside the program for what a library is called on Linux. Windows looks for a name in one library, not in
 * those that it needs: libwebpdemux.dll has libwebp in it. */
static const struct {
    const char *asked;
    const wchar_t *file;
} LIBRARIES[] = {
    {"libcurl.so.4", L"libcurl.dll"},
    {"libwebpdemux.so.2", L"libwebpdemux.dll"},
    {"libtiff.so.6", L"libtiff.dll"},
    {"libheif.so.1", L"libheif.dll"},
};

static HMODULE load(const char *asked) {
    const DWORD places = LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32;
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof *LIBRARIES; i++)
        if (strcmp(LIBRARIES[i].asked, asked) == 0) return LoadLibraryExW(LIBRARIES[i].file, NULL, places);
    return NULL;
}

bool library_open(const char *file, const LibrarySymbol symbols[], size_t n) {
    HMODULE library = load(file);
    for (size_t i = 0; library && i < n; i++) {
        *symbols[i].into = (void *)GetProcAddress(library, symbols[i].name);
        if (!*symbols[i].into) return false;
    }
    return library != NULL;
}
