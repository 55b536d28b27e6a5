#include "view/facts.h"

#include <math.h>
#include <stdlib.h>

#include "app/features/followed.h"
#include "app/features/lab.h"
#include "base/table.h"
#include "io/npy.h"
#include "io/own.h"
#include "model/kind.h"
#include "view/names.h"

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
        bool own_maps = f.own->weight_layer || layer_kind(f.own->kind)->joins;
        f.follows = own_maps ? weights_followed(app->weights, row) : NULL;
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

bool row_of_answers(const Net *net, int row) { return net_classes(net) && row == net->layers - 1; }

bool row_of_classes(const Net *net, int row) {
    return row >= 0 && net_classes(net) && row >= net_score_row(net);
}

const char *say_unit(const Ui *ui, const UnitFacts *f, float w) {
    const char *range = SAY(ui, f->out.h > 1 ? "value.map" : "value.number", format_count(ui, f->map),
                            format_count(ui, f->maps - 1));
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    if (f->out.h > 1)
        return ui_format(ui, "%s · %s", range,
                         SAY(ui, "value.place", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y)));
    if (!row_of_classes(&ui->app->own, f->shown)) return range;
    const char *before = ui_format(ui, "%s · ", range);
    float rest = w - ui_width(ui, style, before);
    const char *name = say_class_within(ui, style, rest, &ui->app->own, f->map);
    return ui_width(ui, style, name) <= rest ? ui_format(ui, "%s%s", before, name) : range;
}

const char *format_output(const Ui *ui, const Layer *l, double value) {
    bool rounds = l && l->kind == KIND_SOFTMAX && value >= 0.99995;
    return rounds && !ui->app->digits ? "> 0.9999" : format_value(ui, value);
}

int best_answers(const App *app, Answer out[], int n) { return run_answers(app, app->run, out, n); }

int run_answers(const App *app, const Run *run, Answer out[], int n) {
    int last = run_net(run)->layers - 1;
    return run_done(run, last) ? top_answers(app, run_net(run), run_values(run, last), out, n) : 0;
}

const char *class_label(const App *app, const Net *net, int class_index) {
    return net_is_own(net->id) ? own_label(net->id, class_index) : labels_get(app->labels, class_index);
}

int top_answers(const App *app, const Net *net, const float *p, Answer out[], int n) {
    int have = 0;
    for (int class = 0; class < net_classes(net); class++) {
        int at = have < n ? have++ : n;
        if (at == n && !(p[class] > out[n - 1].p)) continue;
        if (at == n) at--;
        for (; at > 0 && p[class] > out[at - 1].p; at--) out[at] = out[at - 1];
        out[at] = (Answer){class, class_label(app, net, class), p[class]};
    }
    return have;
}

int row_overflown(const Run *run, int last) {
    for (int row = 0; row <= last; row++) {
        const float *v = run_done(run, row) ? run_values(run, row) : NULL;
        int64_t n = v ? shape_count(net_shape(run_net(run), row)) : 0;
        for (int64_t i = 0; i < n; i++)
            if (!isfinite(v[i])) return row;
    }
    return -1;
}

