/* The side of the photos that a network of one's own takes, where its file does not say it. */
#ifndef APP_FEATURES_SIDE_H
#define APP_FEATURES_SIDE_H

#include "app/part.h"

/* input SIDE. Errors: own.side, those of own_at and app_set_net. */
Error side_command(App *app, int argc, char *const argv[]);

extern const AppPart SIDE_PART;

#endif
