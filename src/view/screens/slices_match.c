/* The texture extractor at work: a patch of the photo, the one of the reference that is most like it, at three
 * scales, and how alike every other patch finds its own. */
#include <math.h>

#include "view/screens.h"
#include "view/screens/slices_inside.h"

enum { SCALES = 3, PHOTO_SCALE = 4 }; /* relu1_1, relu2_1, relu3_1; the photo is as large as relu1_1 */

/* A box of units over a square that shows size x size of them; what lies outside is cut off. */
static void draw_box(Ui *ui, Rect square, int size, Box box, Color color, float width) {
    float unit = square.w / (float)size, last = (float)size;
    float x0 = fmaxf(0, (float)box.x0), y0 = fmaxf(0, (float)box.y0);
    float x1 = fminf(last, (float)box.x1 + 1), y1 = fminf(last, (float)box.y1 + 1);
    Rect r = {floorf(square.x + x0 * unit), floorf(square.y + y0 * unit), ceilf((x1 - x0) * unit),
              ceilf((y1 - y0) * unit)};
    float line = fmaxf(1, floorf(ui->scale)); /* black and white: seen on any map, in any theme */
    ui_frame(ui, inset(r, -width - 2 * line), 0xFF000000, line, 0);
    ui_frame(ui, inset(r, -width - line), 0xFFFFFFFF, line, 0);
    ui_frame(ui, inset(r, -width), color, width, 0);
}

/* What the nine units of a patch see together on the photo. */
static Box patch_field(const Net *net, int row, int x, int y) {
    Box first = net_box(net, row, x - 1, y - 1), last = net_box(net, row, x + 1, y + 1);
    return (Box){first.x0, first.y0, last.x1, last.y1};
}

static void draw_photo(Ui *ui, Rect square, const SliceRun *run, const SlicesFacts *f, int x, int y, bool found) {
    const Image *image = run->image;
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                                     .rows = image->size, .smooth = true, .version = run->version * 512 + 1});
    if (!found) return;
    float width = fmaxf(2, floorf(2 * ui->scale));
    draw_box(ui, square, image->size, patch_field(&f->net, f->at[2].own.row, x, y), 0xFF000000,
             fmaxf(1, floorf(ui->scale)));
    draw_box(ui, square, image->size, match_patch(x, y, PHOTO_SCALE), ui->theme->accent, width);
}

/* The map that is looked at: the one that is selected at this layer, else the strongest on the photo. */
static int shown_map(const App *app, const SlicesFacts *f, int row) {
    if (f->net.id == app->own.id && app->selection.map[row] >= 0)
        return app->selection.map[row]; /* by its convolution */
    return slice_order(&f->photo, row, NULL);
}

/* One photo and its maps at the three scales, under their names. */
static void draw_row(Ui *ui, Rect r, float side, float gap, const SliceRun *run, const SlicesFacts *f, int x, int y,
                     bool found) {
    Style name = {ROLE_BODY, FONT_BOLD, ui->theme->text}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Rect head = cut_top(&r, ui_line(ui, ROLE_SMALL));
    for (int column = 0; column <= SCALES; column++) {
        Rect square = {r.x + (float)column * (side + gap), r.y, side, side}, over = {square.x, head.y, side, head.h};
        int scale = column ? PHOTO_SCALE >> (column - 1) : PHOTO_SCALE, row = column ? f->at[column - 1].own.row : -1;
        if (!column) {
            const char *photo = photo_name(ui, run->photo);
            if (ui_width(ui, name, photo) > side) name.role = ROLE_SMALL;
            ui_text(ui, over, name, ALIGN_LEFT, photo);
            draw_photo(ui, square, run, f, x, y, found);
        } else {
            int map = shown_map(ui->app, f, row), size = 3 * scale;
            const char *text = SAY(ui, "slices.match_at", f->net.layer[row].name, ui_format(ui, "%d×%d", size, size),
                                   ui_format(ui, "%d", map));
            if (ui_width(ui, dim, text) > side) {
                ui_tell(ui, over, (Told){.tell = tell_label, .of = text});
                text = ui_format(ui, "%s · %d×%d", f->net.layer[row].name, size, size);
            }
            ui_text(ui, over, dim, ALIGN_LEFT, text);
            slice_map_draw(ui, square, run, row, map);
            if (found)
                draw_box(ui, square, net_shape(&f->net, row).w, match_patch(x, y, scale), ui->theme->accent,
                         fmaxf(2, floorf(2 * ui->scale)));
        }
        if (run->run == f->photo.run) ui_hit_cells(ui, HIT_CELL, square, run->image->size, run->image->size, "point");
    }
}

