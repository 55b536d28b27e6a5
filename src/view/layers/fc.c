#include "view/layer.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) { return SAY(ui, "headline.fc", l->name); }

static void factors(const Ui *ui, const Layer *l, const char **window, const char **inputs) {
    *window = "";
    *inputs = l->in.h > 1 ? ui_format(ui, "%d·%d·%d", l->in.c, l->in.h, l->in.w) : ui_format(ui, "%d", l->in.c);
}

LAYER_LOOK(fc, fc, 1, false, own_name, headline, factors, no_window_row, sum_value, no_steps);
