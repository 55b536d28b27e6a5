/* A picture by what it is made of, so that a step of gradient ascent changes it as photos differ and not pixel by pixel
 * (Olah, Mordvintsev and Schubert, "Feature Visualization", 2017): by waves of all lengths, the long ones stronger, and
 * by colours that vary apart from one another in photos.
 *
 *     picture[c] = sigmoid(sum over d of colour[c][d] * sheet[d])
 *     sheet[d]   = sum over the waves (u, v) of parameter[d][u][v] * strength[u][v] * wave_h[u] wave_w[v]
 *
 * wave_n[u], u = 0 .. n - 1, are n orthonormal waves along a side of n pixels: one that is constant, then for each
 * whole number k of periods, from 1 on, a cosine and a sine (of n / 2 periods the cosine alone). strength is
 * 1 / (4 max(f, 1 / max(h, w))), f the frequency in periods a pixel. Without waves a parameter is a pixel of the sheet,
 * without colours they are red, green and blue. Pictures are (C, H, W) between 0 and 1, C 3 or, of grey ones, 1. */
#ifndef NN_SPECTRUM_H
#define NN_SPECTRUM_H

#include "base/error.h"
#include "base/workers.h"
#include "model/layer.h"

typedef struct Spectrum {
    Shape shape;
    bool waves, colours;
    float *wave_h, *wave_w; /* [wave][pixel]; of a square picture the same */
    float *strength;        /* (H, W) by wave */
    float *room[2];         /* (C, H, W) each */
} Spectrum;

/* Error: memory. */
Error spectrum_open(Shape shape, bool waves, bool colours, Spectrum *out);
void spectrum_close(Spectrum *s);
/* The picture of parameters, both (C, H, W); the parameters of a picture, whose values near 0 and 1 come back as 1/64
 * and 63/64. */
void spectrum_paint(const Spectrum *s, Workers *workers, const float *parameters, float *picture);
void spectrum_find(const Spectrum *s, Workers *workers, const float *picture, float *parameters);
/* d / d parameters of what has the gradient d / d picture at that picture. */
void spectrum_back(const Spectrum *s, Workers *workers, const float *picture, const float *gradient, float *out);

#endif
