/* A folder for the files of one test program, removed at its end with all that is in it. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch_dir[] = "/tmp/vggscope-test-XXXXXX";

static inline int scratch_open(void **state) {
    (void)state;
    return mkdtemp(scratch_dir) ? 0 : -1;
}

static inline int scratch_remove(const char *path, const struct stat *st, int type,
                                 struct FTW *ftw) {
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline int scratch_close(void **state) {
    (void)state;
    return nftw(scratch_dir, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file in the folder; good until the third call after this one. */
static inline const char *scratch(const char *name) {
    static char paths[4][512];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_dir, name);
    return path;
}

/* Writes a file and returns its path. */
static inline const char *scratch_write(const char *name, const void *bytes, size_t size) {
    const char *path = scratch(name);
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
        fail_msg("cannot write %s", path);
    return path;
}

/* How many files and folders lie in the folder. */
static inline int scratch_count(void) {
    DIR *dir = opendir(scratch_dir);
    int n = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) n += entry->d_name[0] != '.';
    if (dir) closedir(dir);
    return n;
}

#endif
