/* What is held to be the reason of an answer: maps over the photo, each by its definition. Arrays are float32,
 * (C, H, W) where they have channels, else (H, W). */
#ifndef NN_EXPLAIN_H
#define NN_EXPLAIN_H

#include "base/error.h"
#include "model/layer.h"
#include "model/net.h"

/* ---- occlusion: squares that cover the photo one after another (Zeiler and Fergus, arXiv 1311.2901) ---- */

/* Two grids of squares, each square centred on its cell: of 224 pixels, 7 x 7 squares of 56, then 14 x 14 of 32. */
enum { OCCLUSION_COARSE = 7, OCCLUSION_FINE = 14, OCCLUSION_CHANNELS = 3 };
enum {
    OCCLUSION_FIRST = OCCLUSION_COARSE * OCCLUSION_COARSE, /* passes of the coarse grid */
    OCCLUSION_PASSES = OCCLUSION_FIRST + OCCLUSION_FINE * OCCLUSION_FINE
};
/* The square of a pass, row by row, the coarse grid first; cut at the border of a photo of w x h. */
Box occlusion_square(int pass, int w, int h);
/* Covers it in a prepared photo; grey: its number by channel. */
void occlusion_cover(float *input, Shape s, Box square, const float *grey);

/* ---- of a gradient ---- */

/* Grad-CAM (Selvaraju et al., arXiv 1610.02391): ReLU of the sum of the maps, each times the mean over it of the
 * score's gradient. cam: (H, W). */
void explain_cam(const float *maps, const float *gradient, Shape s, float *cam);
/* The gradient at each place times the value there, summed over the channels, (H, W); values NULL: the gradient. */
void explain_pixels(const float *gradient, const float *values, Shape s, float *out);

/* ---- of such a map ---- */

typedef struct MapExtremes {
    int at;        /* where its absolute value is largest, the first of equal ones */
    float largest; /* that absolute value */
    float bright;  /* 99.5 % of the absolute values lie at or below it, to 1/1024 of the largest */
} MapExtremes;
MapExtremes explain_extremes(const float *values, int n);

/* How alike two such maps are: Spearman's rank correlation of their absolute values, -1 to 1, equal values with the
 * mean of their ranks. NAN where all absolute values of one are equal. Error: memory. */
Error explain_likeness(const float *a, const float *b, int n, double *likeness);

#endif
