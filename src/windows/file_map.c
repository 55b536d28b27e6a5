/* Mapped files. Windows lets nobody cut a file that is mapped, so no pages are lost; one on a disk that is taken away
 * while it is read ends the program. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_inside.h"
#include "windows/wide.h"

struct Watched {
    HANDLE file;
    struct stat was;
    struct Watched *next;
};

static struct {
    pthread_mutex_t lock;
    struct Watched *first; /* all that are mapped */
} watched = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- mapping ---- */

static Error explain(const char *path) {
    DWORD last = GetLastError();
    bool memory = last == ERROR_NOT_ENOUGH_MEMORY || last == ERROR_OUTOFMEMORY || last == ERROR_COMMITMENT_LIMIT;
    return memory ? error("memory", "%s", path) : error("file.map", "%s\t%s", strerror(EIO), path);
}

static Error map(struct Watched *w, const char *path, Mapped *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int saved = errno;
        if (dir_exists(path)) return error("file.not_a_file", "%s", path);
        return error("file.open", "%s\t%s", strerror(saved), path);
    }
    bool is_file = fstat(fd, &w->was) == 0 && S_ISREG(w->was.st_mode);
    HANDLE us = GetCurrentProcess(), file = (HANDLE)_get_osfhandle(fd);
    bool kept = is_file && DuplicateHandle(us, file, us, &w->file, 0, FALSE, DUPLICATE_SAME_ACCESS);
    close(fd);
    if (!is_file) return error("file.not_a_file", "%s", path);
    if (!kept) return explain(path);
    if (w->was.st_size == 0) return NO_ERROR;
    HANDLE mapping = CreateFileMappingW(w->file, NULL, PAGE_READONLY, 0, 0, NULL);
    if (!mapping) return explain(path);
    out->data = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    Error e = out->data ? NO_ERROR : explain(path);
    CloseHandle(mapping); /* the view keeps it */
    out->size = (size_t)w->was.st_size;
    return e;
}

static void let_go(struct Watched *w) {
    if (w->file) CloseHandle(w->file);
    free(w);
}

Error file_map(const char *path, Mapped *out) {
    struct Watched *w = calloc(1, sizeof *w);
    *out = (Mapped){0};
    if (!w) return error("memory", "%s", path);
    Error e = map(w, path, out);
    if (failed(&e)) {
        let_go(w);
        *out = (Mapped){0};
        return e;
    }
    pthread_mutex_lock(&watched.lock);
    w->next = watched.first;
    watched.first = w;
    pthread_mutex_unlock(&watched.lock);
    out->watched = w;
    return NO_ERROR;
}

void file_unmap(Mapped *mapped) {
    struct Watched *w = mapped->watched;
    if (w && mapped->data) UnmapViewOfFile(mapped->data);
    *mapped = (Mapped){0};
    if (!w) return;
    pthread_mutex_lock(&watched.lock);
    struct Watched **at = &watched.first;
    while (*at != w) at = &(*at)->next;
    *at = w->next;
    pthread_mutex_unlock(&watched.lock);
    let_go(w);
}

bool file_wait(const Mapped *mapped, const atomic_bool *cancel) {
    (void)mapped, (void)cancel;
    return true;
}

/* ---- is it as it was? ---- */

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool is_written(const struct stat *a, const struct stat *b) {
    return a->st_size != b->st_size || a->st_mtim.tv_sec != b->st_mtim.tv_sec ||
           a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

/* By its name, since a handle that was opened for reading is told of no writing by others until they close. */
Error file_unchanged(const Mapped *mapped, const char *path) {
    struct stat now;
    const struct Watched *w = mapped->watched;
    bool changed = w && stat(path, &now) == 0 && is_same(&now, &w->was) && is_written(&now, &w->was);
    return changed ? error("file.changed", "%s", path) : NO_ERROR;
}

bool file_is(const Mapped *mapped, const char *path) {
    struct stat now;
    const struct Watched *w = mapped->watched;
    return !w || stat(path, &now) != 0 || (is_same(&now, &w->was) && !is_written(&now, &w->was));
}

bool file_is_mapped(const char *path) {
    struct stat now;
    bool mapped = false;
    if (stat(path, &now) != 0) return false;
    pthread_mutex_lock(&watched.lock);
    for (const struct Watched *w = watched.first; w; w = w->next) mapped |= is_same(&w->was, &now);
    pthread_mutex_unlock(&watched.lock);
    return mapped;
}

FileStamp file_stamp_mapped(const Mapped *mapped) {
    return mapped->watched ? file_stamp_of(&mapped->watched->was) : (FileStamp){0};
}
