#ifndef WINDOWS_POSIX_TIME_H
#define WINDOWS_POSIX_TIME_H

#include_next <time.h>

#include "windows/posix.h"

#define localtime_r posix_localtime

#endif
