#include "io/strings.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "io/paths.h"

struct Strings {
    json_t *texts;
    char language[16];
};

Error strings_open(const char *language, Strings **out) {
    char name[64], path[1100];
    *out = NULL;
    snprintf(name, sizeof name, "strings/%.40s.json", language);
    if (strchr(language, '/') || !paths_assets(name, path, sizeof path))
        return error("strings.missing", "%s", language);
    json_error_t e;
    json_t *texts = json_load_file(path, JSON_REJECT_DUPLICATES, &e);
    if (!texts && json_error_code(&e) == json_error_cannot_open_file)
        return error("strings.missing", "%s", language);
    if (!json_is_object(texts)) {
        json_decref(texts);
        return error("strings.bad", "%d\t%s", e.line, path);
    }
    Strings *strings = calloc(1, sizeof *strings);
    if (!strings) {
        json_decref(texts);
        return error("memory", "%s", path);
    }
    strings->texts = texts;
    snprintf(strings->language, sizeof strings->language, "%.15s", language);
    *out = strings;
    return NO_ERROR;
}

void strings_close(Strings *strings) {
    if (!strings) return;
    json_decref(strings->texts);
    free(strings);
}

const char *strings_language(const Strings *strings) { return strings ? strings->language : "en"; }

const char *strings_get(const Strings *strings, const char *key) {
    const char *text = strings ? json_string_value(json_object_get(strings->texts, key)) : NULL;
    return text ? text : key;
}

/* Writes text with its {n} replaced into out, as much as fits; returns the length of the whole. */
static size_t fill(char *out, size_t size, const char *text, const char *const args[], int n) {
    size_t length = 0;
    for (const char *at = text; *at;) {
        const char *from = at;
        size_t bytes = 1;
        bool hole = at[0] == '{' && isdigit((unsigned char)at[1]) && at[2] == '}' && at[1] - '0' < n;
        if (hole) {
            from = args[at[1] - '0'];
            bytes = strlen(from);
        }
        for (size_t i = 0; i < bytes; i++, length++)
            if (length + 1 < size) out[length] = from[i];
        at += hole ? 3 : 1;
    }
    if (size) out[length < size ? length : size - 1] = '\0';
    return length;
}

char *strings_format(const Strings *strings, Arena *arena, const char *key, const char *const args[],
                     int n) {
    const char *text = strings_get(strings, key);
    size_t size = fill(NULL, 0, text, args, n) + 1;
    char *out = arena_alloc(arena, size, 1);
    if (out) fill(out, size, text, args, n);
    return out;
}

void strings_error(const Strings *strings, const Error *error, char *out, size_t size) {
    const char *args[ERROR_ARGS];
    char key[80];
    for (int i = 0; i < ERROR_ARGS; i++) args[i] = error->arg[i];
    snprintf(key, sizeof key, "error.%s", error->id);
    const char *text = strings_get(strings, key);
    if (text == key) {
        snprintf(out, size, "%s: %s %s %s", error->id, args[0], args[1], args[2]);
        return;
    }
    fill(out, size, text, args, ERROR_ARGS);
}
