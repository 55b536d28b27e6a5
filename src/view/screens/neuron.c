/* Screen 3: every product behind one value. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/layer.h"
#include "view/screens/neuron_inside.h"
#include "view/screens/neuron_input.h"

enum { PANEL_WINDOWS = 1, PANEL_PRODUCTS, PANEL_PLACE };

/* The name of an input channel: R, G, B for the photo's, else its number. */
const char *channel_name(const Ui *ui, const Trace *t, int channel) {
    int c = t->first_channel + channel;
    return t->row == 0 && c < ui->app->own.input.c ? input_channel(ui->app, c) : ui_format(ui, "%d", c);
}

/* ---- the order of channels and products ---- */

typedef struct Term {
    int index;
    double value, size;
} Term;

static int by_size(const void *a, const void *b) {
    const Term *x = a, *y = b;
    return x->size > y->size ? -1 : x->size < y->size ? 1 : x->index - y->index;
}

static Term *sort_terms(Ui *ui, const double *values, int n) {
    Term *terms = ARENA_NEW(ui->arena, (size_t)n, Term);
    for (int i = 0; terms && i < n; i++) terms[i] = (Term){i, values[i], fabs(values[i])};
    if (terms) qsort(terms, (size_t)n, sizeof *terms, by_size);
    return terms;
}

/* ---- cells with numbers ---- */

/* Three digits, but five decimals at most; where there is no room for those, two decimals. */
static const char *number_text(const Ui *ui, double v, bool rough) {
    double size = fabs(v);
    const char *sign = v < 0 ? "−" : v > 0 ? "+" : "";
    if (v == 0) return "0";
    int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    if (!rough && size < 0.9995) decimals = size < 0.009995 ? 5 : size < 0.09995 ? 4 : 3;
    return ui_format(ui, "%s%.*f", sign, decimals, size);
}

/* How wide the widest of them is. */
static float widest(const Ui *ui, const float values[], int n, bool rough) {
    float most = 0;
    for (int i = 0; i < n; i++)
        most = fmaxf(most, ui_width(ui, (Style){ROLE_SMALL, FONT_MONO, 0}, number_text(ui, (double)values[i], rough)));
    return most;
}

