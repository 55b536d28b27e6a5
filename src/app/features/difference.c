#include "app/features/difference.h"

#include <math.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/live.h"
#include "nn/reach.h"

enum { BINS = 1024 };
enum { LANES = 8 }; /* counted side by side, which the compiler turns into vectors */

typedef struct Sum {
    float most;
    int64_t changed;
    double absolute;
} Sum;

/* Of n values: only where `reached` is 1, not 0. */
static Sum sum_map(const float *a, const float *b, const float *reached, int64_t n) {
    float most[LANES] = {0}, sum[LANES];
    int changed[LANES];
    Sum s = {0};
    for (int64_t at = 0; at < n;) {
        int64_t part = n - at < 4096 ? n - at : 4096,
                whole = part - part % LANES; /* short sums in float, then in double */
        for (int k = 0; k < LANES; k++) sum[k] = 0, changed[k] = 0;
        for (int64_t i = at; i < at + whole; i += LANES)
            for (int k = 0; k < LANES; k++) {
                float d = fabsf(a[i + k] - b[i + k]) * reached[i + k];
                most[k] = d > most[k] ? d : most[k];
                sum[k] += d;
                changed[k] += d != 0;
            }
        for (int64_t i = at + whole; i < at + part; i++) {
            float d = fabsf(a[i] - b[i]) * reached[i];
            most[0] = d > most[0] ? d : most[0];
            sum[0] += d;
            changed[0] += d != 0;
        }
        for (int k = 0; k < LANES; k++) s.absolute += (double)sum[k], s.changed += changed[k];
        at += part;
    }
    for (int k = 0; k < LANES; k++) s.most = fmaxf(s.most, most[k]);
    return s;
}

/* The end of the colours, to one of BINS equal parts of 0 to `largest`. */
static float bright_end(const float *a, const float *b, const float *reached, Shape s, float largest, int64_t changed) {
    uint32_t bins[BINS] = {0};
    float scale = BINS / largest;
    int64_t plane = (int64_t)s.h * s.w;
    for (int map = 0; map < s.c; map++, a += plane, b += plane)
        for (int64_t i = 0; i < plane; i++) {
            float d = fabsf(a[i] - b[i]) * reached[i], bin = d * scale;
            if (d > 0) bins[bin < BINS - 1 ? (int)bin : BINS - 1]++;
        }
    return largest * (float)run_bright_bins(bins, BINS, changed) / BINS;
}

/* Where the largest difference lies. */
static void find_place(Difference *d, const float *a, const float *b, const float *reached, Shape s) {
    int64_t plane = (int64_t)s.h * s.w, from = d->map * plane;
    for (int64_t i = 0; i < plane; i++) {
        float there = (a[from + i] - b[from + i]) * reached[i];
        if (fabsf(there) != d->largest) continue;
        d->x = (int)(i % s.w);
        d->y = (int)(i / s.w);
        d->there = there;
        return;
    }
}

static bool is_of(const App *app, const Difference *d, int row) {
    return d->run && d->run == app->run && d->row == row && d->shown == app->live->shown &&
           d->against == live_against(app) && d->version == app->beside[BESIDE_UNCHANGED].version;
}

const Difference *difference_of(const App *app, int row) {
    return live_difference(app) && is_of(app, &app->difference, row) ? &app->difference : NULL;
}

void difference_forget(App *app) {
    free(app->difference.most);
    app->difference = (Difference){0};
}

static void want(App *app, JobWants *wants) {
    (void)wants;
    int row = app_shown_row(app);
    bool looked_at = live_difference(app) && (app->view == VIEW_NETWORK || app->view == VIEW_LAYER) && app_shown(app);
    const Run *against = looked_at ? live_against(app) : NULL;
    if (!against || is_of(app, &app->difference, row) || !run_stats(app->run, row) || !run_stats(against, row)) return;
    Shape s = net_shape(run_net(app->run), row);
    int64_t plane = (int64_t)s.h * s.w;
    const float *a = run_values(app->run, row), *b = run_values(against, row);
    float *reached = malloc((size_t)plane * sizeof *reached);
    Error e = reached ? reach(run_net(app->run), row, run_values(app->run, -1), run_values(against, -1), reached)
                      : error("memory", "%s", "difference");
    float *most = failed(&e) ? NULL : realloc(app->difference.most, (size_t)s.c * sizeof *most);
    Difference d = {.run = app->run, .against = against, .row = row, .shown = app->live->shown,
                    .version = app->beside[BESIDE_UNCHANGED].version, .values = plane * s.c, .most = most};
    if (!most) { /* the earlier one is still there, but of another row */
        free(reached);
        app->trouble = error("memory", "%s", "difference");
        return;
    }
    for (int map = 0; map < s.c; map++) {
        Sum sum = sum_map(a + map * plane, b + map * plane, reached, plane);
        most[map] = sum.most;
        d.changed += sum.changed;
        d.mean += sum.absolute / (double)d.values;
        if (sum.most > d.largest) d.largest = sum.most, d.map = map;
    }
    if (d.largest > 0) d.bright = bright_end(a, b, reached, s, d.largest, d.changed);
    find_place(&d, a, b, reached, s);
    free(reached);
    app->difference = d;
}

const AppPart DIFFERENCE_PART = {.want = want};
