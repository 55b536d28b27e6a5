/* Weights: seeded ones against whole-number arithmetic in Python, files that are packed and opened
 * again, files that do not fit (tests/goldens/weights.py). Runs in the top directory. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/weights_file.h"
#include "scratch.h"

#define GOLDENS "tests/goldens/weights.txt"

static Workers *workers;

static int open_all(void **state) {
    workers = workers_open(2);
    return workers ? scratch_open(state) : -1;
}

static int close_all(void **state) {
    workers_close(workers);
    return scratch_close(state);
}

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s, %s, %s", e.id, e.arg[0], e.arg[1], e.arg[2]);
}

static int row_of(const Weights *w, const char *name) {
    int row = net_layer(&w->net, name);
    assert_true(row >= 0);
    return row;
}

/* ---- seeded ---- */

typedef struct Seeded {
    char net[32], tensor[32];
    uint32_t seed, bits;
    long long count, fan_in, index;
} Seeded;

/* The tensor that a golden speaks of, made. */
static const Tensor *find_tensor(Weights *w, const char *tensor) {
    for (int row = 0; row < w->net.layers; row++) {
        char name[32];
        if (!w->net.layer[row].weight_layer) continue;
        for (int bias = 0; bias < 2; bias++) {
            weights_name(&w->net.layer[row], bias ? "bias" : "weight", name);
            if (strcmp(name, tensor) != 0) continue;
            succeeds(weights_touch(w, row, workers, NULL));
            return bias ? &w->layer[row].bias : &w->layer[row].weight;
        }
    }
    fail_msg("no %s", tensor);
    return NULL;
}

static void seeded_numbers(void **state) {
    (void)state;
    FILE *f = fopen(GOLDENS, "r");
    assert_non_null(f);
    char line[200], open[64] = "", now[64];
    static Weights w;
    Seeded g;
    int n = 0;
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "seeded %31s %u %31s %lld %lld %lld %x", g.net, &g.seed, g.tensor,
                   &g.count, &g.fan_in, &g.index, &g.bits) != 7)
            continue;
        snprintf(now, sizeof now, "%s:%u", g.net, g.seed);
        if (strcmp(open, now) != 0) {
            NetId id;
            if (*open) weights_close(&w);
            assert_true(net_find(g.net, &id));
            succeeds(weights_seeded(id, g.seed, &w));
            snprintf(open, sizeof open, "%s", now);
        }
        const Tensor *t = find_tensor(&w, g.tensor);
        float expected, value;
        memcpy(&expected, &g.bits, sizeof expected);
        assert_int_equal(tensor_count(t), g.count);
        tensor_read(t, g.index, 1, &value);
        if (memcmp(&value, &expected, sizeof value) != 0)
            fail_msg("%s of %s is %a, not %a at %lld", g.tensor, now, value, expected, g.index);
        n++;
    }
    weights_close(&w);
    fclose(f);
    assert_int_equal(n, 7 * 4 * 6);
}

/* The variance is 2 / fan-in, the mean near 0, the biases within 1/16 and not 0. */
static void seeded_sizes(void **state) {
    (void)state;
    static Weights w;
    succeeds(weights_seeded(NET_ALEXNET_2012, 3, &w));
    assert_true(w.seeded && w.origin == ORIGIN_RANDOM && w.seed == 3 && w.net.width == 1);
    for (int row = 0; row < w.net.layers; row++) {
        const Layer *l = &w.net.layer[row];
        if (l->kind != KIND_CONV) continue;
        succeeds(weights_touch(&w, row, workers, NULL));
        const Tensor *t = &w.layer[row].weight, *bias = &w.layer[row].bias;
        const float *value = t->data, *b = bias->data;
        double sum = 0, squares = 0, fan_in = (double)tensor_count(t) / l->out.c;
        for (int64_t i = 0; i < tensor_count(t); i++) {
            sum += value[i];
            squares += (double)value[i] * value[i];
        }
        double n = (double)tensor_count(t);
        assert_true(fabs(squares / n * fan_in / 2 - 1) < 0.03);
        assert_true(fabs(sum / n) * sqrt(fan_in) < 0.03);
        assert_true(tensor_finite(t, workers));
        for (int o = 0; o < l->out.c; o++) assert_true(b[o] != 0 && fabsf(b[o]) <= 0.0625f);
    }
    weights_close(&w);
    assert_null(w.memory.block);
}

