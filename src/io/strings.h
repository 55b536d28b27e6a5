/* The texts that a user reads: assets/strings/LANGUAGE.json, a flat object of keys and texts. A language
 * is there when its file is; what it lacks is said in English. */
#ifndef IO_STRINGS_H
#define IO_STRINGS_H

#include "base/arena.h"
#include "base/error.h"

typedef struct Strings Strings;

enum { LANGUAGE_SIZE = 16, LANGUAGES_MOST = 16 };

typedef struct Language {
    char name[LANGUAGE_SIZE];   /* as the file: "zh" */
    char button[LANGUAGE_SIZE]; /* as it calls itself, short: "中" */
} Language;

typedef struct Languages {
    int n;
    Language at[LANGUAGES_MOST]; /* by name */
} Languages;

/* The languages whose files are there. */
void strings_languages(Languages *out);
/* The one behind `name`, the first behind the last. */
const char *languages_after(const Languages *languages, const char *name);
/* All names with `between` between them. */
void languages_names(const Languages *languages, const char *between, char *out, size_t size);
/* The one that the surroundings ask for (LC_ALL, LC_MESSAGES, LANG), if it is there; else English. */
void languages_preferred(const Languages *languages, char out[LANGUAGE_SIZE]);

/* Errors: strings.missing, strings.bad, those of file_map, memory. */
Error strings_open(const char *language, Strings **out);
void strings_close(Strings *strings);
const char *strings_language(const Strings *strings); /* its name */

/* The text of a key, in English where the language lacks it, or the key itself where there is none. */
const char *strings_get(const Strings *strings, const char *key);
/* The text with {0} to {9} replaced; {0|map|maps}: the first where {0} is "1", else the second. NULL without memory. */
char *strings_format(const Strings *strings, Arena *arena, const char *key, const char *const args[],
                     int n);
/* An error in one line: what happened, and what to do. strings may be NULL: then its id is said. ERROR_TEXT bytes hold
 * any. */
enum { ERROR_TEXT = ERROR_ARGS * ERROR_ARG_SIZE + 600 };
void strings_error(const Strings *strings, const Error *error, char *out, size_t size);

#endif
