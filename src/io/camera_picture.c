#include "io/camera_picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned char *camera_picture_make(int w, int h, CameraPicture *out) {
    char head[40];
    size_t n = (size_t)snprintf(head, sizeof head, "P6 %d %d 255\n", w, h), size = n + (size_t)w * (size_t)h * 3;
    *out = (CameraPicture){.bytes = malloc(size), .size = size};
    if (!out->bytes) return NULL;
    memcpy(out->bytes, head, n);
    return out->bytes + n;
}
