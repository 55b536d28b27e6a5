/* The window around the screens: footer, the message, and what Z makes large. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/session/lesson.h"
#include "model/path.h"
#include "view/facts_live.h"
#include "view/facts_own.h"
#include "view/header.h"
#include "view/hint.h"
#include "view/layer.h"
#include "view/screens.h"

/* ---- footer ---- */

/* What the last step taught, and where one is: two lines. */
static const char *headline(const Ui *ui) {
    const App *app = ui->app;
    const Screen *screen = screen_of(app->view);
    const char *own = screen->headline ? screen->headline(ui) : NULL;
    int row = app->selection.row;
    if (app->watch->on) return watch_words(ui);
    if (own) return own;
    if (row < 0) return SAY(ui, ui->app->own.input.c == 1 ? "headline.input_grey" : "headline.input");
    const Layer *l = &app->own.layer[row];
    return layer_look(l->kind)->headline(ui, l);
}

static const char *place(const Ui *ui) {
    const App *app = ui->app;
    const Screen *screen = screen_of(app->view);
    const char *own = screen->place ? screen->place(ui) : NULL;
    int row = app->selection.row;
    if (own && *own) return own;
    bool here = net_row_step(&app->own, app->steps, row) == app->step; /* else the step is another layer's */
    const char *step = SAY(ui, here ? "place.step" : "place.pass", ui_format(ui, "%d", app->step),
                           ui_format(ui, "%d", app_last_step(app)));
    if (row < 0) return ui_format(ui, "%s · %s", app_row_name(app, row), step);
    const Layer *l = &app->own.layer[row];
    const char *weight = "", *index = "";
    if (l->weight_layer)
        weight = ui_format(ui, " · %s", SAY(ui, "place.weight_layer", ui_format(ui, "%d", l->weight_layer),
                                           ui_format(ui, "%d", app->own.weight_layers)));
    char place[PATH_TEXT];
    layer_place(&app->own, l, place);
    if (*place) index = ui_format(ui, " · %s", place);
    return here ? ui_format(ui, "%s%s · %s%s", l->name, weight, step, index)
                : ui_format(ui, "%s%s%s · %s", l->name, weight, index, step);
}

static const char *next_label(const Ui *ui) {
    const App *app = ui->app;
    if (app->teaching->open) return lesson_next_label(ui);
    if (app->watch->on) return SAY(ui, "camera.hold");
    const Way *way = &screen_of(app->view)->way;
    const char *own = way->label ? way->label(ui) : NULL;
    if (own) return own;
    if (job_busy(app->job)) {
        int row = run_row(app->run);
        return row < 0 ? "…" : SAY(ui, "footer.running", app_row_name(app, row));
    }
    if (app->step == app_last_step(app)) return SAY(ui, "footer.end");
    int row = net_step_layer(&app->own, app->steps, app->step + 1);
    return SAY(ui, "footer.next", app_row_name(app, row));
}

static void draw_key_button(Ui *ui, Rect *room, bool right, const char *command) {
    char label[24];
    if (!app_key_of(ui->app, command, label)) return;
    const char *text = ui_format(ui, "%s", label);
    if (right) ui_button_right(ui, room, text, ui->theme->text, command);
    else ui_button(ui, room, text, ui->theme->text, command);
}

/* A press on it goes to that step; `thick` units. */
static void draw_progress(Ui *ui, Rect r, float thick) {
    const App *app = ui->app;
    const Way *way = &screen_of(app->view)->way;
    int at, all;
    const char *go = way->go;
    if (!way->progress || !way->progress(app, &at, &all)) at = app->step, all = app_last_step(app), go = "until step";
    if (app->film->on) {
        at = atomic_load(&app->film->at);
        all = atomic_load(&app->film->of);
        if (all < 1) all = 1;
    } else if (go) {
        ui_hit_cells(ui, HIT_NUMBER, r, all, 1, go)->first = 1;
    }
    float h = ui_px(ui, thick), done = (float)at / (float)all;
    r = (Rect){r.x, floorf(r.y + (r.h - h) / 2), r.w, h};
    ui_fill(ui, r, ui->theme->raised, h / 2);
    if (at > 0) ui_fill(ui, (Rect){r.x, r.y, floorf(r.w * done), h}, ui->theme->accent, h / 2);
}

/* What has been loaded, or how photos are prepared now. */
static const char *noted_words(const Ui *ui) {
    const App *app = ui->app;
    if (prepared_otherwise(app)) return say_prepared(ui);
    const char *kin = kin_words(ui, &app->own);
    const char *now = SAY(ui, net_is_own(app->own.id)            ? "footer.weights_own"
                              : app->noted_from == app->own.id ? "footer.weights"
                                                               : "footer.weights_net",
                          net_info(app->own.id)->title);
    return *kin ? ui_format(ui, "%s · %s", now, kin) : now;
}

