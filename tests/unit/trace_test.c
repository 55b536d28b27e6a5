/* The arithmetic behind one value, against the reference layers: padding, strides, groups, vectors
 * behind maps, pools, one-byte weights. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/weights_file.h"
#include "nn/layer.h"
#include "nn/trace.h"

/* Of the largest value of a layer. */
static const double ROUNDING = 1e-4; /* of a fast path, in float32 */

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
}

typedef struct Fixture {
    Engine *engine;
    Weights weights;
    Run *run;
} Fixture;

/* Runs up to a row; `apart`: every row, else only those that are handed on. */
static void open_fixture(Fixture *f, Isa isa, int last, bool apart) {
    succeeds(engine_open(isa, 2, (size_t)64 << 20, &f->engine));
    int64_t n = shape_count(f->weights.net.input);
    float *input = malloc((size_t)n * sizeof *input);
    assert_non_null(input);
    uint32_t seed = 3;
    for (int64_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        input[i] = (float)(seed >> 8) * 0x1p-22f - 2.0f;
    }
    succeeds(run_open(f->engine, &f->weights, input, &f->run));
    free(input);
    for (int row = apart ? 0 : last; row <= last; row++) {
        bool finished;
        succeeds(run_to(f->run, row, &finished));
        assert_true(finished);
    }
}

static Isa best(void) {
    Isa isa;
    succeeds(isa_choose(&isa));
    return isa;
}

static void close_fixture(Fixture *f) {
    run_close(f->run);
    engine_close(f->engine);
    weights_close(&f->weights);
}

static Fixture alexnet; /* of 2012: groups, strides, LRN, pools that overlap; every row has run */

static int open_alexnet(void **state) {
    (void)state;
    succeeds(weights_seeded(NET_ALEXNET_2012, 11, &alexnet.weights));
    open_fixture(&alexnet, best(), alexnet.weights.net.layers - 1, true);
    return 0;
}

static int close_alexnet(void **state) {
    (void)state;
    close_fixture(&alexnet);
    return 0;
}

/* The rows of a tensor as float32. */
static float *read_all(const Tensor *t) {
    float *out = malloc((size_t)tensor_count(t) * sizeof *out);
    assert_non_null(out);
    tensor_read(t, 0, tensor_count(t), out);
    return out;
}

static double largest(const float *v, int64_t n) {
    double most = 0;
    for (int64_t i = 0; i < n; i++) most = fmax(most, fabs((double)v[i]));
    return most;
}

/* What the trace says of its own terms holds: products, sums by channel, the window. */
static void adds_up(const Fixture *f, const Trace *t) {
    const Layer *l = &f->weights.net.layer[t->row];
    const LayerWeights *w = &f->weights.layer[t->row];
    const float *in = run_values(f->run, t->row - 1);
    int window = t->kernel * t->kernel;
    double sum = 0;
    assert_int_equal(t->terms, t->channels * window);
    for (int c = 0; c < t->channels; c++) {
        double channel = 0;
        for (int i = 0; i < window; i++) {
            int y = t->y0 + i / t->kernel, x = t->x0 + i % t->kernel, at = c * window + i;
            bool inside = y >= 0 && y < l->in.h && x >= 0 && x < l->in.w;
            int64_t from = ((int64_t)(t->first_channel + c) * l->in.h + y) * l->in.w + x;
            float weight;
            tensor_read(&w->weight, (int64_t)t->map * t->terms + at, 1, &weight);
            assert_true(t->inputs[at] == (inside ? in[from] : 0.0f));
            assert_true(t->weights[at] == weight);
            assert_true(t->products[at] == (double)t->inputs[at] * weight);
            channel += t->products[at];
        }
        assert_true(t->by_channel[c] == channel);
        sum += channel;
    }
    assert_true(t->sum == sum);
    float bias;
    tensor_read(&w->bias, t->map, 1, &bias);
    assert_true(t->bias == bias);
    assert_true(t->pre == t->sum + t->bias);
}

/* Corners, edges, the middle; the first, the last, and maps on both sides of a group's border. */
static int some_of(int n, int which) {
    const int of[] = {0, n / 2, n - 1, n / 2 - 1, n / 3};
    return of[which] < 0 ? 0 : of[which];
}

