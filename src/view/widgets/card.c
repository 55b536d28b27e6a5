#include "view/widgets/card.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/session/lesson.h"

/* Where the next text is set. */
typedef struct Pen {
    Ui *ui;
    Rect room;     /* what is left of it; its height may become negative while it is measured */
    float size;
    int detail;
    bool answered; /* as the card is set, not as it stands */
    bool turns;    /* it has the button that leads to the whole screen */
    bool draw;
} Pen;

enum {
    DETAIL_ALL = 3
}; /* all choices with their reasons; 2: reasons of the right and the chosen one; 1: no other choices */

static void move(Pen *p, float by) {
    p->room.y += by;
    p->room.h -= by;
}

static RichLook look_of(const Pen *p, float share, Color color, bool bold) {
    return (RichLook){.size = fmaxf(floorf(p->size * share), ui_size(p->ui, ROLE_SMALL)), .color = color, .bold = bold};
}

static void set(Pen *p, Rich text, const RichLook *look, float indent) {
    Rect room = {p->room.x + indent, p->room.y, p->room.w - indent, p->room.h};
    move(p, rich_set(p->ui, room, text, look, p->draw));
}

static void set_plain(Pen *p, const char *utf8, const RichLook *look) {
    const TextRun run = {utf8, 0};
    set(p, (Rich){&run, 1}, look, 0);
}

/* ---- blocks ---- */

static void set_item(Pen *p, const Block *b) {
    RichLook look = look_of(p, 1, p->ui->theme->text, false), mark = look_of(p, 1, p->ui->theme->accent, false);
    float step = floorf(p->size * 1.15f), indent = step * (float)(b->depth + 1);
    Rect room = {p->room.x + indent - step, p->room.y, step, rich_line(&look)};
    if (p->draw && b->number == 0) rich_label(p->ui, room, "•", &mark);
    if (p->draw && b->number > 0) rich_label(p->ui, room, ui_format(p->ui, "%d.", b->number), &mark);
    set(p, b->text, &look, indent);
}

static void set_quote(Pen *p, const Block *b) {
    RichLook look = look_of(p, 1, p->ui->theme->dim, false);
    float from = p->room.y, indent = floorf(p->size * 0.9f);
    set(p, b->text, &look, indent);
    if (p->draw)
        ui_fill(p->ui, (Rect){p->room.x, from, ui_px(p->ui, 3), p->room.y - from}, p->ui->theme->accent,
                ui_px(p->ui, 1));
}

static void set_block(Pen *p, const Block *b) {
    RichLook body = look_of(p, 1, p->ui->theme->text, false), head = look_of(p, 1.1f, p->ui->theme->text, true);
    RichLook table = look_of(p, 0.95f, p->ui->theme->text, false);
    switch (b->kind) {
    case BLOCK_PARAGRAPH: set(p, b->text, &body, 0); break;
    case BLOCK_HEADING: set(p, b->text, &head, 0); break;
    case BLOCK_ITEM: set_item(p, b); break;
    case BLOCK_QUOTE: set_quote(p, b); break;
    case BLOCK_TABLE: move(p, rich_table(p->ui, p->room, &b->table, &table, p->draw)); break;
    case BLOCK_CODE: move(p, rich_code(p->ui, p->room, b->code, &body, p->draw)); break;
    case BLOCK_QUESTION:
    case BLOCK_TASK: break;
    }
}

static float gap_before(const Pen *p, const Block *b, const Block *last) {
    if (b->kind == BLOCK_ITEM && last->kind == BLOCK_ITEM) return floorf(p->size * 0.28f);
    return floorf(p->size * 0.62f);
}

/* ---- questions ---- */

static float choice_pad(const Pen *p) { return floorf(p->size * 0.36f); }

