#ifndef WINDOWS_POSIX_DIRENT_H
#define WINDOWS_POSIX_DIRENT_H

#include "windows/posix.h"

#define DT_UNKNOWN DT_UNKNOWN
#define dirent posix_dirent
#define DIR PosixDir
#define opendir posix_opendir
#define readdir posix_readdir
#define closedir posix_closedir

#endif
