/* A picture looked at a little differently at each step, so that only what survives that is kept: moved, larger or
 * smaller, turned. What lies outside of it is its mirror image. */
#ifndef NN_JITTER_H
#define NN_JITTER_H

#include <stdint.h>

#include "base/workers.h"
#include "model/layer.h"

enum { JITTER_SHIFTS = 1, JITTER_SCALES = 2, JITTER_TURNS = 4 };

/* Where pixel (x, y) of what the network gets lies in the picture: (xx x + xy y + x0, yx x + yy y + y0). */
typedef struct Jitter {
    float xx, xy, x0, yx, yy, y0;
    bool still; /* nothing of it moves */
} Jitter;

/* That of a step, by chance: shifts by whole pixels, a 28th of each side at most, sizes of 0.9 to 1.1, turns by 10
 * degrees at most, about the middle. parts: those that are wanted. zoom: how much smaller all of it is seen. */
Jitter jitter_of(int parts, uint32_t seed, int step, int w, int h, double zoom);
/* (C, H, W) to (C, H, W), between four pixels bilinearly. */
void jitter_apply(const Jitter *j, Workers *workers, const float *picture, Shape s, float *out);
/* d / d picture of what has the gradient d / d out. */
void jitter_back(const Jitter *j, Workers *workers, const float *gradient, Shape s, float *out);

#endif
