/* The photos to choose from, small, made in the background while they are on the gallery's page: the bundled ones and
 * then the user's own, the latest first, or those of a folder. */
#ifndef APP_THUMBNAIL_H
#define APP_THUMBNAIL_H

#include "app/part.h"
#include "app/thumbnail_state.h"

void thumbnails_forget(App *app);

int app_photos(const App *app);
int app_photos_most(const App *app); /* that there may be, while a folder is still looked into */
const char *app_photo(const App *app, int photo);            /* a name for the command image */
const Thumbnail *app_thumbnail(const App *app, int photo);   /* NULL: there is none, or none yet */
/* The gallery's page: its first photo, and how many a page has. */
int app_gallery_first(const App *app);
int app_gallery_page(const App *app);
/* The place of the photo that is shown among them; -1 if it is none of them. */
int app_gallery_here(const App *app);

extern const AppPart THUMBNAIL_PART;

#endif
