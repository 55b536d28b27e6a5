/* Files that are no picture which can be decoded. */
#ifndef IO_FOREIGN_H
#define IO_FOREIGN_H

#include "io/pixels.h"

/* Says what a file is, by its first bytes, and what to do with it. Errors: image.heic, image.vector, image.raw,
 * image.video, image.foreign for pictures of other formats; those of kind_error; image.unknown. */
Error foreign_error(const Encoded *file);

#endif