static void seeded_by_any_threads(void **state) {
    (void)state;
    static Weights a, b;
    Workers *one = workers_open(1), *many = workers_open(5);
    succeeds(weights_seeded(NET_VGG16, 7, &a));
    succeeds(weights_seeded(NET_VGG16, 7, &b));
    int row = row_of(&a, "conv4_1");
    succeeds(weights_touch(&a, row, one, NULL));
    succeeds(weights_touch(&b, row, many, NULL));
    size_t bytes = (size_t)tensor_count(&a.layer[row].weight) * sizeof(float);
    assert_memory_equal(a.layer[row].weight.data, b.layer[row].weight.data, bytes);
    weights_close(&a);
    weights_close(&b);
    workers_close(one);
    workers_close(many);
}

static void names_of_random_weights(void **state) {
    (void)state;
    uint32_t seed = 9;
    assert_true(weights_random("random", &seed) && seed == 1);
    assert_true(weights_random("random:0", &seed) && seed == 0);
    assert_true(weights_random("random:4294967295", &seed) && seed == 4294967295u);
    static const char *const NONE[] = {"",
                                       "random:",
                                       "random:-1",
                                       "random: 1",
                                       "random:1x",
                                       "randomly",
                                       "Random:1",
                                       "random:+1",
                                       "random:4294967296",
                                       "file",
                                       "random:99999999999999999999999"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        assert_false(weights_random(NONE[i], &seed));
}

/* ---- files ---- */

/* Weights of an AlexNet a sixteenth as wide, about half a million numbers between -1 and 1. */
static Weights *narrow(void) {
    static Weights w;
    uint32_t seed = 5;
    w = (Weights){0};
    net_build(&w.net, NET_ALEXNET, 16);
    for (int row = 0; row < w.net.layers; row++) {
        const Layer *l = &w.net.layer[row];
        LayerWeights *lw = &w.layer[row];
        if (!l->weight_layer) continue;
        lw->weight = (Tensor){.rank = 2, .dim = {l->out.c, shape_count(l->in)}};
        if (l->kind == KIND_CONV)
            lw->weight = (Tensor){.rank = 4, .dim = {l->out.c, l->in.c, l->kernel, l->kernel}};
        lw->bias = (Tensor){.rank = 1, .dim = {l->out.c}};
        for (int bias = 0; bias < 2; bias++) {
            Tensor *t = bias ? &lw->bias : &lw->weight;
            float *numbers = ARENA_NEW(&w.memory, (size_t)tensor_count(t), float);
            assert_non_null(numbers);
            for (int64_t i = 0; i < tensor_count(t); i++) {
                seed = seed * 1664525u + 1013904223u;
                numbers[i] = (float)(seed >> 8) * 0x1p-23f - 1.0f;
            }
            t->data = numbers;
        }
    }
    return &w;
}

static float *numbers(Weights *w, const char *layer) {
    return (float *)w->layer[row_of(w, layer)].weight.data;
}

static const char *pack(Weights *w, DType type, PackReport *report) {
    const char *path = scratch("packed.safetensors");
    succeeds(weights_pack(w, workers, type, path, report));
    return path;
}

/* Both hold the same shapes; calls `check` for each weight, with its index in its output channel.
 */
typedef void CheckWeight(float from, float to, const Tensor *t, int64_t channel, int64_t index);

static void compare(const Weights *from, const Weights *to, CheckWeight *check) {
    for (int row = 0; row < from->net.layers; row++) {
        const LayerWeights *a = &from->layer[row], *b = &to->layer[row];
        if (!from->net.layer[row].weight_layer) continue;
        assert_int_equal(tensor_count(&a->weight), tensor_count(&b->weight));
        int64_t each = tensor_count(&a->weight) / a->weight.dim[0];
        for (int64_t i = 0; i < tensor_count(&a->weight); i++) {
            float from_value, to_value;
            tensor_read(&a->weight, i, 1, &from_value);
            tensor_read(&b->weight, i, 1, &to_value);
            check(from_value, to_value, &b->weight, i / each, i % each);
        }
        assert_int_equal(b->bias.type, DTYPE_F32);
        assert_int_equal(tensor_count(&a->bias), tensor_count(&b->bias));
        assert_memory_equal(a->bias.data, b->bias.data,
                            (size_t)tensor_count(&a->bias) * sizeof(float));
    }
}

static void same_bits(float from, float to, const Tensor *t, int64_t channel, int64_t index) {
    (void)t, (void)channel, (void)index;
    if (memcmp(&from, &to, sizeof from) != 0) fail_msg("%a became %a", from, to);
}

static void float32_comes_back(void **state) {
    (void)state;
    static Weights back;
    PackReport report;
    Weights *w = narrow();
    numbers(w, "conv1")[3] = -0.0f;
    numbers(w, "conv1")[4] = 0x1p-149f;
    numbers(w, "conv1")[5] = 0x1.fffffep127f;
    succeeds(weights_open_file(pack(w, DTYPE_F32, &report), NET_ALEXNET, &back));
    assert_true(back.net.width == 16 && back.type == DTYPE_F32 && !back.seeded);
    assert_string_equal(back.path, scratch("packed.safetensors"));
    compare(w, &back, same_bits);
    for (int row = 0; row < w->net.layers; row++) {
        assert_true(report.error[row] == 0);
        succeeds(weights_touch(&back, row, workers, NULL));
    }
    assert_int_equal(scratch_count(), 1); /* no temporary file */
    weights_close(&back);
    weights_close(w);
}

/* Rounded as NumPy rounds: ties to even, subnormals. What gets infinite is not written. */
static void halves_are_rounded(void **state) {
    (void)state;
    FILE *f = fopen(GOLDENS, "r");
    assert_non_null(f);
    static Weights back;
    static uint32_t halves[1500], large[100];
    char line[200];
    uint32_t bits, half;
    int n = 0, larges = 0;
    PackReport report;
    Weights *w = narrow();
    float *values = numbers(w, "conv1");
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "half %x %x", &bits, &half) != 2) continue;
        if ((half & 0x7fff) == 0x7c00) {
            large[larges++] = bits;
            continue;
        }
        assert_true(n < 1452);
        memcpy(&values[n], &bits, sizeof bits);
        halves[n++] = half;
    }
    fclose(f);
    assert_true(n > 1000 && larges >= 6);
    succeeds(weights_open_file(pack(w, DTYPE_F16, &report), NET_ALEXNET, &back));
    const unsigned char *stored = back.layer[0].weight.data;
    double worst = 0;
    for (int i = 0; i < n; i++) {
        float value;
        assert_int_equal(stored[2 * i] | stored[2 * i + 1] << 8, halves[i]);
        tensor_read(&back.layer[0].weight, i, 1, &value);
        worst = fmax(worst, fabs((double)value - (double)values[i]));
    }
    assert_true(report.error[0] == worst && worst > 0);
    assert_int_equal(back.type, DTYPE_F16);
    weights_close(&back);
    for (int i = 0; i < larges; i++) {
        memcpy(&values[100], &large[i], sizeof(float));
        Error e = weights_pack(w, workers, DTYPE_F16, scratch("large.safetensors"), &report);
        assert_string_equal(e.id, "weights.type");
        assert_string_equal(e.arg[0], "F16");
        assert_string_equal(e.arg[1], "features.0.weight");
    }
    assert_int_equal(scratch_count(), 1);
    weights_close(w);
}

