#include "view/facts.h"

#include <math.h>

#include "app/lab.h"
#include "base/table.h"
#include "io/npy.h"
#include "view/compare.h"
#include "view/facts_family.h"
#include "view/facts_lesson.h"
#include "view/facts_live.h"
#include "view/facts_slices.h"

UnitFacts unit_facts(const App *app) {
    int row = app->selection.row, shown = app_shown_row(app);
    const Net *run = &app->weights->net;
    UnitFacts f = {.layer = app_row_name(app, row), .row = row, .shown = shown,
                   .out = net_shape(&app->own, row), .run_out = net_shape(run, row),
                   .map = app_map(app), .field = 1, .jump = 1};
    if (row >= 0) {
        f.own = &app->own.layer[row];
        f.run = app_slim(app) ? &run->layer[row] : NULL;
        f.field = f.own->field;
        f.jump = f.own->jump;
    }
    f.maps = f.run_out.c;
    app_unit(app, &f.x, &f.y);
    f.box = net_box(&app->own, row, f.x, f.y);
    f.computed = app_shown(app) && run_stats(app->run, shown);
    if (!f.computed) return f;
    const MapStats *stats = run_stats(app->run, shown);
    f.value = run_values(app->run, shown)[((int64_t)f.map * f.out.h + f.y) * f.out.w + f.x];
    f.stats = stats[f.maps];
    f.map_stats = stats[f.map];
    for (int map = 0; map < f.maps; map++)
        f.dead_maps += stats[map].min == 0 && stats[map].max == 0;
    return f;
}

int best_answers(const App *app, Answer out[], int n) { return run_answers(app, app->run, out, n); }

int run_answers(const App *app, const Run *run, Answer out[], int n) {
    int last = run_net(run)->layers - 1;
    return run_done(run, last) ? top_answers(app, run_values(run, last), out, n) : 0;
}

int top_answers(const App *app, const float *p, Answer out[], int n) {
    int have = 0;
    for (int class = 0; class < ANSWERS; class++) {
        int at = have < n ? have++ : n;
        if (at == n && !(p[class] > out[n - 1].p)) continue;
        if (at == n) at--;
        for (; at > 0 && p[class] > out[at - 1].p; at--) out[at] = out[at - 1];
        out[at] = (Answer){class, labels_get(app->labels, class), p[class]};
    }
    return have;
}

int map_peaks(const App *app, int row, int map, Peak out[PEAKS]) {
    Shape s = net_shape(&app->weights->net, row);
    const float *v = run_values(app->run, row) + (int64_t)map * s.h * s.w;
    int have = 0;
    for (int i = 0; i < s.h * s.w; i++) {
        int at = have < PEAKS ? have++ : PEAKS;
        if (at == PEAKS && !(v[i] > out[PEAKS - 1].value)) continue;
        if (at == PEAKS) at--;
        for (; at > 0 && v[i] > out[at - 1].value; at--) out[at] = out[at - 1];
        out[at] = (Peak){i % s.w, i / s.w, v[i]};
    }
    return have;
}

float *map_difference(const App *app, const UnitFacts *f, Arena *arena, float *most) {
    const Lab *lab = &app->lab;
    if (!lab->pinned || !f->computed || !run_stats(app->run, lab->pin_row)) return NULL;
    Shape pinned = net_shape(&app->weights->net, lab->pin_row);
    int64_t n = (int64_t)pinned.h * pinned.w;
    if (pinned.h != f->out.h || pinned.w != f->out.w) return NULL;
    float *d = ARENA_NEW(arena, (size_t)n, float);
    const float *a = run_values(app->run, f->shown) + f->map * n;
    const float *b = run_values(app->run, lab->pin_row) + lab_pinned_map(app) * n;
    *most = 0;
    for (int64_t i = 0; d && i < n; i++) {
        d[i] = a[i] - b[i];
        *most = fmaxf(*most, fabsf(d[i]));
    }
    return d;
}

const char *weights_label(const App *app, Arena *arena) { return weights_words(app, app->weights, arena); }