static void draw_text_cell(Ui *ui, Rect r, TextRole role, Color color, const char *text, bool marked) {
    Style style = {role, FONT_MONO, theme_ink(color)};
    ui_fill(ui, inset(r, 1), color, 0);
    if (ui_width(ui, style, text) <= r.w) ui_text(ui, r, style, ALIGN_CENTRE, text);
    if (marked) ui_frame(ui, inset(r, 1), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
}

const char *short_number(const Ui *ui, double v) { return number_text(ui, v, true); }

void draw_cell(Ui *ui, Rect r, Color color, double value, bool marked) {
    draw_text_cell(ui, r, r.w > ui_px(ui, 80) ? ROLE_TITLE : ROLE_SMALL, color, short_number(ui, value), marked);
}

/* What an input looks like: the photo's channels in their own colour, others through the palette. */
Color input_color(const Ui *ui, const Trace *t, int channel, float value, float lo, float hi) {
    float part = hi > lo ? fminf(1, fmaxf(0, (value - lo) / (hi - lo))) : 0;
    if (t->row > 0) return palette_color(ui->app->palette, part);
    return tint_color(input_tint(ui->app, t->first_channel + channel), 0.1f + 0.9f * part);
}

/* A place of the window that lies outside the map: it counts as 0. */
static void draw_padding(Ui *ui, Rect r) {
    ui_fill(ui, inset(r, 1), ui->theme->raised, 0);
    ui_hatch(ui, inset(r, 1), ui->theme->hatch);
}

/* The channels of a page: what their colours end at, and how wide the cells of their numbers are. */
typedef struct Cells {
    float lo, hi, most; /* of all inputs, and of all absolute weights */
    float input, weight;
    bool rough; /* fewer digits, where there is no room for more */
    bool below; /* a channel's sum stands below its kernel, where it has no room beside it */
} Cells;

static float label_width(const Ui *ui, const Trace *t, int channel) {
    Style name = {ROLE_BODY, FONT_BOLD, ui->theme->dim};
    return fmaxf(ui_width(ui, name, t->channels > 1000 ? "8888" : "888"),
                 ui_width(ui, name, channel_name(ui, t, channel)));
}

static const Style SUM = {ROLE_BODY, FONT_MONO, 0};

/* Whether numbers leave no room for a sum beside them; of small kernels, whose numbers are shown. */
static bool sums_below(const Ui *ui, const Trace *t, float room) {
    Style small = {ROLE_SMALL, FONT_MONO, 0};
    float pairs = ui_width(ui, small, "+000") + ui_width(ui, small, "+0.0000") + 2 * ui_px(ui, 6);
    float sum = ui_width(ui, SUM, "= +00.0") + ui_px(ui, 12);
    return t->weights && t->kernel > 1 && t->kernel <= 3 &&
           label_width(ui, t, 0) + ui_px(ui, 26) + (float)t->kernel * pairs + sum > room;
}

static const char *channel_sum(const Ui *ui, const Trace *t, int channel) {
    return ui_format(ui, "= %s", number_text(ui, t->by_channel[channel], false));
}

/* The widths for some channels in a room; with the fewer digits where they would not fit otherwise, and last without
 * the sums. */
static void fit_cells(const Ui *ui, const Trace *t, const Term order[], int n, float room, Cells *cells) {
    int window = t->kernel * t->kernel;
    for (int attempt = 0; attempt < 4; attempt++) {
        float label = 0, pad = ui_px(ui, 6), times = ui_px(ui, 26), sum = 0;
        cells->rough = attempt % 2;
        cells->input = cells->weight = 0;
        for (int i = 0; i < n; i++) {
            int from = order[i].index * window;
            label = fmaxf(label, label_width(ui, t, order[i].index));
            cells->input = fmaxf(cells->input, widest(ui, t->inputs + from, window, cells->rough));
            if (!t->weights) continue;
            cells->weight = fmaxf(cells->weight, widest(ui, t->weights + from, window, cells->rough));
            if (!cells->below && attempt < 2)
                sum = fmaxf(sum, ui_width(ui, SUM, channel_sum(ui, t, order[i].index)) + ui_px(ui, 12));
        }
        cells->input += pad;
        cells->weight += pad;
        float spare = room - label - times - sum - (float)t->kernel * (cells->input + cells->weight);
        if (spare < 0) continue;
        spare = fmaxf(0, spare - (sum > 0 ? 0 : ui_px(ui, 90)));
        float more = floorf(fminf(ui_px(ui, 14), spare / (float)(2 * t->kernel)));
        cells->input = floorf(cells->input + more);
        cells->weight = floorf(cells->weight + more);
        return;
    }
}

/* One channel: its window, times its kernel, and their sum. Pools have no kernel. */
static void draw_channel(Ui *ui, Rect r, const Trace *t, int channel, const Cells *cells) {
    int k = t->kernel;
    const float *in = t->inputs + channel * k * k, *w = t->weights ? t->weights + channel * k * k : NULL;
    Style name = {ROLE_BODY, FONT_BOLD, ui->theme->dim}, sum = {SUM.role, SUM.font, ui->theme->text};
    Rect below = cells->below ? cut_bottom(&r, ui_line(ui, SUM.role)) : r;
    ui_text(ui, cut_left(&r, label_width(ui, t, channel)), name, ALIGN_LEFT, channel_name(ui, t, channel));
    const char *made = channel_sum(ui, t, channel);
    float times = ui_px(ui, 26), side = (float)k * cells->input, kernel = (float)k * cells->weight;
    float h = floorf(r.h / (float)k), a_w = cells->input, b_w = cells->weight;
    if (!w) a_w = floorf(fminf(r.w / (float)k, ui_px(ui, 130))); /* a pool has its window alone */
    TextRole role = !w && a_w > ui_px(ui, 80) ? ROLE_TITLE : ROLE_SMALL;
    bool numbers = !w || side + times + kernel <= r.w;
    if (!numbers) { /* colours alone, as squares */
        float sums = cells->below ? 0 : ui_width(ui, sum, made) + ui_px(ui, 12);
        a_w = b_w = h = floorf(fminf((r.w - times - sums) / (float)(2 * k), h));
    }
    float top = r.y + floorf((r.h - h * (float)k) / 2), right = r.x + a_w * (float)k + times;
    Told told = {.tell = tell_product, .of = t, .n = {channel, -1}, .cells = true};
    ui_hit_cells(ui, HIT_CELL, (Rect){r.x, top, a_w * (float)k, h * (float)k}, k, k, NULL)->told = told;
    if (w) ui_hit_cells(ui, HIT_CELL, (Rect){right, top, b_w * (float)k, h * (float)k}, k, k, NULL)->told = told;
    for (int i = 0; i < k * k; i++) {
        Rect a = {r.x + a_w * (float)(i % k), top + h * (float)(i / k), a_w, h};
        Rect b = {right + b_w * (float)(i % k), a.y, b_w, h};
        Color color = input_color(ui, t, channel, in[i], cells->lo, cells->hi);
        const char *text = numbers ? number_text(ui, (double)in[i], cells->rough) : "";
        if (!trace_inside(t, channel * k * k + i)) draw_padding(ui, a);
        else draw_text_cell(ui, a, role, color, text, !w && !t->divisor && (double)in[i] == t->sum);
        if (!w) continue;
        text = numbers ? number_text(ui, (double)w[i], cells->rough) : "";
        draw_text_cell(ui, b, role, signed_color(w[i] / cells->most), text, false);
    }
    if (!w) return;
    Rect between = {r.x + a_w * (float)k, r.y, times, r.h};
    ui_text(ui, between, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim}, ALIGN_CENTRE, "×");
    Rect result = {right + b_w * (float)k, r.y, r.x + r.w - right - b_w * (float)k, r.h};
    if (cells->below) result = below;
    if (ui_width(ui, sum, made) <= result.w) ui_text(ui, result, sum, ALIGN_RIGHT, made);
    else ui_less(ui, NULL); /* the numbers come first */
}

