/* How alike several pictures are to a layer: the cosine between their Gram matrices, as long rows of numbers (Olah,
 * Mordvintsev and Schubert, "Feature Visualization", 2017, "Diversity"). 1 for the same texture, however strong; 0
 * where no two maps answer together in both, or where one is all 0. */
#ifndef NN_DIVERSITY_H
#define NN_DIVERSITY_H

#include <stdint.h>

enum { DIVERSITY_MOST = 6 };

/* Gram matrices, and the likeness of each two of them. */
typedef struct Diversity {
    int n;
    int64_t numbers;              /* of a matrix */
    float *gram[DIVERSITY_MOST];  /* the caller's */
    double size[DIVERSITY_MOST];  /* the root of the sum of a matrix's squares */
    double alike[DIVERSITY_MOST][DIVERSITY_MOST]; /* symmetric, 1 on the diagonal */
} Diversity;

/* Sets size and alike. */
void diversity_find(Diversity *d);
double diversity_of(const Diversity *d, int picture); /* its mean likeness to the others */
double diversity_mean(const Diversity *d);            /* of all pairs */
/* `scale` times the gradient, by one picture's matrix, of the sum of what diversity_of gives for all pictures. */
void diversity_gradient(const Diversity *d, int picture, double scale, float *out);

#endif
