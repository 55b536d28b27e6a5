/* Asks, of textures, styles and inversions: the photos, the layers with their losses, the depths. */
#include <math.h>

#include "app/features/inverted.h"
#include "app/features/styling.h"
#include "view/screens.h"
#include "view/screens/asks_inside.h"
#include "view/screens/asks_style_facts.h"

/* ---- what is asked ---- */

/* A photo with its name below; a press on it goes on to the next one. */
static void draw_photo(Ui *ui, Rect r, const Image *image, uint64_t version, const char *caption,
                       const char *command) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Rect below = cut_bottom(&r, ui_line(ui, ROLE_SMALL));
    Rect square = {r.x, r.y, fminf(r.w, r.h), fminf(r.w, r.h)};
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                                     .rows = image->size, .smooth = true, .version = version});
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    ui_hit(ui, square, command);
    below.y = square.y + square.h;
    ui_text(ui, below, dim, ALIGN_LEFT, caption);
}

static float draw_photos(Ui *ui, Rect r) {
    const App *app = ui->app;
    const Beside *model = app->asks.topic == ASKS_STYLE ? style_beside(app) : NULL;
    float gap = ui_px(ui, 10), side = fminf(r.h - ui_line(ui, ROLE_SMALL), floorf(r.w * (model ? 0.24f : 0.3f)));
    Rect place = {r.x, r.y, side, r.h};
    const char *photo = app->asks.topic == ASKS_STYLE ? "style.content" : "style.photo";
    draw_photo(ui, place, &app->photo->image, app->image_version, asks_with_key(ui, photo, "photo next"),
               "photo next");
    if (!model) return side + gap;
    place.x += side + gap;
    draw_photo(ui, place, &model->photo.image, model->version, asks_with_key(ui, "style.style", "style next"),
               "style next");
    return 2 * (side + gap);
}

/* On the line, or on the next one where there is no room. */
static Rect *room_for(Ui *ui, float w, Rect *line, Rect *room) {
    if (w > line->w) {
        cut_top(room, ui_px(ui, 5));
        *line = cut_top(room, line->h);
    }
    return line;
}

static void draw_button(Ui *ui, Rect *line, Rect *room, const char *text, const char *command) {
    float w = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, text) + ui_px(ui, 20);
    ui_button(ui, room_for(ui, w, line, room), text, ui->theme->text, command);
    cut_left(line, ui_px(ui, 6));
}

static void draw_controls(Ui *ui, Rect r) {
    static const char *const SAYS[] = {[ASKS_TEXTURE] = "style.texture_says", [ASKS_STYLE] = "style.style_says",
                                       [ASKS_INVERSION] = "style.depths"};
    const App *app = ui->app;
    AsksTopic topic = app->asks.topic;
    const char *content = app_row_name(app, style_content_row(&app->own));
    Rect line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    const char *optimizer = app->style.optimizer == OPTIMIZER_ADAM ? "style.adam" : "style.lbfgs";
    ui_switch(ui, &line, asks_with_key(ui, optimizer, "optimizer"), "optimizer");
    cut_left(&line, ui_px(ui, 6));
    asks_toggle(ui, &line, &r, asks_with_key(ui, "style.averages", "pools"), app->style.averages, "pools");
    if (topic == ASKS_STYLE)
        asks_toggle(ui, &line, &r, asks_with_key(ui, "style.noise", "asks from"), app->style.noise, "asks from");
    if (topic != ASKS_INVERSION) draw_button(ui, &line, &r, asks_with_key(ui, "style.lte", "weigh lte"), "weigh lte");
    draw_button(ui, &line, &r, asks_with_key(ui, "asks.seed", "asks seed"), "asks seed");
    cut_top(&r, ui_px(ui, 8));
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, SAYS[topic], content));
}

static void draw_asked(Ui *ui, Rect room) {
    Rect r = ui_panel(ui, PANEL_ASKED, room, NULL);
    cut_top(&r, ui_paragraph(ui, r, (Style){ROLE_TITLE, FONT_BOLD, ui->theme->text}, say_styled(ui)) + ui_px(ui, 8));
    cut_left(&r, draw_photos(ui, r));
    draw_controls(ui, r);
}

/* ---- losses ---- */

