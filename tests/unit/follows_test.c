/* What the maps of a network follow: as the bundled files say it, and every way in which a file can be wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/follows.h"
#include "io/weights_file.h"
#include "scratch.h"

static Weights w;

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s, %s, %s", e.id, e.arg[0], e.arg[1], e.arg[2]);
}

/* A VGG-16 of a sixteenth of the width, 4 maps in conv1_1, 16 in conv3_3, to which a file says `text`. */
static void reads(const char *text) {
    weights_close(&w);
    w = (Weights){0};
    net_build(&w.net, NET_VGG16, 16);
    succeeds(follows_read(&w, text));
}

static const Followed *followed(const char *layer) { return weights_followed(&w, net_layer(&w.net, layer)); }

static bool follows_anything(void) {
    for (int row = 0; row < w.net.layers; row++)
        if (w.follows[row].map) return true;
    return false;
}

static int row_of_vgg19(const char *layer) {
    Net net;
    net_build(&net, NET_VGG19, 1);
    return net_layer(&net, layer);
}

#define LAYERS(net, layers) "{\"network\":\"" net "\",\"layers\":{" layers "}}"
#define ONE "{\"network\":\"vgg19\",\"layers\":{\"conv1_1\":{\"layer\":\"conv1_2\",\"units\":"

static void a_layer(void **state) {
    (void)state;
    reads(ONE "[63,0,7,7]}}}");
    assert_false(failed(&w.follows_fault));
    assert_int_equal(w.follows_net, NET_VGG19);
    const Followed *f = followed("conv1_1");
    assert_non_null(f);
    assert_string_equal(f->layer, "conv1_2");
    assert_int_equal(f->row, row_of_vgg19("conv1_2"));
    assert_memory_equal(f->map, ((int[]){63, 0, 7, 7}), 4 * sizeof(int));
    assert_ptr_equal(followed("relu1_1"), f);
    assert_null(followed("conv1_2"));
    assert_null(followed("pool1")); /* of conv1_2 */
    assert_null(weights_followed(&w, -1));
}

static void nothing(void **state) {
    (void)state;
    static const char *const FINE[] = {"", "{\"network\":\"vgg19\",\"layers\":{}}"};
    for (size_t i = 0; i < sizeof FINE / sizeof *FINE; i++) {
        reads(FINE[i]);
        assert_false(failed(&w.follows_fault) || follows_anything());
    }
}

static void what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *text, *fault;
    } CASES[] = {
        {"{", "follows.json"},
        {"[]", "follows.json"},
        {"7", "follows.json"},
        {"\"conv1_1\"", "follows.json"},
        {"{}", "follows.json"},
        {"{\"network\":\"vgg19\"}", "follows.json"},
        {"{\"network\":\"vgg19\",\"layers\":[1]}", "follows.json"},
        {"{\"network\":\"vgg19\",\"network\":\"vgg16\",\"layers\":{}}", "follows.json"},
        {"{\"layers\":{}}", "follows.net"},
        {"{\"network\":7,\"layers\":{}}", "follows.net"},
        {"{\"network\":\"resnet50\",\"layers\":{}}", "follows.net"},
        {LAYERS("vgg19", "\"conv9_9\":{\"layer\":\"conv1_1\",\"units\":[]}"), "follows.layer"},
        {LAYERS("vgg19", "\"relu1_1\":{\"layer\":\"conv1_1\",\"units\":[0,1,2,3]}"), "follows.layer"},
        {LAYERS("vgg19", "\"\":{}"), "follows.layer"},
        {LAYERS("vgg19", "\"conv1_1\":7"), "follows.other_layer"},
        {LAYERS("vgg19", "\"conv1_1\":{\"units\":[0,1,2,3]}"), "follows.other_layer"},
        {LAYERS("vgg19", "\"conv1_1\":{\"layer\":7,\"units\":[0,1,2,3]}"), "follows.other_layer"},
        {LAYERS("vgg16", "\"conv1_1\":{\"layer\":\"conv3_4\",\"units\":[0,1,2,3]}"), "follows.other_layer"},
        {LAYERS("vgg19", "\"conv1_1\":{\"layer\":\"conv2_1\",\"units\":[0,1,2,3]}"), "follows.other_layer"},
        {LAYERS("vgg19", "\"conv1_1\":{\"layer\":\"fc6\",\"units\":[0,1,2,3]}"), "follows.other_layer"},
        {LAYERS("vgg19", "\"conv1_1\":{\"layer\":\"conv1_1\"}"), "follows.units"},
        {ONE "{\"0\":1}}}}", "follows.units"},
        {ONE "[]}}}", "follows.units"},
        {ONE "[0,1,2]}}}", "follows.units"},
        {ONE "[0,1,2,3,4]}}}", "follows.units"},
        {ONE "[0,1,2,64]}}}", "follows.unit"},
        {ONE "[0,1,2,-1]}}}", "follows.unit"},
        {ONE "[0,1,2,4294967296]}}}", "follows.unit"},
        {ONE "[0,1,2,9223372036854775807]}}}", "follows.unit"},
        {ONE "[0,1,2,3.0]}}}", "follows.unit"},
        {ONE "[0,1,2,\"3\"]}}}", "follows.unit"},
        {ONE "[0,1,2,null]}}}", "follows.unit"},
        {ONE "[0,1,2,[3]]}}}", "follows.unit"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        reads(CASES[i].text);
        if (!failed(&w.follows_fault)) fail_msg("%s is believed", CASES[i].text);
        if (strcmp(w.follows_fault.id, CASES[i].fault) != 0) fail_msg("%s: %s", CASES[i].text, w.follows_fault.id);
        assert_false(follows_anything());
    }
}

