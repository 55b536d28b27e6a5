#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64, FIRST_BLOCK = 64 * 1024 };

struct ArenaBlock {
    ArenaBlock *older;
    size_t size, used; /* bytes of the payload, which starts at the next multiple of ALIGN */
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
    if (size < bytes) size = bytes;
    if (size > SIZE_MAX - sizeof(ArenaBlock) - ALIGN) return false;
    ArenaBlock *block = malloc(sizeof *block + ALIGN + size);
    if (!block) return false;
    *block = (ArenaBlock){.older = arena->block, .size = size};
    arena->block = block;
    return true;
}

void *arena_alloc(Arena *arena, size_t count, size_t size) {
    size_t bytes;
    if (!size_mul(count, size, &bytes) || bytes > SIZE_MAX - ALIGN) return NULL;
    bytes = round_up(bytes ? bytes : 1);
    ArenaBlock *block = arena->block;
    if (!block || block->size - block->used < bytes) {
        if (!grow(arena, bytes)) return NULL;
        block = arena->block;
    }
    void *out = payload(block) + block->used;
    block->used += bytes;
    return memset(out, 0, bytes);
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
    if (!arena->block) return;
    ArenaBlock *older = arena->block->older; /* blocks double: the newest is the largest */
    while (older) {
        ArenaBlock *next = older->older;
        free(older);
        older = next;
    }
    arena->block->older = NULL;
    arena->block->used = 0;
}

void arena_free(Arena *arena) {
    arena_reset(arena);
    free(arena->block);
    arena->block = NULL;
}
