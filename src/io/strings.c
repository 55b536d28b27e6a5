#include "io/strings.h"

#include <ctype.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "io/paths.h"

struct Strings {
    char language[LANGUAGE_SIZE];
    json_t *texts;
    json_t *english; /* for what a translation lacks; NULL where it is English itself */
};

/* The texts of a language's file. Errors: strings.missing, strings.bad, those of file_map. */
static Error load(const char *language, json_t **out);

/* ---- the languages ---- */

/* "zh" of "zh.json"; false for another file. */
static bool language_of(const char *file, char out[LANGUAGE_SIZE]) {
    const char *dot = strrchr(file, '.');
    if (!dot || dot == file || dot - file >= LANGUAGE_SIZE || strcmp(dot, ".json") != 0) return false;
    memcpy(out, file, (size_t)(dot - file));
    out[dot - file] = '\0';
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const Language *)a)->name, ((const Language *)b)->name);
}

void strings_languages(Languages *out) {
    char folder[PATH_SIZE];
    out->n = 0;
    DIR *dir = paths_assets("strings", folder, sizeof folder) ? opendir(folder) : NULL;
    if (!dir) return;
    for (struct dirent *entry; out->n < LANGUAGES_MOST && (entry = readdir(dir));) {
        Language *language = &out->at[out->n];
        json_t *texts;
        if (!language_of(entry->d_name, language->name)) continue;
        Error e = load(language->name, &texts);
        if (failed(&e)) continue; /* a broken file is told of when it is asked for by name */
        const char *button = json_string_value(json_object_get(texts, "language.button"));
        snprintf(language->button, sizeof language->button, "%s", button ? button : language->name);
        json_decref(texts);
        out->n++;
    }
    closedir(dir);
    qsort(out->at, (size_t)out->n, sizeof *out->at, by_name);
}

static bool is_there(const Languages *languages, const char *name) {
    for (int i = 0; i < languages->n; i++)
        if (strcmp(languages->at[i].name, name) == 0) return true;
    return false;
}

const char *languages_after(const Languages *languages, const char *name) {
    for (int i = 0; i < languages->n; i++)
        if (strcmp(languages->at[i].name, name) == 0) return languages->at[(i + 1) % languages->n].name;
    return languages->n ? languages->at[0].name : "en";
}

void languages_names(const Languages *languages, const char *between, char *out, size_t size) {
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; i < languages->n && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? between : "", languages->at[i].name);
}

void languages_preferred(const Languages *languages, char out[LANGUAGE_SIZE]) {
    static const char *const VARIABLES[] = {"LC_ALL", "LC_MESSAGES", "LANG"}; /* as setlocale reads them */
    const char *locale = NULL;
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES && !(locale && *locale); i++)
        locale = getenv(VARIABLES[i]);
    const char *const ENDS[] = {".@", "_.@"}; /* "pt_BR" is looked for before "pt" */
    for (size_t i = 0; locale && i < sizeof ENDS / sizeof *ENDS; i++) {
        snprintf(out, LANGUAGE_SIZE, "%.*s", (int)strcspn(locale, ENDS[i]), locale);
        if (is_there(languages, out)) return;
    }
    snprintf(out, LANGUAGE_SIZE, "en");
}

/* ---- texts ---- */

static Error missing(const char *language) {
    Languages languages;
    char names[LANGUAGES_MOST * (LANGUAGE_SIZE + 2)];
    strings_languages(&languages);
    languages_names(&languages, ", ", names, sizeof names);
    return error("strings.missing", "%s\t%s", language, names);
}

static Error load(const char *language, json_t **out) {
    char name[64], path[PATH_SIZE];
    snprintf(name, sizeof name, "strings/%.40s.json", language);
    if (strchr(language, '/') || strlen(language) >= LANGUAGE_SIZE || !paths_assets(name, path, sizeof path))
        return missing(language);
    if (!file_exists(path)) return missing(language);
    json_error_t e;
    Mapped file;
    TRY(file_map(path, &file));
    json_t *texts = json_loadb((const char *)file.data, file.size, JSON_REJECT_DUPLICATES, &e);
    file_unmap(&file);
    if (!json_is_object(texts)) {
        json_decref(texts);
        return error("strings.bad", "%d\t%s", e.line, path);
    }
    *out = texts;
    return NO_ERROR;
}

Error strings_open(const char *language, Strings **out) {
    json_t *texts, *english = NULL;
    *out = NULL;
    TRY(load(language, &texts));
    Error e = strcmp(language, "en") == 0 ? NO_ERROR : load("en", &english);
    Strings *strings = failed(&e) ? NULL : calloc(1, sizeof *strings);
    if (!strings) {
        json_decref(texts);
        json_decref(english);
        return failed(&e) ? e : error("memory", "%s", language);
    }
    snprintf(strings->language, sizeof strings->language, "%s", language);
    strings->texts = texts;
    strings->english = english;
    *out = strings;
    return NO_ERROR;
}

void strings_close(Strings *strings) {
    if (!strings) return;
    json_decref(strings->texts);
    json_decref(strings->english);
    free(strings);
}

const char *strings_language(const Strings *strings) { return strings ? strings->language : "en"; }

const char *strings_get(const Strings *strings, const char *key) {
    const char *text = strings ? json_string_value(json_object_get(strings->texts, key)) : NULL;
    if (!text && strings) text = json_string_value(json_object_get(strings->english, key));
    return text ? text : key;
}

/* What is put into a text: from a place of it, so many bytes, and where it goes on. */
typedef struct Piece {
    const char *from, *next;
    size_t bytes;
} Piece;

static Piece piece_at(const char *at, const char *const args[], int n) {
    Piece as_it_is = {at, at + 1, 1};
    if (at[0] != '{' || !isdigit((unsigned char)at[1]) || at[1] - '0' >= n) return as_it_is;
    const char *arg = args[at[1] - '0'];
    if (at[2] == '}') return (Piece){arg, at + 3, strlen(arg)};
    if (at[2] != '|') return as_it_is;
    const char *one = at + 3, *end = strchr(one, '}'), *many = strchr(one, '|');
    if (!end || !many || many > end) return as_it_is;
    many++;
    return strcmp(arg, "1") == 0 ? (Piece){one, end + 1, (size_t)(many - 1 - one)}
                                 : (Piece){many, end + 1, (size_t)(end - many)};
}

/* Writes text with its {n} and {n|one|many} replaced into out, as much as fits; returns the length of the whole. */
static size_t fill(char *out, size_t size, const char *text, const char *const args[], int n) {
    size_t length = 0;
    for (const char *at = text; *at;) {
        Piece p = piece_at(at, args, n);
        for (size_t i = 0; i < p.bytes; i++, length++)
            if (length + 1 < size) out[length] = p.from[i];
        at = p.next;
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
