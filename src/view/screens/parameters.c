/* Screen 5: 27C² against 49C², 1x1 layers, and where a network keeps what it costs. */
#include <math.h>

#include "base/table.h"
#include "model/kind.h"
#include "view/hint.h"
#include "view/layer.h"
#include "view/screens.h"
#include "view/screens/parameters_lower.h"
#include "view/screens/parameters_norm.h"

enum { PANEL_STACKS = 1, PANEL_WHERE };

static const struct { int kernel, count; } STACKS[] = {{3, 2}, {3, 3}, {3, 5}};
enum { N_STACKS = sizeof STACKS / sizeof *STACKS };

int parameters_stacks(const App *app, StackCost out[], int most) {
    int n = 0;
    for (; n < N_STACKS && n < most; n++)
        out[n] = stack_cost(STACKS[n].kernel, STACKS[n].count, app->lab.c_in, app->lab.c_out,
                            app->lab.biases);
    return n;
}

/* ---- stacks against single kernels ---- */

/* "27C²", or the sum in full where the channels differ or biases are counted. */
static const char *cost_formula(const Ui *ui, int kernel, int count) {
    const Lab *lab = &ui->app->lab;
    int window = kernel * kernel;
    const char *bias = lab->biases ? count > 1 ? ui_format(ui, " + %dC", count) : " + C" : "";
    if (lab->c_in == lab->c_out) return ui_format(ui, "%dC²%s", window * count, bias);
    bias = lab->biases ? count > 1 ? ui_format(ui, " + %d·%d", count, lab->c_out)
                                   : ui_format(ui, " + %d", lab->c_out)
                       : "";
    if (count == 1) return ui_format(ui, "%d·%d·%d%s", window, lab->c_in, lab->c_out, bias);
    return ui_format(ui, "%d·%d·(%d + %d·%d)%s", window, lab->c_out, lab->c_in, count - 1, lab->c_out, bias);
}

/* A bar with its figure behind it, or within where it is long. */
static void tell_bar(Ui *ui, const Hit *hit, Hint *out) {
    out->title = hit->told.of;
    hint_line(out, SAY(ui, "hint.longest", ui_format(ui, "%.1f", hit->told.n[0] / 10.0)));
}

static void draw_bar(Ui *ui, Rect row, float part, Color color, const char *what, const char *figure) {
    const char *title = ui_format(ui, "%s %s", what, figure);
    ui_tell(ui, row, (Told){.tell = tell_bar, .of = title, .n = {(int)(1000 * part + 0.5f)}});
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    bool high = row.h >= ui_size(ui, ROLE_TITLE) * 1.25f; /* a line of it */
    Style number = {high ? ROLE_TITLE : ROLE_BODY, FONT_MONO_BOLD, ui->theme->text};
    float label = ui_width(ui, words, what) + ui_px(ui, 12), w = ui_width(ui, number, figure);
    float room = row.w - label - w - ui_px(ui, 8);
    Rect bar = {row.x, row.y + ui_px(ui, 3), fmaxf(ui_px(ui, 3), floorf(room * part)), row.h - ui_px(ui, 6)};
    ui_fill(ui, bar, color, ui_px(ui, 3));
    Rect text = {bar.x + bar.w + ui_px(ui, 10), row.y, label, row.h};
    ui_text(ui, text, words, ALIGN_LEFT, what);
    text.x += label;
    text.w = w;
    ui_text(ui, text, number, ALIGN_LEFT, figure);
}

/* Which of the two has fewer, by how much, and the other way round; what is counted is named where it fits. */
static const char *percent_words(const Ui *ui, float room, const StackCost *s) {
    bool fewer = s->fewer_percent >= 0; /* the stack has fewer: with more channels out than in it may have more */
    const char *stack = ui_format(ui, "%.0f", fabs(s->fewer_percent)),
               *single = ui_format(ui, "%.0f", fabs(s->more_percent));
    const char *counted = SAY(ui, ui->app->lab.biases ? "parameters.counted_biases" : "parameters.counted");
    const char *count = ui_format(ui, "%d", s->count);
    const char *full = SAY(ui, fewer ? "parameters.percent" : "parameters.percent_more", stack, single, count, counted);
    if (ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, full) <= room) return full;
    return SAY(ui, fewer ? "parameters.percent_short" : "parameters.percent_more_short", stack, single, count);
}

