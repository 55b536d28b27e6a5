/* The photos by their names: the gallery's and the user's own. */
#ifndef APP_PHOTOS_H
#define APP_PHOTOS_H

#include "app/app.h"

/* Looks up what the gallery has. */
void photos_list(Gallery *gallery);
bool photos_in(const Gallery *gallery, const char *name);

/* A photo by its name in the gallery, or a file; not read yet. Error: image.path_long. */
Error app_find_photo(const App *app, const char *what, Photo *out);

/* Puts the path of a photo that is not the gallery's behind all others; the oldest one makes room. */
void recent_add(Recent *recent, const char *path);

#endif
