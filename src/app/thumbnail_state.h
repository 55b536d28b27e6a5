/* A photo to choose, small, as the state holds it. */
#ifndef APP_THUMBNAIL_STATE_H
#define APP_THUMBNAIL_STATE_H

#include "base/file.h"

enum { THUMBNAIL = 112, THUMBNAILS = 160 /* twice the gallery's longest page */ };

typedef struct Thumbnail {
    unsigned char *rgb; /* (THUMBNAIL, THUMBNAIL, 3); NULL: the photo cannot be read */
    uint64_t version;   /* another one for every picture that is made, so that a place in memory tells nothing */
    char *photo;        /* its name for the command image; NULL: an empty place */
    FileStamp stamp;    /* which file that was, */
    uint64_t opening;   /* and when that was last looked at, */
    uint64_t used;      /* and when it was last on the page */
} Thumbnail;

#endif
