#include "view/screens/why_random.h"

#include <math.h>

#include "app/features/cascade.h"
#include "base/table.h"
#include "view/screens/why_map.h"

static const char *const WORDS[] = {[REASON_CAM] = "gradcam", [REASON_TIMES] = "gradient_input",
                                    [REASON_GUIDED] = "guided"};
TABLE_HAS(WORDS, REASONS);

enum { MAPS_APART = 12 };

static Color method_color(const Ui *ui, int reason) {
    const Color colors[REASONS] = {ui->theme->conv, ui->theme->fc, ui->theme->pool};
    return colors[reason];
}

/* The step that is shown, once it is there. */
static const CascadeStep *shown_step(const Cascade *c, int step) {
    return c && step < atomic_load(&c->there) ? &c->step[step] : NULL;
}

static const char *step_name(const Ui *ui, const Cascade *c, int step) { return app_row_name(ui->app, c->row[step]); }

static const char *method_name(const Ui *ui, int reason) {
    return SAY(ui, ui_format(ui, "why.%s", WORDS[reason]), app_row_name(ui->app, why_layer(ui->app)));
}

/* ---- the maps ---- */

static void draw_map(Ui *ui, Rect square, const Cascade *c, const CascadeStep *s, int reason, int number) {
    WhyMap m = {.word = WORDS[reason], .w = c->shape[reason].w, .h = c->shape[reason].h};
    if (s) m.values = s->map[reason], m.extremes = s->extremes[reason];
    m.known = m.w * m.h;
    m.version = (c->number << 8 | (uint64_t)number) << 2 | (uint64_t)reason;
    why_map_draw(ui, square, &m, method_name(ui, reason), reason == REASON_CAM, true, m.version);
}

/* A row of maps, a column a method; under each how alike it is, where that is asked for. */
static void draw_maps(Ui *ui, Rect room, float side, const Cascade *c, const CascadeStep *s, int number) {
    for (int i = 0; i < REASONS; i++) {
        draw_map(ui, (Rect){room.x, room.y, side, side}, c, s, i, number);
        if (s && s != &c->trained)
            ui_text(ui, (Rect){room.x, room.y + side, side, ui_line(ui, ROLE_SMALL)},
                    (Style){ROLE_SMALL, FONT_TEXT, ui->theme->text}, ALIGN_LEFT,
                    SAY(ui, "why.likeness", format_likeness(ui, s->likeness[i])));
        cut_left(&room, side + ui_px(ui, MAPS_APART));
    }
}

/* Above the maps, in as many lines as the longest needs; their height. */
static float draw_names(Ui *ui, Rect room, float side) {
    float tallest = 0;
    for (int i = 0; i < REASONS; i++) {
        Rect cell = cut_left(&room, side);
        float d = ui_px(ui, 8);
        cut_left(&room, ui_px(ui, MAPS_APART));
        Rect mark = cut_left(&cell, ui_px(ui, 14));
        float line = ui_line(ui, ROLE_SMALL);
        ui_fill(ui, (Rect){mark.x, mark.y + floorf((line - d) / 2), d, d}, method_color(ui, i), d / 2);
        Style bold = {ROLE_SMALL, FONT_BOLD, ui->theme->text};
        tallest = fmaxf(tallest, ui_paragraph(ui, cell, bold, method_name(ui, i)));
    }
    return tallest;
}

/* ---- the curves ---- */

/* Steps from the top down, likeness from left to right; from the lowest that there is, 0 or below, to 1. */
typedef struct Axes {
    Rect r;
    float each, lowest;
} Axes;

static Point axes_point(const Axes *a, int step, double likeness) {
    float part = ((float)likeness - a->lowest) / (1 - a->lowest);
    return (Point){a->r.x + a->r.w * part, a->r.y + a->each * ((float)step + 0.5f)};
}

static float lowest_of(const Cascade *c, int there) {
    float lowest = 0;
    for (int i = 0; i < there; i++)
        for (int k = 0; k < REASONS; k++)
            if (!isnan(c->step[i].likeness[k])) lowest = fminf(lowest, (float)c->step[i].likeness[k]);
    return lowest;
}

static void draw_curve(Ui *ui, const Axes *a, const Cascade *c, int there, int reason) {
    Color color = method_color(ui, reason);
    float d = ui_px(ui, 7);
    for (int i = 0; i < there; i++) {
        if (isnan(c->step[i].likeness[reason])) continue;
        Point to = axes_point(a, i, c->step[i].likeness[reason]);
        if (i && !isnan(c->step[i - 1].likeness[reason]))
            ui_line_to(ui, axes_point(a, i - 1, c->step[i - 1].likeness[reason]), to, color,
                       fmaxf(1.5f, 2 * ui->scale), 0);
        ui_fill(ui, (Rect){to.x - d / 2, to.y - d / 2, d, d}, color, d / 2);
    }
}

/* A line a step, which shows it. */
static void draw_steps(Ui *ui, Rect r, const Axes *a, const Cascade *c) {
    Style style = {ROLE_SMALL, FONT_TEXT, 0};
    for (int i = 0; i < c->steps; i++) {
        bool here = i == why_drawn(ui->app);
        Rect row = {r.x, a->r.y + a->each * (float)i, r.w, a->each};
        if (here) ui_fill(ui, row, ui->theme->raised, ui_px(ui, 4));
        ui_hit(ui, row, ui_format(ui, "why drawn %d", i + 1));
        style.color = here ? ui->theme->accent : ui->theme->dim;
        style.font = here ? FONT_BOLD : FONT_TEXT;
        cut_left(&row, ui_px(ui, 4));
        ui_text(ui, row, style, ALIGN_LEFT, step_name(ui, c, i));
    }
}