static void draw_stack(Ui *ui, Rect r, const StackCost *s, int64_t longest) {
    Style title = {ROLE_BODY, FONT_BOLD, ui->theme->dim}, note = {ROLE_BODY, FONT_TEXT, ui->theme->accent};
    const char *words = percent_words(ui, r.w, s);
    float line = ui_line(ui, ROLE_BODY), noted = ui_paragraph_height(ui, r.w, note, words), rest = r.h - ui_px(ui, 10);
    if ((rest - line - noted) / 2 < ui_size(ui, ROLE_TITLE)) noted = line;
    float bar = fminf(ui_px(ui, 48), floorf((rest - line - noted) / 2));
    const char *field = ui_format(ui, "%d×%d", s->single, s->single);
    ui_text(ui, cut_top(&r, line), title, ALIGN_LEFT, SAY(ui, "parameters.field", field));
    draw_bar(ui, cut_top(&r, bar), (float)((double)s->weights / (double)longest), ui->theme->conv,
             ui_format(ui, "%d × 3×3: %s =", s->count, cost_formula(ui, s->kernel, s->count)),
             format_count(ui, s->weights));
    draw_bar(ui, cut_top(&r, bar), (float)((double)s->single_weights / (double)longest), ui->theme->fc,
             ui_format(ui, "%s: %s =", field, cost_formula(ui, s->single, 1)),
             format_count(ui, s->single_weights));
    ui_paragraph(ui, cut_top(&r, fmaxf(noted, fminf(r.h, 2 * line))), note, words);
}

/* One slider with its value before it. */
static void draw_channel(Ui *ui, Rect line, const char *name, int value, const char *command) {
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, figure = {ROLE_TITLE, FONT_MONO_BOLD, ui->theme->accent};
    ui_text(ui, cut_left(&line, ui_width(ui, words, name) + ui_px(ui, 6)), words, ALIGN_LEFT, name);
    ui_text(ui, cut_left(&line, ui_width(ui, figure, "1024")), figure, ALIGN_RIGHT, ui_format(ui, "%d", value));
    cut_left(&line, ui_px(ui, 6));
    ui_slider(ui, line, 1, CHANNELS_MOST, value, command);
}

/* The slider of C, or one for each side, and what is counted. */
static void draw_controls(Ui *ui, Rect *r) {
    const Lab *lab = &ui->app->lab;
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent};
    float gap = ui_px(ui, 10), tall = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    Rect line = cut_top(r, ui_line(ui, ROLE_KEY));
    cut_top(r, ui_px(ui, 8));
    if (!lab->apart)
        ui_text(ui, cut_left(&line, ui_width(ui, key, "C = 1024")), key, ALIGN_LEFT,
                ui_format(ui, "C = %d", lab->c_in));
    line.y += floorf((line.h - tall) / 2);
    line.h = tall;
    ui_toggle_right(ui, &line, SAY(ui, "parameters.biases"), lab->biases, "biases");
    cut_right(&line, gap);
    ui_toggle_right(ui, &line, SAY(ui, "parameters.together"), !lab->apart,
                    lab->apart ? "channels together" : "channels apart");
    cut_right(&line, gap);
    if (!lab->apart) {
        cut_left(&line, gap);
        ui_slider(ui, line, 1, CHANNELS_MOST, lab->c_in, "channels");
        return;
    }
    Rect in = cut_left(&line, floorf((line.w - gap) / 2));
    cut_left(&line, gap);
    draw_channel(ui, in, SAY(ui, "parameters.in"), lab->c_in, "channels in");
    draw_channel(ui, line, SAY(ui, "parameters.out"), lab->c_out, "channels out");
}