/* What was taken to be so, or is asked: a question stands alone. */
static const char *noted_more(const Ui *ui) {
    const App *app = ui->app;
    const char *own = own_note(app, ui->arena), *note = weights_note(app, ui->arena);
    char key[24];
    bool other = prepared_otherwise(app);
    if ((other || app->weights->doubtful) && app_key_of(app, "preprocess next", key))
        return SAY(ui, other ? "footer.prepared_next" : "footer.doubtful", ui_format(ui, "%s", key));
    const char *names = names_note(app, ui->arena);
    if (*names) return names;
    return *own && !app->weights->doubtful ? SAY(ui, "join.sentences", own, note) : note;
}

/* The first line tells of the selected unit and the second of its layer; where they speak of something else, of what is
 * loaded. What they have no room for is told with that. */
static void tell_lines(Ui *ui, Rect lines, const char *head, const char *head_whole, const char *where,
                       const char *where_whole) {
    const Screen *screen = screen_of(ui->app->view);
    const char *own = screen->place ? screen->place(ui) : "";
    bool other = own && *own;
    Rect first = cut_top(&lines, ui_line(ui, ROLE_TITLE));
    ui_tell(ui, first, (Told){.tell = tell_selected, .of = head == head_whole ? NULL : head_whole,
                              .n = {other ? SELECTED_STATE : SELECTED_UNIT}});
    ui_tell(ui, lines, (Told){.tell = tell_selected, .of = where == where_whole ? NULL : where_whole,
                              .n = {other ? SELECTED_STATE : SELECTED_LAYER}});
}

static float footer_height(const Ui *ui) {
    float words = ui_line(ui, ROLE_TITLE) + ui_line(ui, ROLE_SMALL) + ui_px(ui, 10);
    return ui->upright ? words + ui_line(ui, ROLE_TITLE) + ui_px(ui, TOUCHED + 12) : words;
}

/* Two lines, or where `where` is NULL one; upright, the first takes two, and smaller letters where it needs more. */
static void say_lines(Ui *ui, Rect lines, Style first, const char *head, const char *where) {
    Style second = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float title = ui_line(ui, ROLE_TITLE);
    if (!ui->upright) {
        ui_text(ui, cut_top(&lines, title), first, ALIGN_LEFT, head);
        if (where) ui_text(ui, cut_top(&lines, ui_line(ui, ROLE_SMALL)), second, ALIGN_LEFT, where);
        return;
    }
    if (ui_paragraph_height(ui, lines.w, first, head) > 2 * title) first.role = ROLE_BODY;
    if (ui_paragraph_height(ui, lines.w, first, head) > 2 * title) first.role = ROLE_SMALL;
    cut_top(&lines, ui_paragraph(ui, lines, first, head));
    if (!where) return;
    if (ui_paragraph_height(ui, lines.w, second, where) <= lines.h) ui_paragraph(ui, lines, second, where);
    else ui_text(ui, lines, second, ALIGN_LEFT, ui_shortened(ui, lines.w, second, where));
}

/* The buttons back and onward, and what comes next; what is left between them. */
static Rect draw_ways(Ui *ui, Rect *buttons) {
    const App *app = ui->app;
    const Way *way = &screen_of(app->view)->way;
    bool lesson = app->teaching->open;
    Rect room = *buttons;
    const char *next_step = way->next ? way->next : "step", *last_step = way->previous ? way->previous : "back";
    if (app->watch->on) next_step = "camera off";
    const char *onward = lesson ? lesson_asks(app) ? "answer" : "lesson next" : next_step;
    draw_key_button(ui, buttons, false, lesson ? "lesson previous" : last_step);
    float used = buttons->x - room.x;
    Style next = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    const char *label = next_label(ui);
    ui_text(ui, cut_right(buttons, ui_width(ui, next, label)), next, ALIGN_RIGHT, label);
    cut_right(buttons, ui_px(ui, 12));
    draw_key_button(ui, buttons, true, onward);
    cut_right(buttons, ui_px(ui, 14));
    return (Rect){room.x + used + ui_px(ui, 15), 0, buttons->w - ui_px(ui, 15), 0};
}

