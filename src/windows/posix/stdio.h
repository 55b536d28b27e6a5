#ifndef WINDOWS_POSIX_STDIO_H
#define WINDOWS_POSIX_STDIO_H

#include_next <stdio.h>

#include "windows/posix.h"

#define fopen posix_fopen
#define rename posix_rename
#define remove posix_unlink

#endif