/* Multiply-adds of the middle pair, and what they took here once that was asked for. */
static void draw_macs_line(Ui *ui, Rect line, const StackCost *s) {
    const App *app = ui->app;
    const Lab *lab = &app->lab;
    const Trial *t = app_trial(app);
    double pixels = (double)lab->side * lab->side, bias = lab->biases ? 1 : 0;
    double stack = ((double)s->weights - bias * s->count * lab->c_out) * pixels;
    double single = ((double)s->single_weights - bias * lab->c_out) * pixels;
    const char *map = ui_format(ui, "%d×%d", lab->side, lab->side);
    char key[24];
    if (app_key_of(app, "measure", key)) {
        const char *label = SAY(ui, "parameters.measure", ui_format(ui, "%s", key));
        ui_button_right(ui, &line, label, ui->theme->text, "measure");
        cut_right(&line, ui_px(ui, 10));
    }
    ui_switch(ui, &line, SAY(ui, "parameters.map", map), "side next");
    cut_left(&line, ui_px(ui, 10));
    const char *text = t ? SAY(ui, "parameters.timed", ui_format(ui, "%.1f", t->stack_ms),
                               ui_format(ui, "%.1f", t->single_ms), ui_format(ui, "%d", t->c))
                         : SAY(ui, "parameters.macs", format_amount(ui, stack), format_amount(ui, single));
    Style words = {ROLE_BODY, FONT_TEXT, t ? ui->theme->text : ui->theme->dim};
    if (ui_width(ui, words, text) > line.w)
        text = t ? SAY(ui, "parameters.timed_short", ui_format(ui, "%.0f", t->stack_ms),
                       ui_format(ui, "%.0f", t->single_ms))
                 : SAY(ui, "parameters.macs_short", format_amount(ui, stack), format_amount(ui, single));
    if (ui_width(ui, words, text) <= line.w) ui_text(ui, line, words, ALIGN_LEFT, text);
}

