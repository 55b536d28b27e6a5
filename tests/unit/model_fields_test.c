/* Receptive fields of the eight networks: sizes, jumps, starts, boxes on the photo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "model/net.h"

static Net nets[NET_COUNT];

static int build(void **state) {
    (void)state;
    for (NetId id = 0; id < NET_COUNT; id++) net_build(&nets[id], id, 1);
    return 0;
}

static const Layer *layer(NetId id, const char *name) {
    int row = net_layer(&nets[id], name);
    if (row < 0) fail_msg("%s has no %s", net_info(id)->name, name);
    return &nets[id].layer[row];
}

typedef struct At {
    int index, field;
} At;

static void fields(NetId id, const At *list, int n) {
    for (int i = 0; i < n; i++) {
        char name[24];
        snprintf(name, sizeof name, "features[%d]", list[i].index);
        const Layer *l = layer(id, name);
        if (l->field != list[i].field)
            fail_msg("%s of %s sees %d", name, net_info(id)->name, l->field);
    }
}

static void fields_by_index(void **state) {
    (void)state;
    static const At D[] = {{0, 3},   {2, 5},    {4, 6},    {5, 10},   {7, 14},   {9, 16},
                           {10, 24}, {12, 32},  {14, 40},  {16, 44},  {17, 60},  {19, 76},
                           {21, 92}, {23, 100}, {24, 132}, {26, 164}, {28, 196}, {30, 212}};
    static const At E[] = {{0, 3},    {2, 5},    {4, 6},    {5, 10},   {7, 14},   {9, 16},
                           {10, 24},  {12, 32},  {14, 40},  {16, 48},  {18, 52},  {19, 68},
                           {21, 84},  {23, 100}, {25, 116}, {27, 124}, {28, 156}, {30, 188},
                           {32, 220}, {34, 252}, {36, 268}};
    fields(NET_VGG16, D, sizeof D / sizeof *D);
    fields(NET_VGG19, E, sizeof E / sizeof *E);
    static const struct {
        const char *name;
        int field;
    } ALEX[] = {{"conv1", 11}, {"pool1", 19},  {"conv2", 51},  {"pool2", 67},
                {"conv3", 99}, {"conv4", 131}, {"conv5", 163}, {"pool5", 195}};
    for (size_t i = 0; i < sizeof ALEX / sizeof *ALEX; i++) {
        assert_int_equal(layer(NET_ALEXNET, ALEX[i].name)->field, ALEX[i].field);
        assert_int_equal(layer(NET_ALEXNET_2012, ALEX[i].name)->field, ALEX[i].field);
    }
    /* A ReLU sees what its convolution sees. */
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = 1; row < nets[id].layers; row++) {
            const Layer *l = &nets[id].layer[row], *before = l - 1;
            if (l->kind != KIND_RELU) continue;
            assert_true(l->field == before->field && l->jump == before->jump &&
                        l->start == before->start);
        }
}

static void fields_of_the_classifier(void **state) {
    (void)state;
    static const int FIELD[NET_COUNT] = {342, 342, 348, 348, 404, 460, 355, 355, 342, 348, 404, 460};
    for (NetId id = 0; id < NET_COUNT; id++) {
        const Layer *pool = layer(id, "pool5");
        for (int row = net_layer(&nets[id], "fc6"); row < nets[id].layers; row++) {
            assert_int_equal(nets[id].layer[row].field, FIELD[id]);
            assert_int_equal(nets[id].layer[row].jump, pool->jump);
        }
    }
}

static void starts_and_jumps(void **state) {
    (void)state;
    for (NetId id = NET_A; id <= NET_VGG19; id++) {
        assert_true(layer(id, "conv1_1")->start == 0 && layer(id, "conv1_1")->jump == 1);
        assert_true(layer(id, "pool1")->start == 0.5 && layer(id, "pool1")->jump == 2);
        assert_true(layer(id, "conv3_1")->start == 1.5 && layer(id, "conv3_1")->jump == 4);
        assert_true(layer(id, "pool5")->start == 15.5 && layer(id, "pool5")->jump == 32);
    }
    assert_true(layer(NET_ALEXNET, "pool5")->start == 31);
    assert_true(layer(NET_ALEXNET_2012, "pool5")->start == 33);
    assert_int_equal(layer(NET_ALEXNET, "pool5")->jump, 32);
    assert_int_equal(layer(NET_ALEXNET_2012, "pool5")->jump, 32);
    /* start = (r - 1) / 2 - P, P the accumulated padding. */
    for (NetId id = 0; id < NET_COUNT; id++) {
        int padding = 0, jump = 1;
        for (int row = 0; row <= net_layer(&nets[id], "pool5"); row++) {
            const Layer *l = &nets[id].layer[row];
            padding += l->pad * jump;
            jump = l->jump;
            assert_true(l->start == (l->field - 1) / 2.0 - padding);
        }
        if (id == NET_VGG16) assert_int_equal(padding, 90);
        if (id == NET_VGG19) assert_int_equal(padding, 118);
    }
}

