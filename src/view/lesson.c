/* A lesson on the screen: the card, the stage beside it, the way through the cards, and the list of lessons. */
#include <math.h>
#include <string.h>

#include "app/session/lesson.h"
#include "view/widgets/card.h"
#include "view/screens.h"

enum { MOTION = 300 }; /* milliseconds that a stage takes to come to rest */

/* ---- the stage ---- */

/* Panels of words and numbers that are made for a part of this room are drawn larger in it. */
static float larger(const Ui *ui, Rect room, int panel) {
    const Screen *screen = screen_of(ui->app->view);
    float h = screen->enlarged ? screen->enlarged(ui, panel) : 0;
    return h > 0 ? fmaxf(1, fminf(1.4f, fminf(room.w / ui_px(ui, 500), room.h / h))) : 1;
}

void panel_draw(Ui *ui, Rect room, int panel) {
    Ui one = *ui;
    one.panel = panel;
    one.scale *= larger(ui, room, panel);
    screen_of(ui->app->view)->draw(&one, room);
}

/* Screens are made for a whole window; beside a card they show the panel that the card names, or their most
 * telling one. */
static void draw_stage(Ui *ui, Rect room) {
    const Screen *screen = screen_of(ui->app->view);
    Rect all = room;
    if (screen->stage && ui->panel < 2) screen->stage(ui, room);
    else panel_draw(ui, room, ui->panel ? ui->panel : screen->telling);
    if (ui->since >= MOTION) return;
    unsigned alpha = (unsigned)(200 * (1 - ui->since / MOTION));
    ui_fill(ui, all, (ui->theme->back & 0x00FFFFFFu) | alpha << 24, ui_px(ui, 8));
    ui->frame->animating = true;
}

/* Whether a text was shortened since the frame had n commands. */
static bool is_cut(const Frame *frame, int n) {
    for (int i = n; i < frame->list.n; i++)
        if (frame->list.at[i].kind == DRAW_TEXT && frame->list.at[i].text.cut) return true;
    return false;
}

/* Of the plans that the card fits with, the first beside which the stage has room for its texts. */
void lesson_draw(Ui *ui, Rect room) {
    CardPlan plan[CARD_PLANS];
    Frame *frame = ui->frame;
    if (!lesson_card(ui->app)) return;
    int n = card_plans(ui, room, plan), last = n - 1, tried = -1;
    for (int i = 0; i < n; i++) {
        Rect stage = room, card = cut_left(&stage, plan[i].width);
        int list = frame->list.n, hits = frame->n_hits, panels = frame->n_panels;
        bool again = plan[i].width == (tried < 0 ? -1 : plan[tried].width); /* the stage was cut at this width */
        if (again && i < last) continue;
        cut_left(&stage, ui_px(ui, 11));
        if (!plan[i].alone) draw_stage(ui, stage);
        if (i < last && is_cut(frame, list)) {
            frame->list.n = list, frame->n_hits = hits, frame->n_panels = panels;
            tried = i;
            continue;
        }
        card_draw(ui, card, &plan[i]);
        return;
    }
}

/* ---- the way through the cards ---- */

void lesson_dots(Ui *ui, Rect room) {
    const Teaching *t = ui->app->teaching;
    float each = fminf(ui_px(ui, 22), floorf(room.w / (float)t->lesson.cards)), size = fminf(ui_px(ui, 11), each - 2);
    room = (Rect){floorf(room.x + (room.w - each * (float)t->lesson.cards) / 2), room.y, each * (float)t->lesson.cards,
                  room.h};
    for (int i = 0; i < t->lesson.cards; i++) {
        bool here = i == t->card, asks = t->lesson.card[i].question != NULL;
        float d = here ? size + ui_px(ui, 5) : size;
        Rect dot = {floorf(room.x + each * (float)i + (each - d) / 2), floorf(room.y + (room.h - d) / 2), d, d};
        Color color = here ? ui->theme->accent : i < t->card ? ui->theme->dim : ui->theme->edge;
        if (asks && !here)
            ui_frame(ui, dot, i < t->card ? ui->theme->dim : ui->theme->hatch, fmaxf(2, floorf(2 * ui->scale)), d / 2);
        else ui_fill(ui, dot, color, d / 2);
    }
    ui_hit_cells(ui, HIT_NUMBER, room, t->lesson.cards, 1, ui_format(ui, "lesson '%s'", t->name));
    ui->frame->hits[ui->frame->n_hits - 1].first = 1;
}

const char *lesson_next_label(const Ui *ui) {
    const Teaching *t = ui->app->teaching;
    if (lesson_asks(ui->app)) return SAY(ui, t->counting ? "card.hands_end" : "card.reveal");
    return SAY(ui, t->card + 1 < t->lesson.cards ? "card.next" : "card.last");
}

/* What the keys do here, besides going on. */
const char *lesson_hint(const Ui *ui) {
    const Question *q = lesson_question(ui->app);
    const Teaching *t = ui->app->teaching;
    if (!q || t->answered)
        return SAY(ui, t->answered ? lesson_right(ui->app) ? "card.right" : "card.look" : "card.free");
    if (q->number) return SAY(ui, "card.type");
    if (t->counting) return SAY(ui, "card.counting");
    return SAY(ui, "card.choose", ui_format(ui, "%d", q->n));
}

/* ---- the list of lessons ---- */

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
