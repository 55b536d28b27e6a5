/* .npy files against NumPy's own, byte for byte (tests/goldens/npy.py). Runs in the top directory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "io/npy.h"
#include "scratch.h"

static const struct {
    const char *name;
    int rank;
    int64_t shape[NPY_RANK];
} ARRAYS[] = {{"1", 1, {1}},
              {"1000", 1, {1000}},
              {"3x4", 2, {3, 4}},
              {"3x5x7", 3, {3, 5, 7}},
              {"1x1x1", 3, {1, 1, 1}},
              {"2x3x4x5", 4, {2, 3, 4, 5}},
              {"1x2x300x1", 4, {1, 2, 300, 1}}};

static Mapped map(const char *path) {
    Mapped file;
    Error e = file_map(path, &file);
    if (failed(&e)) fail_msg("%s: %s", path, e.id);
    return file;
}

static void as_numpy_saves_them(void **state) {
    (void)state;
    float values[1000];
    for (int i = 0; i < 1000; i++) values[i] = (float)i / 4 - 3;
    for (size_t i = 0; i < sizeof ARRAYS / sizeof *ARRAYS; i++) {
        char golden[64];
        const char *path = scratch("array.npy");
        Error e = npy_write(path, values, ARRAYS[i].shape, ARRAYS[i].rank);
        assert_false(failed(&e));
        snprintf(golden, sizeof golden, "tests/goldens/npy/%s.npy", ARRAYS[i].name);
        Mapped expected = map(golden), written = map(path);
        assert_int_equal(written.size, expected.size);
        assert_memory_equal(written.data, expected.data, expected.size);
        file_unmap(&expected);
        file_unmap(&written);
    }
}

/* The longest header there can be still fits; it is written with no numbers behind it. */
static void large_shapes(void **state) {
    (void)state;
    const int64_t shape[] = {2147483647, 2147483647, 2147483647, 0};
    float none;
    Error e = npy_write(scratch("large.npy"), &none, shape, 4);
    assert_false(failed(&e));
    Mapped file = map(scratch("large.npy"));
    assert_int_equal(file.size, 128);
    assert_non_null(memmem(file.data, file.size, "(2147483647, 2147483647, 2147483647, 0), }", 42));
    assert_int_equal(file.data[127], '\n');
    file_unmap(&file);
}

static void a_place_that_cannot_be_written(void **state) {
    (void)state;
    const int64_t shape[] = {1};
    float one = 1;
    Error e = npy_write(scratch("none/array.npy"), &one, shape, 1);
    assert_string_equal(e.id, "file.create");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_numpy_saves_them),
        cmocka_unit_test(large_shapes),
        cmocka_unit_test(a_place_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
