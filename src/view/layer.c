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
    figure_row(ui, r, SAY(ui, "figure.kernel"), ui_format(ui, "%d×%d, %d, %d", l->kernel, l->kernel, l->stride, l->pad),
               NULL);
}

const char *sum_value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    return SAY(ui, f->shown != f->row ? "value.relu" : "value.sum", format_count(ui, layer_terms(l)));
}

const char *no_value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    (void)ui, (void)f, (void)l;
    return "";
}

void no_steps(Ui *ui, Rect *r, const UnitFacts *f) { (void)ui, (void)r, (void)f; }
