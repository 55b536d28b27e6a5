#include "io/pickle.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/format.h"

enum {
    MOST_OPERATIONS = 1 << 20, /* the state dict of VGG-19 takes about a thousand */
    VALUES_AT_ONCE = 128
};

typedef struct Stack {
    void **item;
    size_t n, room;
} Stack;

typedef struct Machine {
    Pickle *p;
    Stack values, memo;
    Stack marks;   /* pointers into nothing: how many values stood below each mark */
    Value *spare;  /* values of the arena that are not used yet */
    int spares;
    size_t filled; /* items put into containers so far */
    const char *foreign; /* the first name that is not on the whitelist */
    Error error;   /* the first one; nothing is done after it */
    bool stopped;
} Machine;

static Value nothing = {.kind = VALUE_NONE};

static void wrong(Machine *m, Error e) {
    if (!failed(&m->error)) m->error = e;
}

static void broken(Machine *m, const char *what) {
    wrong(m, error("pickle.broken", "%s\t%s", what, m->p->path));
}

static void cut(Machine *m) { wrong(m, error("weights.cut", "%s", m->p->path)); }

/* ---- bytes ---- */

/* The next n bytes; NULL if there are fewer. */
static const unsigned char *take(Machine *m, uint64_t n) {
    const unsigned char *at = m->p->at;
    if (n > (uint64_t)(m->p->end - at)) {
        cut(m);
        return NULL;
    }
    m->p->at += n;
    return at;
}

static uint64_t take_number(Machine *m, int bytes) {
    const unsigned char *at = take(m, (uint64_t)bytes);
    uint64_t n = 0;
    for (int i = bytes - 1; at && i >= 0; i--) n = n << 8 | at[i];
    return n;
}

/* A line without its end, as the oldest operations have it; not terminated. */
static const char *take_line(Machine *m, size_t *n) {
    const unsigned char *at = m->p->at, *end = memchr(at, '\n', (size_t)(m->p->end - at));
    *n = end ? (size_t)(end - at) : 0;
    if (!end) cut(m);
    else m->p->at = end + 1;
    return (const char *)at;
}

/* ---- the stack ---- */

static void push_to(Machine *m, Stack *s, void *item) {
    if (s->n == s->room) {
        size_t room = s->room ? 2 * s->room : 64;
        void **more = realloc(s->item, room * sizeof *more);
        if (!more) {
            wrong(m, error("memory", "%s", m->p->path));
            return;
        }
        s->item = more;
        s->room = room;
    }
    s->item[s->n++] = item;
}

static void push(Machine *m, Value *v) { push_to(m, &m->values, v); }

static size_t lowest(const Machine *m) { /* values below the last mark cannot be taken one by one */
    return m->marks.n ? (size_t)(uintptr_t)m->marks.item[m->marks.n - 1] : 0;
}

static Value *top(Machine *m) {
    if (m->values.n > lowest(m)) return m->values.item[m->values.n - 1];
    broken(m, "it takes a value where there is none");
    return &nothing;
}

static Value *pop(Machine *m) {
    Value *v = top(m);
    if (!failed(&m->error)) m->values.n--;
    return v;
}

/* The values since the last mark, which goes; they stay where they are until the next push. */
static Value **pop_to_mark(Machine *m, size_t *n) {
    *n = 0;
    if (!m->marks.n) {
        broken(m, "it returns to a mark that is not there");
        return NULL;
    }
    size_t first = lowest(m);
    m->marks.n--;
    *n = m->values.n - first;
    m->values.n = first;
    return *n ? (Value **)m->values.item + first : NULL;
}

static Value *new_value(Machine *m, ValueKind kind) {
    if (!m->spares) {
        m->spare = ARENA_NEW(m->p->memory, VALUES_AT_ONCE, Value);
        m->spares = m->spare ? VALUES_AT_ONCE : 0;
    }
    if (!m->spares) {
        wrong(m, error("memory", "%s", m->p->path));
        return &nothing;
    }
    Value *v = &m->spare[--m->spares];
    v->kind = kind;
    return v;
}

