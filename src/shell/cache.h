/* Blocks of bytes that were costly to make, found again by what made them. */
#ifndef SHELL_CACHE_H
#define SHELL_CACHE_H

#include <stddef.h>
#include <stdint.h>

/* Holds at most `bytes` (keys and values); the longest unused blocks leave first. One thread. */
typedef struct Cache Cache;

Cache *cache_open(size_t bytes); /* NULL without memory */
void cache_close(Cache *cache);

/* The block of that key; NULL if there is none. Good until the next cache_add. */
void *cache_find(Cache *cache, const void *key, size_t key_size);

/* A new block, uninitialised, aligned for any type, for a key that is not there yet. NULL when it
 * is larger than the cache or there is no memory. Good until the next cache_add. */
void *cache_add(Cache *cache, const void *key, size_t key_size, size_t size);

/* Of a key's bytes. */
uint64_t cache_hash(const void *key, size_t key_size);

#endif