/* ---- the sums ---- */

/* As many digits as both numbers share, five at most unless all are wanted; at least one. */
static int shared_digits(const App *app, double a, double b) {
    char x[32], y[32];
    for (int digits = app->digits ? 9 : 5; digits > 1; digits--) {
        snprintf(x, sizeof x, "%.*e", digits - 1, a);
        snprintf(y, sizeof y, "%.*e", digits - 1, b);
        if (strcmp(x, y) == 0) return digits;
    }
    return 1;
}

static const char *with_digits(const Ui *ui, double v, int digits) {
    if (v == 0) return "0";
    return ui_format(ui, "%s%.*g", v < 0 ? "−" : "", digits, fabs(v));
}

static void draw_sums(Ui *ui, Rect r, const Trace *t, int shown_channels, const Term *order) {
    Color text = ui->theme->text;
    double rest = 0;
    const Layer *l = &ui->app->own.layer[t->row];
    int digits = ui->app->digits ? 9 : 5;
    if (t->weights) {
        for (int i = shown_channels; i < t->channels; i++) rest += t->by_channel[order[i].index];
        if (shown_channels < t->channels)
            line_draw(ui, &r, SAY(ui, "neuron.other_channels", format_count(ui, t->channels - shown_channels)),
                      with_digits(ui, rest, digits), text);
        line_draw(ui, &r, SAY(ui, "neuron.sum", format_count(ui, t->terms)), with_digits(ui, t->sum, digits), text);
        line_draw(ui, &r, SAY(ui, "neuron.bias"), with_digits(ui, t->bias, digits), text);
    } else {
        const char *terms = format_count(ui, trace_seen(t));
        if (t->divisor)
            line_draw(ui, &r, SAY(ui, "neuron.values_sum", terms), with_digits(ui, t->by_channel[0], digits), text);
        const char *made = t->divisor ? SAY(ui, "neuron.mean", format_count(ui, t->divisor))
                                      : SAY(ui, "neuron.largest", terms);
        line_draw(ui, &r, made, with_digits(ui, t->sum, digits), text);
    }
    bool relu = t->activated;
    int same = shared_digits(ui->app, t->post, (double)t->stored);
    bool agree = t->difference == 0 || same == digits;
    if (t->normed)
        line_draw(ui, &r, SAY(ui, "neuron.normed"), with_digits(ui, t->norm, digits), text);
    else if (relu) line_draw(ui, &r, SAY(ui, "neuron.pre"), with_digits(ui, t->pre, digits), text);
    Rect key = cut_top(&r, ui_line(ui, ROLE_KEY));
    Style words = {ROLE_BODY, FONT_BOLD, ui->theme->accent}, figure = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent};
    const char *value = with_digits(ui, t->post, agree ? digits : 9);
    if (ui_width(ui, figure, value) > key.w) value = with_digits(ui, t->post, 6);
    ui_text(ui, cut_right(&key, ui_width(ui, figure, value)), figure, ALIGN_RIGHT, value);
    const char *name = relu ? SAY(ui, "neuron.activation", activation_name(ui, &ui->app->own, t->row)) : l->name;
    if (ui_width(ui, words, name) <= key.w) ui_text(ui, key, words, ALIGN_LEFT, name);
    line_draw(ui, &r, SAY(ui, "neuron.stored"), with_digits(ui, (double)t->stored, agree ? digits : 9), text);
    if (!agree)
        line_draw(ui, &r, SAY(ui, "neuron.rounding"), with_digits(ui, t->difference, 3), ui->theme->minus);
}

