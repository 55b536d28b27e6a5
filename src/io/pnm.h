/* Netpbm's PBM, PGM and PPM, as text and binary. */
#ifndef IO_PNM_H
#define IO_PNM_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pixels.h"

bool is_pnm(const unsigned char *bytes, size_t size);
/* Values become v / greatest * 255, rounded half to even, as in Pillow; those of grey with more than 8 bits become
 * v / greatest * 65535 first, of which the upper 8 bits are taken. Errors: those of pixels_make, image.cut,
 * image.decode. */
Error pnm_decode(const Encoded *file, Pixels *out);

#endif
