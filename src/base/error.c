#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Copies n bytes of text, cut at a whole character, control characters made visible. */
static void put_arg(char *out, const char *text, size_t n) {
    if (n >= ERROR_ARG_SIZE) {
        n = ERROR_ARG_SIZE - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) n--;
    }
    for (size_t i = 0; i < n; i++) out[i] = (unsigned char)text[i] < 32 ? '?' : text[i];
    out[n] = '\0';
}

Error error(const char *id, const char *format, ...) {
    Error e = {.id = id};
    char all[ERROR_ARGS * ERROR_ARG_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(all, sizeof all, format, args);
    va_end(args);
    const char *from = all;
    for (int i = 0; i < ERROR_ARGS; i++) {
        const char *tab = i + 1 < ERROR_ARGS ? strchr(from, '\t') : NULL;
        put_arg(e.arg[i], from, tab ? (size_t)(tab - from) : strlen(from));
        if (!tab) break;
        from = tab + 1;
    }
    return e;
}
