#ifndef WINDOWS_POSIX_STDLIB_H
#define WINDOWS_POSIX_STDLIB_H

#include_next <stdlib.h>

#include "windows/posix.h"

#define realpath posix_realpath
#define mkdtemp posix_mkdtemp
#define setenv posix_setenv

#endif
