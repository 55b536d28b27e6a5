/* Where one is, kept whole, so that one can go elsewhere and come back to the same picture. */
#ifndef APP_SESSION_PLACE_H
#define APP_SESSION_PLACE_H

#include "app/app.h"

/* Keeps where one is. Error: memory, for a pasted photo. */
Error place_save(const App *app, Place *place);
/* Goes there again. What is there already is not loaded again, and a run that is the same is not made again.
 * Errors: a photo or weights that cannot be read any more; the rest of the place is restored. */
Error place_restore(App *app, const Place *place);
void place_free(Place *place);

/* Has this network run with these weights and photos prepared so, NULL: as the weights tell; nothing is done where it
 * does. Errors: those of app_set_weights and app_set_preparation. */
Error place_world(App *app, NetId net, WeightsChoice choice, uint32_t seed, const char *file, const Preparation *p);

/* Sets all that a lesson sets, but for the network, the weights and the photo, as it is when the program begins.
 * The language, the theme, the colours and the size of the text stay. */
void place_begin(App *app);

#endif
