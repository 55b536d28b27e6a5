#include "io/sha256.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"

bool sha256_stream(struct sha256_ctx *sha, FILE *stream, const atomic_bool *cancel) {
    unsigned char piece[1 << 16];
    size_t n;
    while ((n = fread(piece, 1, sizeof piece, stream)) > 0) {
        if (stop_asked(cancel)) return false;
        sha256_update(sha, n, piece);
    }
    return !ferror(stream);
}

void sha256_text(struct sha256_ctx *sha, char out[SHA256_TEXT]) {
    unsigned char sum[SHA256_DIGEST_SIZE];
    sha256_digest(sha, sizeof sum, sum);
    for (size_t i = 0; i < sizeof sum; i++) snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

Error sha256_file(const char *path, const atomic_bool *cancel, char out[SHA256_TEXT]) {
    struct sha256_ctx sha;
    out[0] = '\0';
    FILE *stream = fopen(path, "rb");
    if (!stream) return error("file.open", "%s\t%s", strerror(errno), path);
    sha256_init(&sha);
    errno = 0;
    bool whole = sha256_stream(&sha, stream, cancel);
    int saved = errno;
    fclose(stream);
    if (whole) sha256_text(&sha, out);
    bool stopped = stop_asked(cancel);
    return whole || stopped ? NO_ERROR : error("file.map", "%s\t%s", strerror(saved), path);
}
