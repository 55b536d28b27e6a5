#include "io/safetensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"

/* A header's length of less than 4 GB, and the header, which is JSON. */
const FileFormat safetensors_format = {"safetensors", FILE_SAFETENSORS, MAGIC(4, "\0\0\0\0{")};

enum { MOST_HEADER = 64 << 20 };

static Error bad(const Safetensors *st, const char *name, const char *what) {
    return error("weights.tensor", "%s\t%s\t%s", name, what, st->path);
}

typedef struct Span {
    json_int_t first, end;
    const char *name;
} Span;

static int by_first(const void *a, const void *b) {
    const Span *i = a, *j = b;
    return i->first < j->first ? -1 : i->first > j->first;
}

/* The places of all tensors, in order; the caller's to free. NULL without memory. */
static Span *list_spans(const Safetensors *st, size_t *n) {
    size_t most = json_object_size(st->header);
    Span *spans = calloc(most ? most : 1, sizeof *spans);
    const char *name;
    json_t *entry;
    *n = 0;
    if (!spans) return NULL;
    json_object_foreach(st->header, name, entry) {
        const json_t *offsets = json_object_get(entry, "data_offsets");
        Span span = {json_integer_value(json_array_get(offsets, 0)),
                     json_integer_value(json_array_get(offsets, 1)), name};
        if (span.first >= 0 && span.first < span.end) spans[(*n)++] = span;
    }
    qsort(spans, *n, sizeof *spans, by_first);
    return spans;
}

static bool is_inside(const Safetensors *st, const Span *span) { return (uint64_t)span->end <= st->size - st->data; }

/* No byte may belong to two tensors. Other faults of an entry are told when it is asked for. */
static Error check_apart(const Safetensors *st) {
    size_t n;
    Span *spans = list_spans(st, &n);
    const Span *last = NULL; /* of those inside */
    Error e = spans ? NO_ERROR : error("memory", "%s", st->path);
    for (size_t i = 0; i < n && !failed(&e); i++) {
        if (!is_inside(st, &spans[i])) continue;
        if (last && spans[i].first < last->end) e = bad(st, spans[i].name, "its offsets overlap another tensor's");
        last = &spans[i];
    }
    free(spans);
    return e;
}

Error safetensors_whole(const Safetensors *st) {
    size_t n, follows = 0;
    Span *spans = list_spans(st, &n);
    if (!spans) return error("memory", "%s", st->path);
    while (follows < n && spans[follows].first == (follows ? spans[follows - 1].end : 0)) follows++;
    bool cut = n && follows == n && !is_inside(st, &spans[n - 1]);
    free(spans);
    return cut ? error("weights.cut", "%s", st->path) : NO_ERROR;
}

Error safetensors_open(const Mapped *file, const char *path, Safetensors *out) {
    *out = (Safetensors){.bytes = file->data, .size = file->size, .path = path};
    uint64_t length = 0;
    if (file->size < 8) return error("safetensors.header", "%s", path);
    for (int i = 7; i >= 0; i--) length = length << 8 | file->data[i];
    if (length > MOST_HEADER || length > file->size - 8)
        return error("safetensors.header", "%s", path);
    out->data = 8 + (size_t)length;
    json_error_t e;
    out->header = json_loadb((const char *)file->data + 8, (size_t)length, JSON_REJECT_DUPLICATES, &e);
    Error bad_header = error("safetensors.json", "%s", path);
    Error result = json_is_object(out->header) ? check_apart(out) : bad_header;
    if (failed(&result)) safetensors_close(out);
    return result;
}

void safetensors_close(Safetensors *st) {
    json_decref(st->header);
    st->header = NULL;
}

const char *safetensors_metadata(const Safetensors *st, const char *key) {
    const char *text = json_string_value(json_object_get(json_object_get(st->header, "__metadata__"), key));
    return text ? text : "";
}

static bool find_type(const char *name, DType *type) {
    for (int t = DTYPE_F32; t <= DTYPE_U8; t++)
        if (name && strcmp(name, dtype_name((DType)t)) == 0) {
            *type = (DType)t;
            return true;
        }
    return false;
}

/* The shape, and the number of elements; false for one that makes no sense. */
static bool read_shape(const json_t *shape, Tensor *t, uint64_t *count) {
    *count = 1;
    t->rank = (int)json_array_size(shape);
    if (!json_is_array(shape) || json_array_size(shape) > 4) return false;
    for (int i = 0; i < t->rank; i++) {
        const json_t *dim = json_array_get(shape, (size_t)i);
        json_int_t n = json_integer_value(dim);
        if (!json_is_integer(dim) || n < 1 || n > INT32_MAX) return false;
        t->dim[i] = n;
        if (*count > UINT64_MAX / 8 / (uint64_t)n) return false;
        *count *= (uint64_t)n;
    }
    return true;
}

