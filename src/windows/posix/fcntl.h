#ifndef WINDOWS_POSIX_FCNTL_H
#define WINDOWS_POSIX_FCNTL_H

#include_next <fcntl.h>

#include "windows/posix.h"

#define O_CLOEXEC _O_NOINHERIT
#define O_NONBLOCK 0
#define open posix_open

#endif
