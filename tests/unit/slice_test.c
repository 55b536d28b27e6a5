/* Slices of torchvision's modules: 400 random ones against what torchvision makes of them
 * (tests/goldens/slices.py), the texture extractor's figures, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/torch.h"

static ModuleSlice parsed(const char *text) {
    ModuleSlice s[SLICES_MOST];
    int n;
    Error e = slice_parse(text, NET_VGG16, s, &n);
    if (failed(&e)) fail_msg("%s: %s", text, e.id);
    assert_int_equal(n, 1);
    return s[0];
}

static SliceFigures figures(const char *text) {
    Net net;
    ModuleSlice s = parsed(text);
    net_build(&net, s.net, 1);
    return slice_figures(&net, &s);
}

static void is_refused(const char *text, const char *id) {
    ModuleSlice s[SLICES_MOST];
    int n;
    Error e = slice_parse(text, NET_VGG16, s, &n);
    if (!failed(&e)) fail_msg("%s is taken", text);
    assert_string_equal(e.id, id);
}

static void is_shape(Shape s, int c, int h, int w) {
    assert_int_equal(s.c, c);
    assert_int_equal(s.h, h);
    assert_int_equal(s.w, w);
}

/* ---- against torchvision ---- */

/* A line of the file without its end; false at an empty one. */
static bool read_line(FILE *in, char *line, int size) {
    if (!fgets(line, size, in)) return false;
    line[strcspn(line, "\n")] = '\0';
    return *line != '\0';
}

static void check_golden(FILE *in, const char *expr) {
    char line[256], text[MODULE_TEXT], made[MODULE_TEXT + 32];
    ModuleSlice s[SLICES_MOST];
    int n, c, h, w;
    long long params;
    Net net;
    assert_true(read_line(in, line, sizeof line));
    Error e = slice_parse(expr, NET_VGG16, s, &n);
    if (strncmp(line, "error", 5) == 0) {
        if (!failed(&e)) fail_msg("%s is taken, Python says %s", expr, line);
        assert_string_equal(e.id, strstr(line, "Index") ? "slice.index" : "slice.step");
        read_line(in, line, sizeof line);
        return;
    }
    if (failed(&e)) fail_msg("%s: %s", expr, e.id);
    net_build(&net, s[0].net, 1);
    SliceFigures f = slice_figures(&net, &s[0]);
    assert_int_equal(sscanf(line, "in %d %d %d", &c, &h, &w), 3);
    if (f.in.c != c || f.in.h != h || f.in.w != w) fail_msg("%s: in is not %s", expr, line);
    assert_true(read_line(in, line, sizeof line));
    if (strcmp(line, "out none") == 0) assert_true(f.misfit >= 0 && f.out.c == 0);
    else {
        assert_int_equal(sscanf(line, "out %d %d %d", &c, &h, &w), 3);
        if (f.misfit >= 0 || f.out.c != c || f.out.h != h || f.out.w != w) fail_msg("%s: out is not %s", expr, line);
    }
    assert_true(read_line(in, line, sizeof line));
    assert_int_equal(sscanf(line, "params %lld", &params), 1);
    assert_int_equal(f.params, params);
    int i = 0;
    for (; read_line(in, line, sizeof line); i++) {
        if (i >= s[0].count) fail_msg("%s: there is also %s", expr, line);
        int at = slice_module(&net, &s[0], i);
        module_text(&net, at, false, text);
        snprintf(made, sizeof made, "(%d): %s", net.module[at].index, text);
        if (strcmp(made, line) != 0) fail_msg("%s: '%s', not '%s'", expr, made, line);
    }
    if (i != s[0].count) fail_msg("%s: %d modules, torchvision has %d", expr, s[0].count, i);
}

static void torchvision_says_the_same(void **state) {
    (void)state;
    char expr[256];
    int n = 0;
    FILE *in = fopen("tests/goldens/slices.txt", "r");
    if (!in) fail_msg("tests/goldens/slices.txt is missing: tests/goldens/slices.py writes it");
    for (; read_line(in, expr, sizeof expr); n++) check_golden(in, expr);
    fclose(in);
    assert_int_equal(n, 400);
}

/* ---- what the slices are known for ---- */

