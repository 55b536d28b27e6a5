#include "nn/adam.h"

#include <math.h>
#include <stdlib.h>

static const double BETA_1 = 0.9, BETA_2 = 0.999;
static const float EPSILON = 1e-8f;

Error adam_open(size_t n, float rate, Adam *out) {
    *out = (Adam){.n = n, .rate = rate, .mean = calloc(n, sizeof(float)), .variance = calloc(n, sizeof(float))};
    if (out->mean && out->variance) return NO_ERROR;
    adam_close(out);
    return error("memory", "%s", "Adam");
}

void adam_close(Adam *adam) {
    free(adam->mean);
    free(adam->variance);
    *adam = (Adam){0};
}

void adam_step(Adam *adam, float *x, const float *gradient) {
    float b1 = (float)BETA_1, b2 = (float)BETA_2;
    double t = ++adam->steps;
    float step = (float)(adam->rate / (1 - pow(BETA_1, t))), scale = (float)(1 / sqrt(1 - pow(BETA_2, t)));
    for (size_t i = 0; i < adam->n; i++) {
        float g = gradient[i];
        float m = adam->mean[i] = b1 * adam->mean[i] + (1 - b1) * g;
        float v = adam->variance[i] = b2 * adam->variance[i] + (1 - b2) * g * g;
        x[i] -= step * m / (sqrtf(v) * scale + EPSILON);
    }
}
