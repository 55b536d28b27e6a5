/* Large blocks of memory for numbers. From one large page on they are made of the system's large
 * pages where it has some: a first touch every 2 MiB instead of every 4 KiB, and fewer misses of the
 * processor's page table. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* `bytes` at a multiple of 64, and 64 more that may be read; not zeroed. NULL without memory. */
void *memory_alloc(size_t bytes);
/* The same, but zeroed: pages of the system's, until they are written to. For memory_drop. */
void *memory_zeroed(size_t bytes);
/* Keeps a large one, within a limit, for the next who asks for the same size. */
void memory_free(void *block);
void memory_drop(void *block); /* gives it back to the system at once */
void memory_trim(void);        /* likewise all that is kept */

/* Says that mapped pages will be read soon; does not wait for them. */
void memory_soon(const void *data, size_t bytes);

#endif
