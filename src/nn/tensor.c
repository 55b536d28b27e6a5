#include "nn/tensor.h"

#include <stdio.h>
#include <string.h>

#include "base/table.h"

int64_t tensor_count(const Tensor *t) {
    int64_t n = 1;
    for (int i = 0; i < t->rank; i++) n *= t->dim[i];
    return n;
}

int dtype_size(DType type) {
    return type == DTYPE_F32 ? 4 : type == DTYPE_U8 ? 1 : 2;
}

const char *dtype_name(DType type) {
    static const char *const names[] = {"F32", "F16", "BF16", "U8"};
    TABLE_HAS(names, DTYPE_COUNT);
    return names[type];
}

static float float_of_bits(uint32_t bits) {
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static uint32_t little16(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static float little_float(const uint8_t *p) {
    return float_of_bits(little16(p) | little16(p + 2) << 16);
}

/* Exact: a half is a float with a smaller exponent; a subnormal one is mantissa * 2^-24. */
static float float_of_half(uint32_t h) {
    uint32_t sign = (h & 0x8000) << 16, rest = h & 0x7fff;
    if (rest >= 0x7c00) return float_of_bits(sign | 0x7f800000 | (rest & 0x3ff) << 13);
    if (rest >= 0x400) return float_of_bits(sign | (rest + ((127 - 15) << 10)) << 13);
    float f = (float)rest * 0x1p-24f;
    return sign ? -f : f;
}

/* u8 * scale + min, rounded twice, as the arithmetic of float32 arrays does it: two statements, so
 * that no compiler joins them. */
static void read_u8(const uint8_t *from, int64_t n, float scale, float min, float *out) {
    for (int64_t i = 0; i < n; i++) {
        float product = (float)from[i] * scale;
        out[i] = product + min;
    }
}

static void read_quantized(const Tensor *t, int64_t first, int64_t n, float *out) {
    const uint8_t *data = t->data, *scale = t->scale, *min = t->min;
    int64_t a_channel = t->scales > 1 ? tensor_count(t) / t->scales : first + n;
    while (n > 0) {
        int64_t channel = first / a_channel, count = (channel + 1) * a_channel - first;
        if (count > n) count = n;
        read_u8(data + first, count, little_float(scale + 4 * channel),
                little_float(min + 4 * channel), out);
        first += count;
        out += count;
        n -= count;
    }
}

void tensor_read(const Tensor *t, int64_t first, int64_t n, float *out) {
    const uint8_t *from = (const uint8_t *)t->data + first * dtype_size(t->type);
    switch (t->type) {
    case DTYPE_F32:
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        memcpy(out, from, (size_t)n * sizeof *out);
#else
        for (int64_t i = 0; i < n; i++) out[i] = little_float(from + 4 * i);
#endif
        break;
    case DTYPE_F16:
        for (int64_t i = 0; i < n; i++) out[i] = float_of_half(little16(from + 2 * i));
        break;
    case DTYPE_BF16:
        for (int64_t i = 0; i < n; i++) out[i] = float_of_bits(little16(from + 2 * i) << 16);
        break;
    case DTYPE_U8: read_quantized(t, first, n, out); break;
    case DTYPE_COUNT: break;
    }
}

void tensor_narrow(const void *from, int64_t n, float *out) {
    const uint8_t *at = from;
    for (int64_t i = 0; i < n; i++, at += 8) {
        uint64_t bits = 0;
        double value;
        for (int k = 7; k >= 0; k--) bits = bits << 8 | at[k];
        memcpy(&value, &bits, sizeof value);
        out[i] = (float)value;
    }
}

int layer_tensors(const Layer *l, LayerWeights *w, TensorShape shape[LAYER_TENSORS], Tensor *out[LAYER_TENSORS]) {
    Tensor *const all[LAYER_TENSORS] = {&w->weight, &w->bias, &w->mean, &w->variance};
    memcpy(out, all, sizeof all);
    return layer_kind(l->kind)->tensors(l, shape);
}

void dims_text(const int64_t dim[], int rank, char out[DIMS_TEXT]) {
    int n = 0;
    out[0] = '\0';
    for (int i = 0; i < rank; i++)
        n += snprintf(out + n, DIMS_TEXT - (size_t)n, "%s%lld", i ? "x" : "", (long long)dim[i]);
}
