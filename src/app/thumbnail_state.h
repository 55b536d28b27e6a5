/* A photo to choose, small, as the state holds it. */
#ifndef APP_THUMBNAIL_STATE_H
#define APP_THUMBNAIL_STATE_H

#include "base/file.h"

enum { THUMBNAIL = 112 };

typedef struct Thumbnail {
    unsigned char *rgb; /* (THUMBNAIL, THUMBNAIL, 3); NULL: none was made yet, or the photo cannot be read */
    uint64_t version;   /* another one for every picture that is made, so that a place in memory tells nothing */
    char *path;         /* of the photo, */
    FileStamp stamp;    /* and which file that was */
} Thumbnail;

#endif