/* One layer that does not hold takes the others with it. */
static void all_or_nothing(void **state) {
    (void)state;
    reads("{\"network\":\"vgg19\",\"layers\":{\"conv1_1\":{\"layer\":\"conv1_1\",\"units\":[0,1,2,3]},"
          "\"conv1_2\":{\"layer\":\"conv1_2\",\"units\":[0,1,2,64]}}}");
    assert_string_equal(w.follows_fault.id, "follows.unit");
    assert_string_equal(w.follows_fault.arg[0], "conv1_2");
    assert_false(follows_anything());
}

/* `n` times `c`, and a NUL behind it. */
static char *many(size_t n, char c) {
    char *text = malloc(n + 1);
    assert_non_null(text);
    memset(text, c, n);
    text[n] = '\0';
    return text;
}

static void far_too_much(void **state) {
    (void)state;
    char *deep = many(FOLLOWS_MOST, '['), *long_one = many(FOLLOWS_MOST + 1, ' '), *digits = many(FOLLOWS_MOST, '9');
    reads(deep);
    assert_string_equal(w.follows_fault.id, "follows.json");
    reads(long_one);
    assert_string_equal(w.follows_fault.id, "follows.large");
    reads(digits);
    assert_string_equal(w.follows_fault.id, "follows.json");
    free(deep);
    free(long_one);
    free(digits);
}

static void open_bundled(NetId id, Weights *out) {
    char path[PATH_SIZE];
    assert_true(weights_bundled(id, path, sizeof path));
    succeeds(weights_open_file(path, id, out));
    assert_false(failed(&out->follows_fault));
}

/* Whether the layers of the two of these names follow the same maps. */
static bool alike(const Weights *a, const char *x, const Weights *b, const char *y) {
    return weights_follow_alike(a, net_layer(&a->net, x), b, net_layer(&b->net, y));
}

static void the_bundled_ones(void **state) {
    (void)state;
    static Weights a, b;
    static const char *const SAME[] = {"conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv4_1",
                                       "conv4_2", "conv5_1", "conv5_2", "pool1", "pool2", "pool3", "pool4", "pool5",
                                       "fc6", "relu7"};
    static const char *const OTHERS[] = {"conv3_3", "conv4_3", "conv5_3", "relu5_3", "fc8", "prob"};
    open_bundled(NET_VGG16, &a);
    open_bundled(NET_VGG19, &b);
    assert_int_equal(a.follows_net, NET_VGG19);
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++)
        if (!alike(&a, SAME[i], &b, SAME[i])) fail_msg("%s of the two follow others", SAME[i]);
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (alike(&a, OTHERS[i], &b, OTHERS[i])) fail_msg("%s of the two follow the same", OTHERS[i]);
    assert_true(alike(&a, "conv3_3", &b, "conv3_4"));
    assert_true(alike(&a, "conv5_3", &b, "conv5_4"));
    assert_false(weights_follow_alike(&a, -1, &b, -1));
    assert_string_equal(weights_followed(&a, net_layer(&a.net, "pool4"))->layer, "conv4_4");
    weights_close(&a);
    weights_close(&b);
}

/* What is packed anew says what its source says. */
static void packed(void **state) {
    (void)state;
    static Weights from, back;
    PackReport report;
    Workers *workers = workers_open(2);
    open_bundled(NET_VGG16, &from);
    succeeds(weights_pack(&from, workers, DTYPE_U8, scratch("packed.safetensors"), &report));
    succeeds(weights_open_file(scratch("packed.safetensors"), NET_VGG16, &back));
    for (int row = 0; row < from.net.layers; row++) {
        bool follows = from.follows[row].map != NULL;
        assert_int_equal(back.follows[row].map != NULL, follows);
        if (follows) assert_true(weights_follow_alike(&from, row, &back, row));
    }
    weights_close(&from);
    weights_close(&back);
    workers_close(workers);
}

static int close_all(void **state) {
    weights_close(&w);
    return scratch_close(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer),        cmocka_unit_test(nothing),      cmocka_unit_test(what_is_wrong),
        cmocka_unit_test(all_or_nothing), cmocka_unit_test(far_too_much), cmocka_unit_test(the_bundled_ones),
        cmocka_unit_test(packed),
    };
    return cmocka_run_group_tests(tests, scratch_open, close_all);
}
