#ifndef WINDOWS_POSIX_STRING_H
#define WINDOWS_POSIX_STRING_H

#include_next <string.h>

#include "windows/posix.h"

#define strndup posix_strndup
#define memmem posix_memmem

#endif
