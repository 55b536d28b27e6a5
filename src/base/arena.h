/* Memory with one lifetime: everything taken from an arena goes back at once.
 *
 * An arena grows by larger and larger blocks, so a frame that needs more than the last one gets it, and
 * after a reset the next frame finds one block that is large enough. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    ArenaBlock *block; /* the newest, with the older ones behind it */
    size_t first;      /* bytes of the first block; 0: 64 KiB */
    bool failed;       /* something was asked for in vain since the last reset */
} Arena;

/* count * size bytes, zeroed, aligned for any type and for SIMD (64 bytes). Pages of a new block are
 * the system's until they are written to. NULL when there is no memory or the product overflows. */
void *arena_alloc(Arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, n, Type) ((Type *)arena_alloc((arena), (n), sizeof(Type)))

/* A copy of text that lives as long as the arena; NULL when there is no memory. */
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

void arena_reset(Arena *arena); /* keeps the largest block for the next time */
void arena_free(Arena *arena);

/* *product = a * b; false when it overflows. */
bool size_mul(size_t a, size_t b, size_t *product);

#endif
