/* The gallery: the photos to choose from. */
#include <math.h>

#include "view/screens.h"

void gallery_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    int n = app_photos(app), rows = (n + GALLERY_COLUMNS - 1) / GALLERY_COLUMNS;
    Style name = {ROLE_SMALL, FONT_TEXT, ui->theme->text}, title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    float line = ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 12), head = ui_line(ui, ROLE_TITLE) + gap;
    Rect r = inset(window, ui_px(ui, 24));
    float tile = fminf((r.w - 2 * gap) / GALLERY_COLUMNS - gap,
                       (r.h - 3 * gap - head) / (float)(rows ? rows : 1) - line - gap);
    tile = floorf(tile);
    float column = tile + gap, widest = floorf((r.w - 3 * gap) / GALLERY_COLUMNS);
    for (int i = 0; i < n; i++) column = fmaxf(column, ui_width(ui, name, path_base(app_photo(app, i))) + gap);
    if (column > widest) column = widest;
    float w = GALLERY_COLUMNS * column + 3 * gap, h = (float)rows * (tile + line + gap) + head + 3 * gap;
    r = (Rect){floorf(r.x + (r.w - w) / 2), floorf(r.y + (r.h - h) / 2), w, h};
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, 2 * gap);
    ui_text(ui, cut_top(&r, head - gap), title, ALIGN_LEFT, SAY(ui, "gallery.title"));
    cut_top(&r, gap);
    for (int i = 0; i < n; i++) {
        float left = r.x + (float)(i % GALLERY_COLUMNS) * column, room = column - gap;
        Rect t = {floorf(left + (room - tile) / 2),
                  r.y + (float)(i / GALLERY_COLUMNS) * (tile + line + gap), tile, tile};
        const Thumbnail *small = app_thumbnail(app, i);
        ui_fill(ui, t, ui->theme->raised, 0);
        if (small)
            ui_picture(ui, t, (Picture){.kind = PICTURE_RGB, .data = small->rgb, .w = THUMBNAIL, .h = THUMBNAIL,
                                        .rows = THUMBNAIL, .smooth = true, .version = small->version});
        bool here = i == app->overlay_at;
        name.color = here ? ui->theme->accent : ui->theme->text;
        if (here) ui_frame(ui, inset(t, -ui_px(ui, 3)), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
        char quoted[QUOTED_SIZE];
        script_quote(app_photo(app, i), quoted);
        ui_text(ui, (Rect){left, t.y + tile, room, line}, name, ALIGN_CENTRE, path_base(app_photo(app, i)));
        ui_hit(ui, t, ui_format(ui, "close; image %s", quoted));
    }
}
