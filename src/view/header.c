/* The row above every screen: lessons, network and photo, the tabs, and what is had everywhere. */
#include "view/header.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/screens.h"

static const char *tab_name(const Ui *ui, int view) {
    char key[32];
    snprintf(key, sizeof key, "view.%s", view_name((View)view));
    return SAY(ui, key);
}

/* How far apart things are in a row of tabs: at either side of one, and between its number and its name. */
typedef struct TabGaps {
    float side, name;
} TabGaps;

static TabGaps tab_gaps(const Ui *ui, bool tight) {
    return tight ? (TabGaps){ui_px(ui, 6), ui_px(ui, 4)} : (TabGaps){ui_px(ui, 9), ui_px(ui, 9)};
}

static float tab_width(const Ui *ui, int view, bool named, bool tight) {
    Style digit = {ROLE_BODY, FONT_BOLD, 0};
    Style name = {ROLE_BODY, (int)ui->app->view == view ? FONT_BOLD : FONT_TEXT, 0};
    TabGaps gaps = tab_gaps(ui, tight);
    float w = ui_width(ui, digit, view_key((View)view)) + 2 * gaps.side;
    return named ? w + gaps.name + ui_width(ui, name, tab_name(ui, view)) : w;
}

static void draw_tab(Ui *ui, Rect r, int view, bool named, bool tight) {
    bool here = (int)ui->app->view == view;
    Style digit = {ROLE_BODY, FONT_BOLD, here ? ui->theme->accent : ui->theme->dim};
    Style name = {ROLE_BODY, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->text : ui->theme->dim};
    if (here) ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    ui_hit(ui, r, ui_format(ui, "view %s", view_name((View)view)))->told = (Told){.tell = tell_tab, .n = {view}};
    cut_left(&r, tab_gaps(ui, tight).side);
    Rect number = ui_text(ui, r, digit, ALIGN_LEFT, view_key((View)view));
    cut_left(&r, number.w + ui_px(ui, tight ? 4 : 5));
    if (named) ui_text(ui, r, name, ALIGN_LEFT, tab_name(ui, view));
}

static float tabs_width(const Ui *ui, bool all_named, bool one_named, bool tight) {
    float w = 0;
    for (int view = 0; view < VIEW_COUNT; view++)
        w += tab_width(ui, view, all_named || (one_named && (int)ui->app->view == view), tight) + ui_px(ui, 3);
    return w;
}

/* Names of all screens where they fit, closer to one another where that is needed, else of the one that is open, else
 * their numbers alone. */
static void draw_tabs(Ui *ui, Rect room) {
    bool named = tabs_width(ui, true, true, true) <= room.w, one = tabs_width(ui, false, true, false) <= room.w;
    bool tight = named && tabs_width(ui, true, true, false) > room.w;
    cut_left(&room, named ? floorf((room.w - tabs_width(ui, true, true, tight)) / 2) : 0);
    for (int view = 0; view < VIEW_COUNT; view++) {
        bool name = named || (one && (int)ui->app->view == view);
        draw_tab(ui, cut_left(&room, tab_width(ui, view, name, tight)), view, name, tight);
        cut_left(&room, ui_px(ui, 3));
    }
}

/* The language that the button leads to, as it calls itself. */
static const char *next_language(const App *app) {
    const char *next = languages_after(&app->languages, strings_language(app->strings));
    int i = 0;
    while (i + 1 < app->languages.n && strcmp(app->languages.at[i].name, next) != 0) i++;
    return app->languages.at[i].button;
}

void header_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    ui_fill(ui, room, ui->theme->back, 0);
    ui_fill(ui, (Rect){room.x, room.y + room.h - 1, room.w, 1}, ui->theme->edge, 0);
    room = (Rect){room.x + ui_px(ui, 12), room.y + ui_px(ui, 7), room.w - ui_px(ui, 24),
                  room.h - ui_px(ui, 14)};
    float gap = ui_px(ui, 8);
    const Teaching *t = app->teaching;
    unsigned hide = t->open ? t->lesson.hide | (t->lesson.lock_net ? HIDE_NET : 0) : 0;
    if (t->detour)
        ui_button(ui, &room, ui_format(ui, "← %s", SAY(ui, "header.lesson")), ui->theme->accent, "return");
    else ui_button(ui, &room, SAY(ui, "header.lessons"), ui->theme->text, "lesson list");
    cut_left(&room, gap);
    const Screen *screen = screen_of(app->view);
    const char *title = screen->title ? screen->title(ui) : NULL;
    if (!title) title = net_info(app->own.id)->title;
    ui_button(ui, &room, title, ui->theme->text, hide & HIDE_NET ? NULL : "net other");
    cut_left(&room, gap);
    const char *photo = ui_format(ui, "%s%s", photo_name(ui, app->photo->name), live_changed(app) ? "*" : "");
    ui_button(ui, &room, photo, ui->theme->text,
              hide & HIDE_PHOTO ? NULL : "gallery");
    cut_left(&room, gap);
    if (t->open) {
        ui_button_right(ui, &room, "×", ui->theme->text, "lesson close");
        cut_right(&room, gap);
    }
    ui_button_right(ui, &room, "?", ui->theme->text, "help");
    cut_right(&room, gap);
    if (app->languages.n > 1) {
        ui_button_right(ui, &room, next_language(app), ui->theme->text, "lang");
        cut_right(&room, gap);
    }
    const char *label = SAY(ui, "header.weights", weights_label(app, ui->arena));
    bool real = app->weights->origin == ORIGIN_KERAS || app->weights->origin == ORIGIN_TORCHVISION;
    if (app->stock->fetching)
        label = SAY(ui, "header.fetching", label, ui_format(ui, "%.0f", 100 * stock_progress(app->stock)));
    Hit *weights = ui_button_right(ui, &room, label, real ? ui->theme->good : ui->theme->slim, "weights list");
    if (app_slim(app)) weights->told = (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_SLIM]};
    cut_right(&room, gap);
    /* the list of what can be kept has a key, too: names of screens come first */
    float names = tabs_width(ui, true, true, true),
          save = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, "↓") + ui_px(ui, 20) + gap;
    if (names > room.w || names <= room.w - save) {
        ui_button_right(ui, &room, "↓", ui->theme->text, "save");
        cut_right(&room, gap);
    }
    if (!(hide & HIDE_TABS)) draw_tabs(ui, room);
}