/* The figure, and which patches it is of. */
static void draw_figure(Ui *ui, Rect line, const MatchFacts *m) {
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent}, words = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    if (!m->computed) {
        ui_text(ui, line, words, ALIGN_LEFT, match_waits(ui, m));
        return;
    }
    Rect figure = ui_text(ui, line, key, ALIGN_LEFT, ui_format(ui, "%.3f", (double)m->relevance));
    cut_left(&line, figure.w + ui_px(ui, 14));
    const char *places = SAY(ui, "slices.places", ui_format(ui, "%d", m->x), ui_format(ui, "%d", m->y),
                             ui_format(ui, "%d", m->at_x), ui_format(ui, "%d", m->at_y));
    if (ui_width(ui, words, places) > line.w)
        places = ui_format(ui, "%d, %d → %d, %d", m->x, m->y, m->at_x, m->at_y);
    if (ui_width(ui, words, places) <= line.w) ui_text(ui, line, words, ALIGN_LEFT, places);
}

static void draw_buttons(Ui *ui, Rect line) {
    char key[24];
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    const char *none = SAY(ui, "slices.no_reference");
    const char *next =
        app_key_of(ui->app, "reference next", key) ? SAY(ui, "slices.reference", ui_format(ui, "%s", key)) : "";
    float w = ui_width(ui, style, none) + ui_width(ui, style, next) + ui_px(ui, 56);
    if (w > line.w) return;
    ui_button_right(ui, &line, none, ui->theme->text, "reference none");
    cut_right(&line, ui_px(ui, 8));
    ui_button_right(ui, &line, next, ui->theme->text, "reference next");
    cut_right(&line, ui_px(ui, 8));
    slices_presets_draw(ui, line);
}

void slices_match_draw(Ui *ui, Rect room, const SlicesFacts *f) {
    Rect r = ui_panel(ui, PANEL_MATCH, room, NULL);
    MatchFacts m = match_facts(ui->app);
    float gap = ui_px(ui, 10), head = ui_line(ui, ROLE_SMALL);
    draw_buttons(ui, cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6)));
    cut_top(&r, ui_px(ui, 6));
    draw_figure(ui, cut_bottom(&r, ui_line(ui, ROLE_KEY)), &m);
    float side = floorf(fminf((r.w - 3 * gap) / 4, (r.h - 2 * head - ui_px(ui, 12)) / 2));
    if (!f->photo.run || !m.reference.run) return;
    r.x += floorf((r.w - 4 * side - 3 * gap) / 2);
    draw_row(ui, cut_top(&r, head + side), side, gap, &f->photo, f, m.x, m.y, true);
    cut_top(&r, ui_px(ui, 6));
    draw_row(ui, cut_top(&r, head + side), side, gap, &m.reference, f, m.at_x, m.at_y, m.computed);
}

/* ---- at the left ---- */

