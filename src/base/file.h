/* Files: read as a whole or mapped, written so that a half file never stands under its name. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

/* Bytes of the longest path that systems take, with its end, and of the longest name in a folder (PATH_MAX, NAME_MAX).
 */
enum { PATH_SIZE = 4096, FILE_NAME_SIZE = 256 };

typedef struct Mapped {
    const unsigned char *data; /* NULL for an empty file */
    size_t size;
    struct Watched *watched; /* NULL: it did not come from file_map */
} Mapped;

/* Maps a file for reading; pages come from the disk when they are touched. Pages that are lost meanwhile, because
 * somebody has cut the file or taken the disk away, read as zeros: nothing crashes, and file_unchanged says so.
 * Errors: file.open, file.not_a_file, file.map. */
Error file_map(const char *path, Mapped *out);
void file_unmap(Mapped *mapped);
/* For what stays mapped for long. On Windows nobody may write to a file as long as it is mapped: its bytes are read
 * into memory, and it is let go. Elsewhere nothing. */
void file_keep(Mapped *mapped);
/* In a browser a file is mapped when its beginning is there, and what has not come yet reads as zeros: waits for the
 * rest, or until what `cancel` belongs to is to stop; false: it is not all there. Elsewhere true at once. */
bool file_wait(const Mapped *mapped, const atomic_bool *cancel);
/* To be asked once the bytes have been used. Error: file.changed, what was read may be wrong: pages were lost, or
 * somebody has written into the file. One that was replaced by another under its name is as it was. */
Error file_unchanged(const Mapped *mapped, const char *path);
/* Whether the name still stands for the file that is mapped, or for none. */
bool file_is(const Mapped *mapped, const char *path);
/* Whether a name stands for a file that is mapped, by whomever, through a link, too. */
bool file_is_mapped(const char *path);

/* What is another where there is another file under a name, or other bytes in it: a file that takes the name by a
 * rename may have the size and the time of the old one, but not its inode with its time of change. All 0: there is no
 * file. */
typedef struct FileStamp {
    uint64_t device, inode;
    int64_t size, written_s, written_ns, changed_s, changed_ns; /* changed: also its name, owner or mode (ctime) */
} FileStamp;
FileStamp file_stamp(const char *path);
FileStamp file_stamp_mapped(const Mapped *mapped); /* as it was when it was mapped */

/* Writes under a temporary name beside `path`; file_commit renames it to `path`, and file_discard
 * removes it. On an error nothing is left behind and `path` is as it was. */
typedef struct Output Output;
struct Output { /* stays where it was created until it is committed or discarded */
    FILE *stream;
    char path[PATH_SIZE], temporary[PATH_SIZE]; /* temporary: "" for a device or a pipe, which is written to as it is */
    Output *next;                               /* of those that are open */
};

/* Errors: file.path_long, file.create; file.is_read, what has this name is mapped, so that it would be lost. */
Error file_create(const char *path, Output *out);
/* Errors: file.write (a full disk, say). The output is closed either way. */
Error file_commit(Output *out);
void file_discard(Output *out);
/* Removes the temporary file of every open output, whoever writes it. The program is about to end: whoever creates,
 * commits or discards one after this, waits for that. */
void file_abandon(void);

/* Makes a directory and those above it; one that is there already is no error. Error: file.mkdir. */
Error dir_make(const char *path);
bool file_exists(const char *path);
bool dir_exists(const char *path);
bool file_same(const char *a, const char *b); /* whether both names stand for one file, through links, too */

/* dir/name into out; false if it does not fit. */
bool path_join(char *out, size_t size, const char *dir, const char *name);
/* The part after the last slash. */
const char *path_base(const char *path);
bool path_is_absolute(const char *path);
/* Windows's separators become slashes, which it takes as well; elsewhere a backslash is a letter like any other. */
void path_slashes(char *path);

#endif
