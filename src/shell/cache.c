#include "shell/cache.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

typedef struct Block Block;
struct Block {
    Block *next;          /* in its bucket */
    Block *newer, *older; /* in the order of use */
    uint64_t hash;
    size_t key_size, size; /* the value follows, then the key */
    max_align_t value[];
};

enum { BUCKETS = 4096 };

struct Cache {
    size_t room, used;
    Block *newest, *oldest;
    Block *bucket[BUCKETS];
};

static unsigned char *key_of(Block *block) {
    return (unsigned char *)block->value + block->size;
}

static size_t bytes_of(const Block *block) {
    return sizeof *block + block->size + block->key_size;
}

uint64_t cache_hash(const void *key, size_t n) {
    const unsigned char *at = key;
    uint64_t hash = n, word;
    for (size_t left = n; left > 0; at += sizeof word) {
        size_t some = left < sizeof word ? left : sizeof word;
        word = 0;
        memcpy(&word, at, some);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u; /* odd: no two words lead to the same */
        hash ^= hash >> 29;
        left -= some;
    }
    return hash ^ hash >> 32;
}

Cache *cache_open(size_t bytes) {
    Cache *cache = calloc(1, sizeof *cache);
    if (cache) cache->room = bytes;
    return cache;
}

static void leave_order(Cache *cache, Block *block) {
    *(block->newer ? &block->newer->older : &cache->newest) = block->older;
    *(block->older ? &block->older->newer : &cache->oldest) = block->newer;
}

static void become_newest(Cache *cache, Block *block) {
    block->newer = NULL;
    block->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = block;
    cache->newest = block;
}

static void drop_oldest(Cache *cache) {
    Block *block = cache->oldest;
    Block **link = &cache->bucket[block->hash % BUCKETS];
    while (*link != block) link = &(*link)->next;
    *link = block->next;
    leave_order(cache, block);
    cache->used -= bytes_of(block);
    memory_free(block);
}

void cache_close(Cache *cache) {
    if (!cache) return;
    while (cache->oldest) drop_oldest(cache);
    free(cache);
}

void *cache_find(Cache *cache, const void *key, size_t key_size) {
    uint64_t hash = cache_hash(key, key_size);
    for (Block *b = cache->bucket[hash % BUCKETS]; b; b = b->next) {
        if (b->hash != hash || b->key_size != key_size || memcmp(key_of(b), key, key_size) != 0)
            continue;
        leave_order(cache, b);
        become_newest(cache, b);
        return b->value;
    }
    return NULL;
}

void *cache_add(Cache *cache, const void *key, size_t key_size, size_t size) {
    if (size > cache->room || key_size > cache->room - size ||
        sizeof(Block) > cache->room - size - key_size)
        return NULL;
    size_t bytes = sizeof(Block) + size + key_size;
    while (cache->used > cache->room - bytes) drop_oldest(cache);
    Block *block = memory_alloc(bytes); /* a picture of the same size may have just left */
    if (!block) return NULL;
    *block = (Block){.hash = cache_hash(key, key_size), .key_size = key_size, .size = size};
    memcpy(key_of(block), key, key_size);
    block->next = cache->bucket[block->hash % BUCKETS];
    cache->bucket[block->hash % BUCKETS] = block;
    become_newest(cache, block);
    cache->used += bytes;
    return block->value;
}
