/* Every published or recomputed figure of the eight networks against the one table: parameters,
 * multiply-adds, shapes, names, indices, steps. Totals of multiply-adds were taken
 * from PyTorch's modules by hooks; the rest stands in the papers or follows from their formulas. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/net.h"
#include "model/stack.h"

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

static void has_shape(NetId id, const char *name, int c, int h, int w) {
    Shape out = layer(id, name)->out;
    if (out.c != c || out.h != h || out.w != w)
        fail_msg("%s of %s is %d x %d x %d", name, net_info(id)->name, out.c, out.h, out.w);
}

/* a is b to the number of digits that b is written with. */
static void is_about(double a, double b, double digit) {
    if (fabs(a - b) > digit / 2) fail_msg("%g is not %g", a, b);
}

/* ---- totals ---- */

static void totals(void **state) {
    (void)state;
    static const struct {
        int64_t params, macs;
        int field, weight_layers, convs, steps, modules;
    } EXPECTED[NET_COUNT] = {
        [NET_A] = {132863336, 7609090048, 150, 11, 8, 17, 27},
        [NET_A_LRN] = {132863336, 7609090048, 150, 11, 8, 18, 28},
        [NET_B] = {133047848, 11308466176, 156, 13, 10, 19, 31},
        [NET_C] = {133638952, 11770888192, 156, 16, 13, 22, 37},
        [NET_VGG16] = {138357544, 15470264320, 212, 16, 13, 22, 37},
        [NET_VGG19] = {143667240, 19632062464, 268, 19, 16, 25, 43},
        [NET_ALEXNET] = {61100840, 714188480, 195, 8, 5, 12, 19},
        [NET_ALEXNET_2012] = {60965224, 724406816, 195, 8, 5, 14, 21},
        /* parameters as torchvision counts them; all else as without */
        [NET_A_BN] = {132868840, 7609090048, 150, 11, 8, 17, 35},
        [NET_B_BN] = {133053736, 11308466176, 156, 13, 10, 19, 41},
        [NET_VGG16_BN] = {138365992, 15470264320, 212, 16, 13, 22, 50},
        [NET_VGG19_BN] = {143678248, 19632062464, 268, 19, 16, 25, 59},
    };
    for (NetId id = 0; id < NET_COUNT; id++) {
        const Net *net = &nets[id];
        int64_t params = 0, macs = 0;
        for (int row = 0; row < net->layers; row++) {
            params += net->layer[row].params;
            macs += net->layer[row].macs;
        }
        assert_int_equal(net->params, EXPECTED[id].params);
        assert_int_equal(net->macs, EXPECTED[id].macs);
        assert_int_equal(params, net->params);
        assert_int_equal(macs, net->macs);
        assert_int_equal(layer(id, "pool5")->field, EXPECTED[id].field);
        assert_int_equal(net->weight_layers, EXPECTED[id].weight_layers);
        assert_int_equal(net->convs, EXPECTED[id].convs);
        assert_int_equal(net->fcs, 3);
        assert_int_equal(net_steps(net, STEP_LAYERS), EXPECTED[id].steps);
        assert_int_equal(net_steps(net, STEP_MODULES), EXPECTED[id].modules);
        assert_int_equal(net->layers, EXPECTED[id].modules);
        assert_true(net->id == id && net->width == 1);
    }
}

static void shares(void **state) {
    (void)state;
    const double paper[] = {133, 133, 133, 134, 138, 144}; /* table 2, millions */
    for (NetId id = NET_A; id <= NET_VGG19; id++)
        is_about((double)nets[id].params * 1e-6, paper[id], 1);
    int64_t convs[NET_COUNT] = {0}, fcs[NET_COUNT] = {0};
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = 0; row < nets[id].layers; row++) {
            const Layer *l = &nets[id].layer[row];
            *(l->kind == KIND_CONV ? &convs[id] : &fcs[id]) += l->params;
        }
    assert_int_equal(convs[NET_VGG16], 14714688);
    assert_int_equal(convs[NET_VGG19], 20024384);
    double d = (double)nets[NET_VGG16].params, e = (double)nets[NET_VGG19].params;
    is_about(100 * (double)fcs[NET_VGG16] / d, 89.4, 0.1);
    is_about(100 * (double)fcs[NET_VGG19] / e, 86.1, 0.1);
    is_about(100 * (double)layer(NET_VGG16, "fc6")->params / d, 74.3, 0.1);
    is_about(d / (double)nets[NET_ALEXNET].params, 2.26, 0.01);
    is_about((double)nets[NET_VGG16].macs / (double)nets[NET_ALEXNET].macs, 21.7, 0.1);
    /* CS231n's list of VGG-16: the input, every layer's output, and no softmax. */
    int64_t input = shape_count(nets[NET_VGG16].input);
    assert_int_equal(input + nets[NET_VGG16].values - 1000, 15237608);
}

