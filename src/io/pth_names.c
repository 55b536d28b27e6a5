#include "io/pth_names.h"

#include <string.h>

#include "io/names.h"

enum { DEEPEST = 3, ENTRIES_MOST = 4096 };

/* What holds the entries of a dict, an object or its class of a dict; NULL. */
static const Value *entries(const Value *v) {
    if (!v)
        return NULL;
    if (v->kind == VALUE_DICT)
        return v;
    if (v->kind != VALUE_CALL)
        return NULL;
    if (v->held && v->held->kind == VALUE_DICT && v->held->n)
        return v->held;
    return v->state && v->state->kind == VALUE_DICT ? v->state : NULL;
}

static const Value *get(const Value *v, const char *key) {
    v = entries(v);
    return v ? value_get(v, key) : NULL;
}

static json_t *to_json(const Value *v, int depth);

static json_t *list_to_json(const Value *v, int depth) {
    json_t *list = json_array();
    for (size_t i = 0; i < v->n; i++)
        json_array_append_new(list, to_json(v->item[i], depth + 1));
    return list;
}

static json_t *dict_to_json(const Value *v, int depth) {
    json_t *object = json_object();
    char name[256];
    for (size_t i = 0; i + 1 < v->n; i += 2) {
        const Value *key = v->item[i];
        if (key->kind == VALUE_TEXT && key->n < sizeof name && !memchr(key->text, '\0', key->n))
            snprintf(name, sizeof name, "%.*s", (int)key->n, key->text);
        else if (key->kind == VALUE_INT && !key->text)
            snprintf(name, sizeof name, "%lld", (long long)key->number);
        else
            continue; /* the count of its entries will not do */
        json_object_set_new(object, name, to_json(v->item[i + 1], depth + 1));
    }
    return object;
}

/* Texts, numbers, and what is made of them; null for anything else. */
static json_t *to_json(const Value *v, int depth) {
    bool few = depth < DEEPEST && v->n <= ENTRIES_MOST, text = v->kind == VALUE_TEXT && !memchr(v->text, '\0', v->n);
    json_t *made = NULL;
    if (text)
        made = json_stringn(v->text, v->n);
    else if (v->kind == VALUE_INT && !v->text)
        made = json_integer(v->number);
    else if (few && (v->kind == VALUE_LIST || v->kind == VALUE_TUPLE))
        made = list_to_json(v, depth);
    else if (few && entries(v))
        made = dict_to_json(entries(v), depth);
    return made ? made : json_null();
}

static char **names_in(const Value *v, int classes) {
    static const char *const KEYS[] = {"classes",  "class_names",  "label_names",  "labels",  "names",
                                       "id2label", "idx_to_class", "class_to_idx", "label2id"};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        const Value *list = get(v, KEYS[i]);
        int found;
        json_t *json = list ? to_json(list, 0) : NULL;
        char **name = json ? names_of_json(json, classes, &found) : NULL;
        json_decref(json);
        if (name)
            return name;
    }
    return NULL;
}

char **pth_names(const Pth *pth, int classes) {
    static const char *const WITHIN[] = {"meta",  "hparams", "hyper_parameters", "config", "cfg", "args",
                                         "model", "net"};
    char **name = names_in(pth->top, classes);
    for (size_t i = 0; !name && i < sizeof WITHIN / sizeof *WITHIN; i++)
        name = names_in(get(pth->top, WITHIN[i]), classes);
    return name;
}
