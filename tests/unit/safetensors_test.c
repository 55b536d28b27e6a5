/* The safetensors format: every type, and every way in which a file can be wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/safetensors.h"

/* A file in memory, in a block of its own so that a sanitizer sees what is read behind its end. */
typedef struct File {
    Mapped map;
    Safetensors st;
    Error error; /* of safetensors_open */
} File;

static File open_bytes(uint64_t length, const char *header, size_t header_size, const void *data,
                       size_t size) {
    File f = {.map.size = 8 + header_size + size};
    unsigned char *bytes = malloc(f.map.size);
    assert_non_null(bytes);
    for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(length >> 8 * i);
    memcpy(bytes + 8, header, header_size);
    if (data)
        memcpy(bytes + 8 + header_size, data, size);
    else
        memset(bytes + 8 + header_size, 0, size);
    f.map.data = bytes;
    f.error = safetensors_open(&f.map, "a path", &f.st);
    return f;
}

static File open_file(const char *header, const void *data, size_t size) {
    return open_bytes(strlen(header), header, strlen(header), data, size);
}

static void close_file(File *f) {
    if (!failed(&f->error)) safetensors_close(&f->st);
    free((void *)f->map.data);
}

static void succeeds(Error e) {
    if (failed(&e)) fail_msg("%s: %s, %s", e.id, e.arg[0], e.arg[1]);
}

/* ---- what is right ---- */

static void holds(const File *f, const char *name, DType type, int rank, const int64_t dim[],
                  const float values[]) {
    Tensor t;
    float read[16];
    succeeds(safetensors_get(&f->st, name, &t));
    assert_int_equal(t.type, type);
    assert_int_equal(t.rank, rank);
    for (int i = 0; i < rank; i++) assert_int_equal(t.dim[i], dim[i]);
    tensor_read(&t, 0, tensor_count(&t), read);
    for (int64_t i = 0; i < tensor_count(&t); i++)
        if (memcmp(&read[i], &values[i], sizeof(float)) != 0) fail_msg("%s: %g", name, read[i]);
}

/* As any writer makes it, one tensor after the other; the header's length is odd, so nothing is
 * aligned. */
static void every_type(void **state) {
    (void)state;
    static const char header[] =
        "{\"__metadata__\":{\"model\":\"vgg16\",\"n\":7},"
        "\"f32\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
        "\"f16\":{\"dtype\":\"F16\",\"shape\":[1,3],\"data_offsets\":[8,14]},"
        "\"bf16\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[14,18]},"
        "\"u8\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[18,22]},"
        "\"u8.scale\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[22,30]},"
        "\"u8.min\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[30,38]},"
        "\"one\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[38,41]},"
        "\"one.scale\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[41,45]},"
        "\"one.min\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[45,49]},"
        "\"number\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[49,53]},"
        "\"half\":{\"data_offsets\":[54,56],\"more\":null,\"shape\":[1,1,1,1],\"dtype\":\"F16\"}}  "
        " ";
    static const unsigned char data[56] = {
        0,    0,    0xc0, 0x3f, 0,    0,    0,    0x80, /* 1.5, -0 */
        0,    0x3c, 1,    0,    0xff, 0xfb,             /* 1, 2^-24, -65504 */
        0x80, 0x3f, 0,    0xc0,                         /* 1, -2 */
        0,    255,  1,    2,                            /* two channels */
        0,    0,    0,    0x40, 0,    0,    0x80, 0x3f, /* scales 2, 1 */
        0,    0,    0x80, 0xbf, 0,    0,    0,    0,    /* minima -1, 0 */
        0,    1,    255,                                /* one pair for all */
        0,    0,    0,    0x3f, 0,    0,    0x80, 0x3f, /* 0.5, 1 */
        0,    0,    0x80, 0x3f, 0xee, 0,    0x40,       /* 1; a byte of nobody's; 2 */
    };
    assert_int_equal((sizeof header - 1) % 2, 1);
    File f = open_file(header, data, sizeof data);
    succeeds(f.error);
    holds(&f, "f32", DTYPE_F32, 2, (int64_t[]){2, 1}, (float[]){1.5f, -0.0f});
    holds(&f, "f16", DTYPE_F16, 2, (int64_t[]){1, 3}, (float[]){1, 0x1p-24f, -65504});
    holds(&f, "bf16", DTYPE_BF16, 1, (int64_t[]){2}, (float[]){1, -2});
    holds(&f, "u8", DTYPE_U8, 2, (int64_t[]){2, 2}, (float[]){-1, 509, 1, 2});
    holds(&f, "one", DTYPE_U8, 1, (int64_t[]){3}, (float[]){1, 1.5f, 128.5f});
    holds(&f, "number", DTYPE_F32, 0, NULL, (float[]){1});
    holds(&f, "half", DTYPE_F16, 4, (int64_t[]){1, 1, 1, 1}, (float[]){2});
    assert_string_equal(safetensors_metadata(&f.st, "model"), "vgg16");
    assert_string_equal(safetensors_metadata(&f.st, "n"), ""); /* no string */
    assert_string_equal(safetensors_metadata(&f.st, "none"), "");
    Tensor t;
    Error e = safetensors_get(&f.st, "none", &t);
    assert_string_equal(e.id, "weights.missing");
    assert_string_equal(e.arg[0], "none");
    assert_string_equal(e.arg[1], "a path");
    close_file(&f);
    f = open_file("{\"__metadata__\":3}", NULL, 0);
    succeeds(f.error);
    assert_string_equal(safetensors_metadata(&f.st, "model"), "");
    close_file(&f);
}

