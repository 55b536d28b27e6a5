#include "view/screens/why_map.h"

#include <math.h>

/* What speaks for the answer (0 to 1) blue, against it (0 to -1) orange, over a grey photo that shows through. */
typedef struct Colors {
    float side[2][3]; /* against, for: red, green, blue */
} Colors;

static Colors map_colors(void) {
    Colors colors;
    for (int side = 0; side < 2; side++) {
        Color c = signed_color(side ? 0.85f : -0.85f);
        for (int i = 0; i < 3; i++) colors.side[side][i] = (float)(c >> (16 - 8 * i) & 0xFF);
    }
    return colors;
}

static void blend(const Colors *colors, unsigned luminance, float t, unsigned char out[3]) {
    float much = 0.88f * fminf(fabsf(t), 1), base = 20 + 0.4f * (float)luminance;
    const float *color = colors->side[t > 0];
    for (int i = 0; i < 3; i++) out[i] = (unsigned char)(base + (color[i] - base) * much + 0.5f);
}

/* The map at a pixel of the photo: square by square, or what is found at places of a layer stretched. */
static float value_at(const WhyMap *m, bool stretched, int x, int y, int side) {
    float u = ((float)x + 0.5f) * (float)m->w / (float)side, v = ((float)y + 0.5f) * (float)m->h / (float)side;
    if (!stretched) {
        int at = (int)v * m->w + (int)u;
        return at < m->known ? m->values[at] : 0;
    }
    u = fminf(fmaxf(u - 0.5f, 0), (float)m->w - 1);
    v = fminf(fmaxf(v - 0.5f, 0), (float)m->h - 1);
    int x0 = (int)u, y0 = (int)v, x1 = x0 + 1 < m->w ? x0 + 1 : x0, y1 = y0 + 1 < m->h ? y0 + 1 : y0;
    const float *a = m->values + (int64_t)y0 * m->w, *b = m->values + (int64_t)y1 * m->w;
    float p = u - (float)x0, q = v - (float)y0;
    return (a[x0] * (1 - p) + a[x1] * p) * (1 - q) + (b[x0] * (1 - p) + b[x1] * p) * q;
}

void why_map_draw(Ui *ui, Rect square, const WhyMap *m, const char *what, bool stretched, bool smooth,
                  uint64_t version) {
    const Image *photo = &ui->app->photo->image;
    int side = photo->size;
    unsigned char *rgb = arena_alloc(ui->arena, (size_t)side * (size_t)side, 3);
    if (!rgb) return;
    float end = m->extremes.bright > 0 ? m->extremes.bright : 1;
    const Colors colors = map_colors();
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            const unsigned char *p = photo->rgb + ((size_t)y * (size_t)side + (size_t)x) * 3;
            unsigned grey = (p[0] * 19595u + p[1] * 38470u + p[2] * 7471u) >> 16;
            float v = m->values ? value_at(m, stretched, x, y, side) : 0;
            blend(&colors, grey, v / end, rgb + ((size_t)y * (size_t)side + (size_t)x) * 3);
        }
    version = version << 1 | (m->values != NULL); /* what is still to come is another picture */
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = rgb, .w = side, .h = side, .rows = side,
                                     .smooth = smooth,
                                     .version = version * 0x9E3779B97F4A7C15u ^ ui->app->image_version});
    HeatTold *told = m->values ? ARENA_NEW(ui->arena, 1, HeatTold) : NULL;
    if (told) *told = (HeatTold){what, m->values, m->w, m->h, 1, m->known, 0, 0};
    if (told) ui_hit_cells(ui, HIT_CELL, square, m->w, m->h, NULL)->told = (Told){tell_heat, told, .cells = true};
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
}

void why_legend_draw(Ui *ui, Rect *room, const MapExtremes *e, bool one_side) {
    static unsigned char ramp[255][3];
    const Colors colors = map_colors();
    for (int i = 0; i < 255; i++) blend(&colors, 96, (float)(i - 127) / 127, ramp[i]);
    Style figures = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    const char *size = format_value(ui, (double)e->bright);
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
