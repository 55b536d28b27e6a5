/* The runs that follow the photo while it is changed. */
#include "app/live.h"

#include <stdlib.h>
#include <string.h>

#include "app/beside.h"
#include "app/drawing.h"
#include "app/work.h"
#include "base/clock.h"

/* A pass that takes no longer is not given up for a newer photo: what one sees would come later, not sooner. A longer
 * one is, unless the screen has waited for so long. In milliseconds. */
static const double SHORT_PASS = 100, LONG_WAIT = 500;

static int last_row(const App *app) { return app->own.layers - 1; }

Tool live_tool_held(const App *app) {
    return app->view == VIEW_NETWORK || app->view == VIEW_LAYER ? app->live->now.tool : TOOL_POINT;
}

bool live_wants_answers(const App *app) {
    return app->view == VIEW_NETWORK && (live_tool_held(app) || app->watch->on);
}

bool live_settled(const App *app) {
    const Live *l = app->live;
    bool answers = live_wants_answers(app) || app_step_row(app) == last_row(app);
    bool maps = l->computed == app->image_version && !l->coming.bytes;
    return maps && (!answers || (l->answered && l->answers == l->computed));
}

const float *live_answers(const App *app) { return app->live->answered ? app->live->p : NULL; }

/* ---- the runs that take turns ---- */

static Run *take_spare(Live *l) {
    for (int i = 0; i < LIVE_SPARES; i++)
        if (l->spare[i]) {
            Run *run = l->spare[i];
            l->spare[i] = NULL;
            return run;
        }
    return NULL;
}

static void put_spare(Live *l, Run *run) {
    int i = 0;
    while (i < LIVE_SPARES - 1 && l->spare[i]) i++;
    l->spare[i] = run; /* there are three runs at most, and the main one is never spare */
}

/* The picture that was to come does not come. */
static void drop_coming(App *app) {
    Live *l = app->live;
    if (!l->coming.bytes) return;
    free(l->coming.bytes);
    image_free(&l->coming.image);
    image_free(&l->coming_plain);
    l->coming = (Photo){0};
    memset(l->coming_rows, 0, sizeof l->coming_rows);
    app_beside_drop(app);
    if (!l->next || l->handed != l->coming_at + 1) return;
    put_spare(l, l->next);
    l->next = NULL;
    l->handed = 0;
    app->image_version++; /* its number was given away */
}

void live_close(App *app) {
    Live *l = app->live;
    drop_coming(app);
    app_beside_close_next(app);
    run_close(l->next);
    run_close(l->deep);
    for (Run *run; (run = take_spare(l));) run_close(run);
    l->next = l->deep = NULL;
}

void live_replaced(App *app, bool photo, Image *plain) {
    Live *l = app->live;
    if (photo) l->now.edits.n = l->now.edits.points = 0;
    if (photo || plain) live_forget(app);
    if (plain && live_changed(app)) l->original = *plain;
    else if (plain) image_free(plain);
    live_close(app);
    l->computed = l->handed = app->image_version;
    l->plain = !live_changed(app);
    l->answered = false;
    memset(l->ms, 0, sizeof l->ms);
}

/* ---- the next one ---- */

enum { READ_ROWS = 2 };

/* The rows of the main run without which no other run takes its place; their number. */
static int read_rows(const App *app, int rows[READ_ROWS]) {
    int n = 0;
    rows[n++] = app_shown(app) ? app_shown_row(app) : -1;
    if (app->view == VIEW_LAYER && app->lab.pinned) rows[n++] = app->lab.pin_row;
    return n;
}

/* The number of the newest photo. */
static uint64_t newest(const App *app) { return app->image_version + (app->live->coming.bytes != NULL); }

static bool is_short(const App *app, int row) {
    double ms = 0;
    for (int i = 0; i <= row; i++) ms += app->live->ms[i];
    return ms <= SHORT_PASS;
}

/* Whether the next run is left to end although the photo has changed again. */
static bool lets_it_end(const App *app) {
    const Live *l = app->live;
    int rows[READ_ROWS], n = read_rows(app, rows), far = rows[0];
    for (int i = 1; i < n; i++)
        if (rows[i] > far) far = rows[i];
    bool begun = run_input(l->next) == l->handed;
    return begun && (is_short(app, far) || clock_ms() - l->turns.shown_at > LONG_WAIT);
}

/* Whether the newest photo has still to be given to a run. */
static bool is_new(const App *app) {
    const Live *l = app->live;
    return l->handed != newest(app) && !(l->next && lets_it_end(app));
}

