#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <malloc.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

enum {
    LINE = 64,
    PAGE = 64 * 1024 /* the largest that systems have */,
    LARGE = 2 * 1024 * 1024,
    MAPPED_FROM = LARGE / 16
};

#if defined(_WIN32)
static const bool SYSTEM_ZEROES = false;
static void *system_alloc(size_t bytes) { return _aligned_malloc(bytes, LINE); }
static void system_free(void *block, size_t bytes) {
    (void)bytes;
    _aligned_free(block);
}
#elif defined(__EMSCRIPTEN__) /* one block of memory, of which nothing goes back */
static const bool SYSTEM_ZEROES = false;
static void *system_alloc(size_t bytes) { return aligned_alloc(LINE, bytes); }
static void system_free(void *block, size_t bytes) {
    (void)bytes;
    free(block);
}
#else
/* Large blocks are the system's own, so that one that is freed is gone at once, whatever lies beside it. */
static void *map(size_t bytes) {
    unsigned char *all = mmap(NULL, bytes + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (all == MAP_FAILED) return NULL;
    size_t before = (LARGE - (uintptr_t)all % LARGE) % LARGE;
    if (before) munmap(all, before);
    munmap(all + before + bytes, LARGE - before);
#ifdef MADV_POPULATE_WRITE /* all at once: what is smaller than a large page is written from end to end, a fault a     \
                              page */
    if (bytes < LARGE) (void)madvise(all + before, bytes, MADV_POPULATE_WRITE);
#endif
    return all + before;
}

static const bool SYSTEM_ZEROES = true; /* from MAPPED_FROM on */
static void *system_alloc(size_t bytes) { return bytes >= MAPPED_FROM ? map(bytes) : aligned_alloc(LINE, bytes); }
static void system_free(void *block, size_t bytes) {
    if (bytes >= MAPPED_FROM) munmap(block, bytes);
    else free(block);
}
#endif

/* Large blocks that were given back, the longest unused first, for the next who asks for the same size. */
enum { MOST_KEPT = 128, KEPT_FROM = 16 * 1024 };
static const size_t MOST_KEPT_BYTES = (size_t)96 << 20;

typedef struct Head { /* before every block, in a line of its own */
    size_t bytes;     /* of the whole */
} Head;

static struct Kept {
    pthread_mutex_t lock;
    Head *head[MOST_KEPT];
    int n;
    size_t bytes;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Takes one out; called with the lock held. */
static Head *take_out(int i) {
    Head *head = kept.head[i];
    kept.n--;
    kept.bytes -= head->bytes;
    memmove(&kept.head[i], &kept.head[i + 1], (size_t)(kept.n - i) * sizeof *kept.head);
    return head;
}

static Head *take_kept(size_t bytes) {
    Head *found = NULL;
    pthread_mutex_lock(&kept.lock);
    for (int i = kept.n - 1; i >= 0 && !found; i--)
        if (kept.head[i]->bytes == bytes) found = take_out(i);
    pthread_mutex_unlock(&kept.lock);
    return found;
}

/* Keeps a block in the place of those that nobody has asked for the longest. */
static void keep(Head *head) {
    pthread_mutex_lock(&kept.lock);
    while (kept.n == MOST_KEPT || (kept.n && kept.bytes + head->bytes > MOST_KEPT_BYTES)) {
        Head *oldest = take_out(0);
        system_free(oldest, oldest->bytes);
    }
    kept.head[kept.n++] = head;
    kept.bytes += head->bytes;
    pthread_mutex_unlock(&kept.lock);
}

/* Asks for large pages in a block that has not been touched. */
static void ask_for_large_pages(void *block, size_t bytes) {
#ifdef MADV_HUGEPAGE
    uintptr_t first = ((uintptr_t)block + LARGE - 1) / LARGE * LARGE;
    uintptr_t end = ((uintptr_t)block + bytes) / LARGE * LARGE;
    if (first < end) (void)madvise((void *)first, end - first, MADV_HUGEPAGE); /* only advice */
#else
    (void)block;
    (void)bytes;
#endif
}

/* A whole block of so many bytes. */
static size_t whole_bytes(size_t bytes) {
    bytes += 2 * LINE;
    size_t unit = bytes >= MAPPED_FROM ? PAGE : LINE;
    return (bytes + unit - 1) / unit * unit;
}

static Head *new_block(size_t bytes) {
    Head *head = system_alloc(bytes);
    if (!head) return NULL;
    if (bytes >= MAPPED_FROM) ask_for_large_pages(head, bytes);
    head->bytes = bytes;
    return head;
}

static void *block_of(Head *head) { return head ? (unsigned char *)head + LINE : NULL; }

void *memory_alloc(size_t bytes) {
    if (bytes > SIZE_MAX - 2 * LARGE) return NULL;
    bytes = whole_bytes(bytes);
    Head *head = bytes >= KEPT_FROM ? take_kept(bytes) : NULL;
    return block_of(head ? head : new_block(bytes));
}

void *memory_zeroed(size_t bytes) {
    if (bytes > SIZE_MAX - 2 * LARGE) return NULL;
    void *block = block_of(new_block(whole_bytes(bytes)));
    if (block && !(SYSTEM_ZEROES && whole_bytes(bytes) >= MAPPED_FROM)) memset(block, 0, bytes);
    return block;
}

static Head *head_of(void *block) { return (Head *)(void *)((unsigned char *)block - LINE); }

void memory_free(void *block) {
    if (!block) return;
    Head *head = head_of(block);
    if (head->bytes < KEPT_FROM || head->bytes > MOST_KEPT_BYTES) system_free(head, head->bytes);
    else keep(head);
}

void memory_drop(void *block) {
    if (block) system_free(head_of(block), head_of(block)->bytes);
}

void memory_trim(void) {
    pthread_mutex_lock(&kept.lock);
    while (kept.n) {
        Head *head = take_out(kept.n - 1);
        system_free(head, head->bytes);
    }
    pthread_mutex_unlock(&kept.lock);
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
