/* How the pixels of a photo become the numbers that a network was trained on. */
#ifndef NN_PREPARE_H
#define NN_PREPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/words.h"

#define EACH_PREPARE(FIRST, NEXT)                                                                            \
    FIRST(PREPARE_TORCHVISION, torchvision) /* (x / 255 - mean) / deviation, the mean and deviation of ImageNet */ \
    NEXT(PREPARE_CAFFE, caffe) /* blue, green, red; x - mean, 0 to 255: Oxford's own networks, and Keras's VGG */ \
    NEXT(PREPARE_TF, tf)                    /* x / 127.5 - 1 */                                              \
    NEXT(PREPARE_UNIT, unit)                /* x / 255 */                                                    \
    NEXT(PREPARE_RAW, raw)                  /* x */
typedef enum PrepareKind {
    WORD_VALUES(EACH_PREPARE) PREPARE_OWN /* torchvision's formula with another mean and deviation */
} PrepareKind;
#define PREPARE_WORDS WORDS(EACH_PREPARE)

/* y = (x / unit - mean) / deviation, a channel each. Equal preparations have equal bytes. */
typedef struct Preparation {
    PrepareKind kind;
    int bgr; /* the channels of the network are blue, green, red */
    float unit, mean[3], deviation[3]; /* in the order of the network's channels */
    int size;   /* pixels that a photo is resized to before the middle is cropped; 0: the usual, framing() */
    int squash; /* both of its sides are, whatever their ratio; else the shorter one */
} Preparation;

/* Which part of a photo a network gets, and how large. */
typedef struct Framing {
    int crop, size;
    bool squash;
} Framing;

/* ImageNet's: the shorter side 256, of which the middle is cropped; for a network that takes another size than
 * ImageNet's, and so has its middle square whole, that size. */
Framing framing(int crop);
Framing framing_of(const Preparation *p, int crop);
bool framing_same(const Framing *a, const Framing *b);

Preparation preparation(PrepareKind kind); /* any but PREPARE_OWN */
Preparation preparation_own(const float mean[3], const float deviation[3]); /* of red, green, blue */
bool preparation_same(const Preparation *a, const Preparation *b);
/* As the command says it: "caffe", "mean 0.5 0.5 0.5 deviation 0.5 0.5 0.5", "tf size 300 squash". */
void preparation_text(const Preparation *p, char *out, size_t size);
bool preparation_read(const char *text, Preparation *out); /* false: it is no such text */

/* What a channel's number is made of: the byte of a pixel, and what is subtracted from it and divides it. Of a network
 * with one channel, grey, they are the luminance, as Pillow's convert("L") has it, and the averages of the three. */
int prepare_byte(const Preparation *p, int channels, const unsigned char rgb[3], int channel);
float prepare_mean(const Preparation *p, int channels, int channel);
float prepare_deviation(const Preparation *p, int channels, int channel);

/* n pixels, (n, 3) bytes of red, green, blue, to (channels, n), in float32, as torchvision computes it. */
void prepare_pixels(const Preparation *p, int channels, const unsigned char *rgb, size_t n, float *out);

/* The same for a picture that is painted, (channels, n) of red, green, blue or grey between 0 and 1, unrounded; the
 * picture of what a network gets; and the gradient by the picture, of that by what the network gets. */
void prepare_picture(const Preparation *p, int channels, const float *picture, size_t n, float *out);
void prepare_find_picture(const Preparation *p, int channels, const float *in, size_t n, float *picture);
void prepare_picture_back(const Preparation *p, int channels, const float *gradient, size_t n, float *out);

#endif
