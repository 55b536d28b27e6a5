/* Drawn with the layer before it. */
#include "view/layer.h"
#include "view/screens.h"

static const char *headline(const Ui *ui, const Layer *l) {
    return SAY(ui, "headline.unit", l->name, ui_format(ui, "%d×%d", l->field, l->field));
}

LAYER_LOOK(relu, conv, 1, false, own_name, headline, no_factors, no_window_row, no_value, activation_steps);
