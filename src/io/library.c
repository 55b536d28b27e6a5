#include "io/library.h"

#include <dlfcn.h>

bool library_open(const char *file, const LibrarySymbol symbols[], size_t n) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < n; i++) {
        *symbols[i].into = dlsym(library, symbols[i].name);
        if (!*symbols[i].into) return false;
    }
    return library != NULL;
}
