#include "view/layer.h"
#include "view/screens.h"

static const char *brief(const Ui *ui, const Layer *l) { return ui_format(ui, "p%s", l->name + 4); }

static const char *headline(const Ui *ui, const Layer *l) {
    return SAY(ui, "headline.pool", l->name, ui_format(ui, "%d×%d", l->field, l->field), ui_format(ui, "%d", l->jump));
}

static const char *value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    (void)f;
    return SAY(ui, "value.pool", ui_format(ui, "%d", l->kernel * l->kernel));
}

LAYER_LOOK(pool, pool, 0.62f, true, brief, headline, no_factors, window_row, value, no_steps);
