/* The row above every screen: lessons, network and photo, the tabs, and what is had everywhere. Where it is narrow, its
 * labels get shorter, before a button or the name of a screen goes. */
#include "view/header.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/screens.h"

/* ---- tabs ---- */

/* Number and name beside one another, far apart or close; or, in small letters, one above the other. */
typedef enum Tabs { TABS_WIDE, TABS_TIGHT, TABS_STACKED } Tabs;

static const char *tab_name(const Ui *ui, int view) {
    char key[32];
    snprintf(key, sizeof key, "view.%s", view_name((View)view));
    return SAY(ui, key);
}

static Style tab_style(const Ui *ui, int view, Tabs tabs) {
    bool here = (int)ui->app->view == view;
    return (Style){tabs == TABS_STACKED ? ROLE_SMALL : ROLE_BODY, here ? FONT_BOLD : FONT_TEXT,
                   here ? ui->theme->text : ui->theme->dim};
}

static Style digit_style(const Ui *ui, int view, Tabs tabs) {
    return (Style){tabs == TABS_STACKED ? ROLE_SMALL : ROLE_BODY, FONT_BOLD,
                   (int)ui->app->view == view ? ui->theme->accent : ui->theme->dim};
}

/* The room at either side of a tab, at least; and between its number and its name. */
static float tab_side(const Ui *ui, Tabs tabs) { return ui_px(ui, tabs == TABS_WIDE ? 9 : tabs == TABS_TIGHT ? 6 : 3); }

static float tab_gap(const Ui *ui, Tabs tabs) { return ui_px(ui, tabs == TABS_WIDE ? 9 : 4); }

/* How wide what stands on the tabs is. */
typedef struct TabWidths {
    float digit[VIEW_COUNT], name[VIEW_COUNT];
} TabWidths;

static TabWidths measure_tabs(const Ui *ui, Tabs tabs) {
    TabWidths w;
    for (int view = 0; view < VIEW_COUNT; view++) {
        w.digit[view] = ui_width(ui, digit_style(ui, view, tabs), view_key((View)view));
        w.name[view] = ui_width(ui, tab_style(ui, view, tabs), tab_name(ui, view));
    }
    return w;
}

/* Without the room at its sides; a name takes `most` of it. */
/* The name of the screen that is shown stands whole, the others take `most` at most. */
static float tab_width(const Ui *ui, const TabWidths *w, int view, Tabs tabs, float most) {
    float digit = w->digit[view], name = (int)ui->app->view == view ? w->name[view] : fminf(most, w->name[view]);
    return tabs == TABS_STACKED ? fmaxf(digit, name) : digit + tab_gap(ui, tabs) + name;
}

static float tabs_width(const Ui *ui, const TabWidths *w, Tabs tabs, float most) {
    float sum = 0;
    for (int view = 0; view < VIEW_COUNT; view++)
        sum += tab_width(ui, w, view, tabs, most) + 2 * tab_side(ui, tabs) + ui_px(ui, 3);
    return sum;
}

static void draw_tab(Ui *ui, Rect r, int view, Tabs tabs, float side, bool named) {
    const char *digit = view_key((View)view), *name = tab_name(ui, view);
    Style number = digit_style(ui, view, tabs), word = tab_style(ui, view, tabs);
    if ((int)ui->app->view == view) ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    ui_hit(ui, r, ui_format(ui, "view %s", view_name((View)view)))->told = (Told){.tell = tell_tab, .n = {view}};
    r.x += side, r.w -= 2 * side;
    if (!named) {
        ui_text(ui, r, number, ALIGN_CENTRE, digit);
        return;
    }
    if (tabs == TABS_STACKED) {
        Rect top = cut_top(&r, floorf(r.h / 2));
        ui_text(ui, top, number, ALIGN_CENTRE, digit);
        ui_text(ui, r, word, ALIGN_CENTRE, ui_shortened(ui, r.w, word, name));
        return;
    }
    Rect drawn = ui_text(ui, r, number, ALIGN_LEFT, digit);
    cut_left(&r, drawn.w + ui_px(ui, tabs == TABS_TIGHT ? 4 : 5));
    ui_text(ui, r, word, ALIGN_LEFT, name);
}

/* Upright: on lines of five, or as many as have room for their names, which stand below the numbers. */
static int tabs_on_a_line(const Ui *ui) {
    const Style bold = {ROLE_SMALL, FONT_BOLD, 0};
    float widest = 0;
    for (int view = 0; view < VIEW_COUNT; view++) widest = fmaxf(widest, ui_width(ui, bold, tab_name(ui, view)));
    int n = 5;
    while (n > 2 && (widest + ui_px(ui, 7)) * (float)n > ui_px(ui, 476)) n--;
    return n;
}

static int tab_lines(const Ui *ui) { return (VIEW_COUNT + tabs_on_a_line(ui) - 1) / tabs_on_a_line(ui); }

