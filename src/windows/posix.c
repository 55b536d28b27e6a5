#include "windows/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "windows/wide.h"

/* ---- errors ---- */

/* Sets errno to what POSIX calls the last error of Windows; -1. */
static int fail(void) {
    static const struct {
        DWORD windows;
        int posix;
    } SAME[] = {
        {ERROR_FILE_NOT_FOUND, ENOENT},
        {ERROR_PATH_NOT_FOUND, ENOENT},
        {ERROR_INVALID_NAME, ENOENT},
        {ERROR_BAD_NETPATH, ENOENT},
        {ERROR_INVALID_DRIVE, ENOENT},
        {ERROR_ALREADY_EXISTS, EEXIST},
        {ERROR_FILE_EXISTS, EEXIST},
        {ERROR_DISK_FULL, ENOSPC},
        {ERROR_HANDLE_DISK_FULL, ENOSPC},
        {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
        {ERROR_OUTOFMEMORY, ENOMEM},
        {ERROR_DIRECTORY, ENOTDIR},
        {ERROR_DIR_NOT_EMPTY, ENOTEMPTY},
        {ERROR_WRITE_PROTECT, EROFS},
        {ERROR_NOT_READY, ENXIO},
        {ERROR_TOO_MANY_OPEN_FILES, EMFILE},
        {ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG},
    };
    DWORD last = GetLastError();
    errno = EACCES;
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++)
        if (SAME[i].windows == last) errno = SAME[i].posix;
    return -1;
}

bool wide(const char *text, wchar_t out[WIDE_SIZE]) {
    bool fits = MultiByteToWideChar(CP_UTF8, 0, text, -1, out, WIDE_SIZE) > 0;
    if (!fits) errno = ENAMETOOLONG;
    return fits;
}

bool narrow(const wchar_t *text, char *out, size_t size) {
    return WideCharToMultiByte(CP_UTF8, 0, text, -1, out, (int)size, NULL, NULL) > 0;
}

/* ---- what a file is ---- */

/* Windows counts from 1601, in steps of 100 ns. */
static struct timespec time_of(int64_t steps) {
    enum { SECOND = 10000000 };
    static const int64_t FROM_1601_TO_1970 = 11644473600;
    return (struct timespec){.tv_sec = steps / SECOND - FROM_1601_TO_1970, .tv_nsec = (long)(steps % SECOND * 100)};
}

/* For disks that number no files (some of clouds and networks): its path as a number, by FNV-1a. */
static uint64_t number_of(HANDLE file) {
    wchar_t path[WIDE_SIZE];
    uint64_t sum = 0xcbf29ce484222325;
    DWORD n = GetFinalPathNameByHandleW(file, path, WIDE_SIZE, FILE_NAME_NORMALIZED);
    for (DWORD i = 0; i < n && n < WIDE_SIZE; i++) sum = (sum ^ path[i]) * 0x100000001b3;
    return sum;
}

static int look_at(HANDLE file, struct posix_stat *out) {
    BY_HANDLE_FILE_INFORMATION all;
    FILE_BASIC_INFO times;
    *out = (struct posix_stat){0};
    if (GetFileType(file) != FILE_TYPE_DISK) {
        out->st_mode = GetFileType(file) == FILE_TYPE_PIPE ? S_IFIFO : S_IFCHR;
        return 0;
    }
    if (!GetFileInformationByHandle(file, &all)) return fail();
    if (!GetFileInformationByHandleEx(file, FileBasicInfo, &times, sizeof times)) return fail();
    out->st_dev = all.dwVolumeSerialNumber;
    out->st_ino = (uint64_t)all.nFileIndexHigh << 32 | all.nFileIndexLow;
    if (!out->st_ino) out->st_ino = number_of(file);
    out->st_mode = all.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? S_IFDIR : S_IFREG;
    out->st_size = (int64_t)all.nFileSizeHigh << 32 | all.nFileSizeLow;
    out->st_mtim = time_of(times.LastWriteTime.QuadPart);
    out->st_ctim = time_of(times.ChangeTime.QuadPart);
    return 0;
}