static bool leaves_time(const App *app) {
    const Live *l = app->live;
    bool answers = live_wants_answers(app) && (l->deep || !run_done(app->run, last_row(app)));
    return turns_photo(&l->turns, answers, clock_ms());
}

bool live_waits(const App *app) { return is_new(app) && !leaves_time(app); }

/* Gives the newest photo to a run. Error: memory. */
static Error hand_out(App *app) {
    Live *l = app->live;
    l->turns.handed_at = clock_ms();
    const Image *image = l->coming.bytes ? &l->coming.image : &app->photo->image;
    Run *run = l->next ? l->next : take_spare(l);
    l->next = NULL;
    l->handed = newest(app); /* after an error, too: not tried again before the photo changes */
    if (!run) TRY(source_run(app->engine, app->weights, image, &run));
    Error e = app_renew(app, run, image, l->handed);
    if (failed(&e)) {
        put_spare(l, run);
        return e;
    }
    l->next = run;
    l->next_plain = !live_changed(app);
    return NO_ERROR;
}

/* ---- what comes to the screen ---- */

static void keep_answers(App *app, const Run *run, uint64_t of) {
    Live *l = app->live;
    memcpy(l->p, run_values(run, last_row(app)), (size_t)net_classes(run_net(run)) * sizeof *l->p);
    l->answered = net_classes(run_net(run)) > 0;
    l->answers = of;
    l->answered_at = clock_ms();
}

static void take_answers(App *app) {
    Live *l = app->live;
    if (l->deep && run_done(l->deep, last_row(app))) {
        keep_answers(app, l->deep, l->deep_has);
        put_spare(l, l->deep);
        l->deep = NULL;
    }
    bool new = !l->answered || l->answers != l->computed;
    if (new && run_done(app->run, last_row(app))) keep_answers(app, app->run, l->computed);
}

static BesideWish wish_of(const App *app) {
    bool other = app->live->now.against == AGAINST_REFERENCE;
    BesideWish wish = {.weights = app_weights_of(app, app->own.id), .source = other ? BESIDE_OTHER : BESIDE_ORIGINAL};
    if (other) memcpy(wish.photo, app->slicing->reference, sizeof wish.photo);
    return wish;
}

/* The main run gives way. That of the unchanged photo is kept to hold the others against; one on its way to the
 * answers goes on, unless that takes long and they are not much too old. */
static void give_way(App *app, Run *old, bool plain, uint64_t of) {
    Live *l = app->live;
    for (int row = 0; row < app->own.layers; row++)
        if (run_ms(old, row) > 0) l->ms[row] = run_ms(old, row);
    bool answers = live_wants_answers(app) || app_step_row(app) == last_row(app);
    bool patient = is_short(app, last_row(app)) || clock_ms() - l->answered_at > 2 * LONG_WAIT;
    if (plain && live_changed(app) && l->now.against != AGAINST_REFERENCE && !app->beside[BESIDE_UNCHANGED].run) {
        BesideWish wish = wish_of(app);
        Error e = app_beside_give(app, BESIDE_UNCHANGED, &wish, old, &l->original);
        if (!failed(&e)) return;
    }
    if (answers && patient && !l->deep && !run_done(old, last_row(app))) {
        l->deep = old;
        l->deep_has = of;
    } else {
        put_spare(l, old);
    }
}

/* The picture that a camera gave is the photo from now on. */
static void show_coming(App *app) {
    Live *l = app->live;
    live_exchange(app, &l->coming, &l->coming_plain);
    l->coming = (Photo){0};
    l->coming_plain = (Image){0};
    memset(l->coming_rows, 0, sizeof l->coming_rows);
    app->watch->photo = app->photo_version;
    app_beside_bring(app);
}

/* Whether all is there that the screen shows of the picture that comes. */
static bool coming_ready(const App *app) {
    const Live *l = app->live;
    for (int row = -1; row < app->own.layers; row++)
        if (l->coming_rows[row + 1] && !run_stats(l->next, row)) return false;
    return app_beside_ready(app);
}

/* Puts the next run in the place of the main one, once all is there that the screen reads. */
static void show_next(App *app) {
    Live *l = app->live;
    int rows[READ_ROWS], n = read_rows(app, rows);
    if (!l->next || run_input(l->next) != l->handed) return;
    for (int i = 0; i < n; i++)
        if (!run_stats(l->next, rows[i])) return;
    bool came = l->coming.bytes && l->handed == newest(app);
    if (came && !coming_ready(app)) return;
    Run *old = app->run;
    bool plain = l->plain && !came;
    uint64_t of = l->computed;
    app_retire_readers(app);
    if (came) show_coming(app);
    app->run = l->next;
    l->next = NULL;
    l->computed = l->handed;
    l->plain = l->next_plain;
    l->shown++;
    l->turns.shown_at = clock_ms();
    give_way(app, old, plain, of);
}