/* A tensor as it is stored; *size: bytes of a number, 8 where it is to become float32. */
static Error get_stored(const Safetensors *st, const char *name, Tensor *out, int *size) {
    *out = (Tensor){0};
    const json_t *entry = json_object_get(st->header, name);
    if (!entry) return error("weights.missing", "%s\t%s", name, st->path);
    if (!json_is_object(entry)) return bad(st, name, "its entry is not an object");
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    bool wide = st->memory && type && strcmp(type, "F64") == 0;
    if (!wide && !find_type(type, &out->type)) return bad(st, name, "its type is none of F64, F32, F16, BF16, U8");
    *size = wide ? 8 : dtype_size(out->type);
    uint64_t count;
    if (!read_shape(json_object_get(entry, "shape"), out, &count))
        return bad(st, name, "its shape makes no sense");
    const json_t *offsets = json_object_get(entry, "data_offsets");
    const json_t *from = json_array_get(offsets, 0), *to = json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(from) || !json_is_integer(to))
        return bad(st, name, "its offsets are missing");
    json_int_t first = json_integer_value(from), end = json_integer_value(to);
    if (first < 0 || end < first || (uint64_t)end > st->size - st->data)
        return bad(st, name, "its offsets lie outside the file");
    if ((uint64_t)(end - first) != count * (uint64_t)*size)
        return bad(st, name, "its offsets do not fit its shape");
    out->data = st->bytes + st->data + first;
    return NO_ERROR;
}

/* float64, rounded to float32. */
static Error narrow(const Safetensors *st, Tensor *t) {
    int64_t n = tensor_count(t);
    float *to = ARENA_NEW(st->memory, (size_t)n, float);
    if (!to) return error("memory", "%s", st->path);
    tensor_narrow(t->data, n, to);
    t->data = to;
    return NO_ERROR;
}

static bool finite_numbers(const Tensor *t) {
    for (int64_t i = 0; i < tensor_count(t); i++) {
        float value;
        tensor_read(t, i, 1, &value);
        if (!isfinite(value)) return false;
    }
    return true;
}

/* NAME.scale or NAME.min: one number, or one an output channel. */
static Error get_pairs(const Safetensors *st, const char *name, const char *what, const Tensor *of,
                       Tensor *out) {
    char full[160];
    snprintf(full, sizeof full, "%.140s.%s", name, what);
    int size;
    TRY(get_stored(st, full, out, &size));
    int64_t n = tensor_count(out);
    if (size != 4 || out->type != DTYPE_F32 || out->rank != 1 || (n != 1 && n != of->dim[0]))
        return bad(st, full, "it has to be F32, one number or one an output channel");
    if (!finite_numbers(out)) return bad(st, full, "it holds numbers that are not finite");
    return NO_ERROR;
}

/* Whether the largest byte still stands for a finite number. */
static bool pairs_in_range(const Tensor *scale, const Tensor *min) {
    for (int64_t i = 0; i < tensor_count(scale); i++) {
        float s, m;
        tensor_read(scale, i, 1, &s);
        tensor_read(min, i, 1, &m);
        if (!isfinite(255.0f * s + m)) return false;
    }
    return true;
}

/* The scale and the minimum of quantized numbers. */
static Error get_quantized(const Safetensors *st, const char *name, Tensor *out) {
    Tensor scale, min;
    if (out->rank < 1) return bad(st, name, "its shape makes no sense");
    TRY(get_pairs(st, name, "scale", out, &scale));
    TRY(get_pairs(st, name, "min", out, &min));
    if (tensor_count(&scale) != tensor_count(&min))
        return bad(st, name, "its scale and min differ in number");
    if (!pairs_in_range(&scale, &min)) return bad(st, name, "its scale leads beyond all numbers");
    out->scale = scale.data;
    out->min = min.data;
    out->scales = tensor_count(&scale);
    return NO_ERROR;
}

Error safetensors_shape(const Safetensors *st, const char *name, Tensor *out) {
    int size;
    TRY(get_stored(st, name, out, &size));
    return out->type == DTYPE_U8 ? get_quantized(st, name, out) : NO_ERROR;
}

Error safetensors_get(const Safetensors *st, const char *name, Tensor *out) {
    int size;
    TRY(get_stored(st, name, out, &size));
    if (out->type == DTYPE_U8) return get_quantized(st, name, out);
    return size == 8 ? narrow(st, out) : NO_ERROR;
}