/* ---- plain values ---- */

static void push_int(Machine *m, ValueKind kind, int64_t number) {
    Value *v = new_value(m, kind);
    if (v != &nothing) v->number = number;
    push(m, v);
}

/* Two's complement, little endian, of any length. */
static void push_long(Machine *m, uint64_t n) {
    const unsigned char *at = take(m, n);
    Value *v = new_value(m, VALUE_INT);
    if (!at || v == &nothing) return;
    uint64_t number = n && n <= 8 && at[n - 1] & 0x80 ? UINT64_MAX : 0;
    for (uint64_t i = n <= 8 ? n : 0; i > 0; i--) number = number << 8 | at[i - 1];
    v->number = (int64_t)number;
    v->text = (const char *)at;
    v->n = n > 8 ? (size_t)n : 0;
    push(m, v);
}

static void push_text(Machine *m, uint64_t n) {
    const unsigned char *at = take(m, n);
    Value *v = new_value(m, VALUE_TEXT);
    if (!at || v == &nothing) return;
    v->text = (const char *)at;
    v->n = (size_t)n;
    push(m, v);
}

/* Eight bytes, big endian. */
static void push_float(Machine *m) {
    const unsigned char *at = take(m, 8);
    Value *v = new_value(m, VALUE_FLOAT);
    if (!at || v == &nothing) return;
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits = bits << 8 | at[i];
    memcpy(&v->real, &bits, sizeof bits);
    push(m, v);
}

/* ---- containers ---- */

static bool append(Machine *m, Value *to, Value *v) {
    if (m->filled++ == MOST_OPERATIONS) { /* one list can fill many dicts */
        broken(m, "it is too long");
        return false;
    }
    if (to->n == to->room) {
        size_t room = to->room ? 2 * to->room : 8;
        Value **more = ARENA_NEW(m->p->memory, room, Value *);
        if (!more) {
            wrong(m, error("memory", "%s", m->p->path));
            return false;
        }
        if (to->n) memcpy(more, to->item, to->n * sizeof *more);
        to->item = more;
        to->room = room;
    }
    to->item[to->n++] = v;
    return true;
}

/* What is put into a foreign object lies beside it, as data. */
static Value *held_by(Machine *m, Value *object, ValueKind kind) {
    if (!object->held) {
        Value *held = new_value(m, kind);
        if (held == &nothing) return held;
        object->held = held;
    }
    return object->held;
}

static void fill(Machine *m, Value *to, ValueKind kind, Value **items, size_t n) {
    if (to->kind == VALUE_CALL && value_foreign(to)) to = held_by(m, to, kind);
    if (failed(&m->error)) return;
    if (to->kind != kind) broken(m, "it fills what is no list or dict");
    else if (kind == VALUE_DICT && n % 2) broken(m, "a key has no value");
    else
        for (size_t i = 0; i < n && append(m, to, items[i]);) i++;
}

static void push_filled(Machine *m, ValueKind kind, Value **items, size_t n) {
    Value *v = new_value(m, kind);
    fill(m, v, kind, items, n);
    push(m, v);
}

static void push_marked(Machine *m, ValueKind kind) {
    size_t n;
    Value **items = pop_to_mark(m, &n);
    push_filled(m, kind, items, n);
}

static void push_tuple(Machine *m, int n) {
    Value *items[3];
    for (int i = n - 1; i >= 0; i--) items[i] = pop(m);
    push_filled(m, VALUE_TUPLE, items, (size_t)n);
}

static void fill_marked(Machine *m, ValueKind kind) {
    size_t n;
    Value **items = pop_to_mark(m, &n);
    fill(m, top(m), kind, items, n);
}

static void fill_popped(Machine *m, ValueKind kind, int n) {
    Value *items[2];
    for (int i = n - 1; i >= 0; i--) items[i] = pop(m);
    fill(m, top(m), kind, items, (size_t)n);
}

/* ---- the memo ---- */

