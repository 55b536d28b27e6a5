/* A film in the place of a camera: YUV4MPEG2 (.y4m), or JPEGs one behind the other (.mjpeg), over and over again. */
#ifndef IO_CAMERA_FILM_H
#define IO_CAMERA_FILM_H

#include "base/error.h"
#include "io/camera_picture.h"

typedef struct CameraFilm CameraFilm;

/* Errors: those of file_map, camera.film, memory. */
Error camera_film_open(const char *path, CameraFilm **out);
void camera_film_close(CameraFilm *film);
/* How long a picture stays, in milliseconds. */
double camera_film_every(const CameraFilm *film);
/* The next one, behind the last the first again. Errors: camera.film, file.changed, memory. */
Error camera_film_next(CameraFilm *film, CameraPicture *out);

#endif