static void draw_stacks(Ui *ui, Rect r) {
    StackCost costs[N_STACKS];
    int n = parameters_stacks(ui->app, costs, N_STACKS);
    draw_controls(ui, &r);
    Rect macs = cut_bottom(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    cut_bottom(&r, ui_px(ui, 4));
    float each = floorf(r.h / (float)n);
    float least = 2 * ui_line(ui, ROLE_BODY) + ui_px(ui, 44);
    while (n > 1 && each < least) each = floorf(r.h / (float)--n);
    int first = n < N_STACKS ? N_STACKS - 1 - n : 0; /* 27C² against 49C² stays the longest */
    int64_t longest = 1; /* with few channels in, a stack's bar is the long one */
    for (int i = 0; i < N_STACKS; i++) {
        if (costs[i].weights > longest) longest = costs[i].weights;
        if (costs[i].single_weights > longest) longest = costs[i].single_weights;
    }
    for (int i = 0; i < n; i++) draw_stack(ui, cut_top(&r, each), &costs[first + i], longest);
    draw_macs_line(ui, macs, &costs[1]);
}

/* ---- 1x1 layers ---- */

/* A row of three numbers: what it is, weights, field. */
static void draw_one_row(Ui *ui, Rect *r, const char *what, const char *weights, const char *field,
                         Color color) {
    Style words = {ROLE_BODY, FONT_TEXT, color}, figure = {ROLE_BODY, FONT_MONO, color};
    Rect line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    ui_text(ui, cut_right(&line, ui_px(ui, 70)), figure, ALIGN_RIGHT, field);
    ui_text(ui, cut_right(&line, ui_px(ui, 120)), figure, ALIGN_RIGHT, weights);
    ui_text(ui, line, words, ALIGN_LEFT, what);
}

/* That two layers without a ReLU between them are one, shown by the engine on request. */
static void draw_fold(Ui *ui, Rect *r) {
    const Trial *t = app_trial(ui->app);
    Rect line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    char key[24];
    if (t) {
        Rect second = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
        line_draw(ui, &line, SAY(ui, "one.linear", ui_format(ui, "%d", t->fold_channels)),
                  ui_format(ui, "%.1g", t->linear), ui->theme->accent);
        line_draw(ui, &second, SAY(ui, "one.with_relu"), ui_format(ui, "%.2f", t->with_relu), ui->theme->text);
    } else if (app_key_of(ui->app, "measure", key)) {
        ui_button(ui, &line, SAY(ui, "one.try", ui_format(ui, "%s", key)), ui->theme->text, "measure");
    }
    cut_top(r, ui_px(ui, 6));
}

static const char *paper_error(const Ui *ui, NetId id) { return ui_format(ui, "%.1f", net_info(id)->paper_top1); }

static void draw_one_by_one(Ui *ui, Rect r) {
    const Lab *lab = &ui->app->lab;
    Color text = ui->theme->text, dim = ui->theme->dim;
    int64_t c = lab->c_in, quarter = c > 3 ? c / 4 : 1;
    draw_controls(ui, &r);
    Style body = {ROLE_BODY, FONT_TEXT, text};
    cut_top(&r, ui_paragraph(ui, r, body, SAY(ui, "one.what")) + ui_px(ui, 8));
    draw_one_row(ui, &r, "", SAY(ui, "one.weights"), SAY(ui, "one.field"), dim);
    draw_one_row(ui, &r, SAY(ui, "one.c"), format_count(ui, c * c), "+0", ui->theme->accent);
    draw_one_row(ui, &r, SAY(ui, "one.d"), format_count(ui, 9 * c * c), "+2", text);
    cut_top(&r, ui_px(ui, 8));
    cut_top(&r, ui_paragraph(ui, r, body, SAY(ui, "one.fold")) + ui_px(ui, 4));
    draw_fold(ui, &r);
    cut_top(&r, ui_paragraph(ui, r, body, SAY(ui, "one.later")) + ui_px(ui, 4));
    int64_t plain = 9 * c * c, bottleneck = 2 * c * quarter + 9 * quarter * quarter;
    float bar = ui_line(ui, ROLE_TITLE) + ui_px(ui, 8);
    if (r.h >= 2 * bar) {
        draw_bar(ui, cut_top(&r, bar), 1, ui->theme->fc, SAY(ui, "one.plain", format_count(ui, c)),
                 format_count(ui, plain));
        draw_bar(ui, cut_top(&r, bar), (float)((double)bottleneck / (double)plain), ui->theme->conv,
                 SAY(ui, "one.bottleneck", format_count(ui, c), format_count(ui, quarter)),
                 format_count(ui, bottleneck));
    }
    cut_top(&r, ui_px(ui, 8));
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, dim},
            SAY(ui, "one.paper", paper_error(ui, NET_B), paper_error(ui, NET_C), paper_error(ui, NET_VGG16)));
}

/* ---- where a network keeps its cost ---- */

/* The length of a bar, 0 to 1; on the log scale a decade is as long as another, from 1. */
static float chart_part(const App *app, double value, double most) {
    if (app->lab.chart_scale == CHART_LINEAR) return (float)(value / most);
    return value > 1 ? (float)(log10(value) / log10(most)) : 0;
}

/* "pools 9.9 %", in the words of each kind; a little is said to be little. */
static const char *share_words(const Ui *ui, const ChartShare *s) {
    bool little = s->share < 0.0005 && s->share > 0;
    return SAY(ui, layer_look(s->kind)->share, little ? "<0.1" : ui_format(ui, "%.1f", 100 * s->share));
}

static float shares_width(const Ui *ui, Style style, float gap, const char *const text[], int n) {
    float all = -gap;
    for (int i = 0; i < n; i++)
        if (text[i]) all += gap + ui_width(ui, style, text[i]);
    return all;
}

