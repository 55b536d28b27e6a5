/* What the engine promises besides the right numbers: the same bits for any number of threads, any
 * order of portions and any budget; portions that cover a layer; a cache that forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nn/engine.h"

typedef struct Sample {
    Layer l;
    LayerWeights w;
    float *in, *weights, *bias;
} Sample;

static const size_t BUDGET = (size_t)64 << 20;

static float *numbers(int64_t n, uint32_t seed) {
    float *out = aligned_alloc(64, ((size_t)n * sizeof(float) + 127) / 64 * 64);
    assert_non_null(out);
    for (int64_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        out[i] = (float)(seed >> 8) * 0x1p-23f - 1.0f;
    }
    return out;
}

/* With the multiply-adds of a layer far larger, so that it has several portions. */
static Sample sample(Layer l) {
    Sample s = {.l = l};
    bool conv = l.kind == KIND_CONV;
    int64_t inputs = conv ? (int64_t)l.in.c / l.groups * l.kernel * l.kernel : shape_count(l.in);
    s.l.macs = INT64_C(4000000000);
    s.in = numbers(shape_count(l.in), 1);
    s.weights = numbers(inputs * l.out.c, 2);
    s.bias = numbers(l.out.c, 3);
    s.w.weight = (Tensor){.data = s.weights, .rank = 2, .dim = {l.out.c, inputs}};
    if (conv)
        s.w.weight = (Tensor){
            .data = s.weights, .rank = 4, .dim = {l.out.c, l.in.c / l.groups, l.kernel, l.kernel}};
    s.w.bias = (Tensor){.data = s.bias, .rank = 1, .dim = {l.out.c}};
    return s;
}

static void free_sample(Sample *s) {
    free(s->in);
    free(s->weights);
    free(s->bias);
}

/* Every algorithm. */
static const Layer LAYERS[] = {
    {.kind = KIND_CONV,
     .in = {40, 50, 37},
     .out = {72, 50, 37},
     .kernel = 3,
     .stride = 1,
     .pad = 1,
     .groups = 1},
    {.kind = KIND_CONV,
     .in = {300, 14, 14},
     .out = {72, 14, 14},
     .kernel = 3,
     .stride = 1,
     .pad = 1,
     .groups = 1},
    {.kind = KIND_CONV,
     .in = {16, 50, 50},
     .out = {48, 25, 25},
     .kernel = 7,
     .stride = 2,
     .pad = 3,
     .groups = 2},
    {.kind = KIND_FC, .in = {32, 8, 8}, .out = {1001, 1, 1}},
};
enum { SAMPLES = sizeof LAYERS / sizeof *LAYERS };

static void run(Engine *engine, const Sample *s, bool backwards, float *out) {
    int portions = engine_portions(engine, &s->l);
    for (int i = 0; i < portions; i++) {
        Error e =
            engine_portion(engine, &s->l, &s->w, true, s->in, out, backwards ? portions - 1 - i : i);
        assert_false(failed(&e));
    }
}

static Engine *open_engine(Isa isa, int threads, size_t budget) {
    Engine *engine;
    Error e = engine_open(isa, threads, budget, &engine);
    assert_false(failed(&e));
    assert_int_equal(engine_isa(engine), isa);
    return engine;
}

static void test_same_bits(void **state) {
    (void)state;
    static const struct {
        int threads;
        bool backwards;
        size_t budget;
    } WAYS[] = {{2, false, 1 << 26}, {3, true, 1 << 20}, {8, false, 0}, {1, true, 1 << 26}};
    for (int i = 0; i < SAMPLES; i++) {
        Sample s = sample(LAYERS[i]);
        size_t bytes = (size_t)shape_count(s.l.out) * sizeof(float);
        float *expected = numbers(shape_count(s.l.out), 4), *out = numbers(shape_count(s.l.out), 5);
        for (Isa isa = 0; isa < ISA_COUNT; isa++) {
            if (!isa_available(isa)) continue;
            Engine *engine = open_engine(isa, 1, BUDGET);
            assert_true(engine_portions(engine, &s.l) > 1);
            run(engine, &s, false, expected);
            engine_close(engine);
            for (size_t way = 0; way < sizeof WAYS / sizeof *WAYS; way++) {
                engine = open_engine(isa, WAYS[way].threads, WAYS[way].budget);
                memset(out, 0xff, bytes);
                run(engine, &s, WAYS[way].backwards, out);
                assert_memory_equal(out, expected, bytes);
                engine_close(engine);
            }
        }
        free(expected);
        free(out);
        free_sample(&s);
    }
}

