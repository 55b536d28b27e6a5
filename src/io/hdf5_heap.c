#include "io/hdf5_heap.h"

#include <string.h>

typedef struct Bytes {
    const unsigned char *at;
    size_t n;
} Bytes;

static uint64_t number(const unsigned char *at, int bytes) {
    uint64_t value = 0;
    while (bytes--) value = value << 8 | at[bytes];
    return value;
}

/* n bytes at a place; none (NULL) where they reach beyond the end. */
static Bytes part(Bytes of, uint64_t at, uint64_t n) {
    bool fits = at <= of.n && n <= of.n - at;
    return fits ? (Bytes){of.at + at, (size_t)n} : (Bytes){NULL, 0};
}

static size_t padded(size_t n) { return (n + 7) / 8 * 8; }

/* Addresses and lengths have 8 bytes and count from the beginning of the file: superblocks 0 and 1. */
static bool is_plain(Bytes file) {
    Bytes block = part(file, 0, 36);
    return block.at && block.at[8] <= 1 && block.at[13] == 8 && block.at[14] == 8 &&
           number(block.at + (block.at[8] ? 28 : 24), 8) == 0;
}

/* ---- the attribute ---- */

enum { MESSAGE_ATTRIBUTE = 12, MESSAGE_CONTINUED = 16, CHUNKS_MOST = 64 };

/* What an attribute's message says its value is, if it is the one that is called so. */
static Bytes value_of(Bytes message, const char *attribute) {
    Bytes head = part(message, 0, 8), none = {NULL, 0};
    if (!head.at || head.at[0] < 1 || head.at[0] > 3 || head.at[1]) return none; /* or a type that is elsewhere */
    size_t length[3], at = head.at[0] == 3 ? 9 : 8;
    for (int i = 0; i < 3; i++) length[i] = (size_t)number(head.at + 2 + 2 * i, 2); /* name, type, shape */
    Bytes name = part(message, at, length[0]);
    size_t n = strlen(attribute) + 1;
    if (!name.at || name.n < n || memcmp(name.at, attribute, n) != 0) return none;
    for (int i = 0; i < 3; i++) at += head.at[0] == 1 ? padded(length[i]) : length[i];
    return at <= message.n ? part(message, at, message.n - at) : none;
}

/* The value of an attribute of an object whose header has version 1. */
static Bytes find_value(Bytes file, uint64_t header, const char *attribute) {
    Bytes head = part(file, header, 16), chunk[CHUNKS_MOST], value = {NULL, 0};
    int chunks = 1;
    if (!head.at || head.at[0] != 1) return value;
    chunk[0] = part(file, header + 16, number(head.at + 8, 4));
    for (int i = 0; i < chunks; i++)
        for (size_t at = 0; chunk[i].at && at + 8 <= chunk[i].n && !value.at;) {
            const unsigned char *says = chunk[i].at + at;
            Bytes message = part(chunk[i], at + 8, number(says + 2, 2));
            int type = message.at && !(says[4] & 2) ? (int)number(says, 2) : 0; /* 2: it is shared, elsewhere */
            if (type == MESSAGE_ATTRIBUTE) value = value_of(message, attribute);
            if (type == MESSAGE_CONTINUED && message.n >= 16 && chunks < CHUNKS_MOST)
                chunk[chunks++] = part(file, number(message.at, 8), number(message.at + 8, 8));
            at += 8 + (size_t)number(says + 2, 2);
        }
    return value;
}

/* ---- the heap ---- */

/* An object of a collection by its number. */
static Bytes find_object(Bytes file, uint64_t collection, uint64_t wanted) {
    Bytes head = part(file, collection, 16), none = {NULL, 0};
    if (!head.at || memcmp(head.at, "GCOL\1", 5) != 0) return none;
    Bytes all = part(file, collection, number(head.at + 8, 8));
    for (size_t at = 16; at + 16 <= all.n;) {
        uint64_t index = number(all.at + at, 2), n = number(all.at + at + 8, 8);
        Bytes object = part(all, at + 16, n);
        if (!index || !object.at) return none; /* the rest is free */
        if (index == wanted) return object;
        at += 16 + padded(object.n);
    }
    return none;
}

bool hdf5_heap_texts(const unsigned char *bytes, size_t size, uint64_t header, const char *attribute, size_t n,
                     Arena *memory, const char **out) {
    enum { RECORD = 16 }; /* length, collection, number */
    const Bytes file = {bytes, size};
    Bytes value = is_plain(file) ? find_value(file, header, attribute) : (Bytes){NULL, 0};
    if (n > value.n / RECORD) return false;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *record = value.at + i * RECORD;
        uint64_t length = number(record, 4);
        Bytes object = length ? find_object(file, number(record + 4, 8), number(record + 12, 4)) : value;
        if (!object.at || object.n < length) return false;
        char *text = arena_alloc(memory, (size_t)length + 1, 1);
        if (!text) return false;
        memcpy(text, object.at, (size_t)length);
        out[i] = text;
    }
    return true;
}