/* ---- the left panel ---- */

static void draw_windows(Ui *ui, Rect room, const Trace *t) {
    const App *app = ui->app;
    const char *name = app_row_name(app, t->row), *window = ui_format(ui, "%d×%d", t->kernel, t->kernel);
    Rect r = ui_panel(ui, PANEL_WINDOWS, room,
                      !t->weights ? SAY(ui, t->divisor ? "neuron.mean_window" : "neuron.window", name, window)
                      : t->kind == KIND_FC && t->kernel == 1 ? SAY(ui, "neuron.numbers", name)
                                                             : SAY(ui, "neuron.windows", name, window));
    float lines = !t->weights ? (t->divisor ? 5 : 4) : t->channels > 3 ? 6 : 5; /* at most: see draw_sums */
    Rect sums = cut_bottom(&r, lines * (ui_line(ui, ROLE_BODY) + ui_px(ui, 1)) + ui_line(ui, ROLE_KEY));
    Rect rule = cut_bottom(&r, ui_px(ui, 13));
    ui_fill(ui, (Rect){rule.x, rule.y + ui_px(ui, 6), rule.w, fmaxf(1, floorf(ui->scale))}, ui->theme->edge, 0);
    Term *order = sort_terms(ui, t->by_channel, t->channels);
    if (!order) return;
    if (t->channels <= 3) /* all are shown, in their own order */
        for (int i = 0; i < t->channels; i++) order[i] = (Term){i, t->by_channel[i], 0};
    Cells cells = {0};
    for (int i = 0; i < t->terms; i++) {
        cells.lo = fminf(cells.lo, t->inputs[i]);
        cells.hi = fmaxf(cells.hi, t->inputs[i]);
        if (t->weights) cells.most = fmaxf(cells.most, fabsf(t->weights[i]));
    }
    if (!(cells.most > 0)) cells.most = 1;
    cells.below = sums_below(ui, t, r.w);
    float sum = cells.below ? ui_line(ui, SUM.role) : 0;
    float gap = ui_px(ui, 10), least = (float)t->kernel * ui_line(ui, ROLE_SMALL) + sum;
    float tall = t->kernel > 3 ? ui_px(ui, 130) : fmaxf(least, ui_px(ui, 30) * (float)t->kernel + sum);
    if (t->channels <= 3) { /* all at once, as large as they can be */
        float k = (float)t->kernel, share = floorf((r.h + gap) / (float)t->channels - gap);
        tall = fmaxf(fminf(share, ui_px(ui, t->weights ? 44 : 90) * k + sum), ui_px(ui, 18) * k + sum);
    }
    if (t->kernel == 1) tall = ui_line(ui, ROLE_BODY) + ui_px(ui, 4), gap = ui_px(ui, 2);
    int fit = (int)((r.h + gap) / (tall + gap)), pages = fit > 0 ? (t->channels + fit - 1) / fit : 1;
    if (fit < 1) fit = 1;
    if (t->channels > 3 && t->kernel > 1 && t->kernel <= 3) /* what is left over is shared out */
        tall = fminf(floorf((r.h + gap) / (float)fit - gap), ui_px(ui, 44) * (float)t->kernel + sum);
    int page = app_page(app, pages, 0), first = page * fit;
    int shown = t->channels - first < fit ? t->channels - first : fit;
    fit_cells(ui, t, order + first, shown, r.w, &cells);
    for (int i = 0; i < shown; i++) {
        draw_channel(ui, cut_top(&r, tall), t, order[first + i].index, &cells);
        cut_top(&r, gap);
    }
    /* the sums speak of the channels that the first page shows */
    for (int i = 0; first > 0 && i < shown; i++) {
        Term moved = order[i];
        order[i] = order[first + i];
        order[first + i] = moved;
    }
    draw_sums(ui, sums, t, shown, order);
}