/* The losses of the steps, each ten times the one below as far apart: from the largest to the smallest. */
static void draw_losses(Ui *ui, Rect r, const Painted *p, int loss) {
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 3));
    r = inset(r, ui_px(ui, 3));
    float least = INFINITY, most = 0;
    for (int i = 0; i < p->steps; i++) {
        float v = p->curve[i * p->losses + loss];
        if (v > 0 && v < least) least = v;
        if (v > most) most = v;
    }
    if (!(most > least) || p->until < 2) return;
    Point before = {0, 0};
    for (int i = 0, last = -1; i < p->steps; i++) {
        float v = fmaxf(p->curve[i * p->losses + loss], least);
        Point at = {r.x + r.w * (float)i / (float)(p->until - 1), r.y + r.h * logf(most / v) / logf(most / least)};
        if ((int)at.x == last) continue;
        if (last >= 0) ui_line_to(ui, before, at, ui->theme->accent, fmaxf(1.5f, floorf(1.5f * ui->scale)), 0);
        before = at;
        last = (int)at.x;
    }
}

static const char *loss_now(const Ui *ui, const Painted *p, int loss) {
    return p->steps ? format_value(ui, (double)p->curve[(p->steps - 1) * p->losses + loss]) : "…";
}

/* Less, the weight, more. */
static void draw_weight(Ui *ui, Rect line, const char *what, float weight) {
    Style figure = {ROLE_BODY, FONT_MONO, weight > 0 ? ui->theme->text : ui->theme->dim};
    Color color = ui->theme->text;
    ui_button(ui, &line, "−", color, ui_format(ui, "weigh %s less", what));
    ui_button_right(ui, &line, "+", color, ui_format(ui, "weigh %s more", what));
    const char *number = ui_format(ui, "%.3g", (double)weight);
    if (ui_width(ui, figure, number) > line.w) figure.role = ROLE_SMALL, figure.font = FONT_TEXT; /* which is narrower */
    ui_text(ui, line, figure, ALIGN_CENTRE, number);
}

/* Name, weight, loss and its curve. */
static void draw_loss(Ui *ui, Rect r, const char *name, const char *what, float weight, const Painted *p, int loss) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, figure = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    if (name) ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), dim, ALIGN_LEFT, name);
    if (what) draw_weight(ui, cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4)), what, weight);
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), figure, ALIGN_LEFT, loss_now(ui, p, loss));
    if (r.h > ui_px(ui, 14)) draw_losses(ui, r, p, loss);
}

static void draw_gram(Ui *ui, Rect square, const GramShown *g, const float *values, uint64_t version) {
    ui_picture(ui, square, (Picture){.kind = PICTURE_MAP, .palette = ui->app->palette, .data = values, .w = g->side,
                                     .h = g->side, .rows = g->side, .lo = 0, .hi = 1, .version = version});
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
}

/* A layer: its Gram matrix as it is wanted, and as it is; its loss. */
static void draw_texture(Ui *ui, Rect r, int at, int row, const GramShown *grams, const Painted *p) {
    const char *name = app_row_name(ui->app, row);
    bool here = at == style_selected(ui->app);
    Style head = {ROLE_SMALL, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->text};
    float gap = ui_px(ui, 4), losses = 2 * ui_line(ui, ROLE_SMALL) + ui_line(ui, ROLE_BODY) + ui_px(ui, 44);
    Rect line = cut_top(&r, ui_line(ui, ROLE_SMALL));
    ui_text(ui, line, head, ALIGN_LEFT, name);
    ui_hit(ui, line, ui_format(ui, "select %s", name));
    float side = floorf(fminf(r.w, (r.h - losses) / 2 - gap));
    if (grams && side > ui_px(ui, 16)) {
        uint64_t version = (p->paint->number << 20 | (uint64_t)p->steps) << 4 | (uint64_t)at << 1;
        draw_gram(ui, (Rect){r.x, r.y, side, side}, &grams[at], grams[at].wanted, version);
        draw_gram(ui, (Rect){r.x, r.y + side + gap, side, side}, &grams[at], grams[at].now, version | 1);
    }
    cut_top(&r, fmaxf(0, 2 * (side + gap)));
    draw_loss(ui, r, NULL, name, ui->app->style.weight[at], p, at);
}