json_t *answer_json(const Net *net, const Answer *answer) {
    json_t *label = json_string(answer->label); /* NULL for what is no UTF-8, as a file may have it inside */
    if (!label) label = json_sprintf("class %d", answer->class_index);
    return json_pack("{s:i,s:o,s:o}", "class", answer->class_index, "label", label, net_has_shares(net) ? "p" : "value",
                     isfinite(answer->p) ? json_real((double)answer->p) : json_null());
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

static bool reaches(const Peak peaks[], int n, int x, int y, int distance) {
    for (int i = 0; i < n; i++)
        if (abs(peaks[i].x - x) < distance && abs(peaks[i].y - y) < distance) return true;
    return false;
}

int map_peaks_apart(const App *app, int row, int map, Peak out[PEAKS]) {
    Shape s = net_shape(&app->weights->net, row);
    const float *v = run_values(app->run, row) + (int64_t)map * s.h * s.w;
    int field = row < 0 ? 1 : app->own.layer[row].field, jump = row < 0 ? 1 : app->own.layer[row].jump;
    int distance = (field + jump - 1) / jump, n = 0; /* in units */
    for (bool found = true; found && n < PEAKS; n += found) {
        found = false;
        for (int i = 0; i < s.h * s.w; i++) {
            if ((found && !(v[i] > out[n].value)) || reaches(out, n, i % s.w, i / s.w, distance)) continue;
            out[n] = (Peak){i % s.w, i / s.w, v[i]};
            found = true;
        }
    }
    return n;
}

int shown_peaks(const App *app, const UnitFacts *f, Peak out[PEAKS]) {
    bool apart = app->lab.patches == PATCHES_APART;
    return apart ? map_peaks_apart(app, f->shown, f->map, out) : map_peaks(app, f->shown, f->map, out);
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

const char *say_weights(const Ui *ui) {
    const App *app = ui->app;
    const char *label = SAY(ui, "header.weights", weights_label(app, ui->arena));
    if (!app->stock->fetching) return label;
    return SAY(ui, "header.fetching", label, ui_format(ui, "%.0f", 100 * stock_progress(app->stock)));
}

const char *own_note(const App *app, Arena *arena) {
    const Net *net = &app->own;
    const Ui ui = {.app = app, .arena = arena};
    if (!net_is_own(net->id)) return "";
    int n = net_classes(net);
    const char *numbers[] = {arena_printf(arena, "%d", net->convs), arena_printf(arena, "%d", net->fcs),
                             arena_printf(arena, "%d×%d", net->input.h, net->input.w),
                             arena_printf(arena, "%d", n), n ? class_name(&ui, net, 0) : ""};
    bool memory = numbers[0] && numbers[1] && numbers[2] && numbers[3];
    const char *key = n ? "note.own" : "note.own_features";
    const char *text = memory ? strings_format(app->strings, arena, key, numbers, 5) : NULL;
    const char *guess = side_note(app, arena);
    if (!text || !*guess) return text ? text : "";
    const char *both[] = {text, guess};
    const char *joined = strings_format(app->strings, arena, "join.sentences", both, 2);
    return joined ? joined : text;
}

const char *side_note(const App *app, Arena *arena) {
    const Draft *d = net_is_own(app->own.id) ? net_drafted(app->own.id) : NULL;
    if (!d || !d->guessed) return "";
    const char *sides[] = {arena_printf(arena, "%d×%d", d->input, d->input), arena_printf(arena, "%d", d->side_least),
                           arena_printf(arena, "%d", d->side_most)};
    bool memory = sides[0] && sides[1] && sides[2];
    const char *key = d->side_least ? "note.side_range" : "note.side_guess";
    const char *text = memory ? strings_format(app->strings, arena, key, sides, 3) : NULL;
    return text ? text : "";
}

/* What is said of the layers where they are a guess. */
static const char *say_described(const App *app, Arena *arena) {
    static const char *const KEYS[] = {[DESCRIBED_BY_LISTS] = "note.lists", [DESCRIBED_BY_SHAPES] = "note.shapes",
                                       [DESCRIBED_BY_NAMES] = "note.names", [DESCRIBED_BY_ORDER] = "note.order"};
    const Weights *w = app->weights;
    if (!weights_guessed(w)) return "";
    const char *side[] = {arena_printf(arena, "%d×%d", w->net.input.h, w->net.input.w)};
    const char *text = side[0] ? strings_format(app->strings, arena, KEYS[w->described], side, 1) : NULL;
    return text ? text : "";
}

const char *weights_note(const App *app, Arena *arena) {
    const Weights *w = app->weights;
    const char *taken[] = {w->taken}, *prepared[] = {preprocess_words(app, arena)};
    const char *of = *w->taken && !*w->part ? strings_format(app->strings, arena, "note.taken", taken, 1) : "";
    bool usual = w->preparation.kind == PREPARE_TORCHVISION && !w->preparation.size;
    const char *how =
        usual ? ""
              : strings_format(app->strings, arena,
                               w->doubtful && preparation_same(&w->preparation, &w->found) ? "note.doubtful"
                               : w->preparation.kind == PREPARE_CAFFE && !w->preparation.size ? "note.caffe"
                                                                                           : "note.prepared",
                               prepared, 1);
    const char *check = say_described(app, arena);
    const char *note = of && how ? arena_printf(arena, "%s%s%s%s%s", of, *of && *how ? " " : "", how,
                                                *check && (*of || *how) ? " " : "", check)
                                 : NULL;
    return note ? note : "";
}

const char *input_channel(const App *app, int map) {
    static const char *const NAMES[] = {"R", "G", "B"};
    if (app->own.input.c == 1) return strings_get(app->strings, "pixel.grey_channel");
    return NAMES[app->weights->preparation.bgr ? 2 - map : map];
}

Color input_tint(const App *app, int map) {
    static const Color TINTS[] = {0xFFFF3B30, 0xFF30D158, 0xFF3D7BFF};
    if (app->own.input.c == 1) return 0xFFFFFFFF;
    return TINTS[app->weights->preparation.bgr ? 2 - map : map];
}

const char *preprocess_words(const App *app, Arena *arena) {
    char text[160];
    preparation_text(&app->weights->preparation, text, sizeof text);
    const char *words = arena_printf(arena, "%s", text);
    return words ? words : "";
}

bool prepared_otherwise(const App *app) {
    return !preparation_same(&app->weights->preparation, &app->weights->found);
}

const char *say_prepared(const Ui *ui) {
    return prepared_otherwise(ui->app) ? SAY(ui, "footer.prepared", preprocess_words(ui->app, ui->arena)) : "";
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

void put(json_t *o, const char *key, json_t *value) { json_object_set_new(o, key, value); }

json_t *shape_json(Shape s) { return json_pack("[iii]", s.c, s.h, s.w); }

static json_t *follows_json(const Weights *w, const Followed *f, int map) {
    return json_pack("{s:s,s:s,s:i}", "net", net_info(w->follows_net)->name, "layer", f->layer, "map", f->map[map]);
}

void put_follows(json_t *o, const App *app, const Followed *of, int map) {
    FollowedMap followed = followed_map(app);
    json_t *follows = follows_json(app->weights, of, map);
    double r = followed_correlation(app, &followed);
    if (followed.state == FOLLOWED_MISSING) put(follows, "missing", json_true());
    if (followed.state == FOLLOWED_THERE) put(follows, "correlation", isnan(r) ? json_null() : json_real(r));
    put(o, "follows", follows);
}

void unit_json(json_t *o, const App *app, const UnitFacts *f) {
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
    if (f->follows) put_follows(o, app, f->follows, f->map);
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

/* ---- as sentences ---- */

const char *add_line(const Ui *ui, const char *text, const char *line) { return ui_format(ui, "%s%s\n", text, line); }

const char *say_state(const Ui *ui) {
    const App *app = ui->app;
    return SAY(ui, "words.state", net_info(app->own.id)->title, weights_label(app, ui->arena),
               say_photo(ui, app->photo->name), ui_format(ui, "%d", app->step),
               ui_format(ui, "%d", app_last_step(app)));
}

const char *say_layer(const Ui *ui, const char *text, const UnitFacts *f) {
    const App *app = ui->app;
    const char *run = weights_label(app, ui->arena);
    if (f->own && f->own->params) {
        text = add_line(ui, text,
                        SAY(ui, "words.parameters", net_info(app->own.id)->title, f->layer,
                            format_count(ui, f->own->params), format_count(ui, f->own->macs)));
        if (f->run)
            text = add_line(
                ui, text,
                SAY(ui, "words.this_run", run, format_count(ui, f->run->params), format_count(ui, f->run->macs)));
    }
    text = add_line(ui, text, SAY(ui, "words.maps", f->layer, format_shape(ui, f->out)));
    if (f->run) text = add_line(ui, text, SAY(ui, "words.maps_run", run, format_shape(ui, f->run_out)));
    return add_line(ui, text,
                    SAY(ui, "words.field", ui_format(ui, "%d×%d", f->field, f->field), ui_format(ui, "%d", f->jump),
                        ui_format(ui, "%d", f->box.x0), ui_format(ui, "%d", f->box.y0), ui_format(ui, "%d", f->box.x1),
                        ui_format(ui, "%d", f->box.y1)));
}

const char *say_follows(const Ui *ui, const UnitFacts *f) {
    if (!f->follows) return "";
    const char *full = net_info(ui->app->weights->follows_net)->title;
    return SAY(ui, f->out.h == 1 ? "value.follows_number" : "value.follows", format_count(ui, f->map),
               format_count(ui, f->follows->map[f->map]), full, f->follows->layer);
}

const char *say_value(const Ui *ui, const char *text, const UnitFacts *f) {
    const char *place =
        SAY(ui, "join.list", SAY(ui, "value.map", format_count(ui, f->map), format_count(ui, f->maps - 1)),
            SAY(ui, "value.place", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y)));
    if (row_of_classes(&ui->app->own, f->shown))
        place = SAY(ui, "join.list", SAY(ui, "value.number", format_count(ui, f->map), format_count(ui, f->maps - 1)),
                    say_class(ui, &ui->app->own, f->map));
    if (f->follows) text = add_line(ui, text, say_follows(ui, f));
    FollowedMap followed = followed_map(ui->app);
    double r = followed_correlation(ui->app, &followed);
    if (followed.state == FOLLOWED_MISSING) text = add_line(ui, text, SAY(ui, "layer.followed_missing"));
    if (!isnan(r)) text = add_line(ui, text, SAY(ui, "words.followed", ui_format(ui, "%.4f", r)));
    if (!f->computed) {
        return add_line(ui, text, SAY(ui, "words.not_yet", f->layer));
    }
    text = add_line(ui, text, SAY(ui, "words.value", place, format_output(ui, f->own, (double)f->value)));
    return add_line(ui, text,
                    SAY(ui, "words.statistics", format_value(ui, (double)f->stats.min),
                        format_output(ui, f->own, (double)f->stats.max), format_value(ui, f->stats.mean),
                        ui_format(ui, "%.1f", 100 * f->stats.zeros)));
}

/* ---- as arrays ---- */

Error save_array(const char *dir, const char *name, const float *values, const int64_t shape[], int dims) {
    char path[PATH_SIZE];
    if (!path_join(path, sizeof path, dir, name)) return error("file.path_long", "%s", dir);
    return npy_write(path, values, shape, dims);
}