static double worst_byte;

static void within_half_a_step(float from, float to, const Tensor *t, int64_t channel,
                               int64_t index) {
    float scale, min;
    memcpy(&scale, (const char *)t->scale + 4 * channel, sizeof scale);
    memcpy(&min, (const char *)t->min + 4 * channel, sizeof min);
    double off = fabs((double)to - (double)from);
    if (off > scale * 0.5 + 1e-7) fail_msg("%g became %g, scale %g", from, to, scale);
    if (channel == 0) worst_byte = fmax(worst_byte, off);
    if (t->rank == 4 && channel == 1) { /* all of one value */
        assert_true(scale == 0 && min == from && to == from);
        assert_int_equal(
            ((const uint8_t *)t->data)[channel * (tensor_count(t) / t->dim[0]) + index], 0);
    }
}

static void bytes_are_near(void **state) {
    (void)state;
    static Weights back;
    PackReport report;
    Weights *w = narrow();
    static const float TIES[] = {0, 255, 0.5f, 1.5f, 2.5f, 253.5f, 254.5f, 0.49f, 0.51f, 7};
    static const uint8_t ROUNDED[] = {0, 255, 0, 2, 2, 254, 254, 0, 1, 7};
    for (int row = 0; row < w->net.layers; row++) {
        Tensor *t = &w->layer[row].weight;
        if (t->rank != 4) continue;
        int64_t each = tensor_count(t) / t->dim[0];
        for (int64_t i = 0; i < each; i++) ((float *)t->data)[each + i] = -0.37f * (float)(row + 1);
    }
    float *values = numbers(w, "fc7"); /* 256 inputs a channel, the first between 0 and 255 */
    for (int i = 0; i < 256; i++) values[i] = TIES[i % 10];
    succeeds(weights_open_file(pack(w, DTYPE_U8, &report), NET_ALEXNET, &back));
    assert_int_equal(back.type, DTYPE_U8);
    worst_byte = 0;
    compare(w, &back, within_half_a_step);
    int fc7 = row_of(w, "fc7");
    const uint8_t *stored = back.layer[fc7].weight.data;
    for (int i = 0; i < 256; i++) assert_int_equal(stored[i], ROUNDED[i % 10]);
    assert_int_equal(back.layer[fc7].weight.scales, back.layer[fc7].weight.dim[0]);
    assert_true(report.error[fc7] == 0.5);
    for (int row = 0; row < w->net.layers; row++)
        if (w->net.layer[row].weight_layer)
            assert_true(report.error[row] > 0 && report.error[row] <= 0.5);
    /* Packing what was packed changes nothing. */
    static Weights again;
    succeeds(weights_pack(&back, workers, DTYPE_F32, scratch("again.safetensors"), &report));
    succeeds(weights_open_file(scratch("again.safetensors"), NET_ALEXNET, &again));
    compare(&back, &again, same_bits);
    weights_close(&again);
    weights_close(&back);
    weights_close(w);
    remove(scratch("again.safetensors"));
}

