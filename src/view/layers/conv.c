#include "view/layer.h"
#include "view/screens.h"

static const char *brief(const Ui *ui, const Layer *l) {
    (void)ui;
    return l->name + 4;
}

static const char *headline(const Ui *ui, const Layer *l) {
    const char *field = ui_format(ui, "%d×%d", l->field, l->field);
    if (l->kernel == 1) return SAY(ui, "headline.unit", l->name, field);
    return SAY(ui, "headline.conv", l->name, field, ui_format(ui, "%d×%d", l->kernel, l->kernel),
               ui_format(ui, "%d", (l->kernel - 1) * l->jump));
}

static void factors(const Ui *ui, const Layer *l, const char **window, const char **inputs) {
    *window = ui_format(ui, "%d·%d", l->kernel, l->kernel);
    *inputs = ui_format(ui, "%d", l->in.c / l->groups);
}

LAYER_LOOK(conv, conv, 1, false, brief, headline, factors, window_row, sum_value, no_steps);
