/* The command line, and what completes it. */
#include <math.h>
#include <string.h>

#include "app/session/line.h"
#include "view/screens.h"

/* The same line with its first twelfth left out, "…" in its place; whole characters. */
static const char *without_beginning(const Ui *ui, const char *line) {
    size_t n = strlen(line), from = n / 12 + 4;
    while (from < n && ((unsigned char)line[from] & 0xC0) == 0x80) from++;
    return ui_format(ui, "…%s", line + (from < n ? from : n));
}

void command_draw(Ui *ui, Rect window) {
    enum { OFFERS = 6 };
    const App *app = ui->app;
    char (*offers)[TYPED_SIZE] = arena_alloc(ui->arena, OFFERS + 1, TYPED_SIZE);
    int n = offers ? app_complete(app, offers, OFFERS + 1) : 0;
    Style typed = {ROLE_TITLE, FONT_MONO, ui->theme->text}, hint = {ROLE_BODY, FONT_MONO, ui->theme->dim};
    float line = ui_line(ui, ROLE_TITLE) + ui_px(ui, 12), small = ui_line(ui, ROLE_BODY) + ui_px(ui, 4);
    Rect r = inset(window, ui_px(ui, 24));
    r = cut_bottom(&r, line + small * OFFERS + ui_px(ui, 34));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->accent, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    ui_shield(ui, r, ""); /* a click here closes nothing */
    r = inset(r, ui_px(ui, 14));
    Rect entry = cut_top(&r, line);
    const char *shown = ui_format(ui, "/%s", app->typed); /* its end, where one types, is in sight */
    while (ui_width(ui, typed, shown) > entry.w - ui_px(ui, 4)) shown = without_beginning(ui, shown);
    Rect text = ui_text(ui, entry, typed, ALIGN_LEFT, shown);
    ui_fill(ui, (Rect){text.x + text.w + ui_px(ui, 2), entry.y + ui_px(ui, 6), ui_px(ui, 2), entry.h - ui_px(ui, 12)},
            ui->theme->accent, 0);
    if (failed(&app->trouble)) { /* of the line as it stands */
        char trouble[ERROR_TEXT];
        strings_error(app->strings, &app->trouble, trouble, sizeof trouble);
        ui_paragraph(ui, r, (Style){ROLE_BODY, FONT_BOLD, ui->theme->pool}, ui_format(ui, "%s", trouble));
        return;
    }
    for (int i = 0; i < n && i < OFFERS; i++) {
        Rect row = cut_top(&r, small);
        bool more = n > OFFERS && i == OFFERS - 1;
        hint.color = i == 0 ? ui->theme->accent : ui->theme->dim;
        ui_text(ui, row, hint, ALIGN_LEFT, more ? ui_format(ui, "%s  …", offers[i]) : offers[i]);
    }
    const Command *command;
    const char *word;
    if (!line_last(app->typed, &word, &command) || !command) return;
    Style usage = {ROLE_BODY, FONT_MONO, ui->theme->dim}, does = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    const char *how = ui_format(ui, "%s %s", command->name, command->args);
    const char *what = SAY(ui, ui_format(ui, "command.%s", command->name));
    if (n > 0) cut_top(&r, ui_px(ui, 6));
    float high = ui_paragraph_height(ui, r.w, usage, how);
    if (high + ui_paragraph_height(ui, r.w, does, what) > r.h) return;
    ui_paragraph(ui, cut_top(&r, high), usage, how);
    ui_paragraph(ui, r, does, what);
}
