/* What runs: the network, its weights and the photo, and how they are replaced. */
#ifndef APP_WORLD_H
#define APP_WORLD_H

#include "app/app.h"

/* The first network with its weights, and what a file of them decides by itself. The photo is there already.
 * Errors: those of source_weights, source_run. */
Error world_begin(App *app, const WeightsWish *wish);

/* Each loads its thing first and replaces the old one only when it has it: after an error everything
 * is as it was. */
Error app_set_net(App *app, NetId id);
/* bundled, random[:SEED], a file; "" the best. A file of another network of the catalogue changes the network. */
Error app_set_weights(App *app, const char *what);
Error app_set_photo(App *app, const char *what);   /* a name of the gallery, or a file */
Error app_set_photo_bytes(App *app, const void *bytes, size_t size, const char *name);

/* Prepares all photos so, for as long as these weights run; a run that is the same is not made again. Error: memory;
 * then all is as it was. */
Error app_set_preparation(App *app, const Preparation *p);

#endif
