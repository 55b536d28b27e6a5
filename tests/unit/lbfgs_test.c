/* L-BFGS against torch.optim.LBFGS (tests/goldens/lbfgs.py), step by step. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "nn/lbfgs.h"

enum { NUMBERS = 30, STEPS = 60 };

/* Of the bowl in lbfgs.py. */
static void slope(const float x[NUMBERS], float out[NUMBERS]) {
    for (int i = 0; i < NUMBERS; i++) {
        double g = (i + 1) * ((double)x[i] - sin(i + 1));
        if (i > 0) g += 0.4 * pow((double)x[i] - (double)x[i - 1], 3);
        if (i < NUMBERS - 1) g += 0.4 * pow((double)x[i] - (double)x[i + 1], 3);
        out[i] = (float)g;
    }
}

static void takes_a_step(Lbfgs *l, float x[NUMBERS]) {
    float gradient[NUMBERS];
    slope(x, gradient);
    lbfgs_step(l, x, gradient);
}

static void goes_the_way_of_pytorch(void **state) {
    (void)state;
    FILE *in = fopen("tests/goldens/lbfgs.txt", "r");
    if (!in) fail_msg("tests/goldens/lbfgs.txt is missing: tests/goldens/lbfgs.py writes it");
    Lbfgs l;
    Error e = lbfgs_open(NUMBERS, &l);
    assert_false(failed(&e));
    float x[NUMBERS] = {0};
    for (int step = 1; step <= STEPS; step++) {
        takes_a_step(&l, x);
        for (int i = 0; i < NUMBERS; i++) {
            double want;
            assert_int_equal(fscanf(in, "%lf", &want), 1);
            if (fabs((double)x[i] - want) > 2e-4) fail_msg("step %d, %d: %g, not %g", step, i, (double)x[i], want);
        }
    }
    fclose(in);
    lbfgs_close(&l);
    lbfgs_close(&l);
}

/* What has been forgotten steers nothing: the same steps as from the start. */
static void forgets(void **state) {
    (void)state;
    Lbfgs fresh, used;
    float a[NUMBERS] = {1}, b[NUMBERS] = {0};
    Error e = lbfgs_open(NUMBERS, &fresh), f = lbfgs_open(NUMBERS, &used);
    assert_false(failed(&e) || failed(&f));
    for (int step = 0; step < 5; step++) takes_a_step(&used, b);
    lbfgs_forget(&used);
    memcpy(b, a, sizeof a);
    for (int step = 0; step < 5; step++) {
        takes_a_step(&fresh, a);
        takes_a_step(&used, b);
        assert_memory_equal(a, b, sizeof a);
    }
    lbfgs_close(&fresh);
    lbfgs_close(&used);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(goes_the_way_of_pytorch), cmocka_unit_test(forgets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