/* All is held against the reference's whole layer, computed from the same input. */
static void layer_is_traced(const Fixture *f, const char *name) {
    const Net *net = &f->weights.net;
    int row = net_layer(net, name), after = net_after_relu(net, row);
    const Layer *l = &net->layer[row];
    float *weights = read_all(&f->weights.layer[row].weight);
    float *bias = read_all(&f->weights.layer[row].bias);
    float *expected = malloc((size_t)shape_count(l->out) * sizeof *expected);
    assert_non_null(expected);
    layer_run(l->kind)->reference(l, (const float *const[LAYER_TENSORS]){weights, bias}, run_values(f->run, row - 1),
                                  expected);
    double most = largest(expected, shape_count(l->out));
    Arena arena = {0};
    for (int which = 0; which < 125; which++) {
        int map = some_of(l->out.c, which / 25), y = some_of(l->out.h, which / 5 % 5),
            x = some_of(l->out.w, which % 5);
        int64_t unit = ((int64_t)map * l->out.h + y) * l->out.w + x;
        Trace t;
        succeeds(trace_unit(f->run, after, map, x, y, &arena, &t));
        assert_true(t.kind == l->kind && t.row == row && t.after == after);
        assert_true(t.map == map && t.x == x && t.y == y);
        adds_up(f, &t);
        assert_true(fabs(t.pre - (double)expected[unit]) <=
                    1e-6 * most); /* the reference rounds once */
        assert_true(t.post == (after == row ? t.pre : fmax(t.pre, 0)));
        assert_true(t.stored == run_values(f->run, after)[unit]);
        assert_true(t.difference == (double)t.stored - t.post);
        assert_true(fabs(t.difference) <= ROUNDING * most);
        arena_reset(&arena);
    }
    arena_free(&arena);
    free(expected);
    free(weights);
    free(bias);
}

static void convolutions(void **state) {
    (void)state;
    layer_is_traced(&alexnet, "conv1"); /* 11x11, stride 4, no padding */
    layer_is_traced(&alexnet, "conv2"); /* 5x5, padding 2, two groups */
    layer_is_traced(&alexnet, "conv3");
    layer_is_traced(&alexnet, "conv5");
}

static void fully_connected(void **state) {
    (void)state;
    layer_is_traced(&alexnet, "fc6"); /* behind maps of 6x6 */
    layer_is_traced(&alexnet, "fc7");
    layer_is_traced(&alexnet, "fc8"); /* without a ReLU */
}

static Trace trace(const Fixture *f, const char *name, int map, int x, int y, Arena *arena) {
    Trace t;
    const Net *net = &f->weights.net;
    succeeds(trace_unit(f->run, net_after_relu(net, net_layer(net, name)), map, x, y, arena, &t));
    return t;
}

/* Where the windows lie, and what they are made of, in numbers. */
static void normalized(void **state) {
    (void)state;
    Fixture f = {0};
    succeeds(weights_seeded(NET_A_BN, 5, &f.weights));
    const Net *net = &f.weights.net;
    int row = net_layer(net, "conv2_1");
    open_fixture(&f, best(), row + 2, true);
    Arena arena = {0};
    for (int which = 0; which < 5; which++) {
        int map = some_of(128, which), x = some_of(112, which), y = some_of(112, 4 - which);
        double before = 0;
        for (int to = row; to <= row + 2; to++) {
            Trace t;
            succeeds(trace_unit(f.run, to, map, x, y, &arena, &t));
            assert_true(t.row == row && t.after == to && t.kind == KIND_CONV);
            assert_true(t.normed == (to > row) && t.activated == (to > row + 1));
            assert_true(fabs(t.difference) < 1e-4);
            if (to == row + 1) { /* the definition, from the row before as it is stored */
                float normal;
                float *tensor[LAYER_TENSORS] = {(float[]){(float)t.weight}, (float[]){(float)t.shift},
                                                (float[]){(float)t.mean}, (float[]){(float)t.variance}};
                Layer one = {.kind = KIND_BN, .in = {1, 1, 1}, .out = {1, 1, 1}};
                layer_run(KIND_BN)->reference(&one, (const float *const *)tensor, (float[]){(float)before}, &normal);
                assert_true(fabs((double)(normal - t.stored)) < 1e-4 && fabs(t.post - before) > 1e-3);
            }
            before = (double)t.stored;
        }
    }
    arena_free(&arena);
    close_fixture(&f);
}

