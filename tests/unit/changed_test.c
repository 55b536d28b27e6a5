/* Weights whose file is cut, rewritten or replaced while they run: an error, and what is there stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/weights_file.h"
#include "opened.h"
#include "scratch.h"
#include "view/read.h"

static char weights[] = "w.safetensors";

/* The bundled weights as a file of their own, loaded, with a photo run as far as conv2_1. */
static void begin(void) {
    char bundled[1024], command[600];
    Mapped file;
    assert_true(weights_bundled(NET_VGG16, bundled, sizeof bundled));
    Error e = file_map(bundled, &file);
    assert_false(failed(&e));
    snprintf(command, sizeof command, "reset; weights %s; until conv2_1", scratch_write(weights, file.data, file.size));
    file_unmap(&file);
    says(command);
    e = app_wait(&app);
    assert_false(failed(&e));
}

static void has_changed(Error e) {
    if (!failed(&e)) fail_msg("no error");
    assert_string_equal(e.id, "file.changed");
    assert_non_null(strstr(e.arg[0], weights));
}

/* Steps, one map more and the gradient want weights: each says so, and conv2_1 is still there. */
static void says_so(void) {
    static const char *const WANTS[] = {"run", "select conv1_2; excite gradient; view layer",
                                        "view network; reset; until pool2"};
    Arena arena = {0};
    const float *values = run_values(app.run, net_layer(&app.own, "relu2_1"));
    float *before = malloc(5000 * sizeof *before);
    memcpy(before, values, 5000 * sizeof *before);
    for (size_t i = 0; i < sizeof WANTS / sizeof *WANTS; i++) {
        app_say(&app, WANTS[i]);
        has_changed(app_wait(&app));
        has_changed(app.trouble);
        assert_non_null(facts_text(&app, &arena));
    }
    says("until conv2_1");
    assert_ptr_equal(run_values(app.run, net_layer(&app.own, "relu2_1")), values);
    assert_memory_equal(values, before, 5000 * sizeof *before);
    free(before);
    arena_free(&arena);
}

/* Other weights and the same file, sound again, are loaded as if nothing had been. */
static void goes_on(const char *then) {
    says(then);
    Error e = app_wait(&app);
    if (failed(&e)) fail_msg("%s: %s", e.id, e.arg[0]);
    app_say(&app, "run");
    e = app_wait(&app);
    assert_false(failed(&e));
    assert_false(failed(&app.trouble));
    Answer best[1];
    assert_int_equal(best_answers(&app, best, 1), 1);
    assert_string_equal(best[0].label, "giant panda");
}

static void cut(void **state) {
    (void)state;
    begin();
    assert_int_equal(truncate(scratch(weights), 60000), 0); /* behind the header and the first layers */
    says_so();
    goes_on("weights bundled");
}

static void written_to(void **state) {
    (void)state;
    begin();
    FILE *file = fopen(scratch(weights), "r+b");
    assert_int_equal(fseek(file, -100, SEEK_END), 0);
    assert_int_equal(fputs("other", file), 1);
    fclose(file);
    says_so();
    goes_on("weights bundled");
}

/* The old one runs on; when the name is opened again it is the new one. */
static void replaced(void **state) {
    (void)state;
    char command[600];
    begin();
    scratch_write("new", "no weights", 10);
    assert_int_equal(rename(scratch("new"), scratch(weights)), 0);
    goes_on("run");
    snprintf(command, sizeof command, "weights %s", scratch(weights));
    Error e = app_do(&app, command, NULL);
    assert_true(failed(&e));
    goes_on("until conv3_1");
}

static int open_all(void **state) { return scratch_open(state) || open_app(state); }
static int close_all(void **state) { return close_app(state) || scratch_close(state); }

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut),
        cmocka_unit_test(written_to),
        cmocka_unit_test(replaced),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
