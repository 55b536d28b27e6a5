/* A value comes about before one's eyes: where its window lies, the arithmetic, and the map that it goes to. */
#include <math.h>
#include <stdlib.h>

#include "view/layer.h"
#include "view/screens/neuron_inside.h"

/* Shares of a step: its numbers are there, and what has to go somewhere sets out. */
static const double THERE = 0.15, SETS_OUT = 0.5, ARRIVES = 0.9;

/* ---- what moves ---- */

static float between(double from, double to, double part) {
    double eased = part * part * (3 - 2 * part);
    return (float)(from + (to - from) * eased);
}

/* How much of its way something has gone: 0 before it sets out, 1 where it has arrived. */
static double way_of(double part, double from, double to) {
    return part <= from ? 0 : part >= to ? 1
                                         : (part - from) / (to - from);
}

static Rect rect_between(Rect a, Rect b, double part) {
    return (Rect){floorf(between(a.x, b.x, part)), floorf(between(a.y, b.y, part)), floorf(between(a.w, b.w, part)),
                  floorf(between(a.h, b.h, part))};
}

static Point centre(Rect r) { return (Point){r.x + r.w / 2, r.y + r.h / 2}; }

static float thick(const Ui *ui) { return fmaxf(2, floorf(2 * ui->scale)); }

/* A number on a ground of its own, on its way. */
static void draw_flying(Ui *ui, Point from, Point to, double way, const char *number) {
    Style style = {ROLE_TITLE, FONT_MONO_BOLD, ui->theme->back};
    float w = ui_width(ui, style, number) + ui_px(ui, 14), h = ui_line(ui, ROLE_TITLE);
    Rect r = {floorf(between(from.x, to.x, way) - w / 2), floorf(between(from.y, to.y, way) - h / 2), w, h};
    ui_fill(ui, r, ui->theme->accent, ui_px(ui, 6));
    ui_text(ui, r, style, ALIGN_CENTRE, number);
}

/* ---- maps and vectors ---- */

/* Columns and rows that n numbers are shown in. */
static void grid_of(int n, int *columns, int *rows) {
    int c = (int)ceil(sqrt((double)n));
    while (n % c && c < n) c++;
    if (c > 4 * n / c) c = (int)ceil(sqrt((double)n));
    *columns = c;
    *rows = n / c;
}

/* The cells of a grid over a rect. */
static Rect cells_rect(Rect r, int columns, int rows, int x, int y, int w, int h) {
    float x0 = floorf(r.x + r.w * (float)x / (float)columns), y0 = floorf(r.y + r.h * (float)y / (float)rows);
    float x1 = floorf(r.x + r.w * (float)(x + w) / (float)columns);
    float y1 = floorf(r.y + r.h * (float)(y + h) / (float)rows);
    return (Rect){x0, y0, x1 - x0, y1 - y0};
}

/* Hides the cells from one to another, counted row by row. */
static void hide(Ui *ui, Rect r, int columns, int rows, int from, int to) {
    int first = (from + columns - 1) / columns, last = to / columns; /* whole rows */
    Color color = ui->theme->raised;
    if (from >= to) return;
    if (first > last) {
        ui_fill(ui, cells_rect(r, columns, rows, from % columns, last, to - from, 1), color, 0);
        return;
    }
    int before = first * columns - from, behind = to - last * columns;
    if (before) ui_fill(ui, cells_rect(r, columns, rows, from % columns, first - 1, before, 1), color, 0);
    if (last > first) ui_fill(ui, cells_rect(r, columns, rows, 0, first, columns, last - first), color, 0);
    if (behind) ui_fill(ui, cells_rect(r, columns, rows, 0, last, behind, 1), color, 0);
}

/* A row's map, or its numbers as a vector, as large as the room lets it be; the grid that it has. */
static Rect draw_values(Ui *ui, Rect room, int row, int map, int *columns, int *rows) {
    Shape s = net_shape(&ui->app->weights->net, row);
    if (s.h > 1 || s.w > 1) {
        Rect square = fit_square(room);
        *columns = s.w;
        *rows = s.h;
        map_draw(ui, square, row, map, false);
        return square;
    }
    grid_of(s.c, columns, rows);
    float cell = fminf(room.w / (float)*columns, room.h / (float)*rows);
    Rect r = {room.x, room.y, floorf(cell * (float)*columns), floorf(cell * (float)*rows)};
    r.x += floorf((room.w - r.w) / 2);
    Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = *columns, .h = *rows, .rows = *rows,
                 .data = run_values(ui->app->run, row)};
    map_range(ui->app, row, -1, &p.lo, &p.hi);
    ui_picture(ui, r, p);
    return r;
}

