/* Patches of photos: what a unit sees, with its value. */
#include "view/hint.h"
#include "view/screens.h"

void patch_draw(Ui *ui, Rect t, const Image *image, Box box, uint64_t key, double value) {
    Style figure = {ROLE_SMALL, FONT_MONO, 0xFFFFFFFF};
    const char *text = format_value_within(ui, value, t.w - ui_px(ui, 18), figure);
    Rect badge = {t.x + ui_px(ui, 4), t.y + ui_px(ui, 4), ui_width(ui, figure, text) + ui_px(ui, 10),
                  ui_line(ui, ROLE_SMALL)};
    crop_draw(ui, t, image, box, key);
    ui_fill(ui, badge, 0xD0101418, ui_px(ui, 3));
    ui_text(ui, badge, figure, ALIGN_CENTRE, text);
}

void tell_patch(Ui *ui, const Hit *hit, Hint *out) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    int x = hit->told.n[0], y = hit->told.n[1], photo = hit->told.n[2];
    if (photo >= 0) out->title = say_photo(ui, path_base(app_survey_photo(app, photo)));
    const char *place = SAY(ui, "value.place", ui_format(ui, "%d", x), ui_format(ui, "%d", y));
    hint_line(out, ui_format(ui, "%s · %s", f.layer, place));
    hint_line(out, SAY(ui, photo < 0 ? "hint.patch" : "hint.patch_there"));
    if (photo >= 0) return;
    out->field = net_box(&app->own, f.row, x, y);
    out->has_field = true;
}

void patch_found_draw(Ui *ui, Rect t, const Survey *s, int place, int row) {
    const App *app = ui->app;
    const Finding *found = &s->best[place];
    char photo[QUOTED_SIZE];
    patch_draw(ui, t, &s->image[found->photo], net_box(&app->own, row, found->x, found->y),
               (uint64_t)found->photo + 1, (double)found->value);
    script_quote(app_survey_photo(app, found->photo), photo);
    ui_hit(ui, t, ui_format(ui, "image %s; pixel %d %d", photo, found->x, found->y))->told =
        (Told){.tell = tell_patch, .n = {found->x, found->y, found->photo}};
}

void patch_random_draw(Ui *ui, Rect t, const UnitFacts *f, int place) {
    const App *app = ui->app;
    const float *v = run_values(app->run, f->shown) + (int64_t)f->map * f->out.h * f->out.w;
    uint32_t seed = (uint32_t)(f->row * 4099 + f->map);
    int at[2] = {0};
    for (int i = 0; i <= place; i++)
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            at[k] = (int)((uint64_t)(seed >> 8) * (uint64_t)(k ? f->out.h : f->out.w) >> 24);
        }
    patch_draw(ui, t, &app->photo->image, net_box(&app->own, f->row, at[0], at[1]), 0,
               (double)v[at[1] * f->out.w + at[0]]);
    ui_hit(ui, t, ui_format(ui, "pixel %d %d", at[0], at[1]))->told =
        (Told){.tell = tell_patch, .n = {at[0], at[1], -1}};
}