/* Of those that are said, the kind with the least. */
static int least_share(const ChartShare *s, const char *const text[], int n) {
    int least = -1;
    for (int i = 0; i < n; i++)
        if (text[i] && (least < 0 || s[i].share <= s[least].share)) least = i;
    return least;
}

/* The shares in a line: in smaller letters where they need it, and if that does not do without those that have the
 * least. */
static void write_shares(Ui *ui, Rect r, const ChartShare *shares, int n) {
    static const TextRole ROLES[] = {ROLE_TITLE, ROLE_BODY, ROLE_SMALL};
    const char *text[ROW_KINDS_COUNT];
    for (int i = 0; i < n; i++) text[i] = share_words(ui, &shares[i]);
    Style style = {ROLES[0], FONT_BOLD, 0};
    float gap = ui_px(ui, 10), all;
    int said = n;
    for (size_t role = 1; (all = shares_width(ui, style, gap, text, n)) > r.w && said > 1; role++)
        if (role < sizeof ROLES / sizeof *ROLES) style.role = ROLES[role];
        else text[least_share(shares, text, n)] = NULL, said--;
    if (said > 1) gap += (r.w - all) / (float)(said - 1); /* the first at the left, the last at the right */
    for (int i = 0; i < n; i++) {
        if (!text[i]) continue;
        style.color = kind_color(ui, shares[i].kind);
        if (--said) ui_text(ui, cut_left(&r, ui_width(ui, style, text[i])), style, ALIGN_LEFT, text[i]);
        else ui_text(ui, r, style, ALIGN_RIGHT, text[i]);
        cut_left(&r, gap);
    }
}

static void tell_share(Ui *ui, const Hit *hit, Hint *out) {
    const App *app = ui->app;
    ChartShare shares[ROW_KINDS_COUNT];
    int n = chart_shares(app, shares);
    if (hit->told.n[0] >= n) return;
    const ChartShare *s = &shares[hit->told.n[0]];
    double total = chart_total(app, &app->own);
    out->title = share_words(ui, s);
    hint_line(out, SAY(ui, "hint.of", chart_figure(ui, s->share * total), chart_figure(ui, total)));
}

/* All kinds of layers that the chart has, as parts of one bar, each in its colour. */
static void draw_shares(Ui *ui, Rect r) {
    ChartShare shares[ROW_KINDS_COUNT];
    int n = chart_shares(ui->app, shares);
    write_shares(ui, cut_top(&r, ui_line(ui, ROLE_TITLE)), shares, n);
    Rect bar = r;
    for (int i = 0; i < n; i++) {
        float w = i + 1 < n ? floorf(r.w * (float)shares[i].share) : bar.w;
        Rect part = cut_left(&bar, w);
        ui_fill(ui, part, kind_color(ui, shares[i].kind), 0);
        if (part.w >= 1) ui_tell(ui, part, (Told){.tell = tell_share, .n = {i}});
    }
}

/* Rows without what joins another: batch normalization, whose bars are too short to be seen. */
static int without_joined(const Net *net, int rows[], int n) {
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (layer_kind(net->layer[rows[i]].kind)->joins == JOINS_NONE) rows[kept++] = rows[i];
    return kept;
}