/* A frame around cells, seen however small they are and on whatever lies there. */
static void draw_frame(Ui *ui, Rect r) {
    float width = thick(ui);
    ui_frame(ui, inset(r, -width - 1), 0xFF000000, width + 2, 0);
    ui_frame(ui, inset(r, -width), ui->theme->mark, width, 0);
}

/* ---- where it comes from ---- */

/* The window on the map that it moves over. */
static Rect window_rect(const MotionShow *s, Rect map, int columns, int rows) {
    const Trace *t = &s->t;
    bool lrn = s->plan.kind == KIND_LRN;
    if (columns == 1 && rows == 1) return map;
    int x0 = lrn ? t->x : t->x0 + t->inside.x0, y0 = lrn ? t->y : t->y0 + t->inside.y0;
    int w = lrn ? 1 : t->inside.x1 - t->inside.x0 + 1, h = lrn ? 1 : t->inside.y1 - t->inside.y0 + 1;
    return cells_rect(map, columns, rows, x0, y0, w, h);
}

/* The photo with the field, and the map that is read; returns where the window lies on it. */
static Rect draw_sources(Ui *ui, Rect room, const MotionShow *s) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    int columns, rows, in = s->plan.row - 1, channel = s->t.first_channel + s->channel;
    bool vector = net_shape(&app->weights->net, in).h == 1;
    float gap = ui_px(ui, 10);
    const char *name = app_row_name(app, net_lead(&app->own, in < 0 ? 0 : in));
    if (in < 0) name = app_row_name(app, in);
    const char *title = vector ? name : ui_format(ui, "%s · %s", name, channel_name(ui, &s->t, s->channel));
    f.map = s->map;
    f.x = s->x;
    f.y = s->y;
    f.box = net_box(&app->own, f.row, f.x, f.y);
    Rect r = ui_panel(ui, 0, room, title);
    Rect top = cut_top(&r, floorf((r.h - gap) / 2));
    Rect map = draw_values(ui, top, in, vector ? 0 : channel, &columns, &rows);
    bool all = vector || s->plan.kind == KIND_SOFTMAX;
    Rect window = all ? map : window_rect(s, map, columns, rows);
    if (!all) draw_frame(ui, window);
    cut_top(&r, gap);
    photo_draw(ui, r, &f);
    return window;
}

/* ---- where it goes to ---- */

/* The map as far as it is there; returns the cell of the place. */
static Rect draw_target(Ui *ui, Rect room, const MotionShow *s) {
    const MotionPlan *p = &s->plan;
    int columns, rows, map, x, y;
    bool vector = p->out.h == 1 && p->out.w == 1;
    const char *layer = app_row_name(ui->app, p->row), *number = format_count(ui, s->map);
    Rect r = ui_panel(ui, 0, room, vector ? layer : ui_format(ui, "%s · %s", layer, number));
    Style words = {ROLE_BODY, FONT_MONO, ui->theme->text};
    const char *where = vector ? number : ui_format(ui, "(%d, %d)", s->x, s->y);
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_BODY)), words, ALIGN_LEFT, where);
    cut_top(&r, ui_px(ui, 7));
    Rect square = draw_values(ui, r, p->shown, p->map, &columns, &rows);
    motion_place(p, 0, &map, &x, &y);
    int from = (vector ? map : y * columns + x) + s->at.landed, to = from + p->places - s->at.landed;
    int all = p->places < columns * rows ? p->places : columns * rows;
    hide(ui, square, columns, rows, from < all ? from : all, to < all ? to : all);
    if (to > p->places) hide(ui, square, columns, rows, from > p->places ? from - p->places : 0, to - p->places);
    int at = vector ? s->map : s->y * columns + s->x;
    if (at >= columns * rows) return square;
    Rect cell = cells_rect(square, columns, rows, at % columns, at / columns, 1, 1);
    draw_frame(ui, cell);
    return cell;
}

