#include "io/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/library.h"
#include "io/paths.h"
#include "io/sums.h"

static const char PLACE[] = "https://download.pytorch.org/models";
enum { PATIENCE = 30 };                                /* seconds */
enum { URL_SIZE = 3 * PATH_SIZE + 16 };                /* file:// and a path with every byte as %XX */
static const curl_off_t LARGEST = (curl_off_t)1 << 30; /* bytes; the largest of them has 575 million */

/* One attempt at a file. */
typedef struct Fetch {
    NetId net;
    const char *file;          /* as it is published */
    char path[PATH_SIZE], part[PATH_SIZE], url[URL_SIZE];
    int patience;
    FILE *out;                 /* the part */
    int64_t had;               /* bytes of it before this attempt */
    struct sha256_ctx sha;     /* of all that is there, */
    char sum[SHA256_TEXT];     /* and as text, once it is whole */
    bool unwritten;            /* the disk did not take it */
    bool large;
    Transfer *transfer;
} Fetch;

/* ---- names ---- */

const char *fetch_published(NetId id) {
    switch (id) {
    case NET_A: return "vgg11-8a719046.pth";
    case NET_B: return "vgg13-19584684.pth";
    case NET_VGG16: return "vgg16-397923af.pth";
    case NET_VGG19: return "vgg19-dcbb9e9d.pth";
    case NET_ALEXNET: return "alexnet-owt-7be5be79.pth";
    case NET_A_BN: return "vgg11_bn-6002323d.pth";
    case NET_B_BN: return "vgg13_bn-abd245e5.pth";
    case NET_VGG16_BN: return "vgg16_bn-6c64b313.pth";
    case NET_VGG19_BN: return "vgg19_bn-c79401a0.pth";
    default: return NULL;
    }
}

bool fetch_is_published(NetId id, const char *sum) {
    const char *file = fetch_published(id), *dash = file ? strrchr(file, '-') : NULL;
    return dash && strncmp(sum, dash + 1, strcspn(dash + 1, ".")) == 0;
}

bool fetch_may_be(const Weights *w) {
    char path[PATH_SIZE], sum[SHA256_TEXT];
    const char *file = fetch_published(w->net.id);
    if (!file || w->origin != ORIGIN_UNKNOWN || w->net.width > 1) return false;
    bool here = fetch_path(w->net.id, path, sizeof path) && strcmp(w->path, path) == 0;
    FileStamp stamp = file_stamp_mapped(&w->file);
    return (here || strcmp(path_base(w->path), file) == 0) && !sums_find(w->path, &stamp, sum);
}

bool fetch_path(NetId id, char *path, size_t size) {
    char name[48];
    snprintf(name, sizeof name, "%s.pth", net_info(id)->name);
    return paths_user(name, path, size);
}

bool fetch_part(NetId id, char *path, size_t size, int64_t *have) {
    char name[64];
    struct stat st;
    *have = 0;
    if (!fetch_published(id)) return false;
    snprintf(name, sizeof name, "%s.part", fetch_published(id));
    if (!paths_user(name, path, size)) return false;
    if (stat(path, &st) == 0) *have = st.st_size;
    return true;
}

