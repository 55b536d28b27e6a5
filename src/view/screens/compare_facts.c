#include <math.h>
#include <string.h>

#include "base/table.h"
#include "view/screens/compare_facts.h"
#include "model/kind.h"

/* ---- gathering ---- */

static SideFacts side_facts(const App *app, int side) {
    const Compare *c = app->compare;
    const Net *own = compare_net(app, side);
    const Run *run = compare_run(app, side);
    SideFacts f = {.own = own, .info = net_info(c->net[side]), .run = run, .field = 1, .jump = 1, .layer = "input"};
    f.row = compare_row(app, side);
    f.shown = compare_shown_row(app, side);
    f.waits = align_gap(&c->alignment, side, compare_selected(app));
    f.steps = net_steps(own, STEP_LAYERS);
    int reached = compare_step_row(app, side);
    f.step = net_row_step(own, STEP_LAYERS, reached);
    for (int row = 0; row < own->layers; row++) {
        f.convs += row <= reached && own->layer[row].kind == KIND_CONV;
        if (own->layer[row].kind == KIND_POOL) f.end_field = own->layer[row].field;
    }
    f.values = own->values;
    /* the middles of two crops of different size are one place of the photo */
    int shift = (own->input.w - app->own.input.w + 1) / 2;
    net_unit_at(own, f.row, app->selection.px + shift, app->selection.py + shift, &f.x, &f.y);
    f.box = net_box(own, f.row, f.x, f.y);
    if (f.row >= 0) {
        f.layer = own->layer[f.row].name;
        f.field = own->layer[f.row].field;
        f.jump = own->layer[f.row].jump;
    }
    const Race *race = app->work.race;
    if (race && atomic_load(&race->task.done))
        f.ms = race->verdict.best[side], f.ms_spread = race->verdict.spread[side];
    if (!run) return f;
    f.weights = run_weights(run);
    f.slim = f.weights->net.width > 1;
    f.computed = run_stats(run, f.shown);
    f.answers = run_answers(app, run, f.top, COMPARE_TOP);
    return f;
}

/* Whether the side shows the very layer that the other one's follows. */
static bool is_followed(const CompareFacts *f, int side) {
    const Weights *full = f->side[side].weights, *slim = f->side[!side].weights;
    const Followed *of = f->follows[!side];
    int row = f->side[side].shown;
    while (row >= 0 && !full->net.layer[row].weight_layer) row--;
    bool oxford = full->origin == ORIGIN_KERAS && full->net.width == 1; /* torchvision trained its own */
    return of && of->row == row && oxford && full->net.id == slim->follows_net;
}

static Kinship kinship(const CompareFacts *f) {
    const Weights *a = f->side[0].weights, *b = f->side[1].weights;
    if (!a || !b) return KIN_APART;
    if (a == b) return KIN_SAME;
    if (f->follows[0] && f->follows[1] && a->follows_net == b->follows_net)
        return weights_follow_alike(a, f->side[0].shown, b, f->side[1].shown) ? KIN_ALIKE : KIN_OTHERS;
    if (is_followed(f, 0) || is_followed(f, 1)) return KIN_FOLLOWS;
    return a->origin == ORIGIN_RANDOM && b->origin == ORIGIN_RANDOM ? KIN_SEEDED : KIN_APART;
}

CompareFacts compare_facts(const App *app) {
    CompareFacts f = {.main = app->compare->main, .match = {-1, NAN}};
    for (int side = 0; side < 2; side++) f.side[side] = side_facts(app, side);
    const SideFacts *a = &f.side[f.main], *b = &f.side[!f.main];
    f.map = app_map(app);
    f.maps = net_shape(&app->weights->net, a->shown).c;
    Shape s = net_shape(a->own, a->shown), t = net_shape(b->own, b->shown);
    f.alike = s.h == t.h && s.w == t.w && s.h > 1 && a->row >= 0;
    for (int side = 0; side < 2; side++)
        if (f.side[side].weights) f.follows[side] = weights_followed(f.side[side].weights, f.side[side].shown);
    f.kinship = kinship(&f);
    const Race *race = app->work.race;
    f.race_winner = race && atomic_load(&race->task.done) ? race->verdict.winner : -1;
    f.paper = !isnan(a->info->paper_top1) && !isnan(b->info->paper_top1);
    const Likeness *l = compare_likeness(app);
    f.matched = l != NULL;
    if (!l) return f;
    f.match = l->match[f.map];
    f.found = l->found;
    f.same = l->same;
    return f;
}

double compare_curve(const App *app, int side, Curve curve, int place) {
    const Alignment *a = &app->compare->alignment;
    const Net *net = compare_net(app, side);
    const Run *run = compare_run(app, side);
    if (align_gap(a, side, place)) return NAN;
    int row = a->at[place].row[side];
    if (curve == CURVE_FIELD) return row < 0 ? 1 : net->layer[row].field;
    if (curve == CURVE_ACTIVITY) {
        int shown = net_after_relu(net, row);
        bool activity = row >= 0 && layer_kind(net->layer[shown].kind)->sees != SEES_ALL;
        if (!activity) return NAN; /* the last numbers have no ReLU */
        const MapStats *stats = run && row >= 0 ? run_stats(run, shown) : NULL;
        return stats ? stats[net_shape(run_net(run), shown).c].mean : NAN;
    }
    double sum = 0;
    for (int at = 0; at <= row; at++)
        sum += (double)(curve == CURVE_PARAMETERS ? net->layer[at].params : net->layer[at].macs);
    return sum;
}

