#include "view/screens/parameters_norm.h"

#include "app/features/folding.h"
#include "view/facts.h"

static float number(const Tensor *t, int64_t at) {
    float value;
    tensor_read(t, at, 1, &value);
    return value;
}

/* ---- one map ---- */

static float kernel_column(const Ui *ui, TextRole role) {
    return ui_width(ui, (Style){role, FONT_MONO, 0}, "-0.00000 ");
}

/* The kernel of one input channel as three lines of numbers, times `factor`. */
static void draw_kernel(Ui *ui, Rect r, TextRole role, const Tensor *weight, int64_t first, double factor,
                        Color color) {
    Style style = {role, FONT_MONO, color};
    float column = kernel_column(ui, role), line = ui_line(ui, role);
    for (int i = 0; i < 9; i++) {
        Rect cell = {r.x + column * (float)(i % 3), r.y + line * (float)(i / 3), column, line};
        ui_text(ui, cell, style, ALIGN_LEFT, format_value(ui, factor * (double)number(weight, first + i)));
    }
}

static void draw_kernels(Ui *ui, Rect *r, int row, int map, NormLine line) {
    static const char TIMES[] = "· a =";
    const Weights *w = ui->app->weights;
    const Layer *l = &w->net.layer[row - 1];
    const Tensor *weight = &w->layer[row - 1].weight;
    if (l->kernel != 3) return;
    int64_t first = (int64_t)map * tensor_count(weight) / l->out.c;
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, sign = {ROLE_BODY, FONT_BOLD, ui->theme->accent};
    float between = ui_width(ui, sign, TIMES) + ui_px(ui, 16);
    TextRole role = 6 * kernel_column(ui, ROLE_BODY) + between <= r->w ? ROLE_BODY : ROLE_SMALL;
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_SMALL)), words, ALIGN_LEFT, SAY(ui, "norm.kernel", l->name));
    bool apart = ui->upright && 6 * kernel_column(ui, role) + between > r->w; /* one below the other */
    Rect grid = cut_top(r, 3 * ui_line(ui, role));
    cut_top(r, ui_px(ui, 8));
    draw_kernel(ui, cut_left(&grid, 3 * kernel_column(ui, role)), role, weight, first, 1, ui->theme->text);
    if (apart) {
        grid = cut_top(r, 3 * ui_line(ui, role));
        cut_top(r, ui_px(ui, 8));
    }
    ui_text(ui, cut_left(&grid, between), sign, ALIGN_LEFT, TIMES);
    draw_kernel(ui, grid, role, weight, first, line.a, ui->theme->accent);
}