static void draw_tab_lines(Ui *ui, Rect room) {
    int on_a_line = tabs_on_a_line(ui);
    float gap = ui_px(ui, 3), each = floorf((room.w - gap * (float)(on_a_line - 1)) / (float)on_a_line);
    for (int view = 0; view < VIEW_COUNT; view++) {
        int line = view / on_a_line, at = view % on_a_line;
        float high = ui_px(ui, TOUCHED);
        Rect r = {room.x + (each + gap) * (float)at, room.y + high * (float)line, each, high};
        draw_tab(ui, r, view, TABS_STACKED, ui_px(ui, 2), true);
    }
}

/* Names are as wide as they have to be; where there is no room for that, the longest ones are shortened. */
static void draw_tabs(Ui *ui, Rect room, Tabs tabs) {
    TabWidths w = measure_tabs(ui, tabs);
    const float FEW_LETTERS = ui_px(ui, 40); /* of which nobody tells the name: the number says it as well */
    float most = room.w, gap = ui_px(ui, 3), side = tab_side(ui, tabs);
    while (most > FEW_LETTERS && tabs_width(ui, &w, tabs, most) > room.w) most -= 1;
    if (most <= FEW_LETTERS) most = 0;
    float left = room.w - tabs_width(ui, &w, tabs, most);
    if (tabs == TABS_STACKED) {
        float more = fmaxf(0, fminf(ui_px(ui, 6), floorf(left / (2 * VIEW_COUNT))));
        side += more;
        left -= 2 * more * VIEW_COUNT;
        room = (Rect){room.x, room.y - ui_px(ui, 5), room.w, room.h + ui_px(ui, 10)};
    }
    cut_left(&room, floorf(fmaxf(0, left) / 2));
    for (int view = 0; view < VIEW_COUNT; view++) {
        draw_tab(ui, cut_left(&room, tab_width(ui, &w, view, tabs, most) + 2 * side), view, tabs, side,
                 most > 0 || (int)ui->app->view == view);
        cut_left(&room, gap);
    }
}

/* ---- labels ---- */

/* The language that the button leads to, as it calls itself. */
static const char *next_language(const App *app) {
    const char *next = languages_after(&app->languages, strings_language(app->strings));
    int i = 0;
    while (i + 1 < app->languages.n && strcmp(app->languages.at[i].name, next) != 0) i++;
    return app->languages.at[i].button;
}

static float gap_of(const Ui *ui) { return ui_px(ui, 8); }

static Style label_style(void) { return (Style){ROLE_BODY, FONT_TEXT, 0}; }

static float button_width(const Ui *ui, const char *label) {
    return ui_width(ui, label_style(), label) + ui_px(ui, 20) + gap_of(ui);
}

/* What stands on the buttons whose labels can be short. */
typedef struct Labels {
    const char *net, *photo, *weights;
} Labels;

static const char *lessons_label(const Ui *ui) {
    return ui->app->teaching->detour ? ui_format(ui, "← %s", SAY(ui, "header.lesson")) : SAY(ui, "header.lessons");
}

static Labels long_labels(const Ui *ui) {
    const App *app = ui->app;
    const Screen *screen = screen_of(app->view);
    Labels l = {.net = screen->title ? screen->title(ui) : NULL, .weights = say_weights(ui)};
    if (!l.net) l.net = net_info(app->own.id)->title;
    l.photo = ui_format(ui, "%s%s%s", app->watch->on ? "● " : "", photo_name(ui, app->photo->name),
                        live_changed(app) ? "*" : "");
    return l;
}

/* The weights without their word, the network alone. */
static Labels short_labels(const Ui *ui) {
    const App *app = ui->app;
    Labels l = long_labels(ui);
    l.net = net_info(app->own.id)->title;
    l.weights = weights_label(app, ui->arena);
    if (app->stock->fetching)
        l.weights = ui_format(ui, "%s · %.0f %%", l.weights, 100 * stock_progress(app->stock));
    return l;
}

/* Each of them so wide at most. */
static Labels cut_labels(const Ui *ui, float units) {
    Labels l = short_labels(ui);
    float most = ui_px(ui, units);
    l.net = ui_shortened(ui, most, label_style(), l.net);
    l.photo = ui_shortened(ui, most, label_style(), l.photo);
    l.weights = ui_shortened(ui, most, label_style(), l.weights);
    return l;
}

static float buttons_width(const Ui *ui, const Labels *l) {
    const App *app = ui->app;
    float w = button_width(ui, lessons_label(ui)) + button_width(ui, l->net) + button_width(ui, l->photo) +
              button_width(ui, l->weights) + button_width(ui, "?") + button_width(ui, "↓");
    if (app->languages.n > 1) w += button_width(ui, next_language(app));
    return app->teaching->open ? w + button_width(ui, "×") : w;
}

/* ---- the row ---- */

/* A label that is not all that it could be is told whole. */
static void tell_whole(Hit *hit, const char *label, const char *whole) {
    if (strcmp(label, whole) != 0 && !hit->told.tell) hit->told = (Told){.tell = tell_label, .of = whole};
}

