/* The commands of the Field and Parameters screens, as the registry lists them. */
#ifndef APP_LAB_H
#define APP_LAB_H

#include "app/command.h"

Error lab_stack(App *app, int argc, char *const argv[]);
Error lab_layer(App *app, int argc, char *const argv[]);
Error lab_padding(App *app, int argc, char *const argv[]);
Error lab_follow(App *app, int argc, char *const argv[]);
Error lab_channels(App *app, int argc, char *const argv[]);
Error lab_side(App *app, int argc, char *const argv[]);
Error lab_measure(App *app, int argc, char *const argv[]);
Error lab_pin(App *app, int argc, char *const argv[]);

#endif