static void remember(Machine *m, uint64_t at) {
    Value *v = top(m);
    if (at > MOST_OPERATIONS) broken(m, "it remembers too much");
    while (m->memo.n <= at && !failed(&m->error)) push_to(m, &m->memo, NULL);
    if (!failed(&m->error)) m->memo.item[at] = v;
}

static void recall(Machine *m, uint64_t at) {
    if (at >= m->memo.n || !m->memo.item[at]) broken(m, "it recalls what it has not remembered");
    else push(m, m->memo.item[at]);
}

/* ---- names and calls ---- */

static bool same(const char *text, size_t n, const char *word) {
    return n == strlen(word) && memcmp(text, word, n) == 0;
}

/* Some modules have a name that everybody knows, and another one that pickles say. */
static const char *known_as(const char *module, size_t n) {
    return same(module, n, "posix") || same(module, n, "nt") ? "os"
           : same(module, n, "__builtin__")                  ? "builtins"
                                                             : NULL;
}

/* "module.name", with the name that everybody knows behind it where there is one. Whatever the bytes are, it is one
 * line. */
static const char *foreign_name(Machine *m, const char *module, size_t module_n, const char *name, size_t name_n) {
    const char *known = known_as(module, module_n);
    int a = module_n < 80 ? (int)module_n : 80, b = name_n < 80 ? (int)name_n : 80;
    char *text = arena_printf(m->p->memory, "%.*s.%.*s", a, module, b, name), *at = text;
    for (; at && *at; at++)
        if (*at < 33 || *at > 126) *at = '?';
    if (text && known) text = arena_printf(m->p->memory, "%s (%s%s)", text, known, text + strcspn(text, "."));
    if (!text) wrong(m, error("memory", "%s", m->p->path));
    return text;
}

static void push_name(Machine *m, const char *module, size_t module_n, const char *name, size_t name_n) {
    if (failed(&m->error)) return;
    Value *v = new_value(m, VALUE_NAME);
    if (v == &nothing) return;
    v->name = NAME_FOREIGN;
    for (int i = 0; i < m->p->n_names && v->name == NAME_FOREIGN; i++)
        if (same(module, module_n, m->p->names[i].module) && same(name, name_n, m->p->names[i].name)) v->name = i;
    if (v->name == NAME_FOREIGN) v->text = foreign_name(m, module, module_n, name, name_n);
    if (!m->foreign) m->foreign = v->text;
    push(m, v);
}

static void push_line_name(Machine *m) {
    size_t module_n, name_n;
    const char *module = take_line(m, &module_n), *name = take_line(m, &name_n);
    push_name(m, module, module_n, name, name_n);
}

static void push_stack_name(Machine *m) {
    Value *name = pop(m), *module = pop(m);
    if (name->kind != VALUE_TEXT || module->kind != VALUE_TEXT) broken(m, "a name is no text");
    else push_name(m, module->text, module->n, name->text, name->n);
}

/* OrderedDict([(key, value), ...]), as older Pythons write it. */
static void fill_pairs(Machine *m, Value *dict, const Value *args) {
    const Value *pairs = args->n ? args->item[0] : &nothing;
    for (size_t i = 0; i < pairs->n && pairs->kind == VALUE_LIST && !failed(&m->error); i++) {
        const Value *pair = pairs->item[i];
        bool two = (pair->kind == VALUE_LIST || pair->kind == VALUE_TUPLE) && pair->n == 2;
        if (two) fill(m, dict, VALUE_DICT, pair->item, 2);
        else broken(m, "a key has no value");
    }
}

/* A call of a name becomes a value; what a foreign call gives may be called in its turn. */
static void push_call(Machine *m, const Value *callee, const Value *args) {
    if (failed(&m->error)) return;
    bool callable = callee->kind == VALUE_NAME || (callee->kind == VALUE_CALL && value_foreign(callee));
    if (args->kind != VALUE_TUPLE || !callable) {
        broken(m, "it calls what is no name");
        return;
    }
    bool dict = callee->name != NAME_FOREIGN && m->p->names[callee->name].makes_dict;
    Value *v = new_value(m, dict ? VALUE_DICT : VALUE_CALL);
    if (v == &nothing) return;
    v->name = callee->name;
    v->text = callee->text;
    if (dict) fill_pairs(m, v, args);
    else v->item = args->item, v->n = args->n;
    push(m, v);
}

