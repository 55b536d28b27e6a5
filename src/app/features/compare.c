#include "app/features/compare.h"

#include <string.h>

#include "app/beside.h"
#include "app/work.h"
#include "app/world.h"
#include "base/table.h"

/* ---- the pair ---- */

/* Whom a network is held against unless the user says otherwise. */
static void usual_pair(NetId main, NetId pair[2]) {
    static const NetId USUAL[][2] = {
        [NET_A] = {NET_A, NET_VGG19},           [NET_A_LRN] = {NET_A_LRN, NET_A},
        [NET_B] = {NET_B, NET_VGG16},           [NET_C] = {NET_C, NET_VGG16},
        [NET_VGG16] = {NET_VGG16, NET_VGG19},   [NET_VGG19] = {NET_VGG16, NET_VGG19},
        [NET_ALEXNET] = {NET_ALEXNET, NET_VGG16}, [NET_ALEXNET_2012] = {NET_ALEXNET_2012, NET_VGG16},
        [NET_A_BN] = {NET_A, NET_A_BN},         [NET_B_BN] = {NET_B, NET_B_BN},
        [NET_VGG16_BN] = {NET_VGG16, NET_VGG16_BN}, [NET_VGG19_BN] = {NET_VGG19, NET_VGG19_BN}};
    TABLE_HAS(USUAL, NET_COUNT);
    const NetId own[2] = {net_column(main), main};
    memcpy(pair, net_is_own(main) ? own : USUAL[main], sizeof own);
}

static void align_pair(Compare *c) {
    Net left, right;
    net_build(&left, c->net[0], 1);
    net_build(&right, c->net[1], 1);
    align_nets(&left, &right, &c->alignment);
    c->ahead = 0;
}

NetId compare_other(const App *app) { return app->compare->net[!app->compare->main]; }

static bool same_weights(const WeightsWish *a, const WeightsWish *b) {
    return a->net == b->net && a->choice == b->choice && a->seed == b->seed && strcmp(a->file, b->file) == 0;
}

void compare_keep_pair(App *app) {
    Compare *c = app->compare;
    NetId main = app->own.id;
    if (c->chosen && c->net[c->main] == main) return;
    if (c->chosen && compare_other(app) == main) { /* the two have changed roles; the other keeps its weights */
        const Beside *b = &app->beside[BESIDE_COMPARE];
        c->main = !c->main;
        c->ahead = 0;
        c->named = false;
        WeightsWish usual = app_weights_of(app, compare_other(app));
        c->named = b->run && b->own.id == usual.net && !same_weights(&b->wish.weights, &usual);
        c->other = b->wish.weights;
        return;
    }
    c->chosen = true;
    c->named = false;
    usual_pair(main, c->net);
    c->main = c->net[0] != main;
    align_pair(c);
}

Error compare_beside(App *app) {
    const Compare *c = app->compare;
    BesideWish wish = {.weights = c->named ? c->other : app_weights_of(app, compare_other(app)),
                       .source = BESIDE_SAME};
    return app_beside(app, BESIDE_COMPARE, &wish);
}

/* The first network becomes the main one, with "lower" the second; the weights are the other one's. */
Error compare_nets(App *app, int argc, char *const argv[]) {
    Compare *c = app->compare;
    NetId net[2];
    WeightsWish other = {0};
    int main = 0, word = 0;
    if (argc > 4) TRY(command_word(argv[4], "lower", &word));
    if (argc > 4) main = 1;
    for (int side = 0; side < 2; side++)
        if (!net_find(argv[side + 1], &net[side])) return error("command.net", "%s", argv[side + 1]);
    bool named = argc > 3 && *argv[3];
    if (named) TRY(source_parse(argv[3], net[!main], &other));
    compare_keep_pair(app); /* where the networks only change roles, both are kept */
    TRY(app_set_net(app, net[main]));
    Compare before = *c;
    memcpy(c->net, net, sizeof net);
    c->chosen = true;
    c->main = main;
    c->named = named;
    c->other = other;
    align_pair(c);
    Error e = compare_beside(app);
    if (failed(&e)) *c = before;
    return e;
}

/* ---- where both stand ---- */

int compare_place(const App *app) {
    const Compare *c = app->compare;
    return align_place(&c->alignment, c->main, app_step_row(app)) + c->ahead;
}

int compare_selected(const App *app) {
    const Compare *c = app->compare;
    int place = align_place(&c->alignment, c->main, app->selection.row);
    bool here = place + c->ahead == compare_place(app);
    return here ? place + c->ahead : place;
}

static void follow(App *app) { app->compare->ahead = 0; }

static void go(App *app, int place) {
    Compare *c = app->compare;
    int row = align_row(&c->alignment, c->main, place);
    app_go(app, net_row_step(&app->own, app->steps, net_after_relu(&app->own, row)));
    app_select(app, row);
    c->ahead = place - align_place(&c->alignment, c->main, row);
}