static void windows(void **state) {
    (void)state;
    Arena arena = {0};
    Trace t = trace(&alexnet, "conv1", 95, 54, 3, &arena);
    assert_true(t.terms == 363 && t.x0 == 216 && t.y0 == 12 && t.first_channel == 0);
    t = trace(&alexnet, "conv2", 127, 0, 26, &arena);
    assert_true(t.terms == 1200 && t.channels == 48 && t.x0 == -2 && t.y0 == 24 &&
                t.first_channel == 0);
    t = trace(&alexnet, "conv2", 128, 0, 0, &arena);
    assert_int_equal(t.first_channel, 48);
    for (int i = 0; i < 10; i++) assert_true(t.inputs[i] == 0); /* two rows of padding */
    assert_true(t.inputs[10] == 0 && t.inputs[11] == 0);
    t = trace(&alexnet, "conv5", 255, 12, 12, &arena);
    assert_true(t.terms == 9 * 192 && t.first_channel == 192 && t.x0 == 11);
    t = trace(&alexnet, "fc6", 4095, 0, 0, &arena);
    assert_true(t.terms == 9216 && t.channels == 256 && t.kernel == 6 && t.x0 == 0 && t.y0 == 0);
    t = trace(&alexnet, "fc7", 0, 0, 0, &arena);
    assert_true(t.terms == 4096 && t.channels == 4096 && t.kernel == 1);
    arena_free(&arena);
}

/* A ReLU is traced as the layer before it. */
static void from_the_relu(void **state) {
    (void)state;
    Arena arena = {0};
    static const char *const PAIRS[][2] = {{"conv2", "relu2"}, {"fc6", "relu6"}};
    for (int i = 0; i < 2; i++)
        for (int map = 0; map < 64; map++) {
            Trace a = trace(&alexnet, PAIRS[i][0], map, 0, 0, &arena),
                  b = trace(&alexnet, PAIRS[i][1], map, 0, 0, &arena);
            assert_true(a.row == b.row && a.after == b.after && a.terms == b.terms);
            assert_true(a.pre == b.pre && a.post == b.post && a.stored == b.stored);
            assert_memory_equal(a.products, b.products, (size_t)a.terms * sizeof(double));
        }
    arena_free(&arena);
}

static void pools(void **state) {
    (void)state;
    Arena arena = {0};
    static const char *const NAMES[] = {"pool1", "pool2", "pool5"};
    for (int i = 0; i < 3; i++) {
        int row = net_layer(&alexnet.weights.net, NAMES[i]);
        const Layer *l = &alexnet.weights.net.layer[row];
        const float *in = run_values(alexnet.run, row - 1), *out = run_values(alexnet.run, row);
        for (int unit = 0; unit < shape_count(l->out); unit += 7) {
            int x = unit % l->out.w, y = unit / l->out.w % l->out.h,
                map = unit / l->out.w / l->out.h;
            Trace t = trace(&alexnet, NAMES[i], map, x, y, &arena);
            assert_true(t.kind == KIND_POOL && t.terms == 9 && t.channels == 1 && !t.weights);
            assert_true(t.first_channel == map && t.x0 == 2 * x && t.y0 == 2 * y && t.bias == 0);
            double most = -INFINITY;
            for (int j = 0; j < 9; j++) {
                float v = in[(map * l->in.h + t.y0 + j / 3) * l->in.w + t.x0 + j % 3];
                assert_true(t.inputs[j] == v && t.products[j] == v);
                most = fmax(most, v);
            }
            assert_true(t.sum == most && t.pre == most && t.post == most &&
                        t.by_channel[0] == most);
            assert_true(t.stored == out[unit] && t.difference == 0);
            arena_reset(&arena);
        }
    }
    arena_free(&arena);
}

