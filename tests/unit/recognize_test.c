/* Where weights come from is found out also when something else came first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "opened.h"
#include "scratch.h"

/* Weights of a network at its full width, all of them 0 and never written. */
static const char *write_empty(NetId id, const char *name) {
    static char header[1 << 16];
    Net net;
    net_build(&net, id, 1);
    long long at = 0;
    int n = snprintf(header, sizeof header, "{");
    for (int row = 0; row < net.layers; row++) {
        const Layer *l = &net.layer[row];
        char weight[32], bias[32], shape[64];
        if (!l->weight_layer) continue;
        weights_name(l, "weight", weight);
        weights_name(l, "bias", bias);
        long long biases = l->out.c, weights = l->params - biases;
        if (l->kind == KIND_CONV)
            snprintf(shape, sizeof shape, "%lld,%d,%d,%d", biases, l->in.c / l->groups, l->kernel, l->kernel);
        else snprintf(shape, sizeof shape, "%lld,%lld", biases, (long long)shape_count(l->in));
        n += snprintf(header + n, sizeof header - (size_t)n,
                      "%s\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%lld,%lld]},"
                      "\"%s\":{\"dtype\":\"F32\",\"shape\":[%lld],\"data_offsets\":[%lld,%lld]}",
                      row ? "," : "", weight, shape, at, at + 4 * weights, bias, biases, at + 4 * weights,
                      at + 4 * (weights + biases));
        at += 4 * (weights + biases);
    }
    n += snprintf(header + n, sizeof header - (size_t)n, "}");
    unsigned char size[8] = {(unsigned char)n, (unsigned char)(n >> 8)};
    memmove(header + 8, header, (size_t)n);
    memcpy(header, size, 8);
    const char *path = scratch_write(name, header, 8 + (size_t)n);
    assert_int_equal(truncate(path, 8 + n + at), 0);
    return path;
}

static void one_that_was_put_off_is_taken_up(void **state) {
    (void)state;
    char command[700], sum[SHA256_TEXT];
    setenv("XDG_CACHE_HOME", scratch_dir, 1);
    snprintf(command, sizeof command, "net alexnet; weights %s", write_empty(NET_ALEXNET, "empty.safetensors"));
    says(command);
    assert_null(app.work.recognize);
    snprintf(app.weights->path, sizeof app.weights->path, "%s",
             scratch(fetch_published(NET_ALEXNET))); /* as if it were that */
    app.version++;
    app_want(&app);
    assert_non_null(app.work.recognize);
    says("compare alexnet vgg16; view compare; compare alexnet vgg19; view network"); /* a run beside it goes */
    for (int more = 0; more < 3; more++) {
        Error e = app_wait(&app);
        if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
        app_want(&app);
    }
    FileStamp stamp = file_stamp_mapped(&app.weights->file);
    assert_true(sums_find(app.weights->path, &stamp, sum));
    assert_null(app.work.recognize);
    assert_int_equal(app.weights->origin, ORIGIN_UNKNOWN); /* it is not what its name says */
    says("view layer; view network"); /* and it is not found out again */
    assert_null(app.work.recognize);
}

static int open_all(void **state) { return scratch_open(state) || open_app(state); }
static int close_all(void **state) { return close_app(state) | scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_that_was_put_off_is_taken_up)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