/* ---- headers ---- */

static void header_is(const char *id, uint64_t length, const char *header, size_t header_size) {
    File f = open_bytes(length, header, header_size, NULL, 16);
    if (!failed(&f.error)) fail_msg("%s was taken", header);
    assert_string_equal(f.error.id, id);
    assert_string_equal(f.error.arg[0], "a path");
    assert_null(f.st.header);
    close_file(&f);
}

static void is_no_json(const char *header) {
    header_is("safetensors.json", strlen(header), header, strlen(header));
}

static void bad_headers(void **state) {
    (void)state;
    static const char good[] = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    enum { SIZE = sizeof good - 1 };
    header_is("safetensors.json", 0, good, SIZE);
    header_is("safetensors.header", SIZE + 17, good, SIZE);
    header_is("safetensors.header", UINT64_MAX, good, SIZE);
    header_is("safetensors.header", (uint64_t)1 << 63, good, SIZE);
    header_is("safetensors.header", UINT64_MAX - 7, good, SIZE);
    header_is("safetensors.header", (uint64_t)1 << 32, good, SIZE);
    header_is("safetensors.json", SIZE + 16, good, SIZE); /* the zeros behind it */
    header_is("safetensors.json", SIZE - 1, good, SIZE);
    is_no_json("no JSON at all");
    is_no_json("[]");
    is_no_json("\"text\"");
    is_no_json("{}{}");
    is_no_json("{\"a\":1,\"a\":1}");                            /* twice */
    is_no_json("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"F32\"}}"); /* inside, too */
    is_no_json("{\"a\":99999999999999999999}");
    is_no_json("{\"\xff\":1}");
    is_no_json("{\"a\\u0000\":1}");
    static char deep[100001];
    memset(deep, '[', sizeof deep - 1);
    is_no_json(deep);
    for (size_t size = 0; size < 8; size++) {
        unsigned char *bytes = calloc(size ? size : 1, 1);
        Mapped map = {.data = bytes, .size = size};
        Safetensors st;
        Error e = safetensors_open(&map, "short", &st);
        assert_string_equal(e.id, "safetensors.header");
        free(bytes);
    }
    Mapped none = {0};
    Safetensors st;
    Error e = safetensors_open(&none, "empty", &st);
    assert_string_equal(e.id, "safetensors.header");
    /* A header of more than 64 MiB is not read, even if it is there. */
    size_t large = ((size_t)64 << 20) + 1;
    char *spaces = malloc(large);
    assert_non_null(spaces);
    memset(spaces, ' ', large);
    memcpy(spaces, "{}", 2);
    header_is("safetensors.header", large, spaces, large);
    File f = open_bytes(large - 1, spaces, large - 1, NULL, 0); /* and nothing behind it is fine */
    succeeds(f.error);
    close_file(&f);
    free(spaces);
}

/* ---- entries ---- */

/* An entry "t" with 64 bytes of data. */
static void entry_is(const char *entry, const char *what) {
    char header[600];
    Tensor t;
    snprintf(header, sizeof header, "{\"t\":%s}", entry);
    File f = open_file(header, NULL, 64);
    succeeds(f.error);
    Error e = safetensors_get(&f.st, "t", &t);
    if (!failed(&e)) fail_msg("%s was taken", entry);
    assert_string_equal(e.id, "weights.tensor");
    assert_string_equal(e.arg[0], "t");
    if (!strstr(e.arg[1], what)) fail_msg("%s: %s", entry, e.arg[1]);
    assert_string_equal(e.arg[2], "a path");
    close_file(&f);
}