/* The twelve modules of the three slices. */
static void draw_modules(Ui *ui, Rect *r, const SlicesFacts *f) {
    Style name = {ROLE_SMALL, FONT_TEXT, ui->theme->text}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float line = floorf(ui_size(ui, ROLE_SMALL) * 1.3f), index = ui_width(ui, dim, "[00] ");
    for (int i = 0; i < f->n; i++) {
        const SliceFacts *s = &f->at[i];
        ui_tell(ui, (Rect){r->x, r->y, r->w, line * (float)s->slice.count},
                (Told){.tell = slices_tell, .of = f, .n = {i}});
        for (int k = 0; k < s->slice.count; k++) {
            Rect row = cut_top(r, line);
            int at = slice_module(&f->net, &s->slice, k);
            ui_fill(ui, (Rect){row.x, row.y, row.w, row.h - 1}, (slice_color(ui, i) & 0x00FFFFFFu) | 0x30000000u, 0);
            ui_fill(ui, (Rect){row.x, row.y, ui_px(ui, 5), row.h - 1}, slice_color(ui, i), 0);
            cut_left(&row, ui_px(ui, 12));
            ui_text(ui, cut_left(&row, index), dim, ALIGN_LEFT, ui_format(ui, "[%d]", f->net.module[at].index));
            ui_text(ui, row, name, ALIGN_LEFT, module_name(&f->net, at));
            cut_right(&row, ui_px(ui, 6));
            const char *out = k == s->slice.count - 1 ? format_shape(ui, s->own.out) : "";
            if (ui_width(ui, dim, out) + ui_width(ui, name, "relu3_1 ") <= row.w)
                ui_text(ui, row, dim, ALIGN_RIGHT, out);
        }
    }
}

static void draw_legend(Ui *ui, Rect line) {
    static const float ends[] = {0, 1};
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, figure = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    float gap = ui_px(ui, 6), h = ui_px(ui, 12);
    const char *text = SAY(ui, "slices.relevance");
    if (ui_width(ui, dim, text) + ui_px(ui, 90) <= line.w) ui_text(ui, line, dim, ALIGN_LEFT, text);
    ui_text(ui, cut_right(&line, ui_width(ui, figure, "1")), figure, ALIGN_RIGHT, "1");
    cut_right(&line, gap);
    Rect bar = cut_right(&line, ui_px(ui, 50));
    cut_right(&line, gap);
    ui_text(ui, cut_right(&line, ui_width(ui, figure, "0")), figure, ALIGN_RIGHT, "0");
    ui_picture(ui, (Rect){bar.x, floorf(bar.y + (bar.h - h) / 2), bar.w, h},
               (Picture){.kind = PICTURE_MAP,
                         .palette = ui->app->palette,
                         .data = ends,
                         .w = 2,
                         .h = 1,
                         .rows = 1,
                         .hi = 1,
                         .smooth = true});
}

void slices_relevance_draw(Ui *ui, Rect room, const SlicesFacts *f) {
    const Match *match = slices_match(ui->app);
    MatchFacts m = match_facts(ui->app);
    Rect r = ui_panel(ui, PANEL_RELEVANCE, room, NULL);
    if (ui->panel != PANEL_RELEVANCE) {
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_BODY)), (Style){ROLE_BODY, FONT_BOLD, ui->theme->text}, ALIGN_LEFT,
                "vgg19.features");
        draw_modules(ui, &r, f);
        cut_top(&r, ui_px(ui, 6));
    }
    draw_legend(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)));
    Rect square = fit_square(r);
    ui_fill(ui, square, ui->theme->raised, 0);
    if (!match) return;
    Shape s = match->shape;
    ui_picture(ui, square,
               (Picture){.kind = PICTURE_MAP,
                         .palette = ui->app->palette,
                         .data = match->relevance,
                         .w = s.w,
                         .h = s.h,
                         .rows = s.h,
                         .lo = 0,
                         .hi = 1,
                         .version = m.reference.version * 512 + 2});
    ui_hit_cells(ui, HIT_CELL, square, f->photo.image->size, f->photo.image->size, "point");
    draw_box(ui, square, s.w, (Box){m.x - 1, m.y - 1, m.x + 1, m.y + 1}, ui->theme->accent,
             fmaxf(2, floorf(2 * ui->scale)));
}