static void what_cannot_be_packed(void **state) {
    (void)state;
    PackReport report;
    for (DType type = DTYPE_F32; type <= DTYPE_U8; type++) {
        if (type == DTYPE_BF16) continue;
        for (int kind = 0; kind < 2; kind++) {
            Weights *w = narrow();
            numbers(w, "fc7")[1000] = kind ? INFINITY : NAN;
            Error e = weights_pack(w, workers, type, scratch("bad.safetensors"), &report);
            assert_string_equal(e.id, "weights.not_finite");
            assert_string_equal(e.arg[0], "classifier.4.weight");
            weights_close(w);
        }
    }
    Weights *w = narrow();
    numbers(w, "fc7")[1000] = 3e38f;
    numbers(w, "fc7")[1001] = -3e38f; /* the distance is infinite */
    Error e = weights_pack(w, workers, DTYPE_U8, scratch("bad.safetensors"), &report);
    assert_string_equal(e.id, "weights.type");
    e = weights_pack(w, workers, DTYPE_F32, scratch("none/bad.safetensors"), &report);
    assert_string_equal(e.id, "file.create");
    assert_false(file_exists(scratch("bad.safetensors")));
    weights_close(w);
}

/* ---- files that do not fit ---- */

/* The packed file with one text of its header replaced by one as long. */
static const char *changed(DType type, const char *from, const char *to) {
    Mapped file;
    PackReport report;
    Weights *w = narrow();
    succeeds(file_map(pack(w, type, &report), &file));
    weights_close(w);
    size_t n = strlen(from), at = 0;
    assert_int_equal(n, strlen(to));
    while (at + n <= file.size && memcmp(file.data + at, from, n) != 0) at++;
    assert_true(at + n <= file.size);
    unsigned char *bytes = malloc(file.size);
    assert_non_null(bytes);
    memcpy(bytes, file.data, file.size);
    memcpy(bytes + at, to, n);
    const char *path = scratch_write("changed.safetensors", bytes, file.size);
    free(bytes);
    file_unmap(&file);
    return path;
}

