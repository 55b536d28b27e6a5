/* The losses against their definitions in double, loop by loop; their gradients against differences; the same bits for
 * any number of threads. Autograd's word on them is in tests/live/style.py. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/gram.h"
#include "nn/losses.h"

static const size_t BUDGET = (size_t)1 << 20;

/* Fewer maps than a vector has numbers, as many as no panel has, more places than a chunk, and one place. */
static const Shape SHAPES[] = {{3, 5, 7}, {37, 21, 19}, {64, 33, 16}, {5, 1, 1}, {130, 4, 4}};
enum { SHAPES_N = sizeof SHAPES / sizeof *SHAPES };

static float *numbers(int64_t n, uint32_t seed) {
    float *out = aligned_alloc(64, ((size_t)n * sizeof *out + 127) / 64 * 64);
    assert_non_null(out);
    for (int64_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (float)(seed >> 8) * 0x1p-23f - 0.5f;
    }
    return out;
}

static float *zeros(int64_t n) {
    float *out = numbers(n, 0);
    memset(out, 0, (size_t)n * sizeof *out);
    return out;
}

static Engine *opened(Isa isa, int threads) {
    Engine *engine;
    Error e = engine_open(isa, threads, BUDGET, &engine);
    assert_false(failed(&e));
    return engine;
}

static double gram_at(const float *maps, Shape s, int i, int j) {
    int64_t plane = (int64_t)s.h * s.w;
    double sum = 0;
    for (int64_t at = 0; at < plane; at++) sum += (double)maps[i * plane + at] * (double)maps[j * plane + at];
    return sum / (double)plane;
}

static double loss_of(Engine *engine, const float *maps, Shape s, const float *target) {
    float *gram = zeros((int64_t)s.c * s.c), *nowhere = zeros(shape_count(s));
    double loss;
    Error e = gram_loss(engine, maps, s, target, 0, gram, nowhere, &loss);
    assert_false(failed(&e));
    free(gram);
    free(nowhere);
    return loss;
}

static void gram_is_what_it_is_defined_as(void **state) {
    (void)state;
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        Engine *engine = opened(isa, 2);
        for (int i = 0; i < SHAPES_N; i++) {
            Shape s = SHAPES[i];
            float *maps = numbers(shape_count(s), 7), *gram = zeros((int64_t)s.c * s.c);
            Error e = gram_matrix(engine, maps, s, gram);
            assert_false(failed(&e));
            for (int a = 0; a < s.c; a++)
                for (int b = 0; b < s.c; b++)
                    if (fabs((double)gram[a * s.c + b] - gram_at(maps, s, a, b)) > 1e-5)
                        fail_msg("%s, %d maps, %d %d", isa_name(isa), s.c, a, b);
            free(maps);
            free(gram);
        }
        engine_close(engine);
    }
}

/* A short way along a direction, forth and back: the loss changes by the gradient's share of it. */
static void gram_loss_has_its_gradient(void **state) {
    (void)state;
    static const float FAR = 2e-3f, WEIGHT = 3;
    Isa isa;
    Error e = isa_choose(&isa);
    assert_false(failed(&e));
    Engine *engine = opened(isa, 2);
    for (int i = 0; i < SHAPES_N; i++) {
        Shape s = SHAPES[i];
        int64_t n = shape_count(s);
        float *maps = numbers(n, 7), *other = numbers(n, 8), *way = numbers(n, 9), *moved = zeros(n);
        float *target = zeros((int64_t)s.c * s.c), *gram = zeros((int64_t)s.c * s.c), *gradient = zeros(n);
        double loss, along = 0, ends[2];
        e = gram_matrix(engine, other, s, target);
        assert_false(failed(&e));
        e = gram_loss(engine, maps, s, target, WEIGHT, gram, gradient, &loss);
        assert_false(failed(&e));
        double far = 0, all = 0;
        for (int k = 0; k < s.c * s.c; k++) {
            double t = gram_at(other, s, k / s.c, k % s.c), d = gram_at(maps, s, k / s.c, k % s.c) - t;
            far += d * d;
            all += t * t;
        }
        assert_true(fabs(loss - far / all) < 1e-4 * loss);
        for (int64_t k = 0; k < n; k++) along += (double)gradient[k] * (double)way[k];
        for (int end = 0; end < 2; end++) {
            for (int64_t k = 0; k < n; k++) moved[k] = maps[k] + (end ? FAR : -FAR) * way[k];
            ends[end] = loss_of(engine, moved, s, target);
        }
        double want = WEIGHT * (ends[1] - ends[0]) / (2 * (double)FAR);
        if (fabs(along - want) > 2e-3 * fabs(want) + 1e-3 * WEIGHT * loss)
            fail_msg("%d maps: %g along the way, not %g", s.c, along, want);
        assert_true(fabs(loss_of(engine, other, s, target)) < 1e-10);
        free(maps), free(other), free(way), free(moved), free(target), free(gram), free(gradient);
    }
    engine_close(engine);
}

static void gram_has_the_same_bits_for_any_threads(void **state) {
    (void)state;
    Isa isa;
    Error e = isa_choose(&isa);
    assert_false(failed(&e));
    Shape s = {130, 33, 16};
    float *maps = numbers(shape_count(s), 7), *target = numbers((int64_t)s.c * s.c, 8);
    float *gram[2], *gradient[2];
    double loss[2];
    for (int i = 0; i < 2; i++) {
        Engine *engine = opened(isa, i ? 3 : 1);
        gram[i] = zeros((int64_t)s.c * s.c);
        gradient[i] = zeros(shape_count(s));
        e = gram_loss(engine, maps, s, target, 1, gram[i], gradient[i], &loss[i]);
        assert_false(failed(&e));
        engine_close(engine);
    }
    assert_memory_equal(gram[0], gram[1], (size_t)(s.c * s.c) * sizeof **gram);
    assert_memory_equal(gradient[0], gradient[1], (size_t)shape_count(s) * sizeof **gradient);
    assert_memory_equal(&loss[0], &loss[1], sizeof *loss);
    for (int i = 0; i < 2; i++) free(gram[i]), free(gradient[i]);
    free(maps);
    free(target);
}

static void content_and_variation_are_sums_of_squares(void **state) {
    (void)state;
    float values[] = {1, 2, 4, 0, 5, 5}, target[] = {1, 1, 1, 1, 2, 0}, gradient[6] = {1, 0, 0, 0, 0, 0};
    /* (1 + 9 + 1 + 9 + 25) / 8 */
    assert_true(fabs(content_loss(values, target, 6, 2, gradient) - 45.0 / 8) < 1e-12);
    const float content[] = {1, 0.5f, 1.5f, -0.5f, 1.5f, 2.5f}; /* 2 * 2 * difference / 8, on what was there */
    assert_memory_equal(gradient, content, sizeof gradient);
    float restless[6] = {0};
    /* two rows of three: right (1 + 4) + (25 + 0), down 1 + 9 + 1 */
    assert_true(fabs(variation_loss(values, (Shape){1, 2, 3}, 3, restless) - 41.0 / 6) < 1e-12);
    const float slopes[] = {0, -4, 1, -6, 8, 1}; /* 2 * 3 / 6 times what its differences say */
    for (int i = 0; i < 6; i++)
        if (fabsf(restless[i] - slopes[i]) > 1e-6f) fail_msg("%d: %g", i, (double)restless[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(gram_is_what_it_is_defined_as),
                                       cmocka_unit_test(gram_loss_has_its_gradient),
                                       cmocka_unit_test(gram_has_the_same_bits_for_any_threads),
                                       cmocka_unit_test(content_and_variation_are_sums_of_squares)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
