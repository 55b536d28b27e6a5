/* Chance that can be had again: by integers alone, so that every machine has the same. */
#ifndef BASE_CHANCE_H
#define BASE_CHANCE_H

#include <stdint.h>

/* The i-th number of 32 bits of a sequence: x ^ x >> 15, x = y * 0x735A2D97, y = z ^ z >> 15, z = v * 0x21F0AAAD,
 * v = u ^ u >> 16, u = i * 0x9E3779B9 + key, modulo 2^32. */
static inline uint32_t chance_bits(uint32_t key, uint32_t i) {
    uint32_t x = i * 0x9E3779B9u + key;
    x = (x ^ x >> 16) * 0x21F0AAADu;
    x = (x ^ x >> 15) * 0x735A2D97u;
    return x ^ x >> 15;
}

/* Its upper 24 bits as a number between -1 and 1, neither of them, around 0. */
static inline float chance_between(uint32_t key, uint32_t i) {
    return ((float)((int32_t)(chance_bits(key, i) >> 8) - 8388608) + 0.5f) / 8388608.0f;
}

/* The key of a seed's n-th sequence. */
static inline uint32_t chance_key(uint32_t seed, uint32_t n) { return seed * 0x9E3779B9u ^ chance_bits(0, n); }

#endif
