/* What of POSIX the program uses and Windows has otherwise, or not at all. The headers in windows/posix stand before
 * the system's of the same names (program.mk) and give these their usual names, so that the other rooms are the same
 * everywhere. Paths are UTF-8, with slashes; errno is set. */
#ifndef WINDOWS_POSIX_H
#define WINDOWS_POSIX_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

/* ---- files ---- */

struct posix_stat {
    uint64_t st_dev, st_ino;
    unsigned st_mode;
    int64_t st_size;
    struct timespec st_mtim, st_ctim; /* ctim: of the last change, also of its name */
};

int posix_stat(const char *path, struct posix_stat *out);
int posix_fstat(int fd, struct posix_stat *out);
int posix_open(const char *path, int flags, ...);
FILE *posix_fopen(const char *path, const char *mode);
int posix_mkdir(const char *path, int mode);
int posix_unlink(const char *path);
int posix_rename(const char *from, const char *to); /* what has the new name is replaced */
char *posix_realpath(const char *path, char *out);  /* out: of PATH_SIZE; NULL: the caller's to free */
int posix_touch(const char *path);                       /* as if it were written now */
char *posix_mkdtemp(char *pattern);
int posix_flock(int fd, int how);

/* ---- folders ---- */

enum { DT_UNKNOWN,
       DT_DIR,
       DT_REG,
       DT_LNK };

struct posix_dirent {
    unsigned char d_type;
    char d_name[3 * 260]; /* of as many UTF-16 units */
};

typedef struct PosixDir PosixDir;
PosixDir *posix_opendir(const char *path);
struct posix_dirent *posix_readdir(PosixDir *dir);
int posix_closedir(PosixDir *dir);

/* ---- the rest ---- */

int posix_setenv(const char *name, const char *value, int replace);
long posix_processors(void);
struct tm *posix_localtime(const time_t *at, struct tm *out);
char *posix_strndup(const char *text, size_t n);
void *posix_memmem(const void *all, size_t n, const void *part, size_t m);

#endif