/* How far one is: in the room if that leaves enough for the words beside it, else along the edge. */
static void draw_how_far(Ui *ui, Rect *buttons, Rect room, float words) {
    const App *app = ui->app;
    bool lesson = app->teaching->open && !app->film->on;
    float dots = ui_px(ui, 22) * (float)app->teaching->lesson.cards;
    if (lesson && buttons->w - words > dots + ui_px(ui, 45)) {
        lesson_dots(ui, cut_right(buttons, dots));
        cut_right(buttons, ui_px(ui, 14));
    } else if (lesson && ui->upright && buttons->w > ui_px(ui, 100)) {
        cut_left(buttons, ui_px(ui, 14));
        lesson_dots(ui, *buttons);
    } else if (!lesson && buttons->w - words > ui_px(ui, 215)) {
        draw_progress(ui, cut_right(buttons, ui_px(ui, 170)), 6);
        cut_right(buttons, ui_px(ui, 14));
    } else if (!lesson) { /* along the edge, where words need the room */
        draw_progress(ui, (Rect){room.x, room.y - ui_px(ui, 5), room.w, ui_px(ui, 9)}, 3);
    }
}

/* What went wrong, what was loaded or saved; false: nothing of that. */
static bool draw_news(Ui *ui, Rect lines, Style bold) {
    const App *app = ui->app;
    if (failed(&app->trouble)) {
        char text[ERROR_TEXT];
        strings_error(app->strings, &app->trouble, text, sizeof text);
        Style style = {ROLE_BODY, FONT_BOLD, ui->theme->pool};
        ui_paragraph(ui, lines, style, ui_format(ui, "%s", text));
        return true;
    }
    bold.color = ui->theme->good;
    if (app->noted) {
        say_lines(ui, lines, bold, noted_words(ui), noted_more(ui));
        return true;
    }
    if (!*app->saved) return false;
    const char *name = path_base(app->saved), *end = strrchr(name, '.');
    int n = (int)(name - app->saved);
    bool values = end && strcmp(end, ".npy") == 0; /* which need not be those of the row that is selected */
    say_lines(ui, lines, bold, SAY(ui, values ? "footer.saved_values" : "footer.saved", name,
                                   app_row_name(app, app_shown_row(app))),
              n ? ui_format(ui, "%.*s", n, app->saved) : SAY(ui, "footer.here"));
    return true;
}

static void draw_footer(Ui *ui, Rect room) {
    const App *app = ui->app;
    ui_fill(ui, (Rect){room.x, room.y, room.w, 1}, ui->theme->edge, 0);
    room = (Rect){room.x + ui_px(ui, 14), room.y + ui_px(ui, 1), room.w - ui_px(ui, 28),
                  room.h - ui_px(ui, 2)};
    float pad = floorf((room.h - ui_line(ui, ROLE_BODY) - ui_px(ui, 6)) / 2);
    Rect lines = room, buttons = {room.x, room.y + pad, room.w, room.h - 2 * pad};
    if (ui->upright) {
        cut_bottom(&lines, ui_px(ui, 6));
        buttons = cut_bottom(&lines, ui_px(ui, TOUCHED));
        cut_top(&lines, ui_px(ui, 6));
    }
    bool lesson = app->teaching->open, filming = app->film->on;
    Rect beside = draw_ways(ui, &buttons);
    Style bold = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    const char *head = filming ? film_words(ui) : lesson ? lesson_hint(ui) : headline(ui);
    if (filming) {
        bold.color = ui->theme->accent;
        draw_key_button(ui, &buttons, true, "save stop");
        cut_right(&buttons, ui_px(ui, 14));
    }
    draw_how_far(ui, &buttons, room, ui->upright ? buttons.w : ui_width(ui, bold, head));
    if (!ui->upright) {
        lines.x = beside.x, lines.w = buttons.x + buttons.w - beside.x;
        cut_top(&lines, floorf((lines.h - ui_line(ui, ROLE_TITLE) - ui_line(ui, ROLE_SMALL)) / 2));
    }
    if (draw_news(ui, lines, bold)) return;
    if (app->told) {
        bold.color = ui->theme->good;
        head = SAY(ui, app->told, app_row_name(app, lab_pinned_layer(app)), ui_format(ui, "%d", lab_pinned_map(app)));
    }
    Style aside = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *where = place(ui);
    bool fits = ui_width(ui, aside, where) <= lines.w; /* in a lesson it may be left out */
    if (ui->upright) {
        if (lesson && !fits) where = NULL;
        if (!lesson) tell_lines(ui, lines, head, head, NULL, where);
        say_lines(ui, lines, bold, head, where);
        return;
    }
    if (ui_width(ui, bold, head) > lines.w) bold.role = ROLE_BODY;
    const char *first = lesson ? head : ui_shortened(ui, lines.w, bold, head),
               *second = lesson ? where : ui_shortened(ui, lines.w, aside, where);
    if (!lesson) tell_lines(ui, lines, first, head, second, where);
    if (lesson && !fits) second = NULL;
    say_lines(ui, lines, bold, first, second);
}

