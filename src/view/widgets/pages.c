/* What has no room in a panel comes on further pages. */
#include <math.h>

#include "view/screens.h"

void page_buttons_draw(Ui *ui, Rect *head) {
    head->y -= ui_px(ui, 3);
    ui_button_right(ui, head, ". →", ui->theme->text, "page next");
    cut_right(head, ui_px(ui, 8));
    ui_button_right(ui, head, "← ,", ui->theme->text, "page previous");
    cut_right(head, ui_px(ui, 8));
}

float page_buttons_width(const Ui *ui) {
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    return ui_width(ui, style, ". →") + ui_width(ui, style, "← ,") + ui_px(ui, 56);
}

void page_line_draw(Ui *ui, Rect line, int page, int pages) {
    Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    line.y += ui_px(ui, 3);
    page_buttons_draw(ui, &line);
    const char *at = ui_format(ui, "%d", page + 1), *of = ui_format(ui, "%d", pages);
    const char *text = SAY(ui, "maps.page", at, of);
    if (ui_width(ui, dim, text) > line.w) text = ui_format(ui, "%s/%s", at, of);
    if (ui_width(ui, dim, text) <= line.w) ui_text(ui, line, dim, ALIGN_RIGHT, text);
}

Lines lines_paged(Ui *ui, Rect *room, int n, float line, int selected) {
    float buttons = ui_line(ui, ROLE_BODY) + ui_px(ui, 4);
    int fit = (int)((room->h + 0.5f) / line);
    if (n <= fit) return (Lines){0, n};
    Rect foot = cut_bottom(room, buttons);
    cut_bottom(room, ui_px(ui, 4));
    fit = (int)((room->h + 0.5f) / line);
    if (fit < 1) fit = 1;
    int pages = (n + fit - 1) / fit, page = app_page(ui->app, pages, selected / fit), end = (page + 1) * fit;
    page_line_draw(ui, foot, page, pages);
    return (Lines){page * fit, end < n ? end : n};
}

static void list_button(Ui *ui, Rect *line, const char *label, int to) {
    ui_button_right(ui, line, label, ui->theme->text, ui_format(ui, "choose %d", to + 1));
    cut_right(line, ui_px(ui, 8));
}

Lines list_part_draw(Ui *ui, Rect *line, int n, int fit) {
    if (fit < 1) fit = 1;
    if (n <= fit) return (Lines){0, n};
    int pages = (n + fit - 1) / fit, page = ui->app->overlay_at / fit, end = page < pages - 1 ? (page + 1) * fit : n;
    Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    list_button(ui, line, "↓", (page + 1) % pages * fit);
    list_button(ui, line, "↑", (page + pages - 1) % pages * fit);
    const char *first = ui_format(ui, "%d", end - fit + 1), *last = ui_format(ui, "%d", end);
    const char *part = SAY(ui, "lines.part", first, last, ui_format(ui, "%d", n));
    ui_text(ui, cut_right(line, ui_width(ui, dim, part)), dim, ALIGN_RIGHT, part);
    cut_right(line, ui_px(ui, 12));
    return (Lines){end - fit, end};
}

void sideways_draw(Ui *ui, Rect *room) {
    Rect edge = cut_right(room, ui_px(ui, 32));
    cut_right(room, ui_px(ui, 8));
    Style style = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    ui_fill(ui, edge, ui->theme->raised, ui_px(ui, 6));
    ui_frame(ui, edge, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 6));
    ui_text(ui, edge, style, ALIGN_CENTRE, "→");
    ui_hit(ui, edge, "page next");
}
