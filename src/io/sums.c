#include "io/sums.h"

#include <string.h>
#include <sys/stat.h>

#include "io/paths.h"

enum {
    LARGEST = 1 << 20,        /* bytes of the list; then it begins anew */
    KEY_SIZE = PATH_SIZE + 160 /* a path and seven numbers */
};

static bool list_path(char *folder, char *list, size_t size) {
    if (!paths_cache("sha256", list, size)) return false;
    snprintf(folder, size, "%.*s", (int)(path_base(list) - list - 1), list);
    return true;
}

/* What has to be the same: "DEVICE INODE SIZE WRITTEN CHANGED PATH"; false where a line cannot hold it. */
static bool describe(const char *path, const FileStamp *s, char out[KEY_SIZE]) {
    if (!s->inode || strchr(path, '\n')) return false;
    int n = snprintf(out, KEY_SIZE, "%llu %llu %lld %lld.%09lld %lld.%09lld %s", (unsigned long long)s->device,
                     (unsigned long long)s->inode, (long long)s->size, (long long)s->written_s,
                     (long long)s->written_ns, (long long)s->changed_s, (long long)s->changed_ns, path);
    return n > 0 && n < KEY_SIZE;
}

bool sums_find(const char *path, const FileStamp *stamp, char sum[SHA256_TEXT]) {
    char folder[PATH_SIZE], list[PATH_SIZE], wanted[KEY_SIZE], line[KEY_SIZE + SHA256_TEXT + 1];
    bool found = false;
    if (!list_path(folder, list, sizeof list) || !describe(path, stamp, wanted)) return false;
    FILE *stream = fopen(list, "r");
    while (stream && fgets(line, sizeof line, stream)) { /* the last one counts */
        size_t n = strcspn(line, "\n");
        line[n] = '\0';
        if (n <= SHA256_TEXT || line[SHA256_TEXT - 1] != ' ' || strcmp(line + SHA256_TEXT, wanted) != 0) continue;
        memcpy(sum, line, SHA256_TEXT - 1);
        sum[SHA256_TEXT - 1] = '\0';
        found = true;
    }
    if (stream) fclose(stream);
    return found;
}

void sums_add(const char *path, const FileStamp *stamp, const char *sum) {
    char folder[PATH_SIZE], list[PATH_SIZE], what[KEY_SIZE];
    struct stat st;
    if (!list_path(folder, list, sizeof list) || !describe(path, stamp, what)) return;
    Error e = dir_make(folder);
    if (failed(&e)) return;
    bool full = stat(list, &st) == 0 && st.st_size > LARGEST;
    FILE *stream = fopen(list, full ? "w" : "a");
    if (!stream) return;
    fprintf(stream, "%s %s\n", sum, what); /* one write: two programs do not mix their lines */
    fclose(stream);
}