static void shape_is(const char *shape) {
    char entry[300];
    snprintf(entry, sizeof entry, "{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,4]}", shape);
    entry_is(entry, "shape");
}

static void offsets_are(const char *offsets) {
    char entry[300];
    snprintf(entry, sizeof entry, "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":%s}", offsets);
    entry_is(entry, "offsets");
}

static void bad_entries(void **state) {
    (void)state;
    entry_is("3", "object");
    entry_is("null", "object");
    entry_is("[]", "object");
    entry_is("{}", "type");
    entry_is("{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}", "type");
    entry_is("{\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]}", "type");
    entry_is("{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}", "type");
    entry_is("{\"dtype\":\"F32\",\"data_offsets\":[0,4]}", "shape");
    entry_is("{\"dtype\":\"F32\",\"shape\":[1]}", "offsets");
    static const char *const SHAPES[] = {"1",
                                         "\"1\"",
                                         "{}",
                                         "null",
                                         "[\"1\"]",
                                         "[1.0]",
                                         "[0]",
                                         "[1,0]",
                                         "[-1]",
                                         "[-1,-1]",
                                         "[null]",
                                         "[1,1,1,1,1]",
                                         "[2147483648]",
                                         "[4294967297]",
                                         "[9223372036854775807]",
                                         "[[1]]",
                                         "[true]",
                                         "[2147483647,2147483647,2147483647]",
                                         "[2147483647,2147483647,2147483647,2147483647]"};
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) shape_is(SHAPES[i]);
    static const char *const OFFSETS[] = {
        "8",       "null",      "[]",
        "[0]",     "[0,8,16]",  "[\"0\",\"8\"]",
        "[0.0,8]", "[0,8.0]",   "[-8,0]",
        "[-4,4]",  "[8,0]",     "[57,65]",
        "[64,72]", "[0,4]",     "[0,12]",
        "[8,8]",   "[0,-8]",    "[9223372036854775799,9223372036854775807]",
        "[0,72]",  "{\"0\":0}", "[-9223372036854775807,9223372036854775807]"};
    for (size_t i = 0; i < sizeof OFFSETS / sizeof *OFFSETS; i++) offsets_are(OFFSETS[i]);
    /* 2^62 numbers of four bytes are 2^64 bytes: no product may wrap around to 0. */
    entry_is("{\"dtype\":\"F32\",\"shape\":[1073741824,1073741824],\"data_offsets\":[0,0]}",
             "offsets");
    entry_is("{\"dtype\":\"F32\",\"shape\":[1073741824,1073741824,4],\"data_offsets\":[0,0]}",
             "shape");
    entry_is("{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}",
             "shape");
}

static void tensors_that_overlap(void **state) {
    (void)state;
    static const struct {
        int a, a_end, b, b_end;
        bool taken;
    } PAIRS[] = {{0, 8, 8, 16, true},  {8, 16, 0, 8, true},  {0, 8, 24, 32, true},
                 {0, 8, 0, 8, false},  {0, 8, 7, 15, false}, {7, 15, 0, 8, false},
                 {0, 16, 4, 8, false}, {4, 8, 0, 16, false}};
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        char header[300];
        snprintf(header, sizeof header,
                 "{\"a\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]},"
                 "\"b\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}",
                 PAIRS[i].a_end - PAIRS[i].a, PAIRS[i].a, PAIRS[i].a_end,
                 PAIRS[i].b_end - PAIRS[i].b, PAIRS[i].b, PAIRS[i].b_end);
        File f = open_file(header, NULL, 32);
        if (PAIRS[i].taken) {
            succeeds(f.error);
        } else {
            assert_string_equal(f.error.id, "weights.tensor");
            assert_non_null(strstr(f.error.arg[1], "overlap"));
        }
        close_file(&f);
    }
}

/* ---- scales ---- */

static const float NEXT_TO_INFINITE = 0x1.fffffep127f;

/* A tensor of two channels of two bytes with the given entries of its scale and minimum; `a` and
 * `b` stand at 4 and 8, `c` and `d` at 12 and 16. */