/* A column for each texture, and one for the rest. */
static void draw_textures(Ui *ui, Rect r, const AsksFacts *f) {
    const App *app = ui->app;
    const Painted *p = &f->painted;
    int rows[STYLE_LAYERS], n = style_rows(&app->own, rows);
    StyleLosses l = style_losses(app);
    const GramShown *grams = f->there ? styling_grams(app, p->paint, ui->arena) : NULL;
    float gap = ui_px(ui, 9), w = floorf((r.w - (float)n * gap) / (float)(n + 1));
    Rect note = cut_bottom(&r, ui_line(ui, ROLE_SMALL) * 2);
    for (int i = 0; i < n; i++) {
        draw_texture(ui, cut_left(&r, w), i, rows[i], grams, p);
        cut_left(&r, gap);
    }
    Rect above = cut_top(&r, floorf(r.h / (l.content >= 0 ? 3 : 2)) - gap);
    draw_loss(ui, above, SAY(ui, "style.total"), NULL, 0, p, l.total);
    cut_top(&r, gap);
    if (l.content >= 0) {
        above = cut_top(&r, floorf(r.h / 2) - gap);
        draw_loss(ui, above, SAY(ui, "style.content"), "content", app->style.content, p, l.content);
        cut_top(&r, gap);
    }
    draw_loss(ui, r, SAY(ui, "style.variation"), "variation", app->style.variation, p, l.variation);
    ui_note(ui, note, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, "style.grams"));
}

/* ---- depths ---- */

static void draw_depth(Ui *ui, Rect r, const Inverted *kept, bool here) {
    const App *app = ui->app;
    Style name = {ROLE_SMALL, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->text};
    Style figure = {ROLE_SMALL, FONT_MONO, ui->theme->dim};
    float line = ui_line(ui, ROLE_SMALL);
    Rect below = cut_bottom(&r, 2 * line);
    ui_picture(ui, r, (Picture){.kind = PICTURE_RGB, .data = kept->rgb, .w = kept->side, .h = kept->side,
                                .rows = kept->side, .smooth = true, .version = kept->version});
    ui_frame(ui, r, here ? ui->theme->accent : ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    ui_hit(ui, r, ui_format(ui, "select %s", app_row_name(app, kept->row)));
    ui_text(ui, cut_top(&below, line), name, ALIGN_LEFT, app_row_name(app, kept->row));
    ui_text(ui, below, figure, ALIGN_LEFT, format_likeness(ui, (double)kept->alike));
}

/* The layers that have been inverted, in their order, this one among them. */
static void draw_depths(Ui *ui, Rect r, const AsksFacts *f) {
    enum { COLUMNS = 6 };
    const App *app = ui->app;
    Inverted kept[INVERTED_MOST];
    int n = inverted_kept(app, &f->painted, ui->arena, kept);
    float gap = ui_px(ui, 10), line = ui_line(ui, ROLE_SMALL), side = floorf((r.w - (COLUMNS - 1) * gap) / COLUMNS);
    int lines = (int)((r.h - 4 * line) / (side + 2 * line + gap)), room = lines * COLUMNS;
    Rect losses = cut_bottom(&r, 3 * line + ui_px(ui, 20));
    for (int i = 0; i < n && i < room; i++) {
        Rect at = {r.x + (float)(i % COLUMNS) * (side + gap),
                   r.y + (float)(i / COLUMNS) * (side + 2 * line + gap), side, side + 2 * line};
        draw_depth(ui, at, &kept[i], kept[i].row == style_inverted_row(app));
    }
    if (!f->there) return;
    StyleLosses l = style_losses(app);
    Rect left = cut_left(&losses, floorf(losses.w / 2) - gap);
    const char *unlike = SAY(ui, "style.unlike", app_row_name(app, style_inverted_row(app)));
    draw_loss(ui, left, unlike, NULL, 0, &f->painted, l.content);
    cut_left(&losses, gap);
    draw_loss(ui, losses, SAY(ui, "style.variation"), "variation", app->style.variation, &f->painted, l.variation);
}

static void draw_layers(Ui *ui, Rect room, const AsksFacts *f) {
    Rect r = ui_panel(ui, PANEL_PATCHES, room, NULL);
    if (ui->app->asks.topic == ASKS_INVERSION) draw_depths(ui, r, f);
    else draw_textures(ui, r, f);
}

void style_draw(Ui *ui, Rect room, const AsksFacts *f) {
    if (ui->panel == PANEL_ASKED) {
        draw_asked(ui, room);
    } else if (ui->panel) {
        draw_layers(ui, room, f);
    } else {
        draw_asked(ui, cut_top(&room, floorf(room.h * 0.34f)));
        cut_top(&room, ui_px(ui, 11));
        draw_layers(ui, room, f);
    }
}
