/* Commands as they are typed: split into words, with the signs of Chinese keyboards, and paths in quotes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "opened.h"

/* The first argument of the last `command`. */
static void argument(const char *script, const char *command, const char *is) {
    char out[PATH_SIZE];
    if (!script_argument(script, command, out, sizeof out)) fail_msg("%s: no %s", script, command);
    if (strcmp(out, is) != 0) fail_msg("%s: %s is '%s', not '%s'", script, command, out, is);
}

static void full_width_signs(void **state) {
    (void)state;
    argument("net vgg19；image owl", "net", "vgg19");
    argument("net vgg19；image owl", "image", "owl");
    argument("net　vgg19；　image　owl　；step", "image", "owl");
    argument("image “a photo；1，2”；step", "image", "a photo；1，2");
    argument("image ”a；b“", "image", "a；b"); /* some keyboards write one for the other */
    argument("slice a，b", "slice", "a,b");
    says("reset；step 2；select conv2_1");
    assert_int_equal(app.step, 2);
    assert_string_equal(app_row_name(&app, app.selection.row), "conv2_1");
    says("slice vgg19.features[2:7]，[7:12]");
    assert_int_equal(app.slicing->n, 2);
    int at;
    Error e = app_do(&app, "step；step；nonsense；step", &at);
    assert_string_equal(e.id, "command.unknown");
    assert_int_equal(at, 3);
    size_t place;
    e = command_check("step；select conv3_1；map 2", &place);
    assert_false(failed(&e));
    e = command_check("step；nonsense", &place);
    assert_int_equal(place, strlen("step；"));
    e = app_line(&app, "slice vgg16.features[:4]，[4:9]");
    assert_false(failed(&e));
    e = app_line(&app, "vgg19.features[:2]，[2:7]，[7:12]");
    assert_false(failed(&e));
    assert_int_equal(app.slicing->n, 3);
    assert_int_equal(app.view, VIEW_SLICES);
}

/* Within quotes, and behind a backslash, each sign is what it is. */
static void quoted_signs_stay(void **state) {
    (void)state;
    argument("image \"a；b，c　d“e”f\"; step", "image", "a；b，c　d“e”f");
    argument("image '“a”；b'", "image", "“a”；b");
    argument("image “it's \"here\"”", "image", "it's \"here\"");
    argument("image a\\；b", "image", "a；b");
    argument("image don’t", "image", "don’t");
    argument("image 熊猫.jpg；step", "image", "熊猫.jpg");
    Error e = app_do(&app, "image “owl", NULL);
    assert_string_equal(e.id, "script.quote");
    e = app_do(&app, "image \"owl”", NULL);
    assert_string_equal(e.id, "script.quote");
}

static void paths_survive_quoting(void **state) {
    (void)state;
    static const char *const PATHS[] = {"a b", "a;b",    "a；b，c　d", "“a”", "it's", "say \"a\"", "back\\slash\\",
                                        "\\",  "熊猫；", "",           " ",   "；",   "'\"'"};
    char quoted[QUOTED_SIZE], script[QUOTED_SIZE + 64], most[PATH_SIZE];
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        script_quote(PATHS[i], quoted);
        snprintf(script, sizeof script, "step; image %s; step", quoted);
        argument(script, "image", PATHS[i]);
    }
    memset(most, '"', sizeof most - 1); /* each byte needs a backslash, and the path is the longest */
    most[sizeof most - 1] = '\0';
    script_quote(most, quoted);
    snprintf(script, sizeof script, "image %s", quoted);
    argument(script, "image", most);
}

