/* Luminance and two differences of colours, 8 bits each, as cameras and films have them, made into RGB: the formulas
 * of ITU-R BT.601, with 16 to 235 (240) for black to white, or with all of 0 to 255 as JPEG has it. */
#ifndef IO_YUV_H
#define IO_YUV_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Yuv {
    int w, h;
    bool full;                  /* 0 to 255 */
    const unsigned char *y;     /* rows y_stride bytes apart, columns y_step */
    size_t y_stride, y_step;
    const unsigned char *u, *v; /* likewise, one for 1 << across columns of 1 << down rows; NULL: grey */
    size_t uv_stride, uv_step;
    int across, down;
} Yuv;

void yuv_to_rgb(const Yuv *yuv, unsigned char *rgb); /* (h, w, 3) */

#endif
