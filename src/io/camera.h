/* A camera, or a film in its place, of which the newest picture is to be had. In a browser src/web/camera.c is this. */
#ifndef IO_CAMERA_H
#define IO_CAMERA_H

#include <stdbool.h>

#include "base/error.h"
#include "io/camera_picture.h"

typedef struct Camera Camera;

/* Whether the program sees through cameras on this system; films play on all. */
bool camera_here(void);

/* Begins to open one, without waiting: "" the first that there is, a number, a device, or the file of a film; `after`:
 * the first device behind it. notify is called, from a thread of its own, whenever there is a new picture and once it
 * is over; NULL for nobody. Errors: memory, thread. */
Error camera_open(const char *which, bool after, void (*notify)(void *ctx), void *ctx, Camera **out);
/* Hands over the newest picture, if it has not been handed over yet; those before it are gone. Error: what has ended
 * it, those of camera_device_open, camera_device_next and camera_film_next. */
Error camera_take(Camera *camera, CameraPicture *out);
/* Waits until there is a picture or it is over, so many milliseconds at most. */
void camera_wait(Camera *camera, double ms);
/* What it calls itself and what opens it again, once a picture has been taken. */
const char *camera_name(const Camera *camera);
const char *camera_path(const Camera *camera);
/* Has it end soon, without waiting; once it is over nobody is watched any more, and closing takes no time. */
void camera_stop(Camera *camera);
bool camera_over(Camera *camera);
void camera_close(Camera *camera);

#endif