/* Kinds whose values are no sum of products. */
static void without_terms(void **state) {
    (void)state;
    Arena arena = {0};
    static const char *const NAMES[] = {"lrn1", "lrn2", "prob"};
    for (int i = 0; i < 3; i++) {
        Trace t = trace(&alexnet, NAMES[i], 5, 0, 0, &arena);
        int row = net_layer(&alexnet.weights.net, NAMES[i]);
        Shape s = net_shape(&alexnet.weights.net, row);
        assert_true(t.terms == 0 && !t.products && t.after == row);
        assert_true(t.stored == run_values(alexnet.run, row)[5 * s.h * s.w]);
        assert_true(t.pre == t.stored && t.post == t.stored && t.difference == 0);
    }
    arena_free(&arena);
}

/* The bundled network: one byte a weight, a scale a channel; only rows behind their ReLU have run.
 */
static void one_byte_weights(void **state) {
    (void)state;
    static Fixture slim;
    char path[1024];
    assert_true(weights_bundled(NET_VGG19, path, sizeof path));
    succeeds(weights_open_file(path, NET_VGG19, &slim.weights));
    open_fixture(&slim, best(), net_layer(&slim.weights.net, "pool3"), false);
    layer_is_traced(&slim, "conv1_1");
    layer_is_traced(&slim, "conv2_2");
    layer_is_traced(&slim, "conv3_4");
    close_fixture(&slim);
}

/* A layer's own row is explained without its ReLU, whether that has run or not. */
static void before_its_relu(void **state) {
    (void)state;
    static Fixture vgg;
    Arena arena = {0};
    succeeds(weights_seeded(NET_VGG16, 5, &vgg.weights));
    int row = net_layer(&vgg.weights.net, "conv1_1");
    open_fixture(&vgg, best(), row, true);
    const float *values = run_values(vgg.run, row);
    int negative = 0;
    for (int i = 0; i < 64; i++) {
        Trace t;
        succeeds(trace_unit(vgg.run, row, i, 3 * i, 223 - 3 * i, &arena, &t));
        assert_int_equal(t.after, row);
        assert_true(t.stored == values[(i * 224 + 223 - 3 * i) * 224 + 3 * i] && t.post == t.pre);
        negative += t.stored < 0;
        arena_reset(&arena);
    }
    assert_true(negative > 0);
    bool finished;
    succeeds(run_to(vgg.run, row + 1, &finished));
    Trace bare, whole;
    succeeds(trace_unit(vgg.run, row, 0, 0, 0, &arena, &bare));
    succeeds(trace_unit(vgg.run, row + 1, 0, 0, 0, &arena, &whole));
    assert_true(bare.row == row && bare.after == row && bare.post == bare.pre);
    assert_true(whole.row == row && whole.after == row + 1 && whole.pre == bare.pre);
    arena_free(&arena);
    close_fixture(&vgg);
}

/* A layer that the portable path computes in many slices: a unit of each of its rows. */
static void every_row_of_a_large_layer(void **state) {
    (void)state;
    static Fixture vgg;
    succeeds(weights_seeded(NET_VGG16, 3, &vgg.weights));
    int row = net_layer(&vgg.weights.net, "relu1_2");
    open_fixture(&vgg, ISA_PORTABLE, row, false);
    double most = largest(run_values(vgg.run, row), 64 * 224 * 224);
    Arena arena = {0};
    for (int y = 0; y < 224; y++)
        for (int i = 0; i < 8; i++) {
            Trace t =
                trace(&vgg, "conv1_2", (y * 7 + i * 8) % 64, (y * 37 + i * 28) % 224, y, &arena);
            assert_true(fabs(t.difference) <= ROUNDING * most);
            arena_reset(&arena);
        }
    arena_free(&arena);
    close_fixture(&vgg);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolutions),
        cmocka_unit_test(fully_connected),
        cmocka_unit_test(normalized),
        cmocka_unit_test(windows),
        cmocka_unit_test(from_the_relu),
        cmocka_unit_test(pools),
        cmocka_unit_test(without_terms),
        cmocka_unit_test(one_byte_weights),
        cmocka_unit_test(before_its_relu),
        cmocka_unit_test(every_row_of_a_large_layer),
    };
    return cmocka_run_group_tests(tests, open_alexnet, close_alexnet);
}
