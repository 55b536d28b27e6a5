#include "nn/objective.h"

#include <string.h>

static double sum_of(const float *v, int64_t n) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += (double)v[i];
    return sum;
}

static int64_t unit_at(const Objective *o, Shape s) { return ((int64_t)o->map * s.h + o->y) * s.w + o->x; }

double objective_value(const Objective *o, const float *values, Shape s) {
    int64_t plane = (int64_t)s.h * s.w, n = shape_count(s);
    double sum = 0;
    switch (o->grows) {
    case GROWS_UNIT: return (double)values[unit_at(o, s)];
    case GROWS_MAP: return sum_of(values + o->map * plane, plane) / (double)plane;
    case GROWS_DIRECTION:
        for (int c = 0; c < s.c; c++) sum += (double)o->weight[c] * sum_of(values + c * plane, plane);
        return sum / (double)plane;
    case GROWS_ALL:
        for (int64_t i = 0; i < n; i++) sum += (double)values[i] * (double)values[i];
        return sum / 2 / (double)n;
    }
    return 0;
}

void objective_gradient(const Objective *o, const float *values, Shape s, float *out) {
    int64_t plane = (int64_t)s.h * s.w, n = shape_count(s);
    float sign = o->negative ? -1 : 1, share = sign / (float)plane;
    memset(out, 0, (size_t)n * sizeof *out);
    switch (o->grows) {
    case GROWS_UNIT: out[unit_at(o, s)] = sign; break;
    case GROWS_MAP:
        for (int64_t i = 0; i < plane; i++) out[o->map * plane + i] = share;
        break;
    case GROWS_DIRECTION:
        for (int c = 0; c < s.c; c++)
            for (int64_t i = 0; i < plane; i++) *out++ = share * o->weight[c];
        break;
    case GROWS_ALL:
        for (int64_t i = 0; i < n; i++) out[i] = sign * values[i] / (float)n;
        break;
    }
}
