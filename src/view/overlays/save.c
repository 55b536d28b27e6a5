/* What can be kept, as a list over the screen, and how far a GIF is, in words. */
#include <math.h>
#include <string.h>

#include "view/screens.h"

static void draw_row(Ui *ui, Rect r, const SaveItem *item, bool here) {
    static const char *const SUFFIXES[] = {WORD_NAMES(EACH_FORMAT)};
    Style name = {ROLE_BODY, FONT_BOLD, here ? ui->theme->accent : ui->theme->text};
    Style detail = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, suffix = {ROLE_BODY, FONT_MONO, ui->theme->dim};
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 8));
    if (here) ui_frame(ui, r, ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), ui_px(ui, 8));
    ui_hit(ui, r, ui_format(ui, "close; %s", item->command))->told.tell = tell_row;
    r = (Rect){r.x + ui_px(ui, 14), r.y + ui_px(ui, 5), r.w - ui_px(ui, 28), r.h - ui_px(ui, 10)};
    Rect top = cut_top(&r, ui_line(ui, ROLE_BODY));
    const char *tag = ui_format(ui, ".%s", SUFFIXES[item->format]);
    ui_text(ui, cut_right(&top, ui_width(ui, suffix, tag)), suffix, ALIGN_RIGHT, tag);
    const char *layer = app_row_name(ui->app, app_shown_row(ui->app));
    ui_text(ui, top, name, ALIGN_LEFT, SAY(ui, item->text, layer));
    char key[24];
    bool keyed = strcmp(item->command, "save png") == 0 && app_key_of(ui->app, "shot", key);
    const char *what = keyed ? SAY(ui, "save.png_key", ui_format(ui, "%s", key))
                             : SAY(ui, ui_format(ui, "%s_what", item->text));
    ui_paragraph(ui, r, detail, what);
}

void save_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    SaveItem items[SAVE_ITEMS];
    int n = save_items(app, items);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    float gap = ui_px(ui, 8), pad = ui_px(ui, 20), head = ui_line(ui, ROLE_TITLE);
    float each = ui_line(ui, ROLE_BODY) + (ui->upright ? 2 : 1) * ui_line(ui, ROLE_SMALL) + ui_px(ui, 10);
    float w = fminf(window.w - ui_px(ui, 48), ui_px(ui, app->textsize > 1 ? 1000 : 720));
    float h = 2 * pad + head + (float)n * (each + gap);
    Rect r = {floorf((window.w - w) / 2), floorf((window.h - h) / 2), w, h};
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    ui_shield(ui, r, ""); /* a click beside the rows closes nothing */
    r = inset(r, pad);
    ui_text(ui, cut_top(&r, head), title, ALIGN_LEFT, SAY(ui, "save.title"));
    for (int i = 0; i < n; i++) {
        cut_top(&r, gap);
        draw_row(ui, cut_top(&r, each), &items[i], i == app->overlay_at);
    }
}

const char *film_words(const Ui *ui) {
    const Film *film = ui->app->film;
    int of = atomic_load(&film->of);
    if (!of) return SAY(ui, "save.begins");
    return SAY(ui, "save.filming", ui_format(ui, "%d", atomic_load(&film->at)), ui_format(ui, "%d", of));
}
