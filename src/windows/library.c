#include "io/library.h"

#include <string.h>

#include "windows/wide.h"

enum { PARTS = 2 };

/* What lies beside the program, or is Windows's, for what a library is called on Linux. */
static const struct {
    const char *asked;
    const wchar_t *part[PARTS]; /* Windows looks for a name in one library, not in those that it needs */
} LIBRARIES[] = {
    {"libcurl.so.4", {L"libcurl.dll"}},
    {"libwebpdemux.so.2", {L"libwebpdemux.dll", L"libwebp.dll"}},
    {"libtiff.so.6", {L"libtiff.dll"}},
    {"libheif.so.1", {L"libheif.dll"}},
};

static void *find(const wchar_t *const part[PARTS], const char *name) {
    for (int i = 0; i < PARTS && part[i]; i++) {
        HMODULE library = LoadLibraryExW(part[i], NULL, LOAD_LIBRARY_SEARCH_APPLICATION_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
        void *found = library ? (void *)GetProcAddress(library, name) : NULL;
        if (found) return found;
    }
    return NULL;
}

bool library_open(const char *file, const LibrarySymbol symbols[], size_t n) {
    for (size_t k = 0; k < sizeof LIBRARIES / sizeof *LIBRARIES; k++) {
        if (strcmp(LIBRARIES[k].asked, file) != 0) continue;
        for (size_t i = 0; i < n; i++)
            if (!(*symbols[i].into = find(LIBRARIES[k].part, symbols[i].name))) return false;
        return true;
    }
    return false;
}