static void draw_where(Ui *ui, Rect room) {
    static const char *const NAMES[] = {"where.parameters", "where.macs", "where.memory"};
    TABLE_HAS(NAMES, CHART_COUNT);
    const App *app = ui->app;
    const Net *net = &app->own;
    double total = chart_total(app, &app->own);
    Rect r = ui_panel(ui, PANEL_WHERE, room, NULL);
    Rect line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    ui_toggle_right(ui, &line, SAY(ui, "where.log"), app->lab.chart_scale == CHART_LOG, "axis");
    cut_right(&line, ui_px(ui, 8));
    ui_switch_right(ui, &line, SAY(ui, NAMES[app->lab.chart]), "chart");
    cut_right(&line, ui_px(ui, 8));
    Style bold = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    const char *title = SAY(ui, "where.total", net_info(net->id)->title, chart_figure(ui, total));
    if (ui_width(ui, bold, title) > line.w) bold.role = ROLE_BODY;
    if (ui_width(ui, bold, title) > line.w) line = cut_top(&r, ui_line(ui, ROLE_BODY)); /* below the buttons */
    ui_hit(ui, ui_text(ui, line, bold, ALIGN_LEFT, title), "derive");
    if (app_slim(app)) /* what runs is another network in size: its total stands beside, labelled */
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), (Style){ROLE_SMALL, FONT_TEXT, ui->theme->slim}, ALIGN_LEFT,
                SAY(ui, "join.named", SAY(ui, "figures.this_run", weights_label(app, ui->arena)),
                          chart_figure(ui, chart_total(app, &app->weights->net))));
    cut_top(&r, ui_px(ui, 8));
    draw_shares(ui, cut_bottom(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 18)));
    cut_bottom(&r, ui_px(ui, 10));

    int rows[NET_LAYERS], n = chart_rows(app, rows);
    float least = ui_size(ui, ROLE_SMALL) * 1.24f;
    if (least * (float)n > r.h) n = without_joined(net, rows, n);
    double most = 0;
    for (int i = 0; i < n; i++) most = fmax(most, chart_value(&net->layer[rows[i]], app->lab.chart));
    int shown = (int)(r.h / least) < n ? (int)(r.h / least) : n;
    int at = n - 1;
    while (at > 0 && rows[at] > app->selection.row) at--; /* what has no row of its own stands at the one before */
    int pages = (n + shown - 1) / shown, page = app_page(app, pages, at / shown);
    int first = page * shown < n - shown ? page * shown : n - shown;
    float each = fminf(floorf(r.h / (float)shown), ui_px(ui, 32));
    Style name = {ROLE_SMALL, FONT_TEXT, 0}, figure = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    float names = ui_width(ui, name, "conv5_4") + ui_px(ui, 10);
    float figures = ui_width(ui, figure, "102,764,544") + ui_px(ui, 8);
    for (int i = first; i < first + shown; i++) {
        const Layer *l = &net->layer[rows[i]];
        bool selected = rows[i] == app->selection.row;
        Rect row = cut_top(&r, each);
        double value = chart_value(l, app->lab.chart);
        ui_hit(ui, row, ui_format(ui, "select %s", l->name))->told = (Told){.tell = tell_chart, .n = {rows[i]}};
        name.color = selected ? ui->theme->accent : ui->theme->dim;
        name.font = selected ? FONT_BOLD : FONT_TEXT;
        ui_text(ui, cut_left(&row, names), name, ALIGN_LEFT, l->name);
        float w = fmaxf(ui_px(ui, 2), floorf((row.w - figures) * chart_part(app, value, most)));
        ui_fill(ui, (Rect){row.x, row.y + ui_px(ui, 2), w, row.h - ui_px(ui, 4)},
                selected ? ui->theme->accent : kind_color(ui, l->kind), 0);
        cut_left(&row, w + ui_px(ui, 8));
        ui_text(ui, row, figure, ALIGN_LEFT, chart_figure(ui, value));
    }
    if (pages > 1) ui_hit(ui, line, "page next");
}

static const struct {
    const char *name, *command;
    void (*draw)(Ui *ui, Rect r);
} TOPICS[] = {[TOPIC_STACKS] = {"parameters.stacks", "topic stacks", draw_stacks},
              [TOPIC_ONE] = {"parameters.one", "topic 1x1", draw_one_by_one},
              [TOPIC_LOWER] = {"parameters.lower", "topic lower", lower_draw},
              [TOPIC_NORM] = {"parameters.norm", "topic norm", norm_draw}};
TABLE_HAS(TOPICS, TOPIC_COUNT);

