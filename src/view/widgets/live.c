/* What belongs to a photo that is drawn on: the tools, the legend of differences, the answers before and now. */
#include <math.h>

#include "io/camera.h"
#include "view/facts_live.h"
#include "view/hint.h"
#include "view/screens.h"

/* ---- the tools ---- */

/* Buttons one behind another, on as many lines as there is room for; what does not fit is left out. */
typedef struct Flow {
    Rect room, line;
} Flow;

static float flow_height(const Ui *ui) { return ui_line(ui, ROLE_BODY) + ui_px(ui, 6); }

static bool flow_room(Ui *ui, Flow *flow, float w) {
    float h = flow_height(ui), gap = ui_px(ui, 6);
    if (flow->line.w < w && flow->room.h >= h && flow->room.w >= w) {
        flow->line = cut_top(&flow->room, h);
        cut_top(&flow->room, gap);
    }
    return flow->line.w >= w;
}

static void flow_button(Ui *ui, Flow *flow, const char *label, Color color, const char *command) {
    float w = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, color}, label) + ui_px(ui, 20);
    if (!flow_room(ui, flow, w)) return;
    ui_button(ui, &flow->line, label, color, command);
    cut_left(&flow->line, ui_px(ui, 6));
}

static void flow_toggle(Ui *ui, Flow *flow, const char *label, bool on, const char *command) {
    if (!flow_room(ui, flow, ui_marked_width(ui, label))) return;
    ui_toggle(ui, &flow->line, label, on, command);
    cut_left(&flow->line, ui_px(ui, 6));
}

/* Less, the size, more. */
static void flow_size(Ui *ui, Flow *flow, int size) {
    Style figure = {ROLE_BODY, FONT_MONO, ui->theme->text};
    float number = ui_width(ui, figure, "000"),
          button = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, "+") + ui_px(ui, 20);
    if (!flow_room(ui, flow, number + 2 * button + ui_px(ui, 10))) return;
    ui_button(ui, &flow->line, "−", ui->theme->text, "tool less");
    cut_left(&flow->line, ui_px(ui, 2));
    ui_text(ui, cut_left(&flow->line, number), figure, ALIGN_CENTRE, ui_format(ui, "%d", size));
    cut_left(&flow->line, ui_px(ui, 2));
    ui_button(ui, &flow->line, "+", ui->theme->text, "tool more");
    cut_left(&flow->line, ui_px(ui, 6));
}

/* The colour and its name. */
static void flow_color(Ui *ui, Flow *flow, uint32_t color) {
    char name[16], key[32];
    live_color_name(color, name);
    snprintf(key, sizeof key, "colour.%s", name);
    const char *label = *name == '#' ? ui_format(ui, "%s", name) : SAY(ui, key);
    Style style = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    float side = ui_px(ui, 14), w = ui_width(ui, style, label) + side + ui_px(ui, 24);
    if (!flow_room(ui, flow, w)) return;
    Rect r = cut_left(&flow->line, w);
    cut_left(&flow->line, ui_px(ui, 6));
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 6));
    ui_hit(ui, r, "tool colour");
    cut_left(&r, ui_px(ui, 9));
    Rect square = cut_left(&r, side);
    square.y = floorf(square.y + (square.h - side) / 2);
    square.h = side;
    ui_fill(ui, square, 0xFF000000u | color, 0);
    ui_frame(ui, square, ui->theme->dim, fmaxf(1, floorf(ui->scale)), 0);
    cut_left(&r, ui_px(ui, 6));
    ui_text(ui, r, style, ALIGN_LEFT, label);
}