static void call(Machine *m) {
    const Value *args = pop(m), *callee = pop(m);
    push_call(m, callee, args);
}

static void call_with_words(Machine *m) { /* NEWOBJ_EX; named arguments are of no interest */
    pop(m);
    call(m);
}

/* OBJ: everything since the mark, the name first. */
static void call_marked(Machine *m) {
    size_t n;
    Value **items = pop_to_mark(m, &n);
    const Value *callee = n ? *items++ : &nothing;
    push_filled(m, VALUE_TUPLE, items, n ? n - 1 : 0);
    const Value *args = pop(m);
    push_call(m, callee, args);
}

/* INST: the same, but the name stands in the pickle. */
static void call_line_name(Machine *m) {
    push_line_name(m);
    const Value *callee = pop(m);
    push_marked(m, VALUE_TUPLE);
    const Value *args = pop(m);
    push_call(m, callee, args);
}

/* Fills an object; attributes of a dict are of no interest. */
static void build(Machine *m) {
    Value *state = pop(m), *object = top(m);
    if (object->kind == VALUE_CALL) object->state = state;
    else if (object->kind != VALUE_DICT && object->kind != VALUE_NAME) broken(m, "it fills what is no object");
}

static void push_persistent(Machine *m) {
    Value *where = pop(m);
    /* the older form keeps the source of a module's class in this way: ("module", class, file, source) */
    bool class = where->kind == VALUE_TUPLE && where->n > 1 && value_is(where->item[0], "module") &&
                 where->item[1]->kind == VALUE_NAME;
    if (class) {
        push(m, where->item[1]);
        return;
    }
    push_filled(m, VALUE_PERSISTENT, &where, 1);
    if (!failed(&m->error)) append(m, m->p->persistent, top(m));
}

/* ---- the operations ---- */

static void unknown(Machine *m, unsigned char operation) {
    char text[8] = {(char)operation};
    if (operation < 33 || operation > 126) snprintf(text, sizeof text, "0x%02x", operation);
    if (m->foreign) wrong(m, error("pickle.name", "%s\t%s", m->foreign, m->p->path)); /* says more */
    else wrong(m, error("pickle.operation", "%s\t%s", text, m->p->path));
}

