#include <math.h>

#include "view/layer.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) {
    (void)l;
    Answer best;
    if (!best_answers(ui->app, &best, 1)) return SAY(ui, "headline.softmax");
    return SAY(ui, "headline.answer", say_class(ui, &ui->app->own, best.class_index),
               format_percent(ui, (double)best.p, 1));
}

/* p = e^z / sum of e^z, with the largest of the sum's terms. */
static void steps(Ui *ui, Rect *r, const UnitFacts *f) {
    const float *z = run_values(ui->app->run, f->row - 1);
    Color text = ui->theme->text;
    double sum = 0;
    for (int i = 0; i < f->maps; i++) sum += exp((double)z[i]);
    line_draw(ui, r, SAY(ui, "neuron.z", ui->app->own.layer[f->row - 1].name), format_value(ui, (double)z[f->map]),
              text);
    line_draw(ui, r, SAY(ui, "neuron.exp"), ui_format(ui, "%.4g", exp((double)z[f->map])), text);
    line_draw(ui, r, SAY(ui, "neuron.exp_sum", format_count(ui, f->maps)), ui_format(ui, "%.4g", sum), text);
    line_draw(ui, r, SAY(ui, "neuron.ratio"), format_output(ui, f->own, exp((double)z[f->map]) / sum), text);
}

LAYER_LOOK(softmax, softmax, 1, false, own_name, headline, no_factors, no_window_row, no_value, steps);
