/* Activations beside ReLU: drawn with the layer before them, or alone. */
#include "view/layer.h"
#include "view/screens.h"

/* As one writes it on a board. */
static const char *formula(const Ui *ui, const Layer *l) {
    switch (l->kind) {
    case KIND_LEAKY: return ui_format(ui, "max(%g·x, x)", l->slope);
    case KIND_ELU: return l->slope == 1 ? "x, eˣ − 1" : ui_format(ui, "x, %g·(eˣ − 1)", l->slope);
    case KIND_GELU: return "x·Φ(x)";
    case KIND_SILU: return "x/(1 + e⁻ˣ)";
    case KIND_RELU6: return "min(max(0, x), 6)";
    case KIND_SIGMOID: return "1/(1 + e⁻ˣ)";
    case KIND_TANH: return "tanh x";
    default: return "max(0, x)";
    }
}

static const char *headline(const Ui *ui, const Layer *l) { return SAY(ui, "headline.curve", l->name, formula(ui, l)); }

static const char *value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    (void)f;
    return ui_format(ui, "= %s", formula(ui, l));
}

void activation_steps(Ui *ui, Rect *r, const UnitFacts *f) {
    const Run *run = ui->app->run;
    Shape s = f->run_out;
    double x = (double)run_values(run, f->row - 1)[((int64_t)f->map * s.h + f->y) * s.w + f->x];
    line_draw(ui, r, SAY(ui, "neuron.bn_in", app_row_name(ui->app, f->row - 1)), format_value(ui, x), ui->theme->text);
    line_draw(ui, r, formula(ui, f->own), format_value(ui, (double)f->value), ui->theme->text);
}

#define CURVE(word) \
    LAYER_LOOK(word, softmax, 0.5f, true, own_name, headline, no_factors, no_window_row, value, activation_steps)

CURVE(leaky);
CURVE(elu);
CURVE(gelu);
CURVE(silu);
CURVE(relu6);
CURVE(sigmoid);
CURVE(tanh);
