/* The cards that answer what was asked, as a list over the screen. */
#include <math.h>

#include "view/screens.h"

static void draw_row(Ui *ui, Rect r, int i) {
    const AskedCard *card = &ui->app->asked->at[i];
    bool here = i == ui->app->overlay_at;
    Style name = {ROLE_BODY, FONT_BOLD, here ? ui->theme->accent : ui->theme->text};
    Style line = {ROLE_SMALL, FONT_TEXT, ui->theme->text}, where = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 8));
    if (here) ui_frame(ui, r, ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), ui_px(ui, 8));
    ui_hit(ui, r, ui_format(ui, "choose %d; choose this", i + 1))->told.tell = tell_row;
    r = (Rect){r.x + ui_px(ui, 14), r.y + ui_px(ui, 5), r.w - ui_px(ui, 28), r.h - ui_px(ui, 10)};
    Rect top = cut_top(&r, ui_line(ui, ROLE_BODY));
    const char *of = SAY(ui, "ask.card", card->lesson_title, ui_format(ui, "%d", card->card));
    ui_text(ui, cut_right(&top, fminf(ui_width(ui, where, of), floorf(top.w / 2))), where, ALIGN_RIGHT, of);
    cut_right(&top, ui_px(ui, 12));
    ui_text(ui, top, name, ALIGN_LEFT, card->title);
    ui_text(ui, r, line, ALIGN_LEFT, card->line);
}

void ask_draw(Ui *ui, Rect window) {
    const Asked *asked = ui->app->asked;
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    float gap = ui_px(ui, 8), pad = ui_px(ui, 20), head = ui_line(ui, ROLE_TITLE);
    float each = ui_line(ui, ROLE_BODY) + ui_line(ui, ROLE_SMALL) + ui_px(ui, 10);
    float w = fminf(window.w - ui_px(ui, 48), ui_px(ui, 1100));
    float h = fminf(window.h - ui_px(ui, 16), 2 * pad + head + (float)asked->n * (each + gap));
    Rect r = {floorf((window.w - w) / 2), floorf((window.h - h) / 2), w, h};
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    ui_shield(ui, r, ""); /* a click beside the rows closes nothing */
    r = inset(r, pad);
    Rect top = cut_top(&r, head);
    Lines shown = list_part_draw(ui, &top, asked->n, (int)(r.h / (each + gap)));
    ui_text(ui, top, title, ALIGN_LEFT, SAY(ui, "ask.title", asked->words));
    for (int i = shown.first; i < shown.end; i++) {
        cut_top(&r, gap);
        draw_row(ui, cut_top(&r, each), i);
    }
}
