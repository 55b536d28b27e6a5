#include "io/sheet_file.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <nettle/sha2.h>

#include "io/paths.h"

static const char MAGIC[16] = {'v', 'g', 'g', 's', 'c', 'o', 'p', 'e', ' ', 's', 'h', 'e', 'e', 't', ' ', '1'};
#define SUFFIX ".sheet"

enum { HEAD = sizeof MAGIC + SHEET_KEY, SCORE = 4, SUM = SHA256_DIGEST_SIZE };

static int64_t record_size(const SheetFile *f) { return (int64_t)f->picture + SCORE + SUM; }

static void put_number(uint32_t n, unsigned char out[4]) {
    for (int i = 0; i < 4; i++) out[i] = (unsigned char)(n >> 8 * i);
}

static uint32_t get_number(const unsigned char in[4]) {
    return in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
}

/* Of the next record. */
static void find_sum(const SheetFile *f, const unsigned char score[SCORE], const unsigned char *picture,
                     unsigned char out[SUM]) {
    struct sha256_ctx sha;
    unsigned char number[4];
    put_number((uint32_t)f->at, number);
    sha256_init(&sha);
    sha256_update(&sha, SHEET_KEY, f->key);
    sha256_update(&sha, sizeof number, number);
    sha256_update(&sha, SCORE, score);
    sha256_update(&sha, f->picture, picture);
    sha256_digest(&sha, SUM, out);
}

/* ---- the folder ---- */

typedef struct Oldest {
    char path[PATH_SIZE];
    int64_t size, time;
} Oldest;

/* The bytes of all files but one, and the one of them that was used longest ago; its path is "" where there is none. */
static int64_t weigh(const char *folder, const char *but, Oldest *out) {
    DIR *dir = opendir(folder);
    int64_t all = 0;
    out->path[0] = '\0';
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[PATH_SIZE];
        struct stat st;
        size_t n = strlen(entry->d_name), suffix = strlen(SUFFIX);
        if (n <= suffix || strcmp(entry->d_name + n - suffix, SUFFIX) != 0) continue;
        if (!path_join(path, sizeof path, folder, entry->d_name) || strcmp(path, but) == 0) continue;
        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)) continue;
        all += st.st_size;
        if (*out->path && (int64_t)st.st_mtime >= out->time) continue;
        memcpy(out->path, path, sizeof path);
        out->size = st.st_size;
        out->time = (int64_t)st.st_mtime;
    }
    if (dir) closedir(dir);
    return all;
}

/* Whether so many bytes of one file fit beside the others, of which the oldest go until they do. */
static bool make_room(const char *folder, const char *path, int64_t bytes, int64_t most) {
    Oldest oldest;
    while (weigh(folder, path, &oldest) + bytes > most)
        if (!*oldest.path || remove(oldest.path) != 0) return false;
    return true;
}

static void folder_of(const char *path, char out[PATH_SIZE]) {
    snprintf(out, PATH_SIZE, "%.*s", (int)(path_base(path) - path - 1), path);
}

/* ---- reading ---- */

static void give_up(SheetFile *f) {
    if (f->stream) fclose(f->stream);
    f->stream = NULL;
}

/* Whether it is one of this key, and no longer than it can be. */
static bool is_ours(const SheetFile *f) {
    unsigned char head[HEAD];
    struct stat st;
    if (fstat(fileno(f->stream), &st) != 0 || !S_ISREG(st.st_mode)) return false;
    if (st.st_size > HEAD + f->records * record_size(f)) return false;
    if (fread(head, 1, HEAD, f->stream) != HEAD) return false;
    return memcmp(head, MAGIC, sizeof MAGIC) == 0 && memcmp(head + sizeof MAGIC, f->key, SHEET_KEY) == 0;
}

void sheet_file_open(const unsigned char key[SHEET_KEY], int records, size_t picture, SheetFile *f) {
    char name[2 * SHEET_KEY + 32];
    int n = snprintf(name, sizeof name, "sheets/");
    *f = (SheetFile){.records = records, .picture = picture};
    memcpy(f->key, key, SHEET_KEY);
    for (int i = 0; i < SHEET_KEY; i++) n += snprintf(name + n, sizeof name - (size_t)n, "%02x", key[i]);
    snprintf(name + n, sizeof name - (size_t)n, SUFFIX);
    if (!paths_cache(name, f->path, sizeof f->path)) {
        f->path[0] = '\0';
        return;
    }
    f->stream = fopen(f->path, "r+b");
    if (f->stream && !is_ours(f)) give_up(f);
    if (f->stream) utime(f->path, NULL); /* it has been used */
}

bool sheet_file_read(SheetFile *f, float *score, unsigned char *picture) {
    unsigned char number[SCORE], sum[SUM], right[SUM];
    if (!f->stream || f->at == f->records) return false;
    if (fseeko(f->stream, HEAD + f->at * record_size(f), SEEK_SET) != 0) return false;
    if (fread(number, 1, SCORE, f->stream) != SCORE || fread(picture, 1, f->picture, f->stream) != f->picture ||
        fread(sum, 1, SUM, f->stream) != SUM)
        return false;
    find_sum(f, number, picture, right);
    if (memcmp(sum, right, SUM) != 0) return false;
    uint32_t bits = get_number(number);
    memcpy(score, &bits, sizeof *score);
    f->at++;
    return true;
}

/* ---- writing ---- */

/* An empty one, with its head; what stood there goes. */
static void begin(SheetFile *f, const char *folder) {
    Error e = dir_make(folder);
    if (failed(&e)) return;
    remove(f->path);
    f->stream = fopen(f->path, "w+b");
    if (!f->stream) return;
    bool written = fwrite(MAGIC, 1, sizeof MAGIC, f->stream) == sizeof MAGIC &&
                   fwrite(f->key, 1, SHEET_KEY, f->stream) == SHEET_KEY;
    if (!written) give_up(f);
}

static bool write_record(SheetFile *f, float score, const unsigned char *picture) {
    unsigned char number[SCORE], sum[SUM];
    uint32_t bits;
    memcpy(&bits, &score, sizeof bits);
    put_number(bits, number);
    find_sum(f, number, picture, sum);
    return fseeko(f->stream, HEAD + f->at * record_size(f), SEEK_SET) == 0 &&
           fwrite(number, 1, SCORE, f->stream) == SCORE &&
           fwrite(picture, 1, f->picture, f->stream) == f->picture && fwrite(sum, 1, SUM, f->stream) == SUM &&
           fflush(f->stream) == 0;
}

void sheet_file_add(SheetFile *f, float score, const unsigned char *picture, int64_t most) {
    char folder[PATH_SIZE];
    if (!*f->path || f->at == f->records) return;
    folder_of(f->path, folder);
    bool fits = make_room(folder, f->path, HEAD + (f->at + 1) * record_size(f), most);
    if (fits && !f->stream && f->at == 0) begin(f, folder);
    if (fits && f->stream && write_record(f, score, picture)) {
        f->at++;
        return;
    }
    give_up(f);
    f->path[0] = '\0';
}

void sheet_file_close(SheetFile *f) { give_up(f); }