/* A choice that waits to be answered: a button with its key, the hands that were counted for it, and a bar of them. */
static void set_open_choice(Pen *p, const Choice *c, int i, int most) {
    Ui *ui = p->ui;
    const Teaching *t = ui->app->teaching;
    RichLook text = look_of(p, 1, ui->theme->text, false), key = look_of(p, 1, ui->theme->accent, true), count = text;
    float pad = choice_pad(p), left = floorf(p->size * 1.5f);
    bool counting = t->counting || most > 0;
    float right = counting ? floorf(p->size * 2.7f) : 0, bar = counting ? ui_px(ui, 7) : 0;
    Rect inside = {p->room.x + pad + left, p->room.y + pad, p->room.w - 2 * pad - left - right, 0};
    float h = rich_set(ui, inside, c->text, &text, false);
    Rect box = {p->room.x, p->room.y, p->room.w, h + 2 * pad + bar};
    if (p->draw) {
        bool here = t->counting && t->counted == i;
        ui_fill(ui, box, ui->theme->raised, ui_px(ui, 8));
        ui_frame(ui, box, here ? ui->theme->accent : ui->theme->edge, fmaxf(1, floorf(ui->scale * (here ? 2 : 1))),
                 ui_px(ui, 8));
        rich_label(ui, (Rect){box.x + pad + floorf(p->size * 0.3f), inside.y, left, rich_line(&key)},
                   ui_format(ui, "%d", i + 1), &key);
        rich_set(ui, inside, c->text, &text, true);
        ui_hit(ui, box, ui_format(ui, t->counting ? "hands %d more" : "answer %d", i + 1));
        if (counting) {
            count.align = ALIGN_RIGHT;
            rich_label(ui, (Rect){inside.x + inside.w, inside.y, right, rich_line(&text)},
                       ui_format(ui, "%d", t->hands[i]), &count);
            float full = inside.w + right, w = most > 0 ? floorf(full * (float)t->hands[i] / (float)most) : 0;
            Rect line = {inside.x, box.y + box.h - bar - floorf(pad / 2), full, bar};
            ui_fill(ui, line, ui->theme->edge, bar / 2);
            if (w > 0) ui_fill(ui, (Rect){line.x, line.y, fmaxf(w, bar), bar}, ui->theme->accent, bar / 2);
        }
    }
    move(p, box.h);
}

/* A choice once it is known which one is right, with why it tempts or is so. */
static void set_told_choice(Pen *p, const Choice *c, int i, bool chosen, bool with_why, int most) {
    Ui *ui = p->ui;
    const Teaching *t = ui->app->teaching;
    Color color = c->right ? ui->theme->good : chosen ? ui->theme->minus : ui->theme->dim;
    RichLook text = look_of(p, 1, c->right || chosen ? ui->theme->text : ui->theme->dim, c->right);
    RichLook mark = look_of(p, 1, color, true),
             why = look_of(p, 0.88f, c->right || chosen ? ui->theme->text : ui->theme->dim, false);
    RichLook count = look_of(p, 0.88f, ui->theme->dim, false);
    float left = floorf(p->size * 1.3f), right = most > 0 ? floorf(p->size * 2.4f) : 0;
    Rect inside = {p->room.x + left, p->room.y, p->room.w - left - right, p->room.h};
    if (p->draw) {
        rich_label(ui, (Rect){p->room.x, p->room.y, left, rich_line(&text)},
                   c->right ? "✓"
                   : chosen ? "✗"
                            : "·",
                   &mark);
        count.align = ALIGN_RIGHT;
        if (most > 0)
            rich_label(ui, (Rect){inside.x + inside.w, p->room.y, right, rich_line(&text)},
                       ui_format(ui, "%d", t->hands[i]), &count);
    }
    move(p, rich_set(ui, inside, c->text, &text, p->draw));
    if (with_why && c->why.n) set(p, c->why, &why, left);
}

static int most_hands(const Teaching *t, const Question *q) {
    int most = 0;
    for (int i = 0; i < q->n; i++) most = t->hands[i] > most ? t->hands[i] : most;
    return most;
}

/* A product as it is read: 3×3 for 3*3. */
static const char *with_crosses(const Ui *ui, const char *typed) {
    const char *out = "";
    for (; *typed; typed++) out = *typed == '*' ? ui_format(ui, "%s×", out) : ui_format(ui, "%s%c", out, *typed);
    return out;
}

/* The field that a number is typed into. */
static void set_field(Pen *p) {
    Ui *ui = p->ui;
    const Teaching *t = ui->app->teaching;
    RichLook number = look_of(p, 1.5f, ui->theme->accent, true), hint = look_of(p, 0.85f, ui->theme->dim, false);
    float h = rich_line(&number) + floorf(p->size * 0.4f), pad = floorf(p->size * 0.5f);
    Rect box = {p->room.x, p->room.y, fminf(p->room.w, floorf(p->size * 12)), h};
    if (p->draw) {
        ui->frame->number = box;
        ui_fill(ui, box, ui->theme->raised, ui_px(ui, 8));
        ui_frame(ui, box, ui->theme->accent, fmaxf(1, floorf(ui->scale * 2)), ui_px(ui, 8));
        Rect r = {box.x + pad, box.y, box.w - 2 * pad, box.h};
        const TextRun run = {with_crosses(ui, t->typed), 0};
        if (rich_width(ui, (Rich){&run, 1}, &number) > r.w) number = look_of(p, 0.9f, ui->theme->accent, true);
        float w = *t->typed ? rich_label(ui, r, run.text, &number).w : 0;
        ui_fill(ui, (Rect){r.x + w + ui_px(ui, 3), box.y + pad / 2, ui_px(ui, 2), box.h - pad}, ui->theme->accent, 0);
    }
    move(p, h + floorf(p->size * 0.3f));
    set_plain(p, SAY(ui, "card.type"), &hint);
}

