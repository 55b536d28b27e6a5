/* Asks, a map's picture: what is asked, what helps, and what photos have of it. */
#include <math.h>

#include "app/features/asks.h"
#include "view/screens.h"
#include "view/screens/asks_inside.h"

void asks_helps(Ui *ui, Rect *r) {
    static const char *const HELPS[] = {WORD_NAMES(EACH_ASKS_HELP)};
    float high = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_SMALL)), dim, ALIGN_LEFT, SAY(ui, "asks.helps"));
    cut_top(r, ui_px(ui, 4));
    Rect line = cut_top(r, high);
    for (int i = 0; i < ASKS_HELPS; i++)
        asks_toggle(ui, &line, r, SAY(ui, ui_format(ui, "asks.%s", HELPS[i])), asks_has(ui->app, (AsksHelp)i),
                    ui_format(ui, "asks %s", HELPS[i]));
    cut_top(r, ui_px(ui, 6));
    line = cut_top(r, high);
    ui_button(ui, &line, asks_with_key(ui, "asks.plain", "asks plain"), ui->theme->text, "asks plain");
    cut_left(&line, ui_px(ui, 6));
    ui_button(ui, &line, asks_with_key(ui, "asks.seed", "asks seed"), ui->theme->text, "asks seed");
}

/* How many at once, how alike they are, and what that costs. */
static float draw_several(Ui *ui, Rect r, const AsksFacts *f) {
    const Painted *p = &f->painted;
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    bool some = f->there && f->steps && p->pictures > 1;
    const char *n = ui_format(ui, "%d", asks_pictures(ui->app));
    if (!some) return ui_paragraph(ui, r, dim, SAY(ui, "asks.several_begin", n));
    float alike = p->curve[(f->steps - 1) * p->losses + 1 + p->pictures];
    return ui_paragraph(ui, r, dim, SAY(ui, "asks.several_says", n, ui_format(ui, "%.2f", (double)alike)));
}

/* Returns the bottom of what it has drawn. */
static float draw_asked(Ui *ui, Rect room, const AsksFacts *f) {
    const App *app = ui->app;
    const Asks *a = &app->asks;
    Rect r = ui_panel(ui, PANEL_ASKED, room, NULL);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    cut_top(&r, ui_paragraph(ui, r, title, say_asked(ui, f)) + ui_px(ui, 8));
    float high = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    Rect line = cut_top(&r, high);
    if (!f->vector) {
        asks_choice(ui, &line, SAY(ui, "asks.map"), "asks map", a->of == ASKS_MAP);
        asks_choice(ui, &line, SAY(ui, "asks.unit"), "asks unit", a->of == ASKS_UNIT);
    } else {
        asks_choice(ui, &line, SAY(ui, f->classes ? "asks.class" : "asks.number"), "asks map", a->of != ASKS_DIRECTION);
    }
    asks_choice(ui, &line, SAY(ui, "asks.direction"), "asks direction", a->of == ASKS_DIRECTION);
    cut_left(&line, ui_px(ui, 8));
    asks_toggle(ui, &line, &r, asks_with_key(ui, "asks.negative", "asks negative"), a->negative, "asks negative");
    asks_toggle(ui, &line, &r, asks_with_key(ui, "asks.from_photo", "asks from"), a->from_photo, "asks from");
    asks_toggle(ui, &line, &r, asks_with_key(ui, "asks.several", "asks several"), a->several > 0, "asks several");
    cut_top(&r, ui_px(ui, 10));
    if (a->several) cut_top(&r, draw_several(ui, r, f) + ui_px(ui, 8));
    asks_helps(ui, &r);
    return r.y;
}

/* How high its panel has to be: it is drawn where there is room enough, and taken back. */
static float asked_height(Ui *ui, Rect room, const AsksFacts *f) {
    int drawn = ui->frame->list.n, hits = ui->frame->n_hits, panels = ui->frame->n_panels;
    float bottom = draw_asked(ui, (Rect){room.x, room.y, room.w, 4 * room.h}, f);
    ui->frame->list.n = drawn, ui->frame->n_hits = hits, ui->frame->n_panels = panels;
    return bottom - room.y + ui_px(ui, 10);
}

/* ---- what photos have of it ---- */

