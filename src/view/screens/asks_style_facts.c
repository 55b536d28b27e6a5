#include "view/screens/asks_style_facts.h"

#include "app/features/inverted.h"
#include "app/features/style.h"
#include "view/names.h"

const char *say_styled(const Ui *ui) {
    const App *app = ui->app;
    const char *photo = photo_name(ui, app->photo->name);
    const Beside *model = style_beside(app);
    if (app->asks.topic == ASKS_INVERSION)
        return SAY(ui, "style.of_inversion", app_row_name(app, style_inverted_row(app)));
    if (app->asks.topic == ASKS_TEXTURE || !model) return SAY(ui, "style.of_texture", photo);
    return SAY(ui, "style.of_style", photo, photo_name(ui, model->photo.name));
}

/* ---- `read` ---- */

const char *style_words(const Ui *ui, const Painted *p) {
    const App *app = ui->app;
    const char *text = add_line(ui, "", say_styled(ui));
    if (!p->steps) return text;
    const float *curve = p->curve;
    int total = style_losses(app).total, last = (p->steps - 1) * p->losses;
    text = add_line(ui, text, SAY(ui, "style.words", ui_format(ui, "%d", p->steps),
                                  format_value(ui, (double)curve[total]),
                                  format_value(ui, (double)curve[last + total])));
    Inverted kept[INVERTED_MOST];
    int n = app->asks.topic == ASKS_INVERSION ? inverted_kept(app, p, ui->arena, kept) : 0;
    for (int i = 0; i < n; i++)
        text = add_line(ui, text, SAY(ui, "style.kept", app_row_name(app, kept[i].row),
                                      ui_format(ui, "%d", kept[i].steps),
                                      format_likeness(ui, (double)kept[i].alike)));
    return text;
}

static json_t *kept_json(const App *app, const Painted *p, Arena *arena) {
    Inverted kept[INVERTED_MOST];
    json_t *all = json_array();
    int n = inverted_kept(app, p, arena, kept);
    for (int i = 0; i < n; i++)
        json_array_append_new(all, json_pack("{s:s,s:i,s:f}", "layer", app_row_name(app, kept[i].row), "steps",
                                             kept[i].steps, "correlation", (double)kept[i].alike));
    return all;
}

/* Losses by name, in the order of the curve's columns; and the weights. */
static void put_losses(json_t *o, const App *app) {
    int rows[STYLE_LAYERS];
    StyleLosses l = style_losses(app);
    json_t *losses = json_array(), *weights = json_object();
    style_rows(&app->own, rows);
    for (int i = 0; i < l.textures; i++) {
        json_array_append_new(losses, json_string(app_row_name(app, rows[i])));
        put(weights, app_row_name(app, rows[i]), json_real((double)app->style.weight[i]));
    }
    if (l.content >= 0) json_array_append_new(losses, json_string("content"));
    if (app->asks.topic == ASKS_STYLE) put(weights, "content", json_real((double)app->style.content));
    json_array_append_new(losses, json_string("variation"));
    put(weights, "variation", json_real((double)app->style.variation));
    json_array_append_new(losses, json_string("sum"));
    put(o, "losses", losses);
    put(o, "weights", weights);
}

void style_json(json_t *o, const App *app, const Painted *p, Arena *arena) {
    static const char *const OPTIMIZER_NAMES[] = {WORD_NAMES(EACH_OPTIMIZER)};
    const Beside *model = app->asks.topic == ASKS_STYLE ? style_beside(app) : NULL;
    put_losses(o, app);
    put(o, "optimizer", json_string(OPTIMIZER_NAMES[app->style.optimizer]));
    put(o, "pools", json_string(app->style.averages ? "average" : "max"));
    if (model) put(o, "style", json_string(model->photo.name));
    if (app->asks.topic == ASKS_INVERSION) put(o, "kept", kept_json(app, p, arena));
}
