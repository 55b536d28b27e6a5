/* What lies over a screen: the help, the gallery, the command line. */
#include <math.h>
#include <string.h>

#include "view/screens.h"

/* Covers the screen; what was under it can no longer be clicked, and a click beside it closes it. */
static void veil(Ui *ui, Rect window) {
    ui->frame->n_hits = 0;
    ui_fill(ui, window, ui->theme->veil, 0);
    ui_hit(ui, window, "close");
}

/* ---- help ---- */

/* "map next": what the command does, then its argument. */
static const char *explain(const Ui *ui, const char *command) {
    char key[80];
    const char *full = ui_format(ui, "key.%s", command);
    const char *own = strings_get(ui->app->strings, full);
    if (own != full) return own;
    snprintf(key, sizeof key, "command.%.*s", (int)strcspn(command, " "), command);
    return SAY(ui, key);
}

static void draw_help(Ui *ui, Rect window) {
    KeyLine *lines = ARENA_NEW(ui->arena, KEY_LINES, KeyLine); /* the draw list points into it */
    int n = lines ? app_key_lines(ui->app, lines) : 0;
    Rect r = inset(window, ui_px(ui, 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, ui_px(ui, 20));
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, words = {ROLE_SMALL, FONT_TEXT, ui->theme->text};
    Style name = {ROLE_SMALL, FONT_BOLD, ui->theme->accent};
    Rect head = cut_top(&r, ui_line(ui, ROLE_TITLE));
    ui_text(ui, head, title, ALIGN_LEFT, SAY(ui, "help.title"));
    cut_top(&r, ui_px(ui, 8));
    float line = ui_line(ui, ROLE_SMALL) + ui_px(ui, 3), gap = ui_px(ui, 30), keys_w = 0, words_w = 0;
    for (int i = 0; i < n; i++) {
        keys_w = fmaxf(keys_w, ui_width(ui, name, lines[i].keys));
        words_w = fmaxf(words_w, ui_width(ui, words, explain(ui, lines[i].command)));
    }
    keys_w += ui_px(ui, 14);
    float width = fminf(r.w, keys_w + words_w);
    int rows = (int)(r.h / line), most = (int)((r.w + gap) / (width + gap));
    int columns = (n + rows - 1) / rows < most ? (n + rows - 1) / rows : most;
    int each = rows * columns, pages = each > 0 ? (n + each - 1) / each : 1; /* the rest waits behind the page keys */
    int page = ui->app->overlay_at < pages ? ui->app->overlay_at : pages - 1, first = page * each;
    if (pages > 1) {
        head.y -= ui_px(ui, 3);
        ui_button_right(ui, &head, ". →", ui->theme->text, "page next");
        cut_right(&head, ui_px(ui, 8));
        ui_button_right(ui, &head, "← ,", ui->theme->text, "page previous");
        cut_right(&head, ui_px(ui, 8));
        ui_text(ui, head, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_RIGHT,
                SAY(ui, "maps.page", ui_format(ui, "%d", page + 1), ui_format(ui, "%d", pages)));
    }
    for (int i = 0; i < each && first + i < n; i++) {
        Rect row = {r.x + (float)(i / rows) * (width + gap), r.y + (float)(i % rows) * line, width, line};
        ui_text(ui, cut_left(&row, keys_w), name, ALIGN_LEFT, lines[first + i].keys);
        ui_text(ui, row, words, ALIGN_LEFT, explain(ui, lines[first + i].command));
    }
}

/* ---- the gallery ---- */

static void draw_gallery(Ui *ui, Rect window) {
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

/* ---- the command line ---- */

/* The same line with its first twelfth left out, "…" in its place; whole characters. */
static const char *without_beginning(const Ui *ui, const char *line) {
    size_t n = strlen(line), from = n / 12 + 4;
    while (from < n && ((unsigned char)line[from] & 0xC0) == 0x80) from++;
    return ui_format(ui, "…%s", line + (from < n ? from : n));
}

static void draw_command(Ui *ui, Rect window) {
    enum { OFFERS = 6 };
    const App *app = ui->app;
    char (*offers)[TYPED_SIZE] = arena_alloc(ui->arena, OFFERS, TYPED_SIZE);
    int n = offers ? app_complete(app, offers, OFFERS) : 0;
    Style typed = {ROLE_TITLE, FONT_MONO, ui->theme->text}, hint = {ROLE_BODY, FONT_MONO, ui->theme->dim};
    float line = ui_line(ui, ROLE_TITLE) + ui_px(ui, 12), small = ui_line(ui, ROLE_BODY) + ui_px(ui, 4);
    Rect r = inset(window, ui_px(ui, 24));
    r = cut_bottom(&r, line + small * OFFERS + ui_px(ui, 34));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->accent, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    ui_hit(ui, r, "state"); /* a click here closes nothing */
    ui->frame->hits[ui->frame->n_hits - 1].command = "";
    r = inset(r, ui_px(ui, 14));
    Rect entry = cut_top(&r, line);
    const char *shown = ui_format(ui, "/%s", app->typed); /* its end, where one types, is in sight */
    while (ui_width(ui, typed, shown) > entry.w - ui_px(ui, 4)) shown = without_beginning(ui, shown);
    Rect text = ui_text(ui, entry, typed, ALIGN_LEFT, shown);
    ui_fill(ui, (Rect){text.x + text.w + ui_px(ui, 2), entry.y + ui_px(ui, 6), ui_px(ui, 2), entry.h - ui_px(ui, 12)},
            ui->theme->accent, 0);
    for (int i = 0; i < n; i++) {
        Rect row = cut_top(&r, small);
        hint.color = i == 0 ? ui->theme->accent : ui->theme->dim;
        ui_text(ui, row, hint, ALIGN_LEFT, offers[i]);
    }
}

/* ---- where a total comes from ---- */

static void draw_sum(Ui *ui, Rect window) {
    Rect r = inset(window, ui_px(ui, 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    derivation_draw(ui, inset(r, ui_px(ui, 20)));
}

void overlay_draw(Ui *ui, Rect window) {
    if (ui->app->overlay == OVERLAY_NONE) return;
    veil(ui, window);
    switch (ui->app->overlay) {
    case OVERLAY_HELP: draw_help(ui, window); break;
    case OVERLAY_GALLERY: draw_gallery(ui, window); break;
    case OVERLAY_COMMAND: draw_command(ui, window); break;
    case OVERLAY_SUM: draw_sum(ui, window); break;
    case OVERLAY_LESSONS: lessons_draw(ui, window); break;
    case OVERLAY_WEIGHTS: weights_draw(ui, window); break;
    case OVERLAY_SAVE: save_draw(ui, window); break;
    case OVERLAY_NONE:
    case OVERLAY_COUNT: break;
    }
}
