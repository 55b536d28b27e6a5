/* A GIF that is being made, as the state holds it. */
#ifndef APP_SESSION_SAVE_STATE_H
#define APP_SESSION_SAVE_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include "base/file.h"

/* A GIF that is being made on a thread of its own, as the state knows it. */
typedef struct Film {
    bool on;
    char path[PATH_SIZE];
    atomic_int at, of;  /* pictures that are written, and all of them; 0 of 0 before it has begun */
    atomic_bool cancel;
} Film;

#endif