static void multiply_adds_of_layers(void **state) {
    (void)state;
    static const NetId both[] = {NET_VGG16, NET_VGG19};
    for (int i = 0; i < 2; i++) {
        const Net *net = &nets[both[i]];
        for (int row = 0; row < net->layers; row++) {
            const Layer *l = &net->layer[row];
            bool first = strcmp(l->name + 5, "_1") == 0; /* of a block: conv3_1 */
            if (l->kind != KIND_CONV) continue;
            assert_int_equal(l->macs, row == 0        ? 86704128
                                      : l->block == 5 ? 462422016
                                      : first         ? 924844032
                                                      : 1849688064);
        }
        assert_int_equal(layer(both[i], "fc6")->macs, 102760448);
        assert_int_equal(layer(both[i], "fc7")->macs, 16777216);
        assert_int_equal(layer(both[i], "fc8")->macs, 4096000);
    }
    assert_int_equal(layer(NET_VGG19, "conv3_2")->params, 590080);
    assert_int_equal(layer(NET_VGG19, "conv1_1")->params, 1792);
    assert_int_equal(layer(NET_VGG19, "fc8")->params, 4097000);
    assert_int_equal(layer(NET_C, "conv3_3")->macs, 205520896);
    assert_int_equal(layer(NET_ALEXNET, "conv1")->macs, 70276800);
    assert_int_equal(layer(NET_ALEXNET_2012, "conv1")->macs, 105415200);
    assert_int_equal(layer(NET_ALEXNET_2012, "conv2")->macs, 223948800); /* two groups */
    assert_int_equal(layer(NET_ALEXNET_2012, "conv2")->params, 25 * 48 * 256 + 256);
    assert_int_equal(layer(NET_VGG16, "relu1_1")->macs, 0);
    assert_int_equal(layer(NET_VGG16, "pool1")->params, 0);
}

/* ---- shapes ---- */

static void shapes(void **state) {
    (void)state;
    static const int widths[] = {64, 128, 256, 512, 512};
    for (NetId id = NET_A; id <= NET_VGG19; id++) {
        assert_int_equal(shape_count(nets[id].input), 3 * 224 * 224);
        for (int block = 1, size = 224; block <= 5; block++) {
            char name[24];
            snprintf(name, sizeof name, "conv%d_1", block);
            has_shape(id, name, widths[block - 1], size, size);
            size /= 2;
            snprintf(name, sizeof name, "pool%d", block);
            has_shape(id, name, widths[block - 1], size, size);
        }
        has_shape(id, "fc6", 4096, 1, 1);
        has_shape(id, "fc7", 4096, 1, 1);
        has_shape(id, "fc8", 1000, 1, 1);
        has_shape(id, "prob", 1000, 1, 1);
        for (int row = 0; row < nets[id].layers; row++) {
            const Layer *l = &nets[id].layer[row];
            if (l->kind == KIND_CONV)
                assert_true(l->stride == 1 && l->groups == 1 && l->kernel == 2 * l->pad + 1);
            if (l->kind == KIND_POOL) assert_true(l->kernel == 2 && l->stride == 2);
        }
    }
    /* C is B with a 1x1 convolution, padding 0, ending blocks 3 to 5. */
    for (int row = 0; row < nets[NET_C].layers; row++) {
        const Layer *l = &nets[NET_C].layer[row];
        if (l->kind != KIND_CONV) continue;
        bool one = strcmp(l->name + 5, "_3") == 0;
        assert_int_equal(l->kernel, one ? 1 : 3);
        assert_int_equal(l->pad, one ? 0 : 1);
    }
    has_shape(NET_C, "conv4_3", 512, 28, 28);
    /* LRN changes no size. */
    has_shape(NET_A_LRN, "lrn1", 64, 224, 224);
    has_shape(NET_ALEXNET_2012, "lrn2", 256, 27, 27);
}

