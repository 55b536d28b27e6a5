/* A camera of the system: a V4L2 device on Linux; elsewhere there is none. */
#ifndef IO_CAMERA_DEVICE_H
#define IO_CAMERA_DEVICE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "io/camera_picture.h"

typedef struct CameraDevice CameraDevice;

/* Whether this system has any that the program sees through. */
bool camera_device_here(void);
/* Whether a camera's name is that of a device: "", a number, or a path below /dev. */
bool camera_is_device(const char *which);
/* Opens it and has it stream, in about 640 x 480. "": the first one that there is; `after`: the first one behind it.
 * Errors: camera.none, camera.missing, camera.refused, camera.busy, camera.kind, camera.format, camera.failed,
 * camera.not_here, memory. */
Error camera_device_open(const char *which, bool after, CameraDevice **out);
void camera_device_close(CameraDevice *device);
/* Waits for its next picture, until `stop` is set: then there is none. Pictures that are cut short are left out.
 * Errors: camera.lost, camera.silent, camera.failed, memory. */
Error camera_device_next(CameraDevice *device, const atomic_bool *stop, CameraPicture *out);
/* What it calls itself, and its path. */
const char *camera_device_name(const CameraDevice *device);
const char *camera_device_path(const CameraDevice *device);

#endif
