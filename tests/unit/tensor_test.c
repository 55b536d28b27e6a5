/* How stored weights are read: exactly, at any alignment, and the same by the fast layers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nn/engine.h"

enum { HALVES = 1 << 16 };

/* The definition of IEEE 754's binary16. */
static float half_value(unsigned h) {
    int exponent = (int)(h >> 10 & 31), mantissa = (int)(h & 1023);
    double v = exponent == 31 ? (mantissa ? NAN : INFINITY)
               : exponent     ? ldexp(1024 + mantissa, exponent - 25)
                              : ldexp(mantissa, -24);
    return (float)(h & 0x8000 ? -v : v);
}

static void same_float(float a, float b) {
    if (isnan(a) && isnan(b)) return;
    assert_memory_equal(&a, &b, sizeof a);
}

/* Every pattern of 16 bits, little endian, one byte off alignment. */
static unsigned char *all_halves(void) {
    unsigned char *data = malloc(2 * HALVES + 1);
    assert_non_null(data);
    for (int h = 0; h < HALVES; h++) {
        data[1 + 2 * h] = (unsigned char)(h & 255);
        data[2 + 2 * h] = (unsigned char)(h >> 8);
    }
    return data;
}

static void test_f16(void **state) {
    (void)state;
    unsigned char *data = all_halves();
    Tensor t = {.data = data + 1, .type = DTYPE_F16, .rank = 2, .dim = {256, 256}};
    float *out = malloc(HALVES * sizeof *out);
    tensor_read(&t, 0, HALVES, out);
    for (int h = 0; h < HALVES; h++) same_float(out[h], half_value((unsigned)h));
    tensor_read(&t, 0x3c00, 2, out);
    assert_true(out[0] == 1.0f && out[1] == 1.0f + 1.0f / 1024);
    free(out);
    free(data);
}

static void test_bf16(void **state) {
    (void)state;
    unsigned char *data = all_halves();
    Tensor t = {.data = data + 1, .type = DTYPE_BF16, .rank = 1, .dim = {HALVES}};
    float out[2];
    tensor_read(&t, 0x3f80, 2, out);
    assert_true(out[0] == 1.0f && out[1] == 1.0f + 1.0f / 128);
    tensor_read(&t, 0x0001, 1, out);
    assert_true(out[0] == (float)ldexp(1, -133));
    tensor_read(&t, 0xff80, 2, out);
    assert_true(out[0] == -INFINITY && isnan(out[1]));
    free(data);
}

static void test_u8(void **state) {
    (void)state;
    static const float scale[] = {0.5f, 0.1f}, min[] = {-3.0f, 0.7f};
    unsigned char data[8] = {99, 0, 1, 255, 0, 1, 2, 255}, pairs[18];
    memcpy(pairs + 1, scale, 8);
    memcpy(pairs + 9, min, 8);
    Tensor t = {.data = data + 2,
                .type = DTYPE_U8,
                .rank = 2,
                .dim = {2, 3},
                .scale = pairs + 1,
                .min = pairs + 9,
                .scales = 2};
    float out[6];
    tensor_read(&t, 0, 6, out);
    const float expected[] = {0.5f * 1 - 3.0f, 0.5f * 255 - 3.0f, -3.0f};
    assert_memory_equal(out, expected, sizeof expected);
    for (int i = 3; i < 6; i++) {
        volatile float product = (float)data[2 + i] * scale[1];
        same_float(out[i], product + min[1]);
    }
    tensor_read(&t, 2, 2, out); /* across two channels */
    assert_true(out[0] == -3.0f && out[1] == 0.1f + 0.7f);
    t.scales = 1;
    tensor_read(&t, 5, 1, out);
    assert_true(out[0] == 0.5f * 255 - 3.0f);
}

static void test_f32_unaligned(void **state) {
    (void)state;
    static const float values[] = {1.5f, -2.25f, 1e-42f};
    unsigned char data[13];
    memcpy(data + 1, values, sizeof values);
    Tensor t = {.data = data + 1, .type = DTYPE_F32, .rank = 3, .dim = {3, 1, 1}};
    float out[3];
    assert_int_equal(tensor_count(&t), 3);
    tensor_read(&t, 1, 2, out);
    assert_memory_equal(out, values + 1, 2 * sizeof *out);
}

static void read_columns(Isa isa, const Tensor *matrix, int rows, int columns) {
    Engine *engine;
    Error e = engine_open(isa, 1, 0, &engine);
    assert_false(failed(&e));
    Layer l = {.kind = KIND_FC, .in = {columns, 1, 1}, .out = {rows, 1, 1}};
    float *zero = calloc((size_t)rows, sizeof *zero);
    float *one = aligned_alloc(64, ((size_t)columns * 4 + 127) / 64 * 64);
    float *out = aligned_alloc(64, ((size_t)rows * 4 + 127) / 64 * 64);
    LayerWeights w = {.weight = *matrix,
                      .bias = {.data = zero, .type = DTYPE_F32, .rank = 1, .dim = {rows}}};
    for (int column = 0; column < columns; column++) {
        for (int i = 0; i < columns; i++) one[i] = i == column;
        e = engine_portion(engine, &l, &w, false, one, out, 0);
        assert_false(failed(&e));
        for (int row = 0; row < rows; row++) {
            float expected;
            tensor_read(matrix, (int64_t)row * columns + column, 1, &expected);
            assert_true(out[row] == expected);
        }
    }
    free(zero);
    free(one);
    free(out);
    engine_close(engine);
}

/* A vector of one 1 picks a column of the matrix, so a fully connected layer shows each weight. */
static void test_fc_reads_the_same(void **state) {
    (void)state;
    unsigned char *data = all_halves();
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        for (int negative = 0; negative < 2; negative++) { /* 31 of 32 exponents: the finite ones */
            Tensor halves = {.data = data + 1 + negative * HALVES,
                             .type = DTYPE_F16,
                             .rank = 2,
                             .dim = {124, 256}};
            read_columns(isa, &halves, 124, 256);
            halves.type = DTYPE_BF16;
            halves.dim[0] = 127;
            read_columns(isa, &halves, 127, 256);
        }
    }
    free(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_f16),
        cmocka_unit_test(test_bf16),
        cmocka_unit_test(test_u8),
        cmocka_unit_test(test_f32_unaligned),
        cmocka_unit_test(test_fc_reads_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
