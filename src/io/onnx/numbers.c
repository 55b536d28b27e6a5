#include <stdlib.h>
#include <string.h>

#include "io/onnx/inside.h"
#include "io/onnx/outline.h"

/* ---- where they lie ---- */

/* Bytes, one number behind the other, little endian. */
typedef struct Stored {
    const unsigned char *data;
    int size;   /* of a number */
    DType type; /* of those that are no float64 */
} Stored;

static Error bad(const Onnx *o, const Constant *c, const char *what) {
    return error("weights.tensor", "%s\t%s\t%s", c->name, what, o->d->path);
}

static Error outside(const Onnx *o, const char *location, const char *why) {
    return error("onnx.external", "%s\t%s\t%s", location, why, o->d->path);
}

static const char *entry(const Numbers *t, const char *key) {
    for (size_t i = 0; i < t->n_external_data; i++)
        if (t->external_data[i]->key && t->external_data[i]->value && strcmp(t->external_data[i]->key, key) == 0)
            return t->external_data[i]->value;
    return "";
}

/* Whether a path says, word for word, something below the folder that it starts from. */
static bool stays_below(const char *location) {
    if (!*location || *location == '/' || strchr(location, '\\') || strchr(location, ':')) return false;
    for (const char *at = location;; at++) {
        size_t n = strcspn(at, "/");
        if (n == 2 && memcmp(at, "..", 2) == 0) return false;
        at += n;
        if (!*at) return true;
    }
}

/* The path of what lies beside the model, links followed: no link may lead out of the model's folder either. Errors:
 * onnx.external, file.open, memory. */
static Error find_beside(const Onnx *o, const char *location, char **out) {
    char folder[PATH_SIZE], joined[PATH_SIZE];
    const char *base = path_base(o->d->path);
    int n = (int)(base - o->d->path);
    snprintf(folder, sizeof folder, "%.*s", n ? n : 2, n ? o->d->path : "./");
    if (!stays_below(location) || !path_join(joined, sizeof joined, folder, location))
        return outside(o, location, "it leads out of the model's folder");
    char *home = realpath(folder, NULL), *real = realpath(joined, NULL);
    size_t length = home ? strlen(home) : 0;
    bool below = home && real && strncmp(home, real, length) == 0 && (real[length] == '/' || home[length - 1] == '/');
    free(home);
    *out = below ? real : NULL;
    if (below) return NO_ERROR;
    bool there = real;
    free(real);
    return outside(o, location, there ? "it leads out of the model's folder" : "it is not there");
}

static bool read_size(const char *text, uint64_t *out) {
    char *end;
    if (*text < '0' || *text > '9') return false;
    *out = strtoull(text, &end, 10);
    return !*end;
}

/* Copies `bytes` bytes out of the file beside. */
static Error get_external(Onnx *o, const Constant *c, uint64_t bytes, const unsigned char **out) {
    const char *location = entry(c->of, "location");
    uint64_t offset = 0, length = bytes;
    char *path;
    Mapped file;
    bool says = (!*entry(c->of, "offset") || read_size(entry(c->of, "offset"), &offset)) &&
                (!*entry(c->of, "length") || read_size(entry(c->of, "length"), &length));
    if (!says || length != bytes) return bad(o, c, "its numbers do not fit its shape");
    TRY(find_beside(o, location, &path));
    Error e = file_map(path, &file);
    if (!failed(&e)) {
        bool there = offset <= file.size && bytes <= file.size - offset;
        unsigned char *copy = there ? arena_alloc(o->d->memory, (size_t)bytes, 1) : NULL;
        if (copy) memcpy(copy, file.data + offset, (size_t)bytes);
        *out = copy;
        e = !there ? outside(o, location, "it is too short") : copy ? file_unchanged(&file, path)
                                                                    : error("memory", "%s", o->d->path);
        file_unmap(&file);
    }
    free(path);
    return e;
}

/* Halves may lie in int32_data, each the 16 bits of one. */
static Error get_halves(Onnx *o, const Constant *c, int64_t n, const unsigned char **out) {
    if ((uint64_t)n != c->of->n_int32_data) return bad(o, c, "its numbers do not fit its shape");
    unsigned char *to = arena_alloc(o->d->memory, (size_t)n, 2);
    if (!to) return error("memory", "%s", o->d->path);
    *out = to;
    for (int64_t i = 0; i < n; i++) {
        uint32_t bits = (uint32_t)c->of->int32_data[i];
        *to++ = (unsigned char)bits;
        *to++ = (unsigned char)(bits >> 8);
    }
    return NO_ERROR;
}