/* A folder becomes a file:// URL, its odd bytes written as %XX. */
static bool make_url(const char *mirror, const char *file, char *out, size_t size) {
    char whole[PATH_SIZE];
    size_t n = 0;
    if (strstr(mirror, "://")) {
        const char *slash = mirror[strlen(mirror) - 1] == '/' ? "" : "/";
        return (size_t)snprintf(out, size, "%s%s%s", mirror, slash, file) < size;
    }
    char *real = realpath(mirror, NULL);
    bool fits = real && path_join(whole, sizeof whole, real, file);
    free(real);
    if (!fits) return false;
    n = (size_t)snprintf(out, size, "file://%s", *whole == '/' ? "" : "/"); /* a drive has none before it */
    for (const char *at = whole; *at && n + 4 < size; at++) {
        bool plain =
            (*at >= '-' && *at <= '9') || (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z') || *at == '_';
        n += (size_t)snprintf(out + n, size - n, plain ? "%c" : "%%%02X", (unsigned char)*at);
    }
    return n + 4 < size;
}

static Error set_up(Fetch *f, NetId id, const FetchOptions *options) {
    const char *mirror = options->mirror ? options->mirror : getenv("VGGSCOPE_MIRROR");
    char folder[PATH_SIZE];
    int64_t have;
    f->file = fetch_published(id);
    f->patience = options->patience ? options->patience : PATIENCE;
    if (!f->file) return error("fetch.none", "%s", net_info(id)->title);
    if (!fetch_path(id, f->path, sizeof f->path) || !fetch_part(id, f->part, sizeof f->part, &have) ||
        !paths_user("", folder, sizeof folder))
        return error("fetch.no_home", "%s", "");
    if (!mirror || !*mirror) mirror = PLACE;
    if (!make_url(mirror, f->file, f->url, sizeof f->url)) return error("fetch.url", "%s", mirror);
    folder[strlen(folder) - 1] = '\0'; /* its slash */
    return dir_make(folder);
}

/* ---- what is there ---- */

/* A file that lies under the name already: the published one, or an error. */
static Error check_whole(const Fetch *f) {
    char sum[SHA256_TEXT];
    FileStamp stamp = file_stamp(f->path);
    TRY(sha256_file(f->path, &f->transfer->cancel, sum));
    if (atomic_load(&f->transfer->cancel)) return error("fetch.stopped", "%s\t0", f->file);
    sums_add(f->path, &stamp, sum);
    return fetch_is_published(f->net, sum) ? NO_ERROR : error("fetch.other_file", "%s\t%s", f->path, f->file);
}

/* Opens the part for this program alone, adds up what is there, and stands at its end. */
static Error open_part(Fetch *f) {
    int fd = open(f->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    f->out = fd >= 0 ? fdopen(fd, "r+b") : NULL;
    if (!f->out) {
        Error e = error("file.create", "%s\t%s", strerror(errno), f->part);
        if (fd >= 0) close(fd);
        return e;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) return error("fetch.busy", "%s", f->file);
    sha256_init(&f->sha);
    if (!sha256_stream(&f->sha, f->out, &f->transfer->cancel) && ferror(f->out))
        return error("file.map", "%s\t%s", strerror(errno), f->part);
    fseeko(f->out, 0, SEEK_END);
    f->had = ftello(f->out);
    atomic_store(&f->transfer->have, f->had);
    return NO_ERROR;
}

/* From the beginning again. */
static Error empty_part(Fetch *f) {
    rewind(f->out);
    sha256_init(&f->sha);
    f->had = 0;
    atomic_store(&f->transfer->have, 0);
    return ftruncate(fileno(f->out), 0) == 0 ? NO_ERROR : error("file.write", "%s\t%s", strerror(errno), f->part);
}

/* ---- the transfer ---- */

static size_t receive(char *data, size_t one, size_t n, void *ctx) {
    Fetch *f = ctx;
    (void)one;
    int64_t have = atomic_load(&f->transfer->have) + (int64_t)n;
    f->large = have > LARGEST;
    if (f->large) return 0;
    f->unwritten = fwrite(data, 1, n, f->out) != n;
    if (f->unwritten) return 0;
    sha256_update(&f->sha, n, (const uint8_t *)data);
    atomic_store(&f->transfer->have, have);
    return n;
}

static int progress(void *ctx, curl_off_t whole, curl_off_t now, curl_off_t up_whole, curl_off_t up_now) {
    Fetch *f = ctx;
    (void)up_whole, (void)up_now, (void)now;
    if (whole > 0) atomic_store(&f->transfer->whole, f->had + whole);
    if (f->transfer->moved) f->transfer->moved(f->transfer->ctx);
    return atomic_load(&f->transfer->cancel);
}

/* libcurl is opened when something is fetched: it brings thirty libraries along, and with them in its way every start
 * of the program would take a third longer. */
static struct Curl {
    bool here;
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *init;
    __typeof__(curl_easy_setopt) *set;
    __typeof__(curl_easy_perform) *perform;
    __typeof__(curl_easy_getinfo) *get;
    __typeof__(curl_easy_strerror) *words;
    __typeof__(curl_easy_cleanup) *cleanup;
} the_curl;

#ifdef __APPLE__
static const char LIBCURL[] = "libcurl.4.dylib";
#else
static const char LIBCURL[] = "libcurl.so.4";
#endif

static void open_curl(void) {
    const LibrarySymbol symbols[] = {
        {"curl_global_init", (void **)&the_curl.global_init}, {"curl_easy_init", (void **)&the_curl.init},
        {"curl_easy_setopt", (void **)&the_curl.set}, {"curl_easy_perform", (void **)&the_curl.perform},
        {"curl_easy_getinfo", (void **)&the_curl.get}, {"curl_easy_strerror", (void **)&the_curl.words},
        {"curl_easy_cleanup", (void **)&the_curl.cleanup}};
    the_curl.here = library_open(LIBCURL, symbols, sizeof symbols / sizeof *symbols) &&
                    the_curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

static CURL *make_handle(Fetch *f, char trouble[CURL_ERROR_SIZE]) {
    CURL *curl = the_curl.init();
    if (!curl) return NULL;
    the_curl.set(curl, CURLOPT_URL, f->url);
#if LIBCURL_VERSION_NUM >= 0x075500
    the_curl.set(curl, CURLOPT_PROTOCOLS_STR, "https,http,file");
    the_curl.set(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https,http");
#else
    the_curl.set(curl, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTPS | CURLPROTO_HTTP | CURLPROTO_FILE));
    the_curl.set(curl, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTPS | CURLPROTO_HTTP));
#endif
#ifdef CURLSSLOPT_REVOKE_BEST_EFFORT /* for Windows's TLS, where nobody can be asked what has been revoked */
    the_curl.set(curl, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_REVOKE_BEST_EFFORT);
#endif
    the_curl.set(curl, CURLOPT_FOLLOWLOCATION, 1L);
    the_curl.set(curl, CURLOPT_MAXREDIRS, 5L);
    the_curl.set(curl, CURLOPT_FAILONERROR, 1L);
    the_curl.set(curl, CURLOPT_NOSIGNAL, 1L);
    the_curl.set(curl, CURLOPT_CONNECTTIMEOUT, (long)f->patience);
    the_curl.set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    the_curl.set(curl, CURLOPT_LOW_SPEED_TIME, (long)f->patience);
    the_curl.set(curl, CURLOPT_MAXFILESIZE_LARGE, LARGEST);
    the_curl.set(curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)f->had);
    the_curl.set(curl, CURLOPT_WRITEFUNCTION, receive);
    the_curl.set(curl, CURLOPT_WRITEDATA, f);
    the_curl.set(curl, CURLOPT_NOPROGRESS, 0L);
    the_curl.set(curl, CURLOPT_XFERINFOFUNCTION, progress);
    the_curl.set(curl, CURLOPT_XFERINFODATA, f);
    the_curl.set(curl, CURLOPT_ERRORBUFFER, trouble);
    return curl;
}

/* Per cent of the file that are there, as far as it is known. */
static long per_cent(const Fetch *f) {
    long long whole = atomic_load(&f->transfer->whole), have = atomic_load(&f->transfer->have);
    return whole > 0 ? (long)(100 * have / whole) : 0;
}

static Error explain(const Fetch *f, CURLcode code, long answer, const char *trouble) {
    switch (code) {
    case CURLE_OK: return NO_ERROR;
    case CURLE_ABORTED_BY_CALLBACK: return error("fetch.stopped", "%s\t%ld", f->file, per_cent(f));
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return error("fetch.offline", "%s", f->url);
    case CURLE_HTTP_RETURNED_ERROR: return error("fetch.answer", "%ld\t%s", answer, f->url);
    case CURLE_FILE_COULDNT_READ_FILE: return error("fetch.answer", "%s\t%s", "not found", f->url);
    case CURLE_OPERATION_TIMEDOUT:
        if (atomic_load(&f->transfer->have) == 0) return error("fetch.offline", "%s", f->url);
        return error("fetch.stalled", "%s\t%d\t%ld", f->file, f->patience, per_cent(f));
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return error("fetch.cut", "%s\t%ld", f->file, per_cent(f));
    case CURLE_FILESIZE_EXCEEDED: return error("fetch.large", "%s", f->url);
    case CURLE_WRITE_ERROR:
        if (f->large) return error("fetch.large", "%s", f->url);
        if (f->unwritten) return error("file.write", "%s\t%s", strerror(errno ? errno : ENOSPC), f->part);
        break;
    default: break;
    }
    return error("fetch.failed", "%s\t%s", *trouble ? trouble : the_curl.words(code), f->url);
}

/* Once from where the part ends. *again: the server cannot do that, or has nothing behind it. */
static Error transfer(Fetch *f, bool *again) {
    char trouble[CURL_ERROR_SIZE] = "";
    long answer = 0;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *again = false;
    pthread_once(&once, open_curl);
    if (!the_curl.here) return error("fetch.no_curl", "%s", LIBCURL);
    CURL *curl = make_handle(f, trouble);
    if (!curl) return error("memory", "%s", f->file);
    errno = 0;
    CURLcode code = the_curl.perform(curl);
    if (fflush(f->out) != 0 && code == CURLE_OK) code = CURLE_WRITE_ERROR, f->unwritten = true;
    the_curl.get(curl, CURLINFO_RESPONSE_CODE, &answer);
    the_curl.cleanup(curl);
    bool useless = code == CURLE_RANGE_ERROR || code == CURLE_BAD_DOWNLOAD_RESUME || answer == 416;
    *again = f->had > 0 && useless;
    return *again ? NO_ERROR : explain(f, code, answer, trouble);
}

/* Whether all that is there is the published file. */
static bool is_whole(Fetch *f) {
    struct sha256_ctx sha = f->sha; /* the sum goes on */
    sha256_text(&sha, f->sum);
    return fetch_is_published(f->net, f->sum);
}

static Error receive_all(Fetch *f) {
    bool again;
    if (f->had && is_whole(f)) return NO_ERROR; /* only its name was missing */
    TRY(transfer(f, &again));
    if (again) {
        TRY(empty_part(f));
        TRY(transfer(f, &again));
    }
    if (is_whole(f)) return NO_ERROR;
    unlink(f->part);
    return error("fetch.hash", "%s\t%s", f->file, f->url);
}

Error fetch_weights(NetId id, const FetchOptions *options, Transfer *transfer) {
    Fetch f = {.net = id, .transfer = transfer};
    TRY(set_up(&f, id, options));
    if (file_exists(f.path)) return check_whole(&f);
    Error e = open_part(&f);
    if (!failed(&e)) e = receive_all(&f);
    if (!failed(&e) && (fflush(f.out) != 0 || fsync(fileno(f.out)) != 0 || rename(f.part, f.path) != 0))
        e = error("file.write", "%s\t%s", strerror(errno), f.path);
    if (!failed(&e)) {
        FileStamp stamp = file_stamp(f.path); /* the rename has changed it */
        sums_add(f.path, &stamp, f.sum);
    }
    bool nothing = failed(&e) && f.out && atomic_load(&transfer->have) == 0 && strcmp(e.id, "fetch.busy") != 0;
    if (nothing) unlink(f.part);
    if (f.out) fclose(f.out);
    return e;
}
