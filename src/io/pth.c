#include "io/pth.h"

#include <stdlib.h>
#include <string.h>

#include "io/zip.h"

/* Where the older form stores the numbers of one storage. */
struct Stored {
    const char *key; /* not terminated */
    size_t key_n;
    int size; /* bytes of a number */
    const unsigned char *data;
    uint64_t numbers;
};

/* ---- names that a state dict may use ---- */

enum {
    NAME_DICT, NAME_TENSOR_V2, NAME_TENSOR, NAME_PARAMETER_V2, NAME_PARAMETER, NAME_SIZE,
    NAME_STORAGES, NUMBER_TYPES = 10, NAME_TENSORS = NAME_STORAGES + NUMBER_TYPES,
    NAMES_COUNT = NAME_TENSORS + NUMBER_TYPES
};

static const PickleName NAMES[NAMES_COUNT] = {
    {"collections", "OrderedDict", true},
    {"torch._utils", "_rebuild_tensor_v2", false},
    {"torch._utils", "_rebuild_tensor", false},
    {"torch._utils", "_rebuild_parameter", false},
    {"torch.nn.parameter", "Parameter", false},
    {"torch", "Size", false},
    {"torch", "FloatStorage", false}, {"torch", "HalfStorage", false}, {"torch", "BFloat16Storage", false},
    {"torch", "DoubleStorage", false}, {"torch", "LongStorage", false}, {"torch", "IntStorage", false},
    {"torch", "ShortStorage", false}, {"torch", "CharStorage", false}, {"torch", "ByteStorage", false},
    {"torch", "BoolStorage", false},
    {"torch", "FloatTensor", false}, {"torch", "HalfTensor", false}, {"torch", "BFloat16Tensor", false},
    {"torch", "DoubleTensor", false}, {"torch", "LongTensor", false}, {"torch", "IntTensor", false},
    {"torch", "ShortTensor", false}, {"torch", "CharTensor", false}, {"torch", "ByteTensor", false},
    {"torch", "BoolTensor", false},
};

/* Of the storages, in the order of their names: bytes of a number, and the type where weights can have it. */
static const struct {
    int size;
    bool usable;
    DType type;
} TYPES[NUMBER_TYPES] = {{4, true, DTYPE_F32}, {2, true, DTYPE_F16}, {2, true, DTYPE_BF16},
                         {8, false, 0}, {8, false, 0}, {4, false, 0}, {2, false, 0},
                         {1, false, 0}, {1, false, 0}, {1, false, 0}};

static bool calls(const Value *v, int name) { return v && v->kind == VALUE_CALL && v->name == name; }
static bool is_sequence(const Value *v) { return v->kind == VALUE_TUPLE || v->kind == VALUE_LIST; }

/* ---- the state dict ---- */

/* What stands for a tensor: a parameter is taken for what it holds. NULL for anything else. */
static const Value *find_tensor(const Value *v) {
    if (calls(v, NAME_PARAMETER_V2) || calls(v, NAME_PARAMETER)) {
        /* the oldest parameters are made empty and filled: (data, gradient, hooks, ...) */
        bool filled = v->n == 0 && v->state && is_sequence(v->state) && v->state->n > 0;
        v = filled ? v->state->item[0] : v->n ? v->item[0] : NULL;
    }
    if (calls(v, NAME_TENSOR_V2) || calls(v, NAME_TENSOR)) return v;
    return v && v->kind == VALUE_CALL && v->name >= NAME_TENSORS ? v : NULL;
}

static bool holds_tensors(const Value *dict) {
    for (size_t i = 0; dict->kind == VALUE_DICT && i + 1 < dict->n; i += 2)
        if (dict->item[i]->kind == VALUE_TEXT && find_tensor(dict->item[i + 1])) return true;
    return false;
}

/* A dict of tensors, or the one within it, as checkpoints of a training have it. */
static const Value *find_dict(const Value *v) {
    static const char *const WITHIN[] = {"state_dict", "model_state_dict", "model", "net", "weights"};
    for (int depth = 0; v && depth < 4; depth++) {
        const Value *within = NULL;
        for (size_t i = 0; i < sizeof WITHIN / sizeof *WITHIN && !within; i++) {
            const Value *inner = value_get(v, WITHIN[i]);
            if (inner && inner->kind == VALUE_DICT) within = inner;
        }
        if (!within) break;
        v = within;
    }
    return v && holds_tensors(v) ? v : NULL;
}

