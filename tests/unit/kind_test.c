/* What a file is, told from its bytes: by the signatures that the formats' own descriptions give, and whatever it is
 * called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <zip.h>

#include "base/file.h"
#include "io/kind.h"
#include "io/strings.h"
#include "scratch.h"

typedef struct Case {
    const char *bytes;
    size_t n;
    FileKind kind;
} Case;

#define CASE(literal, kind) {literal, sizeof literal - 1, kind}

static const Case CASES[] = {
    CASE("", FILE_EMPTY),
    CASE("\xff\xd8\xff\xe0\0\x10JFIF\0", FILE_PICTURE),
    CASE("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", FILE_PICTURE),
    CASE("GIF89a\1\0\1\0", FILE_PICTURE),
    CASE("RIFF\x24\0\0\0WEBPVP8 ", FILE_PICTURE),
    CASE("II*\0\x08\0\0\0", FILE_PICTURE),
    CASE("MM\0*\0\0\0\x08", FILE_PICTURE),
    CASE("\0\0\0\x1c"
         "ftypavif\0\0\0\0",
         FILE_PICTURE),
    CASE("\0\0\0\x18"
         "ftypheic\0\0\0\0",
         FILE_PICTURE),
    CASE("P6\n1 1\n255\nabc", FILE_PICTURE),
    CASE("FUJIFILMCCD-RAW 0201", FILE_PICTURE), /* and others that are not decoded */
    CASE("\0\0\1\0\1\0", FILE_PICTURE),
    CASE("gimp xcf v011", FILE_PICTURE),
    CASE("<?xml version='1.0'?>\n<svg/>", FILE_PICTURE),
    CASE("%!PS-Adobe-3.0 EPSF-3.0\n", FILE_PICTURE),
    CASE("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0", FILE_PICTURE),
    CASE("\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\x18\0abc", FILE_PICTURE), /* TGA */
    CASE("\x02\0\0\0\0\0\0\0{}", FILE_SAFETENSORS),
    CASE("\x40\x1f\0\0\0\0\0\0{\"__metadata__\"", FILE_SAFETENSORS),
    CASE("\x80\2\x8a\x0al\xfc\x9c\x46\xf9\x20j\xa8P\x19.\x80\2M\xe9\3.", FILE_PTH_OLDER),
    CASE("\x80\5}.", FILE_PTH_OLDER),
    CASE("cos\nsystem\n(S'true'\ntR.", FILE_PTH_OLDER),
    CASE("(dp0\n.", FILE_PTH_OLDER),
    CASE("<!DOCTYPE html>\n<html>", FILE_HTML),
    CASE("\xef\xbb\xbf \r\n<HTML lang=en>", FILE_HTML),
    CASE("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n", FILE_LFS),
    CASE("%PDF-1.7\n", FILE_PDF),
    CASE("\x1f\x8b\x08\0\0\0\0\0", FILE_GZIP),
    CASE("7z\xbc\xaf\x27\x1c\0\4", FILE_PACKED),
    CASE("Rar!\x1a\x07\1\0", FILE_PACKED),
    CASE("\xfd"
         "7zXZ\0\0\4",
         FILE_PACKED),
    CASE("\x28\xb5\x2f\xfd\4\0", FILE_PACKED),
    CASE("BZh91AY&SY", FILE_PACKED),
    CASE("\x89HDF\r\n\x1a\n\0\0\0\0", FILE_HDF5),
    CASE("\x93NUMPY\1\0v\0{'descr'", FILE_NPY),
    CASE("MATLAB 5.0 MAT-file, Platform: GLNXA64", FILE_MATLAB),
    CASE("\x08\x07\x12\x07pytorch\x1a\x04"
         "1.13",
         FILE_ONNX),
    CASE("\x08\x03:\xb9\x83\x02\x0a\x20", FILE_ONNX),
    CASE("\x08\x01\x12\xe8\xc7\x01\x0a\xaf\x01\x0a", FILE_TENSORFLOW),
    CASE("\x0a\x3c\x0a\x05input\x12\x0bPlaceholder", FILE_TENSORFLOW),
    CASE("\x0a\x14VGG_ILSVRC_16_layers\x1a\x04"
         "data",
         FILE_CAFFE),
    CASE("\x0a\x03net\xa2\x06\x10\x0a\x02", FILE_CAFFE),
    CASE("tench, Tinca tinca\ngoldfish\n", FILE_TEXT),
    CASE("input 64\nconv 8 3 pad 1\nfc 10\n", FILE_NET_TEXT),
    CASE("# mine\r\n\r\n  channels 1 # grey\r\n", FILE_NET_TEXT),
    CASE("relu\nan error in a later line\n", FILE_NET_TEXT),
    CASE("conv\nconvex lens\n", FILE_TEXT),
    CASE("input 64 / conv 8 3\n", FILE_TEXT),
    CASE("pool table\npool 2\n", FILE_TEXT),
    CASE("# nothing else\n", FILE_TEXT),
    CASE("BMW, a car: it begins as a BMP does\n", FILE_TEXT),
    CASE("\xe7\x86\x8a\xe7\x8c\xab\n", FILE_TEXT),
    CASE("\1\2\3\4\5\6\7\x0e\x0f", FILE_UNKNOWN),
    CASE("\x80\x09N.", FILE_UNKNOWN),
    CASE("PK\3\4\x14\0\0\0", FILE_CUT),
};

