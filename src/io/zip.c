#include "io/zip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* libzip reads through a source of ours, and so it is seen where it reads. It has no call that says where an
 * entry's bytes begin; reading the first of them tells. */
typedef struct View {
    const unsigned char *data;
    zip_uint64_t size, at, last; /* where it reads next, and where the last reading began */
    zip_error_t error;
} View;

struct ZipFile {
    View view;
    zip_t *zip;
    const char *path;
    /* the entry that was unpacked last: several tensors may ask for one storage */
    const unsigned char *unpacked;
    zip_uint64_t unpacked_index;
};

static zip_int64_t read_view(View *v, void *out, zip_uint64_t n) {
    if (n > v->size - v->at) n = v->size - v->at;
    memcpy(out, v->data + v->at, n);
    v->last = v->at;
    v->at += n;
    return (zip_int64_t)n;
}

static zip_int64_t source(void *ctx, void *data, zip_uint64_t n, zip_source_cmd_t command) {
    View *v = ctx;
    zip_int64_t at;
    switch (command) {
    case ZIP_SOURCE_OPEN: v->at = 0; return 0;
    case ZIP_SOURCE_READ: return read_view(v, data, n);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_TELL: return (zip_int64_t)v->at;
    case ZIP_SOURCE_SEEK:
        at = zip_source_seek_compute_offset(v->at, v->size, data, n, &v->error);
        if (at < 0) return -1;
        v->at = (zip_uint64_t)at;
        return 0;
    case ZIP_SOURCE_STAT:
        zip_stat_init(data);
        ((zip_stat_t *)data)->size = v->size;
        ((zip_stat_t *)data)->valid = ZIP_STAT_SIZE;
        return sizeof(zip_stat_t);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&v->error, data, n);
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: zip_error_set(&v->error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

static Error bad(const ZipFile *zip, const char *what) { return error("pth.form", "%s\t%s", zip->path, what); }

Error zip_file_open(const Mapped *file, const char *path, ZipFile **out) {
    ZipFile *zip = *out = calloc(1, sizeof *zip);
    if (!zip) return error("memory", "%s", path);
    zip->path = path;
    zip->view = (View){.data = file->data, .size = file->size};
    zip_error_t e;
    zip_error_init(&e);
    zip_error_init(&zip->view.error);
    zip_source_t *s = zip_source_function_create(source, &zip->view, &e);
    zip->zip = s ? zip_open_from_source(s, ZIP_RDONLY, &e) : NULL;
    Error result = zip->zip ? NO_ERROR : bad(zip, zip_error_strerror(&e));
    zip_error_fini(&e);
    if (!failed(&result)) return NO_ERROR;
    zip_source_free(s);
    zip_file_close(zip);
    *out = NULL;
    return result;
}

void zip_file_close(ZipFile *zip) {
    if (!zip) return;
    if (zip->zip) zip_discard(zip->zip);
    zip_error_fini(&zip->view.error);
    free(zip);
}

bool zip_file_holds(const ZipFile *zip, const char *ending) {
    zip_int64_t n = zip_get_num_entries(zip->zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        size_t length = name ? strlen(name) : 0, tail = strlen(ending);
        if (length >= tail && strcmp(name + length - tail, ending) == 0) return true;
    }
    return false;
}

bool zip_file_folder(const ZipFile *zip, const char *file, char *out, size_t size) {
    zip_int64_t n = zip_get_num_entries(zip->zip, 0);
    for (zip_int64_t i = 0; i < n; i++) {
        const char *name = zip_get_name(zip->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        const char *slash = name ? strrchr(name, '/') : NULL;
        if (!slash || strcmp(slash + 1, file) != 0) continue;
        int length = snprintf(out, size, "%.*s", (int)(slash + 1 - name), name);
        return (size_t)length < size;
    }
    return false;
}

/* Where the bytes of a stored entry begin. */
static Error locate(ZipFile *zip, zip_uint64_t index, zip_uint64_t size, const unsigned char **data) {
    unsigned char first;
    *data = zip->view.data;
    if (!size) return NO_ERROR;
    zip_file_t *entry = zip_fopen_index(zip->zip, index, ZIP_FL_COMPRESSED);
    if (!entry) return bad(zip, zip_strerror(zip->zip));
    bool read = zip_fread(entry, &first, 1) == 1;
    zip_fclose(entry);
    const View *v = &zip->view;
    if (!read || v->last >= v->size || v->data[v->last] != first || size > v->size - v->last)
        return bad(zip, "an entry is cut short");
    *data += v->last;
    return NO_ERROR;
}

/* Unpacks an entry; libzip holds its checksum against it. */
static Error unpack(ZipFile *zip, zip_uint64_t index, zip_uint64_t size, Arena *memory, const unsigned char **data) {
    if (zip->unpacked && zip->unpacked_index == index) {
        *data = zip->unpacked;
        return NO_ERROR;
    }
    if (size / 1040 > zip->view.size) return bad(zip, "an entry is larger than it can be"); /* deflate's limit */
    unsigned char *out = arena_alloc(memory, size ? size : 1, 1);
    if (!out) return error("memory", "%s", zip->path);
    zip_file_t *entry = zip_fopen_index(zip->zip, index, 0);
    if (!entry) return bad(zip, zip_strerror(zip->zip));
    zip_uint64_t n = 0;
    for (zip_int64_t more = 1; more > 0 && n < size; n += more > 0 ? (zip_uint64_t)more : 0)
        more = zip_fread(entry, out + n, size - n);
    unsigned char beyond;
    bool whole = n == size && zip_fread(entry, &beyond, 1) == 0; /* the checksum is told at the end */
    zip_fclose(entry);
    if (!whole) return bad(zip, "an entry cannot be unpacked");
    *data = zip->unpacked = out;
    zip->unpacked_index = index;
    return NO_ERROR;
}

Error zip_file_entry(ZipFile *zip, const char *name, Arena *memory, const unsigned char **data, size_t *size) {
    zip_stat_t st;
    zip_uint64_t wanted = ZIP_STAT_INDEX | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    *data = NULL;
    *size = 0;
    if (zip_stat(zip->zip, name, ZIP_FL_ENC_RAW, &st) != 0) return NO_ERROR;
    if ((st.valid & wanted) != wanted) return bad(zip, "an entry has no size");
    *size = (size_t)st.size;
    if (st.comp_method != ZIP_CM_STORE) return unpack(zip, st.index, st.size, memory, data);
    if (st.size != st.comp_size) return bad(zip, "an entry is cut short");
    return locate(zip, st.index, st.size, data);
}