/* ---- the two forms ---- */

static Error bad_form(const Pth *pth, const char *what) {
    return error("pth.form", "%s\t%s", pth->path, what);
}

static Pickle pickle_of(Pth *pth, const unsigned char *data, size_t size) {
    return (Pickle){.at = data, .end = data + size, .path = pth->path, .names = NAMES,
                    .n_names = NAMES_COUNT, .memory = &pth->values};
}

static Error open_zip(Pth *pth, Value **top) {
    char name[300];
    const unsigned char *data;
    size_t size;
    TRY(zip_file_open(pth->file, pth->path, &pth->zip));
    if (!zip_file_folder(pth->zip, "data.pkl", pth->folder, sizeof pth->folder)) return bad_form(pth, "it holds no data.pkl");
    snprintf(name, sizeof name, "%sbyteorder", pth->folder);
    TRY(zip_file_entry(pth->zip, name, &pth->values, &data, &size));
    if (data && (size < 6 || memcmp(data, "little", 6) != 0)) return bad_form(pth, "its numbers are big endian");
    snprintf(name, sizeof name, "%sdata.pkl", pth->folder);
    TRY(zip_file_entry(pth->zip, name, &pth->values, &data, &size));
    if (!data) return bad_form(pth, "it holds no data.pkl"); /* its name is not what it looks like */
    Pickle pickle = pickle_of(pth, data, size);
    return pickle_read(&pickle, top);
}

static uint64_t little64(const unsigned char *at) {
    uint64_t n = 0;
    for (int i = 7; i >= 0; i--) n = n << 8 | at[i];
    return n;
}

/* What a persistent id says of a storage: ("storage", type, key, where it was, numbers[, part of it]). */
typedef struct StorageId {
    const Value *key;
    int type;              /* of TYPES */
    uint64_t first, count; /* the numbers that belong to it */
} StorageId;

static bool get_count(const Value *v, uint64_t *out) {
    *out = (uint64_t)v->number;
    return v->kind == VALUE_INT && !v->text && v->number >= 0;
}

static bool read_id(const Value *v, StorageId *out) {
    const Value *id = v->kind == VALUE_PERSISTENT ? v->item[0] : v, *part = NULL;
    if (id->kind != VALUE_TUPLE || id->n < 5 || id->n > 6 || !value_is(id->item[0], "storage")) return false;
    out->type = id->item[1]->name - NAME_STORAGES;
    out->key = id->item[2];
    out->first = 0;
    if (id->item[1]->kind != VALUE_NAME || out->type < 0 || out->type >= NUMBER_TYPES) return false;
    if (out->key->kind != VALUE_TEXT || !get_count(id->item[4], &out->count)) return false;
    if (id->n == 6 && id->item[5]->kind != VALUE_NONE) part = id->item[5];
    if (!part) return true;
    uint64_t whole = out->count; /* a part of it: (key, first, count) */
    return part->kind == VALUE_TUPLE && part->n == 3 && get_count(part->item[1], &out->first) &&
           get_count(part->item[2], &out->count) && out->first <= whole && out->count <= whole - out->first;
}

static int by_key(const void *a, const void *b) {
    const Stored *i = a, *j = b;
    int order = memcmp(i->key, j->key, i->key_n < j->key_n ? i->key_n : j->key_n);
    return order ? order : i->key_n < j->key_n ? -1 : i->key_n > j->key_n;
}

static Stored *find_stored(const Pth *pth, const Value *key) {
    Stored wanted = {.key = key->text, .key_n = key->n};
    return bsearch(&wanted, pth->stored, pth->n_stored, sizeof *pth->stored, by_key);
}

/* All storages that the values speak of, each once, in the order of their keys. */
static Error list_stored(Pth *pth, const Value *ids) {
    pth->stored = ARENA_NEW(&pth->values, ids->n ? ids->n : 1, Stored);
    if (!pth->stored) return error("memory", "%s", pth->path);
    for (size_t i = 0; i < ids->n; i++) {
        StorageId id;
        if (!read_id(ids->item[i], &id)) return bad_form(pth, "a storage makes no sense");
        pth->stored[i] = (Stored){.key = id.key->text, .key_n = id.key->n, .size = TYPES[id.type].size};
    }
    qsort(pth->stored, ids->n, sizeof *pth->stored, by_key);
    for (size_t i = 0; i < ids->n; i++)
        if (!i || by_key(&pth->stored[pth->n_stored - 1], &pth->stored[i]) != 0)
            pth->stored[pth->n_stored++] = pth->stored[i];
    return NO_ERROR;
}