/* ---- all products, largest first ---- */

static void draw_products(Ui *ui, Rect room, const Trace *t) {
    Rect r = ui_panel(ui, PANEL_PRODUCTS, room,
                      SAY(ui, t->weights ? "neuron.products" : "neuron.values", format_count(ui, t->terms)));
    Term *terms = sort_terms(ui, t->products, t->terms);
    if (!terms) return;
    Style label = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, figure = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    float least = floorf(ui_size(ui, ROLE_SMALL) * 1.3f);
    float line =
        fmaxf(least, fminf(ui_line(ui, ROLE_SMALL) + ui_px(ui, t->terms > 9 ? 6 : 16), floorf(r.h / (float)t->terms)));
    if (least * (float)t->terms > r.h) line = ui_line(ui, ROLE_SMALL) + ui_px(ui, 1);
    bool all = t->terms <= (int)(r.h / line);
    Rect foot = {0};
    if (!all) foot = cut_bottom(&r, 2 * ui_line(ui, ROLE_SMALL));
    Lines shown = lines_paged(ui, &r, t->terms, line, 0);
    int k = t->kernel;
    float names = ui_width(ui, label, k > 1 ? "888[10,10]" : "88888") + ui_px(ui, 6);
    float numbers = ui_value_column(ui, figure, "−000.0000") + ui_px(ui, 10);
    double most = terms[0].size > 0 ? terms[0].size : 1, rest = 0;
    for (int i = shown.first; i < shown.end; i++) {
        int c = terms[i].index / (k * k), at = terms[i].index % (k * k);
        Rect row = cut_top(&r, line);
        const char *channel = channel_name(ui, t, c);
        ui_tell(ui, row, (Told){.tell = tell_product, .of = t, .n = {c, at}});
        ui_text(ui, cut_left(&row, names), label, ALIGN_LEFT,
                k > 1 ? ui_format(ui, "%s[%d,%d]", channel, at / k, at % k) : channel);
        ui_text(ui, cut_left(&row, numbers), figure, ALIGN_RIGHT, format_value(ui, terms[i].value));
        cut_left(&row, ui_px(ui, 12));
        if (!trace_inside(t, terms[i].index)) {
            ui_hatch(ui, inset(row, ui_px(ui, 3)), ui->theme->hatch);
            continue;
        }
        float middle = row.x + floorf(row.w / 2), w = floorf(row.w / 2 * (float)(terms[i].size / most));
        Rect bar = {terms[i].value < 0 ? middle - w : middle, row.y + ui_px(ui, 3), w, row.h - ui_px(ui, 6)};
        ui_fill(ui, bar, terms[i].value < 0 ? ui->theme->minus : ui->theme->plus, 0);
        ui_fill(ui, (Rect){middle, row.y, 1, row.h}, ui->theme->edge, 0);
    }
    for (int i = 0; i < t->terms; i++)
        if (i < shown.first || i >= shown.end) rest += terms[i].value;
    if (!all && t->weights)
        ui_paragraph(ui, foot, label, SAY(ui, "neuron.rest", format_count(ui, shown.end - shown.first),
                                          format_count(ui, t->terms), format_value(ui, rest)));
}

