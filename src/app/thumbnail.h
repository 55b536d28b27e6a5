/* The photos to choose from, small: the gallery's, then the user's own, the latest first. */
#ifndef APP_THUMBNAIL_H
#define APP_THUMBNAIL_H

#include "base/file.h"

typedef struct App App;

enum { THUMBNAIL = 112 };

typedef struct Thumbnail {
    unsigned char *rgb; /* (THUMBNAIL, THUMBNAIL, 3); NULL: none was made yet, or the photo cannot be read */
    uint64_t version;   /* another one for every picture that is made, so that a place in memory tells nothing */
    char *path;         /* of the photo, */
    FileStamp stamp;    /* and which file that was */
} Thumbnail;

/* Makes those that are missing, and anew those whose file is another one by now. */
void thumbnails_make(App *app);
void thumbnails_forget(App *app);

int app_photos(const App *app);
const char *app_photo(const App *app, int photo);            /* a name for the command image */
const Thumbnail *app_thumbnail(const App *app, int photo);   /* NULL: there is none */

#endif