static void refuses(const char *path, NetId id, const char *error_id, const char *arg0,
                    const char *arg1, const char *arg2) {
    static Weights w;
    Error e = weights_open_file(path, id, &w);
    if (!failed(&e)) fail_msg("no %s", error_id);
    assert_string_equal(e.id, error_id);
    assert_string_equal(e.arg[0], arg0);
    assert_string_equal(e.arg[1], arg1);
    assert_string_equal(e.arg[2], arg2);
    assert_null(w.file.data); /* nothing stays open */
}

static void files_that_do_not_fit(void **state) {
    (void)state;
    const char *path = scratch("changed.safetensors");
    static const char *const NAMES[] = {"features.0.weight", "features.3.bias",
                                        "classifier.6.weight.scale", "classifier.1.weight.min"};
    for (int i = 0; i < 4; i++) {
        char from[48], to[48];
        snprintf(from, sizeof from, "\"%s\"", NAMES[i]);
        snprintf(to, sizeof to, "\"%s", NAMES[i]);
        strcat(to, "\"");
        to[1] = 'x';
        refuses(changed(DTYPE_U8, from, to), NET_ALEXNET, "weights.missing", NAMES[i], path,
                "");
    }
    refuses(changed(DTYPE_F32, "\"shape\":[256,576]", "\"shape\":[288,512]"), NET_ALEXNET,
            "weights.shape", "classifier.1.weight", "288x512", "256x576");
    refuses(changed(DTYPE_U8, "\"shape\":[12,4,5,5]", "\"shape\":[4,12,5,5]"), NET_ALEXNET,
            "weights.tensor", "features.3.weight.scale",
            "it has to be F32, one number or one an output channel", path);
    refuses(changed(DTYPE_F16, "\"model\":\"alexnet\"", "\"model\":\"vgg11x2\""), NET_VGG16,
            "weights.other_net", "AlexNet", "VGG-16", path);
    refuses(changed(DTYPE_F16, "alexnet", "alexnet"), NET_VGG16, "weights.other_net", "AlexNet",
            "VGG-16", path);
    refuses(changed(DTYPE_F16, "alexnet", "alexnet"), NET_ALEXNET_2012, "weights.other_net",
            "AlexNet", "AlexNet 2012", path);
    refuses(changed(DTYPE_F16, "\"features.0.bias\"", "\"features.3.bias\""), NET_ALEXNET,
            "safetensors.json", path, "", "");
    refuses(scratch("none"), NET_VGG16, "file.open", "No such file or directory", scratch("none"),
            "");
    refuses(scratch_write("empty", "", 0), NET_VGG16, "kind.empty", scratch("empty"), "", "");
    char *long_path = calloc(PATH_SIZE + 1, 1);
    assert_non_null(long_path);
    memset(long_path, 'p', PATH_SIZE);
    static Weights w;
    Error e = weights_open_file(long_path, NET_VGG16, &w);
    assert_string_equal(e.id, "file.path_long");
    free(long_path);
}

