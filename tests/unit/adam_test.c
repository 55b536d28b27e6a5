/* Adam against its formulas in double, by the letter of the paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nn/adam.h"

enum { NUMBERS = 3, STEPS = 200 };

static void follows_the_paper(void **state) {
    (void)state;
    Adam adam;
    Error e = adam_open(NUMBERS, 0.05f, &adam);
    assert_false(failed(&e));
    float x[NUMBERS] = {1, -20, 0.01f}, gradient[NUMBERS];
    double y[NUMBERS] = {1, -20, (double)0.01f}, m[NUMBERS] = {0}, v[NUMBERS] = {0};
    for (int t = 1; t <= STEPS; t++) {
        for (int i = 0; i < NUMBERS; i++) {
            gradient[i] = (float)pow(10, i) * sinf(x[i]); /* of any size: the pace is the same */
            double g = pow(10, i) * sin(y[i]);
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            y[i] -= (double)0.05f * (m[i] / (1 - pow(0.9, t))) / (sqrt(v[i] / (1 - pow(0.999, t))) + 1e-8);
        }
        adam_step(&adam, x, gradient);
        for (int i = 0; i < NUMBERS; i++)
            if (fabs((double)x[i] - y[i]) > 1e-4) fail_msg("step %d, %d: %g, not %g", t, i, (double)x[i], y[i]);
    }
    assert_true(fabsf(x[0]) < 0.1f); /* it has gone downhill */
    adam_close(&adam);
    adam_close(&adam);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(follows_the_paper)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
