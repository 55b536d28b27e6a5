/* Every kind of layer, the reference and every instruction set of this processor, against what
 * PyTorch computed in double (tests/goldens/layers.py). Runs in the top directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "nn/engine.h"
#include "model/kind.h"
#include "nn/layer.h"

#define GOLDENS "tests/goldens/layers.bin"
enum { SLACK = 64 }; /* readable bytes behind the arrays of a layer */

/* Of the largest value. The reference sums in double; Winograd's transforms cost a digit or two. */
static const double REFERENCE_TOLERANCE = 1e-6, ENGINE_TOLERANCE = 2e-5;

typedef struct Case {
    char name[64];
    Layer l;
    LayerWeights w;
    float *in, *expected;
    float *numbers[LAYER_TENSORS]; /* its tensors as float32 */
    unsigned char *stored; /* weights, scales, minima as in the file, off alignment */
} Case;

static float *numbers(int64_t n) {
    size_t bytes = ((size_t)n * sizeof(float) + SLACK + 63) / 64 * 64;
    float *out = aligned_alloc(64, bytes);
    assert_non_null(out);
    memset(out, 0, bytes);
    return out;
}

static float *read_numbers(FILE *f, int64_t n) {
    float *out = numbers(n);
    assert_int_equal(fread(out, sizeof(float), (size_t)n, f), n);
    return out;
}

static Kind kind_named(const char *name) {
    Kind kind = KIND_CONV;
    while (strcmp(layer_kind(kind)->name, name) != 0) kind++;
    return kind;
}

static DType type_of(const char *name) {
    DType type = DTYPE_F32;
    while (strcmp(dtype_name(type), name) != 0) type++;
    return type;
}

static void read_weights(FILE *f, Case *c, const char *type, int scales) {
    TensorShape shape[LAYER_TENSORS];
    Tensor *tensor[LAYER_TENSORS], *t = &c->w.weight;
    int n = layer_tensors(&c->l, &c->w, shape, tensor);
    if (!n) return;
    *t = (Tensor){.type = type_of(type), .rank = shape[0].rank, .scales = scales};
    memcpy(t->dim, shape[0].dim, sizeof t->dim);
    size_t bytes = (size_t)tensor_count(t) * (size_t)dtype_size(t->type),
           pairs = (size_t)scales * 8;
    c->stored = malloc(bytes + pairs + 1);
    assert_non_null(c->stored);
    assert_int_equal(fread(c->stored + 1, 1, bytes + pairs, f), bytes + pairs);
    t->data = c->stored + 1;
    t->scale = c->stored + 1 + bytes;
    t->min = c->stored + 1 + bytes + (size_t)scales * 4;
    c->numbers[0] = numbers(tensor_count(t));
    tensor_read(t, 0, tensor_count(t), c->numbers[0]);
    for (int i = 1; i < n; i++) {
        c->numbers[i] = read_numbers(f, c->l.out.c);
        *tensor[i] = (Tensor){.data = c->numbers[i], .type = DTYPE_F32, .rank = 1, .dim = {c->l.out.c}};
    }
}

/* The next case of the file; false behind the last. */
static bool read_case(FILE *f, Case *c) {
    char line[256], kind[16], type[8];
    int scales, ceil, counts;
    double number;
    *c = (Case){0};
    if (!fgets(line, sizeof line, f)) return false;
    Layer *l = &c->l;
    assert_int_equal(sscanf(line, "%63s %15s %d %d %d %d %d %d %d %d %d %d %7s %d %d %d %d %d %lf %lf %lf", c->name,
                            kind, &l->in.c, &l->in.h, &l->in.w, &l->out.c, &l->out.h, &l->out.w,
                            &l->kernel, &l->stride, &l->pad, &l->groups, type, &scales, &l->pad_more, &ceil, &counts,
                            &l->adaptive, &number, &l->beta, &l->k),
                     21);
    l->ceil = ceil, l->counts_padding = counts;
    l->epsilon = l->slope = l->alpha = number;
    l->kind = kind_named(kind);
    snprintf(l->name, sizeof l->name, "%.11s", c->name);
    c->in = read_numbers(f, shape_count(l->in));
    read_weights(f, c, type, scales);
    c->expected = read_numbers(f, shape_count(l->out));
    return true;
}

static void free_case(Case *c) {
    free(c->in);
    free(c->expected);
    for (int i = 0; i < LAYER_TENSORS; i++) free(c->numbers[i]);
    free(c->stored);
}

static void check(const Case *c, const char *path, const float *out, double tolerance) {
    double most = 0.0, worst = 0.0;
    for (int64_t i = 0; i < shape_count(c->l.out); i++) {
        most = fmax(most, fabs(c->expected[i]));
        double difference = fabs((double)out[i] - c->expected[i]);
        if (!(difference <= worst)) worst = difference; /* NaN too */
    }
    if (!(worst <= tolerance * most))
        fail_msg("%s, %s: %g of the largest value", c->name, path, worst / most);
}

