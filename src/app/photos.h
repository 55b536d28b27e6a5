/* The photos by their names: the gallery's and the user's own. */
#ifndef APP_PHOTOS_H
#define APP_PHOTOS_H

#include "app/app.h"

#define PHOTO_SURE 0.5 /* a first answer below it is mostly wrong, by the bundled networks */

/* Looks up what the gallery has. */
void photos_list(Gallery *gallery);
/* Whether the weights in use answer a photo of the gallery surely, and as the full VGG-19 does: known of the bundled
 * networks, from assets/photos/sure.json. Those of which both are sure come first, then those of one. */
bool photos_sure(const App *app, int photo);
bool photos_known(const App *app); /* whether that is known of these weights */
bool photos_in(const Gallery *gallery, const char *name);

/* A photo by its name in the gallery, the bundled ones before those of a folder, or a file; a bundled one also by
 * what the interface calls it; not read yet. Error: image.path_long. */
Error app_find_photo(const App *app, const char *what, Photo *out);

/* The photo behind the one that is shown (way 1), or before it (-1), of the bundled ones or of the folder; behind the
 * last comes the first. NULL: there is none. */
const char *app_photo_beside(const App *app, int way);

/* Puts the path of a photo that is not the gallery's behind all others; the oldest one makes room. */
void recent_add(Recent *recent, const char *path);

#endif
