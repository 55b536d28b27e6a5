/* Files of the page: read as a whole, or mapped while they still come. In place of base/file_map.c. */
#include "base/file_inside.h"

#include <emscripten.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/stop.h"
#include "web/browser.h"

enum { COMING = 32 };

struct Watched {
    int uses;
    bool lasts; /* one of those below */
    unsigned char *bytes;
    size_t size;
    struct stat was;
};

/* Large files stay, for they may be opened again; those of the user's that nobody uses make room for another. */
static struct Coming {
    struct Watched file;
    char path[PATH_SIZE];
    bool users;
    atomic_bool whole;
} coming[COMING];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- large files ---- */

/* A free place with room for a file; NULL without memory. Called with the lock held. */
static struct Coming *take_place(const char *path, size_t size) {
    for (struct Coming *c = coming; c < coming + COMING; c++) {
        if (c->file.bytes) continue;
        if (strlen(path) >= sizeof c->path || !(c->file.bytes = aligned_alloc(64, (size + 63) / 64 * 64))) return NULL;
        strcpy(c->path, path);
        c->file.size = size;
        c->file.uses = 0;
        c->file.lasts = true;
        c->users = false;
        atomic_store(&c->whole, false);
        return c;
    }
    return NULL;
}

static struct Coming *find(const char *path) {
    for (struct Coming *c = coming; c < coming + COMING; c++)
        if (c->file.bytes && strcmp(c->path, path) == 0 && (!c->users || atomic_load(&c->whole))) return c;
    return NULL;
}

static void let_go(const char *path) {
    for (struct Coming *c = coming; c < coming + COMING; c++) {
        if (!c->file.bytes || !c->users || c->file.uses > 0) continue;
        if (strcmp(c->path, path) != 0 && !atomic_load(&c->whole)) continue;
        free(c->file.bytes);
        c->file.bytes = NULL;
    }
}

EMSCRIPTEN_KEEPALIVE unsigned char *page_room(const char *path, double size) {
    pthread_mutex_lock(&lock);
    let_go(path);
    struct Coming *c = size > 0 && size < (double)SIZE_MAX ? take_place(path, (size_t)size) : NULL;
    if (c) c->users = true;
    pthread_mutex_unlock(&lock);
    return c ? c->file.bytes : NULL;
}

EMSCRIPTEN_KEEPALIVE void page_whole(int number) {
    pthread_mutex_lock(&lock);
    for (struct Coming *c = coming; number < 0 && c < coming + COMING; c++)
        if (c->file.bytes && c->users) atomic_store(&c->whole, true);
    if (number >= 0) atomic_store(&coming[number].whole, true);
    pthread_mutex_unlock(&lock);
}

/* ---- mapping ---- */

/* What there is of it, into `bytes`. */
static Error read_there(const char *path, unsigned char *bytes, size_t size) {
    size_t have = 0;
    int fd = open(path, O_RDONLY);
    if (fd < 0) return error("file.open", "%s\t%s", strerror(errno), path);
    for (ssize_t n = 1; n > 0 && have<size; have += n> 0 ? (size_t)n : 0) n = read(fd, bytes + have, size - have);
    close(fd);
    memset(bytes + have, 0, size - have);
    return NO_ERROR;
}

static Error use(struct Watched *file, const char *path, Mapped *out) {
    file->uses++;
    if (stat(path, &file->was) != 0) file->was = (struct stat){0};
    *out = (Mapped){file->size ? file->bytes : NULL, file->size, file};
    return NO_ERROR;
}

static Error map_coming(const char *path, size_t size, Mapped *out) {
    struct Coming *c = take_place(path, size);
    if (!c) return error("memory", "%s", path);
    Error e = read_there(path, c->file.bytes, size);
    if (failed(&e)) return e;
    browser_stream(path, (int)(c - coming), c->file.bytes);
    return use(&c->file, path, out);
}

static Error map_small(const char *path, Mapped *out) {
    struct stat st;
    if (stat(path, &st) != 0) return error("file.open", "%s\t%s", strerror(errno), path);
    if (!S_ISREG(st.st_mode)) return error("file.not_a_file", "%s", path);
    struct Watched *file = calloc(1, sizeof *file);
    size_t size = (size_t)st.st_size;
    if (file) file->bytes = malloc(size ? size : 1);
    Error e = file && file->bytes ? read_there(path, file->bytes, size) : error("memory", "%s", path);
    if (failed(&e)) {
        if (file) free(file->bytes);
        free(file);
        return e;
    }
    file->size = size;
    return use(file, path, out);
}

Error file_map(const char *path, Mapped *out) {
    *out = (Mapped){0};
    pthread_mutex_lock(&lock);
    struct Coming *there = find(path);
    Error e = there ? use(&there->file, path, out) : NO_ERROR;
    pthread_mutex_unlock(&lock);
    if (there) return e;
    double size = browser_file(path); /* which may need the thread that waits for the lock */
    if (size == 0) return error("file.comes", "%s", path);
    pthread_mutex_lock(&lock);
    e = size > 0 ? map_coming(path, (size_t)size, out) : map_small(path, out);
    pthread_mutex_unlock(&lock);
    return e;
}

void file_unmap(Mapped *mapped) {
    struct Watched *file = mapped->watched;
    *mapped = (Mapped){0};
    if (!file) return;
    pthread_mutex_lock(&lock);
    bool last = --file->uses == 0 && !file->lasts;
    pthread_mutex_unlock(&lock);
    if (!last) return;
    free(file->bytes);
    free(file);
}

void file_keep(Mapped *mapped) { (void)mapped; }

bool file_wait(const Mapped *mapped, const atomic_bool *cancel) {
    enum { LOOK_EVERY = 2000 /* microseconds */ };
    const struct Watched *file = mapped->watched;
    if (!file || !file->lasts) return true;
    const struct Coming *c = (const struct Coming *)file;
    while (!atomic_load(&c->whole)) {
        if (stop_asked(cancel)) return false;
#ifdef ONE_THREAD
        stop_after(0); /* the bytes come between two turns */
        return false;
#endif
        usleep(LOOK_EVERY);
    }
    return true;
}

/* ---- is it as it was? ---- */

static bool same(const struct stat *a, const struct stat *b) {
    return a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec;
}

Error file_unchanged(const Mapped *mapped, const char *path) {
    (void)mapped, (void)path; /* the bytes are ours */
    return NO_ERROR;
}

bool file_is(const Mapped *mapped, const char *path) {
    struct stat now;
    return !mapped->watched || stat(path, &now) != 0 || same(&now, &mapped->watched->was);
}

bool file_is_mapped(const char *path) {
    (void)path; /* what is written is handed to the browser */
    return false;
}

FileStamp file_stamp_mapped(const Mapped *mapped) {
    return mapped->watched ? file_stamp_of(&mapped->watched->was) : (FileStamp){0};
}
