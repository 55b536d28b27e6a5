#ifndef WINDOWS_POSIX_UNISTD_H
#define WINDOWS_POSIX_UNISTD_H

#include_next <unistd.h>

#include "windows/posix.h"

enum { _SC_NPROCESSORS_ONLN };
#define sysconf(name) ((void)(name), posix_processors())
#define fsync _commit
#define unlink posix_unlink

#endif