/* Opening does not read the numbers: what is not finite is found when a layer is about to run. */
static void numbers_that_are_not_finite(void **state) {
    (void)state;
    static const struct {
        DType type;
        bool bias;
        unsigned char bytes[4];
    } CASES[] = {{DTYPE_F32, false, {0, 0, 0xc0, 0x7f}}, {DTYPE_F32, false, {0, 0, 0x80, 0xff}},
                 {DTYPE_F16, false, {0, 0x7c}},          {DTYPE_F16, false, {1, 0xfe}},
                 {DTYPE_U8, true, {0, 0, 0xc0, 0x7f}},   {DTYPE_F32, true, {0, 0, 0x80, 0x7f}}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PackReport report;
        Weights *w = narrow();
        static Weights back;
        const char *path = pack(w, CASES[i].type, &report);
        weights_close(w);
        succeeds(weights_open_file(path, NET_ALEXNET, &back));
        int row = row_of(&back, "conv3");
        const Tensor *t = CASES[i].bias ? &back.layer[row].bias : &back.layer[row].weight;
        long at = (long)((const unsigned char *)t->data - back.file.data);
        size_t size = (size_t)dtype_size(t->type);
        at += (long)(size * (size_t)(tensor_count(t) - 1)); /* the last one */
        weights_close(&back);
        FILE *f = fopen(path, "r+b");
        assert_non_null(f);
        fseek(f, at, SEEK_SET);
        assert_int_equal(fwrite(CASES[i].bytes, 1, size, f), size);
        fclose(f);
        succeeds(weights_open_file(path, NET_ALEXNET, &back));
        succeeds(weights_touch(&back, row_of(&back, "conv1"), workers, NULL));
        succeeds(weights_touch(&back, row_of(&back, "relu3"), workers, NULL));
        for (int again = 0; again < 2; again++) {
            Error e = weights_touch(&back, row, workers, NULL);
            assert_string_equal(e.id, "weights.not_finite");
            assert_string_equal(e.arg[0], CASES[i].bias ? "features.6.bias" : "features.6.weight");
            assert_string_equal(e.arg[1], path);
        }
        weights_close(&back);
    }
}

static void finite_anywhere(void **state) {
    (void)state;
    enum { N = 200001 };
    static float values[N];
    static const int PLACES[] = {0, 1023, 1024, 65535, 65536, 131072, N - 1};
    static const float BAD[] = {NAN, INFINITY, -INFINITY};
    Tensor t = {.data = values, .rank = 1, .dim = {N}};
    values[7] = 0x1.fffffep127f;
    assert_true(tensor_finite(&t, workers));
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        for (int kind = 0; kind < 3; kind++) {
            values[PLACES[i]] = BAD[kind];
            assert_false(tensor_finite(&t, workers));
            values[PLACES[i]] = 0;
        }
    assert_true(tensor_finite(&t, workers));
}

/* ---- where weights come from ---- */

static void bundled_weights(void **state) {
    (void)state;
    static Weights bundled;
    char path[1024];
    for (int i = 0; i < 2; i++) {
        NetId id = i ? NET_VGG19 : NET_VGG16;
        assert_true(weights_bundled(id, path, sizeof path));
        succeeds(weights_open_file(path, id, &bundled));
        assert_true(bundled.net.width == 4 && bundled.origin == ORIGIN_SLIM &&
                    bundled.type == DTYPE_U8);
        weights_close(&bundled);
    }
    assert_false(weights_bundled(NET_ALEXNET, path, sizeof path));
}