static void run_engine(const Case *c, Isa isa, int threads, size_t budget, bool relu, float *out) {
    Engine *engine;
    Error e = engine_open(isa, threads, budget, &engine);
    assert_false(failed(&e));
    for (int i = 0; i < engine_portions(engine, &c->l); i++) {
        e = engine_portion(engine, &c->l, c->numbers[0] ? &c->w : NULL, relu, c->in, out, i);
        assert_false(failed(&e));
    }
    engine_close(engine);
}

/* Calls `test` for every case. */
static void each_case(void (*test)(const Case *c)) {
    FILE *f = fopen(GOLDENS, "rb");
    assert_non_null(f);
    Case c;
    int cases = 0;
    for (; read_case(f, &c); cases++) {
        test(&c);
        free_case(&c);
    }
    fclose(f);
    assert_true(cases > 40);
}

/* The shape that the model gives a layer is PyTorch's. */
static void shape_case(const Case *c) {
    Shape out = {0};
    assert_true(layer_kind(c->l.kind)->shape(&c->l, c->l.in, &out));
    if (out.c != c->l.out.c || out.h != c->l.out.h || out.w != c->l.out.w)
        fail_msg("%s: %dx%dx%d", c->name, out.c, out.h, out.w);
}

static void reference_case(const Case *c) {
    float *out = numbers(shape_count(c->l.out));
    layer_run(c->l.kind)->reference(&c->l, (const float *const *)c->numbers, c->in, out);
    check(c, "reference", out, REFERENCE_TOLERANCE);
    free(out);
}

static void isa_case(const Case *c) {
    float *out = numbers(shape_count(c->l.out));
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        for (int kept = 0; kept < 2; kept++) {
            memset(out, 0xff, (size_t)shape_count(c->l.out) * sizeof *out); /* NaN */
            run_engine(c, isa, 2, kept ? 1 << 24 : 0, false, out);
            check(c, isa_name(isa), out, ENGINE_TOLERANCE);
        }
    }
    free(out);
}

/* The ReLU joined to a layer, and the ReLU behind it. */
static void relu_case(const Case *c) {
    if (!layer_run(c->l.kind)->rectifies) return;
    int64_t n = shape_count(c->l.out);
    float *joined = numbers(n), *apart = numbers(n), *behind = numbers(n);
    Case relu = {.l = {.kind = KIND_RELU, .in = c->l.out, .out = c->l.out}, .in = apart};
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        run_engine(c, isa, 1, 1 << 24, true, joined);
        run_engine(c, isa, 1, 1 << 24, false, apart);
        run_engine(&relu, isa, 1, 0, false, behind);
        assert_memory_equal(joined, behind, (size_t)n * sizeof(float));
        assert_memory_not_equal(apart, behind, (size_t)n * sizeof(float));
    }
    free(joined);
    free(apart);
    free(behind);
}

/* No promise of what comes out, but that something does, and that ReLU and pools keep a NaN. */
static void strange_case(const Case *c) {
    int64_t inputs = shape_count(c->l.in), outputs = shape_count(c->l.out);
    float *out = numbers(outputs), *kept = c->in;
    static const float strange[] = {NAN, INFINITY, -INFINITY, -0.0f, 1e-42f, 3e38f};
    Case odd = *c;
    odd.in = numbers(inputs);
    for (int64_t i = 0; i < inputs; i++)
        odd.in[i] = i % 3 ? kept[i] : strange[i / 3 % (int64_t)(sizeof strange / sizeof *strange)];
    odd.in[0] = NAN;
    for (Isa isa = 0; isa < ISA_COUNT; isa++) {
        if (!isa_available(isa)) continue;
        run_engine(&odd, isa, 2, 1 << 24, true, out);
        if (c->l.kind == KIND_RELU || c->l.kind == KIND_POOL) assert_true(isnan(out[0]));
    }
    layer_run(odd.l.kind)->reference(&odd.l, (const float *const *)odd.numbers, odd.in, out);
    free(odd.in);
    free(out);
}

static void test_shapes(void **state) {
    (void)state;
    each_case(shape_case);
}

static void test_reference(void **state) {
    (void)state;
    each_case(reference_case);
}

static void test_every_isa(void **state) {
    (void)state;
    each_case(isa_case);
}

static void test_joined_relu(void **state) {
    (void)state;
    each_case(relu_case);
}

static void test_strange_numbers(void **state) {
    (void)state;
    each_case(strange_case);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_every_isa),
        cmocka_unit_test(test_joined_relu),
        cmocka_unit_test(test_strange_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
