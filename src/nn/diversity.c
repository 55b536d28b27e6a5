#include "nn/diversity.h"

#include <math.h>

static double product(const float *a, const float *b, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

void diversity_find(Diversity *d) {
    for (int i = 0; i < d->n; i++) d->size[i] = sqrt(product(d->gram[i], d->gram[i], d->numbers));
    for (int i = 0; i < d->n; i++) {
        d->alike[i][i] = 1;
        for (int k = 0; k < i; k++) {
            double sizes = d->size[i] * d->size[k];
            d->alike[i][k] = d->alike[k][i] = sizes > 0 ? product(d->gram[i], d->gram[k], d->numbers) / sizes : 0;
        }
    }
}

double diversity_of(const Diversity *d, int picture) {
    double sum = 0;
    for (int k = 0; k < d->n; k++)
        if (k != picture) sum += d->alike[picture][k];
    return d->n > 1 ? sum / (d->n - 1) : 0;
}

double diversity_mean(const Diversity *d) {
    double sum = 0;
    for (int i = 0; i < d->n; i++) sum += diversity_of(d, i);
    return d->n ? sum / d->n : 0;
}

/* Of the cosine with matrix k: gram[k] / (size size[k]) - alike gram / size^2; each pair counts for both of it. */
void diversity_gradient(const Diversity *d, int picture, double scale, float *out) {
    double size = d->size[picture], own = 0, other[DIVERSITY_MOST] = {0}, each = d->n > 1 ? 2 * scale / (d->n - 1) : 0;
    for (int k = 0; k < d->n; k++) {
        if (k == picture || !(size * d->size[k] > 0)) continue;
        other[k] = each / (size * d->size[k]);
        own -= each * d->alike[picture][k] / (size * size);
    }
    for (int64_t i = 0; i < d->numbers; i++) {
        double sum = own * (double)d->gram[picture][i];
        for (int k = 0; k < d->n; k++) sum += other[k] * (double)d->gram[k][i];
        out[i] = (float)sum;
    }
}
