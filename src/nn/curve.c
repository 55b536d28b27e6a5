#include "nn/curve.h"

#include <math.h>

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

/* The share of a normal distribution below x. */
static double below(double x) { return 0.5 * erfc(-x * M_SQRT1_2); }

double curve_at(const Layer *l, double x) {
    switch (l->kind) {
    case KIND_LEAKY: return x < 0 ? l->slope * x : x;
    case KIND_ELU: return x < 0 ? l->slope * expm1(x) : x;
    case KIND_GELU: return x * below(x);
    case KIND_SILU: return x * sigmoid(x);
    case KIND_RELU6: return x < 0 ? 0 : x > 6 ? 6 : x;
    case KIND_SIGMOID: return sigmoid(x);
    case KIND_TANH: return tanh(x);
    default: return x;
    }
}

double curve_slope(const Layer *l, double x) {
    double s;
    switch (l->kind) {
    case KIND_LEAKY: return x > 0 ? 1 : l->slope;
    case KIND_ELU: return x > 0 ? 1 : l->slope * exp(x);
    case KIND_GELU: return below(x) + x * exp(-0.5 * x * x) * 0.5 * M_2_SQRTPI * M_SQRT1_2;
    case KIND_SILU: return s = sigmoid(x), s * (1 + x * (1 - s));
    case KIND_RELU6: return x > 0 && x < 6;
    case KIND_SIGMOID: return s = sigmoid(x), s * (1 - s);
    case KIND_TANH: return s = tanh(x), 1 - s * s;
    default: return 1;
    }
}
