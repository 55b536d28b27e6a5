/* Batch normalization folded into the layer before it: the weights by their formula, the same answers, and stopped on
 * the way. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/features/folding.h"

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
}

static const DraftLayer CONV = {
    .kind = KIND_CONV, .part = PART_FEATURES, .kernel = 3, .stride = 1, .pad = 1, .groups = 1};

/* Two convolutions, one without biases, each with its batch normalization; one of those before a convolution. */
static NetId small_net(void) {
    static const Kind KINDS[] = {KIND_BN, KIND_CONV, KIND_BN, KIND_RELU, KIND_POOL, KIND_CONV, KIND_BN, KIND_RELU};
    Draft d;
    NetId id;
    memset(&d, 0, sizeof d);
    strcpy(d.name, "small");
    d.like = NET_COUNT;
    d.input = 16;
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        DraftLayer *l = &d.layer[d.layers++];
        *l = KINDS[i] == KIND_CONV ? CONV : (DraftLayer){.kind = KINDS[i], .part = PART_FEATURES};
        l->index = (int)i;
        if (l->kind == KIND_POOL) l->kernel = l->stride = 2;
        if (l->kind == KIND_CONV || l->kind == KIND_BN) l->outputs = i == 0 ? 3 : i < 4 ? 8 : 12;
        l->unbiased = i == 1;
    }
    d.features = d.layers;
    d.layer[d.layers++] = (DraftLayer){.kind = KIND_FC, .part = PART_CLASSIFIER, .index = 0, .outputs = 10};
    succeeds(net_draft(&d, &id));
    return id;
}

static double number(const Tensor *t, int64_t at) {
    float value;
    tensor_read(t, at, 1, &value);
    return (double)value;
}

static void the_network_loses_rows_and_gains_biases(void **state) {
    (void)state;
    Net net, folded;
    int from[NET_LAYERS];
    net_build(&net, small_net(), 1);
    assert_int_equal(fold_net(&net, &folded, from), 2); /* the first has nothing before it */
    static const Kind LEFT[] = {KIND_BN, KIND_CONV, KIND_RELU, KIND_POOL, KIND_CONV, KIND_RELU, KIND_FC, KIND_SOFTMAX};
    assert_int_equal(folded.layers, sizeof LEFT / sizeof *LEFT);
    for (int row = 0; row < folded.layers; row++) assert_int_equal(folded.layer[row].kind, LEFT[row]);
    assert_int_equal(folded.params, net.params - 2 * 8 - 2 * 12 + 8);
    assert_false(folded.layer[1].unbiased);
    for (int i = 0; i < folded.modules; i++)
        if (folded.module[i].layer >= 0)
            assert_int_equal(folded.layer[folded.module[i].layer].kind, folded.module[i].kind);
    net_build(&net, NET_VGG16_BN, 1);
    assert_int_equal(fold_net(&net, &folded, from), 13);
    Net plain;
    net_build(&plain, NET_VGG16, 1);
    assert_int_equal(folded.params, plain.params);
}

static void weights_are_those_of_the_formula(void **state) {
    (void)state;
    Weights w, folded;
    Workers *workers = workers_open(2);
    succeeds(weights_seeded(small_net(), 5, &w));
    succeeds(fold_weights(&w, workers, NULL, &folded));
    const LayerWeights *conv = &w.layer[5], *norm = &w.layer[6], *got = &folded.layer[4];
    for (int map = 0; map < 12; map++) {
        double a = number(&norm->weight, map) / sqrt(number(&norm->variance, map) + 1e-5);
        double b = number(&norm->bias, map) + a * (number(&conv->bias, map) - number(&norm->mean, map));
        assert_true(fabs(number(&got->bias, map) - b) < 1e-6);
        for (int i = 0; i < 72; i++)
            assert_true(fabs(number(&got->weight, map * 72 + i) - a * number(&conv->weight, map * 72 + i)) < 1e-6);
    }
    assert_ptr_equal(folded.layer[6].weight.data, w.layer[8].weight.data); /* shared */
    weights_close(&folded);
    weights_close(&w);
    workers_close(workers);
}

static void both_give_the_same(void **state) {
    (void)state;
    static float input[3 * 16 * 16 + 64];
    Engine *engine;
    Weights w;
    Folding *f;
    for (int i = 0; i < 3 * 16 * 16; i++) input[i] = (float)((i * 37) % 101) / 50.0f - 1.0f;
    succeeds(engine_open(ISA_PORTABLE, 2, 1 << 20, &engine));
    succeeds(weights_seeded(small_net(), 5, &w));
    succeeds(folding_open(engine, &w, input, &f));
    atomic_store(&f->task.cancel, true);
    succeeds(f->task.work(&f->task)); /* stopped before it began */
    assert_false(atomic_load(&f->task.done));
    atomic_store(&f->task.cancel, false);
    succeeds(f->task.work(&f->task));
    assert_true(atomic_load(&f->task.done));
    assert_int_equal(f->gone, 2);
    assert_true(f->same_order);
    assert_true(f->apart < 1e-5 && f->rows_apart < 1e-5);
    assert_true(f->rows_apart > 0); /* rounding: they are two computations */
    f->task.close(&f->task);
    weights_close(&w);
    engine_close(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_network_loses_rows_and_gains_biases),
        cmocka_unit_test(weights_are_those_of_the_formula),
        cmocka_unit_test(both_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