static void draw_chart(Ui *ui, Rect r, const Cascade *c) {
    int there = atomic_load(&c->there);
    Style style = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    cut_top(&r, ui_paragraph(ui, r, style, SAY(ui, "why.random_chart")) + ui_px(ui, 4));
    Rect scale = cut_bottom(&r, ui_line(ui, ROLE_SMALL)), lines = r;
    cut_left(&r, ui_width(ui, (Style){ROLE_SMALL, FONT_BOLD, 0}, "conv5_4") + ui_px(ui, 16));
    cut_right(&r, ui_px(ui, 8));
    Axes a = {r, fminf(r.h / (float)c->steps, ui_px(ui, 30)), lowest_of(c, there)};
    a.r.h = a.each * (float)c->steps;
    scale.y = a.r.y + a.r.h;
    draw_steps(ui, lines, &a, c);
    for (int i = 0; i < 2; i++) {
        float x = axes_point(&a, 0, i).x;
        ui_line_to(ui, (Point){x, a.r.y}, (Point){x, a.r.y + a.r.h}, ui->theme->edge, 1, 0);
        ui_text(ui, (Rect){x - ui_px(ui, 10), scale.y, ui_px(ui, 20), scale.h}, style, ALIGN_CENTRE, i ? "1" : "0");
    }
    for (int i = 0; i < REASONS; i++) draw_curve(ui, &a, c, there, i);
}

/* ---- the topic ---- */

static const char *say_step(Ui *ui, const Cascade *c, const CascadeStep *s, int step) {
    const char *n = ui_format(ui, "%d", step + 1), *of = ui_format(ui, "%d", c->steps);
    if (!s) return SAY(ui, "why.random_waits", step_name(ui, c, step), ui_format(ui, "%d", atomic_load(&c->there)), of);
    return SAY(ui, step ? "why.random_down" : "why.random_last", step_name(ui, c, 0), step_name(ui, c, step), n, of,
               format_answer(ui, &ui->app->own, (double)s->p, 2));
}

void why_random_draw(Ui *ui, Rect room) {
    const Cascade *c = why_cascade(ui->app);
    Rect r = ui_panel(ui, 1, room, NULL);
    Style plain = {ROLE_BODY, FONT_TEXT, ui->theme->text}, bold = {ROLE_BODY, FONT_BOLD, ui->theme->text};
    if (!c) {
        ui_paragraph(ui, r, plain, SAY(ui, "why.computing"));
        return;
    }
    int step = why_drawn(ui->app);
    const CascadeStep *s = shown_step(c, step);
    float line = ui_line(ui, ROLE_BODY), small = ui_line(ui, ROLE_SMALL), apart = ui_px(ui, MAPS_APART);
    Rect maps = cut_left(&r, floorf(r.w * 0.66f));
    cut_left(&r, ui_px(ui, 20));
    draw_chart(ui, r, c);
    float side = floorf(fminf((maps.w - 2 * apart) / REASONS, (maps.h - 2 * line - 2 * small - ui_px(ui, 20)) / 2));
    cut_top(&maps, draw_names(ui, maps, side) + ui_px(ui, 2));
    const char *trained = SAY(ui, "why.trained", class_name(ui, &ui->app->own, c->question.class_index),
                              format_answer(ui, &ui->app->own, (double)c->trained.p, 2));
    cut_top(&maps, ui_paragraph(ui, maps, bold, trained));
    draw_maps(ui, cut_top(&maps, side), side, c, &c->trained, 255);
    cut_top(&maps, ui_px(ui, 10));
    cut_top(&maps, ui_paragraph(ui, maps, bold, say_step(ui, c, s, step)));
    draw_maps(ui, cut_top(&maps, side + small), side, c, s, step);
    cut_top(&maps, ui_px(ui, 8));
    ui_note(ui, maps, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, "why.random_says"));
}

/* ---- `read` ---- */

const char *why_random_words(const Ui *ui, const char *text) {
    const Cascade *c = why_cascade(ui->app);
    int step = why_drawn(ui->app);
    const CascadeStep *s = shown_step(c, step);
    for (int i = 0; s && i < REASONS; i++)
        text = add_line(ui, text, SAY(ui, "why.words_random", method_name(ui, i), step_name(ui, c, step),
                                      format_likeness(ui, s->likeness[i])));
    return text;
}

static json_t *likeness_json(double likeness) { return isnan(likeness) ? json_null() : json_real(likeness); }

void why_random_json(json_t *o, const App *app) {
    const Cascade *c = why_cascade(app);
    json_t *steps = json_array();
    for (int i = 0; c && i < atomic_load(&c->there); i++) {
        const CascadeStep *s = &c->step[i];
        json_t *step = json_pack("{s:s,s:f}", "layer", app_row_name(app, c->row[i]),
                                 net_has_shares(&app->own) ? "probability" : "value", (double)s->p);
        for (int k = 0; k < REASONS; k++) put(step, WORDS[k], likeness_json(s->likeness[k]));
        json_array_append_new(steps, step);
    }
    put(o, "random", json_pack("{s:I,s:i,s:o}", "seed", (json_int_t)why_seed(app), "shown", why_drawn(app) + 1, "steps",
                               steps));
}

Error why_random_save(const App *app, Arena *arena, const char *dir) {
    const Cascade *c = why_cascade(app);
    const CascadeStep *s = shown_step(c, why_drawn(app));
    for (int i = 0; s && i < REASONS; i++) {
        if (!s->map[i]) continue;
        TRY(save_array(dir, ui_format(&(Ui){.arena = arena}, "random_%s.npy", WORDS[i]), s->map[i],
                       (const int64_t[]){c->shape[i].h, c->shape[i].w}, 2));
    }
    return NO_ERROR;
}
