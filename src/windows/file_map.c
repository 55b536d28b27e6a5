/* Mapped files. Windows lets nobody cut or replace a file that is mapped, so no pages are lost; one on a disk that is
 * taken away while it is read ends the program. What is used for long is read into memory (file_keep). */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file_inside.h"
#include "windows/wide.h"

struct Watched {
    struct stat was;
    void *view; /* NULL: the bytes are in memory of ours */
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

static Error view(struct Watched *w, HANDLE file, const char *path, Mapped *out) {
    if (w->was.st_size == 0) return NO_ERROR;
    HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL);
    if (!mapping) return explain(path);
    out->data = w->view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
    out->size = (size_t)w->was.st_size;
    Error e = w->view ? NO_ERROR : explain(path);
    CloseHandle(mapping); /* the view keeps it, and it the file */
    return e;
}

static Error map(struct Watched *w, const char *path, Mapped *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int saved = errno;
        if (dir_exists(path)) return error("file.not_a_file", "%s", path);
        return error("file.open", "%s\t%s", strerror(saved), path);
    }
    bool is_file = fstat(fd, &w->was) == 0 && S_ISREG(w->was.st_mode);
    Error e = is_file ? view(w, (HANDLE)_get_osfhandle(fd), path, out) : error("file.not_a_file", "%s", path);
    close(fd);
    return e;
}

Error file_map(const char *path, Mapped *out) {
    struct Watched *w = calloc(1, sizeof *w);
    *out = (Mapped){0};
    if (!w) return error("memory", "%s", path);
    Error e = map(w, path, out);
    if (failed(&e)) {
        free(w);
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
    if (w && w->view) UnmapViewOfFile(w->view);
    else if (w && mapped->data) VirtualFree((void *)mapped->data, 0, MEM_RELEASE);
    *mapped = (Mapped){0};
    if (!w) return;
    pthread_mutex_lock(&watched.lock);
    struct Watched **at = &watched.first;
    while (*at != w) at = &(*at)->next;
    *at = w->next;
    pthread_mutex_unlock(&watched.lock);
    free(w);
}

void file_keep(Mapped *mapped) {
    struct Watched *w = mapped->watched;
    void *copy = w && w->view ? VirtualAlloc(NULL, mapped->size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE) : NULL;
    if (!copy) return; /* it goes on as it is */
    memcpy(copy, w->view, mapped->size);
    UnmapViewOfFile(w->view);
    w->view = NULL;
    mapped->data = copy;
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
