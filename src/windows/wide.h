/* Windows's own text is UTF-16; the program's is UTF-8. */
#ifndef WINDOWS_WIDE_H
#define WINDOWS_WIDE_H

#define WIN32_LEAN_AND_MEAN
#include <stdbool.h>
#include <windows.h>

#include "base/file.h"

enum { WIDE_SIZE = PATH_SIZE };

/* false, with errno, where it does not fit. */
bool wide(const char *text, wchar_t out[WIDE_SIZE]);
bool narrow(const wchar_t *text, char *out, size_t size);

#endif