void tools_draw(Ui *ui, Rect room) {
    const Painting *now = &ui->app->live->now;
    Color text = ui->theme->text, accent = ui->theme->accent;
    Flow flow = {.room = room};
    flow_button(ui, &flow, SAY(ui, "draw.brush"), now->tool == TOOL_BRUSH ? accent : text, "tool brush");
    flow_button(ui, &flow, SAY(ui, "draw.square"), now->tool == TOOL_SQUARE ? accent : text, "tool square");
    if (now->tool) {
        flow_size(ui, &flow, now->ink[now->tool].size);
        flow_color(ui, &flow, now->ink[now->tool].color);
    }
    flow_button(ui, &flow, SAY(ui, "draw.undo"), text, "undo");
    flow_button(ui, &flow, SAY(ui, "draw.clear"), text, "clear");
    flow_button(ui, &flow, SAY(ui, "draw.mirror"), text, "mirror");
    flow_button(ui, &flow, SAY(ui, "draw.rotate"), text, "rotate 15");
    flow_button(ui, &flow, SAY(ui, "draw.blur"), text, "blur");
    flow_button(ui, &flow, SAY(ui, "draw.grey"), text, "grey");
    flow_button(ui, &flow, "←", text, "shift -8 0");
    flow_button(ui, &flow, "→", text, "shift 8 0");
    flow_button(ui, &flow, "↑", text, "shift 0 -8");
    flow_button(ui, &flow, "↓", text, "shift 0 8");
}

/* The way to the tools and the camera, or what belongs to a photo that is changed already. */
void tools_offer(Ui *ui, Rect room) {
    const App *app = ui->app;
    char key[24];
    Flow flow = {.room = room};
    if (app_key_of(app, "tool", key))
        flow_button(ui, &flow, SAY(ui, "draw.start", ui_format(ui, "%s", key)), ui->theme->text, "tool");
    bool watches = app->watch->on;
    if (!app->teaching->open && (watches || (camera_here() && !live_changed(app))))
        flow_toggle(ui, &flow, SAY(ui, "camera.toggle"), watches, watches ? "camera off" : "camera on");
    if (!live_changed(app)) return;
    if (app_key_of(app, "difference", key))
        flow_toggle(ui, &flow, SAY(ui, "draw.difference", ui_format(ui, "%s", key)), live_difference(app),
                    "difference");
    flow_button(ui, &flow, SAY(ui, "draw.clear"), ui->theme->text, "clear");
}

float tools_height(const Ui *ui, int lines) { return (float)lines * (flow_height(ui) + ui_px(ui, 6)) - ui_px(ui, 6); }

/* ---- differences ---- */

/* What the colours mean. */
static const char *say_colors(const Ui *ui) {
    const App *app = ui->app;
    bool reference = app->live->now.against == AGAINST_REFERENCE;
    return SAY(ui, reference ? "difference.reference" : "difference.unchanged", say_against(ui));
}

static const char *say_largest(const Ui *ui, const Difference *d, bool whole) {
    double share = 100 * (double)d->changed / (double)d->values;
    return SAY(ui, whole ? "difference.largest" : "difference.largest_short", format_value(ui, (double)d->there),
               format_count(ui, d->map), ui_format(ui, "%d", d->x), ui_format(ui, "%d", d->y),
               ui_format(ui, "%.*f", share < 9.95 ? 2 : 1, share), format_count(ui, d->values));
}

static const char *say_nothing(const Ui *ui) {
    const App *app = ui->app;
    bool reference = app->live->now.against == AGAINST_REFERENCE;
    return SAY(ui, reference ? "difference.none_reference" : "difference.none", say_against(ui));
}

const char *say_difference(const Ui *ui, const Difference *d) {
    return d->changed ? SAY(ui, "join.sentences", say_colors(ui), say_largest(ui, d, true)) : say_nothing(ui);
}

/* The first of two ways to say something that fits. */
static void draw_either(Ui *ui, Rect line, const char *whole, const char *brief) {
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->text};
    const char *text = ui_width(ui, words, whole) <= line.w ? whole : brief;
    if (ui_width(ui, words, text) <= line.w) ui_text(ui, line, words, ALIGN_LEFT, text);
}

void difference_draw(Ui *ui, Rect room, const UnitFacts *f) {
    const Difference *d = difference_of(ui->app, f->shown);
    if (!f->computed) return;
    draw_either(ui, cut_top(&room, ui_line(ui, ROLE_SMALL)), say_colors(ui), SAY(ui, "difference.colours"));
    if (!d || !d->changed) draw_either(ui, room, d ? say_nothing(ui) : SAY(ui, "difference.computing"), "…");
    else draw_either(ui, room, say_largest(ui, d, true), say_largest(ui, d, false));
}

float difference_range(const App *app, const Difference *d, int map) {
    return app->scale == SCALE_MAP && map >= 0 ? d->most[map] : d->bright;
}

bool shows_difference(const App *app, int row) {
    return live_difference(app) && (app->view == VIEW_NETWORK || app->view == VIEW_LAYER) && row == app_shown_row(app);
}

