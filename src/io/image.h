/* A photo as a network gets it: torchvision's Resize and CenterCrop, equal to the bit where the decoded pixels
 * are; those of a JPEG are libjpeg's. What follows, ToTensor and Normalize, is nn/prepare.h. */
#ifndef IO_IMAGE_H
#define IO_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "nn/prepare.h"

typedef struct Image {
    int size;                   /* rows and columns: the crop */
    Framing framing;            /* how it was made */
    unsigned char *rgb;         /* (size, size, 3) */
    int original_w, original_h; /* upright */
} Image;

/* Loads JPEG, PNG, GIF (its first picture), WebP, BMP, TIFF, PNM or TGA as Pillow's convert("RGB") does, turned
 * upright by its Exif data as ImageOps.exif_transpose does; what is grey and of 16 bits is an exception, of which the
 * upper 8 are taken. HEIC and AVIF come as libheif makes them. Resized and cropped as the framing says, which is as
 * large as its crop at least. Errors: those of file_map, image.empty, those of the decoders (io/format.h) and of
 * kind_no_photo, memory. */
Error image_load(const char *path, Framing framing, Image *out);
/* "noise" (seed 1) and "noise:SEED", SEED a number of 32 bits, are no files: image_load makes such a picture of crop x
 * crop pixels. Byte i is the upper eight bits of splitmix64's output for the state (seed << 32 | i), so that every
 * machine makes the same. */
bool image_is_noise(const char *name, uint32_t *seed);
/* The same from memory; `name` is for errors. */
Error image_load_memory(const unsigned char *bytes, size_t size, const char *name, Framing framing, Image *out);
void image_free(Image *image);

#endif
