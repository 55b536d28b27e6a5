#include "nn/lbfgs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST_CURVATURE = 1e-10; /* as in PyTorch: a pair below it is not kept */

Error lbfgs_open(size_t n, Lbfgs *out) {
    *out = (Lbfgs){.n = n, .scale = 1};
    bool there = true;
    for (int i = 0; i < LBFGS_KEPT; i++) {
        out->moved[i] = malloc(n * sizeof(float));
        out->changed[i] = malloc(n * sizeof(float));
        there = there && out->moved[i] && out->changed[i];
    }
    out->direction = malloc(n * sizeof(float));
    out->last = malloc(n * sizeof(float));
    if (there && out->direction && out->last) return NO_ERROR;
    lbfgs_close(out);
    return error("memory", "%s", "L-BFGS");
}

void lbfgs_close(Lbfgs *l) {
    for (int i = 0; i < LBFGS_KEPT; i++) {
        free(l->moved[i]);
        free(l->changed[i]);
    }
    free(l->direction);
    free(l->last);
    *l = (Lbfgs){0};
}

void lbfgs_forget(Lbfgs *l) {
    l->steps = l->kept = l->next = 0;
    l->scale = 1;
}

static double dot(const float *a, const float *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)a[i] * (double)b[i];
    return sum;
}

static void add(float *to, double much, const float *what, size_t n) {
    float m = (float)much;
    for (size_t i = 0; i < n; i++) to[i] += m * what[i];
}

/* What the last step has taught. */
static void learn(Lbfgs *l, const float *gradient) {
    float *moved = l->moved[l->next], *changed = l->changed[l->next];
    for (size_t i = 0; i < l->n; i++) {
        moved[i] = l->direction[i] * (float)l->length;
        changed[i] = gradient[i] - l->last[i];
    }
    double curvature = dot(moved, changed, l->n);
    if (!(curvature > LEAST_CURVATURE)) return;
    l->inverse[l->next] = 1 / curvature;
    l->scale = curvature / dot(changed, changed, l->n);
    l->next = (l->next + 1) % LBFGS_KEPT;
    if (l->kept < LBFGS_KEPT) l->kept++;
}

/* The pair `back` steps ago, 0 the last one. */
static int pair(const Lbfgs *l, int back) { return (l->next - 1 - back + LBFGS_KEPT) % LBFGS_KEPT; }

/* The two loops: direction = -H gradient. */
static void find_direction(Lbfgs *l, const float *gradient) {
    double share[LBFGS_KEPT];
    for (size_t i = 0; i < l->n; i++) l->direction[i] = -gradient[i];
    for (int back = 0; back < l->kept; back++) {
        int at = pair(l, back);
        share[at] = dot(l->moved[at], l->direction, l->n) * l->inverse[at];
        add(l->direction, -share[at], l->changed[at], l->n);
    }
    for (size_t i = 0; i < l->n; i++) l->direction[i] *= (float)l->scale;
    for (int back = l->kept - 1; back >= 0; back--) {
        int at = pair(l, back);
        double much = dot(l->changed[at], l->direction, l->n) * l->inverse[at];
        add(l->direction, share[at] - much, l->moved[at], l->n);
    }
}

/* The first step goes 1 in all, or the gradient where that is shorter. */
static double first_length(const float *gradient, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += fabs((double)gradient[i]);
    return sum > 1 ? 1 / sum : 1;
}

void lbfgs_step(Lbfgs *l, float *x, const float *gradient) {
    if (l->steps > 0) learn(l, gradient);
    find_direction(l, gradient);
    l->length = l->steps > 0 ? 1 : first_length(gradient, l->n);
    memcpy(l->last, gradient, l->n * sizeof *gradient);
    add(x, l->length, l->direction, l->n);
    l->steps++;
}