/* ---- the arithmetic ---- */

/* Whether the terms of a step are to be seen: those on their way are, once the step has begun. */
static int terms_seen(const MotionShow *s) {
    if (s->at.step.phase >= MOTION_WHOLE) return s->plan.terms;
    return s->at.part >= THERE ? s->at.step.to : s->at.step.from;
}

/* Where the i-th term of a channel is in the plan's order. */
static int told(const MotionShow *s, int i) {
    int window = s->t.kernel * s->t.kernel, at = 0;
    while (s->order[at] != s->channel) at++;
    return at * window + i;
}

typedef struct Range {
    float lo, hi, most, product;
} Range;

static Range range_of(const Trace *t) {
    Range r = {0, 0, 0, 0};
    for (int i = 0; i < t->terms; i++) {
        r.lo = fminf(r.lo, t->inputs[i]);
        r.hi = fmaxf(r.hi, t->inputs[i]);
        if (t->weights) r.most = fmaxf(r.most, fabsf(t->weights[i]));
        r.product = fmaxf(r.product, fabsf((float)t->products[i]));
    }
    if (!(r.most > 0)) r.most = 1;
    if (!(r.product > 0)) r.product = 1;
    return r;
}

/* A frame within a cell, seen on whatever colour that has. */
static void draw_chosen(Ui *ui, Rect r) {
    ui_frame(ui, inset(r, 1), 0xFF000000, thick(ui) + 2, 0);
    ui_frame(ui, inset(r, 2), ui->theme->mark, thick(ui), 0);
}

static void draw_number(Ui *ui, Rect r, Color color, double value, bool numbers) {
    if (numbers) draw_cell(ui, r, color, value, false);
    else ui_fill(ui, r, color, 0);
}

/* Where the largest of a window's seen values is; -1: none. */
static int leader(const MotionShow *s, int seen) {
    int best = -1;
    for (int i = 0; i < s->t.terms && i < seen; i++) {
        int at = motion_term(&s->t, s->order, i);
        if (trace_inside(&s->t, at) && (best < 0 || s->t.products[at] > s->t.products[best])) best = at;
    }
    return best;
}

/* The window of a channel, its kernel, and their products as far as they are there. Returns the window's place. */
static Rect draw_window(Ui *ui, Rect room, const MotionShow *s) {
    const Trace *t = &s->t;
    int k = t->kernel, grids = t->weights ? 3 : 1, seen = terms_seen(s), window = k * k;
    const char *const signs[] = {"×", "="};
    float sign = ui_px(ui, 30), gap = (float)(grids - 1) * sign;
    float least = ui_width(ui, (Style){ROLE_SMALL, FONT_MONO, 0}, "+0.00");
    float cell = floorf(fminf((room.w - gap) / (float)(grids * k), ui_px(ui, grids > 1 ? 76 : 110)));
    bool numbers = cell >= least;
    float h = floorf(fminf(room.h / (float)k, numbers ? ui_px(ui, grids > 1 ? 76 : 90) : cell));
    if (!numbers) cell = h = floorf(fminf(cell, h));
    float x = room.x + floorf((room.w - cell * (float)(grids * k) - gap) / 2);
    float y = room.y + floorf((room.h - h * (float)k) / 2);
    Range range = range_of(t);
    int best = t->weights || t->divisor ? -1 : leader(s, seen);
    int now = s->at.step.phase == MOTION_TERM ? motion_term(t, s->order, s->at.step.to - 1) % window : -1;
    for (int i = 0; i < window; i++) {
        int at = s->channel * window + i;
        bool here = told(s, i) < seen;
        for (int grid = 0; grid < grids; grid++) {
            Rect r = {x + (float)grid * (cell * (float)k + sign) + cell * (float)(i % k), y + h * (float)(i / k), cell,
                      h};
            Color color = input_color(ui, t, s->channel, t->inputs[at], range.lo, range.hi);
            if (grid == 0 && !trace_inside(t, at)) {
                ui_fill(ui, inset(r, 1), ui->theme->raised, 0);
                ui_hatch(ui, inset(r, 1), ui->theme->hatch);
            } else if (grid == 0) draw_number(ui, r, color, (double)t->inputs[at], numbers);
            else if (grid == 1)
                draw_number(ui, r, signed_color(t->weights[at] / range.most), (double)t->weights[at], numbers);
            else if (here)
                draw_number(ui, r, signed_color((float)t->products[at] / range.product), t->products[at], numbers);
            else ui_fill(ui, inset(r, 1), ui->theme->raised, 0);
            if (at == best || (i == now && s->at.part < ARRIVES)) draw_chosen(ui, r);
        }
    }
    for (int i = 0; i + 1 < grids; i++)
        ui_text(ui, (Rect){x + cell * (float)((i + 1) * k) + sign * (float)i, y, sign, h * (float)k},
                (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim}, ALIGN_CENTRE, signs[i]);
    return (Rect){x, y, cell * (float)k, h * (float)k};
}

