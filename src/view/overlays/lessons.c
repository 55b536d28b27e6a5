/* The list of lessons. */
#include <math.h>

#include "view/screens.h"

void lessons_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    const LessonList *all = app->lessons;
    Rect r = inset(window, ui_px(ui, 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, ui_px(ui, 22));
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, name = {ROLE_TITLE, FONT_TEXT, ui->theme->text};
    Style small = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, number = {ROLE_TITLE, FONT_BOLD, ui->theme->accent};
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_TITLE)), title, ALIGN_LEFT, SAY(ui, "lessons.title"));
    cut_top(&r, ui_px(ui, 12));
    if (!all->n) ui_paragraph(ui, r, small, SAY(ui, "lessons.none"));
    float least = ui_line(ui, ROLE_TITLE) + ui_px(ui, 10),
          each = fminf(ui_px(ui, 62), floorf(r.h / (float)(all->n ? all->n : 1)));
    each = fmaxf(each, least);
    int fit = (int)(r.h / each), first = app->overlay_at >= fit ? app->overlay_at - fit + 1 : 0;
    for (int i = first; i < all->n && i < first + fit; i++) {
        const LessonEntry *e = &all->at[i];
        Rect row = cut_top(&r, each), inside = inset(row, ui_px(ui, 3));
        bool here = i == app->overlay_at;
        if (here) ui_fill(ui, inside, ui->theme->raised, ui_px(ui, 8));
        if (here) ui_frame(ui, inside, ui->theme->accent, fmaxf(1, floorf(2 * ui->scale)), ui_px(ui, 8));
        ui_hit(ui, inside, ui_format(ui, "close; lesson '%s'", e->name));
        cut_left(&inside, ui_px(ui, 16));
        cut_right(&inside, ui_px(ui, 16));
        ui_text(ui, cut_left(&inside, ui_width(ui, number, "00 ")), number, ALIGN_LEFT, ui_format(ui, "%d", i + 1));
        int last = lesson_last(app, e->name);
        const char *cards = last > 1 ? SAY(ui, "lessons.at", ui_format(ui, "%d", last), ui_format(ui, "%d", e->cards))
                                     : SAY(ui, "lessons.cards", ui_format(ui, "%d", e->cards));
        ui_text(ui, cut_right(&inside, ui_width(ui, small, cards)), small, ALIGN_RIGHT, cards);
        cut_right(&inside, ui_px(ui, 12));
        ui_text(ui, inside, name, ALIGN_LEFT, e->title);
    }
}
