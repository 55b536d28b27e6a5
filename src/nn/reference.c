#include "nn/reference.h"

#include <math.h>

static int64_t at(Shape s, int c, int y, int x) {
    return ((int64_t)c * s.h + y) * s.w + x;
}

static bool inside(Shape s, int y, int x) {
    return y >= 0 && y < s.h && x >= 0 && x < s.w;
}

static double conv_at(const Layer *l, const float *w, const float *in, int o, int y, int x) {
    int k = l->kernel, group_c = l->in.c / l->groups;
    int first = o / (l->out.c / l->groups) * group_c; /* channel of the input */
    double sum = 0.0;
    for (int c = 0; c < group_c; c++) {
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                int in_y = y * l->stride + i - l->pad, in_x = x * l->stride + j - l->pad;
                if (!inside(l->in, in_y, in_x)) continue;
                double weight = w[(((int64_t)o * group_c + c) * k + i) * k + j];
                sum += weight * in[at(l->in, first + c, in_y, in_x)];
            }
        }
    }
    return sum;
}

void reference_conv(const Layer *l, const float *w, const float *b, const float *in, float *out) {
    for (int o = 0; o < l->out.c; o++)
        for (int y = 0; y < l->out.h; y++)
            for (int x = 0; x < l->out.w; x++)
                out[at(l->out, o, y, x)] = (float)(conv_at(l, w, in, o, y, x) + b[o]);
}

void reference_fc(const Layer *l, const float *w, const float *b, const float *in, float *out) {
    int64_t n = shape_count(l->in);
    for (int o = 0; o < l->out.c; o++) {
        double sum = 0.0;
        for (int64_t i = 0; i < n; i++) sum += (double)w[o * n + i] * in[i];
        out[o] = (float)(sum + b[o]);
    }
}

/* A window that holds a NaN gives NaN. */
static float largest(const Layer *l, const float *in, int c, int y, int x) {
    float best = -INFINITY;
    for (int i = 0; i < l->kernel; i++) {
        for (int j = 0; j < l->kernel; j++) {
            int in_y = y * l->stride + i - l->pad, in_x = x * l->stride + j - l->pad;
            if (!inside(l->in, in_y, in_x)) continue;
            float v = in[at(l->in, c, in_y, in_x)];
            if (v > best || isnan(v)) best = v;
        }
    }
    return best;
}

void reference_pool(const Layer *l, const float *in, float *out) {
    for (int c = 0; c < l->out.c; c++)
        for (int y = 0; y < l->out.h; y++)
            for (int x = 0; x < l->out.w; x++) out[at(l->out, c, y, x)] = largest(l, in, c, y, x);
}

void reference_relu(const Layer *l, const float *in, float *out) {
    int64_t n = shape_count(l->in);
    for (int64_t i = 0; i < n; i++) out[i] = in[i] < 0.0f ? 0.0f : in[i];
}

void reference_lrn(const Layer *l, const float *in, float *out) {
    int half = l->kernel / 2;
    for (int c = 0; c < l->in.c; c++) {
        for (int y = 0; y < l->in.h; y++) {
            for (int x = 0; x < l->in.w; x++) {
                double squares = 0.0;
                for (int near = c - half; near <= c + half; near++) {
                    if (near < 0 || near >= l->in.c) continue;
                    double v = in[at(l->in, near, y, x)];
                    squares += v * v;
                }
                double scale = pow(LRN_K + LRN_ALPHA * squares, LRN_BETA);
                out[at(l->out, c, y, x)] = (float)(in[at(l->in, c, y, x)] / scale);
            }
        }
    }
}

/* exp(v - largest) / sum of them: the largest exponent is 0, so nothing overflows. */
void reference_softmax(const Layer *l, const float *in, float *out) {
    int64_t n = shape_count(l->in);
    double most = -INFINITY, sum = 0.0;
    for (int64_t i = 0; i < n; i++)
        if (in[i] > most) most = in[i];
    for (int64_t i = 0; i < n; i++) sum += exp(in[i] - most);
    for (int64_t i = 0; i < n; i++) out[i] = (float)(exp(in[i] - most) / sum);
}

void reference_layer(const Layer *l, const float *w, const float *b, const float *in, float *out) {
    switch (l->kind) {
    case KIND_CONV: reference_conv(l, w, b, in, out); break;
    case KIND_FC: reference_fc(l, w, b, in, out); break;
    case KIND_POOL: reference_pool(l, in, out); break;
    case KIND_RELU: reference_relu(l, in, out); break;
    case KIND_LRN: reference_lrn(l, in, out); break;
    case KIND_SOFTMAX: reference_softmax(l, in, out); break;
    case KIND_AVGPOOL:
    case KIND_FLATTEN:
    case KIND_DROPOUT:
    case KIND_COUNT: break; /* no rows of a network */
    }
}
