/* What the job computes in the background, interrupted and called again: what is there stays, and is not made twice. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "opened.h"

static void works(JobTask *task) {
    Error e = task->work(task);
    assert_false(failed(&e));
    assert_true(task->done);
}

static int row_3_1(void) { return net_layer(&app.own, "conv3_1"); }

/* Another number of channels takes the directions that are there; what is left to do does not depend on them. */
static void directions_are_found_once(void **state) {
    (void)state;
    Lowering *first, *second, *fresh;
    bool finished;
    int row = row_3_1();
    Error e = run_to(app.run, row, &finished);
    assert_false(failed(&e));
    e = lowering_open(app.run, app.engine, row, 9, NULL, &first);
    assert_false(failed(&e));
    works(&first->task);
    e = lowering_open(app.run, app.engine, row, 5, first, &second);
    assert_false(failed(&e));
    assert_true(second->found);
    e = lowering_open(app.run, app.engine, row, 5, NULL, &fresh);
    assert_false(failed(&e));
    assert_false(fresh->found);
    works(&second->task);
    works(&fresh->task);
    assert_true(second->lost == fresh->lost && second->lost > first->lost);
    assert_true(fabs(second->lost - lowering_loss(second, 5)) < 1e-5);
    assert_memory_equal(second->raised, fresh->raised, (size_t)shape_count(second->shape) * sizeof *second->raised);
    first->task.close(&first->task);
    second->task.close(&second->task);
    fresh->task.close(&fresh->task);
}

/* Others read the gradient while the guided one is made. */
static void a_gradient_that_is_read_is_not_written(void **state) {
    (void)state;
    Sight *s;
    bool finished;
    Error e = run_to(app.run, row_3_1(), &finished);
    assert_false(failed(&e));
    e = sight_open(app.run, app.engine, row_3_1(), 5, 20, 20, &s);
    assert_false(failed(&e));
    works(&s->task);
    float guided = s->guided[40 * 224 + 40];
    s->plain[3] = s->heat[3] = 12345;
    s->guided[40 * 224 + 40] = 12345;
    s->task.done = false; /* as where it was interrupted in the midst of the guided one */
    works(&s->task);
    assert_true(s->plain[3] == 12345 && s->heat[3] == 12345);
    assert_true(s->guided[40 * 224 + 40] == guided);
    sight_close(s);
}

static Survey *survey_of(int photos) {
    static const char *const NAMES[] = {"owl", "panda", "cow", "cat"};
    Survey *s;
    Photo photo;
    Error e = survey_open(app.engine, app.weights, row_3_1(), 5, &s);
    for (; !failed(&e) && s->photos < photos; s->photos++) {
        e = app_find_photo(&app, NAMES[s->photos], &photo);
        memcpy(s->path[s->photos], photo.path, sizeof photo.path);
    }
    assert_false(failed(&e));
    return s;
}

static void a_survey_goes_on_with_the_next_photo(void **state) {
    (void)state;
    Survey *whole = survey_of(4), *parted = survey_of(4);
    works(&whole->task);
    parted->photos = 2;
    works(&parted->task);
    parted->photos = 4;
    parted->task.done = false;
    image_free(&parted->image[0]); /* it is not asked for again */
    strcpy(parted->path[0], "/nowhere");
    works(&parted->task);
    assert_int_equal(parted->read, whole->read);
    assert_int_equal(parted->dead, whole->dead);
    assert_int_equal(parted->found, whole->found);
    for (int i = 0; i < whole->found; i++) {
        assert_int_equal(parted->best[i].photo, whole->best[i].photo);
        assert_true(parted->best[i].value == whole->best[i].value);
    }
    survey_close(whole);
    survey_close(parted);
}

static void a_race_keeps_its_times(void **state) {
    (void)state;
    Race *r;
    Weights *const weights[2] = {app.weights, app.weights};
    const Run *const of[2] = {app.run, app.run};
    Error e = race_open(app.engine, weights, of, &r);
    assert_false(failed(&e));
    works(&r->task);
    double rounds[2][RACE_ROUNDS];
    memcpy(rounds, r->rounds, sizeof rounds);
    r->task.done = false;
    r->round = RACE_ROUNDS; /* as if it had been interrupted in the last one */
    works(&r->task);
    for (int side = 0; side < 2; side++)
        assert_memory_equal(r->rounds[side], rounds[side], sizeof rounds[side] - sizeof rounds[side][0]);
    r->task.close(&r->task);
}

static void a_trial_times_each_side_once(void **state) {
    (void)state;
    Trial *t;
    Error e = trial_open(app.engine, 16, 14, &t);
    assert_false(failed(&e));
    works(&t->task);
    t->stack_ms = 12345;
    t->task.done = false;
    works(&t->task);
    assert_true(t->stack_ms == 12345);
    t->task.close(&t->task);
}

static void runs_of_different_widths_are_not_matched(void **state) {
    (void)state;
    static Weights wide;
    Run *run;
    Match *m;
    Error e = weights_seeded(app.own.id, 1, &wide);
    assert_false(failed(&e));
    e = run_open(app.engine, &wide, run_values(app.run, -1), &run);
    assert_false(failed(&e));
    e = match_open(app.engine, app.run, run, net_layer(&app.own, "relu3_1"), &m);
    assert_string_equal(e.id, "match.differ");
    assert_null(m);
    run_close(run);
    weights_close(&wide);
}

static void an_experiment_of_other_settings_is_not_waited_for(void **state) {
    (void)state;
    says("view parameters; channels 512; side 112");
    Error e = app_try(&app);
    assert_false(failed(&e));
    says("channels 16; side 14");
    e = app_wait(&app);
    assert_false(failed(&e));
    assert_null(app_trial(&app));
    assert_false(app.work.trial->task.done);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(directions_are_found_once),
        cmocka_unit_test(a_gradient_that_is_read_is_not_written),
        cmocka_unit_test(a_survey_goes_on_with_the_next_photo),
        cmocka_unit_test(a_race_keeps_its_times),
        cmocka_unit_test(a_trial_times_each_side_once),
        cmocka_unit_test(runs_of_different_widths_are_not_matched),
        cmocka_unit_test(an_experiment_of_other_settings_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
