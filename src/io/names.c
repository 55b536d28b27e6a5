#include "io/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { NAME_MOST = 200, JSON_MOST = 16 << 20 };

void names_free(char **name, int classes) {
    for (int i = 0; name && i < classes; i++)
        free(name[i]);
    free(name);
}

/* No half of a character at its end. */
static char *copy_name(const char *text, size_t n) {
    if (n > NAME_MOST)
        for (n = NAME_MOST; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
            n--;
    return strndup(text, n);
}

/* ---- JSON ---- */

/* "tench"; of ["n01440764", "tench"] the last. */
static const char *name_in(const json_t *v) {
    if (json_is_array(v) && json_array_size(v))
        v = json_array_get(v, json_array_size(v) - 1);
    return json_string_value(v);
}

static bool put(char **name, int classes, json_int_t index, const char *text) {
    if (!text || index < 0 || index >= classes || name[index])
        return false;
    name[index] = copy_name(text, strlen(text));
    return name[index] != NULL;
}

static bool fill_from_list(const json_t *list, int classes, char **name) {
    size_t i;
    json_t *v;
    json_array_foreach((json_t *)list, i, v) if (!put(name, classes, (json_int_t)i, name_in(v))) return false;
    return true;
}

/* {"0": "cat"} or {"cat": 0} */
static bool fill_from_object(const json_t *object, int classes, char **name) {
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)object, key, v) {
        char *end;
        long index = strtol(key, &end, 10);
        bool there = json_is_integer(v) ? put(name, classes, json_integer_value(v), key)
                                        : end != key && !*end && put(name, classes, index, name_in(v));
        if (!there)
            return false;
    }
    return true;
}

static char **read_names(const json_t *json, int classes, int *found) {
    size_t n = json_is_array(json) ? json_array_size(json) : json_object_size(json);
    char **name = classes > 0 && n == (size_t)classes ? calloc(n + 1, sizeof *name) : NULL;
    if (!*found && n < 100000)
        *found = (int)n;
    if (!name)
        return NULL;
    bool all = json_is_array(json) ? fill_from_list(json, classes, name) : fill_from_object(json, classes, name);
    if (all)
        return name;
    names_free(name, classes);
    return NULL;
}

char **names_of_json(const json_t *json, int classes, int *found) {
    static const char *const KEYS[] = {"classes",  "class_names",  "label_names",  "labels",  "names",
                                       "id2label", "idx_to_class", "class_to_idx", "label2id"};
    *found = 0;
    for (size_t i = 0; json_is_object(json) && i < sizeof KEYS / sizeof *KEYS; i++) {
        const json_t *v = json_object_get(json, KEYS[i]);
        char **name = json_is_array(v) || json_is_object(v) ? read_names(v, classes, found) : NULL;
        if (name)
            return name;
    }
    if (*found)
        return NULL;
    return json_is_array(json) || json_is_object(json) ? read_names(json, classes, found) : NULL;
}

/* ---- lines ---- */

static bool is_utf8(const char *text, size_t n) {
    json_t *string = json_stringn(text, n);
    json_decref(string);
    return string != NULL;
}

/* What is behind the classes is counted alone; *foreign: the first line that is not UTF-8, from 1, or 0. NULL without
 * memory. */
static char **names_of_lines(const Mapped *file, int classes, int *lines, int *foreign) {
    char **name = calloc((size_t)classes + 1, sizeof *name);
    const char *at = (const char *)file->data, *end = at ? at + file->size : NULL;
    *foreign = 0;
    for (*lines = 0; name && at < end; ++*lines) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = (size_t)((stop ? stop : end) - at);
        while (length && (unsigned char)at[length - 1] <= ' ')
            length--;
        if (!*foreign && !is_utf8(at, length))
            *foreign = *lines + 1;
        if (*lines < classes && !(name[*lines] = copy_name(at, length))) {
            names_free(name, classes);
            return NULL;
        }
        at = stop ? stop + 1 : end;
    }
    return name;
}

/* ---- files ---- */

static bool is_json(const Mapped *file) {
    size_t i = 0;
    while (i < file->size && strchr(" \t\r\n", file->data[i]) && file->data[i])
        i++;
    return i < file->size && (file->data[i] == '{' || file->data[i] == '[');
}

static Error read_lines(const Mapped *file, const char *path, int classes, char ***out) {
    int lines = 0, foreign = 0;
    *out = names_of_lines(file, classes, &lines, &foreign);
    if (!*out)
        return error("memory", "%s", path);
    if (lines == classes && !foreign)
        return NO_ERROR;
    names_free(*out, classes);
    return foreign ? error("labels.utf8", "%s\t%d", path, foreign)
                   : error("labels.count", "%s\t%d\t%d", path, lines, classes);
}

static Error read_json(const Mapped *file, const char *path, int classes, char ***out) {
    int found = 0;
    json_t *json = file->size <= JSON_MOST ? json_loadb((const char *)file->data, file->size, 0, NULL) : NULL;
    if (!json)
        return read_lines(file, path, classes, out); /* a name may begin so, too */
    *out = names_of_json(json, classes, &found);
    json_decref(json);
    if (*out)
        return NO_ERROR;
    return found && found != classes ? error("labels.count", "%s\t%d\t%d", path, found, classes)
                                     : error("labels.form", "%s", path);
}

/* Without the mark of UTF-8 that some editors put at the beginning. */
static Mapped text_of(const Mapped *file) {
    Mapped text = *file;
    if (text.size >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0)
        text.data += 3, text.size -= 3;
    return text;
}

Error names_of_file(const char *path, int classes, char ***out) {
    Mapped file;
    TRY(file_map(path, &file));
    const Mapped text = text_of(&file);
    Error e = is_json(&text) ? read_json(&text, path, classes, out) : read_lines(&text, path, classes, out);
    Error changed = file_unchanged(&file, path);
    file_unmap(&file);
    if (!failed(&e) && failed(&changed))
        names_free(*out, classes);
    return failed(&changed) ? changed : e;
}
