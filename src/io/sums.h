/* SHA-256 sums of weights files, remembered from one start to the next: a file of half a gigabyte is summed once.
 * A sum is believed as long as the file has the same path, size and time of its last change. */
#ifndef IO_SUMS_H
#define IO_SUMS_H

#include "io/sha256.h"

/* The sum that is remembered of a file; false if there is none. */
bool sums_find(const char *path, char sum[SHA256_TEXT]);
/* Remembers one in $XDG_CACHE_HOME/vggscope, else ~/.cache/vggscope; where that cannot be, nothing happens. */
void sums_add(const char *path, const char *sum);

#endif