static void alexnets(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int c2014, c2012, size;
        int kernel, stride, pad2014, pad2012, groups2012;
    } ROWS[] = {
        {"conv1", 64, 96, 55, 11, 4, 2, 0, 1},  {"pool1", 64, 96, 27, 3, 2, 0, 0, 0},
        {"conv2", 192, 256, 27, 5, 1, 2, 2, 2}, {"pool2", 192, 256, 13, 3, 2, 0, 0, 0},
        {"conv3", 384, 384, 13, 3, 1, 1, 1, 1}, {"conv4", 256, 384, 13, 3, 1, 1, 1, 2},
        {"conv5", 256, 256, 13, 3, 1, 1, 1, 2}, {"pool5", 256, 256, 6, 3, 2, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        has_shape(NET_ALEXNET, ROWS[i].name, ROWS[i].c2014, ROWS[i].size, ROWS[i].size);
        has_shape(NET_ALEXNET_2012, ROWS[i].name, ROWS[i].c2012, ROWS[i].size, ROWS[i].size);
        const Layer *a = layer(NET_ALEXNET, ROWS[i].name),
                    *b = layer(NET_ALEXNET_2012, ROWS[i].name);
        assert_true(a->kernel == ROWS[i].kernel && b->kernel == ROWS[i].kernel);
        assert_true(a->stride == ROWS[i].stride && b->stride == ROWS[i].stride);
        assert_true(a->pad == ROWS[i].pad2014 && b->pad == ROWS[i].pad2012);
        assert_int_equal(a->groups, a->kind == KIND_CONV);
        assert_int_equal(b->groups, ROWS[i].groups2012);
    }
    assert_int_equal(nets[NET_ALEXNET].input.h, 224);
    assert_int_equal(nets[NET_ALEXNET_2012].input.h, 227);
    for (int row = 0; row < nets[NET_ALEXNET].layers; row++)
        assert_true(nets[NET_ALEXNET].layer[row].kind != KIND_LRN);
    assert_int_equal(net_layer(&nets[NET_ALEXNET], "pool3"), -2);
}

static void lrn(void **state) {
    (void)state;
    assert_int_equal(LRN_SIZE, 5);
    assert_true(LRN_K == 2.0 && LRN_ALPHA == 1e-4 && LRN_BETA == 0.75);
    static const struct {
        NetId id;
        const char *name;
        int row, index;
    } ROWS[] = {{NET_A_LRN, "lrn1", 2, 2},
                {NET_ALEXNET_2012, "lrn1", 2, 2},
                {NET_ALEXNET_2012, "lrn2", 6, 6}};
    for (int i = 0; i < 3; i++) {
        const Net *net = &nets[ROWS[i].id];
        int row = net_layer(net, ROWS[i].name);
        assert_int_equal(row, ROWS[i].row);
        assert_int_equal(net->layer[row].features_index, ROWS[i].index);
        assert_int_equal(net->layer[row].kernel, LRN_SIZE);
        assert_true(net->layer[row - 1].kind == KIND_RELU);
        assert_true(net->layer[row + 1].kind == KIND_POOL);
        assert_int_equal(net->layer[row].field, net->layer[row - 1].field);
    }
    int lrns = 0;
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = 0; row < nets[id].layers; row++)
            lrns += nets[id].layer[row].kind == KIND_LRN;
    assert_int_equal(lrns, 3);
}

static void slim_widths(void **state) {
    (void)state;
    static const NetId both[] = {NET_VGG16, NET_VGG19};
    for (int i = 0; i < 2; i++) {
        Net slim;
        const Net *full = &nets[both[i]];
        net_build(&slim, both[i], 4);
        assert_int_equal(slim.layers, full->layers);
        for (int row = 0; row < slim.layers; row++) {
            const Layer *l = &slim.layer[row], *of = &full->layer[row];
            int part = row < net_layer(full, "fc8") ? 4 : 1; /* the classes are not divided */
            assert_int_equal(l->out.c * part, of->out.c);
            assert_true(l->out.h == of->out.h && l->out.w == of->out.w);
            assert_string_equal(l->name, of->name);
            assert_true(l->field == of->field && l->jump == of->jump && l->start == of->start);
        }
        assert_int_equal(slim.layer[net_layer(&slim, "conv3_2")].params, 36928);
        assert_int_equal(slim.layer[net_layer(&slim, "fc8")].params, 1025000);
    }
    Net sixteenth;
    net_build(&sixteenth, NET_ALEXNET, 16);
    assert_int_equal(sixteenth.layer[0].out.c, 4);
}

