#include "view/screens/why_terms.h"

#include <math.h>

#include "app/features/survey.h"
#include "view/hint.h"

enum { THUMBS = 3, PANEL_PLACE = WHY_LEVELS + 2 }; /* before it a panel a sum, and the screen's own */

static const char *layer_name(const Ui *ui, int row) { return app_row_name(ui->app, net_lead(&ui->app->own, row)); }

static const char *term_label(const Ui *ui, const WhySum *s, const WhyTerm *t) {
    return s->places ? ui_format(ui, "%d @ %d,%d", t->unit, t->x, t->y) : ui_format(ui, "%d", t->unit);
}

/* ---- a sum ---- */

static void tell_term(Ui *ui, const Hit *hit, Hint *out) {
    const WhySum *s = hit->told.of;
    const WhyTerm *t = &s->term[hit->told.n[0]];
    const char *row = layer_name(ui, s->row - 1), *unit = ui_format(ui, "%d", t->unit);
    out->title = s->places ? SAY(ui, "why.term_place", row, unit, ui_format(ui, "%d", t->x), ui_format(ui, "%d", t->y))
                           : SAY(ui, "why.term_unit", row, unit);
    hint_line(out, ui_format(ui, "%s × %s = %s", format_value(ui, t->weight), format_value(ui, t->value),
                             format_value(ui, t->product)));
    if (!s->places) return;
    out->has_field = true;
    out->field = net_box(&ui->app->own, s->row - 1, t->x, t->y);
}

/* The photos for which the unit answers most. */
static void draw_photos(Ui *ui, Rect room, const Survey *survey, int unit) {
    Finding best[THUMBS];
    int n = survey ? survey_best(survey, unit, best, THUMBS) : 0;
    for (int i = 0; i < n; i++) {
        const Image *image = &survey->image[best[i].photo];
        Rect at = cut_left(&room, room.h);
        cut_left(&room, ui_px(ui, 3));
        crop_draw(ui, at, image, (Box){0, 0, image->size - 1, image->size - 1}, (uint64_t)best[i].photo + 1);
        ui_hit(ui, at, ui_format(ui, "image '%s'", app_survey_photo(ui->app, best[i].photo)))->told =
            (Told){.tell = tell_photo, .of = app_survey_photo(ui->app, best[i].photo)};
    }
}

/* Its name, a bar that is as long as the term is large, and the number; with the photos where there are any. */
static void draw_term(Ui *ui, Rect line, const WhyTerms *f, int level, int place, bool photos) {
    const WhySum *s = &f->sum[level];
    const WhyTerm *t = &s->term[place];
    bool chosen = place == s->chosen;
    Style name = {ROLE_SMALL, chosen ? FONT_BOLD : FONT_TEXT, chosen ? ui->theme->accent : ui->theme->text};
    Style figure = {ROLE_SMALL, FONT_MONO, name.color};
    if (chosen) ui_fill(ui, line, ui->theme->raised, ui_px(ui, 4));
    ui_hit(ui, line, ui_format(ui, "why term %d %d", level + 1, place + 1))->told =
        (Told){.tell = tell_term, .of = s, .n = {place}};
    line = inset(line, ui_px(ui, 2));
    if (photos) {
        Rect at = cut_right(&line, (float)THUMBS * (line.h + ui_px(ui, 3)));
        cut_right(&line, ui_px(ui, 8));
        draw_photos(ui, at, app_survey(ui->app), t->unit);
    }
    float names = ui_width(ui, name, s->places ? "511 @ 13,13" : "4095") + ui_px(ui, 8);
    ui_text(ui, cut_left(&line, names), name, ALIGN_LEFT, term_label(ui, s, t));
    const char *number = format_value_within(ui, t->product, line.w, figure);
    ui_text(ui, cut_right(&line, ui_value_column(ui, figure, "-00.0000")), figure, ALIGN_RIGHT, number);
    cut_right(&line, ui_px(ui, 6));
    float w = floorf(line.w * (float)(fabs(t->product) / fabs(s->term[0].product))), h = ui_px(ui, 10);
    if (line.w > ui_px(ui, 12))
        ui_fill(ui, (Rect){line.x, line.y + floorf((line.h - h) / 2), fmaxf(w, 1), h},
                signed_color(t->product > 0 ? 0.85f : -0.85f), 0);
}

