/* The photos to choose from, small: the gallery's, then the user's own, the latest first. */
#ifndef APP_THUMBNAIL_H
#define APP_THUMBNAIL_H

#include "app/thumbnail_state.h"

typedef struct App App;

/* Makes those that are missing, and anew those whose file is another one by now. */
void thumbnails_make(App *app);
void thumbnails_forget(App *app);

int app_photos(const App *app);
const char *app_photo(const App *app, int photo);            /* a name for the command image */
const Thumbnail *app_thumbnail(const App *app, int photo);   /* NULL: there is none */

#endif
