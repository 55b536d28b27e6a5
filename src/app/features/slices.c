#include "app/features/slices.h"

#include <stdio.h>
#include <string.h>

#include "app/beside.h"
#include "app/photos.h"
#include "app/work.h"
#include "model/torch.h"

/* ---- what is shown ---- */

int slices_shown(const App *app, ModuleSlice out[SLICES_MOST]) {
    const Slicing *s = app->slicing;
    char text[32];
    int n;
    if (s->n) {
        memcpy(out, s->at, (size_t)s->n * sizeof *out);
        return s->n;
    }
    int row = app->selection.row;
    bool indexed = row >= 0 && app->own.layer[row].kind != KIND_SOFTMAX;
    snprintf(text, sizeof text, "%s", indexed ? app->own.layer[net_after_relu(&app->own, row)].name : "features");
    Error e = slice_parse(text, app->own.id, out, &n);
    return failed(&e) ? 0 : n;
}

int slices_top(const App *app) {
    const Slicing *s = app->slicing;
    ModuleSlice shown[SLICES_MOST];
    Net net;
    if (s->n) return s->top;
    if (app->selection.row < 0 || !slices_shown(app, shown)) return 0;
    net_build(&net, shown[0].net, 1);
    return slice_module(&net, &shown[0], shown[0].count - 1);
}

static bool is_extractor(const ModuleSlice s[], int n) {
    ModuleSlice lte[SLICES_MOST];
    int count;
    Error e = slice_parse(slice_preset(0)->expr, NET_VGG19, lte, &count);
    bool same = !failed(&e) && n == count;
    for (int i = 0; i < n && same; i++)
        same = s[i].net == lte[i].net && s[i].part == lte[i].part && s[i].start == lte[i].start &&
               s[i].count == lte[i].count && s[i].step == lte[i].step;
    return same;
}

bool slices_extractor(const App *app) { return is_extractor(app->slicing->at, app->slicing->n); }

bool slices_matching(const App *app) { return *app->slicing->reference && slices_extractor(app); }

SliceRun slices_run(const App *app) {
    ModuleSlice s[SLICES_MOST];
    const Beside *b = &app->beside[BESIDE_SLICES];
    slices_shown(app, s);
    if (s[0].net == app->own.id)
        return (SliceRun){app->run, app->weights, &app->photo->image, app->photo->name, app->image_version};
    if (!b->run || b->own.id != s[0].net) return (SliceRun){0};
    return (SliceRun){b->run, b->weights, &b->photo.image, app->photo->name, b->version};
}

SliceRun slices_reference_run(const App *app) {
    const Beside *b = &app->beside[BESIDE_REFERENCE];
    if (!slices_matching(app) || !b->run) return (SliceRun){0};
    return (SliceRun){b->run, b->weights, &b->photo.image, b->photo.name, b->version};
}

/* ---- what is computed ---- */

/* The rows at the ends of the slices of a run; how many. */
static int end_rows(const App *app, const Net *net, int rows[SLICES_MOST]) {
    ModuleSlice s[SLICES_MOST];
    int n = slices_shown(app, s), count = 0;
    for (int i = 0; i < n; i++) {
        int row = slice_figures(net, &s[i]).row;
        if (row >= -1) rows[count++] = row;
    }
    return count;
}

static void want_rows(const App *app, Run *run, JobWants *wants) {
    int rows[SLICES_MOST];
    if (!run) return;
    int n = end_rows(app, run_net(run), rows);
    for (int i = 0; i < n; i++) job_want(wants, run, rows[i]);
}

static bool rows_done(const App *app, Run *run) {
    int rows[SLICES_MOST];
    int n = run ? end_rows(app, run_net(run), rows) : 0;
    for (int i = 0; i < n; i++)
        if (!run_stats(run, rows[i])) return false;
    return run != NULL;
}

bool slices_done(const App *app) {
    return rows_done(app, slices_run(app).run) &&
           (!slices_matching(app) || rows_done(app, slices_reference_run(app).run));
}

static int extractor_row(const App *app) {
    return slice_figures(run_net(slices_run(app).run), &app->slicing->at[2]).row;
}

static bool is_wanted(const App *app, const Match *m) {
    return m && m->photo == slices_run(app).run && m->reference == slices_reference_run(app).run;
}

const Match *slices_match(const App *app) {
    const Match *m = app->work.match;
    return slices_matching(app) && is_wanted(app, m) && atomic_load(&m->task.done) ? m : NULL;
}

