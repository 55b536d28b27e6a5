/* Pillow's antialiased bilinear resampling of 8-bit pictures, of a window of the result only. */
#ifndef IO_RESAMPLE_H
#define IO_RESAMPLE_H

#include <stdbool.h>
#include <stdint.h>

/* Scales rgb (h, w, 3) to (to_h, to_w) and keeps the size x size pixels whose first is (left, top),
 * equal to the bit to Pillow's resize(BILINEAR) and crop: coefficients in fixed point with 22 bits,
 * columns first, 8 bits in between. false without memory. */
bool resample_window(const unsigned char *rgb, int w, int h, int64_t to_w, int64_t to_h,
                     int64_t left, int64_t top, int size, unsigned char *out);

#endif
