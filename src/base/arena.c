#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* From PAGES on a block is made of fresh pages: glibc's calloc writes zeros into memory that it had before, up to
 * 32 MB. */
enum { ALIGN = 64, FIRST_BLOCK = 64 * 1024, MOST_DOUBLED = 16 * 1024 * 1024, PAGES = 1024 * 1024 };

struct ArenaBlock {
    ArenaBlock *older;
    size_t size, used; /* bytes of the payload, which starts at the next multiple of ALIGN */
    size_t dirty;      /* bytes that were handed out before a reset; those behind are zero still */
};

static size_t round_up(size_t n) { return (n + ALIGN - 1) / ALIGN * ALIGN; }

static unsigned char *payload(ArenaBlock *block) {
    uintptr_t after = (uintptr_t)(block + 1);
    return (unsigned char *)block + sizeof *block + (round_up(after) - after);
}

bool size_mul(size_t a, size_t b, size_t *product) {
    if (b != 0 && a > SIZE_MAX / b) return false;
    *product = a * b;
    return true;
}

static bool grow(Arena *arena, size_t bytes) {
    size_t size = arena->block ? arena->block->size * 2 : arena->first ? arena->first : FIRST_BLOCK;
    if (size > MOST_DOUBLED) size = MOST_DOUBLED;
    if (size < bytes) size = bytes;
    if (size > SIZE_MAX - sizeof(ArenaBlock) - ALIGN) return false;
    size_t whole = sizeof(ArenaBlock) + ALIGN + size;
    ArenaBlock *block = size < PAGES ? calloc(1, whole) : memory_zeroed(whole);
    if (!block) return false;
    block->older = arena->block;
    block->size = size;
    arena->block = block;
    return true;
}

static void free_block(ArenaBlock *block) {
    if (block && block->size >= PAGES) memory_drop(block);
    else free(block);
}

void *arena_alloc(Arena *arena, size_t count, size_t size) {
    size_t bytes;
    bool fits = size_mul(count, size, &bytes) && bytes <= SIZE_MAX - ALIGN;
    if (fits) bytes = round_up(bytes ? bytes : 1);
    ArenaBlock *block = arena->block;
    if (fits && (!block || block->size - block->used < bytes)) fits = grow(arena, bytes);
    if (!fits) {
        arena->failed = true;
        return NULL;
    }
    block = arena->block;
    unsigned char *out = payload(block) + block->used;
    if (block->used < block->dirty) {
        size_t used_before = block->dirty - block->used;
        memset(out, 0, used_before < bytes ? used_before : bytes);
    }
    block->used += bytes;
    return out;
}

char *arena_printf(Arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1, 1);
    if (text) vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(Arena *arena) {
    arena->failed = false;
    ArenaBlock *kept = arena->block;
    for (ArenaBlock *b = arena->block; b; b = b->older)
        if (b->size > kept->size) kept = b;
    for (ArenaBlock *b = arena->block; b;) {
        ArenaBlock *older = b->older;
        if (b != kept) free_block(b);
        b = older;
    }
    arena->block = kept;
    if (!kept) return;
    kept->older = NULL;
    if (kept->used > kept->dirty) kept->dirty = kept->used;
    kept->used = 0;
}

void arena_free(Arena *arena) {
    arena_reset(arena);
    free_block(arena->block);
    arena->block = NULL;
}