const char *weights_note(const App *app, Arena *arena) {
    const Weights *w = app->weights;
    const char *taken[] = {w->taken}, *prepared[] = {preprocess_words(app, arena)};
    const char *of = *w->taken && !*w->part ? strings_format(app->strings, arena, "note.taken", taken, 1) : "";
    bool usual = w->preparation.kind == PREPARE_TORCHVISION;
    const char *how = usual ? "" : strings_format(app->strings, arena, w->preparation.kind == PREPARE_CAFFE ? "note.caffe" : "note.prepared", prepared, 1);
    const char *note = of && how ? arena_printf(arena, "%s%s%s", of, *of && *how ? " " : "", how) : NULL;
    return note ? note : "";
}

const char *input_channel(const App *app, int map) {
    static const char *const NAMES[] = {"R", "G", "B"};
    return NAMES[app->weights->preparation.bgr ? 2 - map : map];
}

const char *preprocess_words(const App *app, Arena *arena) {
    char text[160];
    preparation_text(&app->weights->preparation, text, sizeof text);
    const char *words = arena_printf(arena, "%s", text);
    return words ? words : "";
}

const char *weights_words(const App *app, const Weights *w, Arena *arena) {
    static const char *const KEYS[] = {
        [ORIGIN_UNKNOWN] = "weights.unknown", [ORIGIN_KERAS] = "weights.keras",
        [ORIGIN_TORCHVISION] = "weights.torchvision", [ORIGIN_SLIM] = "weights.slim",
        [ORIGIN_RANDOM] = "weights.random"};
    TABLE_HAS(KEYS, ORIGIN_COUNT);
    char number[16];
    snprintf(number, sizeof number, "%u",
             w->origin == ORIGIN_RANDOM ? (unsigned)w->seed : (unsigned)w->net.width);
    const char *args[] = {number};
    const char *label = strings_format(app->strings, arena, KEYS[w->origin], args, 1);
    return label ? label : "";
}

/* ---- as JSON ---- */

static json_t *shape_json(Shape s) { return json_pack("[iii]", s.c, s.h, s.w); }

static void put(json_t *o, const char *key, json_t *value) { json_object_set_new(o, key, value); }

static void put_unit(json_t *o, const UnitFacts *f) {
    put(o, "layer", json_string(f->layer));
    put(o, "out", shape_json(f->out));
    put(o, "params", json_integer(f->own ? f->own->params : 0));
    put(o, "macs", json_integer(f->own ? f->own->macs : 0));
    if (f->run) {
        put(o, "this_run",
            json_pack("{s:o,s:I,s:I}", "out", shape_json(f->run->out), "params",
                      (json_int_t)f->run->params, "macs", (json_int_t)f->run->macs));
    }
    put(o, "map", json_integer(f->map));
    put(o, "x", json_integer(f->x));
    put(o, "y", json_integer(f->y));
    put(o, "field", json_integer(f->field));
    put(o, "jump", json_integer(f->jump));
    put(o, "box", json_pack("[iiii]", f->box.x0, f->box.y0, f->box.x1, f->box.y1));
    put(o, "value", f->computed ? json_real(f->value) : json_null());
    put(o, "min", f->computed ? json_real(f->stats.min) : json_null());
    put(o, "max", f->computed ? json_real(f->stats.max) : json_null());
    put(o, "mean", f->computed ? json_real(f->stats.mean) : json_null());
    put(o, "zeros", f->computed ? json_real(f->stats.zeros) : json_null());
    if (f->computed)
        put(o, "of_map",
            json_pack("{s:f,s:f,s:f,s:f}", "min", f->map_stats.min, "max", f->map_stats.max, "mean",
                      f->map_stats.mean, "zeros", f->map_stats.zeros));
}

static void put_answers(json_t *o, const App *app) {
    Answer best[5];
    int n = best_answers(app, best, 5);
    if (!n) return;
    json_t *top = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(top, json_pack("{s:i,s:s,s:f}", "class", best[i].class_index, "label",
                                             best[i].label, "p", best[i].p));
    put(o, "top", top);
}