/* A row of numbers: what is taken, what it is multiplied with, what that makes. */
static void draw_row(Ui *ui, Rect r, const MotionShow *s, int i, bool here) {
    const Trace *t = &s->t;
    int at = motion_term(t, s->order, i);
    Color color = here ? ui->theme->accent : ui->theme->text;
    Style name = {ROLE_TITLE, FONT_TEXT, here ? ui->theme->accent : ui->theme->dim};
    Style figure = {ROLE_TITLE, FONT_MONO, color};
    const char *in = format_value(ui, (double)t->inputs[at]), *made = motion_number(ui, s, t->products[at]);
    const char *sum = t->weights                 ? ui_format(ui, "%s × %s = %s", in,
                                                             format_value(ui, (double)t->weights[at]), made)
                      : s->plan.kind == KIND_LRN ? ui_format(ui, "%s² = %s", in, made)
                                                 : SAY(ui, "motion.exp_of", in, made);
    if (ui_width(ui, figure, sum) > r.w * 0.6f) name.role = figure.role = ROLE_BODY;
    float w = ui_width(ui, figure, sum);
    ui_text(ui, cut_right(&r, w), figure, ALIGN_RIGHT, sum);
    cut_right(&r, ui_px(ui, 12));
    if (s->plan.kind == KIND_SOFTMAX) class_draw(ui, r, name, &ui->app->own, at);
    else ui_text(ui, r, name, ALIGN_LEFT, channel_name(ui, t, at));
}

/* Those that are shown singly, one under the other, as far as they are there. */
static Rect draw_rows(Ui *ui, Rect room, const MotionShow *s) {
    float line = floorf(fminf(room.h / (float)s->plan.singly, ui_line(ui, ROLE_TITLE) + ui_px(ui, 12)));
    Rect r = {room.x, room.y + floorf((room.h - line * (float)s->plan.singly) / 2), room.w, 0};
    r.h = line * (float)s->plan.singly;
    Rect whole = r;
    int seen = terms_seen(s);
    for (int i = 0; i < s->plan.singly; i++) {
        Rect row = cut_top(&r, line);
        bool here = s->at.step.phase == MOTION_TERM && i + 1 == s->at.step.to && s->at.part < ARRIVES;
        ui_fill(ui, (Rect){row.x, row.y + row.h - 1, row.w, 1}, ui->theme->edge, 0);
        if (i < seen) draw_row(ui, row, s, i, here);
    }
    return whole;
}

/* What follows one another: the sum, and what becomes of it. Returns where they stand. */
static Rect draw_chain(Ui *ui, Rect room, const MotionShow *s, Rect *last) {
    int n = s->plan.n_after + 1;
    Style then = {ROLE_TITLE, FONT_TEXT, ui->theme->dim};
    float arrow = ceilf(ui_width(ui, then, "→")) + ui_px(ui, 6);
    float w = floorf((room.w - arrow * (float)(n - 1)) / (float)n);
    Rect first = {0};
    for (int i = 0; i < n; i++) {
        Rect box = cut_left(&room, w);
        bool there = s->at.terms > 0 && i <= s->reached, here = there && i == s->reached;
        Style words = {ROLE_SMALL, FONT_TEXT, here ? ui->theme->accent : ui->theme->dim};
        Style figure = {ROLE_KEY, FONT_MONO_BOLD, here ? ui->theme->accent : ui->theme->text};
        ui_fill(ui, box, ui->theme->raised, ui_px(ui, 8));
        if (here) ui_frame(ui, box, ui->theme->accent, thick(ui), ui_px(ui, 8));
        Rect r = {box.x + ui_px(ui, 4), box.y + ui_px(ui, 5), box.w - ui_px(ui, 8), box.h - ui_px(ui, 10)};
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), words, ALIGN_CENTRE, motion_link(ui, s, i));
        const char *number = there ? motion_number(ui, s, motion_result(s, i)) : "";
        if (ui_width(ui, figure, number) > r.w) figure.role = ROLE_TITLE;
        if (ui_width(ui, figure, number) > r.w) figure.role = ROLE_SMALL;
        if (*number) ui_text(ui, r, figure, ALIGN_CENTRE, number);
        if (!i) first = box;
        *last = box;
        if (i + 1 < n) ui_text(ui, cut_left(&room, arrow), then, ALIGN_CENTRE, "→");
    }
    return first;
}

