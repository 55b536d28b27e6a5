/* What Exif data (CIPA DC-008) say of a picture. */
#ifndef IO_EXIF_H
#define IO_EXIF_H

#include <stddef.h>

/* The orientation, 1 to 8, that is in a block of Exif data, with or without "Exif\0\0" before it; 1 where there is
 * none. */
int exif_orientation(const unsigned char *block, size_t size);
/* The same of the block as ImageMagick writes it into the text of a PNG, under "Raw profile type exif" (a line that is
 * empty, one with a name, one with the size, then hexadecimal); and of Adobe's XMP, which is XML. */
int exif_orientation_in_profile(const char *text, size_t size);
int exif_orientation_in_xmp(const char *text, size_t size);

#endif
