/* What is kept from one time to the next: read, written whole, and never a reason to fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/session/command.h"
#include "app/session/kept.h"

static char home[200], photo[300];

static void write_file(const char *name, const char *text) {
    char path[400];
    snprintf(path, sizeof path, "%s/%s", home, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int begin(void **state) {
    (void)state;
    char path[300];
    snprintf(home, sizeof home, "/tmp/vggscope-kept-XXXXXX");
    if (!mkdtemp(home)) return -1;
    snprintf(path, sizeof path, "%s/config", home);
    setenv("XDG_CONFIG_HOME", path, 1);
    snprintf(path, sizeof path, "%s/state", home);
    setenv("XDG_STATE_HOME", path, 1);
    setenv("LC_ALL", "C", 1);
    snprintf(photo, sizeof photo, "%s/a photo.png", home);
    write_file("a photo.png", "not read here");
    return 0;
}

static int end(void **state) {
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    return system(command);
}

static void nothing_was_kept(void **state) {
    (void)state;
    Kept kept;
    kept_read(&kept);
    assert_string_equal(kept.language, "");
    assert_int_equal(kept.theme, THEME_DARK);
    assert_int_equal(kept.textsize, 1);
    assert_true(kept.hints);
    assert_int_equal(kept.recent.n, 0);
}

static void what_is_written_is_read(void **state) {
    (void)state;
    Kept kept, again;
    char path[400], command[500];
    kept_read(&kept);
    strcpy(kept.language, "zh");
    kept.theme = THEME_CONTRAST;
    kept.textsize = 2;
    kept.hints = false;
    kept.still = true;
    kept.present = PRESENT_SOFTWARE;
    strcpy(kept.recent.path[kept.recent.n++], photo);
    strcpy(kept.last[0].name, "one-step");
    kept.last[0].card = 7;
    kept.last[0].answered[4] = (Answered){3, false, true};
    Error e = kept_write(&kept);
    assert_false(failed(&e));
    kept_read(&again);
    assert_memory_equal(&kept, &again, sizeof kept);
    e = kept_write(&kept); /* over the old one */
    assert_false(failed(&e));
    snprintf(command, sizeof command, "find '%s' -name '*part*' | grep -q .", home);
    assert_int_not_equal(system(command), 0); /* no temporary file stays */
    snprintf(path, sizeof path, "%s/config/vggscope/settings.json", home);
    assert_int_equal(access(path, R_OK), 0);
    unlink(photo);
    kept_read(&again); /* a photo that is gone is not offered any more */
    assert_int_equal(again.recent.n, 0);
}

static void broken_files_are_as_none(void **state) {
    (void)state;
    static const char *const BROKEN[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"theme\": 7, \"textsize\": \"x\", \"hints\": 0, \"lang\": []}",
        "{\"theme\": \"pink\", \"lang\": \"a-name-that-is-much-too-long\", \"textsize\": 99}",
        "{\"photos\": {}, \"lessons\": []}",
        "{\"photos\": [1, null, \"relative\"], \"lessons\": {\"x\": -1}}",
        "{\"lessons\": {}, \"answers\": {\"x\": {\"99\": [1], \"-1\": 3, \"2\": [0, 7]}}}"};
    Kept kept;
    char path[400];
    snprintf(path, sizeof path, "%s/config/vggscope", home);
    mkdir(path, 0777);
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        write_file("config/vggscope/settings.json", BROKEN[i]);
        write_file("state/vggscope/state.json", BROKEN[i]);
        kept_read(&kept);
        assert_string_equal(kept.language, "");
        assert_int_equal(kept.theme, THEME_DARK);
        assert_int_equal(kept.textsize, 1);
        assert_true(kept.hints);
        assert_int_equal(kept.recent.n, 0);
        assert_string_equal(kept.last[0].name, "");
    }
}

static void no_home_or_one_that_cannot_be_written_to(void **state) {
    (void)state;
    Kept kept;
    kept_read(&kept);
    setenv("XDG_CONFIG_HOME", "/proc/nowhere", 1);
    setenv("XDG_STATE_HOME", "/dev/null", 1);
    Error e = kept_write(&kept);
    assert_true(failed(&e));
    kept_read(&kept);
    Keeper keeper = {0};
    kept.theme = THEME_LIGHT;
    keeper_save(&keeper, &kept); /* says nothing, and waits for nobody */
    keeper_close(&keeper);
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    e = kept_write(&kept);
    assert_false(failed(&e));
    kept_read(&kept);
    assert_int_equal(kept.theme, THEME_DARK);
    setenv("HOME", home, 1);
    kept.theme = THEME_LIGHT;
    e = kept_write(&kept);
    assert_false(failed(&e));
    char path[400];
    snprintf(path, sizeof path, "%s/.config/vggscope/settings.json", home);
    assert_int_equal(access(path, R_OK), 0);
    snprintf(path, sizeof path, "%s/.local/state/vggscope/state.json", home);
    assert_int_equal(access(path, R_OK), 0);
}

static void a_window_is_as_it_was_left(void **state) {
    (void)state;
    static App app;
    Kept kept, now;
    kept_read(&kept);
    strcpy(kept.language, "zh");
    kept.theme = THEME_LIGHT;
    kept.textsize = 2;
    kept.hints = false;
    kept.still = true;
    AppOptions options = {.weights = "bundled", .kept = &kept};
    Error e = app_open(&options, &app);
    assert_false(failed(&e));
    assert_string_equal(strings_language(app.strings), "zh");
    assert_int_equal(app.theme, THEME_LIGHT);
    assert_int_equal(app.textsize, 2);
    assert_false(app.hints);
    assert_true(app.motion.still);
    kept_of(&app, &now);
    assert_memory_equal(&kept, &now, sizeof now); /* nothing to write */
    e = app_do(&app, "lesson one-step 3; lesson close; theme dark; hints on; lang en", NULL);
    assert_false(failed(&e));
    kept_of(&app, &now);
    assert_string_equal(now.language, ""); /* that of the surroundings, LC_ALL=C */
    assert_int_equal(now.theme, THEME_DARK);
    assert_true(now.hints);
    assert_string_equal(now.last[0].name, "one-step");
    assert_int_equal(now.last[0].card, 3);
    app_close(&app);
    options.kept = NULL; /* a picture or a text is a function of its command */
    e = app_open(&options, &app);
    assert_false(failed(&e));
    assert_string_equal(strings_language(app.strings), "en");
    assert_int_equal(app.textsize, 1);
    app_close(&app);
    strcpy(kept.language, "xx"); /* a language that was removed */
    options.kept = &kept;
    e = app_open(&options, &app);
    assert_false(failed(&e));
    assert_string_equal(strings_language(app.strings), "en");
    app_close(&app);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_was_kept),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(broken_files_are_as_none),
        cmocka_unit_test(no_home_or_one_that_cannot_be_written_to),
        cmocka_unit_test(a_window_is_as_it_was_left),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
