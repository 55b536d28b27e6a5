#include "app/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- arguments ---- */

Error command_int(const char *word, long least, long most, int *out) {
    char *end;
    errno = 0;
    long value = strtol(word, &end, 10);
    if (end == word || *end || errno || value < least || value > most)
        return error("command.number", "%s\t%ld\t%ld", word, least, most);
    *out = (int)value;
    return NO_ERROR;
}

Error command_word(const char *word, const char *list, int *out) {
    size_t n = strlen(word);
    int index = 0;
    for (const char *at = list; at; index++) {
        const char *bar = strchr(at, '|');
        size_t length = bar ? (size_t)(bar - at) : strlen(at);
        if (length == n && strncasecmp(at, word, n) == 0) {
            *out = index;
            return NO_ERROR;
        }
        at = bar ? bar + 1 : NULL;
    }
    char choices[ERROR_ARG_SIZE];
    size_t length = 0;
    for (const char *at = list; *at && length + 3 < sizeof choices; at++) {
        if (*at == '|') choices[length++] = ',', choices[length++] = ' ';
        else choices[length++] = *at;
    }
    choices[length] = '\0';
    return error("command.word", "%s\t%s", word, choices);
}

const char *word_at(const char *list, int place, int *length) {
    for (; place > 0; place--) list = strchr(list, '|') + 1;
    *length = (int)strcspn(list, "|");
    return list;
}

/* ---- scripts that are written ---- */

void script_quote(const char *text, char out[QUOTED_SIZE]) {
    size_t n = 0;
    out[n++] = '"';
    for (; *text && n + 3 < QUOTED_SIZE; text++) {
        if (*text == '"' || *text == '\\') out[n++] = '\\';
        out[n++] = *text;
    }
    out[n++] = '"';
    out[n] = '\0';
}

void script_weights(const WeightsWish *w, char out[QUOTED_SIZE]) {
    const size_t size = QUOTED_SIZE;
    snprintf(out, size, "\"\"");
    if (w->choice == WEIGHTS_FILE) script_quote(w->file, out);
    else if (w->choice == WEIGHTS_RANDOM) snprintf(out, size, "random:%u", (unsigned)w->seed);
    else if (w->choice == WEIGHTS_BUNDLED) snprintf(out, size, "bundled");
    else if (w->choice == WEIGHTS_U8 || w->choice == WEIGHTS_F16)
        snprintf(out, size, w->choice == WEIGHTS_U8 ? "u8" : "f16");
}

void script_say(Script *s, const char *format, ...) {
    va_list args;
    if (s->n >= s->size) return;
    va_start(args, format);
    int n = vsnprintf(s->out + s->n, s->size - s->n, format, args);
    va_end(args);
    if (n > 0) s->n += (size_t)n;
    if (s->n >= s->size) s->n = s->size - 1;
}

void script_say_word(Script *s, const char *command, const char *list, int place) {
    int n;
    const char *word = word_at(list, place, &n);
    script_say(s, "%s %.*s; ", command, n, word);
}
