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
    NAME_DICT,
    NAME_TENSOR_V2,
    NAME_TENSOR,
    NAME_TYPED,
    NAME_PARAMETER_STATE,
    NAME_PARAMETER_V2,
    NAME_PARAMETER,
    NAME_SIZE,
    NAME_STORAGES,
    NUMBER_TYPES = 10,
    NAME_TENSORS = NAME_STORAGES + NUMBER_TYPES,
    NAMES_COUNT = NAME_TENSORS + NUMBER_TYPES
};

static const PickleName NAMES[NAMES_COUNT] = {
    {"collections", "OrderedDict", true},
    {"torch._utils", "_rebuild_tensor_v2", false},
    {"torch._utils", "_rebuild_tensor", false},
    {"torch._tensor", "_rebuild_from_type_v2", false},
    {"torch._utils", "_rebuild_parameter_with_state", false},
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

/* Of the storages, in the order of their names: bytes of a number, and the type where weights can have it; float64
 * becomes float32. */
static const struct {
    int size;
    bool usable;
    DType type;
} TYPES[NUMBER_TYPES] = {{4, true, DTYPE_F32}, {2, true, DTYPE_F16}, {2, true, DTYPE_BF16},
                         {8, true, DTYPE_F32}, {8, false, 0}, {4, false, 0}, {2, false, 0},
                         {1, false, 0}, {1, false, 0}, {1, false, 0}};

static bool calls(const Value *v, int name) { return v && v->kind == VALUE_CALL && v->name == name; }
static bool is_sequence(const Value *v) { return v->kind == VALUE_TUPLE || v->kind == VALUE_LIST; }

/* ---- what lies in the tree ---- */

/* What stands for a tensor: a parameter is taken for what it holds. NULL for anything else. */
static const Value *find_tensor(const Value *v) {
    if (calls(v, NAME_PARAMETER_STATE) || calls(v, NAME_PARAMETER_V2) || calls(v, NAME_PARAMETER)) {
        /* the oldest parameters are made empty and filled: (data, gradient, hooks, ...) */
        bool filled = v->n == 0 && v->state && is_sequence(v->state) && v->state->n > 0;
        v = filled ? v->state->item[0] : v->n ? v->item[0] : NULL;
    }
    if (calls(v, NAME_TYPED)) { /* (how to make it, its class, the arguments, attributes) */
        bool made = v->n >= 3 && v->item[0]->kind == VALUE_NAME && v->item[0]->name == NAME_TENSOR_V2;
        return made && v->item[2]->kind == VALUE_TUPLE ? v : NULL;
    }
    if (calls(v, NAME_TENSOR_V2) || calls(v, NAME_TENSOR)) return v;
    return v && v->kind == VALUE_CALL && v->name >= NAME_TENSORS ? v : NULL;
}

/* The storage, the offset, the shape and the strides of what find_tensor has found. */
static const Value *tensor_parts(const Value *made) {
    if (made->name == NAME_TYPED) return made->item[2];
    return made->name >= NAME_TENSORS ? made->state : made; /* the oldest tensors are made empty and filled */
}

enum {
    DEEPEST = 8,         /* dicts within dicts */
    MOST_VISITS = 1 << 20,
    NAME_SIZE_MOST = 400
};

/* Goes through a tree of dicts and lists. */
typedef struct Walk {
    char name[NAME_SIZE_MOST]; /* of where it is */
    size_t n, key; /* where in the name that of the dict, or of the module that was saved whole, ends */
    bool in_module;
    int depth, visits, hidden_visits;
    bool (*enter)(struct Walk *, Value *); /* false: its entries are not looked at */
    /* what is gathered */
    Pth *pth;
    size_t room;
    bool failed;
    const char *foreign;
    const char *const *names;
    size_t n_names;
    const char *whole;
    PthBeside *tell;
    void *ctx;
} Walk;

/* Adds a key to the way; false where that is too long or no text or number. Bytes that no name has become '?'. */
static bool add_key(Walk *w, const Value *key, size_t index) {
    size_t from = w->n + (w->n > 0), n;
    char number[24];
    const char *text = number;
    if (key && key->kind == VALUE_TEXT) text = key->text, n = key->n;
    else if (!key) n = (size_t)snprintf(number, sizeof number, "%zu", index);
    else if (key->kind == VALUE_INT) n = (size_t)snprintf(number, sizeof number, "%lld", (long long)key->number);
    else return false;
    if (from + n >= sizeof w->name) return false;
    if (w->n) w->name[w->n] = '.';
    memcpy(w->name + from, text, n);
    w->n = from + n;
    for (size_t i = from; i < w->n; i++)
        if ((unsigned char)w->name[i] < 32 || w->name[i] == 127) w->name[i] = '?';
    w->name[w->n] = '\0';
    return true;
}

/* Whatever its class. */
const Value *pth_module_state(const Value *v) {
    bool object = v->kind == VALUE_CALL && value_foreign(v) && v->state;
    return object && value_get(v->state, "_modules") && value_get(v->state, "_parameters") ? v->state : NULL;
}

static void walk(Walk *w, Value *v);

static void walk_entries(Walk *w, const Value *v) {
    bool dict = v->kind == VALUE_DICT;
    size_t was = w->n, key = w->key;
    if (!dict && !is_sequence(v)) return;
    if (!w->in_module) w->key = w->n + (w->n > 0);
    w->depth++;
    for (size_t i = 0; i + dict < v->n; i += dict ? 2 : 1) {
        if (add_key(w, dict ? v->item[i] : NULL, i)) walk(w, v->item[i + dict]);
        w->n = was;
        w->name[was] = '\0';
    }
    w->depth--;
    w->key = key;
}

/* A module has its tensors and those of its parts under the names that its state dict would have. */
static void walk(Walk *w, Value *v) {
    static const char *const HELD[] = {"_parameters", "_buffers", "_modules"};
    if (w->visits++ >= MOST_VISITS || w->depth == DEEPEST || !w->enter(w, v)) return;
    const Value *state = pth_module_state(v);
    bool within = w->in_module;
    if (state && !within) w->key = w->n + (w->n > 0);
    w->in_module |= state != NULL;
    for (size_t i = 0; state && i < sizeof HELD / sizeof *HELD; i++) {
        const Value *held = value_get(state, HELD[i]);
        if (held) walk_entries(w, held);
    }
    w->in_module = within;
    if (v->kind == VALUE_CALL && value_foreign(v) && v->held) v = v->held; /* a dict of a class of its own */
    walk_entries(w, v);
}

/* Whether a tensor lies in an object, however deep. */
static bool hides_tensor(const Value *v, int depth, int *visits) {
    if (!v || depth == 2 * DEEPEST || (*visits)++ >= MOST_VISITS) return false;
    if (find_tensor(v)) return true;
    for (size_t i = 0; i < v->n && v->item; i++)
        if (hides_tensor(v->item[i], depth + 1, visits)) return true;
    return hides_tensor(v->state, depth + 1, visits) || hides_tensor(v->held, depth + 1, visits);
}

static bool gather_tensor(Walk *w, Value *v) {
    if (!w->foreign && value_foreign(v)) w->foreign = v->text;
    if (!w->pth->hides && value_foreign(v) && hides_tensor(v->state, 0, &w->hidden_visits)) w->pth->hides = v->text;
    if (!find_tensor(v)) {
        bool again = v->seen; /* a dict lies in several places, or within itself */
        if (v->kind != VALUE_NONE) v->seen = true; /* there is but one None */
        return !again;
    }
    if (!w->depth) return false; /* one tensor alone is no dict of them */
    Pth *pth = w->pth;
    if (pth->n_tensors == w->room) {
        size_t room = w->room ? 2 * w->room : 64;
        PthTensor *more = ARENA_NEW(&pth->values, room, PthTensor);
        if (more && w->room) memcpy(more, pth->tensor, w->room * sizeof *more);
        w->failed |= !more;
        if (!more) return false;
        pth->tensor = more;
        w->room = room;
    }
    char *name = arena_printf(&pth->values, "%s", w->name);
    w->failed |= !name;
    if (name) pth->tensor[pth->n_tensors++] = (PthTensor){name, w->key, v};
    return false;
}

/* Whether one of the names lies at or behind the place. */
static bool leads_to(const Walk *w) {
    for (size_t i = 0; i < w->n_names; i++)
        if (strncmp(w->names[i], w->name, w->n) == 0 && (!w->n || !w->names[i][w->n] || w->names[i][w->n] == '.'))
            return true;
    return false;
}

static const char *what_is(const Value *v) {
    static const char *const WHAT[] = {
        [VALUE_NONE] = "None", [VALUE_BOOL] = "bool",   [VALUE_INT] = "int",           [VALUE_FLOAT] = "float",
        [VALUE_TEXT] = "str",  [VALUE_TUPLE] = "tuple", [VALUE_LIST] = "list",         [VALUE_DICT] = "dict",
        [VALUE_NAME] = "name", [VALUE_CALL] = "object", [VALUE_PERSISTENT] = "storage"};
    if (value_foreign(v)) return v->text;
    return find_tensor(v) ? "tensor" : WHAT[v->kind];
}

/* A module of the one that was saved whole. */
static bool is_in_use(const Walk *w, const Value *v) {
    size_t n = w->whole ? strlen(w->whole) : 0;
    bool within = w->whole && strncmp(w->name, w->whole, n) == 0 && (!n || !w->name[n] || w->name[n] == '.');
    return within && pth_module_state(v);
}

static bool tell_beside(Walk *w, Value *v) {
    if (leads_to(w) || is_in_use(w, v)) return !find_tensor(v);
    w->tell(w->ctx, w->name, what_is(v));
    return false;
}

void pth_beside(const Pth *pth, const char *const names[], size_t n, const char *whole, PthBeside *tell, void *ctx) {
    Walk w = {.enter = tell_beside, .names = names, .n_names = n, .whole = whole, .tell = tell, .ctx = ctx};
    walk(&w, pth->top);
}

static bool find_call(Walk *w, Value *v) {
    size_t n = strlen(w->names[0]);
    bool ends = w->n >= n && strcmp(w->name + w->n - n, w->names[0]) == 0;
    bool here = ends && (w->n == n || w->name[w->n - n - 1] == '.');
    if (here && !w->foreign && value_foreign(v)) w->foreign = v->text;
    return !w->foreign;
}

const char *pth_call_at(const Pth *pth, const char *name) {
    Walk w = {.enter = find_call, .names = &name, .n_names = 1};
    walk(&w, pth->top);
    return w.foreign;
}

typedef struct ModuleAt {
    const char *place;
    const Value *found;
} ModuleAt;

static bool find_module(Walk *w, Value *v) {
    ModuleAt *at = w->ctx;
    bool leads = !w->n || (strncmp(at->place, w->name, w->n) == 0 && (!at->place[w->n] || at->place[w->n] == '.'));
    if (leads && !at->place[w->n] && pth_module_state(v) && !at->found) at->found = v;
    return leads && !at->found;
}

const Value *pth_module(const Pth *pth, const char *place, const char **type) {
    ModuleAt at = {.place = place};
    Walk w = {.enter = find_module, .ctx = &at};
    walk(&w, pth->top);
    if (!at.found) return NULL;
    *type = at.found->text;
    return pth_module_state(at.found);
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
    if (!zip_file_folder(pth->zip, "data.pkl", pth->folder, sizeof pth->folder))
        return bad_form(pth, "it holds no data.pkl");
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
        if (end - at < 8) return error("weights.cut", "%s", pth->path);
        s->numbers = little64(at);
        s->data = at += 8;
        if (s->numbers > (uint64_t)(end - at) / (uint64_t)s->size) return error("weights.cut", "%s", pth->path);
        at += s->numbers * (uint64_t)s->size;
    }
    return NO_ERROR;
}

