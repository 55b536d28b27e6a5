/* Where a total comes from: the sum row by row. */
#include <math.h>

#include "base/table.h"
#include "view/layer.h"
#include "view/screens.h"

/* "3·3·64·64 + 64": the arithmetic behind a layer's figure. */
static const char *formula(const Ui *ui, const Layer *l) {
    Chart chart = ui->app->lab.chart;
    if (chart == CHART_MEMORY)
        return l->out.h > 1 ? ui_format(ui, "%d·%d·%d · 4 B", l->out.c, l->out.h, l->out.w)
                            : ui_format(ui, "%d · 4 B", l->out.c);
    const char *window, *inputs;
    layer_look(l->kind)->factors(ui, l, &window, &inputs);
    const char *weights = ui_format(ui, "%s%s%s%s%d", window, *window ? "·" : "", inputs, *inputs ? "·" : "", l->out.c);
    if (chart == CHART_PARAMETERS) return l->unbiased ? weights : ui_format(ui, "%s + %d", weights, l->out.c);
    return l->out.h > 1 ? ui_format(ui, "%s · %d·%d", weights, l->out.h, l->out.w) : weights;
}

static void draw_sum(Ui *ui, Rect room) {
    static const char *const NAMES[] = {"where.parameters", "where.macs", "where.memory"};
    TABLE_HAS(NAMES, CHART_COUNT);
    const App *app = ui->app;
    int rows[NET_LAYERS], n = chart_rows(app, rows);
    Rect r = room, head = cut_top(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 6));
    ui_switch_right(ui, &head, SAY(ui, NAMES[app->lab.chart]), "chart");
    ui_text(ui, head, (Style){ROLE_TITLE, FONT_BOLD, ui->theme->text}, ALIGN_LEFT,
            SAY(ui, "derive.title", net_info(app->own.id)->title));
    cut_top(&r, ui_px(ui, 6));
    float foot = ui_line(ui, ROLE_KEY) + ui_px(ui, 8), most = r.h - foot;
    TextRole role = ROLE_TITLE;
    while (role > ROLE_SMALL && ui_line(ui, role) * (float)n > most) role--;
    Style name = {role, FONT_TEXT, ui->theme->dim}, sum = {role, FONT_MONO, ui->theme->dim},
          figure = {role, FONT_MONO, ui->theme->text};
    float line = fminf(ui_line(ui, role) + ui_px(ui, 8), floorf(most / (float)n));
    int columns = line < ui_size(ui, role) * 1.25f ? 2 : 1, each = (n + columns - 1) / columns;
    if (columns > 1) line = ui_line(ui, role);
    float gap = ui_px(ui, 30), width = floorf(columns > 1 ? (r.w - gap) / 2 : r.w * 0.62f);
    double largest = 0;
    for (int i = 0; i < n; i++) largest = fmax(largest, chart_value(&app->own.layer[rows[i]], app->lab.chart));
    for (int i = 0; i < n; i++) {
        const Layer *l = &app->own.layer[rows[i]];
        Rect row = {r.x + (float)(i / each) * (width + gap), r.y + (float)(i % each) * line, width, line};
        double of = chart_value(l, app->lab.chart);
        const char *value = format_count(ui, (int64_t)of);
        if (columns == 1) { /* how large it is beside the others */
            Rect bar = {row.x + width + gap, row.y + ui_px(ui, 4), r.w - width - gap, line - ui_px(ui, 8)};
            bar.w = fmaxf(1, floorf(bar.w * (float)(of / largest)));
            ui_fill(ui, bar, kind_color(ui, l->kind), 0);
        }
        ui_text(ui, cut_left(&row, ui_width(ui, name, "conv5_4") + ui_px(ui, 14)), name, ALIGN_LEFT, l->name);
        ui_text(ui, cut_right(&row, ui_width(ui, figure, value)), figure, ALIGN_RIGHT, value);
        const char *arithmetic = formula(ui, l);
        if (ui_width(ui, sum, arithmetic) + ui_px(ui, 10) <= row.w) ui_text(ui, row, sum, ALIGN_LEFT, arithmetic);
    }
    /* the total under the last figure, behind a line as in a sum on paper */
    Rect total = {r.x + (float)(columns - 1) * (width + gap), r.y + (float)each * line, width, foot};
    ui_fill(ui, (Rect){total.x, total.y + ui_px(ui, 3), total.w, fmaxf(1, floorf(ui->scale))}, ui->theme->edge, 0);
    cut_top(&total, ui_px(ui, 8));
    ui_text(ui, total, (Style){ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent}, ALIGN_RIGHT,
            ui_format(ui, "= %s", format_count(ui, (int64_t)chart_total(app, &app->own))));
}

void sum_draw(Ui *ui, Rect window) {
    Rect r = inset(window, ui_px(ui, 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    draw_sum(ui, inset(r, ui_px(ui, 20)));
}