/* Behind the pickles: each storage of the list, its number of numbers and the numbers themselves. */
static Error find_numbers(Pth *pth, const unsigned char *at, const Value *keys) {
    const unsigned char *end = pth->file->data + pth->file->size;
    if (keys->kind != VALUE_LIST) return bad_form(pth, "it lists no storages");
    for (size_t i = 0; i < keys->n; i++) {
        Stored *s = keys->item[i]->kind == VALUE_TEXT ? find_stored(pth, keys->item[i]) : NULL;
        if (!s) return bad_form(pth, "it lists a storage that no tensor has");
        if (end - at < 8) return bad_form(pth, "it ends early");
        s->numbers = little64(at);
        s->data = at += 8;
        if (s->numbers > (uint64_t)(end - at) / (uint64_t)s->size) return bad_form(pth, "it ends early");
        at += s->numbers * (uint64_t)s->size;
    }
    return NO_ERROR;
}

static const unsigned char MAGIC[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

/* Five pickles: a magic number, the version, the machine, the values, the keys of the storages. */
static Error open_older(Pth *pth, Value **top) {
    Pickle pickle = pickle_of(pth, pth->file->data, pth->file->size);
    Value *magic, *version, *machine, *keys;
    TRY(pickle_read(&pickle, &magic));
    bool ours = magic->kind == VALUE_INT && magic->n == sizeof MAGIC && memcmp(magic->text, MAGIC, sizeof MAGIC) == 0;
    if (!ours) return bad_form(pth, "it is a pickle, but none that torch.save wrote");
    TRY(pickle_read(&pickle, &version));
    TRY(pickle_read(&pickle, &machine));
    const Value *little = value_get(machine, "little_endian");
    if (version->kind != VALUE_INT || version->number != 1001) return bad_form(pth, "its version is not known");
    if (!little || !little->number) return bad_form(pth, "its numbers are big endian");
    TRY(pickle_read(&pickle, top));
    TRY(list_stored(pth, pickle.persistent));
    TRY(pickle_read(&pickle, &keys));
    return find_numbers(pth, pickle.at, keys);
}

/* ---- opening ---- */

/* The length of a safetensors header may begin like a pickle, but what follows it does not. */
static bool is_pickle(const Mapped *file) {
    const unsigned char *at = file->data;
    bool begins = file->size >= 2 && at[0] == 0x80 && at[1] <= 5;
    return begins && !(file->size > 8 && at[7] == 0 && at[8] == '{');
}

static bool is_zip(const Mapped *file) { return file->size >= 4 && memcmp(file->data, "PK\3\4", 4) == 0; }

bool pth_is(const Mapped *file, const char *path) {
    const char *dot = strrchr(path_base(path), '.');
    bool named = dot && (strcmp(dot, ".pth") == 0 || strcmp(dot, ".pt") == 0);
    return is_zip(file) || named || is_pickle(file);
}

static Error open_either(Pth *pth) {
    Value *top = NULL;
    if (!pth->file->size) return bad_form(pth, "it is empty");
    TRY(is_zip(pth->file) ? open_zip(pth, &top) : open_older(pth, &top));
    pth->dict = find_dict(top);
    return pth->dict ? NO_ERROR : error("pth.no_dict", "%s", pth->path);
}

Error pth_open(const Mapped *file, const char *path, Arena *memory, Pth *out) {
    *out = (Pth){.file = file, .path = path, .memory = memory};
    Error e = open_either(out);
    if (failed(&e)) pth_close(out);
    return e;
}

void pth_close(Pth *pth) {
    zip_file_close(pth->zip);
    arena_free(&pth->values);
    *pth = (Pth){0};
}

bool pth_name(const Pth *pth, size_t i, const char **name, size_t *n) {
    if (2 * i + 1 >= pth->dict->n) return false;
    const Value *key = pth->dict->item[2 * i];
    *name = key->kind == VALUE_TEXT ? key->text : "";
    *n = key->kind == VALUE_TEXT ? key->n : 0;
    return true;
}

/* ---- tensors ---- */

static Error bad(const Pth *pth, const char *name, const char *what) {
    return error("weights.tensor", "%s\t%s\t%s", name, what, pth->path);
}

/* The bytes of a storage, all `count` numbers of it. */
static Error get_storage(Pth *pth, const char *name, const StorageId *id, const unsigned char **data) {
    uint64_t size = (uint64_t)TYPES[id->type].size, have = 0;
    if (pth->zip) {
        char entry[600];
        size_t bytes;
        snprintf(entry, sizeof entry, "%sdata/%.*s", pth->folder, (int)(id->key->n < 300 ? id->key->n : 300),
                 id->key->text);
        TRY(zip_file_entry(pth->zip, entry, pth->memory, data, &bytes));
        have = bytes / size;
    } else {
        const Stored *s = find_stored(pth, id->key);
        *data = s ? s->data : NULL;
        have = s && s->size == (int)size ? s->numbers : 0;
    }
    if (!*data) return bad(pth, name, "its storage is missing");
    if (id->first > have || id->count > have - id->first) return bad(pth, name, "its storage is cut short");
    *data += id->first * size;
    return NO_ERROR;
}

/* Shape, strides and place of a tensor in its storage; all of it has to lie within. */
typedef struct Layout {
    int64_t stride[4];
    uint64_t first, count;
    bool row_major;
} Layout;

static bool read_layout(const Value *size, const Value *stride, const Value *first, uint64_t stored, Tensor *t,
                        Layout *out) {
    uint64_t last = 0, expected = 1;
    if (calls(size, NAME_SIZE)) size = size->n == 1 ? size->item[0] : size;
    if (!is_sequence(size) || !is_sequence(stride) || size->n != stride->n || size->n > 4) return false;
    if (!get_count(first, &out->first)) return false;
    t->rank = (int)size->n;
    out->count = 1;
    out->row_major = true;
    for (int i = t->rank - 1; i >= 0; i--) {
        uint64_t n, step;
        if (!get_count(size->item[i], &n) || !get_count(stride->item[i], &step)) return false;
        if (n < 1 || n > INT32_MAX || step > INT64_MAX / 8 / n || out->count > UINT64_MAX / 8 / n) return false;
        if (n > 1 && step != expected) out->row_major = false;
        last += (n - 1) * step;
        out->count *= n;
        expected = out->count;
        t->dim[i] = (int64_t)n;
        out->stride[i] = (int64_t)step;
    }
    return out->first < stored && last < stored - out->first && out->count <= stored;
}

/* Puts numbers that lie in another order, those of a transposed tensor say, row by row. */
static Error reorder(Pth *pth, const Layout *l, size_t size, Tensor *t) {
    const unsigned char *from = t->data;
    unsigned char *to = arena_alloc(pth->memory, (size_t)l->count, size);
    int64_t at[4] = {0}, place = 0;
    if (!to) return error("memory", "%s", pth->path);
    t->data = to;
    for (uint64_t n = 0; n < l->count; n++, to += size) {
        memcpy(to, from + (uint64_t)place * size, size);
        for (int i = t->rank - 1; i >= 0; i--) { /* to the next one, with carries */
            place += l->stride[i];
            if (++at[i] < t->dim[i]) break;
            place -= l->stride[i] * at[i];
            at[i] = 0;
        }
    }
    return NO_ERROR;
}

Error pth_get(Pth *pth, const char *name, Tensor *out) {
    *out = (Tensor){0};
    const Value *v = value_get(pth->dict, name), *args;
    if (!v) return error("weights.missing", "%s\t%s", name, pth->path);
    const Value *made = find_tensor(v);
    if (!made) return bad(pth, name, "it is no tensor");
    args = made->name >= NAME_TENSORS ? made->state : made; /* the oldest tensors are made empty and filled */
    StorageId id;
    Layout layout;
    bool four = args && (args->kind == VALUE_CALL || is_sequence(args)) && args->n >= 4;
    if (!four || !read_id(args->item[0], &id))
        return bad(pth, name, "its storage makes no sense");
    if (!TYPES[id.type].usable) return bad(pth, name, "its type is none of float, half, bfloat16");
    if (!read_layout(args->item[2], args->item[3], args->item[1], id.count, out, &layout))
        return bad(pth, name, "its shape does not fit its storage");
    const unsigned char *data;
    TRY(get_storage(pth, name, &id, &data));
    size_t size = (size_t)TYPES[id.type].size;
    out->type = TYPES[id.type].type;
    out->data = data + layout.first * size;
    return layout.row_major ? NO_ERROR : reorder(pth, &layout, size, out);
}
