/* Names for the classes of a network of one's own. */
#ifndef APP_FEATURES_LABELS_H
#define APP_FEATURES_LABELS_H

#include "app/part.h"

/* labels FILE: a text with a line a class, or JSON (io/names.h). Errors: labels.own (the network is one of the
 * catalogue's), those of names_of_file. */
Error labels_command(App *app, int argc, char *const argv[]);

extern const AppPart LABELS_PART;

#endif