/* All numbers of a tensor of the file, in the file's order. */
static Error get_stored(Onnx *o, const Constant *c, Stored *out) {
    static const struct {
        int of, size;
        DType type;
    } TYPES[] = {{ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, 4, DTYPE_F32},
                 {ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16, 2, DTYPE_F16},
                 {ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16, 2, DTYPE_BF16},
                 {ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, 8, DTYPE_F32}};
    const Numbers *t = c->of;
    OnnxPlace place;
    int64_t n = 1;
    size_t type = 0;
    while (type < sizeof TYPES / sizeof *TYPES && TYPES[type].of != t->data_type) type++;
    if (type == sizeof TYPES / sizeof *TYPES) return bad(o, c, "its type is none of float, double, half, bfloat16");
    for (size_t i = 0; i < t->n_dims; i++) n *= t->dims[i]; /* as values.c has found them to make sense */
    *out = (Stored){.size = TYPES[type].size, .type = TYPES[type].type};
    uint64_t bytes = (uint64_t)n * (uint64_t)out->size;
    if (t->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL) return get_external(o, c, bytes, &out->data);
    if (!t->has_raw_data && out->size == 2) return get_halves(o, c, n, &out->data);
    if (!t->has_raw_data) return bad(o, c, "its numbers are missing");
    memcpy(&place, t->raw_data.data, sizeof place);
    if (place.size != bytes) return bad(o, c, "its numbers do not fit its shape");
    out->data = o->d->file->data + place.at;
    return NO_ERROR;
}

/* ---- in their order ---- */

static bool row_major(const Constant *c) {
    int64_t step = 1;
    for (int i = c->rank - 1; i >= 0; i--) {
        if (c->dim[i] > 1 && c->stride[i] != step) return false;
        step *= c->dim[i];
    }
    return true;
}

/* n numbers of a size, at distances. */
static void copy_numbers(const unsigned char *from, int64_t step, unsigned char *to, int64_t to_step, int64_t n,
                         size_t size) {
    step *= (int64_t)size;
    to_step *= (int64_t)size;
    switch (size) { /* so that the compiler knows it */
    case 2:
        for (; n-- > 0; from += step, to += to_step) memcpy(to, from, 2);
        break;
    case 4:
        for (; n-- > 0; from += step, to += to_step) memcpy(to, from, 4);
        break;
    default:
        for (; n-- > 0; from += step, to += to_step) memcpy(to, from, size);
    }
}

/* To the next place of all dimensions but one; false behind the last. */
static bool next_place(const Constant *c, int but, int64_t at[4]) {
    for (int i = c->rank - 1; i >= 0; i--) {
        if (i == but) continue;
        if (++at[i] < c->dim[i]) return true;
        at[i] = 0;
    }
    return false;
}

/* Copies numbers of a size into their order, a few of those that lie side by side in the file at a time: so few lines
 * of what is written are asked for again and again. */
static void gather(const Constant *c, const unsigned char *from, size_t size, unsigned char *to) {
    enum { SOME = 64 };
    int64_t step[4], all = 1;
    int side = c->rank - 1;
    for (int i = c->rank - 1; i >= 0; all *= c->dim[i--]) {
        step[i] = all;
        if (c->stride[i] == 1 && c->dim[i] > 1) side = i;
    }
    for (int64_t first = 0; first < c->dim[side]; first += SOME) {
        int64_t at[4] = {0}, n = c->dim[side] - first < SOME ? c->dim[side] - first : SOME;
        at[side] = first;
        do {
            int64_t read = 0, written = 0;
            for (int i = 0; i < c->rank; i++) {
                read += at[i] * c->stride[i] * (int64_t)size;
                written += at[i] * step[i] * (int64_t)size;
            }
            copy_numbers(from + read, c->stride[side], to + written, step[side], n, size);
        } while (next_place(c, side, at));
    }
}

/* To float32, times the factor. */
static Error scale(Onnx *o, double factor, bool wide, Tensor *t) {
    int64_t n = tensor_count(t);
    float *to = ARENA_NEW(o->d->memory, (size_t)n, float);
    if (!to) return error("memory", "%s", o->d->path);
    if (wide) tensor_narrow(t->data, n, to);
    else tensor_read(t, 0, n, to);
    t->data = to;
    t->type = DTYPE_F32;
    for (int64_t i = 0; factor != 1 && i < n; i++) to[i] = (float)(factor * (double)to[i]);
    return NO_ERROR;
}

Error onnx_numbers(Onnx *o, const Constant *c, double factor, Tensor *out) {
    Stored stored = {0};
    TRY(get_stored(o, c, &stored));
    *out = (Tensor){.data = stored.data, .type = stored.type, .rank = c->rank};
    memcpy(out->dim, c->dim, sizeof out->dim);
    if (!row_major(c)) {
        unsigned char *to = arena_alloc(o->d->memory, (size_t)onnx_count(c), (size_t)stored.size);
        if (!to) return error("memory", "%s", o->d->path);
        gather(c, stored.data, (size_t)stored.size, to);
        out->data = to;
    }
    return stored.size == 8 || factor != 1 ? scale(o, factor, stored.size == 8, out) : NO_ERROR;
}

bool onnx_read(Onnx *o, const Constant *c, int64_t n, float *out) {
    Tensor t;
    Error e = onnx_numbers(o, c, 1, &t);
    if (failed(&e) || tensor_count(&t) < n) return false;
    tensor_read(&t, 0, n, out);
    return true;
}
