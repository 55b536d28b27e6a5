#include "view/layer.h"
#include "view/screens.h"

static const char *brief(const Ui *ui, const Layer *l) { return ui_format(ui, "a%s", l->name + 7); }

static const char *headline(const Ui *ui, const Layer *l) {
    if (l->out.h == 1 && l->kernel == l->in.h) return SAY(ui, "headline.average_all", l->name);
    if (windows_differ(l)) return SAY(ui, "headline.average_to", l->name, ui_format(ui, "%d×%d", l->out.h, l->out.w));
    return SAY(ui, "headline.average", l->name, ui_format(ui, "%d×%d", l->kernel, l->kernel),
               ui_format(ui, "%d×%d", l->field, l->field), ui_format(ui, "%d", l->jump));
}

static void window(Ui *ui, Rect *r, const Layer *l) {
    if (windows_differ(l)) figure_row(ui, r, SAY(ui, "figure.parts"), ui_format(ui, "%d×%d", l->out.h, l->out.w), NULL);
    else window_row(ui, r, l);
}

static const char *value(const Ui *ui, const UnitFacts *f, const Layer *l) {
    Extent rows = layer_inside(l, f->y, l->in.h), columns = layer_inside(l, f->x, l->in.w);
    return SAY(ui, "value.average", format_count(ui, (rows.end - rows.first) * (columns.end - columns.first)));
}

LAYER_LOOK(average, pool, 0.62f, true, brief, headline, no_factors, window, value, no_steps);