Error compare_together(App *app, int argc, char *const argv[]) {
    (void)argc;
    Compare *c = app->compare;
    int way, place = compare_place(app), last = c->alignment.n - 1;
    TRY(command_word(argv[1], TURN_WORDS, &way));
    bool block = c->boundary == BOUNDARY_BLOCK;
    if (way) place = place >= last ? last : block ? align_block_end(&c->alignment, place + 1) : place + 1;
    else place = place <= 0 ? 0 : block ? align_block_before(&c->alignment, place) : place - 1;
    go(app, place);
    return NO_ERROR;
}

Error compare_boundary(App *app, int argc, char *const argv[]) {
    int choice = (app->compare->boundary + 1) % BOUNDARY_COUNT;
    if (argc > 1) TRY(command_word(argv[1], BOUNDARY_WORDS, &choice));
    app->compare->boundary = (Boundary)choice;
    return NO_ERROR;
}

Error compare_figures(App *app, int argc, char *const argv[]) {
    int choice = (app->compare->figures + 1) % FIGURES_COUNT;
    if (argc > 1) TRY(command_word(argv[1], FIGURES_WORDS, &choice));
    app->compare->figures = (ComparedBy)choice;
    return NO_ERROR;
}

/* ---- what is computed ---- */

const Net *compare_net(const App *app, int side) {
    return side == app->compare->main ? &app->own : &app->beside[BESIDE_COMPARE].own;
}

const Run *compare_run(const App *app, int side) {
    return side == app->compare->main ? app->run : app->beside[BESIDE_COMPARE].run;
}

const Image *compare_image(const App *app, int side) {
    return side == app->compare->main ? &app->photo->image : &app->beside[BESIDE_COMPARE].photo.image;
}

uint64_t compare_version(const App *app, int side) {
    return side == app->compare->main ? 0 : app->beside[BESIDE_COMPARE].version;
}

int compare_row(const App *app, int side) {
    return side == app->compare->main ? app->selection.row
                                     : align_row(&app->compare->alignment, side, compare_selected(app));
}

int compare_shown_row(const App *app, int side) {
    int row = compare_row(app, side);
    if (side == app->compare->main) return app_shown_row(app);
    bool bare = app->selection.row >= 0 && app_shown_row(app) == app->selection.row &&
                net_after_relu(&app->own, app->selection.row) != app->selection.row; /* before their ReLU */
    return bare ? row : net_after_relu(compare_net(app, side), row);
}

int compare_step_row(const App *app, int side) {
    if (side == app->compare->main) return app_step_row(app);
    const Net *net = compare_net(app, side);
    return net_after_relu(net, align_row(&app->compare->alignment, side, compare_place(app)));
}

static void want_all(JobWants *wants, Run *run) {
    const Net *net = run_net(run);
    for (int step = 1; step <= net_steps(net, STEP_LAYERS); step++)
        job_want(wants, run, net_step_row(net, STEP_LAYERS, step));
}

static void want(App *app, JobWants *wants) {
    compare_keep_pair(app);
    if (app->view != VIEW_COMPARE) return;
    Error e = compare_beside(app);
    if (failed(&e)) app->trouble = e;
    Run *other = app->beside[BESIDE_COMPARE].run;
    if (!other) return;
    int side = !app->compare->main;
    job_want(wants, other, compare_step_row(app, side));
    job_want(wants, other, compare_shown_row(app, side));
    job_want(wants, app->run, app->own.layers - 1); /* the answers */
    job_want(wants, other, compare_net(app, side)->layers - 1);
    if (app->compare->figures == FIGURES_CURVES) {
        want_all(wants, app->run);
        want_all(wants, other);
    }
}

static bool is_busy(const App *app) {
    const Run *other = compare_run(app, !app->compare->main);
    return !other || !run_done(other, compare_shown_row(app, !app->compare->main)) ||
           !run_done(app->run, app->own.layers - 1);
}

static void give_up(App *app) {
    if (app->view == VIEW_COMPARE && is_busy(app)) app->view = VIEW_NETWORK;
}

/* ---- the way back ---- */

/* The pair of Compare and how it is looked at. */
static void say_pair(Script *s, const App *app) {
    const Compare *c = app->compare;
    char other[QUOTED_SIZE] = "\"\"";
    if (c->named) script_weights(&c->other, other);
    script_say(s, "compare %s %s %s%s; ", net_info(c->net[0])->name, net_info(c->net[1])->name, other,
               c->main ? " lower" : "");
    script_say_word(s, "figures", FIGURES_WORDS, c->figures);
}

/* After the step: how far the other network has gone on, layer by layer. */
static void say_ahead(Script *s, const App *app) {
    const Compare *c = app->compare;
    if (c->ahead) script_say(s, "boundary layer; ");
    for (int i = 0; i < c->ahead; i++) script_say(s, "together next; ");
    script_say_word(s, "boundary", BOUNDARY_WORDS, c->boundary);
}

static void script(const App *app, WayPlace at, Script *s) {
    if (app->view != VIEW_COMPARE) return;
    if (at == WAY_PHOTO) say_pair(s, app);
    if (at == WAY_STEP) say_ahead(s, app);
}

const AppPart COMPARE_PART = {.want = want, .give_up = give_up, .follow = follow, .script = script};
