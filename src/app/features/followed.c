#include "app/features/followed.h"

#include <math.h>

#include "app/beside.h"
#include "model/kind.h"
#include "nn/likeness.h"

/* What the selected layer follows while that is to be shown, else NULL. */
static const Followed *looked_at(const App *app) {
    int row = app->selection.row;
    bool shown = app->view == VIEW_LAYER || app->view == VIEW_COMPARE;
    if (!shown || !app->lab.followed || row < 0) return NULL;
    const Layer *l = &app->own.layer[row];
    return l->weight_layer || layer_kind(l->kind)->joins ? weights_followed(app->weights, row) : NULL;
}

/* The file that Compare was told for this network, else the best that is there. */
static BesideWish wish_of(const App *app) {
    const Compare *c = app->compare;
    NetId net = app->weights->follows_net;
    BesideWish wish = {.weights = {.net = net, .choice = WEIGHTS_BEST}, .source = BESIDE_SAME};
    if (c->named && c->other.net == net && c->other.choice == WEIGHTS_FILE) wish.weights = c->other;
    return wish;
}

static void want(App *app, JobWants *wants) {
    Beside *b = &app->beside[BESIDE_FOLLOWED];
    if (!app->lab.followed && (b->run || b->weights)) app_beside_close(app, BESIDE_FOLLOWED);
    if (!looked_at(app)) return;
    BesideWish wish = wish_of(app);
    Error e = app_beside(app, BESIDE_FOLLOWED, &wish);
    if (failed(&e)) app->trouble = e;
    FollowedMap f = followed_map(app);
    if (f.run) job_want(wants, b->run, f.row);
}

FollowedMap followed_map(const App *app) {
    const Followed *of = looked_at(app);
    const Beside *b = &app->beside[BESIDE_FOLLOWED];
    FollowedMap f = {.state = FOLLOWED_OFF};
    if (!of) return f;
    f.state = b->tried && !b->run ? FOLLOWED_MISSING : FOLLOWED_COMING;
    if (!b->run || b->of_photo != app->image_version) return f;
    bool full = b->weights->net.id == app->weights->follows_net && b->weights->net.width == 1;
    if (!full || b->weights->origin != ORIGIN_KERAS) { /* torchvision trained its own */
        f.state = FOLLOWED_MISSING;
        return f;
    }
    f.run = b->run;
    f.row = app->own.layer[app_shown_row(app)].weight_layer ? of->row : net_after_relu(&b->own, of->row);
    f.map = of->map[app_map(app)];
    if (run_stats(f.run, f.row)) f.state = FOLLOWED_THERE;
    return f;
}

double followed_correlation(const App *app, const FollowedMap *f) {
    int row = app_shown_row(app);
    Shape s = net_shape(run_net(app->run), row);
    int n = s.h * s.w;
    if (f->state != FOLLOWED_THERE || n == 1 || !run_stats(app->run, row)) return NAN;
    const float *slim = run_values(app->run, row), *full = run_values(f->run, f->row);
    return correlation(slim + (int64_t)app_map(app) * n, full + (int64_t)f->map * n, n);
}

const AppPart FOLLOWED_PART = {.want = want};
