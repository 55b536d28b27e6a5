/* Links to what the page shows: what they can say, and what they cannot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/link.h"
#include "app/session/way.h"
#include "opened.h"
#include "scratch.h"

static char beginning[SCRIPT_SIZE], script[SCRIPT_SIZE], again[SCRIPT_SIZE], address[LINK_SIZE];
static int effects;

static Error count_effect(void *ctx, App *a, const Effect *effect) {
    (void)ctx, (void)a, (void)effect;
    effects++;
    return NO_ERROR;
}

static int open_all(void **state) {
    if (open_with(count_effect) || scratch_open(state)) return -1;
    app_script(&app, beginning, sizeof beginning);
    return 0;
}

static int close_all(void **state) {
    scratch_close(state);
    return close_app(state);
}

static void follows(const char *link) {
    Error e = link_follow(&app, beginning, link);
    if (failed(&e)) fail_msg("%s: %s (%s)", link, e.id, e.arg[0]);
    waits();
}

static void a_link_leads_to_the_same_state(void **state) {
    (void)state;
    static const char *const PLACES[] = {"step 4; view layer; map 3",
                                         "net vgg19; step 8; view field; select conv3_2; pixel 5 6",
                                         "image owl; run; view why; why answer 2", "view slices; slice features[2:7]"};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        follows("");
        says_and_waits(PLACES[i]);
        link_script(&app, beginning, false, script);
        follows("");
        follows(script);
        link_script(&app, beginning, false, again);
        assert_string_equal(again, script);
    }
    follows("");
    link_script(&app, beginning, false, script);
    assert_string_equal(script, "");
}

static void a_link_opens_a_lesson_at_a_card(void **state) {
    (void)state;
    follows("lesson receptive-field 4");
    assert_true(app.teaching->open);
    assert_string_equal(app.teaching->name, "receptive-field");
    assert_int_equal(app.teaching->card, 3);
    link_script(&app, beginning, true, script);
    assert_string_equal(script, "lesson receptive-field 4");
    follows("net vgg19;lesson one-step");
    assert_string_equal(app.teaching->name, "one-step");
    assert_int_equal(app.own.id, NET_VGG19);
    follows("view layer");
    assert_false(app.teaching->open);
}

static void is_never(const char *link, const char *id) {
    follows("step 2");
    link_script(&app, beginning, false, script);
    effects = 0;
    Error e = link_follow(&app, beginning, link);
    if (!failed(&e)) fail_msg("%s is taken", link);
    if (id && strncmp(e.id, id, strlen(id)) != 0) fail_msg("%s: %s", link, e.id);
    link_script(&app, beginning, false, again);
    assert_string_equal(again, script); /* nothing of it is done */
    assert_int_equal(effects, 0);
    assert_false(app.teaching->staging);
}

static void a_link_does_no_more_than_a_lesson(void **state) {
    (void)state;
    char line[PATH_SIZE + 64];
    FILE *own = fopen(scratch("own.md"), "w");
    assert_non_null(own);
    fputs("---\ntitle: T\n---\n# Card\nText.\n", own);
    fclose(own);
    snprintf(line, sizeof line, "lesson '%s'", scratch("own.md"));
    is_never(line, "command.never");
    static const char *const NEVER[] = {
        "lesson list", "lesson next", "lesson close", "lesson", "lesson ../en/one-step", "lesson /etc/passwd",
        "lesson one-step.md", "lesson one-step 1 2", "step; save x.png", "lang zh", "quit", "state", "copy",
        "lesson one-step; quit", "answer 1", "weights get vgg16", "ask x", "theme light", "images /"};
    for (size_t i = 0; i < sizeof NEVER / sizeof *NEVER; i++) is_never(NEVER[i], "command.never");
    is_never("save x.png", "command.never_writes");
    is_never("fly", "command.unknown");
    is_never("step 'a", NULL);
    is_never("<script>alert(1)</script>", NULL);
}

static void an_address_has_no_signs_of_its_own(void **state) {
    (void)state;
    link_address("slice features[2:7];map 3;image 'a \"b\" \xc3\xa9.png'", address);
    assert_string_equal(address, "#do=slice+features%5B2:7%5D;map+3;image+'a+%22b%22+%C3%A9.png'");
    memset(script, '%', sizeof script - 1);
    link_address(script, address);
    assert_true(strlen(address) < LINK_SIZE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_leads_to_the_same_state), cmocka_unit_test(a_link_opens_a_lesson_at_a_card),
        cmocka_unit_test(a_link_does_no_more_than_a_lesson), cmocka_unit_test(an_address_has_no_signs_of_its_own)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
