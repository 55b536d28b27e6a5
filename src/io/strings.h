/* The texts that a user reads: assets/strings/LANGUAGE.json, a flat object of keys and texts. */
#ifndef IO_STRINGS_H
#define IO_STRINGS_H

#include "base/arena.h"
#include "base/error.h"

typedef struct Strings Strings;

/* Errors: strings.missing, strings.bad. */
Error strings_open(const char *language, Strings **out);
void strings_close(Strings *strings);
const char *strings_language(const Strings *strings); /* its name */

/* The text of a key, or the key itself where there is none. */
const char *strings_get(const Strings *strings, const char *key);
/* The text with {0} to {9} replaced; NULL without memory. */
char *strings_format(const Strings *strings, Arena *arena, const char *key, const char *const args[],
                     int n);
/* An error in one line: what happened, and what to do. strings may be NULL: then its id is said. */
void strings_error(const Strings *strings, const Error *error, char *out, size_t size);

#endif