static const char *sum_title(const Ui *ui, const WhyTerms *f, int level) {
    const WhySum *s = &f->sum[level];
    if (level) return SAY(ui, "why.term_unit", layer_name(ui, s->row), ui_format(ui, "%d", s->unit));
    const char *name = class_name(ui, &ui->app->own, s->unit);
    int other = why_other(ui->app);
    return other < 0 ? name : ui_format(ui, "%s − %s", name, class_name(ui, &ui->app->own, other));
}

/* The largest terms of it, and below them what the others, the bias and all together make. */
static void draw_sum(Ui *ui, Rect room, const WhyTerms *f, int level) {
    const App *app = ui->app;
    const WhySum *s = &f->sum[level];
    bool here = app->why.level == level, photos = level == 0 && !s->places;
    Rect r = ui_panel(ui, level + 1, room, NULL);
    if (here) ui_frame(ui, room, ui->theme->accent, fmaxf(1, floorf(1.5f * ui->scale)), ui_px(ui, 6));
    Style title = {ROLE_BODY, FONT_BOLD, here ? ui->theme->accent : ui->theme->text};
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    cut_top(&r, ui_paragraph(ui, r, title, sum_title(ui, f, level)));
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), dim, ALIGN_LEFT,
            SAY(ui, "why.sum_of", layer_name(ui, s->row - 1)));
    cut_top(&r, ui_px(ui, 6));
    float small = ui_line(ui, ROLE_SMALL) + ui_px(ui, 2);
    Rect foot = cut_bottom(&r, 3 * small);
    cut_bottom(&r, ui_px(ui, 6));
    float least = photos ? ui_px(ui, 40) : ui_line(ui, ROLE_SMALL) + ui_px(ui, 6);
    int shown = (int)(r.h / least) < s->n ? (int)(r.h / least) : s->n;
    float each = shown ? fminf(floorf(r.h / (float)shown), ui_px(ui, photos ? 56 : 34)) : 0;
    int first = s->chosen < shown ? 0 : s->chosen - shown + 1;
    double rest = s->rest;
    for (int i = 0; i < s->n; i++)
        if (i < first || i >= first + shown) rest += s->term[i].product;
    for (int i = first; i < first + shown; i++) draw_term(ui, cut_top(&r, each), f, level, i, photos);
    const char *others = SAY(ui, "why.others", format_count(ui, s->others + s->n - shown));
    if (ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, others) > foot.w * 0.55f) others = SAY(ui, "why.others_short");
    line_draw(ui, &foot, others, format_value(ui, rest), ui->theme->text);
    line_draw(ui, &foot, SAY(ui, "why.bias"), format_value(ui, s->bias), ui->theme->text);
    line_draw(ui, &foot, SAY(ui, level ? "why.sum_unit" : "why.sum_score"), format_value(ui, s->sum),
              ui->theme->accent);
}

/* ---- the place ---- */

/* On a scale of its own: what is followed is often the brightest map of all. */
static void draw_map_alone(Ui *ui, Rect square, int row, int map) {
    const Run *run = ui->app->run;
    Shape s = net_shape(run_net(run), row);
    const float *values = run_values(run, row) + (int64_t)map * s.h * s.w;
    Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = s.w, .h = s.h, .rows = s.h, .data = values};
    for (int i = 0; i < s.h * s.w; i++) p.hi = fmaxf(p.hi, values[i]), p.lo = fminf(p.lo, values[i]);
    if (!(p.hi > p.lo)) p.hi = p.lo + 1;
    ui_picture(ui, square, p);
    ui_tell(ui, square, (Told){.tell = tell_map, .n = {row, map}});
}