static void texture_extractor(void **state) {
    (void)state;
    static const struct {
        int count, convs, c, side, own, field;
    } EXPECTED[] = {{2, 1, 64, 224, 3, 3}, {5, 2, 128, 112, 8, 10}, {5, 2, 256, 56, 8, 24}};
    ModuleSlice s[SLICES_MOST];
    int n;
    Net net;
    net_build(&net, NET_VGG19, 1);
    assert_string_equal(slice_preset(0)->name, "lte");
    Error e = slice_parse(slice_preset(0)->expr, NET_ALEXNET, s, &n);
    assert_false(failed(&e));
    assert_int_equal(n, 3);
    for (int i = 0; i < n; i++) {
        SliceFigures f = slice_figures(&net, &s[i]);
        int convs = 0;
        for (int k = 0; k < s[i].count; k++) convs += net.module[slice_module(&net, &s[i], k)].kind == KIND_CONV;
        assert_int_equal(s[i].net, NET_VGG19);
        assert_int_equal(s[i].count, EXPECTED[i].count);
        assert_int_equal(convs, EXPECTED[i].convs);
        is_shape(f.out, EXPECTED[i].c, EXPECTED[i].side, EXPECTED[i].side);
        assert_int_equal(f.field_own, EXPECTED[i].own);
        assert_int_equal(f.field, EXPECTED[i].field);
    }
}

static void index_and_number_of_a_layer(void **state) {
    (void)state;
    Net net;
    net_build(&net, NET_VGG19, 1);
    int at = part_module(&net, PART_FEATURES, 5), convs = 0;
    for (int m = 0; m <= at; m++) convs += net.module[m].kind == KIND_CONV;
    assert_string_equal(module_name(&net, at), "conv2_1");
    assert_int_equal(at + 1, 6); /* the sixth module */
    assert_int_equal(convs, 3);  /* and the third convolution */
    assert_string_equal(module_name(&net, part_module(&net, PART_FEATURES, 10)), "conv3_1");
    assert_int_equal(part_modules(&net, PART_FEATURES), 37);
    assert_int_equal(part_modules(&net, PART_CLASSIFIER), 7);
    net_build(&net, NET_VGG16, 1);
    assert_int_equal(part_modules(&net, PART_FEATURES), 31);
}

static void figures_of_parts(void **state) {
    (void)state;
    SliceFigures f = figures("vgg16.features");
    assert_int_equal(f.params, 14714688);
    assert_int_equal(f.field, 212);
    assert_int_equal(f.field_own, 212);
    assert_int_equal(f.macs, 15470264320 - 102760448 - 16777216 - 4096000);
    f = figures("vgg19.features[:]");
    assert_int_equal(f.params, 20024384);
    assert_int_equal(f.field, 268);
    f = figures("vgg19.classifier[:]");
    assert_int_equal(f.params, 143667240 - 20024384);
    assert_int_equal(f.macs, 102760448 + 16777216 + 4096000);
    assert_int_equal(f.field_own, 0); /* all of its input */
    assert_int_equal(f.field, 460);
    is_shape(f.in, 25088, 1, 1);
    is_shape(f.out, 1000, 1, 1);
    f = figures("alexnet.classifier[0]"); /* its dropout comes first */
    is_shape(f.out, 9216, 1, 1);
    assert_int_equal(f.params, 0);
    f = figures("features[5:5]");
    is_shape(f.out, 64, 112, 112);
    assert_int_equal(f.field, 6);
    f = figures("features[::2]"); /* conv1_1, conv1_2, pool1, relu2_1, relu2_2, conv3_1: 64 channels for 128 */
    assert_int_equal(f.misfit, 10);
    assert_int_equal(f.row, -2);
}

static void names_of_layers(void **state) {
    (void)state;
    ModuleSlice s = parsed("relu3_3");
    assert_int_equal(s.net, NET_VGG16);
    assert_int_equal(s.count, 16);
    s = parsed("vgg19.conv5_4");
    assert_int_equal(s.count, 35);
    s = parsed("e.fc7");
    assert_int_equal(s.part, PART_CLASSIFIER);
    assert_int_equal(s.count, 4);
}

static void several_at_once(void **state) {
    (void)state;
    ModuleSlice s[SLICES_MOST];
    char text[SLICES_TEXT];
    int n;
    Error e = slice_parse(" vgg19.features[ 0 : 2 ],[2:7] [-1], classifier[::2] ", NET_C, s, &n);
    assert_false(failed(&e));
    assert_int_equal(n, 4);
    slices_text(s, n, text);
    assert_string_equal(text, "vgg19.features[0:2], [2:7], [-1], classifier[::2]");
    assert_true(s[2].single && s[2].start == 36);
    assert_int_equal(s[3].count, 4);
    e = slice_parse(text, NET_C, s, &n); /* what is written can be read */
    assert_false(failed(&e));
    assert_int_equal(n, 4);
}

