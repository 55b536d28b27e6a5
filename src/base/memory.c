#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#ifdef _WIN32
#include <malloc.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

enum { LINE = 64, LARGE = 2 * 1024 * 1024 };

void *memory_alloc(size_t bytes) {
    size_t align = bytes >= LARGE / 2 ? LARGE : LINE;
    if (bytes > SIZE_MAX - 2 * LARGE) return NULL;
    bytes = (bytes + LINE + align - 1) / align * align;
#ifdef _WIN32
    return _aligned_malloc(bytes, LINE);
#else
    void *block = aligned_alloc(align, bytes);
    if (block && align == LARGE) memory_large(block, bytes);
    return block;
#endif
}

void memory_free(void *block) {
#ifdef _WIN32
    _aligned_free(block);
#else
    free(block);
#endif
}

void memory_large(void *block, size_t bytes) {
#ifdef MADV_HUGEPAGE
    uintptr_t first = ((uintptr_t)block + LARGE - 1) / LARGE * LARGE;
    uintptr_t end = ((uintptr_t)block + bytes) / LARGE * LARGE;
    if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE); /* only advice */
#else
    (void)block;
    (void)bytes;
#endif
}

void memory_soon(const void *data, size_t bytes) {
#ifdef MADV_WILLNEED
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)data / page * page;
    (void)madvise((void *)first, (uintptr_t)data + bytes - first, MADV_WILLNEED); /* only advice */
#else
    (void)data;
    (void)bytes;
#endif
}
