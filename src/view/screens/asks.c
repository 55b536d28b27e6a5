/* Screen 10: a picture that the network paints, and what it is asked for. */
#include <math.h>

#include "app/features/style.h"
#include "base/table.h"
#include "view/hint.h"
#include "view/screens.h"
#include "view/screens/asks_inside.h"

/* ---- the picture ---- */

/* What the unit can see, or could in the middle, as a frame on the picture. */
static void draw_field(Ui *ui, Rect square, const AsksFacts *f) {
    const Net *net = &ui->app->own;
    if (ui->app->asks.topic != ASKS_ASCENT || ui->app->asks.of != ASKS_UNIT || f->vector) return;
    Box b = net_box(net, f->row, f->x, f->y);
    float s = square.w / (float)net->input.w, right = square.x + square.w, bottom = square.y + square.h;
    Rect r = {fmaxf(square.x, square.x + (float)b.x0 * s), fmaxf(square.y, square.y + (float)b.y0 * s), 0, 0};
    r.w = fminf(right, square.x + (float)(b.x1 + 1) * s) - r.x;
    r.h = fminf(bottom, square.y + (float)(b.y1 + 1) * s) - r.y;
    float width = fmaxf(1, floorf(1.5f * ui->scale));
    ui_frame(ui, r, 0xFF000000, width + 2, 0);
    ui_frame(ui, inset(r, 1), ui->theme->mark, width, 0);
}

/* What the curve is of. */
static const char *say_number(const Ui *ui, const AsksFacts *f) {
    if (style_topic(ui->app)) return SAY(ui, "style.total");
    if (ui->app->asks.topic != ASKS_ASCENT) return SAY(ui, "asks.squares");
    if (f->classes) return SAY(ui, "asks.score");
    return SAY(ui, ui->app->asks.of == ASKS_UNIT || f->vector ? "asks.value" : "asks.mean");
}

static void draw_picture(Ui *ui, Rect square, const AsksFacts *f, int which) {
    const Painted *p = &f->painted;
    const unsigned char *rgb = p->rgb + 3 * (int64_t)which * p->shape.h * p->shape.w;
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = rgb, .w = p->shape.w, .h = p->shape.h,
                                     .rows = p->shape.h, .smooth = true, .version = p->version + (uint64_t)which});
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    draw_field(ui, square, f);
}

static void tell_one(Ui *ui, const Hit *hit, Hint *out) {
    AsksFacts f = asks_facts(ui->app, ui->arena);
    const Painted *p = &f.painted;
    int which = hit->told.n[0];
    out->title = SAY(ui, "asks.one_of", ui_format(ui, "%d", which + 1), ui_format(ui, "%d", p->pictures));
    if (f.steps)
        hint_line(out, ui_format(ui, "%s: %s", say_number(ui, &f),
                                 format_value(ui, (double)p->curve[(f.steps - 1) * p->losses + 1 + which])));
}

/* One that fills the square, or several in it, two or three beside one another. */
static void draw_pictures(Ui *ui, Rect square, const AsksFacts *f) {
    int n = f->painted.pictures, columns = asks_columns(n), lines = (n + columns - 1) / columns;
    float gap = n > 1 ? ui_px(ui, 6) : 0, side = floorf((square.w - (float)(columns - 1) * gap) / (float)columns);
    float top = square.y + floorf((square.h - (float)lines * side - (float)(lines - 1) * gap) / 2);
    for (int i = 0; i < n; i++) {
        int column = i % columns, line = i / columns;
        Rect r = {square.x + (float)column * (side + gap), top + (float)line * (side + gap), side, side};
        draw_picture(ui, r, f, i);
        if (n > 1) ui_tell(ui, r, (Told){.tell = tell_one, .n = {i}});
    }
}

/* As it is drawn: a loss by its logarithm, or a step that led astray would make a flat line of all others. */
static float height(const Painted *p, int step, int loss, bool falls) {
    float v = p->curve[step * p->losses + loss];
    return falls ? log10f(fmaxf(v, 1e-6f)) : v;
}