static void retire(App *app) {
    if (app->work.match) app_retire(app, &app->work.match->task);
    app->work.match = NULL;
}

/* The second runs that the screen needs. */
static Error want_runs(App *app, NetId net) {
    BesideWish wish = {.weights = app_weights_of(app, net), .source = BESIDE_SAME};
    if (net != app->own.id) TRY(app_beside(app, BESIDE_SLICES, &wish));
    if (!slices_matching(app)) return NO_ERROR;
    wish.source = BESIDE_OTHER;
    snprintf(wish.photo, sizeof wish.photo, "%s", app->slicing->reference);
    return app_beside(app, BESIDE_REFERENCE, &wish);
}

static void want(App *app, JobWants *wants) {
    ModuleSlice s[SLICES_MOST];
    if (app->view != VIEW_SLICES || !slices_shown(app, s)) return;
    Error e = want_runs(app, s[0].net);
    want_rows(app, slices_run(app).run, wants);
    if (slices_matching(app)) want_rows(app, slices_reference_run(app).run, wants);
    if (!failed(&e) && slices_matching(app) && slices_done(app) && !is_wanted(app, app->work.match)) {
        retire(app);
        e = match_open(app->engine, slices_run(app).run, slices_reference_run(app).run, extractor_row(app),
                       &app->work.match);
    }
    if (failed(&e)) app->trouble = e;
}

static JobTask *task(const App *app) {
    Match *m = app->work.match;
    bool waits = app->view == VIEW_SLICES && slices_matching(app) && is_wanted(app, m) && !atomic_load(&m->task.done);
    return waits ? &m->task : NULL;
}

static void give_up(App *app) {
    if (task(app) || (app->view == VIEW_SLICES && !slices_done(app))) app->view = VIEW_NETWORK;
}

/* ---- the unit ---- */

void slices_unit(const App *app, int *x, int *y) {
    Net net;
    net_build(&net, NET_VGG19, 1);
    net_unit_at(&net, net_layer(&net, "relu3_1"), app->selection.px, app->selection.py, x, y);
}

bool slices_move(App *app, int dx, int dy) {
    Net net;
    int x, y;
    if (app->view != VIEW_SLICES || !slices_matching(app)) return false;
    net_build(&net, NET_VGG19, 1);
    int row = net_layer(&net, "relu3_1");
    Shape s = net_shape(&net, row);
    slices_unit(app, &x, &y);
    x += dx;
    y += dy;
    if (x < 0 || y < 0 || x >= s.w || y >= s.h) return true;
    app->selection.px = (int)(net_centre(&net, row, x) + 0.5);
    app->selection.py = (int)(net_centre(&net, row, y) + 0.5);
    return true;
}

/* ---- commands ---- */

/* The preset behind the one that is shown; NULL behind the last. */
static const SlicePreset *next_preset(const Slicing *s) {
    char shown[SLICES_TEXT];
    int i = 0;
    slices_text(s->at, s->n, shown);
    for (int at = 0; slice_preset(at); at++)
        if (strcmp(slice_preset(at)->expr, shown) == 0) i = at + 1;
    return slice_preset(i);
}

Error slices_slice(App *app, int argc, char *const argv[]) {
    Slicing *s = app->slicing;
    ModuleSlice parsed[SLICES_MOST];
    Net net;
    char text[SLICES_TEXT] = "";
    int n = 0, used = 0;
    const SlicePreset *preset = NULL;
    bool next = argc == 2 && strcmp(argv[1], "next") == 0;
    if (next) preset = next_preset(s);
    for (int i = 0; argc == 2 && !preset && slice_preset(i); i++)
        if (strcmp(argv[1], slice_preset(i)->name) == 0) preset = slice_preset(i);
    if (!preset && (next || (argc == 2 && strcmp(argv[1], "none") == 0))) {
        s->n = 0;
        return NO_ERROR;
    }
    for (int i = 1; i < argc && !preset; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, "%s ", argv[i]);
        if (used >= (int)sizeof text) return error("slice.syntax", "%s", argv[i]);
    }
    TRY(slice_parse(preset ? preset->expr : text, app->own.id, parsed, &n));
    memcpy(s->at, parsed, (size_t)n * sizeof *parsed);
    s->n = n;
    app_follow_selection(app);
    net_build(&net, s->at[0].net, 1);
    s->top = part_module(&net, s->at[0].part, s->at[0].start);
    if (s->top < 0) s->top = 0; /* nothing, at the end */
    return NO_ERROR;
}