/* ---- what Z does, by a press ---- */

static void tell_zoom(Ui *ui, const Hit *hit, Hint *out) {
    const Area *panel = hit->told.of;
    hint_line(out, SAY(ui, ui->app->zoomed ? "hint.zoom_back" : panel->less ? "hint.zoom_more" : "hint.zoom"));
    hint_line(out, say_key(ui, "zoom"));
    if (panel->note) hint_line(out, panel->note);
}

/* A mark in the corner of each panel that is not all of the screen, or has no room for something: it makes it so. Where
 * something has no room it is bright; and on a panel that fills the screen it leads back. */
static void draw_marks(Ui *ui, Rect room) {
    Frame *f = ui->frame;
    float line = fmaxf(1, floorf(1.5f * ui->scale)), side = ui_px(ui, 8), arm = ui_px(ui, 4);
    for (int i = 0; i < f->n_panels; i++) {
        const Area *p = &f->panels[i];
        bool all = p->rect.w >= room.w && p->rect.h >= room.h;
        if (!p->panel || (all && !ui->panel && !p->less)) continue;
        Color color = p->less ? ui->theme->accent : ui->theme->dim;
        float x = p->rect.x + p->rect.w - side - ui_px(ui, 3), y = p->rect.y + ui_px(ui, 4);
        Point out = {x + side, y}, in = {x, y + side};
        if (ui->panel) out = (Point){x + arm, y + arm}, in = out;
        float turn = ui->panel ? 1 : -1;
        ui_line_to(ui, (Point){x, y + side}, (Point){x + side, y}, color, line, 0);
        ui_line_to(ui, out, (Point){out.x + turn * arm, out.y}, color, line, 0);
        ui_line_to(ui, out, (Point){out.x, out.y - turn * arm}, color, line, 0);
        ui_line_to(ui, in, (Point){in.x - turn * arm, in.y}, color, line, 0);
        ui_line_to(ui, in, (Point){in.x, in.y + turn * arm}, color, line, 0);
        Rect hit = {p->rect.x + p->rect.w - ui_px(ui, 13), p->rect.y, ui_px(ui, 13), ui_px(ui, 28)};
        ui_hit(ui, hit, ui->panel ? "zoom 0" : ui_format(ui, "zoom %d", p->panel))->told =
            (Told){.tell = tell_zoom, .of = p};
    }
}

/* ---- the whole ---- */

bool view_upright(int w, int h) { return 6 * w < 5 * h; }

float view_scale(int w, int h) {
    float wide = (float)w, high = (float)h;
    if (view_upright(w, h)) return fminf(wide / 480, high / 854);
    float least = fminf(wide / 1024, high / 640);
    return least < 1 ? least : fmaxf(1, fminf(wide / 1280, high / 720));
}

static Ui open_frame(const App *app, const Metrics *metrics, int w, int h, double since, Arena *arena, Frame *frame) {
    *frame = (Frame){.list = {.arena = arena}, .pointed = {.hit = -1}};
    return (Ui){.app = app, .frame = frame, .arena = arena, .metrics = metrics, .theme = theme(app->theme),
                .panel = app->zoomed, .scale = view_scale(w, h), .upright = view_upright(w, h), .since = since};
}

void view_frozen(const App *app, const Metrics *metrics, int w, int h, Picture kept, Arena *arena, Frame *frame) {
    Ui ui = open_frame(app, metrics, w, h, 1e9, arena, frame);
    frozen_draw(&ui, (Rect){0, 0, (float)w, (float)h}, kept);
}

void view_frame(const App *app, const Metrics *metrics, int w, int h, double since, Arena *arena,
                Frame *frame) {
    Ui ui = open_frame(app, metrics, w, h, since, arena, frame);
    Rect window = {0, 0, (float)w, (float)h}, room = window;
    if (app->black) {
        black_draw(&ui, window);
        return;
    }
    ui_fill(&ui, window, ui.theme->back, 0);
    header_draw(&ui, cut_top(&room, header_height(&ui)));
    draw_footer(&ui, cut_bottom(&room, footer_height(&ui)));
    room = inset(room, ui_px(&ui, 11));
    if (app->teaching->open) {
        lesson_draw(&ui, room);
    } else if (ui.upright) {
        upright_draw(&ui, room);
    } else {
        screen_of(app->view)->draw(&ui, room);
        draw_marks(&ui, room);
    }
    overlay_draw(&ui, window);
    if (app->spotlight) spotlight_draw(&ui, window);
    hint_draw(&ui, window);
    frame->animating |= job_busy(app->job) && !app->watch->on; /* what a camera shows is drawn as it comes */
}
