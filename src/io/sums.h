/* SHA-256 sums of weights files, remembered from one start to the next: a file of half a gigabyte is summed once.
 * A sum is believed as long as the file has the same path and the same stamp (base/file.h). */
#ifndef IO_SUMS_H
#define IO_SUMS_H

#include "base/file.h"
#include "io/sha256.h"

/* The sum that is remembered of a file; false if there is none. */
bool sums_find(const char *path, const FileStamp *stamp, char sum[SHA256_TEXT]);
/* Remembers one in $XDG_CACHE_HOME/vggscope, else ~/.cache/vggscope; where that cannot be, nothing happens. The stamp
 * is that of the file that was summed, from before it was read. */
void sums_add(const char *path, const FileStamp *stamp, const char *sum);

#endif