static void is_box(NetId id, const char *name, int x, int y, int x0, int y0, int x1, int y1) {
    Box b = net_box(&nets[id], net_layer(&nets[id], name), x, y);
    if (b.x0 != x0 || b.y0 != y0 || b.x1 != x1 || b.y1 != y1)
        fail_msg("%s (%d, %d) of %s sees %d,%d to %d,%d", name, x, y, net_info(id)->name, b.x0,
                 b.y0, b.x1, b.y1);
}

static void boxes(void **state) {
    (void)state;
    is_box(NET_VGG16, "input", 17, 4, 17, 4, 17, 4);
    is_box(NET_VGG16, "conv1_1", 0, 5, -1, 4, 1, 6);
    is_box(NET_VGG16, "conv1_2", 223, 0, 221, -2, 225, 2);
    is_box(NET_VGG16, "pool1", 0, 1, -2, 0, 3, 5);
    is_box(NET_VGG16, "pool5", 3, 3, 6, 6, 217, 217);
    is_box(NET_VGG16, "pool5", 0, 6, -90, 102, 121, 313);
    is_box(NET_VGG16, "prob", 0, 0, -90, -90, 313, 313);
    is_box(NET_VGG19, "pool5", 3, 0, -22, -118, 245, 149);
    is_box(NET_ALEXNET, "conv1", 54, 0, 214, -2, 224, 8);
    is_box(NET_ALEXNET_2012, "conv1", 54, 0, 216, 0, 226, 10); /* why 227 */
    is_box(NET_ALEXNET_2012, "fc6", 0, 0, -64, -64, 290, 290);
}

/* Units of pool5 whose whole field lies inside the photo. */
static int whole_fields(NetId id, int *x, int *y) {
    const Net *net = &nets[id];
    int row = net_layer(net, "pool5"), n = 0;
    Shape s = net_shape(net, row);
    for (int i = 0; i < s.h * s.w; i++) {
        Box b = net_box(net, row, i % s.w, i / s.w);
        if (b.x0 < 0 || b.y0 < 0 || b.x1 >= net->input.w || b.y1 >= net->input.h) continue;
        *x = i % s.w;
        *y = i / s.w;
        n++;
    }
    return n;
}

static void whole_fields_of_pool5(void **state) {
    (void)state;
    int x = -1, y = -1;
    assert_int_equal(shape_count(layer(NET_VGG16, "pool5")->out), 512 * 49);
    assert_int_equal(whole_fields(NET_VGG16, &x, &y), 1);
    assert_true(x == 3 && y == 3);
    assert_int_equal(whole_fields(NET_VGG19, &x, &y), 0);
}

/* The pixel in the middle of a unit's box leads back to the unit. */
static void units_at_pixels(void **state) {
    (void)state;
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = -1; row < nets[id].layers; row++) {
            Shape s = net_shape(&nets[id], row);
            for (int i = 0; i < s.w; i++) {
                Box b = net_box(&nets[id], row, i, s.h - 1 - i);
                int x, y;
                net_unit_at(&nets[id], row, (b.x0 + b.x1) / 2, (b.y0 + b.y1 + 1) / 2, &x, &y);
                assert_int_equal(x, i);
                assert_int_equal(y, s.h - 1 - i);
            }
        }
    const Net *net = &nets[NET_VGG16];
    int x, y;
    net_unit_at(net, net_layer(net, "pool5"), -1000, 1000, &x,
                &y); /* outside: the nearest there is */
    assert_true(x == 0 && y == 6);
    net_unit_at(net, net_layer(net, "pool5"), 46, 50, &x, &y); /* centres at 15.5, 47.5 */
    assert_true(x == 1 && y == 1);
    net_unit_at(net, net_layer(net, "pool5"), 31, 32, &x, &y);
    assert_true(x == 0 && y == 1);
    net_unit_at(net, net_layer(net, "prob"), 5, 7, &x, &y);
    assert_true(x == 0 && y == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_by_index),       cmocka_unit_test(fields_of_the_classifier),
        cmocka_unit_test(starts_and_jumps),      cmocka_unit_test(boxes),
        cmocka_unit_test(whole_fields_of_pool5), cmocka_unit_test(units_at_pixels),
    };
    return cmocka_run_group_tests(tests, build, NULL);
}