void live_bring(App *app) {
    Live *l = app->live;
    if (!app->watch->on || app->image_version != l->coming_at) drop_coming(app); /* it is held, or was drawn on */
    take_answers(app);
    show_next(app);
    take_answers(app);
}

Error live_show(App *app, const unsigned char *bytes, size_t size) {
    Live *l = app->live;
    drop_coming(app);
    l->coming_at = app->image_version;
    return live_make(app, bytes, size, &l->coming, &l->coming_plain);
}

/* ---- what it is held against ---- */

bool live_difference(const App *app) {
    const Painting *now = &app->live->now;
    return now->against == AGAINST_REFERENCE ? *app->slicing->reference != '\0' : now->against && live_changed(app);
}

/* Whether there is something to hold the photo against, with maps or with answers. */
static bool holds_against(const App *app) { return live_changed(app) || live_difference(app); }

const Run *live_against(const App *app) {
    const Beside *b = &app->beside[BESIDE_UNCHANGED];
    if (!holds_against(app) || !b->run || b->weights != app->weights || b->of_app != app->version) return NULL;
    BesideWish wish = wish_of(app);
    return b->wish.source == wish.source && strcmp(b->wish.photo, wish.photo) == 0 ? b->run : NULL;
}

static void want_against(App *app, JobWants *wants) {
    bool answers = live_wants_answers(app) || app_step_row(app) == last_row(app);
    bool maps = live_difference(app) && (app->view == VIEW_NETWORK || app->view == VIEW_LAYER) && app_shown(app);
    if (!holds_against(app)) {
        if (app->beside[BESIDE_UNCHANGED].run) app_beside_close(app, BESIDE_UNCHANGED);
        return;
    }
    if (!answers && !maps) return;
    BesideWish wish = wish_of(app);
    bool coming = wish.source == BESIDE_ORIGINAL && app->live->plain; /* the main run will be given */
    if (coming) return;
    Error e = app_beside(app, BESIDE_UNCHANGED, &wish);
    if (failed(&e)) app->trouble = e;
    Run *run = app->beside[BESIDE_UNCHANGED].run;
    if (!run) return;
    if (maps) job_want(wants, run, app_shown_row(app));
    if (answers) job_want(wants, run, last_row(app));
}

/* ---- all of it ---- */

/* Once nobody draws and no camera shows anything, the memory of the runs that took turns goes back. */
static void tidy(App *app) {
    Live *l = app->live;
    if (l->now.tool || app->watch->on || l->next || l->deep || !(l->spare[0] || l->spare[1])) return;
    job_stop(app->job);
    live_close(app);
}

static void want_main(const App *app, JobWants *wants) {
    job_want(wants, app->run, app_step_row(app));
    if (app_shown(app)) job_want(wants, app->run, app_shown_row(app));
    if (app->view == VIEW_LAYER && app->lab.pinned) job_want(wants, app->run, app->lab.pin_row);
    if (live_wants_answers(app)) job_want(wants, app->run, last_row(app));
}

static void want(App *app, JobWants *wants) {
    Live *l = app->live;
    int rows[READ_ROWS];
    live_bring(app);
    if (is_new(app) && leaves_time(app)) {
        Error e = hand_out(app);
        if (failed(&e)) app->trouble = e;
    }
    tidy(app);
    for (int i = 0, n = read_rows(app, rows); i < n && l->next; i++) job_want(wants, l->next, rows[i]);
    want_against(app, wants);
    if (l->deep) job_want(wants, l->deep, last_row(app));
    want_main(app, wants);
}

static void follow(App *app, JobWants *wants) {
    Live *l = app->live;
    int n = wants->n;
    memset(l->coming_rows, 0, sizeof l->coming_rows);
    if (!l->coming.bytes) return;
    for (int i = 0; i < n; i++) {
        if (wants->at[i].run != app->run) continue;
        l->coming_rows[wants->at[i].row + 1] = true;
        if (l->next) job_want(wants, l->next, wants->at[i].row);
    }
    Error e = app_beside_follow(app, wants);
    if (failed(&e)) app->trouble = e;
}

const AppPart LIVE_PART = {.want = want};
const AppPart FOLLOW_PART = {.want = follow};
