/* A picture as a camera gives it: the bytes of a file that io/image.h reads. */
#ifndef IO_CAMERA_PICTURE_H
#define IO_CAMERA_PICTURE_H

#include <stddef.h>

typedef struct CameraPicture {
    unsigned char *bytes; /* to be freed; NULL: there is none */
    size_t size;
} CameraPicture;

/* Makes room for a PPM of w x h and returns where its colours belong, (h, w, 3); NULL without memory. */
unsigned char *camera_picture_make(int w, int h, CameraPicture *out);

#endif
