/* Libraries that are opened when they are needed. */
#ifndef IO_LIBRARY_H
#define IO_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct LibrarySymbol {
    const char *name;
    void **into; /* a pointer to the function, as POSIX has it in dlsym */
} LibrarySymbol;

/* Opens a library for good and finds n symbols in it and in what it needs. false if it or one of them is not there. */
bool library_open(const char *file, const LibrarySymbol symbols[], size_t n);

#endif