/* ---- where the value sits ---- */

static void draw_place(Ui *ui, Rect room, const UnitFacts *f) {
    Rect r = ui_panel(ui, PANEL_PLACE, room, say_unit(ui, f, room.w - ui_px(ui, 26)));
    float gap = ui_px(ui, 10);
    if (f->out.h > 1) {
        Rect square = fit_square(cut_top(&r, floorf((r.h - gap) / 2)));
        map_draw(ui, square, f->shown, f->map, true);
        ui_chosen(ui);
        float cell = square.w / (float)f->run_out.w, width = fmaxf(2, floorf(2 * ui->scale));
        Rect at = {floorf(square.x + cell * (float)f->x), floorf(square.y + cell * (float)f->y), ceilf(cell),
                   ceilf(cell)};
        ui_frame(ui, inset(at, -width), ui->theme->mark, width, 0);
        cut_top(&r, gap);
    }
    photo_draw(ui, r, f);
}

/* ---- what has no products ---- */

static void draw_steps(Ui *ui, Rect room, const UnitFacts *f) {
    Rect r = ui_panel(ui, PANEL_WINDOWS, room, f->layer);
    if (!f->computed) {
        ui_paragraph(ui, r, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim}, SAY(ui, "maps.computing", f->layer));
        return;
    }
    if (f->row < 0) {
        input_steps_draw(ui, r, f);
        return;
    }
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent}, words = {ROLE_TITLE, FONT_TEXT, ui->theme->text};
    Rect line = cut_top(&r, ui_line(ui, ROLE_KEY));
    Rect figure = ui_text(ui, line, key, ALIGN_LEFT, format_output(ui, f->own, (double)f->value));
    cut_left(&line, figure.w + ui_px(ui, 16));
    bool softmax = f->own->kind == KIND_SOFTMAX;
    if (softmax) class_draw(ui, line, words, &ui->app->own, f->map);
    cut_top(&r, ui_px(ui, 8));
    r.w = fminf(r.w, ui_px(ui, softmax ? 760 : 560)); /* a figure stays near its words */
    layer_look(f->own->kind)->steps(ui, &r, f);
}

/* Its own arithmetic is short; the products behind it are those of the row before. */
static bool is_norm(const App *app, int row) { return layer_kind(app->own.layer[row].kind)->joins == JOINS_NORM; }

/* Products, a bias, and what is drawn with them. */
static const char *sum_words(const Ui *ui, const Layer *l, int row, const char *terms) {
    const App *app = ui->app;
    const char *activation = activation_name(ui, &app->own, row);
    bool norm = is_norm(app, net_before_relu(&app->own, row));
    return SAY(ui, norm ? "headline.neuron_norm_other" : "headline.neuron_other", l->name, terms, activation);
}

static void draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    Trace *t = ARENA_NEW(ui->arena, 1, Trace); /* what is pointed at is told from it */
    bool traced = false;
    if (motion_draw(ui, room)) return;
    if (ui->upright && ui->panel && !app->teaching->open) motion_offer(ui, &room);
    if (t && f.computed && f.row >= 0 && !(f.shown == f.row && is_norm(app, f.shown))) {
        Error e = trace_unit(app->run, f.shown, f.map, f.x, f.y, ui->arena, t);
        traced = !failed(&e) && t->terms > 0;
    }
    float gap = ui_px(ui, 11);
    if (!traced && ui->panel == PANEL_WINDOWS) {
        draw_steps(ui, room, &f);
        return;
    }
    if (ui->panel == PANEL_PLACE) {
        draw_place(ui, room, &f);
        return;
    }
    if (!traced) {
        Rect right = cut_right(&room, floorf(room.w * 0.32f));
        motion_offer(ui, &right);
        cut_right(&room, gap);
        draw_steps(ui, room, &f);
        draw_place(ui, right, &f);
        return;
    }
    switch (ui->panel) {
    case PANEL_WINDOWS: draw_windows(ui, room, t); return;
    case PANEL_PRODUCTS: draw_products(ui, room, t); return;
    default: break;
    }
    float windows = floorf(room.w * 0.42f), place = floorf((room.w - windows - gap) * 0.40f);
    if (app->textsize > 1) /* what the products need not */
        windows = fmaxf(windows, fminf(floorf(room.w / 2), room.w - place - 2 * gap - ui_px(ui, 290)));
    Rect left = cut_left(&room, windows);
    cut_left(&room, gap);
    Rect right = cut_right(&room, place);
    motion_offer(ui, &right);
    cut_right(&room, gap);
    draw_windows(ui, left, t);
    draw_products(ui, room, t);
    draw_place(ui, right, &f);
}

