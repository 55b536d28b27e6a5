/* The list of lessons. */
#include <math.h>

#include "app/session/lesson.h"
#include "app/session/record.h"
#include "view/screens.h"

/* "5 of 7 right" where questions have been answered. */
static const char *said(const Ui *ui, const LessonEntry *e) {
    RecordSum sum = record_sum(ui->app->teaching->last, e->name);
    if (!sum.answered) return "";
    return SAY(ui, "lessons.right", ui_format(ui, "%d", sum.right), ui_format(ui, "%d", sum.answered));
}

/* "card 3 of 12 · 15 min" */
static const char *length(const Ui *ui, const LessonEntry *e) {
    int last = lesson_last(ui->app, e->name);
    const char *cards = last > 1 ? SAY(ui, "lessons.at", ui_format(ui, "%d", last), ui_format(ui, "%d", e->cards))
                                 : SAY(ui, "lessons.cards", ui_format(ui, "%d", e->cards));
    return e->minutes ? ui_format(ui, "%s · %s", cards, SAY(ui, "lessons.minutes", ui_format(ui, "%d", e->minutes)))
                      : cards;
}

static void draw_row(Ui *ui, Rect row, int i) {
    const App *app = ui->app;
    const LessonEntry *e = &app->lessons->at[i];
    Style name = {ROLE_TITLE, FONT_TEXT, ui->theme->text}, small = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Style number = {ROLE_TITLE, FONT_TEXT, ui->theme->dim}, right = {ROLE_BODY, FONT_TEXT, ui->theme->accent};
    Rect inside = inset(row, ui_px(ui, 3));
    bool here = i == app->overlay_at;
    if (here) ui_fill(ui, inside, ui->theme->raised, ui_px(ui, 8));
    if (here) ui_frame(ui, inside, ui->theme->accent, fmaxf(1, floorf(2 * ui->scale)), ui_px(ui, 8));
    ui_hit(ui, inside, ui_format(ui, "close; lesson '%s'", e->name))->told.tell = tell_row;
    cut_left(&inside, ui_px(ui, 16));
    cut_right(&inside, ui_px(ui, 16));
    ui_text(ui, cut_left(&inside, ui_width(ui, number, "00 ")), number, ALIGN_LEFT, ui_format(ui, "%d", i + 1));
    const char *words = length(ui, e), *answers = said(ui, e);
    ui_text(ui, cut_right(&inside, ui_width(ui, small, words)), small, ALIGN_RIGHT, words);
    if (*answers) {
        cut_right(&inside, ui_px(ui, 16));
        ui_text(ui, cut_right(&inside, ui_width(ui, right, answers)), right, ALIGN_RIGHT, answers);
    }
    cut_right(&inside, ui_px(ui, 12));
    const char *title = e->day ? SAY(ui, "lessons.day", ui_format(ui, "%d", e->day), e->title) : e->title;
    ui_text(ui, inside, name, ALIGN_LEFT, title);
}

/* The plans as buttons; what the plan is, and what it takes, beside them or, upright, in a line of its own. */
static void draw_plans(Ui *ui, Rect line, Rect words) {
    static const char *const WORDS_OF[] = {WORD_NAMES(EACH_PLAN)};
    const LessonList *all = ui->app->lessons;
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    int minutes = 0;
    for (int i = PLAN_COUNT - 1; i >= 0; i--) {
        Color color = (int)all->plan == i ? ui->theme->accent : ui->theme->dim;
        ui_button_right(ui, &line, SAY(ui, ui_format(ui, "lessons.plan.%s", WORDS_OF[i])), color,
                        ui_format(ui, "course %s", WORDS_OF[i]));
        cut_right(&line, ui_px(ui, 8));
    }
    for (int i = 0; i < all->n; i++) minutes += all->at[i].minutes;
    const char *text = all->plan == PLAN_ALL ? SAY(ui, "lessons.title")
                                             : SAY(ui, "lessons.course", ui_format(ui, "%d", all->n),
                                                   ui_format(ui, "%d", minutes));
    ui_text(ui, ui->upright ? words : line, title, ALIGN_LEFT, text);
}

/* The lessons that come before the chosen one. */
static void draw_needs(Ui *ui, Rect line) {
    const LessonList *all = ui->app->lessons;
    const LessonEntry *chosen = &all->at[ui->app->overlay_at];
    const char *text = "";
    for (int i = 0; i < all->all; i++)
        if (lesson_needs(chosen, all->at[i].name))
            text = ui_format(ui, "%s%s%s", text, *text ? " · " : "", all->at[i].title);
    if (*text)
        ui_text(ui, line, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, SAY(ui, "lessons.needs", text));
}

void lessons_draw(Ui *ui, Rect window) {
    const LessonList *all = ui->app->lessons;
    Rect r = inset(window, ui_px(ui, ui->upright ? 8 : 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, ui_px(ui, ui->upright ? 14 : 22));
    Rect words = ui->upright ? cut_top(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 8)) : r;
    draw_plans(ui, cut_top(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 4)), words);
    cut_top(&r, ui_px(ui, 10));
    if (!all->n) {
        ui_paragraph(ui, r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, SAY(ui, "lessons.none"));
        return;
    }
    Rect foot = cut_bottom(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    Rect needs = ui->upright ? cut_bottom(&r, ui_line(ui, ROLE_BODY)) : foot;
    cut_bottom(&r, ui_px(ui, 6));
    int fit = (int)(r.h / (ui_line(ui, ROLE_TITLE) + ui_px(ui, 8)));
    Lines shown = list_part_draw(ui, ui->upright ? &foot : &needs, all->n, fit);
    draw_needs(ui, needs);
    float each = fminf(ui_px(ui, 62), floorf(r.h / (float)(shown.end - shown.first)));
    for (int i = shown.first; i < shown.end; i++) draw_row(ui, cut_top(&r, each), i);
}