static void by_their_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        /* a copy of its own, so that a sanitizer sees what is read behind it */
        unsigned char *bytes = malloc(CASES[i].n ? CASES[i].n : 1);
        assert_non_null(bytes);
        memcpy(bytes, CASES[i].bytes, CASES[i].n);
        FileKind kind = kind_of(bytes, CASES[i].n);
        if (kind != CASES[i].kind) fail_msg("case %d is kind %d, not %d", (int)i, (int)kind, (int)CASES[i].kind);
        for (size_t n = 0; n < CASES[i].n; n++) kind_of(bytes + CASES[i].n - n, n);
        free(bytes);
    }
}

static void a_tar_by_its_magic(void **state) {
    (void)state;
    unsigned char block[512] = "model.pth";
    memcpy(block + 257, "ustar\00000", 8);
    assert_int_equal(kind_of(block, sizeof block), FILE_TAR);
    assert_int_equal(kind_of(block, 261), FILE_UNKNOWN);
}

/* Writes an archive of empty entries, their names parted by '|'. */
static const char *archive(const char *names) {
    static const char *path;
    path = scratch("archive");
    remove(path);
    zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
    assert_non_null(zip);
    for (const char *at = names; *at; at += strcspn(at, "|"), at += *at == '|') {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "|"), at);
        zip_source_t *source = zip_source_buffer(zip, "x", 1, 0);
        assert_true(zip_file_add(zip, name, source, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    return path;
}

static void archives_by_their_entries(void **state) {
    (void)state;
    static const struct {
        const char *names;
        FileKind kind;
    } ARCHIVES[] = {{"archive/data.pkl|archive/data/0|archive/version", FILE_PTH_ZIP},
                    {"m/version|m/data.pkl", FILE_PTH_ZIP},
                    {"m/data.pkl|m/code/__torch__.py|m/constants.pkl", FILE_TORCHSCRIPT},
                    {"metadata.json|config.json|model.weights.h5", FILE_KERAS},
                    {"conv1_1_W.npy|conv1_1_b.npy", FILE_NPZ},
                    {"vgg16.pth", FILE_ZIP},
                    {"word/document.xml|[Content_Types].xml", FILE_ZIP}};
    for (size_t i = 0; i < sizeof ARCHIVES / sizeof *ARCHIVES; i++) {
        FileKind kind;
        Mapped file;
        const char *path = archive(ARCHIVES[i].names);
        Error e = kind_of_file(path, &kind);
        assert_false(failed(&e));
        assert_int_equal(kind, ARCHIVES[i].kind);
        e = file_map(path, &file);
        assert_false(failed(&e));
        assert_int_equal(kind_of(file.data, file.size * 2 / 3), FILE_CUT);
        file_unmap(&file);
    }
}

static void by_no_name(void **state) {
    (void)state;
    FileKind kind;
    Error e = kind_of_file(scratch_write("photo.pth", CASES[1].bytes, CASES[1].n), &kind);
    assert_false(failed(&e));
    assert_int_equal(kind, FILE_PICTURE);
    assert_false(kind_is_weights(kind));
    e = kind_of_file(scratch_write("weights.JPG", "\x02\0\0\0\0\0\0\0{}", 10), &kind);
    assert_false(failed(&e));
    assert_true(kind_is_weights(kind));
    e = kind_of_file(scratch("none"), &kind);
    assert_string_equal(e.id, "file.open");
}

static void every_kind_is_said_in_words_of_its_own(void **state) {
    (void)state;
    Strings *en;
    Error e = strings_open("en", &en);
    assert_false(failed(&e));
    char line[FILE_KINDS][600];
    for (int kind = 0; kind < FILE_KINDS; kind++) {
        e = kind_error((FileKind)kind, "a file");
        strings_error(en, &e, line[kind], sizeof line[kind]);
        assert_non_null(strstr(line[kind], "a file"));
        assert_non_null(strstr(line[kind], "; "));
        for (int other = 0; other < kind; other++)
            if (!kind_is_weights((FileKind)kind) || !kind_is_weights((FileKind)other))
                assert_string_not_equal(line[kind], line[other]);
    }
    strings_close(en);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_their_bytes),
        cmocka_unit_test(a_tar_by_its_magic),
        cmocka_unit_test(archives_by_their_entries),
        cmocka_unit_test(by_no_name),
        cmocka_unit_test(every_kind_is_said_in_words_of_its_own),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
