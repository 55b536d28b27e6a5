/* Screens in an upright window. Each is laid out for a wide one first, which tells its panels: those that are low and
 * go from side to side (the strip of layers) stay above, of the others one is shown. */
#include <math.h>

#include "view/screens.h"

/* A panel, and how high it is in a wide window where it goes from side to side; else 0. */
typedef struct Leaf {
    int panel;
    float high;
} Leaf;

/* What a frame has, so that all that comes later can be taken back. */
typedef struct Before {
    int commands, hits, panels, chosen, field;
    Rect photo, photo_room;
} Before;

static Before before(const Frame *f) {
    return (Before){f->list.n, f->n_hits, f->n_panels, f->chosen, f->field, f->photo, f->photo_room};
}

static void take_back(Frame *f, const Before *b) {
    f->list.n = b->commands;
    f->n_hits = b->hits;
    f->n_panels = b->panels;
    f->chosen = b->chosen;
    f->field = b->field;
    f->photo = b->photo;
    f->photo_room = b->photo_room;
}

/* The panels of the screen, in their order in a wide window; their number. */
static int find_panels(Ui *ui, Leaf out[UI_PANELS]) {
    Frame *f = ui->frame;
    Ui wide = *ui;
    const Before now = before(f);
    const Rect room = {0, 0, ui_px(ui, 1258), ui_px(ui, 590)};
    int n = 0;
    wide.panel = 0;
    wide.upright = false;
    screen_of(ui->app->view)->draw(&wide, room);
    for (int i = now.panels; i < f->n_panels; i++) {
        const Area *p = &f->panels[i];
        bool known = !p->panel;
        for (int k = 0; k < n; k++) known |= out[k].panel == p->panel;
        bool low = p->rect.w > 0.6f * room.w && p->rect.h < 0.42f * room.h;
        if (!known) out[n++] = (Leaf){p->panel, low ? p->rect.h : 0};
    }
    take_back(f, &now);
    return n;
}

static void draw_panel(Ui *ui, Rect room, int panel) {
    Ui one = *ui;
    one.panel = panel;
    screen_of(ui->app->view)->draw(&one, room);
}

/* Whether a panel is on the frame; one may bring another along. */
static bool is_drawn(const Frame *f, int panel) {
    for (int i = 0; i < f->n_panels; i++)
        if (f->panels[i].panel == panel) return true;
    return false;
}

/* The low ones, in the upper part of the room; a little higher, as what is one line there may take two here. */
static void draw_low(Ui *ui, Rect *room, const Leaf leaves[], int n) {
    float high = 0, most = floorf(room->h * 0.45f);
    for (int i = 0; i < n; i++) high += floorf(1.2f * leaves[i].high);
    if (high == 0) return;
    Rect top = cut_top(room, fminf(high, most));
    cut_top(room, ui_px(ui, 8));
    for (int i = 0; i < n; i++)
        if (leaves[i].high > 0 && !is_drawn(ui->frame, leaves[i].panel)) draw_panel(ui, top, leaves[i].panel);
}

/* Which of n panels one is at, and -1: at none of them, and buttons to the next ones. */
static void draw_pager(Ui *ui, Rect room, const Leaf leaves[], int n, int at) {
    Rect left = cut_left(&room, floorf(room.w * 0.36f)), right = cut_right(&room, left.w);
    const struct { Rect r; const char *label; int to; } ways[] = {{left, "←", at > 0 ? at - 1 : n - 1},
                                                              {right, "→", (at + 1) % n}};
    for (int i = 0; i < 2; i++) {
        Style style = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
        ui_fill(ui, ways[i].r, ui->theme->raised, ui_px(ui, 6));
        ui_frame(ui, ways[i].r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 6));
        ui_text(ui, ways[i].r, style, ALIGN_CENTRE, ways[i].label);
        ui_hit(ui, ways[i].r, ui_format(ui, "zoom %d", leaves[ways[i].to].panel));
    }
    float dot = ui_px(ui, 9), each = ui_px(ui, 20), x = room.x + floorf((room.w - each * (float)n) / 2);
    for (int i = 0; i < n; i++) {
        Rect r = {x + each * (float)i + floorf((each - dot) / 2), floorf(room.y + (room.h - dot) / 2), dot, dot};
        ui_fill(ui, r, i == at ? ui->theme->accent : ui->theme->edge, dot / 2);
    }
}

void upright_draw(Ui *ui, Rect room) {
    Leaf all[UI_PANELS], leaves[UI_PANELS];
    int n = find_panels(ui, all), high = 0, at = 0;
    int telling = screen_of(ui->app->view)->telling;
    for (int i = 0; i < n; i++)
        if (all[i].high == 0) leaves[high++] = all[i];
    for (int i = 0; i < n; i++) { /* a low one alone */
        if (all[i].high == 0 || (high && all[i].panel != ui->app->zoomed)) continue;
        if (high) draw_pager(ui, cut_bottom(&room, ui_px(ui, TOUCHED)), leaves, high, -1);
        draw_panel(ui, room, all[i].panel);
        return;
    }
    if (high == 0) {
        draw_panel(ui, room, 0);
        return;
    }
    for (int i = 0; i < high; i++)
        if (leaves[i].panel == telling) at = i;
    for (int i = 0; i < high; i++)
        if (leaves[i].panel == ui->app->zoomed) at = i;
    draw_low(ui, &room, all, n);
    if (high > 1) {
        draw_pager(ui, cut_bottom(&room, ui_px(ui, TOUCHED)), leaves, high, at);
        cut_bottom(&room, ui_px(ui, 8));
    }
    draw_panel(ui, room, leaves[at].panel);
}
