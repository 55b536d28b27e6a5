/* The relevance of patches against the plainest way to compute it: every patch with every other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nn/match.h"

static const Watch nobody = {NULL, NULL};

/* Numbers of which many are 0, as behind a ReLU. */
static float *random_map(Shape s, uint32_t seed) {
    float *out = aligned_alloc(64, ((size_t)shape_count(s) * sizeof *out + 127) / 64 * 64);
    assert_non_null(out);
    for (int64_t i = 0; i < shape_count(s); i++) {
        seed = seed * 1664525u + 1013904223u;
        float v = (float)(seed >> 8) / 8388608.0f - 1.0f;
        out[i] = v > 0 ? v : 0;
    }
    return out;
}

static double at(const float *v, Shape s, int c, int y, int x) {
    return y < 0 || x < 0 || y >= s.h || x >= s.w ? 0 : (double)v[((int64_t)c * s.h + y) * s.w + x];
}

static double patch_product(const float *a, Shape sa, int ya, int xa, const float *b, Shape sb, int yb, int xb) {
    double sum = 0;
    for (int c = 0; c < sa.c; c++)
        for (int i = -1; i <= 1; i++)
            for (int j = -1; j <= 1; j++) sum += at(a, sa, c, ya + i, xa + j) * at(b, sb, c, yb + i, xb + j);
    return sum;
}

static void check(Engine *engine, const float *a, Shape sa, const float *b, Shape sb) {
    int n = sa.h * sa.w, *place = calloc((size_t)n, sizeof *place);
    float *relevance = calloc((size_t)n, sizeof *relevance);
    bool finished = false;
    Error e = match_patches(engine, a, sa, b, sb, nobody, relevance, place, &finished);
    assert_false(failed(&e));
    assert_true(finished);
    for (int i = 0; i < n; i++) {
        double best = -1, mine = 0, own = sqrt(patch_product(a, sa, i / sa.w, i % sa.w, a, sa, i / sa.w, i % sa.w));
        for (int j = 0; j < sb.h * sb.w; j++) {
            double length = sqrt(patch_product(b, sb, j / sb.w, j % sb.w, b, sb, j / sb.w, j % sb.w));
            double r = own * length > 0
                           ? patch_product(a, sa, i / sa.w, i % sa.w, b, sb, j / sb.w, j % sb.w) / own / length
                           : 0;
            if (r > best) best = r;
            if (j == place[i]) mine = r;
        }
        assert_true(fabs(best - (double)relevance[i]) < 1e-5);
        assert_true(best - mine < 1e-6);
    }
    free(place);
    free(relevance);
}

static void all_pairs(void **state) {
    (void)state;
    Engine *engine;
    Error e = engine_open(ISA_PORTABLE, 2, 1 << 20, &engine);
    assert_false(failed(&e));
    Shape sa = {7, 6, 9}, sb = {7, 5, 4}; /* of different sizes */
    float *a = random_map(sa, 1), *b = random_map(sb, 2), *nothing = random_map(sb, 3);
    check(engine, a, sa, b, sb);
    check(engine, b, sb, b, sb);
    memset(nothing, 0, (size_t)shape_count(sb) * sizeof *nothing);
    check(engine, a, sa, nothing, sb);
    check(engine, nothing, sb, a, sa);
    free(a), free(b), free(nothing);
    engine_close(engine);
}

/* A photo's patches are most alike to themselves; moved by (2, 1) they are found there. */
static void moved(void **state) {
    (void)state;
    Engine *engine;
    Isa isa;
    Error e = isa_choose(&isa);
    assert_false(failed(&e));
    e = engine_open(isa, 0, 1 << 20, &engine);
    assert_false(failed(&e));
    Shape s = {16, 12, 12};
    float *a = random_map(s, 5), *b = random_map(s, 6), relevance[144];
    int place[144];
    for (int c = 0; c < s.c; c++)
        for (int y = 2; y < 12; y++)
            for (int x = 1; x < 12; x++) b[(c * 12 + y) * 12 + x] = a[(c * 12 + y - 2) * 12 + x - 1];
    bool finished;
    e = match_patches(engine, a, s, b, s, nobody, relevance, place, &finished);
    assert_false(failed(&e));
    for (int y = 1; y < 9; y++)
        for (int x = 1; x < 10; x++) {
            assert_int_equal(place[y * 12 + x], (y + 2) * 12 + x + 1);
            assert_true(fabsf(relevance[y * 12 + x] - 1) < 1e-5f);
        }
    free(a), free(b);
    engine_close(engine);
}

static void cancelled(void **state) {
    (void)state;
    Engine *engine;
    atomic_bool cancel = true;
    Error e = engine_open(ISA_PORTABLE, 1, 1 << 20, &engine);
    assert_false(failed(&e));
    Shape s = {4, 8, 8};
    float *a = random_map(s, 7), relevance[64];
    int place[64];
    bool finished = true;
    e = match_patches(engine, a, s, a, s, (Watch){&cancel, NULL}, relevance, place, &finished);
    assert_false(failed(&e));
    assert_false(finished);
    free(a);
    engine_close(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_pairs), cmocka_unit_test(moved),
                                       cmocka_unit_test(cancelled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
