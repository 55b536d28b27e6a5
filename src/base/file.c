#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

Error file_map(const char *path, Mapped *out) {
    *out = (Mapped){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not make us wait */
    if (fd < 0) return error("file.open", "%s\t%s", strerror(errno), path);
    struct stat st;
    Error result = NO_ERROR;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        result = error("file.not_a_file", "%s", path);
    } else if (st.st_size > 0) {
        void *data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            result = error("file.map", "%s\t%s", strerror(errno), path);
        else
            *out = (Mapped){.data = data, .size = (size_t)st.st_size};
    }
    close(fd);
    return result;
}

void file_unmap(Mapped *mapped) {
    if (mapped->data) munmap((void *)mapped->data, mapped->size);
    *mapped = (Mapped){0};
}

Error file_create(const char *path, Output *out) {
    *out = (Output){0};
    int n = snprintf(out->path, sizeof out->path, "%s", path);
    if (n < 0 || (size_t)n >= sizeof out->path) return error("file.path_long", "%s", path);
    snprintf(out->temporary, sizeof out->temporary, "%s.part-%ld", path, (long)getpid());
    out->stream = fopen(out->temporary, "wb");
    if (!out->stream) return error("file.create", "%s\t%s", strerror(errno), path);
    return NO_ERROR;
}

Error file_commit(Output *out) {
    int saved = ferror(out->stream) ? EIO : 0;
    if (fflush(out->stream) != 0) saved = errno;
    if (fclose(out->stream) != 0 && !saved) saved = errno;
    out->stream = NULL;
    if (!saved && rename(out->temporary, out->path) != 0) saved = errno;
    if (!saved) return NO_ERROR;
    unlink(out->temporary);
    return error("file.write", "%s\t%s", strerror(saved), out->path);
}

void file_discard(Output *out) {
    if (!out->stream) return;
    fclose(out->stream);
    out->stream = NULL;
    unlink(out->temporary);
}

Error dir_make(const char *path) {
    char part[1024];
    size_t n = strlen(path);
    if (n >= sizeof part) return error("file.path_long", "%s", path);
    memcpy(part, path, n + 1);
    for (size_t i = 1; i <= n; i++) {
        if (part[i] != '/' && part[i] != '\0') continue;
        char kept = part[i];
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return error("file.mkdir", "%s\t%s", strerror(errno), path);
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

bool path_join(char *out, size_t size, const char *dir, const char *name) {
    int n = snprintf(out, size, "%s/%s", dir, name);
    return n >= 0 && (size_t)n < size;
}

const char *path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