static void scaled_is(const char *scale, const char *min, float a, float b, float c, float d,
                      const char *what) {
    char header[600];
    float numbers[4] = {a, b, c, d};
    unsigned char data[20] = {0, 1, 2, 255};
    Tensor t;
    memcpy(data + 4, numbers, sizeof numbers);
    snprintf(header, sizeof header,
             "{\"t\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[0,4]}%s%s%s%s}",
             *scale ? ",\"t.scale\":" : "", scale, *min ? ",\"t.min\":" : "", min);
    File f = open_file(header, data, sizeof data);
    succeeds(f.error);
    Error e = safetensors_get(&f.st, "t", &t);
    if (!*what) {
        succeeds(e);
    } else {
        if (!failed(&e)) fail_msg("%s %s was taken", scale, min);
        if (!strstr(e.arg[1], what) && !strstr(e.id, what)) fail_msg("%s: %s", e.id, e.arg[1]);
        assert_memory_equal(e.arg[0], "t", 1);
    }
    close_file(&f);
}

static void scales(void **state) {
    (void)state;
    static const char ONE[] = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}",
                      OTHER[] = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}",
                      TWO[] = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}",
                      OTHERS[] = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}",
                      THREE[] = "{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}",
                      MATRIX[] = "{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[4,12]}",
                      HALVES[] = "{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[4,8]}",
                      LAST[] = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[16,20]}",
                      PAST[] = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}";
    scaled_is(ONE, OTHER, 1, 1, 1, 1, "");
    scaled_is(TWO, OTHERS, 1, 1, 1, 1, "");
    scaled_is(TWO, OTHERS, 0, 0, NEXT_TO_INFINITE, -NEXT_TO_INFINITE, "");
    scaled_is("", OTHERS, 1, 1, 1, 1, "weights.missing");
    scaled_is(TWO, "", 1, 1, 1, 1, "weights.missing");
    scaled_is("", "", 1, 1, 1, 1, "weights.missing");
    scaled_is(ONE, OTHERS, 1, 1, 1, 1, "differ");
    scaled_is(TWO, OTHER, 1, 1, 1, 1, "differ");
    scaled_is(THREE, LAST, 1, 1, 1, 1, "one number or one an output channel");
    scaled_is(MATRIX, OTHERS, 1, 1, 1, 1, "one number or one an output channel");
    scaled_is(HALVES, OTHERS, 1, 1, 1, 1, "F32");
    scaled_is(TWO, PAST, 1, 1, 1, 1, "outside the file");
    for (int at = 0; at < 4; at++)
        for (int kind = 0; kind < 3; kind++) {
            float n[4] = {1, 1, 1, 1};
            n[at] = kind == 0 ? NAN : kind == 1 ? INFINITY : -INFINITY;
            scaled_is(TWO, OTHERS, n[0], n[1], n[2], n[3], "not finite");
        }
    scaled_is(TWO, OTHERS, 1, NEXT_TO_INFINITE / 254, 0, 0, "beyond");
    scaled_is(TWO, OTHERS, -NEXT_TO_INFINITE / 254, 1, 0, 0, "beyond");
    scaled_is(TWO, OTHERS, NEXT_TO_INFINITE / 256, 1, NEXT_TO_INFINITE, 0, "beyond");
    scaled_is(TWO, OTHERS, NEXT_TO_INFINITE / 256, 1, 0, 0, "");
}

/* A header with any bytes changed: an error or numbers inside the file, nothing else. */
static void damaged_headers_do_no_harm(void **state) {
    (void)state;
    static const char good[] =
        "{\"t\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[10,14]},"
        "\"t.scale\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[14,22]},"
        "\"t.min\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[22,30]}}";
    static const char LETTERS[] = "0123456789-.,:{}[]\"UF86132 \\e";
    uint32_t seed = 1;
    int taken = 0;
    for (int round = 0; round < 30000; round++) {
        char header[sizeof good];
        Tensor t;
        memcpy(header, good, sizeof good);
        for (int change = 0; change <= round % 3; change++) {
            seed = seed * 1664525u + 1013904223u;
            header[(seed >> 16) % (sizeof good - 1)] = LETTERS[(seed >> 8) % (sizeof LETTERS - 1)];
        }
        File f = open_bytes(sizeof good - 1, header, sizeof good - 1, NULL, 32);
        Error e = failed(&f.error) ? f.error : safetensors_get(&f.st, "t", &t);
        if (!failed(&e)) {
            float values[64];
            assert_true(tensor_count(&t) <= 32);
            tensor_read(&t, 0, tensor_count(&t), values);
            taken++;
        }
        close_file(&f);
    }
    assert_true(taken > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type),  cmocka_unit_test(bad_headers),
        cmocka_unit_test(bad_entries), cmocka_unit_test(tensors_that_overlap),
        cmocka_unit_test(scales),      cmocka_unit_test(damaged_headers_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
