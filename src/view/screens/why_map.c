#include "view/screens/why_map.h"

#include <math.h>

void why_map_draw(Ui *ui, Rect square, const WhyMap *m, const char *what, bool stretched, bool smooth,
                  uint64_t version) {
    const Image *photo = &ui->app->photo->image;
    Heat *heat = ARENA_NEW(ui->arena, 1, Heat);
    if (!heat) return;
    *heat = (Heat){m->values, m->w, m->h, m->known, stretched};
    /* what is still to come is another picture, and the same one whatever is asked */
    version = m->values ? (version << 1 | 1) * 0x9E3779B97F4A7C15u : 0;
    ui_picture(ui, square, (Picture){.kind = PICTURE_HEAT, .data = photo->rgb, .heat = heat, .w = photo->size,
                                     .h = photo->size, .rows = photo->size, .smooth = smooth,
                                     .hi = m->extremes.bright > 0 ? m->extremes.bright : 1,
                                     .version = version ^ ui->app->image_version});
    HeatTold *told = m->values ? ARENA_NEW(ui->arena, 1, HeatTold) : NULL;
    if (told) *told = (HeatTold){what, m->values, m->w, m->h, 1, m->known, 0, 0};
    if (told) ui_hit_cells(ui, HIT_CELL, square, m->w, m->h, NULL)->told = (Told){tell_heat, told, .cells = true};
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
}

void why_legend_draw(Ui *ui, Rect *room, const MapExtremes *e, bool one_side) {
    static unsigned char ramp[255][3];
    for (int i = 0; i < 255; i++) {
        Color c = heat_color(96, (float)(i - 127) / 127);
        for (int k = 0; k < 3; k++) ramp[i][k] = (unsigned char)(c >> (16 - 8 * k));
    }
    Style figures = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    const char *size = format_value_within(ui, (double)e->bright, room->w - ui_width(ui, figures, "≥ "), figures);
    bool beyond = e->bright < e->largest;
    const char *from = one_side ? "0" : ui_format(ui, "%s−%s", beyond ? "≤ " : "", size);
    const char *to = ui_format(ui, "%s%s", beyond ? "≥ " : "+", size);
    Rect bar = cut_top(room, ui_px(ui, 12)), line = cut_top(room, ui_line(ui, ROLE_SMALL));
    ui_picture(ui, bar, (Picture){.kind = PICTURE_RGB, .data = ramp[one_side ? 127 : 0], .w = one_side ? 128 : 255,
                                  .h = 1, .rows = 1, .smooth = true, .version = one_side ? 2 : 1});
    ui_frame(ui, bar, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    ui_text(ui, cut_right(&line, ui_width(ui, figures, to)), figures, ALIGN_RIGHT, to);
    cut_right(&line, ui_px(ui, 10));
    if (ui_width(ui, figures, from) > line.w) from = ui_format(ui, "−%s", size);
    if (ui_width(ui, figures, from) <= line.w) ui_text(ui, line, figures, ALIGN_LEFT, from);
}