/* What happens now, large: its arithmetic. */
static Rect draw_formula(Ui *ui, Rect line, const MotionShow *s) {
    Style style = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->text};
    const char *formula = s->at.part >= THERE || s->at.step.phase >= MOTION_WHOLE ? motion_formula(ui, s) : "";
    if (ui_width(ui, style, formula) > line.w) style.role = ROLE_TITLE;
    if (ui_width(ui, style, formula) > line.w) style.role = ROLE_SMALL;
    if (*formula) ui_text(ui, line, style, ALIGN_CENTRE, formula);
    return line;
}

/* Where things stand in the room, for what moves between them. */
typedef struct Places {
    Rect source, window, formula, sum, last, target, side; /* side: the panel of the target */
} Places;

static void draw_stage(Ui *ui, Rect room, const MotionShow *s, Places *out) {
    Rect r = ui_panel(ui, 0, room, NULL);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    const char *caption = motion_caption(ui, s);
    Rect head = cut_top(&r, (ui_width(ui, title, caption) > r.w ? 2 : 1) * ui_line(ui, ROLE_TITLE));
    ui_paragraph(ui, head, title, caption);
    Rect chain = cut_bottom(&r, ui_line(ui, ROLE_KEY) + ui_line(ui, ROLE_SMALL) + ui_px(ui, 12));
    cut_bottom(&r, ui_line(ui, ROLE_TITLE) + ui_px(ui, 16)); /* what flies */
    out->formula = cut_bottom(&r, ui_line(ui, ROLE_KEY));
    cut_bottom(&r, ui_px(ui, 8));
    cut_top(&r, ui_px(ui, 8));
    out->window = s->plan.kernel > 1 ? draw_window(ui, r, s) : draw_rows(ui, r, s);
    draw_formula(ui, out->formula, s);
    out->sum = draw_chain(ui, chain, s, &out->last);
}

static void draw_moving(Ui *ui, const MotionShow *s, const Places *p) {
    MotionPhase phase = s->at.step.phase;
    bool adds = phase == MOTION_TERM || phase == MOTION_CHANNEL || phase == MOTION_REST;
    double way = way_of(s->at.part, SETS_OUT, ARRIVES);
    const char *number = motion_number(ui, s, motion_flying(s));
    float half = floorf(ui_line(ui, ROLE_TITLE) / 2);
    if (phase == MOTION_LOOK && p->source.w > 0 && s->at.part < 1) { /* the window is lifted off its map */
        Rect r = rect_between(p->source, p->window, way_of(s->at.part, 0.2, 1));
        ui_frame(ui, r, ui->theme->accent, thick(ui), 0);
    }
    if (way <= 0 || way >= 1) return;
    Point sum = {centre(p->sum).x, p->sum.y - half}, last = {centre(p->last).x, p->last.y - half};
    Point formula = {centre(p->formula).x, p->formula.y + p->formula.h + half};
    if (adds && motion_counts(s)) draw_flying(ui, formula, sum, way, number);
    if (phase != MOTION_LAND || p->target.w <= 0) return;
    Point below = {centre(p->side).x, last.y}; /* first aside, then up: nothing that is read lies there */
    if (way < 0.5) draw_flying(ui, last, below, 2 * way, number);
    else draw_flying(ui, below, centre(p->target), 2 * way - 1, number);
}

/* ---- the time ---- */

static const char *with_key(const Ui *ui, const char *text, const char *command) {
    char label[24];
    return app_key_of(ui->app, command, label) ? ui_format(ui, "%s  %s", label, text) : text;
}