static void set_said_number(Pen *p, const Question *q) {
    const Teaching *t = p->ui->app->teaching;
    RichLook look = look_of(p, 0.88f, p->ui->theme->minus, true);
    if (!t->numbered || t->number == q->choice[0].value) return;
    if (t->chosen > 0) return; /* one that tempts: it stands below with its reason */
    set_plain(p, SAY(p->ui, "card.said", ui_format(p->ui, "%.10g", t->number)), &look);
}

static void set_question(Pen *p, const Question *q) {
    const Teaching *t = p->ui->app->teaching;
    RichLook text = look_of(p, 1, p->ui->theme->text, true);
    int most = most_hands(t, q);
    float between = floorf(p->size * 0.32f);
    set(p, q->text, &text, 0);
    move(p, floorf(p->size * 0.45f));
    if (!p->answered && q->number) {
        set_field(p);
        return;
    }
    if (p->answered && q->number) set_said_number(p, q);
    for (int i = 0; i < q->n; i++) {
        const Choice *c = &q->choice[i];
        bool chosen = t->answered && t->chosen == i, matters = c->right || chosen;
        if (!p->answered) set_open_choice(p, c, i, most);
        else if (matters ? c->right || p->detail > 0 : p->detail > (q->number ? 2 : 1))
            set_told_choice(p, c, i, chosen, matters || p->detail == DETAIL_ALL, most);
        else continue;
        move(p, between);
    }
}

/* ---- tasks ---- */

/* A box, ticked once it has been seen, and a text beside it. */
static void set_sign(Pen *p, Rich text, const RichLook *look, bool seen) {
    Ui *ui = p->ui;
    RichLook tick = look_of(p, 1, ui->theme->good, true);
    float side = floorf(p->size * 0.95f), line = rich_line(look), left = floorf(p->size * 1.5f);
    Rect box = {p->room.x, floorf(p->room.y + (line - side) / 2), side, side};
    if (p->draw) {
        ui_fill(ui, box, ui->theme->raised, ui_px(ui, 4));
        ui_frame(ui, box, seen ? ui->theme->good : ui->theme->accent, fmaxf(1, floorf(ui->scale * 2)), ui_px(ui, 4));
        tick.align = ALIGN_CENTRE;
        if (seen) rich_label(ui, (Rect){box.x, p->room.y, side, line}, "✓", &tick);
    }
    set(p, text, look, left);
}

/* Where one thing is looked for and has no words of its own, the task itself is ticked. */
static void set_task(Pen *p, const Task *task) {
    RichLook bold = look_of(p, 1, p->ui->theme->text, true), plain = look_of(p, 1, p->ui->theme->text, false);
    unsigned seen = p->ui->app->teaching->seen;
    if (task->n == 1 && !task->sign[0].text.n) {
        set_sign(p, task->text, &bold, seen & 1);
        return;
    }
    set(p, task->text, &bold, 0);
    for (int i = 0; i < task->n; i++) {
        const TaskSign *sign = &task->sign[i];
        const TextRun run = {sign->pattern, RUN_CODE};
        move(p, floorf(p->size * 0.4f));
        set_sign(p, sign->text.n ? sign->text : (Rich){&run, 1}, &plain, seen & 1u << i);
    }
}

/* ---- the card ---- */

static float card_pad(const Ui *ui) { return ui_px(ui, 22); }

/* Leads to the whole screen, of which there is little beside the card, or nothing: at the card's upper right. */
static void set_turn(Pen *p, Rect *line) {
    Ui *ui = p->ui;
    int panel = ui->upright ? ui->app->zoomed : 0;
    const char *command = panel ? ui_format(ui, "lesson detour; zoom %d", panel) : "lesson detour";
    const char *label = SAY(ui, "card.screen");
    float w = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, label) + ui_px(ui, 20);
    Rect right = cut_right(line, w);
    cut_right(line, ui_px(ui, 12));
    right = (Rect){right.x, right.y - ui_px(ui, 14), right.w, ui_line(ui, ROLE_BODY) + ui_px(ui, 20)};
    if (p->draw) ui_button(ui, &right, label, ui->theme->text, command);
}

static void set_card(Pen *p) {
    const App *app = p->ui->app;
    const Card *card = lesson_card(app);
    const Teaching *t = app->teaching;
    RichLook lesson = {.size = ui_size(p->ui, ROLE_BODY), .color = p->ui->theme->dim},
             title = look_of(p, 1.32f, p->ui->theme->text, true);
    const char *where =
        SAY(p->ui, "card.of", ui_format(p->ui, "%d", t->card + 1), ui_format(p->ui, "%d", t->lesson.cards));
    Rect line = p->room;
    if (p->turns) set_turn(p, &line);
    const TextRun head = {ui_format(p->ui, "%s · %s", t->lesson.title, where), 0};
    move(p, rich_set(p->ui, line, (Rich){&head, 1}, &lesson, p->draw));
    move(p, floorf(p->size * 0.35f));
    set(p, card->title, &title, 0);
    for (int i = 0; i < card->blocks; i++) {
        const Block *b = &card->block[i];
        if (card_waits(card, i) && !p->answered) break;
        move(p, i ? gap_before(p, b, b - 1) : floorf(p->size * 0.6f));
        if (b->kind == BLOCK_QUESTION) set_question(p, card->question);
        else if (b->kind == BLOCK_TASK) set_task(p, card->task);
        else set_block(p, b);
    }
}

