/* Fonts that lie elsewhere than in Debian, as fontconfig finds them. Runs in the top directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"
#include "shell/font_files.h"

/* A system whose fonts lie in the scratch folder alone: the first choice for numbers, under another name, and one
 * without Chinese. */
static int elsewhere(void **state) {
    if (scratch_open(state) != 0) return -1;
    char config[4096], command[4096];
    snprintf(command, sizeof command, "cd /usr/share/fonts/truetype/dejavu && cp DejaVuSansMono-Bold.ttf %s/a.ttf && "
                                      "cp DejaVuSans.ttf %s/b.ttf", scratch_dir, scratch_dir);
    if (system(command) != 0) return -1;
    snprintf(config, sizeof config, "<fontconfig><dir>%s</dir><cachedir>%s/cache</cachedir></fontconfig>", scratch_dir,
             scratch_dir);
    return setenv("FONTCONFIG_FILE", scratch_write("fonts.conf", config, strlen(config)), 1);
}

static const char *found(Face face) {
    static FontFile file;
    assert_true(font_file(face, 1, &file));
    assert_int_equal(file.index, 0);
    assert_false(font_file(face, 2, &(FontFile){0}));
    return strrchr(file.path, '/') + 1;
}

static void by_their_families_wherever_they_are(void **state) {
    (void)state;
    assert_string_equal(found(FACE_MONO_BOLD), "a.ttf");
    assert_string_equal(found(FACE_SYMBOLS), "b.ttf");
}

static void what_is_nearest_where_none_of_the_families_is(void **state) {
    (void)state;
    assert_string_equal(found(FACE_TEXT), "b.ttf");
    assert_true(strcmp(found(FACE_CHINESE), "a.ttf") == 0 || strcmp(found(FACE_CHINESE), "b.ttf") == 0);
}

static void first_where_debian_has_them(void **state) {
    (void)state;
    FontFile file;
    assert_true(font_file(FACE_SYMBOLS, 0, &file));
    assert_string_equal(file.path, "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_their_families_wherever_they_are),
        cmocka_unit_test(what_is_nearest_where_none_of_the_families_is),
        cmocka_unit_test(first_where_debian_has_them),
    };
    return cmocka_run_group_tests(tests, elsewhere, scratch_close);
}