static void draw_right(Ui *ui, Rect *room, const Labels *l, const Labels *whole) {
    const App *app = ui->app;
    float gap = gap_of(ui);
    if (app->teaching->open) {
        ui_button_right(ui, room, "×", ui->theme->text, "lesson close");
        cut_right(room, gap);
    }
    ui_button_right(ui, room, "?", ui->theme->text, "help");
    cut_right(room, gap);
    if (app->languages.n > 1) {
        ui_button_right(ui, room, next_language(app), ui->theme->text, "lang");
        cut_right(room, gap);
    }
    bool real = app->weights->origin == ORIGIN_KERAS || app->weights->origin == ORIGIN_TORCHVISION;
    Hit *weights = ui_button_right(ui, room, l->weights, real ? ui->theme->good : ui->theme->slim, "weights list");
    if (app_slim(app)) weights->told = (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_SLIM]};
    tell_whole(weights, l->weights, whole->weights);
    cut_right(room, gap);
    ui_button_right(ui, room, "↓", ui->theme->text, "save");
    cut_right(room, gap);
}

static void draw_left(Ui *ui, Rect *room, const Labels *l, const Labels *whole, unsigned hide) {
    bool detour = ui->app->teaching->detour;
    float gap = gap_of(ui);
    ui_button(ui, room, lessons_label(ui), detour ? ui->theme->accent : ui->theme->text,
              detour ? "return" : "lesson list");
    cut_left(room, gap);
    tell_whole(ui_button(ui, room, l->net, ui->theme->text, hide & HIDE_NET ? NULL : "net other"), l->net, whole->net);
    cut_left(room, gap);
    Color photo = ui->app->watch->on ? ui->theme->accent : ui->theme->text;
    tell_whole(ui_button(ui, room, l->photo, photo, hide & HIDE_PHOTO ? NULL : "gallery"), l->photo,
               whole->photo);
    cut_left(room, gap);
}

/* Upright, a card and its picture need the room of the tabs. */
static unsigned hidden(const Ui *ui) {
    const Teaching *t = ui->app->teaching;
    return t->open ? t->lesson.hide | (t->lesson.lock_net ? HIDE_NET : 0) | (ui->upright ? HIDE_TABS : 0) : 0;
}

static float button_line(const Ui *ui) { return ui_line(ui, ROLE_BODY) + ui_px(ui, ui->upright ? 30 : 24); }

/* Upright, the buttons take two lines where one is too narrow. */
static bool two_lines(const Ui *ui) {
    const Labels l = short_labels(ui);
    return ui->upright && buttons_width(ui, &l) > ui_px(ui, 456);
}

static float first_line(const Ui *ui) {
    float one = button_line(ui);
    return two_lines(ui) ? 2 * one - ui_px(ui, 8) : one;
}

float header_height(const Ui *ui) {
    bool tabs = ui->upright && !(hidden(ui) & HIDE_TABS);
    return first_line(ui) + (tabs ? ui_px(ui, TOUCHED) * (float)tab_lines(ui) + ui_px(ui, 2) : 0);
}

void header_draw(Ui *ui, Rect room) {
    unsigned hide = hidden(ui);
    ui_fill(ui, room, ui->theme->back, 0);
    ui_fill(ui, (Rect){room.x, room.y + room.h - 1, room.w, 1}, ui->theme->edge, 0);
    Rect tabs_room = inset(room, ui_px(ui, 2));
    if (ui->upright) room = cut_top(&tabs_room, first_line(ui) - ui_px(ui, 2));
    room = (Rect){room.x + ui_px(ui, 12), room.y + ui_px(ui, 7), room.w - ui_px(ui, 24),
                  room.h - ui_px(ui, 14)};
    const Labels whole = long_labels(ui), little = short_labels(ui), cut = cut_labels(ui, 140),
                 least = cut_labels(ui, 90);
    const struct { const Labels *labels; Tabs tabs; } ways[] = {
        {&whole, TABS_WIDE}, {&whole, TABS_TIGHT}, {&little, TABS_TIGHT}, {&little, TABS_STACKED},
        {&cut, TABS_STACKED}, {&least, TABS_STACKED}};
    enum { WAYS = sizeof ways / sizeof *ways };
    int way = 0;
    for (; way < WAYS - 1; way++) {
        TabWidths w = measure_tabs(ui, ways[way].tabs);
        float tabs = ui->upright || hide & HIDE_TABS ? 0 : tabs_width(ui, &w, ways[way].tabs, room.w);
        if (buttons_width(ui, ways[way].labels) + tabs <= room.w) break;
    }
    if (two_lines(ui)) {
        Rect second = {room.x, room.y + button_line(ui) - ui_px(ui, 8), room.w, button_line(ui) - ui_px(ui, 14)};
        room.h = second.h;
        draw_left(ui, &room, &little, &whole, hide);
        draw_right(ui, &second, &little, &whole);
    } else {
        draw_left(ui, &room, ways[way].labels, &whole, hide);
        draw_right(ui, &room, ways[way].labels, &whole);
    }
    if (hide & HIDE_TABS) return;
    if (ui->upright) draw_tab_lines(ui, tabs_room);
    else draw_tabs(ui, room, ways[way].tabs);
}