/* The slices of what lies between two modules of the list, both included; what is in neither part is passed by. */
Error slices_modules(App *app, int argc, char *const argv[]) {
    (void)argc;
    static const Part PARTS[] = {PART_FEATURES, PART_CLASSIFIER};
    ModuleSlice shown[SLICES_MOST];
    Net net;
    int from, to;
    slices_shown(app, shown);
    net_build(&net, shown[0].net, 1);
    TRY(command_int(argv[1], 0, net.modules - 1, &from));
    TRY(command_int(argv[2], 0, net.modules - 1, &to));
    Slicing s = {.n = 0};
    for (int p = 0; p < 2; p++) {
        int first = NET_MODULES, last = -1;
        for (int m = from < to ? from : to; m <= (from < to ? to : from); m++) {
            if (net.module[m].part != PARTS[p]) continue;
            if (net.module[m].index < first) first = net.module[m].index;
            last = net.module[m].index;
        }
        if (last < 0) continue;
        ModuleSlice *out = &s.at[s.n++];
        *out = (ModuleSlice){.net = net.id, .part = PARTS[p], .start = first, .step = 1, .count = last - first + 1};
        snprintf(out->spec, sizeof out->spec, "%d:%d", first, last + 1);
    }
    if (!s.n) return NO_ERROR;
    app->slicing->top = slices_top(app); /* the list stays as it is under the hand */
    memcpy(app->slicing->at, s.at, sizeof s.at);
    app->slicing->n = s.n;
    return NO_ERROR;
}

/* The photo of the gallery behind the reference, or before it; never the photo itself. */
static const char *turn(const App *app, int by) {
    const Gallery *g = app->gallery;
    int at = by > 0 ? -1 : 0;
    for (int i = 0; i < g->n; i++)
        if (strcmp(g->name[i], app->slicing->reference) == 0) at = i;
    if (g->n < 2) return "";
    do at = (at + by + g->n) % g->n;
    while (strcmp(g->name[at], app->photo->name) == 0);
    return g->name[at];
}

Error slices_reference(App *app, int argc, char *const argv[]) {
    (void)argc;
    Slicing *s = app->slicing;
    const char *what = argv[1];
    Photo photo;
    Image image = {0};
    if (strcmp(what, "next") == 0) what = turn(app, 1);
    else if (strcmp(what, "previous") == 0) what = turn(app, -1);
    bool none = !*what || strcmp(what, "none") == 0;
    if (!none) { /* it is read once now, so that what is wrong with it is said here */
        TRY(app_find_photo(app, what, &photo));
        TRY(source_photo(&photo, source_framing(app->weights), &image));
        image_free(&image);
    }
    retire(app);
    snprintf(s->reference, sizeof s->reference, "%s", none ? "" : what);
    if (none) app_beside_close(app, BESIDE_REFERENCE);
    return NO_ERROR;
}

Error slices_copy(App *app, const char *what) {
    ModuleSlice s[SLICES_MOST];
    char text[SCRIPT_SIZE];
    int n = slices_shown(app, s);
    if (strcmp(what, "pytorch") == 0) TRY(torch_line(s, n, text, sizeof text));
    else torch_list(s, n, text, sizeof text);
    TRY(app_effect(app, EFFECT_COPY, text));
    app->told = strcmp(what, "pytorch") == 0 ? "footer.copied_line" : "footer.copied_layers";
    return NO_ERROR;
}

/* ---- the way back ---- */

static void script(const App *app, WayPlace at, Script *s) {
    if (at != WAY_SCREEN || app->view != VIEW_SLICES) return;
    char text[SLICES_TEXT], reference[QUOTED_SIZE] = "none";
    slices_text(app->slicing->at, app->slicing->n, text);
    if (*app->slicing->reference) script_quote(app->slicing->reference, reference);
    script_say(s, "; slice %s; reference %s", app->slicing->n ? text : "none", reference);
    if (app->slicing->n && app->slicing->top == SLICING_SELECTED)
        script_say(s, "; select %s", app_row_name(app, app->selection.row));
}

const AppPart SLICES_PART = {.reads = READS_RUN, .want = want, .task = task, .retire = retire, .give_up = give_up,
                          .script = script};