static bool turns(const Ui *ui, const CardPlan *plan) { return ui->upright || plan->alone; }

static float height(Ui *ui, const CardPlan *plan, bool answered, int detail) {
    Pen p = {.ui = ui, .room = {0, 0, plan->width - 2 * card_pad(ui), 1e6f}, .size = plan->size, .detail = detail,
             .answered = answered, .turns = turns(ui, plan)};
    set_card(&p);
    return p.room.y + 2 * card_pad(ui);
}

/* Whether the card fits, before and after the answer; sets the plan's detail to the most that fits, and upright its
 * height to what that takes. */
static bool fits(Ui *ui, CardPlan *plan, bool asks) {
    float before = height(ui, plan, false, 0), after = 0;
    if (before > plan->height) return false;
    if (asks) {
        for (plan->detail = DETAIL_ALL; plan->detail > 0; plan->detail--)
            if ((after = height(ui, plan, true, plan->detail)) <= plan->height) break;
        if (!plan->detail) return false;
    }
    if (ui->upright && !plan->alone) plan->height = ceilf(fmaxf(before, after));
    return true;
}

/* Below its stage, in an upright window: low first, then higher, then without a stage. */
static CardPlan plan_upright(const Ui *ui, Rect room, int i) {
    static const struct { float height, size;
    } PLANS[CARD_PLANS] = {{0.42f, 22}, {0.42f, 20}, {0.42f, 18}, {0.38f, 17}, {0.50f, 20}, {0.50f, 18}, {0.46f, 16},
                           {0.60f, 19}, {0.60f, 17}, {0.70f, 18}, {0.70f, 16}, {1, 20},     {1, 17}};
    float more = ui->app->textsize > 1 ? 1.25f : 1;
    return (CardPlan){.width = room.w, .height = floorf(room.h * PLANS[i].height),
                      .size = floorf(PLANS[i].size * more * ui->scale), .alone = PLANS[i].height == 1};
}

int card_plans(Ui *ui, Rect room, CardPlan out[CARD_PLANS]) {
    /* large and narrow first; then wider, and a little smaller; then without a stage */
    static const struct { float width, size;
    } PLANS[2][CARD_PLANS] = {{{0.38f, 26},
                               {0.38f, 24},
                               {0.38f, 22},
                               {0.40f, 22},
                               {0.38f, 20},
                               {0.42f, 21},
                               {0.43f, 20},
                               {0.45f, 20},
                               {0.46f, 19},
                               {0.48f, 18},
                               {0.51f, 18},
                               {1, 24},
                               {1, 20}},
                              {{0.42f, 30},
                               {0.42f, 28},
                               {0.44f, 28},
                               {0.42f, 26},
                               {0.46f, 26},
                               {0.42f, 24},
                               {0.50f, 26},
                               {0.52f, 24},
                               {0.55f, 24},
                               {0.58f, 22},
                               {1, 30},
                               {1, 26},
                               {1, 24}}};
    bool asks = lesson_card(ui->app)->asks_at >= 0, big = ui->app->textsize > 1;
    int n = 0;
    for (int i = 0; i < CARD_PLANS; i++) {
        CardPlan plan = {.width = floorf(room.w * PLANS[big][i].width), .height = room.h,
                         .size = floorf(PLANS[big][i].size * ui->scale), .alone = PLANS[big][i].width == 1};
        if (ui->upright) plan = plan_upright(ui, room, i);
        if (fits(ui, &plan, asks) || (n == 0 && i == CARD_PLANS - 1)) out[n++] = plan;
    }
    return n;
}

void card_draw(Ui *ui, Rect room, const CardPlan *plan) {
    float pad = card_pad(ui);
    ui->frame->card = room;
    ui_fill(ui, room, ui->theme->panel, ui_px(ui, 8));
    ui_frame(ui, room, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 8));
    Pen p = {.ui = ui, .room = inset(room, pad), .size = plan->size, .detail = plan->detail,
             .answered = ui->app->teaching->answered, .turns = turns(ui, plan), .draw = true};
    if (plan->alone && p.room.w > plan->size * 44) p.room.w = floorf(plan->size * 44); /* lines stay readable */
    set_card(&p);
}
