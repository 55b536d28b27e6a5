#include "app/app.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/part.h"
#include "base/table.h"

const char *view_name(View view) {
#define WORD_OF(NAME, word, key) #word,
    static const char *const NAMES[] = {EACH_VIEW(WORD_OF)};
    return NAMES[view];
}

const char *view_key(View view) {
#define KEY_OF(NAME, word, key) key,
    static const char *const KEYS[] = {EACH_VIEW(KEY_OF)};
    return KEYS[view];
}

int app_last_step(const App *app) { return net_steps(&app->own, app->steps); }
int app_step_row(const App *app) { return net_step_row(&app->own, app->steps, app->step); }

bool app_before_relu(const App *app) {
    int row = app->selection.row, at = app_step_row(app);
    return row >= 0 && app->steps == STEP_MODULES && row <= at && at < net_after_relu(&app->own, row);
}

int app_shown_row(const App *app) {
    int row = app->selection.row, after = net_after_relu(&app->own, row);
    if (app_before_relu(app)) return app_step_row(app);
    return app->before ? net_before_relu(&app->own, row) : after;
}

/* Field shows the gradient of the selected unit, unless a stack is looked at; Layer does on a key. */
bool app_walking(const App *app) {
    const Pointing *p = &app->pointing;
    return p->by == POINTED_WALK && p->view == app->view && p->overlay == app->overlay;
}

bool app_shows_gradient(const App *app) {
    bool field = app->view == VIEW_FIELD && !app->lab.stack_n;
    return app->selection.row >= 0 && (field || (app->view == VIEW_LAYER && app->lab.excite));
}

bool app_shown(const App *app) {
    bool followed = app->live->now.tool != TOOL_POINT || app->watch->on; /* all follows a hand or a camera */
    return (followed && app->view == VIEW_NETWORK) || app->view == VIEW_LAYER || app->view == VIEW_NEURON ||
           app->view == VIEW_COMPARE || app->view == VIEW_ASKS || app_shows_gradient(app) ||
           app_shown_row(app) <= app_step_row(app);
}

int app_strongest(const App *app, int row) {
    const MapStats *stats = run_stats(app->run, row);
    if (!stats || row < 0) return 0;
    int n = net_shape(&app->weights->net, row).c, map = 0;
    for (int i = 1; i < n; i++)
        if (stats[i].mean > stats[map].mean) map = i;
    return map;
}

/* The map with the largest value at the selected unit; where none has one above 0, the strongest. */
static int strongest_at_unit(const App *app) {
    int row = app_shown_row(app), x, y, map = 0;
    const float *values = run_stats(app->run, row) ? run_values(app->run, row) : NULL;
    if (!values || row < 0) return app_strongest(app, row);
    Shape s = net_shape(&app->weights->net, row);
    app_unit(app, &x, &y);
    const float *at = values + (int64_t)y * s.w + x;
    int64_t plane = (int64_t)s.h * s.w;
    for (int i = 1; i < s.c; i++)
        if (at[i * plane] > at[map * plane]) map = i;
    return at[map * plane] > 0 ? map : app_strongest(app, row);
}

int app_map(const App *app) {
    int map = app->selection.map[app->selection.row + 1];
    if (map >= 0) return map;
    return app->view == VIEW_FIELD ? strongest_at_unit(app) : app_strongest(app, app_shown_row(app));
}

void app_unit(const App *app, int *x, int *y) {
    net_unit_at(&app->own, app_shown_row(app), app->selection.px, app->selection.py, x, y);
}

const char *app_row_name(const App *app, int row) { return row < 0 ? "input" : app->own.layer[row].name; }

void app_follow_selection(App *app) { app->page = (Paging){0}; }

void app_turn_to(App *app, View view) {
    if (app->view != view) app->zoomed = 0, app_follow_selection(app);
    app->view = view;
}

int app_page(const App *app, int pages, int selected) {
    int at = (app->page.at + (app->page.numbered ? 0 : selected)) % pages;
    return at < 0 ? at + pages : at;
}

void app_select(App *app, int row) {
    app->selection.row = row;
    app->slicing->top = SLICING_SELECTED;
    app_follow_selection(app);
}

void app_go(App *app, int step) {
    int last = app_last_step(app);
    app->step = step < 0 ? 0 : step > last ? last : step;
    for (int i = 0; APP_PARTS[i]; i++)
        if (APP_PARTS[i]->follow) APP_PARTS[i]->follow(app);
    app_select(app, net_step_layer(&app->own, app->steps, app->step));
}

static int by_energy(const void *a, const void *b) {
    const MapRank *i = a, *j = b;
    return i->mean > j->mean ? -1 : i->mean < j->mean ? 1 : i->map - j->map;
}

void app_rank_maps(const App *app, int row, MapOrder order, MapRank ranks[], int n) {
    const MapStats *stats = order == ORDER_ENERGY ? run_stats(app->run, row) : NULL;
    for (int i = 0; i < n; i++) ranks[i] = (MapRank){i, stats ? stats[i].mean : 0.0};
    qsort(ranks, (size_t)n, sizeof *ranks, by_energy);
}

double app_progress(const App *app) {
    int row = app_shown_row(app);
    Shape s = net_shape(&app->weights->net, row);
    return (double)run_ready(app->run, row) / (s.h > 1 ? s.h : s.c);
}

bool app_slim(const App *app) { return app->weights->net.width > 1; }

Error app_effect(App *app, EffectKind kind, const char *text) {
    Effect effect = {.kind = kind};
    snprintf(effect.text, sizeof effect.text, "%s", text);
    return app->outside ? app->outside(app->outside_ctx, app, &effect) : NO_ERROR;
}