static void draw_bar(Ui *ui, Rect line, const MotionPlan *plan) {
    const Motion *m = &ui->app->motion;
    int ms = m->ms < plan->ms ? m->ms : plan->ms;
    float gap = ui_px(ui, 8);
    Style time = {ROLE_BODY, FONT_MONO, ui->theme->text};
    const char *text = SAY(ui, "motion.time", ui_format(ui, "%4.1f", ms / 1000.0),
                           ui_format(ui, "%.1f", plan->ms / 1000.0));
    ui_button(ui, &line, "←", ui->theme->text, "motion back");
    cut_left(&line, gap);
    ui_button(ui, &line, "→", ui->theme->text, "motion step");
    cut_left(&line, gap);
    const char *pauses = with_key(ui, SAY(ui, "motion.pause"), "motion"),
               *plays = with_key(ui, SAY(ui, "motion.play"), "motion");
    Style label = {ROLE_BODY, FONT_TEXT, 0};
    if (!m->still) { /* as wide as the wider of both */
        Rect play = cut_left(&line, fmaxf(ui_width(ui, label, pauses), ui_width(ui, label, plays)) + ui_px(ui, 20));
        ui_button(ui, &play, m->playing ? pauses : plays, ui->theme->accent, "motion");
        cut_left(&line, gap);
    }
    ui_button_right(ui, &line, with_key(ui, "×", "motion stop"), ui->theme->text, "motion stop");
    cut_right(&line, gap);
    ui_text(ui, cut_right(&line, ui_width(ui, time, text)), time, ALIGN_RIGHT, text);
    cut_right(&line, gap);
    if (line.w < ui_px(ui, 80)) return;
    ui_slider(ui, line, 0, plan->ms, ms, "motion at");
    ui->frame->hits[ui->frame->n_hits - 1].kind = HIT_THOUSANDTHS;
}

/* ---- the whole ---- */

bool motion_draw(Ui *ui, Rect room) {
    MotionPlan plan;
    MotionShow s;
    Places places = {0};
    const App *app = ui->app;
    if (!motion_shown(app, &plan)) return false;
    float gap = ui_px(ui, 11), large = app->textsize > 1;
    ui->frame->animating |= app->motion.playing;
    draw_bar(ui, cut_bottom(&room, ui_line(ui, ROLE_BODY) + ui_px(ui, 10)), &plan);
    cut_bottom(&room, gap);
    if (!motion_show(app, ui->arena, &s)) {
        Rect r = ui_panel(ui, 0, room, NULL);
        ui_paragraph(ui, r, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim},
                     SAY(ui, "maps.computing", app_row_name(app, plan.row)));
        return true;
    }
    if (room.w >= ui_px(ui, 800)) { /* else beside a card: the arithmetic alone */
        Rect left = cut_left(&room, floorf(room.w * (large > 0 ? 0.18f : 0.21f)));
        cut_left(&room, gap);
        Rect right = cut_right(&room, floorf(room.w * (large > 0 ? 0.24f : 0.31f)));
        cut_right(&room, gap);
        places.source = draw_sources(ui, left, &s);
        places.target = draw_target(ui, right, &s);
        places.side = right;
    }
    draw_stage(ui, room, &s, &places);
    draw_moving(ui, &s, &places);
    return true;
}

const char *motion_label(const Ui *ui) { return ui->app->motion.on ? "" : NULL; }

bool motion_progress(const App *app, int *at, int *all) {
    MotionPlan plan;
    if (!motion_shown(app, &plan)) return false;
    *at = app->motion.ms < plan.ms ? app->motion.ms : plan.ms;
    *all = plan.ms;
    return true;
}

Rect motion_offer(Ui *ui, Rect *room) {
    MotionPlan plan;
    if (!motion_plan(ui->app, &plan)) return (Rect){0};
    Rect line = cut_bottom(room, ui_line(ui, ROLE_BODY) + ui_px(ui, 10));
    ui_button(ui, &line, with_key(ui, SAY(ui, "motion.offer"), "motion"), ui->theme->text, "motion");
    cut_left(&line, ui_px(ui, 8));
    cut_bottom(room, ui_px(ui, 8));
    return line;
}
