#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The largest number of bytes, n at most, that ends with a whole UTF-8 character. */
static size_t whole_characters(const char *text, size_t n) {
    size_t lead = n;
    while (lead > 0 && n - lead < 3 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80) lead--;
    if (lead == 0) return n;
    unsigned char first = (unsigned char)text[--lead];
    size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    return lead + bytes > n ? lead : n;
}

/* Copies n bytes of text, control characters made visible; returns what is behind them. */
static char *put_bytes(char *out, const char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        *out++ = c < 32 || c == 127 ? '?' : text[i];
    }
    return out;
}

/* Copies n bytes of text, or the beginning and the end of them. */
static void put_arg(char *out, const char *text, size_t n) {
    static const char GAP[] = "…";
    enum { HEAD = 60, TAIL = ERROR_ARG_SIZE - HEAD - (int)sizeof GAP };
    if (n < ERROR_ARG_SIZE) {
        *put_bytes(out, text, n) = '\0';
        return;
    }
    size_t tail = n - TAIL;
    for (int i = 0; i < 3 && ((unsigned char)text[tail] & 0xC0) == 0x80; i++) tail++;
    out = put_bytes(out, text, whole_characters(text, HEAD));
    memcpy(out, GAP, sizeof GAP - 1);
    *put_bytes(out + sizeof GAP - 1, text + tail, n - tail) = '\0';
}

Error error(const char *id, const char *format, ...) {
    Error e = {.id = id};
    char all[4 * 4096]; /* two paths and more */
    va_list args;
    va_start(args, format);
    int length = vsnprintf(all, sizeof all, format, args);
    va_end(args);
    if (length >= (int)sizeof all) all[whole_characters(all, sizeof all - 1)] = '\0';
    const char *from = all;
    for (int i = 0; i < ERROR_ARGS; i++) {
        const char *tab = i + 1 < ERROR_ARGS ? strchr(from, '\t') : NULL;
        put_arg(e.arg[i], from, tab ? (size_t)(tab - from) : strlen(from));
        if (!tab) break;
        from = tab + 1;
    }
    return e;
}
