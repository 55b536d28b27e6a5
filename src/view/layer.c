#include "view/layer.h"

#include <string.h>

#include "view/screens.h"

#define DECLARE(value, word) extern const LayerLook word##_look;
ROW_KINDS(DECLARE)

const LayerLook *layer_look(Kind kind) {
#define ENTRY(value, word) [KIND_##value] = &word##_look,
    static const LayerLook *const LOOKS[] = {ROW_KINDS(ENTRY)};
    return LOOKS[kind];
}

Color kind_color(const Ui *ui, Kind kind) {
    Color color;
    memcpy(&color, (const char *)ui->theme + layer_look(kind)->color, sizeof color);
    return color;
}

const char *own_name(const Ui *ui, const Layer *l) {
    (void)ui;
    return l->name;
}

void no_factors(const Ui *ui, const Layer *l, const char **window, const char **inputs) {
    (void)ui, (void)l;
    *window = *inputs = "";
}

void no_window_row(Ui *ui, Rect *r, const Layer *l) { (void)ui, (void)r, (void)l; }

void window_row(Ui *ui, Rect *r, const Layer *l) {
    const char *pad = l->pad_more ? ui_format(ui, "%d|%d", l->pad, l->pad + l->pad_more) : ui_format(ui, "%d", l->pad);
    figure_row(ui, r, SAY(ui, "figure.kernel"), ui_format(ui, "%d×%d, %d, %s", l->kernel, l->kernel, l->stride, pad),
               NULL);
}

const char *sum_value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    const char *terms = format_count(ui, layer_terms(l)), *activation = activation_name(ui, &ui->app->own, f->row);
    bool activated = f->shown != net_before_relu(&ui->app->own, f->row);
    return activated ? SAY(ui, "value.activated", activation, terms) : SAY(ui, "value.sum", terms);
}

const char *activation_name(const Ui *ui, const Net *net, int row) {
    int after = net_after_relu(net, row);
    if (after == net_before_relu(net, row)) return "";
    return strings_get(ui->app->strings, ui_format(ui, "activation.%s", layer_kind(net->layer[after].kind)->name));
}

const char *no_value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    (void)ui, (void)f, (void)l;
    return "";
}

void no_steps(Ui *ui, Rect *r, const UnitFacts *f) { (void)ui, (void)r, (void)f; }
