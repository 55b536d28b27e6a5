#ifndef WINDOWS_POSIX_SYS_STAT_H
#define WINDOWS_POSIX_SYS_STAT_H

#include_next <sys/stat.h>

#include "windows/posix.h"

#undef stat
#undef fstat
#define stat posix_stat
#define fstat posix_fstat
#define st_mtime st_mtim.tv_sec
#define mkdir posix_mkdir
#define S_ISSOCK(mode) ((void)(mode), 0)

#endif
