#include "lesson/wording.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct Replaced {
    size_t n;         /* bytes of the form; 0: none begins here */
    const char *by;   /* what stands in its place, */
    size_t by_n;      /* so many bytes */
} Replaced;

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Whether a form begins at `at`, as a word of its own where it has letters. */
static bool begins(const char *asked, const char *at, const char *form, size_t n) {
    if (strncasecmp(at, form, n) != 0) return false;
    if (at > asked && is_letter(at[-1]) && is_letter(*form)) return false;
    return !(is_letter(form[n - 1]) && is_letter(at[n]));
}

/* Looks through the forms of a line, which end at `equals`. */
static void look_in_line(const char *asked, const char *at, const char *line, const char *equals, const char *end,
                         Replaced *best) {
    for (const char *form = line, *next; form < equals; form = next) {
        form += strspn(form, " ,");
        const char *comma = memchr(form, ',', form < equals ? (size_t)(equals - form) : 0);
        next = comma ? comma : equals;
        size_t n = next > form ? (size_t)(next - form) : 0;
        while (n > 0 && form[n - 1] == ' ') n--;
        if (n > best->n && begins(asked, at, form, n)) *best = (Replaced){n, equals + 1, (size_t)(end - equals - 1)};
    }
}

static Replaced replaced_at(const char *table, const char *asked, const char *at) {
    Replaced best = {0, "", 0};
    for (const char *line = table, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        const char *equals = memchr(line, '=', (size_t)(end - line));
        if (equals && *line != '#') look_in_line(asked, at, line, equals, end, &best);
    }
    return best;
}

static bool says_something(const char *words) {
    for (; *words; words++)
        if (is_letter(*words) || (unsigned char)*words >= 0x80) return true;
    return false;
}

void wording(const char *table, const char *asked, char *out, size_t size) {
    size_t n = 0;
    for (const char *at = asked; *at && n + 1 < size;) {
        Replaced r = replaced_at(table, asked, at);
        if (r.n) n += (size_t)snprintf(out + n, size - n, " %.*s ", (int)r.by_n, r.by);
        else out[n++] = *at;
        at += r.n ? r.n : 1;
    }
    if (n >= size) n = size - 1;
    out[n] = '\0';
    if (!says_something(out)) snprintf(out, size, "%s", asked);
}
