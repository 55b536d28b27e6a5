/* An error is a value: what happened, said by an id, and the particulars.
 *
 * The id names a line of assets/strings (error.ID) that says what happened and what to do in the
 * reader's language; {0}, {1} and {2} in it are the particulars. Nobody below the entry points
 * prints an error: it is returned until somebody can show it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

enum { ERROR_ARGS = 3, ERROR_ARG_SIZE = 360 };

typedef struct Error {
    const char *id; /* NULL: nothing went wrong. Always a string literal. */
    char arg[ERROR_ARGS][ERROR_ARG_SIZE];
} Error;

#define NO_ERROR ((Error){0})

/* An error with its particulars: `format` makes them all, tabs part them; the last one takes the
 * rest. One that is too long keeps its beginning and its end, where the name of a file stands, with "…" between them,
 * all characters whole. error("image.large", "%d\t%d\t%s", w, h, path) */
Error error(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline bool failed(const Error *e) { return e->id != NULL; }

/* Hands an error on to the caller: TRY(read_header(f, &h)); */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        Error try_error_ = (call);                                                                 \
        if (failed(&try_error_)) return try_error_;                                                \
    } while (0)

#endif
