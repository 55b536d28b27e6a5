#include "base/file_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* ---- which file it is ---- */

FileStamp file_stamp_of(const struct stat *st) {
    return (FileStamp){(uint64_t)st->st_dev, (uint64_t)st->st_ino, st->st_size, st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
                       st->st_ctim.tv_sec, st->st_ctim.tv_nsec};
}

FileStamp file_stamp(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 ? file_stamp_of(&st) : (FileStamp){0};
}

/* ---- writing ---- */

static struct {
    pthread_mutex_t lock; /* held while a name appears or goes, and for ever once all are abandoned */
    Output *first;
} outputs = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Something that is no file and cannot be replaced: /dev/stdout, a pipe. */
static bool is_stream(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

/* No longer among those that are open; under the lock. */
static void forget(const Output *out) {
    Output **at = &outputs.first;
    while (*at && *at != out) at = &(*at)->next;
    if (*at) *at = out->next;
}

/* "NAME.part-123" beside a path; where a folder takes no name so long, ".part-123-4", of which no two are alike. */
static bool name_temporary(const char *path, char *out, size_t size) {
    static atomic_uint made;
    const char *name = path_base(path);
    char part[64];
    snprintf(part, sizeof part, ".part-%ld", (long)getpid());
    bool whole = strlen(name) + strlen(part) < FILE_NAME_SIZE && strlen(path) + strlen(part) < size;
    if (!whole) snprintf(part, sizeof part, ".part-%ld-%u", (long)getpid(), atomic_fetch_add(&made, 1));
    int n = snprintf(out, size, "%.*s%s", (int)(whole ? strlen(path) : (size_t)(name - path)), path, part);
    return n >= 0 && (size_t)n < size;
}

Error file_create(const char *path, Output *out) {
    *out = (Output){0};
    int n = snprintf(out->path, sizeof out->path, "%s", path);
    if (n < 0 || (size_t)n >= sizeof out->path) return error("file.path_long", "%s", path);
    bool stream = is_stream(path);
    if (file_is_mapped(path)) return error("file.is_read", "%s", path);
    if (!stream && !name_temporary(path, out->temporary, sizeof out->temporary))
        return error("file.path_long", "%s", path);
    pthread_mutex_lock(&outputs.lock);
    out->stream = fopen(stream ? out->path : out->temporary, "wb");
    int saved = errno;
    if (out->stream) {
        out->next = outputs.first;
        outputs.first = out;
    }
    pthread_mutex_unlock(&outputs.lock);
    return out->stream ? NO_ERROR : error("file.create", "%s\t%s", strerror(saved), path);
}

/* Why a write failed, which whoever made it may not have asked: one more fails for the same reason. */
static int reason(FILE *stream) {
    clearerr(stream);
    return fputc(0, stream) == EOF || fflush(stream) != 0 ? errno : EIO;
}

Error file_commit(Output *out) {
    int saved = ferror(out->stream) ? reason(out->stream) : 0;
    if (fflush(out->stream) != 0) saved = errno;
    if (fclose(out->stream) != 0 && !saved) saved = errno;
    out->stream = NULL;
    pthread_mutex_lock(&outputs.lock);
    forget(out);
    if (!saved && *out->temporary && rename(out->temporary, out->path) != 0) saved = errno;
    if (saved && *out->temporary) unlink(out->temporary);
    pthread_mutex_unlock(&outputs.lock);
    return saved ? error("file.write", "%s\t%s", strerror(saved), out->path) : NO_ERROR;
}

void file_discard(Output *out) {
    if (!out->stream) return;
    fclose(out->stream);
    out->stream = NULL;
    pthread_mutex_lock(&outputs.lock);
    forget(out);
    if (*out->temporary) unlink(out->temporary);
    pthread_mutex_unlock(&outputs.lock);
}

void file_abandon(void) {
    pthread_mutex_lock(&outputs.lock);
    for (const Output *out = outputs.first; out; out = out->next)
        if (*out->temporary) unlink(out->temporary);
}

/* ---- names ---- */

Error dir_make(const char *path) {
    char part[PATH_SIZE];
    size_t n = strlen(path);
    if (n >= sizeof part) return error("file.path_long", "%s", path);
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] != '/' && part[i] != '\0') continue;
        char kept = part[i];
        part[i] = '\0';
        int wrong = mkdir(part, 0777) == 0 ? 0 : errno;
        if (wrong && wrong != EEXIST && !dir_exists(part))
            return error("file.mkdir", "%s\t%s", strerror(wrong), path);
        part[i] = kept;
    }
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return error("file.mkdir", "%s\t%s", strerror(ENOTDIR), path);
    return NO_ERROR;
}

bool file_exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool dir_exists(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool file_same(const char *a, const char *b) {
    struct stat first, second;
    if (stat(a, &first) != 0 || stat(b, &second) != 0) return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool path_join(char *out, size_t size, const char *dir, const char *name) {
    int n = snprintf(out, size, "%s/%s", dir, name);
    return n >= 0 && (size_t)n < size;
}

const char *path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

#ifdef _WIN32
static bool has_drive(const char *path) { return path[0] && path[1] == ':' && (path[2] == '/' || path[2] == '\\'); }

bool path_is_absolute(const char *path) { return *path == '/' || *path == '\\' || has_drive(path); }

void path_slashes(char *path) {
    for (; *path; path++)
        if (*path == '\\') *path = '/';
}
#else
bool path_is_absolute(const char *path) { return *path == '/'; }

void path_slashes(char *path) { (void)path; }
#endif
