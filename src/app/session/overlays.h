/* The commands of what lies over a screen, whichever it is. */
#ifndef APP_SESSION_OVERLAYS_H
#define APP_SESSION_OVERLAYS_H

#include "app/app.h"
#include "app/overlay.h"

Error overlays_toggle(App *app, int argc, char *const argv[]); /* help, ...: the one that has this command */
Error overlays_close(App *app, int argc, char *const argv[]);  /* close */
Error overlays_choose(App *app, int argc, char *const argv[]); /* choose N|this|previous|next|up|down */

#endif