enum { TILES = 5 };

static float tile_side(const Ui *ui, Rect r) { return floorf((r.w - (TILES - 1) * ui_px(ui, 8)) / TILES); }

static void draw_best(Ui *ui, Rect r, float side) {
    const App *app = ui->app;
    const Survey *s = app_survey(app);
    if (!s) {
        int part = app->work.survey ? atomic_load(&app->work.survey->task.thousandths) / 10 : 0;
        ui_text(ui, r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
                SAY(ui, "layer.gathering", ui_format(ui, "%d", part)));
        return;
    }
    for (int i = 0; i < s->found && i < TILES; i++)
        patch_found_draw(ui, (Rect){r.x + (float)i * (side + ui_px(ui, 8)), r.y, side, side}, s, i,
                         app->selection.row);
}

static void draw_patches(Ui *ui, Rect room, const AsksFacts *f) {
    UnitFacts u = unit_facts(ui->app);
    Rect r = ui_panel(ui, PANEL_PATCHES, room, NULL);
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float line = ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 4);
    if (!f->some || ui->app->asks.of == ASKS_DIRECTION) {
        ui_note(ui, r, dim, SAY(ui, "asks.direction_says"));
        return;
    }
    int rows = f->vector ? 1 : 2;
    float room_each = (r.h - (float)rows * (line + gap) - (float)(rows - 1) * ui_px(ui, 10)) / (float)rows;
    float side = fminf(tile_side(ui, r), floorf(room_each));
    const char *field = ui_format(ui, "%d×%d", u.field, u.field);
    const char *best = f->vector ? SAY(ui, "asks.best_photos") : SAY(ui, "asks.best", field);
    ui_text(ui, cut_top(&r, line), dim, ALIGN_LEFT, best);
    cut_top(&r, gap);
    draw_best(ui, cut_top(&r, side), side);
    if (f->vector || !u.computed) return;
    cut_top(&r, ui_px(ui, 10));
    ui_text(ui, cut_top(&r, line), dim, ALIGN_LEFT, SAY(ui, "asks.random"));
    cut_top(&r, gap);
    for (int i = 0; i < TILES; i++)
        patch_random_draw(ui, (Rect){r.x + (float)i * (side + ui_px(ui, 8)), r.y, side, side}, &u, i);
}

void ascent_draw(Ui *ui, Rect room, const AsksFacts *f) {
    if (ui->panel == PANEL_ASKED) {
        draw_asked(ui, room, f);
    } else if (ui->panel == PANEL_PATCHES) {
        draw_patches(ui, room, f);
    } else {
        draw_asked(ui, cut_top(&room, fmaxf(floorf(room.h * 0.4f), asked_height(ui, room, f))), f);
        cut_top(&room, ui_px(ui, 11));
        draw_patches(ui, room, f);
    }
}

/* ---- a dream ---- */

void dream_draw(Ui *ui, Rect room, const AsksFacts *f) {
    Rect r = ui_panel(ui, PANEL_ASKED, room, NULL);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    cut_top(&r, ui_paragraph(ui, r, title, say_asked(ui, f)) + ui_px(ui, 8));
    cut_top(&r, ui_paragraph(ui, r, dim, SAY(ui, "asks.dream_says")) + ui_px(ui, 10));
    int octave = f->steps / DREAM_STEPS < DREAM_OCTAVES ? f->steps / DREAM_STEPS + 1 : DREAM_OCTAVES;
    cut_top(&r, ui_paragraph(ui, r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->text},
                             SAY(ui, octave < DREAM_OCTAVES ? "asks.octave" : "asks.octave_last",
                                 ui_format(ui, "%d", octave), ui_format(ui, "%d", DREAM_OCTAVES),
                                 ui_format(ui, "%.1f", dream_zoom(f->steps)))) + ui_px(ui, 10));
    asks_helps(ui, &r);
    cut_top(&r, ui_px(ui, 14));
    const Image *photo = &ui->app->photo->image;
    Rect square = fit_square((Rect){r.x, r.y, r.w, fminf(r.h, r.w * 0.45f)});
    square.x = r.x;
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = photo->rgb, .w = photo->size, .h = photo->size,
                                     .rows = photo->size, .smooth = true, .version = ui->app->image_version});
}