static void test_portions_cover(void **state) {
    (void)state;
    Engine *engine = open_engine(ISA_PORTABLE, 1, 0);
    for (NetId id = 0; id < NET_COUNT; id++) {
        Net net;
        net_build(&net, id, 1);
        for (int row = 0; row < net.layers; row++) {
            const Layer *l = &net.layer[row];
            int portions = engine_portions(engine, l), at = 0;
            assert_true(portions >= 1);
            for (int i = 0; i < portions; i++) {
                int first, end;
                engine_portion_rows(engine, l, i, &first, &end);
                assert_int_equal(first, at);
                assert_true(end > first);
                at = end;
            }
            assert_int_equal(at, l->out.h > 1 ? l->out.h : l->out.c);
        }
    }
    engine_close(engine);
}

/* Other weights at the same address, once the engine has been told. */
static void test_forget(void **state) {
    (void)state;
    for (int i = 0; i < SAMPLES; i++) {
        Sample s = sample(LAYERS[i]);
        size_t n = (size_t)shape_count(s.l.out);
        float *first = numbers((int64_t)n, 4), *again = numbers((int64_t)n, 5);
        Engine *engine = open_engine(ISA_PORTABLE, 2, BUDGET);
        run(engine, &s, false, first);
        int64_t weights = tensor_count(&s.w.weight);
        for (int64_t j = 0; j < weights; j++) s.weights[j] *= 2.0f;
        for (int j = 0; j < s.l.out.c; j++) s.bias[j] *= 2.0f;
        engine_forget(engine, &s.w);
        run(engine, &s, false, again);
        for (size_t j = 0; j < n; j++) assert_true(again[j] == 2.0f * first[j]);
        engine_forget(engine, &s.w);
        engine_forget(engine, &s.w);
        engine_close(engine);
        free(first);
        free(again);
        free_sample(&s);
    }
}

/* More layers than the budget holds: the oldest go, and the numbers stay right. */
static void test_small_budget(void **state) {
    (void)state;
    enum { LAYERS_HERE = 5 };
    Engine *small = open_engine(ISA_PORTABLE, 2, 300 << 10),
           *large = open_engine(ISA_PORTABLE, 2, BUDGET);
    Layer l = {.kind = KIND_CONV,
               .in = {24, 40, 40},
               .out = {24, 40, 40},
               .kernel = 3,
               .stride = 1,
               .pad = 1,
               .groups = 1};
    Sample samples[LAYERS_HERE];
    int64_t n = shape_count(l.out);
    float *a = numbers(n, 1), *b = numbers(n, 2);
    for (int i = 0; i < LAYERS_HERE; i++) {
        samples[i] = sample(l);
        samples[i].weights[0] = (float)i;
    }
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < LAYERS_HERE; i++) {
            int which = round == 1 ? LAYERS_HERE - 1 - i : i;
            run(small, &samples[which], false, a);
            run(large, &samples[which], false, b);
            assert_memory_equal(a, b, (size_t)n * sizeof *a);
        }
    }
    for (int i = 0; i < LAYERS_HERE; i++) free_sample(&samples[i]);
    free(a);
    free(b);
    engine_close(small);
    engine_close(large);
}

static void test_choosing(void **state) {
    (void)state;
    Isa isa;
    unsetenv("VGGSCOPE_ISA");
    Error e = isa_choose(&isa);
    assert_false(failed(&e));
    assert_true(isa_available(isa));
    setenv("VGGSCOPE_ISA", "portable", 1);
    e = isa_choose(&isa);
    assert_false(failed(&e));
    assert_int_equal(isa, ISA_PORTABLE);
    setenv("VGGSCOPE_ISA", "mmx", 1);
    e = isa_choose(&isa);
    assert_string_equal(e.id, "isa.unknown");
    for (Isa i = 0; i < ISA_COUNT; i++) {
        setenv("VGGSCOPE_ISA", isa_name(i), 1);
        e = isa_choose(&isa);
        if (isa_available(i))
            assert_int_equal(isa, i);
        else
            assert_string_equal(e.id, "isa.missing");
    }
    unsetenv("VGGSCOPE_ISA");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits), cmocka_unit_test(test_portions_cover),
        cmocka_unit_test(test_forget),    cmocka_unit_test(test_small_budget),
        cmocka_unit_test(test_choosing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
