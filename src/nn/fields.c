#include "nn/fields.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "nn/engine_inside.h"
#include "nn/layers/conv_back.h"

EffectiveField effective_field(const float *gradient, Shape input, double centre_x, double centre_y, float *heat) {
    int64_t plane = (int64_t)input.h * input.w;
    double total = 0, inside = 0;
    for (int64_t i = 0; i < plane; i++) {
        heat[i] = 0;
        for (int c = 0; c < input.c; c++) heat[i] += fabsf(gradient[c * plane + i]);
        total += (double)heat[i];
    }
    if (total == 0) return (EffectiveField){0};
    /* an even field has its centre between two pixels: the square grows from the pixels around it */
    int x0 = (int)ceil(centre_x - 0.5), y0 = (int)ceil(centre_y - 0.5);
    int x1 = (int)floor(centre_x + 0.5), y1 = (int)floor(centre_y + 0.5);
    for (int grow = 0;; grow++, inside = 0) {
        Box b = {x0 - grow, y0 - grow, x1 + grow, y1 + grow};
        for (int y = most(0, b.y0); y <= least(input.h - 1, b.y1); y++)
            for (int x = most(0, b.x0); x <= least(input.w - 1, b.x1); x++)
                inside += (double)heat[(int64_t)y * input.w + x];
        bool all = b.x0 <= 0 && b.y0 <= 0 && b.x1 >= input.w - 1 && b.y1 >= input.h - 1;
        if (inside >= 0.95 * total || all) return (EffectiveField){b, inside / total};
    }
}

int measured_field(const Sliding layers[], int n) {
    int sizes[NET_LAYERS + 1], size = 3; /* three units beside one another, the middle one is followed */
    for (int i = n; i > 0; i--) {
        sizes[i] = size;
        size = (size - 1) * layers[i - 1].stride + layers[i - 1].kernel;
    }
    sizes[0] = size;
    Box window = {1, 1, 1, 1};
    float *out = backprop_gradient((Shape){1, sizes[n], sizes[n]});
    if (out) out[(int64_t)sizes[n] + 1] = 1;
    for (int i = n; i > 0 && out; i--) {
        int k = layers[i - 1].kernel;
        Layer l = {.kind = KIND_CONV, .in = {1, sizes[i - 1], sizes[i - 1]}, .out = {1, sizes[i], sizes[i]},
                   .kernel = k, .stride = layers[i - 1].stride, .groups = 1};
        float *in = backprop_gradient(l.in), *ones = malloc((size_t)k * (size_t)k * sizeof *ones);
        for (int j = 0; ones && j < k * k; j++) ones[j] = 1.0f / (float)(k * k); /* positive, and never too large */
        if (in && ones) window = backward_conv(&l, ones, out, window, in, NULL);
        memory_free(out);
        if (!ones) memory_free(in), in = NULL;
        free(ones);
        out = in;
    }
    if (!out) return -1;
    int reached = 0, middle = (window.y0 + window.y1) / 2;
    for (int x = 0; x < sizes[0]; x++) reached += out[(int64_t)middle * sizes[0] + x] > 0;
    memory_free(out);
    return reached;
}