static void draw_map(Ui *ui, Rect *r, int row) {
    const App *app = ui->app;
    const Weights *w = app->weights;
    const LayerWeights *n = &w->layer[row];
    const Layer *l = &w->net.layer[row];
    int map = app_map(app) < l->out.c ? app_map(app) : 0;
    Style bold = {ROLE_BODY, FONT_BOLD, ui->theme->text}, figure = {ROLE_BODY, FONT_MONO, ui->theme->text};
    Style folded = {ROLE_BODY, FONT_MONO_BOLD, ui->theme->accent};
    float tall = ui_line(ui, ROLE_BODY);
    if (map < 0) map = 0;
    ui_text(ui, cut_top(r, tall), bold, ALIGN_LEFT,
            SAY(ui, "norm.map", w->net.layer[row - 1].name, l->name, ui_format(ui, "%d", map)));
    if (!app_norm_known(app, row)) {
        ui_text(ui, cut_top(r, tall), (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
                SAY(ui, "norm.unknown"));
        return;
    }
    NormLine line = norm_line(l, n, map);
    double bias = w->net.layer[row - 1].unbiased ? 0 : (double)number(&w->layer[row - 1].bias, map);
    ui_text(ui, cut_top(r, tall), figure, ALIGN_LEFT,
            ui_format(ui, "γ %s   β %s   μ %s   σ² %s", format_value(ui, (double)number(&n->weight, map)),
                      format_value(ui, (double)number(&n->bias, map)), format_value(ui, (double)number(&n->mean, map)),
                      format_value(ui, (double)number(&n->variance, map))));
    ui_text(ui, cut_top(r, tall), folded, ALIGN_LEFT,
            ui_format(ui, "a = %s   b = %s", format_value(ui, line.a), format_value(ui, line.b)));
    cut_top(r, ui_px(ui, 6));
    draw_kernels(ui, r, row, map, line);
    line_draw(ui, r, SAY(ui, "norm.bias", format_value(ui, bias)), format_value(ui, line.a * bias + line.b),
              ui->theme->accent);
}

/* ---- the whole network ---- */

static void draw_outcome(Ui *ui, Rect *r, const Folding *f) {
    Color text = ui->theme->text, accent = ui->theme->accent;
    line_draw(ui, r, SAY(ui, "norm.rows", ui_format(ui, "%d", f->gone)),
              ui_format(ui, "%s → %s", format_count(ui, f->params[0]), format_count(ui, f->params[1])), text);
    line_draw(ui, r, SAY(ui, net_has_shares(&f->folded.net) ? "norm.apart" : "norm.apart_values"),
              ui_format(ui, "%.1g", f->apart), accent);
    if (net_classes(&f->folded.net))
        line_draw(ui, r, SAY(ui, "norm.order"), SAY(ui, f->same_order ? "norm.same" : "norm.other"), accent);
    line_draw(ui, r, SAY(ui, "norm.time"), ui_format(ui, "%.1f → %.1f ms", f->ms[0], f->ms[1]), text);
}

static void draw_try(Ui *ui, Rect line) {
    const Folding *f = ui->app->work.folding;
    char key[24];
    if (f && !atomic_load(&f->task.done)) {
        ui_text(ui, line, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
                SAY(ui, "norm.running", ui_format(ui, "%d", atomic_load(&f->task.thousandths) / 10)));
        return;
    }
    if (!app_key_of(ui->app, "measure", key)) return;
    ui_button(ui, &line, SAY(ui, "norm.try", ui_format(ui, "%s", key)), ui->theme->text, "measure");
}

void norm_draw(Ui *ui, Rect r) {
    const App *app = ui->app;
    Style body = {ROLE_BODY, FONT_TEXT, ui->theme->text}, formula = {ROLE_BODY, FONT_MONO_BOLD, ui->theme->accent};
    int row = app_norm_row(app);
    const char *title = net_info(app->own.id)->title;
    cut_top(&r, ui_px(ui, 4));
    cut_top(&r, ui_paragraph(ui, r, body, SAY(ui, row < 0 ? "norm.none" : "norm.what", title)) + ui_px(ui, 10));
    cut_top(&r, ui_paragraph(ui, r, formula, "y = a·x + b   a = γ / √(σ² + ε)   b = β − a·μ") + ui_px(ui, 12));
    if (row < 0) {
        Rect line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
        ui_button(ui, &line, SAY(ui, "norm.net", net_info(NET_VGG16_BN)->title), ui->theme->text, "net vgg16_bn");
        return;
    }
    draw_map(ui, &r, row);
    cut_top(&r, ui_px(ui, 10));
    const Folding *f = app_folding(app);
    if (f) draw_outcome(ui, &r, f);
    else draw_try(ui, cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6)));
}

/* ---- what it says ---- */

const char *norm_headline(const Ui *ui) { return SAY(ui, app_folds(ui->app) ? "headline.norm" : "headline.no_norm"); }

const char *norm_words(const Ui *ui) {
    const Folding *f = app_folding(ui->app);
    if (!f) return SAY(ui, app_folds(ui->app) ? "norm.what" : "norm.none", net_info(ui->app->own.id)->title);
    return SAY(ui, "words.norm", ui_format(ui, "%d", f->gone), format_count(ui, f->params[0]),
               format_count(ui, f->params[1]), ui_format(ui, "%.1g", f->apart),
               SAY(ui, f->same_order ? "norm.same" : "norm.other"));
}

void norm_json(json_t *o, const App *app) {
    const Folding *f = app_folding(app);
    if (!f) return;
    put(o, "folding",
        json_pack("{s:i,s:I,s:I,s:f,s:f,s:b,s:f,s:f}", "rows_gone", f->gone, "parameters", (json_int_t)f->params[0],
                  "folded_parameters", (json_int_t)f->params[1], "answers_differ", f->apart, "rows_differ",
                  f->rows_apart, "same_order", f->same_order, "ms", f->ms[0], "folded_ms", f->ms[1]));
}