/* The last command of a line is completed, wherever signs stand in quotes before it. */
static void the_last_command(void **state) {
    (void)state;
    assert_string_equal(script_last("step"), "step");
    assert_string_equal(script_last("image \"a;b\"; st"), " st");
    assert_string_equal(script_last("image “a；b”；st"), "st");
    assert_string_equal(script_last("image 'a; b"), "image 'a; b");
    assert_string_equal(script_last("image a\\;b;"), "");
    static char lines[6][TYPED_SIZE];
    says("command");
    app_type(&app, "image “a；b”；select conv4_");
    assert_int_equal(app_complete(&app, lines, 6), 3);
    assert_string_equal(lines[0], "image “a；b”；select conv4_1");
    says("close");
}

/* The name of a module alone selects its layer, or says why it cannot. */
static void modules_alone(void **state) {
    (void)state;
    static const char *const NAMES[][2] = {{"features.14", "conv3_3"},
                                           {" features[-1] ", "pool5"},
                                           {"classifier[-1]", "fc8"},
                                           {"CLASSIFIER.3", "fc7"},
                                           {"classifier[2]", "relu6"},
                                           {"avgpool", "pool5"},
                                           {"conv4_2", "conv4_2"}};
    static const char *const NONE[][2] = {{"features[31]", "layer.index"},
                                           {"features[", "command.no_layer"},
                                           {"conv9_9", "command.no_layer"},
                                           {"fly 3", "command.unknown"}, {"image my photo.jpg", "command.quotes"}};
    says("net vgg16");
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        Error e = app_line(&app, NAMES[i][0]);
        if (failed(&e)) fail_msg("%s: %s", NAMES[i][0], e.id);
        assert_string_equal(app_row_name(&app, app.selection.row), NAMES[i][1]);
    }
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        Error e = app_line(&app, NONE[i][0]);
        if (!failed(&e) || strcmp(e.id, NONE[i][1]) != 0)
            fail_msg("%s: %s, not %s", NONE[i][0], e.id ? e.id : "no error", NONE[i][1]);
    }
    static const char *const COMMANDS[] = {"select features[31]", "until features[31]", "pin features[31]",
                                           "stack features[31]", "column vgg16 features[31]"};
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        Error e = app_do(&app, COMMANDS[i], NULL);
        if (!failed(&e) || strcmp(e.id, "layer.index") != 0) fail_msg("%s: %s", COMMANDS[i], e.id ? e.id : "no error");
    }
    says("slice features[2：7]; lang zh; image 北极熊"); /* as a Chinese keyboard writes them */
    assert_string_equal(app.photo->name, "polar_bear");
    says("lang en; image panda; slice none; view network");
    says("until features.2; select classifier[3]; pin features.5 3; stack features.0 features.2; column vgg19 "
         "features[-2]");
    assert_int_equal(app_step_row(&app), 3);
}

/* A line that the command line cannot hold is refused, not cut. */
static void lines_that_are_too_long(void **state) {
    (void)state;
    static char most[TYPED_SIZE], more[SCRIPT_SIZE + 64];
    memset(most, 'a', sizeof most - 1);
    says("command");
    app_type(&app, most);
    assert_string_equal(app.typed, most);
    Error e = app_type(&app, "b");
    assert_string_equal(app.typed, most);
    assert_string_equal(e.id, "command.long");
    says("close");
    memset(more, 'a', sizeof more - 1);
    memcpy(more, "image ", 6);
    e = app_do(&app, more, NULL);
    assert_string_equal(e.id, "script.long");
    more[PATH_SIZE + 6] = '\0';
    e = app_do(&app, more, NULL);
    assert_string_equal(e.id, "image.path_long");
    memcpy(more, "command ", 8);
    memset(more + PATH_SIZE, 'a', TYPED_SIZE);
    more[TYPED_SIZE + 8] = '\0';
    e = app_do(&app, more, NULL);
    assert_string_equal(e.id, "command.long");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_width_signs),      cmocka_unit_test(quoted_signs_stay),
        cmocka_unit_test(paths_survive_quoting), cmocka_unit_test(the_last_command),
        cmocka_unit_test(modules_alone),         cmocka_unit_test(lines_that_are_too_long),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
