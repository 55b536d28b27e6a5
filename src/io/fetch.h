/* The weights that torchvision publishes, fetched and checked. */
#ifndef IO_FETCH_H
#define IO_FETCH_H

#include <stdatomic.h>

#include "nn/weights.h"

/* What one thread tells another about a transfer. */
typedef struct Transfer {
    atomic_bool cancel;
    atomic_llong have, whole; /* bytes; whole is 0 until it is known */
    void (*moved)(void *ctx); /* called as bytes come, on the thread that fetches; NULL for nobody */
    void *ctx;
} Transfer;

typedef struct FetchOptions {
    const char *mirror; /* a URL or a folder; NULL: $VGGSCOPE_MIRROR, else torchvision's own place */
    int patience;       /* seconds without a byte before it is given up; 0: 30 */
} FetchOptions;

/* The file that torchvision publishes for a network, as "vgg16-397923af.pth": the end of its name is the
 * beginning of its SHA-256. NULL if there is none. */
const char *fetch_published(NetId id);
/* Whether a SHA-256, in hexadecimal, is that file's. */
bool fetch_is_published(NetId id, const char *sum);
/* Whether weights of unknown origin lie where the published ones would: their sum tells. */
bool fetch_may_be(const Weights *w);
/* Where fetched weights of a network lie, NAME.pth in the user's data folder, and what is there of a file that
 * has not come whole. Each false if there is no such place. */
bool fetch_path(NetId id, char *path, size_t size);
bool fetch_part(NetId id, char *path, size_t size, int64_t *have);

/* Fetches the published file, from where an earlier attempt ended, and returns when it lies checked under its
 * name; one that is there already is only checked. Whatever happens, no other file ever stands under that name.
 * Errors: fetch.none, fetch.no_home, fetch.other_file, fetch.busy, fetch.url, fetch.no_curl, fetch.offline,
 * fetch.answer, fetch.cut, fetch.stalled, fetch.stopped, fetch.hash, fetch.large, fetch.failed, and those of files. */
Error fetch_weights(NetId id, const FetchOptions *options, Transfer *transfer);

#endif
