/* What is told of the things that several screens have, while they are pointed at. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/table.h"
#include "view/hint.h"
#include "view/layer.h"
#include "view/screens.h"

static const char *number(const Ui *ui, int n) { return ui_format(ui, "%d", n); }

/* ---- maps and their units ---- */

/* A row is called after its layer, as on the screens, whether it is seen before or after what joins it. */
static const char *row_name(const Net *net, int row) { return row < 0 ? "input" : net->layer[net_lead(net, row)].name; }

static const char *map_title(const Ui *ui, const Net *net, int row, int map, bool vector) {
    const char *which = row < 0 ? input_channel(ui->app, map)
                                : SAY(ui, vector ? "value.number" : "value.map", format_count(ui, map),
                                      format_count(ui, net_shape(net, row).c - 1));
    return ui_format(ui, "%s · %s", row_name(net, row), which);
}

/* What a map of the main run is trained to follow. */
static const char *follows(const Ui *ui, int row, int map, bool vector) {
    const App *app = ui->app;
    const Net *net = &app->weights->net;
    const Followed *f = row < 0 ? NULL : weights_followed(app->weights, net_lead(net, row));
    if (!f) return "";
    return SAY(ui, vector ? "value.follows_number" : "value.follows", format_count(ui, map),
               format_count(ui, f->map[map]), net_info(app->weights->follows_net)->title, f->layer);
}

/* The channel whose products weigh most. */
static int strongest_channel(const Trace *t) {
    int best = 0;
    for (int c = 1; c < t->channels; c++)
        if (fabs(t->by_channel[c]) > fabs(t->by_channel[best])) best = c;
    return best;
}

/* The map before a unit that it has most of, or that its window lies on. */
static void tell_before(Ui *ui, int row, int map, Hint *out) {
    const App *app = ui->app;
    const Net *net = &app->weights->net;
    Trace t = {0};
    if (row < 0 || !run_done(app->run, row)) return;
    Error e = trace_unit(app->run, row, map, out->column, out->row, ui->arena, &t);
    if (failed(&e) || !t.terms) return;
    Shape s = net_shape(net, t.row - 1);
    if (s.h == 1 || !run_values(app->run, t.row - 1)) return;
    out->before = t.row - 1;
    out->before_map = t.first_channel + strongest_channel(&t);
    out->window = (Box){t.x0 + t.inside.x0, t.y0 + t.inside.y0, t.x0 + t.inside.x1, t.y0 + t.inside.y1};
    bool channel = out->before < 0;
    const char *name = channel ? input_channel(app, out->before_map) : format_count(ui, out->before_map);
    hint_line(out, SAY(ui, channel      ? "hint.reads_channel"
                           : t.weights ? "hint.reads"
                                       : "hint.window",
                       name, row_name(net, out->before)));
}

static void tell_unit(Ui *ui, const Run *run, int row, int map, Hint *out) {
    const App *app = ui->app;
    const Net *net = run_net(run);
    Shape s = net_shape(net, row);
    const float *values = run_values(run, row);
    bool there = values && out->row < (s.h > 1 ? run_ready(run, row) : 1);
    const char *value = there ? format_value(ui, (double)values[((int64_t)map * s.h + out->row) * s.w + out->column])
                              : SAY(ui, "value.not_yet");
    hint_line(out, SAY(ui, "words.peak", number(ui, out->column), number(ui, out->row), value));
    if (run != app->run) return;
    out->field = net_box(net, row, out->column, out->row);
    out->has_field = true;
    if (row >= 0)
        hint_line(out, SAY(ui, "hint.sees", ui_format(ui, "%d×%d", net->layer[row].field, net->layer[row].field)));
    tell_before(ui, row, map, out);
}