/* On another line, too, where one has no room for them. */
static void draw_topics(Ui *ui, Rect *r) {
    Rect line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    cut_top(r, ui_px(ui, 6));
    for (int i = 0; i < TOPIC_COUNT; i++) {
        float w = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, SAY(ui, TOPICS[i].name)) + ui_px(ui, 20);
        if (w > line.w && ui->upright) {
            line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
            cut_top(r, ui_px(ui, 6));
        }
        Color color = (int)ui->app->lab.topic == i ? ui->theme->accent : ui->theme->dim;
        ui_button(ui, &line, SAY(ui, TOPICS[i].name), color, TOPICS[i].command);
        cut_left(&line, ui_px(ui, 8));
    }
}

static void draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    float gap = ui_px(ui, 11);
    Rect left = room;
    if (ui->panel == PANEL_WHERE) {
        draw_where(ui, room);
        return;
    }
    if (ui->panel != PANEL_STACKS) {
        left = cut_left(&room, floorf(room.w * 0.56f));
        cut_left(&room, gap);
        draw_where(ui, room);
    }
    Rect r = ui_panel(ui, PANEL_STACKS, left, NULL);
    draw_topics(ui, &r);
    TOPICS[app->lab.topic].draw(ui, r);
}

/* ---- what it says ---- */

static const char *headline(const Ui *ui) {
    static const char *const KEYS[] = {[TOPIC_STACKS] = "headline.stacks", [TOPIC_ONE] = "headline.one",
                                       [TOPIC_LOWER] = "headline.lower", [TOPIC_NORM] = ""};
    TABLE_HAS(KEYS, TOPIC_COUNT);
    Topic topic = ui->app->lab.topic;
    return topic == TOPIC_NORM ? norm_headline(ui) : SAY(ui, KEYS[topic]);
}

static void json(json_t *o, const App *app, Arena *arena) {
    (void)arena;
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
    ChartShare all[ROW_KINDS_COUNT];
    json_t *shares = json_object();
    for (int i = 0, kinds = chart_shares(app, all); i < kinds; i++)
        put(shares, layer_kind(all[i].kind)->name, json_real(all[i].share));
    put(o, "shares", shares);
    norm_json(o, app);
    lower_json(o, app);
    const Trial *t = app_trial(app);
    if (t)
        put(o, "trial",
            json_pack("{s:f,s:f,s:f,s:f}", "stack_ms", t->stack_ms, "single_ms", t->single_ms, "fold_difference",
                      t->linear, "fold_difference_with_relu", t->with_relu));
}

static const char *words(const Ui *ui) {
    if (ui->app->lab.topic == TOPIC_NORM) return add_line(ui, "", norm_words(ui));
    if (ui->app->lab.topic == TOPIC_LOWER) return add_line(ui, "", lower_words(ui));
    const char *text = "";
    const Lab *lab = &ui->app->lab;
    StackCost costs[8];
    int n = parameters_stacks(ui->app, costs, 8);
    text = add_line(ui, text,
                    SAY(ui, lab->biases ? "words.counted_biases" : "words.counted", ui_format(ui, "%d", lab->c_in),
                        ui_format(ui, "%d", lab->c_out)));
    for (int i = 0; i < n; i++)
        text =
            add_line(ui, text,
                     SAY(ui, costs[i].fewer_percent >= 0 ? "words.stack" : "words.stack_more",
                         ui_format(ui, "%d", costs[i].count), format_count(ui, costs[i].weights),
                         ui_format(ui, "%d×%d", costs[i].single, costs[i].single),
                         format_count(ui, costs[i].single_weights), ui_format(ui, "%.0f", fabs(costs[i].more_percent)),
                         ui_format(ui, "%.0f", fabs(costs[i].fewer_percent))));
    return text;
}

const Screen parameters_screen = {
    .draw = draw,
    .telling = PANEL_STACKS,
    .headline = headline,
    .words = words,
    .json = json,
    .save = lower_save,
    .bench = {"view parameters", {"+", "-"}},
};
