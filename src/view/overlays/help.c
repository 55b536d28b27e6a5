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

enum { GAP = 24 }; /* between two columns, units */

static Style words_style(const Ui *ui) { return (Style){ROLE_SMALL, FONT_TEXT, ui->theme->text}; }
static Style name_style(const Ui *ui) { return (Style){ROLE_SMALL, FONT_BOLD, ui->theme->accent}; }

/* How wide the names of some keys are, and the words behind them. */
typedef struct Column {
    float keys, words;
} Column;

static Column column_of(const Ui *ui, const KeyLine lines[], int n) {
    Column c = {0, 0};
    for (int i = 0; i < n; i++) {
        c.keys = fmaxf(c.keys, ui_width(ui, name_style(ui), lines[i].keys));
        c.words = fmaxf(c.words, ui_width(ui, words_style(ui), explain(ui, lines[i].command)));
    }
    c.keys += ui_px(ui, 14);
    return c;
}

/* How many lines from `first` are on a page: as many columns of `rows` as there is room for. */
static int page_lines(const Ui *ui, float room, const KeyLine lines[], int first, int n, int rows) {
    int end = first;
    for (float w = 0; end < n;) {
        int some = n - end < rows ? n - end : rows;
        Column c = column_of(ui, lines + end, some);
        w += c.keys + c.words;
        if (w > room && end > first) break;
        end += some;
        w += ui_px(ui, GAP);
    }
    return end - first;
}

static void draw_column(Ui *ui, Rect r, const KeyLine lines[], int n, float line) {
    Column c = column_of(ui, lines, n);
    for (int i = 0; i < n; i++) {
        Rect row = {r.x, r.y + (float)i * line, fminf(r.w, c.keys + c.words), line};
        ui_text(ui, cut_left(&row, c.keys), name_style(ui), ALIGN_LEFT, lines[i].keys);
        ui_text(ui, row, words_style(ui), ALIGN_LEFT, explain(ui, lines[i].command));
    }
}

void help_draw(Ui *ui, Rect window) {
    KeyLine *lines = ARENA_NEW(ui->arena, KEY_LINES, KeyLine); /* the draw list points into it */
    int n = lines ? app_key_lines(ui->app, lines) : 0;
    Rect r = inset(window, ui_px(ui, ui->upright ? 8 : 24));
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    r = inset(r, ui_px(ui, ui->upright ? 12 : 20));
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    Rect head = cut_top(&r, ui_line(ui, ROLE_TITLE));
    ui_text(ui, head, title, ALIGN_LEFT, SAY(ui, "help.title"));
    cut_top(&r, ui_px(ui, 8));
    float line = ui_line(ui, ROLE_SMALL) + ui_px(ui, 3);
    int rows = r.h > line ? (int)(r.h / line) : 1, pages = 0, from[KEY_LINES + 1] = {0};
    while (from[pages] < n) { /* the rest waits behind the page keys */
        from[pages + 1] = from[pages] + page_lines(ui, r.w, lines, from[pages], n, rows);
        pages++;
    }
    if (!pages) return;
    int page = (ui->app->overlay_at % pages + pages) % pages, end = from[page + 1];
    if (pages > 1) {
        page_buttons_draw(ui, &head);
        ui_text(ui, head, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_RIGHT,
                SAY(ui, "maps.page", ui_format(ui, "%d", page + 1), ui_format(ui, "%d", pages)));
    }
    for (int i = from[page]; i < end; i += rows) {
        int some = end - i < rows ? end - i : rows;
        Column c = column_of(ui, lines + i, some);
        draw_column(ui, cut_left(&r, c.keys + c.words), lines + i, some, line);
        cut_left(&r, ui_px(ui, GAP));
    }
}