/* ---- names and indices ---- */

static void indices(void **state) {
    (void)state;
    assert_string_equal(layer(NET_VGG19, "features[14]")->name, "conv3_3");
    assert_string_equal(layer(NET_VGG16, "features[5]")->name, "conv2_1");
    assert_string_equal(layer(NET_VGG16, "features[10]")->name, "conv3_1");
    assert_string_equal(layer(NET_VGG19, "features[1]")->name, "relu1_1");
    assert_string_equal(layer(NET_VGG19, "features[6]")->name, "relu2_1");
    assert_string_equal(layer(NET_VGG19, "features[11]")->name, "relu3_1");
    assert_string_equal(layer(NET_VGG16, "features[30]")->name, "pool5");
    assert_string_equal(layer(NET_VGG19, "features[36]")->name, "pool5");
    assert_string_equal(layer(NET_VGG16, "classifier[6]")->name, "fc8");
    for (NetId id = 0; id < NET_COUNT; id++) {
        bool vgg = net_column(id) <= NET_VGG19;
        assert_int_equal(layer(id, "fc6")->classifier_index, vgg ? 0 : 1);
        assert_int_equal(layer(id, "relu6")->classifier_index, vgg ? 1 : 2);
        assert_int_equal(layer(id, "fc7")->classifier_index, vgg ? 3 : 4);
        assert_int_equal(layer(id, "fc8")->classifier_index, 6);
        assert_int_equal(layer(id, "fc6")->features_index, -1);
        assert_int_equal(layer(id, "pool5")->classifier_index, -1);
        assert_int_equal(layer(id, "prob")->features_index, -1);
        assert_int_equal(layer(id, "prob")->classifier_index, -1);
        /* A dropout has an index and no row. */
        assert_int_equal(net_layer(&nets[id], vgg ? "classifier[2]" : "classifier[0]"), -2);
    }
    /* The third convolution, sixth module; weight layer 7, step 9 of 25. */
    assert_int_equal(layer(NET_VGG19, "conv2_1")->weight_layer, 3);
    const Layer *l = layer(NET_VGG19, "conv3_3");
    assert_int_equal(l->weight_layer, 7);
    assert_int_equal(l->features_index, 14);
    assert_int_equal(layer(NET_VGG19, "fc8")->weight_layer, 19);
    assert_int_equal(layer(NET_VGG19, "pool1")->weight_layer, 0);
}

static void names(void **state) {
    (void)state;
    static const struct {
        const char *paper, *keras;
    } NAMES[] = {{"conv1_1", "block1_conv1"},
                 {"conv3_3", "block3_conv3"},
                 {"pool4", "block4_pool"},
                 {"fc6", "fc1"},
                 {"fc7", "fc2"},
                 {"prob", "predictions"},
                 {"relu3_3", ""},
                 {"fc8", ""}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const Layer *l = layer(NET_VGG16, NAMES[i].paper);
        assert_string_equal(l->keras, NAMES[i].keras);
        if (*l->keras) assert_ptr_equal(layer(NET_VGG16, NAMES[i].keras), l);
    }
    assert_string_equal(layer(NET_VGG19, "block5_conv4")->name, "conv5_4");
    assert_string_equal(layer(NET_VGG19, "CONV5_4")->name, "conv5_4");
    assert_int_equal(net_layer(&nets[NET_B], "block1_conv1"), -2); /* Keras has only D and E */
    static const char *const NONE[] = {"",
                                       "conv",
                                       "conv3_4",
                                       "conv6_1",
                                       "features",
                                       "features[31]",
                                       "features[-32]",
                                       "classifier[-8]",
                                       "features.31",
                                       "features.",
                                       "features.-",
                                       "features.3]",
                                       "features[3.",
                                       "features[ 3]",
                                       "featuresx3]",
                                       "classifier.2",
                                       "features[",
                                       "features[3",
                                       "features[3]x",
                                       "classifier[7]",
                                       "features[]",
                                       "features[3.5]",
                                       "avgpool",
                                       "fc9",
                                       "features[4294967310]"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++)
        if (net_layer(&nets[NET_VGG16], NONE[i]) != -2) fail_msg("%s was found", NONE[i]);
    assert_int_equal(net_layer(&nets[NET_VGG16], "input"), -1);
    /* No two rows of a network have the same name. */
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = 0; row < nets[id].layers; row++)
            assert_int_equal(net_layer(&nets[id], nets[id].layer[row].name), row);
}

