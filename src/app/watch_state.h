/* What a camera shows, as the state holds it. */
#ifndef APP_WATCH_STATE_H
#define APP_WATCH_STATE_H

#include "base/file.h"
#include "io/camera.h"

typedef struct Watching {
    bool on;         /* its pictures take the place of the photo, one after another */
    Camera *camera;  /* NULL: none is open */
    bool leaving;    /* what is open is to be closed first */
    char which[PATH_SIZE]; /* as camera_open has it */
    bool after;      /* likewise */
    char name[FILE_NAME_SIZE]; /* what it calls itself; "": nothing has come yet */
    long pictures;   /* that have been shown since it was switched on */
    int broken;      /* that could not be decoded in a row */
    uint64_t photo;  /* photo_version as its last picture made it */
    double taken;    /* the clock then */
    double per_second; /* pictures, over about the last second; 0: not known yet */
    double counted;  /* the clock when that was found out, */
    long counted_at; /* and the number of pictures then */
    void (*notify)(void *ctx); /* called from the camera's thread; NULL: there is no window, one picture is enough */
    void *ctx;
} Watching;

#endif