static void put_pinned(json_t *o, const App *app, const UnitFacts *f, Arena *arena) {
    float most;
    const Lab *lab = &app->lab;
    if (!lab->pinned) return;
    json_t *pinned = json_pack("{s:s,s:i}", "layer", app_row_name(app, lab->pin_row), "map", lab_pinned_map(app));
    if (map_difference(app, f, arena, &most)) put(pinned, "largest_difference", json_real((double)most));
    put(o, "pinned", pinned);
}

static void put_peaks(json_t *o, const App *app, const UnitFacts *f) {
    Peak peaks[PEAKS];
    put(o, "dead_maps", json_integer(f->dead_maps));
    if (!f->computed) return;
    const MapStats *stats = run_stats(app->run, f->shown);
    json_t *dead = json_array();
    for (int map = 0; map < f->maps; map++)
        if (stats[map].min == 0 && stats[map].max == 0) json_array_append_new(dead, json_integer(map));
    put(o, "dead_map_numbers", dead);
    json_t *patches = json_array();
    int n = map_peaks(app, f->shown, f->map, peaks);
    for (int i = 0; i < n; i++)
        json_array_append_new(patches, json_pack("{s:i,s:i,s:f}", "x", peaks[i].x, "y", peaks[i].y,
                                                 "value", peaks[i].value));
    put(o, "patches", patches);
    const Survey *s = app_survey(app);
    if (!s) return;
    put(o, "dead_on_all", json_pack("{s:i,s:i}", "photos", s->read, "maps", s->dead));
    json_t *all = json_array();
    for (int i = 0; i < s->found; i++)
        json_array_append_new(all, json_pack("{s:s,s:i,s:i,s:f}", "photo", app_survey_photo(app, s->best[i].photo), "x",
                                             s->best[i].x, "y", s->best[i].y, "value", (double)s->best[i].value));
    put(o, "all_photos", all);
}

static Error neuron_trace(const App *app, const UnitFacts *f, Arena *arena, Trace *out) {
    if (f->row < 0 || !f->computed) return error("view.no_arithmetic", "%s", f->layer);
    return trace_unit(app->run, f->shown, f->map, f->x, f->y, arena, out);
}

static void put_trace(json_t *o, const App *app, const UnitFacts *f, Arena *arena) {
    Trace t;
    Error e = neuron_trace(app, f, arena, &t);
    if (failed(&e)) return;
    put(o, "layer", json_string(app->own.layer[t.row].name));
    put(o, "terms", json_integer(t.terms));
    put(o, "sum", json_real(t.sum));
    put(o, "bias", json_real(t.bias));
    put(o, "pre", json_real(t.pre));
    put(o, "post", json_real(t.post));
    put(o, "stored", json_real(t.stored));
    put(o, "difference", json_real(t.difference));
}

static void put_box(json_t *o, const char *key, Box b) { put(o, key, json_pack("[iiii]", b.x0, b.y0, b.x1, b.y1)); }

static void put_field(json_t *o, const App *app) {
    const Lab *lab = &app->lab;
    const Sight *sight = app_sight(app);
    put(o, "measured", json_integer(lab->measured));
    if (lab->stack_n) {
        StackField f = stack_field(lab->stack, lab->stack_n);
        int64_t c = lab->c_in, weights = stack_weights(lab->stack, lab->stack_n, c);
        put(o, "field", json_integer(f.field));
        put(o, "jump", json_integer(f.jump));
        put(o, "reach", json_integer(stack_reach(lab->stack, lab->stack_n)));
        put(o, "equals", json_integer(f.field)); /* the side of the one kernel that sees the same */
        put(o, "channels", json_integer(c));
        put(o, "weights_stack", json_integer(weights));
        put(o, "weights_single", json_integer((json_int_t)f.field * f.field * c * c));
    }
    if (!sight) return;
    put_box(o, "effective_box", sight->field.box);
    put(o, "effective_share", json_real(sight->field.share));
}

