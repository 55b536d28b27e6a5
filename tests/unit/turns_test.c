/* While a hand draws without a pause, maps and answers both come, by a clock that is counted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/turns.h"

enum { MOVE_EVERY = 8, DRAWS_FOR = 6000 }; /* milliseconds */

/* What is computed of one photo; both are 0 once they are there. */
typedef struct Pass {
    int photo; /* when it was drawn */
    int maps, answers;
} Pass;

/* What was seen of the drawing: the longest time between two of a kind, and how old they were at most. */
typedef struct Seen {
    int maps_at, answers_at, maps_gap, answers_gap, maps_age, answers_age, answers_photo;
} Seen;

/* The threads, as live.c has them busy: a new photo's maps, then answers on their way, then those to what is shown. */
typedef struct Threads {
    Turns turns;
    Pass next, deep, shown;
    bool has_next, has_deep;
    int handed;
} Threads;

static int larger(int a, int b) { return a > b ? a : b; }

static void see_answers(Seen *seen, const Pass *of, int now) {
    assert_true(of->photo >= seen->answers_photo); /* never those to an earlier photo after those to a later one */
    seen->answers_photo = of->photo;
    seen->answers_gap = larger(seen->answers_gap, now - seen->answers_at);
    seen->answers_age = larger(seen->answers_age, now - of->photo);
    seen->answers_at = now;
}

static void see_maps(Threads *t, Seen *seen, int now) {
    seen->maps_gap = larger(seen->maps_gap, now - seen->maps_at);
    seen->maps_age = larger(seen->maps_age, now - t->next.photo);
    seen->maps_at = now;
    if (!t->has_deep && t->shown.answers) {
        t->deep = t->shown;
        t->has_deep = true;
    }
    t->shown = t->next;
    t->has_next = false;
    t->turns.shown_at = now;
}

static void ask(Threads *t, int newest, int maps, int answers, int now) {
    bool answering = t->has_deep || t->shown.answers;
    if (t->has_next || newest == t->handed || !turns_photo(&t->turns, answering, now)) return;
    t->next = (Pass){newest, maps, answers};
    t->has_next = true;
    t->handed = newest;
    t->turns.handed_at = now;
}

/* A millisecond of their work. */
static void work(Threads *t, Seen *seen, int now) {
    if (t->has_next) {
        if (--t->next.maps == 0) see_maps(t, seen, now);
    } else if (t->has_deep) {
        if (--t->deep.answers > 0) return;
        see_answers(seen, &t->deep, now);
        t->has_deep = false;
    } else if (t->shown.answers) {
        if (--t->shown.answers == 0) see_answers(seen, &t->shown, now);
    }
}

/* A photo's maps take so long, its answers so long more. */
static Seen draw(int maps, int answers) {
    Threads t = {.turns = {-1000, -1000}};
    Seen seen = {0};
    for (int now = 1; now < DRAWS_FOR; now++) {
        ask(&t, now / MOVE_EVERY * MOVE_EVERY, maps, answers, now);
        work(&t, &seen, now);
    }
    seen.maps_gap = larger(seen.maps_gap, DRAWS_FOR - seen.maps_at);
    seen.answers_gap = larger(seen.answers_gap, DRAWS_FOR - seen.answers_at);
    return seen;
}

static void maps_are_soon_there(void **state) {
    (void)state;
    Seen seen = draw(7, 52); /* conv1_1 and all behind it of VGG-19, as a machine takes that does nothing else */
    assert_in_range(seen.maps_gap, 1, 33);
    assert_in_range(seen.maps_age, 1, 45);
    assert_in_range(seen.answers_gap, 52, 100);
    assert_in_range(seen.answers_age, 52, 150);
}

/* However long each takes: half of the time is the answers', but for a millisecond a turn. */
static void answers_come_while_one_draws(void **state) {
    (void)state;
    for (int maps = 1; maps <= 150; maps += 7)
        for (int answers = 10; answers <= 400; answers += 39) {
            Seen seen = draw(maps, answers);
            if (4 * seen.answers_gap > 9 * (answers + maps) + 160)
                fail_msg("maps %d, answers %d ms: none for %d ms", maps, answers, seen.answers_gap);
            assert_in_range(seen.maps_gap, 1, 2 * maps + 40);
        }
}

/* Maps that take longer than any answers should have to wait get the rest of the time. */
static void maps_do_not_wait_longer_than_need_be(void **state) {
    (void)state;
    Seen seen = draw(600, 1000);
    assert_in_range(seen.maps_gap, 600, 600 + 150 + 40);
    assert_in_range(seen.answers_gap, 1, DRAWS_FOR - 1);
}

/* Nobody waits where no answers are asked for. */
static void a_photo_comes_at_once(void **state) {
    (void)state;
    assert_true(turns_photo(&(Turns){1000, 1030}, false, 1030));
    assert_false(turns_photo(&(Turns){1000, 1030}, true, 1030));
    assert_true(turns_photo(&(Turns){1000, 1030}, true, 1060));
    assert_true(turns_photo(&(Turns){0}, true, 1e6));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_soon_there),
        cmocka_unit_test(answers_come_while_one_draws),
        cmocka_unit_test(maps_do_not_wait_longer_than_need_be),
        cmocka_unit_test(a_photo_comes_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