/* ---- as JSON ---- */

static json_t *real_or_null(double v) { return isnan(v) ? json_null() : json_real(v); }

static json_t *top_json(const SideFacts *f) {
    json_t *top = json_array();
    for (int i = 0; i < f->answers; i++)
        json_array_append_new(top, json_pack("{s:i,s:s,s:f}", "class", f->top[i].class_index, "label", f->top[i].label,
                                             "p", (double)f->top[i].p));
    return top;
}

static json_t *side_json(const App *app, Arena *arena, const SideFacts *f) {
    json_t *o = json_object();
    const Layer *l = f->row >= 0 ? &f->own->layer[f->row] : NULL;
    put(o, "net", json_string(f->info->name));
    put(o, "weights", f->weights ? json_string(weights_words(app, f->weights, arena)) : json_null());
    put(o, "layer", json_string(f->layer));
    put(o, "waits", json_boolean(f->waits));
    put(o, "step", json_integer(f->step));
    put(o, "steps", json_integer(f->steps));
    put(o, "weight_layers", json_integer(f->own->weight_layers));
    put(o, "params", json_integer(f->own->params));
    put(o, "macs", json_integer(f->own->macs));
    put(o, "memory", json_integer(4 * f->values));
    put(o, "field", json_integer(f->end_field));
    put(o, "paper_top1", real_or_null(f->info->paper_top1));
    put(o, "paper_top5", real_or_null(f->info->paper_top5));
    put(o, "jitter_top1", real_or_null(f->info->jitter_top1));
    put(o, "torchvision_top1", real_or_null(f->info->torchvision_top1));
    put(o, "at", json_pack("{s:o,s:I,s:I,s:i,s:i,s:i,s:i,s:[iiii]}", "out", shape_json(net_shape(f->own, f->row)),
                           "params", (json_int_t)(l ? l->params : 0), "macs", (json_int_t)(l ? l->macs : 0), "field",
                           f->field, "jump", f->jump, "x", f->x, "y", f->y, "box", f->box.x0, f->box.y0, f->box.x1,
                           f->box.y1));
    if (f->slim) {
        const Net *net = &f->weights->net;
        put(o, "this_run", json_pack("{s:o,s:I,s:I,s:I}", "out", shape_json(net_shape(net, f->row)), "params",
                                     (json_int_t)net->params, "macs", (json_int_t)net->macs, "memory",
                                     (json_int_t)(4 * net->values)));
    }
    put(o, "top", top_json(f));
    if (f->ms > 0) put(o, "ms", json_real(f->ms)), put(o, "ms_spread", json_real(f->ms_spread));
    return o;
}

static void put_curves(const App *app, json_t *o) {
    static const char *const NAMES[] = {"field", "params", "macs", "mean"};
    TABLE_HAS(NAMES, CURVE_COUNT);
    const Alignment *a = &app->compare->alignment;
    json_t *curves = json_array();
    for (int side = 0; side < 2; side++) {
        json_t *of = json_object(), *layers = json_array();
        for (int place = 1; place < a->n; place++)
            if (!align_gap(a, side, place))
                json_array_append_new(layers, json_string(compare_net(app, side)->layer[a->at[place].row[side]].name));
        put(of, "layers", layers);
        for (int curve = 0; curve < CURVE_COUNT; curve++) {
            json_t *values = json_array();
            for (int place = 1; place < a->n; place++)
                if (!align_gap(a, side, place))
                    json_array_append_new(values, real_or_null(compare_curve(app, side, (Curve)curve, place)));
            put(of, NAMES[curve], values);
        }
        json_array_append_new(curves, of);
    }
    put(o, "curves", curves);
}

void compare_json(json_t *o, const App *app, Arena *arena) {
    static const char *const KINSHIPS[] = {"apart", "alike", "others", "follows", "seeded", "same"};
    TABLE_HAS(KINSHIPS, KIN_COUNT);
    static const char *const BOUNDARIES[] = {WORD_NAMES(EACH_BOUNDARY)};
    CompareFacts f = compare_facts(app);
    put(o, "left", side_json(app, arena, &f.side[0]));
    put(o, "right", side_json(app, arena, &f.side[1]));
    put(o, "map_of", json_string(f.side[f.main].info->name));
    put(o, "map", json_integer(f.map));
    if (f.follows[f.main]) put_follows(o, app, f.follows[f.main], f.map);
    put(o, "best_map", f.match.map >= 0 ? json_integer(f.match.map) : json_null());
    put(o, "correlation", real_or_null(f.match.r));
    put(o, "matched_maps", f.matched ? json_integer(f.found) : json_null());
    put(o, "same_number", f.matched ? json_integer(f.same) : json_null());
    put(o, "kinship", json_string(KINSHIPS[f.kinship]));
    put(o, "boundary", json_string(BOUNDARIES[app->compare->boundary]));
    if (f.side[0].ms > 0)
        put(o, "race_winner", f.race_winner < 0 ? json_null() : json_string(f.side[f.race_winner].info->name));
    if (app->compare->figures == FIGURES_CURVES) put_curves(app, o);
}
