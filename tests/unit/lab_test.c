/* Stacks, their cost and their field; the field measured; folding a 1x1 layer. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/stack.h"
#include "nn/fields.h"
#include "nn/trial.h"

static void three_against_seven(void **state) {
    (void)state;
    StackCost s = stack_cost(3, 3, 256, 256, false);
    assert_int_equal(s.single, 7);
    assert_int_equal(s.weights, 1769472);
    assert_int_equal(s.single_weights, 3211264);
    assert_int_equal(lround(s.more_percent), 81);
    assert_int_equal(lround(s.fewer_percent), 45);
    s = stack_cost(3, 2, 1, 1, false);
    assert_int_equal(s.weights, 18);
    assert_int_equal(s.single_weights, 25);
    assert_int_equal(lround(s.more_percent), 39);
    assert_int_equal(lround(s.fewer_percent), 28);
    s = stack_cost(3, 5, 1, 1, false);
    assert_int_equal(s.weights, 45);
    assert_int_equal(s.single_weights, 121);
    assert_int_equal(lround(s.more_percent), 169);
    assert_int_equal(lround(s.fewer_percent), 63);
}

static void channels_and_biases(void **state) {
    (void)state;
    StackCost s = stack_cost(3, 5, 3, 64, false); /* AlexNet's first layer, replaced by five 3x3 */
    assert_int_equal(s.weights, 149184);
    assert_int_equal(s.single_weights, 23232);
    assert_true(s.more_percent < 0); /* it does not come for free */
    s = stack_cost(3, 3, 64, 64, true);
    assert_int_equal(s.weights, 27 * 64 * 64 + 3 * 64);
    assert_int_equal(s.single_weights, 49 * 64 * 64 + 64);
}

static void planes_shrink_without_padding(void **state) {
    (void)state;
    const Sliding three = {.kernel = 3, .stride = 1}, same = {.kernel = 3, .stride = 1, .pad = 1};
    const Sliding bare[] = {three, three, three}, padded[] = {same, same};
    const int sizes[] = {9, 7, 5, 3};
    for (int n = 0; n <= 3; n++) assert_int_equal(stack_size(bare, n, 9), sizes[n]);
    assert_int_equal(stack_size(bare, 3, 5), 0);
    assert_int_equal(stack_size(padded, 2, 224), 224);
    assert_int_equal(stack_field(bare, 3).field, 7);
    assert_int_equal(stack_reach(bare, 3), 7);
}

static void reach_is_no_field_behind_strides(void **state) {
    (void)state;
    const Sliding alex[] = {{.kernel = 11, .stride = 4, .pad = 2}, {.kernel = 3, .stride = 2}};
    assert_int_equal(stack_field(alex, 2).field, 19);
    assert_int_equal(stack_field(alex, 2).jump, 8);
    assert_int_equal(stack_reach(alex, 1), 3); /* one pixel lies in three windows of 11 every 4 pixels, at most */
    assert_true(stack_reach(alex, 2) < 19);
}

static void measured_is_computed_for_every_layer(void **state) {
    (void)state;
    for (int id = 0; id < NET_COUNT; id++) {
        Net net;
        Sliding layers[NET_LAYERS];
        int n = 0;
        net_build(&net, (NetId)id, 1);
        for (int row = 0; row < net.layers; row++) {
            const Layer *l = &net.layer[row];
            if (l->kind == KIND_CONV || l->kind == KIND_POOL) layer_window(l, &layers[n++]);
            if (l->kind == KIND_FC && l->in.h > 1) layer_window(l, &layers[n++]);
            assert_int_equal(measured_field(layers, n), l->field);
        }
    }
}

/* A bump of gradient in one corner of a field: the box is centred on the unit, not on the bump. */
static void the_effective_box_is_centred_on_the_unit(void **state) {
    (void)state;
    enum { SIDE = 20 };
    static float gradient[3 * SIDE * SIDE], heat[SIDE * SIDE];
    gradient[5 * SIDE + 5] = -2;
    gradient[2 * SIDE * SIDE + 5 * SIDE + 5] = 1;
    EffectiveField f = effective_field(gradient, (Shape){3, SIDE, SIDE}, 8, 8, heat);
    assert_float_equal(heat[5 * SIDE + 5], 3, 0);
    assert_int_equal(f.box.x0, 5);
    assert_int_equal(f.box.y1, 11);
    assert_float_equal(f.share, 1, 0);
    f = effective_field(gradient, (Shape){3, SIDE, SIDE}, 7.5, 4.5, heat); /* between pixels */
    assert_int_equal(f.box.x0, 5);
    assert_int_equal(f.box.x1, 10);
    assert_int_equal(f.box.y0, 2);
    memset(gradient, 0, sizeof gradient);
    f = effective_field(gradient, (Shape){3, SIDE, SIDE}, 8, 8, heat); /* of a unit that is off: no box */
    assert_float_equal(f.share, 0, 0);
}

static void a_linear_layer_folds_and_a_relu_stops_it(void **state) {
    (void)state;
    Engine *engine;
    double linear, with_relu, ms;
    Error e = engine_open(ISA_PORTABLE, 2, 1 << 20, &engine);
    assert_false(failed(&e));
    e = trial_fold(engine, 24, &linear, &with_relu);
    assert_false(failed(&e));
    assert_true(linear < 1e-4);
    assert_true(with_relu > 0.05);
    e = trial_time(engine, 3, 3, 8, 14, NULL, &ms);
    assert_false(failed(&e));
    assert_true(ms > 0);
    atomic_bool cancel = true;
    e = trial_time(engine, 3, 3, 8, 14, &cancel, &ms);
    assert_false(failed(&e));
    assert_true(ms < 0);
    engine_close(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_against_seven),
        cmocka_unit_test(channels_and_biases),
        cmocka_unit_test(planes_shrink_without_padding),
        cmocka_unit_test(reach_is_no_field_behind_strides),
        cmocka_unit_test(measured_is_computed_for_every_layer),
        cmocka_unit_test(the_effective_box_is_centred_on_the_unit),
        cmocka_unit_test(a_linear_layer_folds_and_a_relu_stops_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
