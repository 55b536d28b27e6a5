/* What the view in space says: how it is looked at, and what the selected unit sees of each volume. */
#include "view/screens/network_space.h"

void unit_cone(const App *app, const UnitFacts *f, const Volume volumes[], int n, Seen out[]) {
    int own = net_shape(&app->own, f->shown).c, run = net_shape(&app->weights->net, f->shown).c;
    space_cone(&app->own, volumes, n, f->shown, (int)((int64_t)f->map * own / run), f->x, f->y, out);
}

static const char *scale_word(const App *app) { return app->space.proportions == SPACE_LOG ? "log" : "real"; }

const char *space_words(const Ui *ui, const char *text, const UnitFacts *f) {
    const App *app = ui->app;
    Volume volumes[SPACE_VOLUMES];
    Seen seen[SPACE_VOLUMES];
    int n = space_volumes(&app->own, app->space.proportions, volumes);
    unit_cone(app, f, volumes, n, seen);
    text = add_line(ui, text,
                    SAY(ui, app->space.proportions == SPACE_LOG ? "space.words_log" : "space.words_real",
                        ui_format(ui, "%g", app->space.turn), ui_format(ui, "%g", app->space.tilt)));
    for (int i = 0; i < n && seen[i].seen; i++) {
        const char *name = app_row_name(app, volumes[i].row);
        Box b = seen[i].box;
        if (volumes[i].row == f->row) break;
        text = add_line(ui, text,
                        volumes[i].bar ? SAY(ui, "space.sees_all", name, format_count(ui, volumes[i].shape.c))
                                       : SAY(ui, "space.sees_of", name,
                                             ui_format(ui, "%d×%d", b.x1 - b.x0 + 1, b.y1 - b.y0 + 1),
                                             ui_format(ui, "%d, %d", b.x0, b.y0)));
    }
    return text;
}

void space_json(json_t *o, const App *app, const UnitFacts *f) {
    Volume volumes[SPACE_VOLUMES];
    Seen seen[SPACE_VOLUMES];
    int n = space_volumes(&app->own, app->space.proportions, volumes);
    json_t *all = json_array();
    unit_cone(app, f, volumes, n, seen);
    for (int i = 0; i < n; i++) {
        const Volume *v = &volumes[i];
        json_t *one = json_pack("{s:s,s:o,s:[f,f,f],s:[f,f,f]}", "layer", app_row_name(app, v->row), "shape",
                                shape_json(v->shape), "size", v->w, v->h, v->deep, "front", v->front.x, v->front.y,
                                v->front.z);
        Box b = seen[i].box;
        if (seen[i].seen && v->bar) put(one, "sees", json_pack("[i,i]", b.x0, b.x1));
        else if (seen[i].seen) put(one, "sees", json_pack("[i,i,i,i]", b.x0, b.y0, b.x1, b.y1));
        json_array_append_new(all, one);
    }
    put(o, "space", json_pack("{s:s,s:f,s:f,s:f,s:o}", "proportions", scale_word(app), "turn", app->space.turn, "tilt",
                              app->space.tilt, "near", app->space.near, "volumes", all));
}
