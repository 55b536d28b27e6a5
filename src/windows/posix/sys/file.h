#ifndef WINDOWS_POSIX_SYS_FILE_H
#define WINDOWS_POSIX_SYS_FILE_H

#include "windows/posix.h"

enum { LOCK_EX = 1,
       LOCK_NB = 2 };
#define flock posix_flock

#endif
