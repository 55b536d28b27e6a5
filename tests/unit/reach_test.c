/* How far commands reach: a lesson, which may be anybody's, sets the stage and does nothing else. */
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
#include "app/session/lesson.h"
#include "scratch.h"

static App app;
static int effects; /* that have come out of the program */

static Error count_effect(void *ctx, App *a, const Effect *effect) {
    (void)ctx, (void)a, (void)effect;
    effects++;
    return NO_ERROR;
}

static int open_app(void **state) {
    (void)state;
    setenv("VGGSCOPE_MIRROR", "file:///nowhere", 1);
    AppOptions options = {.weights = "bundled", .outside = count_effect};
    Error e = app_open(&options, &app);
    return failed(&e) ? -1 : scratch_open(state);
}

static int close_app(void **state) {
    app_close(&app);
    return scratch_close(state);
}

static int at_start(void **state) {
    (void)state;
    Error e = app_do(&app, "lesson close; net vgg16; weights bundled; image panda; reset; view network", NULL);
    effects = 0;
    return failed(&e) ? -1 : 0;
}

/* A command with as many words as it has to have. */
static const char *least_words(const Command *c) {
    static char line[128];
    int n = snprintf(line, sizeof line, "%s", c->name);
    for (int i = 0; i < c->least; i++) n += snprintf(line + n, sizeof line - (size_t)n, " 1");
    return line;
}

static void every_command_is_in_one_class(void **state) {
    (void)state;
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++)
        if (all[i].reach <= REACH_UNSET || all[i].reach > REACH_FETCHES) fail_msg("%s has no class", all[i].name);
}

/* Said with each word that it lists, with a number and with nothing. */
static void the_stage_has_no_effects(void **state) {
    (void)state;
    int n;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) {
        const char *words = all[i].words ? all[i].words : "1";
        if (all[i].reach != REACH_STAGE) continue;
        for (const char *at = words; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL) {
            char line[256];
            snprintf(line, sizeof line, "%s %.*s", all[i].name, (int)strcspn(at, "|"), at);
            app_do(&app, line, NULL);
        }
        app_do(&app, least_words(&all[i]), NULL);
        app_do(&app, all[i].name, NULL);
        if (effects || app.stock->fetching) fail_msg("%s reaches further than the stage", all[i].name);
    }
}

static void is_never(const Error *e, const char *line) {
    if (strncmp(e->id ? e->id : "", "command.never", 13) != 0)
        fail_msg("'%s' is not refused: %s", line, e->id ? e->id : "");
}

static void the_check_refuses_what_reaches_further(void **state) {
    (void)state;
    int n;
    size_t at;
    const Command *all = commands(&n);
    for (int i = 0; i < n; i++) {
        Error e = command_check(least_words(&all[i]), &at);
        if (all[i].reach != REACH_STAGE && !all[i].reach_of) is_never(&e, least_words(&all[i]));
    }
    static const char *const NEVER[] = {"weights get",       "weights get vgg19", "weights list",
                                        "weights stop",      "save /tmp/x.csv",   "save gif",
                                        "renderer software", "freeze on",         "step; save x.png"};
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) {
        Error e = command_check(NEVER[i], &at);
        is_never(&e, NEVER[i]);
    }
    static const char *const FINE[] = {"weights", "weights bundled", "weights random:3", "weights 'some file.pth'",
                                       "image x.jpg"};
    for (size_t i = 0; i < sizeof FINE / sizeof *FINE; i++) {
        Error e = command_check(FINE[i], &at);
        if (failed(&e)) fail_msg("'%s': %s", FINE[i], e.id);
    }
}

/* Plays a card whose commands nobody has checked, `line` before its question, behind it, or in its task. */
static Error plays(const char *line, StageTime time) {
    static const char *const FORMS[] = {
        [STAGE_OPENED] = "```do\n%s\n```\n",
        [STAGE_SHOWN] = "```try\nDo it.\nseen step *\ndo %s\n```\n",
        [STAGE_REVEALED] = "```ask\nWhy?\n(x) so :: it is\n( ) not :: it seems\n```\n```do\n%s\n```\n"};
    char text[512];
    Lesson lesson;
    const StageCommand *command;
    int n = snprintf(text, sizeof text, "---\ntitle: t\n---\n# A card\n");
    snprintf(text + n, sizeof text - (size_t)n, FORMS[time], line);
    Error e = lesson_parse(text, strlen(text), NULL, &lesson);
    assert_false(failed(&e));
    assert_int_equal(lesson.mistakes, 0);
    e = lesson_try(&app, &lesson, 0, &command);
    lesson_free(&lesson);
    return e;
}

static void what_was_not_checked_is_not_carried_out(void **state) {
    (void)state;
    int n;
    char line[600];
    const Command *all = commands(&n);
    for (StageTime time = STAGE_OPENED; time <= STAGE_REVEALED; time++) {
        for (int i = 0; i < n; i++) {
            if (all[i].reach == REACH_STAGE || all[i].reach_of) continue;
            Error e = plays(least_words(&all[i]), time);
            is_never(&e, all[i].name);
        }
        Error e = plays("weights get vgg16", time);
        is_never(&e, "weights get");
        snprintf(line, sizeof line, "save '%s'", scratch("table.csv"));
        e = plays(line, time);
        is_never(&e, line);
    }
    assert_int_equal(effects, 0);
    assert_int_equal(scratch_count(), 0);
    assert_false(app.stock->fetching);
    assert_false(app.teaching->staging);
}

/* What is kept to be said again is said in no lesson's name. */
static void no_lesson_says_what_was_kept(void **state) {
    (void)state;
    snprintf(app.mark->script, sizeof app.mark->script, "save png");
    app.mark->set = true;
    Error e = plays("return", false);
    is_never(&e, "return");
    assert_int_equal(effects, 0);
    app.mark->set = false;
}

static void only_files_are_read(void **state) {
    (void)state;
    char line[600];
    const char *fifo = scratch("pipe");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    const char *const places[] = {"/dev/zero", "/dev/stdin", fifo, "/"};
    static const char *const SAYS[] = {"image", "weights", "reference"};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 3; k++) {
            snprintf(line, sizeof line, "%s '%s'", SAYS[k], places[i]);
            Error e = plays(line, false);
            if (!failed(&e)) fail_msg("%s is read", line);
        }
}

static void a_lessons_photo_is_not_among_the_recent_ones(void **state) {
    (void)state;
    int before = app.recent->n;
    Error e = plays("image noise:5", false);
    assert_false(failed(&e));
    assert_int_equal(app.recent->n, before);
    e = app_do(&app, "image noise:6", NULL);
    assert_false(failed(&e));
    assert_int_equal(app.recent->n, before + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_in_one_class),
        cmocka_unit_test_setup(the_stage_has_no_effects, at_start),
        cmocka_unit_test_setup(the_check_refuses_what_reaches_further, at_start),
        cmocka_unit_test_setup(what_was_not_checked_is_not_carried_out, at_start),
        cmocka_unit_test_setup(no_lesson_says_what_was_kept, at_start),
        cmocka_unit_test_setup(only_files_are_read, at_start),
        cmocka_unit_test_setup(a_lessons_photo_is_not_among_the_recent_ones, at_start),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