/* The numbers of each step from left to right, as high as they are; the rest of the room waits for those to come. */
static void draw_line(Ui *ui, Rect r, const Painted *p, int loss, bool falls, Color color) {
    int columns = (int)r.w < p->until ? (int)r.w : p->until, last = -1;
    float least = 0, most = 0;
    for (int i = 0; i < p->steps; i++) {
        float v = height(p, i, loss, falls);
        if (i == 0 || v < least) least = v;
        if (i == 0 || v > most) most = v;
    }
    if (!(most > least)) most = least + 1;
    Point before = {0, 0};
    for (int i = 0; i < p->steps; i++) {
        int column = (int)((int64_t)i * columns / p->until);
        float part = (height(p, i, loss, falls) - least) / (most - least);
        Point at = {r.x + r.w * (float)i / fmaxf(1, (float)(p->until - 1)), r.y + r.h - part * r.h};
        if (column == last) continue;
        if (last >= 0) ui_line_to(ui, before, at, color, fmaxf(1.5f, floorf(1.5f * ui->scale)), 0);
        before = at;
        last = column;
    }
}

/* Where one went back to the beginning, the end is the one that is asked for. */
static const char *say_step(const Ui *ui, int there, int until) {
    int asked = ui->app->asks.steps ? ui->app->asks.steps : ASKS_STEPS;
    return SAY(ui, "asks.step", ui_format(ui, "%d", there), ui_format(ui, "%d", until ? until : asked));
}

/* How it grew, or fell: the first and the present number, and between them the curve. */
static void draw_curve(Ui *ui, Rect r, const AsksFacts *f) {
    const Painted *p = &f->painted;
    int loss = style_topic(ui->app) ? style_losses(ui->app).total : 0;
    Style name = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, figure = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    Rect line = cut_top(&r, ui_line(ui, ROLE_SMALL));
    const char *step = say_step(ui, f->steps, f->until);
    if (f->steps) {
        const char *now = ui_format(ui, "%s → %s", format_value(ui, (double)p->curve[loss]),
                                    format_value(ui, (double)p->curve[(f->steps - 1) * p->losses + loss]));
        ui_text(ui, cut_right(&line, ui_width(ui, figure, now)), figure, ALIGN_RIGHT, now);
        cut_right(&line, ui_px(ui, 6));
        const char *what = say_number(ui, f);
        ui_text(ui, cut_right(&line, ui_width(ui, name, what)), name, ALIGN_RIGHT, what);
        cut_right(&line, ui_px(ui, 10));
    }
    if (ui_width(ui, name, step) <= line.w) ui_text(ui, line, name, ALIGN_LEFT, step); /* the bottom bar says it too */
    cut_top(&r, ui_px(ui, 4));
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 3));
    if (f->steps > 1 && p->until > 1)
        draw_line(ui, inset(r, ui_px(ui, 4)), p, loss, style_topic(ui->app), ui->theme->accent);
}

static void draw_painted(Ui *ui, Rect room, const AsksFacts *f) {
    Rect r = ui_panel(ui, PANEL_PAINTED, room, NULL);
    float below = ui_line(ui, ROLE_SMALL) + ui_px(ui, 58);
    Rect square = fit_square((Rect){r.x, r.y, r.w, r.h - below - ui_px(ui, 8)});
    if (!f->there) {
        Rect middle = {r.x, r.y + r.h * 0.4f, r.w, 3 * ui_line(ui, ROLE_TITLE)};
        int row = run_row(ui->app->run);
        ui_paragraph(ui, middle, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim},
                     !f->some ? SAY(ui, "asks.choose")
                              : row < 0 ? "…" : SAY(ui, "footer.running", app_row_name(ui->app, row)));
        return;
    }
    draw_pictures(ui, square, f);
    cut_top(&r, square.h + ui_px(ui, 8));
    draw_curve(ui, ui->upright ? r : (Rect){square.x, r.y, square.w, r.h}, f);
}

/* ---- what the topics are made of ---- */

/* Buttons for one of several, from left to right. */
void asks_choice(Ui *ui, Rect *line, const char *text, const char *command, bool here) {
    ui_button(ui, line, text, here ? ui->theme->accent : ui->theme->dim, command);
    cut_left(line, ui_px(ui, 6));
}

/* A switch on the line, or on the next one where there is no room. */
void asks_toggle(Ui *ui, Rect *line, Rect *room, const char *text, bool on, const char *command) {
    if (ui_marked_width(ui, text) > line->w) {
        cut_top(room, ui_px(ui, 5));
        *line = cut_top(room, line->h);
    }
    ui_toggle(ui, line, text, on, command);
    cut_left(line, ui_px(ui, 6));
}

