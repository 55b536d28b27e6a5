#ifndef WINDOWS_POSIX_LOCALE_H
#define WINDOWS_POSIX_LOCALE_H

/* A thread has no locale of its own; the program's is never changed. */
#include_next <locale.h>

typedef void *locale_t;
enum { LC_ALL_MASK };

static inline locale_t newlocale(int mask, const char *name, locale_t base) { return (void)mask, (void)name, base; }
static inline locale_t uselocale(locale_t locale) { return locale; }
static inline void freelocale(locale_t locale) { (void)locale; }

#endif
