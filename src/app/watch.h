/* The pictures of a camera in the place of the photo: maps and answers follow what it sees.
 *
 * A picture is taken when all of the one before is there that the screen shows, and always the newest one: none waits
 * in a queue. It becomes the photo once that is computed (app/live.h); what is drawn on the photo, mirrored say, is
 * drawn on each. Switched off, the last one stays, a photo like any other. Only the user switches a camera on, never
 * what is opened. */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include "app/part.h"
#include "app/watch_state.h"

typedef struct App App;

#define CAMERA_WORDS "on|off|next"
/* camera [on|off|next|DEVICE|FILM]; alone: on or off. Errors: camera.lesson, file.path_long. What goes wrong later
 * becomes app->trouble, and what was shown stays. */
Error watch_camera(App *app, int argc, char *const argv[]);
void watch_close(App *app);
extern const AppPart WATCH_PART;

#endif
