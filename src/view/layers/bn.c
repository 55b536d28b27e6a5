/* Batch normalization, drawn with the convolution before it. */
#include <math.h>

#include "view/layer.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) { return SAY(ui, "headline.bn", l->name); }

static float number(const Tensor *t, int map) {
    float value;
    tensor_read(t, map, 1, &value);
    return value;
}

/* 0.00001 rather than 1e-05. */
static const char *plain_number(const Ui *ui, double v) {
    int digits = (int)lround(-log10(v));
    bool power = fabs(v * pow(10, digits) - 1) < 1e-6;
    return power && digits > 0 ? ui_format(ui, "%.*f", digits, v) : ui_format(ui, "%g", v);
}

/* y = (x - mean) / sqrt(variance + epsilon) * weight + bias */
static void steps(Ui *ui, Rect *r, const UnitFacts *f) {
    const Run *run = ui->app->run;
    const LayerWeights *w = &run_weights(run)->layer[f->row];
    Shape s = f->run_out;
    double x = (double)run_values(run, f->row - 1)[((int64_t)f->map * s.h + f->y) * s.w + f->x];
    double mean = (double)number(&w->mean, f->map), variance = (double)number(&w->variance, f->map);
    double weight = (double)number(&w->weight, f->map), bias = (double)number(&w->bias, f->map);
    double normal = (x - mean) / sqrt(variance + f->own->epsilon);
    Color text = ui->theme->text;
    line_draw(ui, r, SAY(ui, "neuron.bn_in", app_row_name(ui->app, f->row - 1)), format_value(ui, x), text);
    line_draw(ui, r, SAY(ui, "neuron.bn_mean", format_value(ui, mean)), format_value(ui, x - mean), text);
    const char *root = SAY(ui, "neuron.bn_deviation", format_value(ui, variance), plain_number(ui, f->own->epsilon));
    line_draw(ui, r, root, format_value(ui, normal), text);
    line_draw(ui, r, SAY(ui, "neuron.bn_weight", format_value(ui, weight)), format_value(ui, normal * weight), text);
    line_draw(ui, r, SAY(ui, "neuron.bn_bias", format_value(ui, bias)), format_value(ui, normal * weight + bias), text);
}

LAYER_LOOK(bn, conv, 1, false, own_name, headline, no_factors, no_window_row, no_value, steps);
