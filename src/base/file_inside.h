/* What the files of base/file.h share. */
#ifndef BASE_FILE_INSIDE_H
#define BASE_FILE_INSIDE_H

#include <sys/stat.h>

#include "base/file.h"

FileStamp file_stamp_of(const struct stat *st);

#endif
