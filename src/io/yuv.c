#include "io/yuv.h"

enum { ONE = 1 << 16, HALF = ONE / 2 };

/* In 65536ths: what luminance counts, and what the differences add to red, green and blue. */
typedef struct Factors {
    int black, y, red_v, green_u, green_v, blue_u;
} Factors;

static const Factors LIMITED = {16, 76309, 104597, -25675, -53279, 132201};
static const Factors FULL = {0, 65536, 91881, -22554, -46802, 116130};

static unsigned char byte(int value) {
    value = (value + HALF) >> 16;
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value);
}

void yuv_to_rgb(const Yuv *yuv, unsigned char *rgb) {
    const Factors f = yuv->full ? FULL : LIMITED;
    for (int row = 0; row < yuv->h; row++) {
        const unsigned char *y = yuv->y + (size_t)row * yuv->y_stride;
        size_t below = (size_t)(row >> yuv->down) * yuv->uv_stride;
        for (int column = 0; column < yuv->w; column++, rgb += 3) {
            size_t at = below + (size_t)(column >> yuv->across) * yuv->uv_step;
            int light = (y[(size_t)column * yuv->y_step] - f.black) * f.y;
            int u = yuv->u ? yuv->u[at] - 128 : 0, v = yuv->u ? yuv->v[at] - 128 : 0;
            rgb[0] = byte(light + f.red_v * v);
            rgb[1] = byte(light + f.green_u * u + f.green_v * v);
            rgb[2] = byte(light + f.blue_u * u);
        }
    }
}
