/* The course: every plan fits its minutes, and no lesson stands before one that it needs. What a learner answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/session/course.h"
#include "app/session/lesson.h"
#include "app/session/record.h"
#include "app/session/record_csv.h"

static LessonList list;

static void of_plan(CoursePlan plan, const char *language) {
    lesson_list(language, &list);
    course_arrange(plan, &list);
}

static void all_lessons_say_how_long_they_take(void **state) {
    (void)state;
    lesson_list("zh", &list);
    LessonList chinese = list;
    lesson_list("en", &list);
    assert_int_equal(list.n, chinese.n);
    for (int i = 0; i < list.n; i++) {
        if (!list.at[i].minutes) fail_msg("%s says no minutes", list.at[i].name);
        assert_string_equal(list.at[i].name, chinese.at[i].name);
        assert_int_equal(list.at[i].minutes, chinese.at[i].minutes);
        assert_string_equal(list.at[i].needs, chinese.at[i].needs);
    }
}

static void plans_fit_their_minutes(void **state) {
    (void)state;
    for (CoursePlan plan = PLAN_45; plan < PLAN_COUNT; plan++) {
        int minutes[8] = {0};
        of_plan(plan, "en");
        assert_int_equal(list.n, course_lessons(plan)); /* all are there */
        for (int i = 0; i < list.n; i++) minutes[list.at[i].day] += list.at[i].minutes;
        for (int day = 0; day < 8; day++) {
            bool is_day = course_days(plan) > 1 ? day >= 1 && day <= course_days(plan) : day == 0;
            assert_true(minutes[day] <= (is_day ? course_minutes(plan) : 0));
            if (is_day) assert_true(minutes[day] >= course_minutes(plan) * 4 / 5);
        }
    }
}

static void what_a_lesson_needs_comes_before_it(void **state) {
    (void)state;
    for (CoursePlan plan = PLAN_ALL; plan < PLAN_COUNT; plan++) {
        of_plan(plan, "en");
        assert_true(plan == PLAN_ALL || list.n < list.all);
        for (int i = 0; i < list.n; i++)
            for (const char *at = list.at[i].needs; *at; at += strspn(at, " ")) {
                int n = (int)strcspn(at, " "), before = 0;
                while (before < i && !((int)strlen(list.at[before].name) == n &&
                                       strncmp(list.at[before].name, at, (size_t)n) == 0))
                    before++;
                if (before == i) fail_msg("plan %d: %s needs %.*s before it", plan, list.at[i].name, n, at);
                at += n;
            }
    }
}

static bool plan_has(CoursePlan plan, const char *name) {
    of_plan(plan, "en");
    for (int i = 0; i < list.n; i++)
        if (strcmp(list.at[i].name, name) == 0) return true;
    return false;
}

static void a_longer_plan_has_what_a_shorter_one_has(void **state) {
    (void)state;
    for (CoursePlan plan = PLAN_45; plan + 1 < PLAN_COUNT; plan++) {
        of_plan(plan, "en");
        LessonList shorter = list;
        for (int i = 0; i < shorter.n; i++)
            if (!plan_has(plan + 1, shorter.at[i].name)) fail_msg("plan %d has no %s", plan + 1, shorter.at[i].name);
    }
    assert_true(plan_has(PLAN_SEVEN, "what-a-map-asks-for"));
    assert_true(plan_has(PLAN_SEVEN, "texture-and-style"));
}

static void answers_are_counted(void **state) {
    (void)state;
    static Teaching t;
    char csv[2000] = "";
    strcpy(t.last[0].name, "one-step");
    strcpy(t.last[1].name, "receptive-field");
    strcpy(t.name, "receptive-field");
    assert_false(record_any(t.last));
    t.card = 2;
    record_answer(&t, false);
    record_answer(&t, true);
    assert_int_equal(record_sum(t.last, "receptive-field").answered, 1);
    assert_int_equal(record_sum(t.last, "receptive-field").right, 1);
    assert_false(t.last[1].answered[2].first_right);
    assert_int_equal(t.last[1].answered[2].times, 2);
    assert_int_equal(record_sum(t.last, "one-step").answered, 0);
    for (int i = 0; i < 300; i++) record_answer(&t, true);
    assert_int_equal(t.last[1].answered[2].times, 255);
    FILE *out = fmemopen(csv, sizeof csv, "w");
    Error e = record_csv(t.last, "en", out);
    fclose(out);
    assert_false(failed(&e));
    assert_non_null(strstr(csv, ",255,no,yes\n"));
    assert_non_null(strstr(csv, "\"Receptive fields\",3,"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_lessons_say_how_long_they_take),
        cmocka_unit_test(plans_fit_their_minutes),
        cmocka_unit_test(what_a_lesson_needs_comes_before_it),
        cmocka_unit_test(a_longer_plan_has_what_a_shorter_one_has),
        cmocka_unit_test(answers_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