static void put_stacks(json_t *o, const App *app) {
    StackCost costs[8];
    static const char *const CHARTS[] = {"parameters", "macs", "memory"};
    int n = parameters_stacks(app, costs, 8);
    json_t *stacks = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(
            stacks, json_pack("{s:i,s:i,s:I,s:i,s:I,s:f,s:f}", "kernel", costs[i].kernel, "count",
                              costs[i].count, "weights", (json_int_t)costs[i].weights, "single",
                              costs[i].single, "single_weights", (json_int_t)costs[i].single_weights,
                              "more_percent", costs[i].more_percent, "fewer_percent",
                              costs[i].fewer_percent));
    put(o, "c_in", json_integer(app->lab.c_in));
    put(o, "c_out", json_integer(app->lab.c_out));
    put(o, "biases", json_boolean(app->lab.biases));
    put(o, "stacks", stacks);
    put(o, "chart", json_string(CHARTS[app->lab.chart]));
    ChartShare all[CHART_KINDS];
    json_t *shares = json_object();
    for (int i = 0, kinds = chart_shares(app, all); i < kinds; i++) put(shares, kind_name(all[i].kind), json_real(all[i].share));
    put(o, "shares", shares);
    const Trial *t = app_trial(app);
    if (t)
        put(o, "trial", json_pack("{s:f,s:f,s:f,s:f}", "stack_ms", t->stack_ms, "single_ms", t->single_ms, "fold_difference",
                                  t->linear, "fold_difference_with_relu", t->with_relu));
}

json_t *facts_json(const App *app, Arena *arena) {
    UnitFacts f = unit_facts(app);
    json_t *o = json_object();
    if (!o) return NULL;
    put(o, "view", json_string(view_name(app->view)));
    put(o, "net", json_string(net_info(app->own.id)->name));
    put(o, "weights", json_string(weights_label(app, arena)));
    put(o, "preprocess", json_string(preprocess_words(app, arena)));
    put(o, "image", json_string(app->photo.name));
    put(o, "step", json_integer(app->step));
    put(o, "steps", json_integer(app_last_step(app)));
    lesson_facts(o, app, arena);
    live_facts(o, app, arena);
    if (app->view == VIEW_PARAMETERS) put_stacks(o, app);
    else if (app->view == VIEW_COMPARE) compare_json(app, arena, o);
    else if (app->view == VIEW_SLICES) slices_json(o, app, arena);
    else if (app->view == VIEW_FAMILY) family_json(o, app, arena);
    else put_unit(o, &f);
    if (app->view == VIEW_NETWORK && app_step_row(app) == app->own.layers - 1) put_answers(o, app);
    if (app->view == VIEW_LAYER) put_peaks(o, app, &f);
    if (app->view == VIEW_LAYER) put_pinned(o, app, &f, arena);
    if (app->view == VIEW_FIELD) put_field(o, app);
    if (app->view == VIEW_NEURON) put_trace(o, app, &f, arena);
    return o;
}

/* ---- as arrays ---- */

static Error save_array(const char *dir, const char *name, const float *values, const int64_t shape[3]) {
    char path[PATH_SIZE];
    if (!path_join(path, sizeof path, dir, name)) return error("file.path_long", "%s", dir);
    return npy_write(path, values, shape, 3);
}

static Error save_products(const App *app, Arena *arena, const char *dir) {
    UnitFacts f = unit_facts(app);
    Trace t;
    TRY(neuron_trace(app, &f, arena, &t));
    float *products = ARENA_NEW(arena, (size_t)t.terms, float);
    if (!products) return error("memory", "%s", "products.npy");
    for (int i = 0; i < t.terms; i++) products[i] = (float)t.products[i];
    return save_array(dir, "products.npy", products, (const int64_t[]){t.channels, t.kernel, t.kernel});
}

static Error save_gradients(const App *app, const char *dir) {
    const Sight *sight = app_sight(app);
    if (!sight) return NO_ERROR;
    const int64_t shape[] = {sight->input.c, sight->input.h, sight->input.w};
    TRY(save_array(dir, "gradient.npy", sight->plain, shape));
    return atomic_load(&sight->task.done) ? save_array(dir, "guided.npy", sight->guided, shape) : NO_ERROR;
}

Error facts_save(const App *app, Arena *arena, const char *dir) {
    TRY(dir_make(dir));
    if (app->view == VIEW_NEURON) return save_products(app, arena, dir);
    if (app->view == VIEW_FIELD) return save_gradients(app, dir);
    if (app->view == VIEW_SLICES) return slices_save(app, dir);
    return NO_ERROR;
}
