#include "view/layer.h"
#include "view/screens.h"

static const char *brief(const Ui *ui, const Layer *l) { return ui_format(ui, "p%s", l->name + 4); }

static const char *headline(const Ui *ui, const Layer *l) {
    const char *field = ui_format(ui, "%d×%d", l->field, l->field), *jump = ui_format(ui, "%d", l->jump);
    if (l->stride == 2) return SAY(ui, "headline.pool", l->name, field, jump);
    return SAY(ui, "headline.pool_window", l->name, field, jump, ui_format(ui, "%d×%d", l->kernel, l->kernel));
}

static const char *value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    Extent rows = layer_inside(l, f->y, l->in.h), columns = layer_inside(l, f->x, l->in.w);
    return SAY(ui, "value.pool", ui_format(ui, "%d", (rows.end - rows.first) * (columns.end - columns.first)));
}

LAYER_LOOK(pool, pool, 0.62f, true, brief, headline, no_factors, window_row, value, no_steps);
