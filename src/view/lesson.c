/* A lesson on the screen: the card, the stage beside it and the way through the cards. */
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

/* Whether a text was shortened since the frame had n commands, or does not lie in the room. */
static bool is_cut(const Frame *frame, int n, Rect room) {
    for (int i = n; i < frame->list.n; i++) {
        const Draw *d = &frame->list.at[i];
        if (d->kind != DRAW_TEXT || !*d->text.utf8) continue;
        bool below = d->rect.y + d->rect.h > room.y + room.h + 1, beside = d->rect.x + d->rect.w > room.x + room.w + 1;
        if (d->text.cut || (room.h > 0 && (below || beside))) return true;
    }
    return false;
}

/* Puts last of the plans that have a stage, which come first, the one whose stage is the largest; returns their
 * number. */
static int with_stage(CardPlan plan[], int n) {
    int staged = 0, largest = 0;
    while (staged < n && !plan[staged].alone) staged++;
    for (int i = 1; i < staged; i++)
        if (plan[i].height * plan[i].width <= plan[largest].height * plan[largest].width) largest = i;
    if (!staged) return 0;
    CardPlan last = plan[largest];
    for (int i = largest; i + 1 < staged; i++) plan[i] = plan[i + 1];
    plan[staged - 1] = last;
    return staged;
}

/* Draws a stage of that scale beside the card, or below it; false, with nothing drawn: it has no room for its texts,
 * though it has to. */
static bool draw_beside(Ui *ui, Rect stage, float scale, bool has_to) {
    Frame *frame = ui->frame;
    int list = frame->list.n, hits = frame->n_hits, panels = frame->n_panels;
    Ui one = *ui;
    one.scale *= scale;
    draw_stage(&one, stage);
    if (!has_to || !is_cut(frame, list, ui->upright ? stage : (Rect){0})) return true;
    frame->list.n = list, frame->n_hits = hits, frame->n_panels = panels;
    return false;
}

/* Of the plans that the card fits with, the first beside which the stage has room for its texts; in smaller letters
 * where it has none beside any. If that does not help the card stands alone, but upright a little of it is shown. */
void lesson_draw(Ui *ui, Rect room) {
    static const float SCALES[] = {1, 0.8f};
    enum { SCALE_COUNT = sizeof SCALES / sizeof *SCALES };
    CardPlan plan[CARD_PLANS];
    if (!lesson_card(ui->app)) return;
    int n = card_plans(ui, room, plan), staged = with_stage(plan, n), tries = staged * SCALE_COUNT;
    for (int i = 0; i < tries; i++) {
        const CardPlan *p = &plan[i % staged];
        bool last = i == tries - 1 && (ui->upright || staged == n);
        bool again = i % staged > 0 && p->width == p[-1].width && p->height == p[-1].height;
        if (again && !last) continue; /* the stage was cut beside it */
        Rect stage = room, card = ui->upright ? cut_bottom(&stage, p->height) : cut_left(&stage, p->width);
        if (ui->upright) cut_bottom(&stage, ui_px(ui, 11));
        else cut_left(&stage, ui_px(ui, 11));
        if (!draw_beside(ui, stage, SCALES[i / staged], !last)) continue;
        card_draw(ui, card, p);
        return;
    }
    card_draw(ui, room, &plan[staged]);
}

/* ---- the way through the cards ---- */

void lesson_dots(Ui *ui, Rect room) {
    const Teaching *t = ui->app->teaching;
    float each = fminf(ui_px(ui, 22), floorf(room.w / (float)t->lesson.cards)), size = fminf(ui_px(ui, 11), each - 2);
    room = (Rect){floorf(room.x + (room.w - each * (float)t->lesson.cards) / 2), room.y, each * (float)t->lesson.cards,
                  room.h};
    for (int i = 0; i < t->lesson.cards; i++) {
        bool here = i == t->card, asks = t->lesson.card[i].asks_at >= 0;
        float d = here ? size + ui_px(ui, 5) : size;
        Rect dot = {floorf(room.x + each * (float)i + (each - d) / 2), floorf(room.y + (room.h - d) / 2), d, d};
        Color color = here ? ui->theme->accent : i < t->card ? ui->theme->dim : ui->theme->edge;
        if (asks && !here)
            ui_frame(ui, dot, i < t->card ? ui->theme->dim : ui->theme->hatch, fmaxf(2, floorf(2 * ui->scale)), d / 2);
        else ui_fill(ui, dot, color, d / 2);
    }
    ui_hit_cells(ui, HIT_NUMBER, room, t->lesson.cards, 1, ui_format(ui, "lesson '%s'", t->name))->first = 1;
}

const char *lesson_next_label(const Ui *ui) {
    const Teaching *t = ui->app->teaching;
    bool asks = lesson_asks(ui->app);
    if (asks && lesson_task(ui->app)) return SAY(ui, lesson_shows(ui->app) ? "card.show" : "card.leave");
    if (asks) return SAY(ui, t->counting ? "card.hands_end" : "card.reveal");
    if (t->offers) return SAY(ui, *t->next.name ? "card.open" : "card.last");
    return SAY(ui, t->card + 1 < t->lesson.cards ? "card.next" : "card.next_lesson");
}

/* What the keys do here, besides going on. */
const char *lesson_hint(const Ui *ui) {
    const Question *q = lesson_question(ui->app);
    const Teaching *t = ui->app->teaching;
    if (t->offers) return *t->next.name ? SAY(ui, "card.onward", t->next.title) : SAY(ui, "card.end");
    if (lesson_done(ui->app)) return SAY(ui, "card.done");
    if (lesson_task(ui->app) && !t->answered) return SAY(ui, "card.try");
    if (lesson_task(ui->app)) return SAY(ui, lesson_shows(ui->app) ? "card.look" : "card.left");
    if (!q || t->answered)
        return SAY(ui, t->answered ? lesson_right(ui->app) ? "card.right" : "card.look"
                               : ui->upright ? "card.free_upright" : "card.free");
    if (q->number) return SAY(ui, "card.type");
    if (t->counting) return SAY(ui, "card.counting");
    return SAY(ui, "card.choose", ui_format(ui, "%d", q->n));
}
