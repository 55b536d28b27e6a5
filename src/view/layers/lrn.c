#include <math.h>

#include "view/layer.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) { return SAY(ui, "headline.lrn", l->name); }

static void neighbours(Ui *ui, Rect *r, const Layer *l) {
    figure_row(ui, r, SAY(ui, "figure.lrn"), ui_format(ui, "%d", l->kernel), NULL);
}

static const char *divisor_words(const Ui *ui, const Layer *l, double squares) {
    return SAY(ui, "neuron.lrn_divisor", format_value(ui, squares), ui_format(ui, "%.6g", l->k),
               ui_format(ui, "%.6g", l->alpha), ui_format(ui, "%.6g", l->beta));
}

/* b = a / (k + alpha * sum of squares)^beta */
static void steps(Ui *ui, Rect *r, const UnitFacts *f) {
    const float *before = run_values(ui->app->run, f->row - 1);
    Shape s = f->run_out;
    int64_t plane = (int64_t)s.h * s.w, at = (int64_t)f->y * s.w + f->x;
    Color text = ui->theme->text;
    double squares = 0;
    const Layer *l = f->own;
    for (int c = f->map - l->kernel / 2; c <= f->map + (l->kernel - 1) / 2; c++) {
        if (c < 0 || c >= s.c) continue;
        double a = (double)before[c * plane + at];
        squares += a * a;
        line_draw(ui, r, SAY(ui, "neuron.lrn_channel", ui_format(ui, "%d", c)), format_value(ui, a),
                  c == f->map ? ui->theme->accent : text);
    }
    double divisor = pow(l->k + l->alpha * squares, l->beta);
    line_draw(ui, r, SAY(ui, "neuron.lrn_squares"), format_value(ui, squares), text);
    line_draw(ui, r, divisor_words(ui, l, squares), format_value(ui, divisor), text);
    line_draw(ui, r, SAY(ui, "neuron.ratio"), format_value(ui, (double)before[f->map * plane + at] / divisor), text);
}

LAYER_LOOK(lrn, lrn, 1, true, own_name, headline, no_factors, neighbours, no_value, steps);
