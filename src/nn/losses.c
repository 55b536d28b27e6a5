#include "nn/losses.h"

double content_loss(const float *values, const float *target, int64_t n, float weight, float *gradient) {
    double far = 0, all = 0;
    for (int64_t i = 0; i < n; i++) {
        double d = (double)values[i] - (double)target[i];
        far += d * d;
        all += (double)target[i] * (double)target[i];
    }
    if (all == 0) all = 1;
    float scale = (float)(2 * (double)weight / all);
    for (int64_t i = 0; i < n; i++) gradient[i] += scale * (values[i] - target[i]);
    return far / all;
}

/* Of n pairs of neighbours, `step` numbers apart. */
static double pairs(const float *v, int64_t n, int64_t step, float scale, float *gradient) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        float d = v[i + step] - v[i];
        sum += (double)d * (double)d;
        gradient[i + step] += scale * d;
        gradient[i] -= scale * d;
    }
    return sum;
}

double variation_loss(const float *values, Shape s, float weight, float *gradient) {
    int64_t plane = (int64_t)s.h * s.w, n = plane * s.c;
    float scale = 2 * weight / (float)n;
    double sum = 0;
    for (int c = 0; c < s.c; c++) {
        const float *v = values + c * plane;
        float *g = gradient + c * plane;
        for (int y = 0; y < s.h; y++) sum += pairs(v + (int64_t)y * s.w, s.w - 1, 1, scale, g + (int64_t)y * s.w);
        sum += pairs(v, plane - s.w, s.w, scale, g);
    }
    return sum / (double)n;
}