const char *asks_with_key(const Ui *ui, const char *key, const char *command) {
    char label[24];
    const char *text = SAY(ui, key);
    return app_key_of(ui->app, command, label) ? ui_format(ui, "%s: %s", text, label) : text;
}

static const struct {
    const char *name, *command, *headline;
    void (*draw)(Ui *ui, Rect room, const AsksFacts *f);
} TOPICS[] = {
    [ASKS_ASCENT] = {"asks.ascent", "asks ascent", "headline.asks", ascent_draw},
    [ASKS_DREAM] = {"asks.dream", "asks dream", "headline.asks_dream", dream_draw},
    [ASKS_TEXTURE] = {"asks.texture", "asks texture", "headline.texture", style_draw},
    [ASKS_STYLE] = {"asks.style", "asks style", "headline.style", style_draw},
    [ASKS_INVERSION] = {"asks.inversion", "asks inversion", "headline.inversion", style_draw},
};
TABLE_HAS(TOPICS, ASKS_TOPICS);

/* On as many lines as they need where one is too narrow, off the top of the room. */
static void draw_topics(Ui *ui, Rect *room) {
    Rect line = cut_top(room, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    for (int i = 0; i < ASKS_TOPICS; i++) {
        const char *name = SAY(ui, TOPICS[i].name);
        if (ui->upright && ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, name) + ui_px(ui, 20) > line.w) {
            cut_top(room, ui_px(ui, 5));
            line = cut_top(room, line.h);
        }
        asks_choice(ui, &line, name, TOPICS[i].command, (int)ui->app->asks.topic == i);
    }
    cut_top(room, ui_px(ui, 8));
}

/* ---- the screen ---- */

static void draw(Ui *ui, Rect room) {
    AsksFacts f = asks_facts(ui->app, ui->arena);
    float gap = ui_px(ui, 11);
    if (ui->upright && ui->panel && !ui->app->teaching->open) draw_topics(ui, &room);
    if (ui->panel == PANEL_PAINTED) {
        draw_painted(ui, room, &f);
    } else if (ui->panel) {
        TOPICS[ui->app->asks.topic].draw(ui, room, &f);
    } else {
        float below = ui_line(ui, ROLE_SMALL) + ui_px(ui, 100);
        draw_painted(ui, cut_left(&room, floorf(fminf(room.h - below + ui_px(ui, 30), room.w * 0.5f))), &f);
        cut_left(&room, gap);
        draw_topics(ui, &room);
        TOPICS[ui->app->asks.topic].draw(ui, room, &f);
    }
}

static const char *headline(const Ui *ui) {
    const Asks *a = &ui->app->asks;
    return SAY(ui, a->topic == ASKS_ASCENT && a->negative ? "headline.asks_not" : TOPICS[a->topic].headline);
}

static const char *place(const Ui *ui) {
    const App *app = ui->app;
    char key[24];
    int steps = paint_steps(app);
    const char *at = ui_format(ui, "%d", steps);
    if (!app_key_of(app, "asks go", key)) return "";
    bool over = steps >= paint_until(app);
    if (app->asks.halted && over) return SAY(ui, "asks.halted", at, ui_format(ui, "%s", key));
    return SAY(ui, over ? "asks.done" : "asks.going", at, ui_format(ui, "%s", key));
}

static const char *label(const Ui *ui) {
    return say_step(ui, paint_steps(ui->app), paint_until(ui->app));
}

static int left(const App *app) { return asks_left(app); }

static bool progress(const App *app, int *at, int *all) {
    *at = paint_steps(app);
    *all = app->asks.steps ? app->asks.steps : ASKS_STEPS;
    return true;
}

const Screen asks_screen = {
    .draw = draw,
    .telling = PANEL_PAINTED,
    .headline = headline,
    .place = place,
    .way = {.first = "asks at 0", .previous = "asks at 0", .next = "asks at next", .label = label, .left = left,
            .progress = progress, .stays = 12},
    .words = asks_words,
    .json = asks_json,
    .save = asks_save,
    .bench = {"select conv3_1; asks steps 4; view asks", {"down", "up"}},
};
