/* Sums of files: right, remembered, and forgotten when the file changes; published files known by them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <utime.h>

#include <cmocka.h>

#include "io/fetch.h"
#include "io/sums.h"
#include "scratch.h"

/* FIPS 180-2, appendix B */
static const char ABC[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void sums_are_right(void **state) {
    (void)state;
    char sum[SHA256_TEXT];
    Error e = sha256_file(scratch_write("abc", "abc", 3), NULL, sum);
    assert_false(failed(&e));
    assert_string_equal(sum, ABC);
    e = sha256_file(scratch("none"), NULL, sum);
    assert_string_equal(e.id, "file.open");
}

static bool finds(const char *path, char sum[SHA256_TEXT]) {
    FileStamp stamp = file_stamp(path);
    return sums_find(path, &stamp, sum);
}

static void adds(const char *path, const char *sum) {
    FileStamp stamp = file_stamp(path);
    sums_add(path, &stamp, sum);
}

static void sums_are_remembered(void **state) {
    (void)state;
    char sum[SHA256_TEXT] = "";
    setenv("XDG_CACHE_HOME", scratch_dir, 1);
    const char *path = scratch_write("a file", "abc", 3);
    assert_false(finds(path, sum));
    adds(path, ABC);
    assert_true(finds(path, sum));
    assert_string_equal(sum, ABC);
    assert_false(finds(scratch_write("another", "abc", 3), sum));
    scratch_write("a file", "abcd", 4); /* another size */
    assert_false(finds(path, sum));
    scratch_write("a file", "xyz", 3);
    struct utimbuf later = {time(NULL) + 5, time(NULL) + 5}; /* another time */
    utime(path, &later);
    assert_false(finds(path, sum));
    setenv("XDG_CACHE_HOME", "/proc/nowhere", 1); /* nothing can be written there */
    adds(path, ABC);
    assert_false(finds(path, sum));
}

/* Another file of the same size and time takes the name; then the same file gets other bytes and its old time. */
static void another_file_has_no_sum(void **state) {
    (void)state;
    char sum[SHA256_TEXT] = "";
    setenv("XDG_CACHE_HOME", scratch_dir, 1);
    const char *path = scratch_write("weights", "abc", 3), *other = scratch_write("weights.new", "xyz", 3);
    struct utimbuf noon = {1000000000, 1000000000};
    assert_int_equal(utime(path, &noon) | utime(other, &noon), 0);
    adds(path, ABC);
    assert_true(finds(path, sum));
    assert_int_equal(rename(other, path), 0);
    assert_false(finds(path, sum));
    adds(path, ABC);
    assert_true(finds(path, sum));
    Mapped mapped; /* in use, and replaced: the sum of the old one is not the new one's */
    Error e = file_map(path, &mapped);
    assert_false(failed(&e));
    other = scratch_write("weights.new", "uvw", 3);
    assert_int_equal(utime(other, &noon) | rename(other, path), 0);
    FileStamp stamp = file_stamp_mapped(&mapped);
    sums_add(path, &stamp, ABC);
    assert_false(finds(path, sum));
    file_unmap(&mapped);
}

static void published_files_are_known(void **state) {
    (void)state;
    assert_true(fetch_is_published(NET_VGG16, "397923af0000000000000000000000000000000000000000000000000000dead"));
    assert_false(fetch_is_published(NET_VGG16, "397923ae0000000000000000000000000000000000000000000000000000dead"));
    assert_true(fetch_is_published(NET_ALEXNET, "7be5be79" "00"));
    assert_false(fetch_is_published(NET_C, ""));
    assert_false(fetch_is_published(NET_VGG19, ""));
    Weights w = {.origin = ORIGIN_UNKNOWN};
    net_build(&w.net, NET_VGG16, 1);
    snprintf(w.path, sizeof w.path, "/somewhere/vgg16-397923af.pth");
    assert_true(fetch_may_be(&w));
    w.origin = ORIGIN_KERAS;
    assert_false(fetch_may_be(&w));
    w.origin = ORIGIN_UNKNOWN;
    snprintf(w.path, sizeof w.path, "/somewhere/other.pth");
    assert_false(fetch_may_be(&w));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_right), cmocka_unit_test(sums_are_remembered),
                                       cmocka_unit_test(another_file_has_no_sum),
                                       cmocka_unit_test(published_files_are_known)};
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
