/* The gallery: the photos to choose from. */
#include <math.h>

#include "app/folder.h"
#include "app/thumbnail.h"
#include "io/paths.h"
#include "view/screens.h"

/* Of a folder: which of its photos these are, and what is left out. */
static const char *gallery_place(const Ui *ui, int first, int end) {
    const Folder *f = ui->app->work.folder;
    bool all;
    int out = folder_left_out(f, &all), n = app_photos(ui->app);
    const char *range = SAY(ui, all ? "gallery.none" : "gallery.looking");
    if (n) range = SAY(ui, "gallery.range", format_count(ui, first + 1), format_count(ui, end), format_count(ui, n));
    if (n && !all) range = ui_format(ui, "%s  ·  %s", range, SAY(ui, "gallery.looking"));
    return out ? ui_format(ui, "%s  ·  %s", range, SAY(ui, "gallery.left_out", format_count(ui, out))) : range;
}

/* A photo's name, and below it the class that it is of. */
static void draw_gallery_name(Ui *ui, Rect room, Style name, int photo) {
    const Folder *f = ui->app->work.folder;
    const char *path = app_photo(ui->app, photo), *base = path_base(path), *whole = path_base(say_photo(ui, path));
    const char *below = f ? folder_name(f, f->photo[photo]) : base;
    if (ui_width(ui, name, whole) > room.w) whole = path_base(photo_name(ui, path));
    ui_text(ui, cut_top(&room, ui_line(ui, ROLE_SMALL)), name, ALIGN_CENTRE, whole);
    if (below == base) return;
    name.color = ui->theme->dim;
    ui_text(ui, room, name, ALIGN_CENTRE, ui_format(ui, "%.*s", (int)(base - 1 - below), below));
}

/* A green disc with a dark rim, seen on any photo. */
static void draw_sure(Ui *ui, float x, float y) {
    float side = ui_px(ui, 14), rim = fmaxf(2, floorf(2 * ui->scale));
    Rect disc = {floorf(x), floorf(y), side, side};
    ui_fill(ui, inset(disc, -rim), 0xD0101418, side / 2 + rim);
    ui_fill(ui, disc, ui->theme->good, side / 2);
}

/* What it means. */
static void draw_sure_legend(Ui *ui, Rect line) {
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    const char *text = SAY(ui, "gallery.sure");
    draw_sure(ui, line.x + ui_px(ui, 3), line.y + floorf((line.h - ui_px(ui, 14)) / 2));
    cut_left(&line, ui_px(ui, 26));
    if (ui->upright) ui_paragraph(ui, line, words, text);
    else ui_text(ui, line, words, ALIGN_LEFT, text);
}

void gallery_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    const Folder *f = app->work.folder;
    int first = app_gallery_first(app), end = first + app_gallery_page(app), n = app_photos(app);
    int columns = ui->upright ? 4 : GALLERY_COLUMNS, rows = ((f ? GALLERY_PAGE : n) + columns - 1) / columns;
    Style name = {ROLE_SMALL, FONT_TEXT, ui->theme->text}, title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    float line = (f && f->classes ? 2 : 1) * ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 12);
    bool known = !f && photos_known(app);
    float below = ui_line(ui, ROLE_BODY) * (known && ui->upright ? 2 : 1);
    float titled = ui_line(ui, ROLE_TITLE) * (ui->upright ? 2 : 1), head = titled + gap + (f || known ? below : 0);
    Rect r = inset(window, ui_px(ui, ui->upright ? 8 : 24));
    float tile = fminf((r.w - 2 * gap) / columns - gap,
                       (r.h - 3 * gap - head) / (float)(rows ? rows : 1) - line - gap);
    tile = floorf(tile);
    if (end > n) end = n;
    float column = tile + gap, widest = floorf((r.w - 3 * gap) / columns);
    for (int i = first; i < end && !f; i++)
        column = fmaxf(column, ui_width(ui, name, path_base(say_photo(ui, app_photo(app, i)))) + gap);
    if (column > widest || f) column = widest;
    float w = columns * column + 3 * gap, h = (float)rows * (tile + line + gap) + head + 3 * gap;
    r = (Rect){floorf(r.x + (r.w - w) / 2), floorf(r.y + (r.h - h) / 2), w, h};
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, 2 * gap);
    Rect top = cut_top(&r, titled);
    if (f && n > GALLERY_PAGE) page_buttons_draw(ui, &top);
    const char *folder = f && *path_base(f->path) ? path_base(f->path) : f ? f->path : NULL;
    Style smaller = {ROLE_BODY, FONT_BOLD, title.color};
    if (ui->upright && !folder) ui_paragraph(ui, top, smaller, SAY(ui, "gallery.title"));
    else ui_text(ui, top, title, ALIGN_LEFT, folder ? folder : SAY(ui, "gallery.title"));
    if (f)
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_BODY)), (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
                gallery_place(ui, first, end));
    if (known) draw_sure_legend(ui, cut_top(&r, below));
    cut_top(&r, gap);
    for (int i = first; i < end; i++) {
        int at = i - first;
        float left = r.x + (float)(at % columns) * column, room = column - gap;
        Rect t = {floorf(left + (room - tile) / 2),
                  r.y + (float)(at / columns) * (tile + line + gap), tile, tile};
        const Thumbnail *small = app_thumbnail(app, i);
        ui_fill(ui, t, ui->theme->raised, 0);
        if (small)
            ui_picture(ui, t, (Picture){.kind = PICTURE_RGB, .data = small->rgb, .w = THUMBNAIL, .h = THUMBNAIL,
                                        .rows = THUMBNAIL, .smooth = true, .version = small->version});
        if (known && photos_sure(app, i)) draw_sure(ui, t.x + t.w - ui_px(ui, 20), t.y + ui_px(ui, 6));
        bool here = i == app->overlay_at;
        name.color = here ? ui->theme->accent : ui->theme->text;
        if (here) ui_frame(ui, inset(t, -ui_px(ui, 3)), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
        char quoted[QUOTED_SIZE];
        script_quote(app_photo(app, i), quoted);
        draw_gallery_name(ui, (Rect){left, t.y + tile, ui->upright ? column - ui_px(ui, 3) : room, line}, name, i);
        ui_hit(ui, t, ui_format(ui, "close; image %s", quoted))->told =
            (Told){.tell = tell_photo, .of = ui_format(ui, "%s", app_photo(app, i))};
    }
}
