/* Changes of the photo that a network gets: strokes, squares, and what torchvision's transforms do.
 *
 * They are made on the crop itself (8 bit, 224 x 224 for VGG), so that what one draws is what the network sees. Pixels
 * have their centres at whole numbers, x to the right, y down, both from 0. What comes into the picture from outside is
 * EDIT_MEAN. */
#ifndef IO_EDIT_H
#define IO_EDIT_H

#include "io/image.h"

/* ImageNet's mean colour in bytes (0.485, 0.456, 0.406): the network gets 0, to within half a byte. */
#define EDIT_MEAN 0x7C7468u

enum {
    EDITS_MOST = 200,
    EDIT_POINTS = 2000, /* of all strokes */
    STROKE_POINTS = 250, /* of one */
    BRUSH_MOST = 112, SQUARE_MOST = 224, SHIFT_MOST = 224, BLUR_MOST = 20
};

typedef enum EditKind { EDIT_STROKE, EDIT_SQUARE, EDIT_SHIFT, EDIT_ROTATE, EDIT_MIRROR, EDIT_BLUR, EDIT_GREY } EditKind;

typedef struct Edit {
    EditKind kind;
    uint32_t color; /* 0xRRGGBB, of a stroke and a square */
    int size;       /* of a stroke its diameter, of a square its side, in pixels; of a rotation degrees, of a blur its
                       deviation */
    int x, y;       /* of a square the middle, of a shift the way */
    int first, points; /* of a stroke, in `point` */
} Edit;

/* A list of them, made one after another. */
typedef struct Edits {
    int n, points;
    Edit at[EDITS_MOST];
    int16_t point[EDIT_POINTS][2];
} Edits;

bool edits_same(const Edits *a, const Edits *b);

/* Makes numbers [from, to) of them in the picture.
 *   stroke   every pixel whose centre lies within half the diameter of a line through its points
 *   square   columns x - side/2 (rounded down) to x - side/2 + side - 1, rows likewise
 *   shift    by x to the right and y down
 *   rotate   counter-clockwise around the middle, as PIL's rotate with BILINEAR; quarter turns are exact
 *   mirror   left and right change places
 *   blur     Gaussian of that deviation, cut off at three deviations, reflected at the borders, as torchvision's
 * gaussian_blur grey     0.299 R + 0.587 G + 0.114 B, in PIL's fixed point Error: memory; then the picture is as it
 * was. */
Error edits_make(const Edits *edits, int from, int to, Image *image);

#endif