static Error list_tensors(Pth *pth);

/* A pickle that torch.save did not write; what it asks of Python says the most about it. */
static Error not_ours(Pth *pth, Value *top) {
    pth->top = top;
    Error e = list_tensors(pth);
    if (failed(&e) && strcmp(e.id, "pickle.name") == 0) return e;
    return bad_form(pth, "it is a pickle, but none that torch.save wrote");
}

static const unsigned char MAGIC[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

/* Five pickles: a magic number, the version, the machine, the values, the keys of the storages. */
static Error open_older(Pth *pth, Value **top) {
    Pickle pickle = pickle_of(pth, pth->file->data, pth->file->size);
    Value *magic, *version, *machine, *keys;
    TRY(pickle_read(&pickle, &magic));
    bool ours = magic->kind == VALUE_INT && magic->n == sizeof MAGIC && memcmp(magic->text, MAGIC, sizeof MAGIC) == 0;
    if (!ours) return not_ours(pth, magic);
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

/* Lists the tensors. Where there is none, but an object of a class that only Python could make, it would be needed. */
static Error list_tensors(Pth *pth) {
    Walk w = {.enter = gather_tensor, .pth = pth};
    walk(&w, pth->top);
    if (w.failed) return error("memory", "%s", pth->path);
    if (w.visits > MOST_VISITS) return error("pickle.broken", "%s\t%s", "it is too long", pth->path);
    if (pth->n_tensors) return NO_ERROR;
    if (pth->hides || w.foreign) return error("pickle.name", "%s\t%s", pth->hides ? pth->hides : w.foreign, pth->path);
    return error("pth.no_dict", "%s", pth->path);
}

static Error open_either(Pth *pth, bool zipped) {
    Value *top = NULL;
    TRY(zipped ? open_zip(pth, &top) : open_older(pth, &top));
    pth->top = top;
    return list_tensors(pth);
}

Error pth_open(const Mapped *file, const char *path, bool zipped, Arena *memory, Pth *out) {
    *out = (Pth){.file = file, .path = path, .memory = memory};
    Error e = open_either(out, zipped);
    if (failed(&e)) pth_close(out);
    return e;
}

void pth_close(Pth *pth) {
    zip_file_close(pth->zip);
    arena_free(&pth->values);
    *pth = (Pth){0};
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

/* float64, rounded to float32. */
static Error narrow(Pth *pth, uint64_t n, Tensor *t) {
    const unsigned char *from = t->data;
    float *to = ARENA_NEW(pth->memory, (size_t)n, float);
    if (!to) return error("memory", "%s", pth->path);
    t->data = to;
    tensor_narrow(from, (int64_t)n, to);
    return NO_ERROR;
}

/* Everything about a tensor but its numbers. */
static Error describe(Pth *pth, size_t i, Tensor *out, StorageId *id, Layout *layout) {
    const char *name = pth->tensor[i].name;
    const Value *args = tensor_parts(find_tensor(pth->tensor[i].value));
    *out = (Tensor){0};
    bool four = args && (args->kind == VALUE_CALL || is_sequence(args)) && args->n >= 4;
    if (!four || !read_id(args->item[0], id)) return bad(pth, name, "its storage makes no sense");
    if (!TYPES[id->type].usable) return bad(pth, name, "its type is none of float, double, half, bfloat16");
    if (!read_layout(args->item[2], args->item[3], args->item[1], id->count, out, layout))
        return bad(pth, name, "its shape does not fit its storage");
    out->type = TYPES[id->type].type;
    return NO_ERROR;
}

Error pth_shape(Pth *pth, size_t i, Tensor *out) {
    StorageId id;
    Layout layout;
    return describe(pth, i, out, &id, &layout);
}

Error pth_get(Pth *pth, size_t i, Tensor *out) {
    StorageId id;
    Layout layout;
    const unsigned char *data;
    TRY(describe(pth, i, out, &id, &layout));
    TRY(get_storage(pth, pth->tensor[i].name, &id, &data));
    size_t size = (size_t)TYPES[id.type].size;
    out->data = data + layout.first * size;
    if (!layout.row_major) TRY(reorder(pth, &layout, size, out));
    return size == 8 ? narrow(pth, layout.count, out) : NO_ERROR;
}