void tell_map(Ui *ui, const Hit *hit, Hint *out) {
    const Run *run = hit->told.of ? hit->told.of : ui->app->run;
    int row = hit->told.n[0], map = hit->told.n[1];
    const MapStats *stats = run_stats(run, row);
    out->title = map_title(ui, run_net(run), row, map, false);
    if (hit->told.cells) {
        tell_unit(ui, run, row, map, out);
        return;
    }
    if (stats)
        hint_line(out,
                  SAY(ui, "hint.map", format_value(ui, stats[map].mean), format_value(ui, (double)stats[map].max)));
    else hint_line(out, SAY(ui, "value.not_yet"));
    if (run == ui->app->run) hint_line(out, follows(ui, row, map, false));
}

/* ---- numbers, answers ---- */

void tell_class(Ui *ui, const Net *net, int class_index, float p, Hint *out) {
    out->title = say_class_twice(ui, net, class_index);
    hint_line(out, SAY(ui, net_has_shares(net) ? "hint.answer" : "hint.answer_value", format_count(ui, class_index),
                       format_value(ui, (double)p), format_share(ui, (double)p)));
}

void tell_answer(Ui *ui, const Hit *hit, Hint *out) {
    const float *p = hit->told.of;
    tell_class(ui, &ui->app->own, hit->told.n[0], p[hit->told.n[0]], out);
}

void tell_number(Ui *ui, const Hit *hit, Hint *out) {
    const Run *run = hit->told.of ? hit->told.of : ui->app->run;
    const Net *net = run_net(run);
    int row = hit->told.n[0], n = hit->told.n[1] >= 0 ? hit->told.n[1] : out->row * hit->columns + out->column;
    const float *values = run_values(run, row);
    bool there = values && n < run_ready(run, row);
    if (n >= net_shape(net, row).c) return;
    if (there && row_of_answers(net, row)) {
        tell_class(ui, net, n, values[n], out);
        return;
    }
    out->title = map_title(ui, net, row, n, true);
    hint_line(out, there ? SAY(ui, "hint.value", format_value(ui, (double)values[n])) : SAY(ui, "value.not_yet"));
    if (run == ui->app->run) hint_line(out, follows(ui, row, n, true));
}

/* ---- layers ---- */

static const char *say_parameters(const Ui *ui, const Net *net, int row) {
    const App *app = ui->app;
    const Layer *l = &net->layer[row];
    if (!l->params) return SAY(ui, "hint.no_parameters");
    const char *own = format_count(ui, l->params);
    if (net != &app->own || !app_slim(app)) return SAY(ui, "hint.parameters", own);
    return SAY(ui, "hint.parameters_run", own, format_count(ui, app->weights->net.layer[row].params),
               weights_label(app, ui->arena));
}

void tell_layer(Ui *ui, const Hit *hit, Hint *out) {
    const Net *net = hit->told.of ? hit->told.of : &ui->app->own;
    int row = hit->told.n[0];
    out->title = ui_format(ui, "%s · %s", app_row_name(ui->app, -1), format_shape(ui, net->input));
    if (row < 0) {
        hint_line(out, SAY(ui, "hint.input"));
        return;
    }
    const Layer *l = &net->layer[row];
    out->title = ui_format(ui, "%s · %s", l->name, format_shape(ui, l->out));
    hint_line(out, say_parameters(ui, net, row));
    hint_line(out, SAY(ui, "hint.field", ui_format(ui, "%d×%d", l->field, l->field), number(ui, l->jump)));
}

void tell_chart(Ui *ui, const Hit *hit, Hint *out) {
    static const char *const NAMES[] = {"where.parameters", "where.macs", "where.memory"};
    TABLE_HAS(NAMES, CHART_COUNT);
    const App *app = ui->app;
    const Layer *l = &app->own.layer[hit->told.n[0]];
    double value = chart_value(l, app->lab.chart), total = chart_total(app, &app->own);
    out->title = ui_format(ui, "%s · %s", l->name, format_shape(ui, l->out));
    hint_line(out, SAY(ui, "hint.figure", SAY(ui, NAMES[app->lab.chart]), chart_figure(ui, value)));
    hint_line(out, SAY(ui, "hint.share", ui_format(ui, "%.1f", 100 * value / total), net_info(app->own.id)->title));
}

