/* Mapped files, and what happens when their pages are lost. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file_inside.h"

/* A mapping as the handler of SIGBUS sees it: no locks, no memory, a fixed place. */
typedef struct Watched {
    atomic_bool taken, lost;
    atomic_uintptr_t first, end; /* first 0: not yet, or no longer */
    int fd;
    struct stat was;
} Watched;

enum { WATCHED = 128 };
static Watched watched[WATCHED];
static pthread_mutex_t which = PTHREAD_MUTEX_INITIALIZER; /* held while it is said which file a mapping is of */
static uintptr_t page_size;
static struct sigaction before; /* ours */

/* ---- lost pages ---- */

/* Puts zeros where the rest of a mapping was, from the page that cannot be read on, and lets the thread read them.
 * Calls nothing but mmap, which is a system call and no more; two threads that meet here do the same twice. */
static void lose_pages(int number, siginfo_t *info, void *context) {
    uintptr_t at = (uintptr_t)info->si_addr;
    int saved = errno;
    (void)context;
    for (Watched *w = watched; w < watched + WATCHED; w++) {
        uintptr_t first = atomic_load(&w->first), end = atomic_load(&w->end), page = at / page_size * page_size;
        if (!first || at < first || at >= end) continue;
        atomic_store(&w->lost, true);
        void *zeros = mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        errno = saved;
        if (zeros != MAP_FAILED) return;
    }
    sigaction(number, &before, NULL); /* nothing of ours: it happens again, and is answered as it was before */
}

/* Again where somebody else has taken the signal since. */
static void start_watching(void) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct sigaction action = {.sa_sigaction = lose_pages, .sa_flags = SA_SIGINFO}, now;
    pthread_mutex_lock(&lock);
    if (!page_size) page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    sigemptyset(&action.sa_mask);
    bool ours = sigaction(SIGBUS, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == lose_pages;
    if (!ours) sigaction(SIGBUS, &action, &before);
    pthread_mutex_unlock(&lock);
}

/* ---- mapping ---- */

static Watched *take_place(void) {
    for (Watched *w = watched; w < watched + WATCHED; w++)
        if (!atomic_exchange(&w->taken, true)) return w;
    return NULL;
}

static void say_which(Watched *w, const struct stat *st) {
    pthread_mutex_lock(&which);
    w->was = *st;
    pthread_mutex_unlock(&which);
}

static void leave_place(Watched *w) {
    say_which(w, &(struct stat){0});
    close(w->fd);
    atomic_store(&w->taken, false);
}

static Error map(Watched *w, const char *path, Mapped *out) {
    struct stat st;
    if (fstat(w->fd, &st) != 0 || !S_ISREG(st.st_mode)) return error("file.not_a_file", "%s", path);
    say_which(w, &st);
    atomic_store(&w->lost, false);
    out->watched = w;
    if (w->was.st_size == 0) return NO_ERROR;
    if ((uintmax_t)w->was.st_size > SIZE_MAX - page_size) return error("file.map", "%s\t%s", strerror(EFBIG), path);
    size_t size = (size_t)w->was.st_size;
    void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, w->fd, 0);
    if (data == MAP_FAILED && errno == ENOMEM) return error("memory", "%s", path);
    if (data == MAP_FAILED) return error("file.map", "%s\t%s", strerror(errno), path);
    atomic_store(&w->end, (uintptr_t)data + (size + page_size - 1) / page_size * page_size);
    atomic_store(&w->first, (uintptr_t)data);
    out->data = data;
    out->size = size;
    return NO_ERROR;
}

Error file_map(const char *path, Mapped *out) {
    start_watching();
    *out = (Mapped){0};
    Watched *w = take_place();
    if (!w) return error("file.map", "%s\t%s", strerror(EMFILE), path);
    w->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not make us wait */
    Error e = w->fd >= 0 ? map(w, path, out) : error("file.open", "%s\t%s", strerror(errno), path);
    if (failed(&e)) {
        leave_place(w);
        *out = (Mapped){0};
    }
    return e;
}

void file_unmap(Mapped *mapped) {
    Watched *w = mapped->watched;
    if (w) atomic_store(&w->first, 0);
    if (mapped->data) munmap((void *)mapped->data, mapped->size);
    if (w) leave_place(w);
    *mapped = (Mapped){0};
}

void file_keep(Mapped *mapped) { (void)mapped; }

bool file_wait(const Mapped *mapped, const atomic_bool *cancel) {
    (void)mapped, (void)cancel;
    return true;
}

/* ---- is it as it was? ---- */

static bool written(const struct stat *a, const struct stat *b) {
    return a->st_size != b->st_size || a->st_mtim.tv_sec != b->st_mtim.tv_sec ||
           a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

Error file_unchanged(const Mapped *mapped, const char *path) {
    struct stat now;
    Watched *w = mapped->watched;
    if (!w) return NO_ERROR;
    bool same = !atomic_load(&w->lost) && fstat(w->fd, &now) == 0 && !written(&w->was, &now);
    return same ? NO_ERROR : error("file.changed", "%s", path);
}

bool file_is(const Mapped *mapped, const char *path) {
    struct stat now;
    const Watched *w = mapped->watched;
    if (!w || stat(path, &now) != 0) return true;
    return now.st_dev == w->was.st_dev && now.st_ino == w->was.st_ino && !written(&w->was, &now);
}

bool file_is_mapped(const char *path) {
    struct stat now;
    bool mapped = false;
    if (stat(path, &now) != 0) return false;
    pthread_mutex_lock(&which);
    for (const Watched *w = watched; w < watched + WATCHED; w++)
        mapped |= w->was.st_ino != 0 && w->was.st_dev == now.st_dev && w->was.st_ino == now.st_ino;
    pthread_mutex_unlock(&which);
    return mapped;
}

FileStamp file_stamp_mapped(const Mapped *mapped) {
    return mapped->watched ? file_stamp_of(&mapped->watched->was) : (FileStamp){0};
}