/* The map with the place that is followed, and the patch of the photo that it sees. */
static void draw_place(Ui *ui, Rect room, const WhyTerms *f) {
    const App *app = ui->app;
    const WhySum *s = &f->sum[f->n - 1];
    Rect r = ui_panel(ui, PANEL_PLACE, room, NULL);
    Style title = {ROLE_BODY, FONT_BOLD, ui->theme->text}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    if (!s->n) return;
    const WhyTerm *t = &s->term[s->chosen];
    int before = s->row - 1;
    Shape shape = net_shape(&app->weights->net, before);
    const char *unit = ui_format(ui, "%d", t->unit), *x = ui_format(ui, "%d", t->x), *y = ui_format(ui, "%d", t->y);
    cut_top(&r, ui_paragraph(ui, r, title, SAY(ui, "why.term_place", layer_name(ui, before), unit, x, y)));
    float small = ui_line(ui, ROLE_SMALL);
    float side = fminf(r.w, floorf((r.h - 4 * small - ui_px(ui, 14)) / 2));
    cut_top(&r, ui_paragraph(ui, r, dim, SAY(ui, "why.its_map")));
    Rect map = cut_top(&r, side);
    map.w = side;
    draw_map_alone(ui, map, before, t->unit);
    float w = map.w / (float)shape.w, h = map.h / (float)shape.h;
    Rect at = {floorf(map.x + w * (float)t->x), floorf(map.y + h * (float)t->y), ceilf(w), ceilf(h)};
    ui_frame(ui, inset(at, -1), 0xFF000000, fmaxf(4, floorf(4 * ui->scale)), 0);
    ui_frame(ui, at, ui->theme->mark, fmaxf(2, floorf(2 * ui->scale)), 0);
    cut_top(&r, ui_px(ui, 8));
    int pixels = f->field.x1 - f->field.x0 + 1;
    cut_top(&r, ui_paragraph(ui, r, dim, SAY(ui, "why.its_patch", ui_format(ui, "%d", pixels))));
    Rect patch = cut_top(&r, side);
    patch.w = side;
    crop_draw(ui, patch, &app->photo->image, f->field, 0);
}

/* ---- the topic ---- */

/* Sums side by side, and the place that they lead to. */
typedef struct Columns {
    int first, n;
    bool place;
    float unit; /* the width of all but the score's, which is WIDE times as wide */
} Columns;

#define WIDE 1.5f

/* Where there is no room for all of them the place goes first, then the last sums, then those before the one whose
 * terms are gone through. */
static void fit_columns(const Ui *ui, float w, float gap, Columns *k) {
    float least = ui_width(ui, (Style){ROLE_SMALL, FONT_MONO, 0}, "511 @ 13,13-00.0000") + ui_px(ui, 40);
    int level = ui->app->why.level;
    for (;;) {
        float columns = (float)(k->n + k->place) + (k->first == 0 ? WIDE - 1 : 0);
        k->unit = (w - gap * (float)(k->n + k->place - 1)) / columns;
        if (k->unit >= least || (k->n == 1 && !k->place)) return;
        if (k->place) k->place = false;
        else if (k->first + k->n - 1 > level) k->n--;
        else k->first++, k->n--;
    }
}

void why_terms_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    float gap = ui_px(ui, 8);
    WhyTerms *f = ARENA_NEW(ui->arena, 1, WhyTerms); /* what is told of the terms needs it as long as the frame lasts */
    if (!f) return;
    *f = why_terms(app, ui->arena);
    if (!f->n) {
        Rect r = ui_panel(ui, 1, room, NULL);
        bool waits = !why_answers(app) && why_levels(app) > 0;
        ui_paragraph(ui, r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->text},
                     SAY(ui, waits ? "why.computing" : "why.no_sum"));
        return;
    }
    Columns k = {.n = f->n, .place = f->sum[f->n - 1].places};
    if (ui->panel == PANEL_PLACE && k.place) {
        draw_place(ui, room, f);
        return;
    }
    if (ui->panel && ui->panel <= f->n) {
        draw_sum(ui, room, f, ui->panel - 1);
        return;
    }
    fit_columns(ui, room.w, gap, &k);
    for (int i = k.first; i < k.first + k.n; i++) {
        draw_sum(ui, cut_left(&room, floorf(i ? k.unit : WIDE * k.unit)), f, i);
        cut_left(&room, gap);
    }
    if (k.place) draw_place(ui, room, f);
}