/* ---- the answers ---- */

static const char *figure_of(const Ui *ui, float p) { return format_answer(ui, &ui->app->own, (double)p, 0); }

/* Of a share; a value has none. */
static void draw_bar(Ui *ui, Rect strip, float p, Color color) {
    if (!net_has_shares(&ui->app->own)) return;
    float w = floorf(strip.w * p);
    ui_fill(ui, strip, ui->theme->raised, strip.h / 2);
    if (w >= strip.h / 2) ui_fill(ui, (Rect){strip.x, strip.y, fmaxf(w, strip.h), strip.h}, color, strip.h / 2);
}

static void tell_pair(Ui *ui, const Hit *hit, Hint *out) {
    const AnswerPair *pair = hit->told.of;
    tell_class(ui, &ui->app->own, pair->class_index, pair->now, out);
    hint_line(out, SAY(ui, "hint.before", figure_of(ui, pair->before)));
}

/* A class: its name and how likely it is now; under it how likely it was. */
static bool draw_pair(Ui *ui, Rect *room, const AnswerPair *pair, bool first, const char *was) {
    Style label = {ROLE_TITLE, FONT_TEXT, first ? ui->theme->accent : ui->theme->text};
    Style now = {first ? ROLE_KEY : ROLE_TITLE, first ? FONT_MONO_BOLD : FONT_MONO, label.color};
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, before = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    float top = ui_line(ui, now.role), small = ui_line(ui, ROLE_SMALL), bar = ui_px(ui, 9), thin = ui_px(ui, 6);
    float gap = ui_px(ui, 7);
    if (room->h < top + bar + small + ui_px(ui, 3)) return false;
    Rect line = cut_top(room, top);
    Rect all = {line.x, line.y, line.w, top + bar + small + ui_px(ui, 3)};
    ui_tell(ui, all, (Told){.tell = tell_pair, .of = pair});
    const char *p = figure_of(ui, pair->now), *q = figure_of(ui, pair->before);
    float w = ui_width(ui, now, p);
    ui_text(ui, cut_right(&line, w), now, ALIGN_RIGHT, p);
    cut_right(&line, gap);
    class_draw(ui, line, label, &ui->app->own, pair->class_index);
    draw_bar(ui, cut_top(room, bar), pair->now, first ? ui->theme->accent : ui->theme->softmax);
    cut_top(room, ui_px(ui, 3));
    line = cut_top(room, small);
    ui_text(ui, cut_left(&line, ui_width(ui, words, was)), words, ALIGN_LEFT, was);
    float figure = fmaxf(ui_width(ui, before, "> 99.99 %"), ui_width(ui, before, q));
    ui_text(ui, cut_right(&line, figure), before, ALIGN_RIGHT, q);
    line = inset(line, 0);
    cut_left(&line, gap);
    cut_right(&line, gap);
    line.y = floorf(line.y + (line.h - thin) / 2);
    line.h = thin;
    if (line.w > ui_px(ui, 40)) draw_bar(ui, line, pair->before, ui->theme->dim);
    cut_top(room, gap);
    return true;
}

bool answer_pairs_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    enum { PAIRS = 6 };
    AnswerPair *pair = ARENA_NEW(ui->arena, PAIRS, AnswerPair);
    int n = pair && (live_changed(app) || live_difference(app)) ? answer_pairs(app, pair, PAIRS) : 0;
    const char *was = app->live->now.against == AGAINST_REFERENCE ? say_against(ui) : SAY(ui, "answers.before");
    for (int i = 0; i < n; i++)
        if (!draw_pair(ui, &room, &pair[i], i == 0, was)) break;
    if (n) ui_note(ui, room, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->slim}, say_doubt(ui, pair[0].now));
    return n > 0;
}

void answers_beside_draw(Ui *ui, Rect room, int panel) {
    const App *app = ui->app;
    Rect r = ui_panel(ui, panel, room,
                      SAY(ui, app_slim(app) ? "answers.slim" : "answers.title", weights_label(app, ui->arena)));
    if (answer_pairs_draw(ui, r)) return;
    const float *now = live_answers(app);
    if (now) answers_of_draw(ui, r, now);
    else ui_paragraph(ui, r, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim}, SAY(ui, "maps.computing", "prob"));
}