/* Lines as one paragraph. */
static const char *in_one(const Ui *ui, const char *lines) {
    char *text = ui_format(ui, "%s", lines);
    for (char *at = text; *at; at++)
        if (*at == '\n') *at = at[1] ? ' ' : '\0';
    return text;
}

void tell_selected(Ui *ui, const Hit *hit, Hint *out) {
    UnitFacts f = unit_facts(ui->app);
    out->title = hit->told.of;
    switch (hit->told.n[0]) {
    case SELECTED_LAYER: hint_line(out, in_one(ui, say_layer(ui, "", &f))); break;
    case SELECTED_UNIT: hint_line(out, in_one(ui, say_value(ui, "", &f))); break;
    default: hint_line(out, say_state(ui)); break;
    }
}

/* ---- kernels and products ---- */

static const char *kernel_row(const Ui *ui, const float *w, int n) {
    const char *text = "";
    for (int i = 0; i < n; i++)
        text = ui_format(ui, "%s%s%s%.4f", text, i ? "  " : "", w[i] < 0 ? "−" : w[i] > 0 ? "+" : " ",
                         fabs((double)w[i]));
    return text;
}

void tell_kernel(Ui *ui, const Hit *hit, Hint *out) {
    const Weights *weights = ui->app->weights;
    int row = hit->told.n[0], map = hit->told.n[1], channel = hit->told.n[2];
    const Layer *l = &weights->net.layer[row];
    int window = l->kernel * l->kernel, channels = l->in.c / l->groups;
    float *w = ARENA_NEW(ui->arena, (size_t)window, float), least = 0, most = 0;
    if (!w) return;
    tensor_read(&weights->layer[row].weight, ((int64_t)map * channels + channel) * window, window, w);
    const char *of = row == 0 ? input_channel(ui->app, channel) : number(ui, channel);
    out->title = SAY(ui, row == 0 ? "hint.kernel_channel" : "hint.kernel", number(ui, map), of,
                     row_name(&weights->net, row - 1));
    if (l->kernel <= HINT_LINES) {
        out->figures = true;
        for (int y = 0; y < l->kernel; y++) hint_line(out, kernel_row(ui, w + y * l->kernel, l->kernel));
        return;
    }
    for (int i = 0; i < window; i++) least = fminf(least, w[i]), most = fmaxf(most, w[i]);
    hint_line(out, SAY(ui, "hint.kernel_range", ui_format(ui, "%d×%d", l->kernel, l->kernel),
                       format_value(ui, (double)least), format_value(ui, (double)most)));
}

void tell_product(Ui *ui, const Hit *hit, Hint *out) {
    const Trace *t = hit->told.of;
    int k = t->kernel, channel = hit->told.n[0], cell = hit->told.n[1];
    if (cell < 0) cell = out->row * k + out->column;
    int term = channel * k * k + cell, c = t->first_channel + channel;
    const char *of = t->row == 0 ? input_channel(ui->app, c) : number(ui, c);
    out->title = k == 1 ? SAY(ui, "hint.term_number", of)
                        : SAY(ui, t->row == 0 ? "hint.term_channel" : "hint.term", of, number(ui, cell % k),
                              number(ui, cell / k));
    if (!t->weights) {
        hint_line(out, SAY(ui, "hint.value", format_value(ui, (double)t->inputs[term])));
        return;
    }
    double all = 0;
    for (int i = 0; i < t->terms; i++) all += fabs(t->products[i]);
    hint_line(out, ui_format(ui, "%s × %s = %s", format_value(ui, (double)t->inputs[term]),
                             format_value(ui, (double)t->weights[term]), format_value(ui, t->products[term])));
    if (all > 0)
        hint_line(out, SAY(ui, "hint.product", ui_format(ui, "%.2f", 100 * fabs(t->products[term]) / all)));
}

/* ---- the photo ---- */