/* The user's own file comes before the bundled one. */
static void the_user_s_own(void **state) {
    (void)state;
    char path[1024], folder[600];
    setenv("XDG_DATA_HOME", scratch_dir, 1);
    assert_true(weights_find(NET_VGG16, path, sizeof path));
    assert_non_null(strstr(path, "vgg16-slim.safetensors"));
    assert_false(weights_find(NET_ALEXNET, path, sizeof path));
    snprintf(folder, sizeof folder, "%s/vggscope", scratch_dir);
    succeeds(dir_make(folder));
    scratch_write("vggscope/vgg16.safetensors", "x", 1);
    scratch_write("vggscope/alexnet.safetensors", "x", 1);
    assert_true(weights_find(NET_VGG16, path, sizeof path));
    assert_string_equal(path, scratch("vggscope/vgg16.safetensors"));
    assert_true(weights_find(NET_ALEXNET, path, sizeof path));
    assert_string_equal(path, scratch("vggscope/alexnet.safetensors"));
    assert_true(weights_find(NET_VGG19, path, sizeof path));
    assert_non_null(strstr(path, "vgg19-slim.safetensors"));
}

/* Writes other metadata, as long, over those of a packed network of full width. */
static void told_by_the_metadata(const char *path) {
    static const struct {
        char metadata[48];
        Origin origin;
    } ORIGINS[] = {{"{\"model\":\"\",\"source\":\"Oxford, by Keras\"}", ORIGIN_KERAS},
                   {"{\"model\":\"\",\"source\":\"torchvision 0.14\"}", ORIGIN_TORCHVISION},
                   {"{\"model\":\"\",\"source\":\"rand: 7, unknown\"}", ORIGIN_UNKNOWN},
                   {"{\"model\":\"\",\"author\":\"torchvision 0.14\"}", ORIGIN_UNKNOWN}};
    enum { AT = 8 + 16 }; /* behind {"__metadata__": */
    for (size_t i = 0; i < sizeof ORIGINS / sizeof *ORIGINS; i++) {
        static Weights w;
        size_t n = strlen("{\"model\":\"alexnet-2012\",\"source\":\"random:7\"}");
        FILE *f = fopen(path, "r+b");
        assert_non_null(f);
        assert_int_equal(fseek(f, AT, SEEK_SET), 0);
        fprintf(f, "%-*s", (int)n, ORIGINS[i].metadata);
        fclose(f);
        succeeds(weights_open_file(path, NET_ALEXNET_2012, &w));
        assert_int_equal(w.origin, ORIGINS[i].origin);
        weights_close(&w);
    }
}

/* A full network, made from its seed on the way, is in the file what it is in memory. */
static void a_seed_in_a_file(void **state) {
    (void)state;
    static Weights seeded, back;
    PackReport report;
    succeeds(weights_seeded(NET_ALEXNET_2012, 7, &seeded));
    const char *path = pack(&seeded, DTYPE_F32, &report);
    succeeds(weights_open_file(path, NET_ALEXNET_2012, &back));
    assert_true(back.origin == ORIGIN_RANDOM && back.seed == 7 && back.net.width == 1);
    assert_int_equal(back.net.params, 60965224);
    for (int row = 0; row < back.net.layers; row++) {
        const LayerWeights *a = &seeded.layer[row], *b = &back.layer[row];
        if (!back.net.layer[row].weight_layer) continue;
        assert_memory_equal(a->weight.data, b->weight.data, (size_t)tensor_count(&a->weight) * 4);
        assert_memory_equal(a->bias.data, b->bias.data, (size_t)tensor_count(&a->bias) * 4);
    }
    weights_close(&back);
    weights_close(&seeded);
    told_by_the_metadata(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeded_numbers),
        cmocka_unit_test(seeded_sizes),
        cmocka_unit_test(seeded_by_any_threads),
        cmocka_unit_test(names_of_random_weights),
        cmocka_unit_test(float32_comes_back),
        cmocka_unit_test(halves_are_rounded),
        cmocka_unit_test(bytes_are_near),
        cmocka_unit_test(what_cannot_be_packed),
        cmocka_unit_test(files_that_do_not_fit),
        cmocka_unit_test(numbers_that_are_not_finite),
        cmocka_unit_test(finite_anywhere),
        cmocka_unit_test(bundled_weights),
        cmocka_unit_test(the_user_s_own),
        cmocka_unit_test(a_seed_in_a_file),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
