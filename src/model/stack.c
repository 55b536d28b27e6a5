#include "model/stack.h"

#include "model/kind.h"

StackField stack_field(const Sliding layers[], int n) {
    StackField f = {1, 1};
    for (int i = 0; i < n; i++) {
        f.field += (layers[i].kernel - 1) * f.jump;
        f.jump *= layers[i].stride;
    }
    return f;
}

int64_t stack_weights(const Sliding layers[], int n, int64_t c) {
    int64_t weights = 0;
    for (int i = 0; i < n; i++) weights += (int64_t)layers[i].kernel * layers[i].kernel * c * c;
    return weights;
}

int stack_reach(const Sliding layers[], int n) {
    int reach = 1;
    for (int i = 0; i < n; i++) reach = (reach + layers[i].kernel - 2) / layers[i].stride + 1;
    return reach;
}

int stack_size(const Sliding layers[], int n, int size) {
    for (int i = 0; i < n; i++) {
        size = sliding_places(&layers[i], size);
        if (size == 0) return 0;
    }
    return size;
}

StackCost stack_cost(int kernel, int count, int c_in, int c_out, bool biases) {
    int64_t in = c_in, out = c_out, window = (int64_t)kernel * kernel;
    StackCost s = {.kernel = kernel, .count = count, .single = 1 + count * (kernel - 1)};
    s.weights = window * out * (in + (count - 1) * out) + (biases ? count * out : 0);
    s.single_weights = (int64_t)s.single * s.single * in * out + (biases ? out : 0);
    double ratio = (double)s.single_weights / (double)s.weights;
    s.more_percent = (ratio - 1) * 100;
    s.fewer_percent = (1 - 1 / ratio) * 100;
    return s;
}