static void what_is_refused(void **state) {
    (void)state;
    is_refused("", "slice.syntax");
    is_refused("vgg19", "slice.syntax");
    is_refused("features[", "slice.syntax");
    is_refused("features[]", "slice.syntax");
    is_refused("features[2;7]", "slice.syntax");
    is_refused("features[1 2]", "slice.syntax");
    is_refused("features[2:7:1:1]", "slice.syntax");
    is_refused("features[2:7][0]", "slice.syntax");
    is_refused("features[a:b]", "slice.syntax");
    is_refused("vgg19.features[2:7", "slice.syntax");
    is_refused("prob", "slice.syntax");
    is_refused("features[99999999999999999999999999999999999999999999999999999999999999999999:1]", "slice.syntax");
    is_refused("vgg20.features[1]", "command.net");
    is_refused("features[31]", "slice.index");
    is_refused("vgg19.features[37]", "slice.index");
    is_refused("features[-32]", "slice.index");
    is_refused("features[::0]", "slice.step");
    is_refused("vgg16.features[1], vgg19.features[1]", "slice.nets");
    is_refused("[0] [1] [2] [3] [4] [5] [6] [7] [8]", "slice.many");
    assert_int_equal(parsed("[2:99999999999999]").count, 29); /* an end beyond is the end, as in Python */
}

static void lines_of_python(void **state) {
    (void)state;
    ModuleSlice s = parsed("vgg19.features[2:7]"), several[SLICES_MOST];
    char text[400];
    int n;
    Error e = torch_line(&s, 1, text, sizeof text);
    assert_false(failed(&e));
    assert_string_equal(text, "torchvision.models.vgg19(weights=\"IMAGENET1K_V1\").features[2:7]");
    slice_parse("vgg16.features[:4], classifier[0]", NET_C, several, &n);
    e = torch_line(several, n, text, sizeof text);
    assert_false(failed(&e));
    assert_string_equal(text, "net = torchvision.models.vgg16(weights=\"IMAGENET1K_V1\").eval()\n"
                              "slices = [net.features[:4], net.classifier[0]]");
    slice_parse("vgg16.features[:4] [4:9]", NET_C, several, &n);
    e = torch_line(several, n, text, sizeof text);
    assert_string_equal(text, "features = torchvision.models.vgg16(weights=\"IMAGENET1K_V1\").features\n"
                              "slices = [features[:4], features[4:9]]");
    s = parsed("c.features[0]");
    e = torch_line(&s, 1, text, sizeof text);
    assert_string_equal(e.id, "slice.not_torchvision");
    s = parsed("vgg19.features[5:7]");
    torch_list(&s, 1, text, sizeof text);
    assert_string_equal(
        text, "vgg19.features[5:7]\n"
              "  (5): Conv2d(64, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))  conv2_1  128x112x112\n"
              "  (6): ReLU(inplace=True)  relu2_1  128x112x112\n");
}

static void modules_that_torchvision_lacks(void **state) {
    (void)state;
    Net net;
    char text[MODULE_TEXT];
    net_build(&net, NET_ALEXNET_2012, 1);
    module_text(&net, part_module(&net, PART_FEATURES, 2), false, text);
    assert_string_equal(text, "LocalResponseNorm(5, alpha=0.0005, beta=0.75, k=2)");
    module_text(&net, part_module(&net, PART_FEATURES, 4), false, text);
    assert_string_equal(text, "Conv2d(96, 256, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2), groups=2)");
    net_build(&net, NET_C, 1);
    module_text(&net, part_module(&net, PART_FEATURES, 14), false, text);
    assert_string_equal(text, "Conv2d(256, 256, kernel_size=(1, 1), stride=(1, 1))");
    module_text(&net, part_module(&net, PART_FEATURES, 14), true, text);
    assert_string_equal(text, "Conv2d(256, 256, 1)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torchvision_says_the_same), cmocka_unit_test(texture_extractor),
        cmocka_unit_test(index_and_number_of_a_layer), cmocka_unit_test(figures_of_parts),
        cmocka_unit_test(names_of_layers),           cmocka_unit_test(several_at_once),
        cmocka_unit_test(what_is_refused),           cmocka_unit_test(lines_of_python),
        cmocka_unit_test(modules_that_torchvision_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