/* A handle by which a file or a folder is asked about; others may do with it what they like. */
static HANDLE handle_of(const char *path) {
    wchar_t name[WIDE_SIZE];
    if (!wide(path, name)) return INVALID_HANDLE_VALUE;
    HANDLE file = CreateFileW(name, FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (file == INVALID_HANDLE_VALUE) fail();
    return file;
}

int posix_stat(const char *path, struct posix_stat *out) {
    HANDLE file = handle_of(path);
    if (file == INVALID_HANDLE_VALUE) return -1;
    int done = look_at(file, out);
    CloseHandle(file);
    return done;
}

int posix_fstat(int fd, struct posix_stat *out) { return look_at((HANDLE)_get_osfhandle(fd), out); }

char *posix_realpath(const char *path, char *out) {
    wchar_t found[WIDE_SIZE], name[WIDE_SIZE];
    HANDLE file = handle_of(path);
    if (file == INVALID_HANDLE_VALUE) return NULL;
    DWORD n = GetFinalPathNameByHandleW(file, found, WIDE_SIZE, FILE_NAME_NORMALIZED);
    CloseHandle(file);
    if (n == 0 && wide(path, name)) n = GetFullPathNameW(name, WIDE_SIZE, found, NULL); /* on some disks of memory */
    if (n == 0) *found = L'\0';
    char *made = out ? out : malloc(PATH_SIZE);
    wchar_t *from = found;
    if (wcsncmp(found, L"\\\\?\\UNC\\", 8) == 0) *(from += 6) = L'\\'; /* \\?\UNC\server\place */
    else if (wcsncmp(found, L"\\\\?\\", 4) == 0) from += 4;            /* \\?\C:\place */
    if (made && n > 0 && n < WIDE_SIZE && narrow(from, made, PATH_SIZE)) {
        path_slashes(made);
        return made;
    }
    if (!out) free(made);
    errno = ENAMETOOLONG;
    return NULL;
}

/* ---- opening, naming ---- */

/* Whoever has it open leaves it to others to rename and to remove it, as on other systems. */
int posix_open(const char *path, int flags, ...) {
    wchar_t name[WIDE_SIZE];
    DWORD access = flags & O_RDWR ? GENERIC_READ | GENERIC_WRITE : flags & O_WRONLY ? GENERIC_WRITE
                                                                                    : GENERIC_READ;
    DWORD how = flags & O_CREAT && flags & O_EXCL    ? CREATE_NEW
                : flags & O_CREAT && flags & O_TRUNC ? CREATE_ALWAYS
                : flags & O_CREAT                    ? OPEN_ALWAYS
                : flags & O_TRUNC                    ? TRUNCATE_EXISTING
                                                     : OPEN_EXISTING;
    if (!wide(path, name)) return -1;
    HANDLE file = CreateFileW(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, how,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return fail();
    int fd = _open_osfhandle((intptr_t)file, _O_BINARY | (flags & (O_APPEND | O_CLOEXEC)));
    if (fd < 0) CloseHandle(file);
    return fd;
}

FILE *posix_fopen(const char *path, const char *mode) {
    int also = strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY
                                                         : O_WRONLY;
    int fd = posix_open(path, also | (*mode == 'w' ? O_CREAT | O_TRUNC : *mode == 'a' ? O_CREAT | O_APPEND
                                                                                      : 0));
    FILE *file = fd >= 0 ? _fdopen(fd, mode) : NULL;
    if (fd >= 0 && !file) _close(fd);
    return file;
}

/* A drive, or what of //server/place/folder is no folder. */
static bool is_root(const char *path) {
    bool shared = path[0] == '/' && (!path[1] || path[1] == '/');
    const char *place = shared && path[1] ? strchr(path + 2, '/') : NULL;
    return shared ? !place || !strchr(place + 1, '/') : path[0] && path[1] == ':' && !path[2];
}

int posix_mkdir(const char *path, int mode) {
    wchar_t name[WIDE_SIZE];
    (void)mode;
    if (!wide(path, name)) return -1;
    if (is_root(path)) return errno = EEXIST, -1;
    return CreateDirectoryW(name, NULL) ? 0 : fail();
}

/* FileDispositionInfoEx, which MinGW's headers hold back. */
static const FILE_INFO_BY_HANDLE_CLASS DISPOSITION = (FILE_INFO_BY_HANDLE_CLASS)21;

/* The name is gone at once, also of a file that is open. */
int posix_unlink(const char *path) {
    wchar_t name[WIDE_SIZE];
    FILE_DISPOSITION_INFO_EX away = {FILE_DISPOSITION_FLAG_DELETE | FILE_DISPOSITION_FLAG_POSIX_SEMANTICS};
    if (!wide(path, name)) return -1;
    HANDLE file = CreateFileW(name, DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                              FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    if (file == INVALID_HANDLE_VALUE) return fail();
    bool done = SetFileInformationByHandle(file, DISPOSITION, &away, sizeof away);
    CloseHandle(file);
    return done || DeleteFileW(name) ? 0 : fail(); /* disks that know no such thing: FAT, a network's */
}

int posix_rename(const char *from, const char *to) {
    wchar_t before[WIDE_SIZE], after[WIDE_SIZE];
    enum { TRIES = 10, APART = 20 /* milliseconds */ };
    if (!wide(from, before) || !wide(to, after)) return -1;
    for (int i = 0; i < TRIES; i++) {
        if (MoveFileExW(before, after, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) return 0;
        DWORD last = GetLastError();
        if (last != ERROR_ACCESS_DENIED && last != ERROR_SHARING_VIOLATION) break;
        Sleep(APART); /* virus scanners and indexers look into what is new for a moment */
    }
    return fail();
}

int posix_touch(const char *path) {
    wchar_t name[WIDE_SIZE];
    FILETIME now;
    if (!wide(path, name)) return -1;
    HANDLE file = CreateFileW(name, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return fail();
    GetSystemTimeAsFileTime(&now);
    bool done = SetFileTime(file, NULL, NULL, &now);
    CloseHandle(file);
    return done ? 0 : fail();
}

/* The pattern ends in XXXXXX, which become what no folder there has yet. */
char *posix_mkdtemp(char *pattern) {
    enum { TRIES = 100,
           LETTERS = 6 };
    char *end = pattern + strlen(pattern) - LETTERS;
    unsigned seed = (unsigned)GetCurrentProcessId() ^ (unsigned)GetTickCount64();
    for (int i = 0; i < TRIES; i++) {
        snprintf(end, LETTERS + 1, "%06x", (seed += 7919) & 0xffffff);
        if (posix_mkdir(pattern, 0700) == 0) return pattern;
        if (errno != EEXIST) break;
    }
    return NULL;
}

/* For this program alone, without waiting. */
int posix_flock(int fd, int how) {
    (void)how;
    OVERLAPPED from = {.Offset = MAXDWORD, .OffsetHigh = MAXLONG}; /* behind all that is ever written */
    DWORD alone = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
    return LockFileEx((HANDLE)_get_osfhandle(fd), alone, 0, 1, 0, &from) ? 0 : fail();
}

/* ---- folders ---- */

struct PosixDir {
    HANDLE search;
    WIN32_FIND_DATAW found;
    bool ahead; /* what was found has not been handed out yet */
    struct posix_dirent entry;
};

PosixDir *posix_opendir(const char *path) {
    wchar_t name[WIDE_SIZE];
    char pattern[PATH_SIZE];
    PosixDir *dir = malloc(sizeof *dir);
    if (!dir) return errno = ENOMEM, NULL;
    bool fits = path_join(pattern, sizeof pattern, path, "*") && wide(pattern, name);
    dir->search = fits ? FindFirstFileW(name, &dir->found) : INVALID_HANDLE_VALUE;
    dir->ahead = true;
    if (dir->search != INVALID_HANDLE_VALUE) return dir;
    if (fits) fail();
    else errno = ENAMETOOLONG;
    free(dir);
    return NULL;
}

struct posix_dirent *posix_readdir(PosixDir *dir) {
    if (!dir->ahead && !FindNextFileW(dir->search, &dir->found)) return NULL;
    dir->ahead = false;
    DWORD is = dir->found.dwFileAttributes;
    dir->entry.d_type = is & FILE_ATTRIBUTE_REPARSE_POINT ? DT_LNK : is & FILE_ATTRIBUTE_DIRECTORY ? DT_DIR
                                                                                                   : DT_REG;
    narrow(dir->found.cFileName, dir->entry.d_name, sizeof dir->entry.d_name);
    return &dir->entry;
}

int posix_closedir(PosixDir *dir) {
    FindClose(dir->search);
    free(dir);
    return 0;
}

/* ---- the rest ---- */

int posix_setenv(const char *name, const char *value, int replace) {
    return !replace && getenv(name) ? 0 : _putenv_s(name, value);
}

long posix_processors(void) { return pthread_num_processors_np(); }

struct tm *posix_localtime(const time_t *at, struct tm *out) {
    return localtime_s(out, at) == 0 ? out : NULL;
}

char *posix_strndup(const char *text, size_t n) {
    n = strnlen(text, n);
    char *out = malloc(n + 1);
    if (out) memcpy(out, text, n), out[n] = '\0';
    return out;
}

void *posix_memmem(const void *all, size_t n, const void *part, size_t m) {
    const unsigned char *at = all, *first = part;
    if (m == 0) return (void *)all;
    for (const unsigned char *end = at + n; (size_t)(end - at) >= m; at++) {
        at = memchr(at, *first, (size_t)(end - at) - m + 1);
        if (!at) break;
        if (memcmp(at, part, m) == 0) return (void *)at;
    }
    return NULL;
}