static void operate(Machine *m, unsigned char operation) {
    switch (operation) {
    case 0x80: /* PROTO */
        if (take_number(m, 1) > 5) broken(m, "its protocol is not known");
        break;
    case 0x95: take(m, 8); break; /* FRAME */
    case '.': m->stopped = true; break;
    case '(': push_to(m, &m->marks, (void *)(uintptr_t)m->values.n); break;
    case '0': pop(m); break;
    case '1': pop_to_mark(m, &(size_t){0}); break;
    case '2': push(m, top(m)); break;
    case 'N': push(m, &nothing); break;
    case 0x88: push_int(m, VALUE_BOOL, 1); break;
    case 0x89: push_int(m, VALUE_BOOL, 0); break;
    case 'J': push_int(m, VALUE_INT, (int32_t)take_number(m, 4)); break;
    case 'K': push_int(m, VALUE_INT, (int64_t)take_number(m, 1)); break;
    case 'M': push_int(m, VALUE_INT, (int64_t)take_number(m, 2)); break;
    case 0x8a: push_long(m, take_number(m, 1)); break;
    case 0x8b: push_long(m, take_number(m, 4)); break;
    case 'G': push_float(m); break;
    case 'U': case 'C': case 0x8c: push_text(m, take_number(m, 1)); break;
    case 'T': case 'B': case 'X': push_text(m, take_number(m, 4)); break;
    case 0x8d: case 0x8e: case 0x96: push_text(m, take_number(m, 8)); break;
    case ')': push_tuple(m, 0); break;
    case 0x85: push_tuple(m, 1); break;
    case 0x86: push_tuple(m, 2); break;
    case 0x87: push_tuple(m, 3); break;
    case 't': push_marked(m, VALUE_TUPLE); break;
    case ']': push_filled(m, VALUE_LIST, NULL, 0); break;
    case 'l': push_marked(m, VALUE_LIST); break;
    case 'a': fill_popped(m, VALUE_LIST, 1); break;
    case 'e': fill_marked(m, VALUE_LIST); break;
    case '}': push_filled(m, VALUE_DICT, NULL, 0); break;
    case 'd': push_marked(m, VALUE_DICT); break;
    case 's': fill_popped(m, VALUE_DICT, 2); break;
    case 'u': fill_marked(m, VALUE_DICT); break;
    case 'q': remember(m, take_number(m, 1)); break;
    case 'r': remember(m, take_number(m, 4)); break;
    case 0x94: remember(m, m->memo.n); break;
    case 'h': recall(m, take_number(m, 1)); break;
    case 'j': recall(m, take_number(m, 4)); break;
    case 'c': push_line_name(m); break;
    case 0x8f: push_filled(m, VALUE_LIST, NULL, 0); break; /* EMPTY_SET */
    case 0x90: fill_marked(m, VALUE_LIST); break;          /* ADDITEMS */
    case 0x91: push_marked(m, VALUE_LIST); break;          /* FROZENSET */
    case 'i': call_line_name(m); break;
    case 'o': call_marked(m); break;
    case 0x93: push_stack_name(m); break;
    case 'R': case 0x81: call(m); break; /* REDUCE, NEWOBJ */
    case 0x92: call_with_words(m); break;
    case 'b': build(m); break;
    case 'Q': push_persistent(m); break;
    default: unknown(m, operation); break;
    }
}

Error pickle_read(Pickle *pickle, Value **out) {
    Machine m = {.p = pickle};
    pickle->persistent = new_value(&m, VALUE_LIST);
    for (int i = 0; !m.stopped && !failed(&m.error); i++) {
        const unsigned char *operation = take(&m, 1);
        if (i == MOST_OPERATIONS) broken(&m, "it is too long");
        else if (operation) operate(&m, *operation);
    }
    *out = failed(&m.error) ? &nothing : pop(&m);
    free(m.values.item);
    free(m.memo.item);
    free(m.marks.item);
    return m.error;
}

bool value_foreign(const Value *value) {
    return (value->kind == VALUE_NAME || value->kind == VALUE_CALL) && value->name == NAME_FOREIGN;
}

bool value_is(const Value *value, const char *text) {
    return value->kind == VALUE_TEXT && same(value->text, value->n, text);
}

Value *value_get(const Value *dict, const char *key) {
    for (size_t i = dict->kind == VALUE_DICT ? dict->n : 0; i >= 2; i -= 2)
        if (value_is(dict->item[i - 2], key)) return dict->item[i - 1];
    return NULL;
}

static bool is_line_name(const unsigned char *bytes, size_t size, size_t *at) {
    size_t first = *at;
    while (*at < size && (isalnum(bytes[*at]) || bytes[*at] == '_' || bytes[*at] == '.')) (*at)++;
    bool named = *at > first && *at < size && bytes[*at] == '\n';
    (*at)++;
    return named;
}

/* Protocol 2 and later begin with its number; older ones with a name, or with what is to be put into a container. */
static bool is_pickle(const unsigned char *bytes, size_t size) {
    size_t at = 1;
    if (size >= 2 && bytes[0] == 0x80) return bytes[1] >= 2 && bytes[1] <= 5;
    if (bytes[0] == 'c') return is_line_name(bytes, size, &at) && is_line_name(bytes, size, &at);
    return (size >= 2 && memcmp(bytes, "(U", 2) == 0) ||
           (size >= 3 && (memcmp(bytes, "(dp", 3) == 0 || memcmp(bytes, "(lp", 3) == 0));
}

const FileFormat pickle_format = {"pickle", FILE_PTH_OLDER, .is = is_pickle};
