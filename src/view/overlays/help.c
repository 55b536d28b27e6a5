/* The help: what the keys of the screen do, by pages. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/screens.h"

/* "map next": what the command does, then its argument. */
static const char *explain(const Ui *ui, const char *command) {
    char key[80];
    const char *full = ui_format(ui, "key.%s", command);
    const char *own = strings_get(ui->app->strings, full);
    if (own != full) return own;
    snprintf(key, sizeof key, "command.%.*s", (int)strcspn(command, " "), command);
    return SAY(ui, key);
}

void help_draw(Ui *ui, Rect window) {
    KeyLine *lines = ARENA_NEW(ui->arena, KEY_LINES, KeyLine); /* the draw list points into it */
    int n = lines ? app_key_lines(ui->app, lines) : 0;
    Rect r = inset(window, ui_px(ui, ui->upright ? 8 : 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, ui_px(ui, ui->upright ? 12 : 20));
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
    int page = (ui->app->overlay_at % pages + pages) % pages, first = page * each;
    if (pages > 1) {
        page_buttons_draw(ui, &head);
        ui_text(ui, head, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_RIGHT,
                SAY(ui, "maps.page", ui_format(ui, "%d", page + 1), ui_format(ui, "%d", pages)));
    }
    for (int i = 0; i < each && first + i < n; i++) {
        Rect row = {r.x + (float)(i / rows) * (width + gap), r.y + (float)(i % rows) * line, width, line};
        ui_text(ui, cut_left(&row, keys_w), name, ALIGN_LEFT, lines[first + i].keys);
        ui_text(ui, row, words, ALIGN_LEFT, explain(ui, lines[first + i].command));
    }
}