static void names_of_modules(void **state) {
    (void)state;
    static const struct { NetId id; const char *name, *is;
    } NAMES[] = {{NET_VGG16, "features.14", "conv3_3"},   {NET_VGG19, "FEATURES[14]", "conv3_3"},
                 {NET_VGG16, "features[-1]", "pool5"},    {NET_VGG16, "features.-31", "conv1_1"},
                 {NET_VGG16, "classifier[-1]", "fc8"},    {NET_VGG16, "classifier.3", "fc7"},
                 {NET_ALEXNET, "classifier[1]", "fc6"},   {NET_ALEXNET, "features.-1", "pool5"},
                 {NET_A_LRN, "features[2]", "lrn1"},      {NET_C, "features[14]", "conv3_3"},
                 {NET_ALEXNET_2012, "features.2", "lrn1"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        assert_string_equal(layer(NAMES[i].id, NAMES[i].name)->name, NAMES[i].is);
    for (NetId id = 0; id < NET_COUNT; id++) /* each module of each network, counted from both ends */
        for (int m = 0, n; m < nets[id].modules; m++) {
            const Module *module = &nets[id].module[m];
            char name[32], back[32];
            const char *part = module->part == PART_FEATURES ? "features" : "classifier";
            if (module->index < 0) continue;
            for (n = 0; m + n < nets[id].modules && nets[id].module[m + n].part == module->part;) n++;
            snprintf(name, sizeof name, "%s.%d", part, module->index);
            snprintf(back, sizeof back, "%s[-%d]", part, n);
            assert_int_equal(net_layer(&nets[id], name), module->layer < 0 ? -2 : module->layer);
            assert_int_equal(net_layer(&nets[id], back), module->layer < 0 ? -2 : module->layer);
        }
}

static void is_refused(NetId id, const char *name, const char *why, const char *says) {
    int row;
    Error e = net_find_layer(&nets[id], name, &row);
    if (!failed(&e)) fail_msg("%s was found", name);
    assert_string_equal(e.id, why);
    assert_string_equal(e.arg[0], name);
    assert_string_equal(e.arg[2], says);
}

static void names_that_are_no_layers(void **state) {
    (void)state;
    is_refused(NET_VGG16, "features[31]", "layer.index", "features[0] – features[30]");
    is_refused(NET_VGG19, "features.-38", "layer.index", "features[0] – features[36]");
    is_refused(NET_VGG16, "classifier[7]", "layer.index", "classifier[0] – classifier[6]");
    is_refused(NET_VGG16, "features[99999999999999999999999]", "layer.index", "features[0] – features[30]");
    is_refused(NET_VGG16, "dropout", "command.layer", "");
    is_refused(NET_VGG16, "features[x]", "command.layer", "");
}

/* A network that answers takes them for nothing. */
static void modules_that_pass_on(void **state) {
    (void)state;
    static const struct {
        NetId net;
        const char *name, *row;
    } NAMES[] = {{NET_VGG16, "classifier[2]", "relu6"}, {NET_VGG16, "classifier.-2", "relu7"},
                 {NET_ALEXNET, "classifier[0]", "pool5"},
                 {NET_VGG16, "avgpool", "pool5"}, {NET_VGG19, "flatten", "pool5"}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const Net *net = &nets[NAMES[i].net];
        int row;
        Error e = net_find_layer(net, NAMES[i].name, &row);
        assert_false(failed(&e));
        assert_string_equal(net->layer[row].name, NAMES[i].row);
        assert_int_equal(net_layer(net, NAMES[i].name), -2); /* no row has this name */
    }
}

static void names_of_networks(void **state) {
    (void)state;
    static const struct {
        const char *name;
        NetId id;
    } NAMES[] = {{"vgg11", NET_A},
                 {"a", NET_A},
                 {"A-LRN", NET_A_LRN},
                 {"vgg13", NET_B},
                 {"b", NET_B},
                 {"c", NET_C},
                 {"vgg16", NET_VGG16},
                 {"D", NET_VGG16},
                 {"VGG-16", NET_VGG16},
                 {"vgg19", NET_VGG19},
                 {"e", NET_VGG19},
                 {"alexnet", NET_ALEXNET},
                 {"AlexNet", NET_ALEXNET},
                 {"alexnet-2012", NET_ALEXNET_2012}};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        NetId id = NET_COUNT;
        assert_true(net_find(NAMES[i].name, &id));
        assert_int_equal(id, NAMES[i].id);
    }
    NetId id = NET_COUNT;
    assert_false(net_find("", &id));
    assert_false(net_find("vgg", &id));
    assert_false(net_find("vgg166", &id));
    assert_int_equal(id, NET_COUNT);
}

/* The digit in a name is the block: conv3_2 in VGG, conv3 in AlexNet. */
static void blocks(void **state) {
    (void)state;
    for (NetId id = 0; id < NET_COUNT; id++)
        for (int row = 0; row < nets[id].layers; row++) {
            const Layer *l = &nets[id].layer[row];
            bool behind = row > net_layer(&nets[id], "pool5");
            assert_int_equal(l->block, behind ? 0 : l->name[strcspn(l->name, "0123456789")] - '0');
        }
}

/* ---- steps ---- */

static void steps(void **state) {
    (void)state;
    const Net *e = &nets[NET_VGG19];
    int row = net_step_row(e, STEP_LAYERS, 9);
    assert_string_equal(e->layer[row].name, "relu3_3");
    assert_string_equal(e->layer[net_step_layer(e, STEP_LAYERS, 9)].name, "conv3_3");
    assert_int_equal(net_row_step(e, STEP_LAYERS, net_layer(e, "conv3_3")), 9);
    assert_int_equal(net_row_step(e, STEP_MODULES, net_layer(e, "conv3_3")), 15);
    for (NetId id = 0; id < NET_COUNT; id++)
        for (StepMode mode = STEP_LAYERS; mode <= STEP_MODULES; mode++) {
            const Net *net = &nets[id];
            int n = net_steps(net, mode);
            assert_int_equal(net_step_row(net, mode, 0), -1);
            assert_int_equal(net_row_step(net, mode, -1), 0);
            assert_int_equal(net_step_layer(net, mode, 0), -1);
            assert_int_equal(net_step_row(net, mode, n), net->layers - 1);
            assert_int_equal(net_step_row(net, mode, n + 9), net->layers - 1);
            for (int step = 1; step <= n; step++) {
                int last = net_step_row(net, mode, step), of = net_step_layer(net, mode, step);
                assert_int_equal(net_row_step(net, mode, last), step);
                assert_int_equal(net_row_step(net, mode, of), step);
                if (mode == STEP_LAYERS) assert_int_equal(net_after_relu(net, of), last);
                assert_int_equal(of, net_step_row(net, mode, step - 1) + 1);
                if (mode == STEP_MODULES)
                    assert_int_equal(of, last);
                else
                    assert_true(net->layer[of].kind != KIND_RELU);
            }
        }
    assert_int_equal(net_after_relu(e, net_layer(e, "fc8")),
                     net_layer(e, "fc8")); /* it has no ReLU */
    assert_int_equal(net_after_relu(e, net_layer(e, "fc7")), net_layer(e, "relu7"));
    assert_int_equal(net_after_relu(e, net_layer(e, "pool1")), net_layer(e, "pool1"));
    assert_int_equal(net_after_relu(e, -1), -1);
}

/* ---- torchvision's modules ---- */

static int count_modules(NetId id, Part part) {
    int n = 0;
    for (int i = 0; i < nets[id].modules; i++) n += nets[id].module[i].part == part;
    return n;
}

static void modules(void **state) {
    (void)state;
    static const int FEATURES[NET_COUNT] = {21, 22, 25, 31, 31, 37, 13, 15, 29, 35, 44, 53};
    for (NetId id = 0; id < NET_COUNT; id++) {
        const Net *net = &nets[id];
        assert_int_equal(count_modules(id, PART_FEATURES), FEATURES[id]);
        assert_int_equal(count_modules(id, PART_AVGPOOL), 1);
        assert_int_equal(count_modules(id, PART_FLATTEN), 1);
        assert_int_equal(count_modules(id, PART_CLASSIFIER), 7);
        assert_int_equal(count_modules(id, PART_NONE), 1); /* the softmax */
        int next[] = {0, 0}, layer = 0;
        for (int i = 0; i < net->modules; i++) {
            const Module *m = &net->module[i];
            bool passes =
                m->kind == KIND_AVGPOOL || m->kind == KIND_FLATTEN || m->kind == KIND_DROPOUT;
            assert_int_equal(m->layer, passes ? -1 : layer);
            if (m->part == PART_FEATURES)
                assert_int_equal(m->index, next[0]++);
            else if (m->part == PART_CLASSIFIER)
                assert_int_equal(m->index, next[1]++);
            else
                assert_int_equal(m->index, -1);
            if (passes) continue;
            assert_true(net->layer[layer].kind == m->kind);
            layer++;
        }
        assert_int_equal(layer, net->layers);
        assert_true(net->module[FEATURES[id]].part == PART_AVGPOOL);
        assert_true(net->module[FEATURES[id] + 1].part == PART_FLATTEN);
    }
    static const Kind VGG[] = {KIND_FC,   KIND_RELU,    KIND_DROPOUT, KIND_FC,
                               KIND_RELU, KIND_DROPOUT, KIND_FC};
    static const Kind ALEX[] = {KIND_DROPOUT, KIND_FC,   KIND_RELU, KIND_DROPOUT,
                                KIND_FC,      KIND_RELU, KIND_FC};
    for (int i = 0; i < 7; i++) {
        assert_true(nets[NET_VGG16].module[33 + i].kind == VGG[i]);
        assert_true(nets[NET_ALEXNET].module[15 + i].kind == ALEX[i]);
    }
}

/* ---- published ---- */

static void is_published(double value, double expected) {
    if (isnan(expected))
        assert_true(isnan(value));
    else
        assert_true(value == expected);
}

static void published(void **state) {
    (void)state;
    static const struct {
        double paper_top1, larger_top1, jitter_top1, torch_top1, torch_top5;
    } EXPECTED[NET_COUNT] = {
        [NET_A] = {29.6, NAN, NAN, 69.020, 88.628},
        [NET_A_LRN] = {29.7, NAN, NAN, NAN, NAN},
        [NET_B] = {28.7, NAN, NAN, 69.928, 89.246},
        [NET_C] = {28.1, 28.1, 27.3, NAN, NAN},
        [NET_VGG16] = {27.0, 26.8, 25.6, 71.592, 90.382},
        [NET_VGG19] = {27.3, 26.9, 25.5, 72.376, 90.876},
        [NET_ALEXNET] = {NAN, NAN, NAN, 56.522, 79.066},
        [NET_ALEXNET_2012] = {40.7, NAN, NAN, NAN, NAN},
        [NET_A_BN] = {NAN, NAN, NAN, 70.370, 89.810},
        [NET_B_BN] = {NAN, NAN, NAN, 71.586, 90.374},
        [NET_VGG16_BN] = {NAN, NAN, NAN, 73.360, 91.516},
        [NET_VGG19_BN] = {NAN, NAN, NAN, 74.218, 91.842},
    };
    for (NetId id = 0; id < NET_COUNT; id++) {
        const NetInfo *info = net_info(id);
        is_published(info->paper_top1, EXPECTED[id].paper_top1);
        is_published(info->larger_top1, EXPECTED[id].larger_top1);
        is_published(info->jitter_top1, EXPECTED[id].jitter_top1);
        is_published(info->torchvision_top1, EXPECTED[id].torch_top1);
        is_published(info->torchvision_top5, EXPECTED[id].torch_top5);
        assert_int_equal(info->in_torchvision, !isnan(EXPECTED[id].torch_top1));
    }
    assert_true(net_info(NET_ALEXNET_2012)->paper_top5 == 18.2);
    assert_true(net_info(NET_VGG19)->paper_top1 > net_info(NET_VGG16)->paper_top1);
}

/* C in, C out, stride 1: the two percentages must never be mixed. */
static void stacks(void **state) {
    (void)state;
    static const struct {
        int count, weights, single, more, fewer;
    } STACKS[] = {{2, 18, 25, 39, 28}, {3, 27, 49, 81, 45}, {5, 45, 121, 169, 63}};
    for (int i = 0; i < 3; i++) {
        StackCost cost = stack_cost(3, STACKS[i].count, 64, 64, false);
        assert_int_equal(cost.weights, STACKS[i].weights * 4096);
        assert_int_equal(cost.single_weights, STACKS[i].single * 4096);
        assert_int_equal(cost.single, 1 + 2 * STACKS[i].count);
        is_about(cost.more_percent, STACKS[i].more, 1);
        is_about(cost.fewer_percent, STACKS[i].fewer, 1);
    }
    StackCost first = stack_cost(3, 5, 3, 64, false); /* AlexNet's 11x11 is not replaced for free */
    assert_int_equal(first.weights, 149184);
    assert_int_equal(first.single_weights, 23232);
    Sliding one = {.kernel = 3, .stride = 1, .pad = 1}, three[] = {one, one, one};
    assert_int_equal(stack_field(three, 3).field, 7);
}

/* For the size that it has a row is as it was; for another its maps are; a layer that takes all of them fits none. */
static void other_sizes(void **state) {
    (void)state;
    static Net net, sized;
    static const NetId NETS[] = {NET_VGG16, NET_VGG19_BN, NET_ALEXNET, NET_ALEXNET_2012, NET_A_LRN};
    for (size_t i = 0; i < sizeof NETS / sizeof *NETS; i++) {
        int row = 0;
        net_build(&net, NETS[i], 1);
        while (net.layer[row + 1].out.h > 1) row++;
        assert_true(net_sized(&net, row, net.input.h, &sized));
        assert_int_equal(sized.layers, row + 1);
        assert_memory_equal(&sized.layer, &net.layer, (size_t)(row + 1) * sizeof *net.layer);
        assert_false(net_sized(&net, row + 1, net.input.h, &sized)); /* fc6 */
    }
    net_build(&net, NET_VGG16, 4);
    assert_true(net_sized(&net, net_layer(&net, "conv5_1"), 96, &sized));
    static const struct { const char *layer; int c, side; } SHAPES[] = {
        {"conv1_1", 16, 96}, {"pool1", 16, 48}, {"conv3_3", 64, 24}, {"pool4", 128, 6}, {"conv5_1", 128, 6}};
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
        Shape s = net_shape(&sized, net_layer(&net, SHAPES[i].layer));
        assert_true(s.c == SHAPES[i].c && s.h == SHAPES[i].side && s.w == SHAPES[i].side);
    }
    assert_int_equal(sized.layer[0].macs, 96 * 96 * 16 * 27);
    assert_int_equal(sized.layer[0].params, net.layer[0].params);
    net_build(&net, NET_ALEXNET, 1);
    assert_false(net_sized(&net, net_layer(&net, "pool5"), 24, &sized)); /* nothing is left of so few pixels */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals),
        cmocka_unit_test(shares),
        cmocka_unit_test(multiply_adds_of_layers),
        cmocka_unit_test(shapes),
        cmocka_unit_test(other_sizes),
        cmocka_unit_test(alexnets),
        cmocka_unit_test(lrn),
        cmocka_unit_test(slim_widths),
        cmocka_unit_test(indices),
        cmocka_unit_test(names),
        cmocka_unit_test(names_of_modules),
        cmocka_unit_test(names_that_are_no_layers),
        cmocka_unit_test(modules_that_pass_on),
        cmocka_unit_test(names_of_networks),
        cmocka_unit_test(blocks),
        cmocka_unit_test(steps),
        cmocka_unit_test(modules),
        cmocka_unit_test(published),
        cmocka_unit_test(stacks),
    };
    return cmocka_run_group_tests(tests, build, NULL);
}