/* ---- what it says ---- */

static const char *headline(const Ui *ui) {
    const App *app = ui->app;
    int row = app->selection.row;
    const Layer *l = row < 0 ? NULL : &app->weights->net.layer[row];
    if (!l || !l->weight_layer) return NULL;
    int64_t terms = layer_terms(l);
    int shown = app_shown_row(app);
    bool relu = shown != row, other = l->in.c != app->own.layer[row].in.c;
    if (relu && shown != net_before_relu(&app->own, row) && app->own.layer[shown].kind != KIND_RELU)
        return sum_words(ui, l, row, format_count(ui, terms));
    if (relu && is_norm(app, net_before_relu(&app->own, row)))
        return SAY(ui, "headline.neuron_norm", l->name, format_count(ui, terms));
    return SAY(ui, other ? (relu ? "headline.neuron_slim" : "headline.neuron_bare_slim")
                         : (relu ? "headline.neuron" : "headline.neuron_bare"),
               l->name, format_count(ui, terms), weights_label(app, ui->arena));
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

static const char *say_trace(const Ui *ui, const char *text, const UnitFacts *f) {
    Trace t;
    if (!f->computed || f->row < 0) return text;
    Error e = trace_unit(ui->app->run, f->shown, f->map, f->x, f->y, ui->arena, &t);
    if (failed(&e) || !t.terms) return text;
    if (t.weights)
        text = add_line(ui, text,
                        SAY(ui, "words.sum", format_count(ui, t.terms), format_value(ui, t.sum),
                            format_value(ui, t.bias), format_value(ui, t.pre)));
    else
        text = add_line(ui, text, SAY(ui, t.divisor ? "words.mean" : "words.largest", format_count(ui, trace_seen(&t)),
                                      format_value(ui, t.sum)));
    return add_line(ui, text, SAY(ui, "words.stored", format_value(ui, t.post), format_value(ui, (double)t.stored),
                                  ui_format(ui, "%.3g", t.difference)));
}

static void json(json_t *o, const App *app, Arena *arena) {
    UnitFacts f = unit_facts(app);
    unit_json(o, app, &f);
    put_trace(o, app, &f, arena);
    motion_json(o, app, arena);
}

static const char *words(const Ui *ui) {
    UnitFacts f = unit_facts(ui->app);
    return motion_words(ui, say_trace(ui, say_value(ui, say_layer(ui, "", &f), &f), &f));
}

static Error save(const App *app, Arena *arena, const char *dir) {
    UnitFacts f = unit_facts(app);
    Trace t;
    TRY(neuron_trace(app, &f, arena, &t));
    float *products = ARENA_NEW(arena, (size_t)t.terms, float);
    if (!products) return error("memory", "%s", "products.npy");
    for (int i = 0; i < t.terms; i++) products[i] = (float)t.products[i];
    return save_array(dir, "products.npy", products, (const int64_t[]){t.channels, t.kernel, t.kernel}, 3);
}

const Screen neuron_screen = {
    .draw = draw,
    .telling = PANEL_WINDOWS,
    .headline = headline,
    .way = {.label = motion_label, .progress = motion_progress},
    .words = words,
    .json = json,
    .save = save,
    .bench = {"view neuron; select conv5_1; map 0", {"down", "down"}},
};