void tell_pixel(Ui *ui, const Hit *hit, Hint *out) {
    const Image *image = &ui->app->photo->image;
    const unsigned char *rgb = image->rgb + ((size_t)out->row * (size_t)image->size + (size_t)out->column) * 3;
    out->title = SAY(ui, "pixel.title", number(ui, out->column), number(ui, out->row));
    hint_line(out, SAY(ui, "hint.rgb", number(ui, rgb[0]), number(ui, rgb[1]), number(ui, rgb[2])));
    hint_line(out, say_command(ui, hit->command));
}

static const char *heat_words(Ui *ui, const HeatTold *h, int at) {
    if (h->shares) return SAY(ui, "join.named", h->what, format_change(ui, (double)h->values[at], false));
    if (h->planes == 1) return SAY(ui, "join.named", h->what, format_value(ui, (double)h->values[at]));
    const char *text = "";
    for (int c = 0; c < h->planes; c++) {
        const char *value = format_value(ui, (double)h->values[c * h->w * h->h + at]);
        value = ui_format(ui, "%s %s", input_channel(ui->app, c), value);
        text = c ? SAY(ui, "join.list", text, value) : value;
    }
    return SAY(ui, "join.named", h->what, text);
}

void tell_heat(Ui *ui, const Hit *hit, Hint *out) {
    const HeatTold *h = hit->told.of;
    int x = h->x0 + out->column, y = h->y0 + out->row, at = y * h->w + x;
    bool pixel = h->w == ui->app->photo->image.size;
    out->title = SAY(ui, pixel ? "pixel.title" : "value.place", number(ui, x), number(ui, y));
    if (x < 0 || y < 0 || x >= h->w || y >= h->h) hint_line(out, SAY(ui, "hint.outside"));
    else hint_line(out, at < h->known ? heat_words(ui, h, at) : SAY(ui, "value.not_yet"));
}

void tell_photo(Ui *ui, const Hit *hit, Hint *out) {
    out->title = say_photo(ui, hit->told.of);
    hint_line(out, say_command(ui, hit->command));
}

void tell_row(Ui *ui, const Hit *hit, Hint *out) {
    (void)hit;
    hint_line(out, SAY(ui, "hint.row"));
}

/* ---- tabs, and words that are explained ---- */

void tell_label(Ui *ui, const Hit *hit, Hint *out) {
    out->title = hit->told.of;
    if (!hit->command) return;
    hint_line(out, say_command(ui, hit->command));
    hint_line(out, say_key(ui, hit->command));
}

void tell_tab(Ui *ui, const Hit *hit, Hint *out) {
    out->title = SAY(ui, ui_format(ui, "view.%s", view_name((View)hit->told.n[0])));
    hint_line(out, say_command(ui, hit->command));
    hint_line(out, say_key(ui, hit->command));
}

const Explained EXPLAINED[] = {
    [EXPLAINED_FIELD] = {"field", "receptive-field", 1}, [EXPLAINED_JUMP] = {"jump", "pooling", 8},
    [EXPLAINED_SLIM] = {"slim", "one-step", 9},          [EXPLAINED_LTE] = {"lte", "texture-extractor", 2},
    [EXPLAINED_SCALE] = {"scale", "features", 5}};
TABLE_HAS(EXPLAINED, EXPLAINED_COUNT);

void tell_explained(Ui *ui, const Hit *hit, Hint *out) {
    const Explained *t = hit->told.of;
    if (t == &EXPLAINED[EXPLAINED_SLIM]) out->title = say_weights(ui);
    const char *key = hit->command ? say_key(ui, hit->command) : "";
    const char *card = SAY(ui, "hint.card", SAY(ui, ui_format(ui, "term.%s.lesson", t->word)), number(ui, t->card));
    hint_line(out, SAY(ui, ui_format(ui, "term.%s", t->word)));
    hint_line(out, *key ? ui_format(ui, "%s · %s", key, card) : card);
}
