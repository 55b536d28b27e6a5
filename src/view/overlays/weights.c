/* The list of weights: which are loaded, which are there, and what can be fetched. */
#include <math.h>
#include <string.h>

#include "view/facts_own.h"
#include "view/screens.h"

typedef struct Row {
    const char *name, *detail;
    float done; /* 0 to 1 while it comes; negative for what does not */
    bool trouble;
} Row;

static const char *folder_of(const Ui *ui, const char *path) {
    return ui_format(ui, "%.*s", (int)(path_base(path) - path), path);
}

static Row get_row(const Ui *ui, const StockItem *item) {
    const Stock *s = ui->app->stock;
    double whole = (double)ui->app->own.params * 4; /* but for some hundred bytes */
    Row row = {.name = SAY(ui, "stock.get", item->path), .done = -1};
    if (s->fetching && s->net == ui->app->own.id) {
        double known = (double)atomic_load(&s->transfer.whole);
        if (known > 0) whole = known;
        row.done = (float)stock_progress(s);
        row.detail =
            SAY(ui, "stock.getting", format_bytes(ui, (double)atomic_load(&s->transfer.have)), format_bytes(ui, whole));
    } else if (failed(&ui->app->trouble)) { /* the footer, which says it else, lies under the list */
        char text[ERROR_TEXT];
        strings_error(ui->app->strings, &ui->app->trouble, text, sizeof text);
        row.detail = ui_format(ui, "%s", text);
        row.trouble = true;
    } else if (item->size > 0) {
        row.detail = SAY(ui, "stock.part", format_bytes(ui, (double)item->size), format_bytes(ui, whole));
    } else {
        row.detail = SAY(ui, "stock.get_what", format_bytes(ui, whole));
    }
    return row;
}

static Row row_of(const Ui *ui, const StockItem *item) {
    const Weights *w = ui->app->weights;
    Row row = {.done = -1};
    switch (item->kind) {
    case STOCK_BUNDLED:
        row.name = SAY(ui, "stock.bundled");
        row.detail = SAY(ui, "stock.bundled_what");
        break;
    case STOCK_FILE:
        row.name = ui_format(ui, "%s", path_base(item->path));
        row.detail = ui_format(ui, "%s · %s", format_bytes(ui, (double)item->size), folder_of(ui, item->path));
        break;
    case STOCK_RANDOM:
        row.name = SAY(ui, "weights.random", ui_format(ui, "%u", w->seeded ? (unsigned)w->seed : 1));
        row.detail = SAY(ui, "stock.random_what");
        break;
    case STOCK_GET: return get_row(ui, item);
    }
    return row;
}

static void draw_row(Ui *ui, Rect r, const StockItem *item, Row row, bool here) {
    Style name = {ROLE_BODY, FONT_BOLD, here ? ui->theme->accent : ui->theme->text};
    Style detail = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, loaded = {ROLE_SMALL, FONT_BOLD, ui->theme->good};
    char command[STOCK_COMMAND];
    stock_command(ui->app, item, command);
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 8));
    if (here) ui_frame(ui, r, ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), ui_px(ui, 8));
    ui_hit(ui, r, ui_format(ui, item->kind == STOCK_GET ? "%s" : "close; %s", command))->told.tell = tell_row;
    if (row.done >= 0) {
        Rect bar = {r.x + ui_px(ui, 14), r.y + r.h - ui_px(ui, 9), r.w - ui_px(ui, 28), ui_px(ui, 4)};
        ui_fill(ui, bar, ui->theme->edge, bar.h / 2);
        bar.w = floorf(bar.w * row.done);
        if (bar.w > 0) ui_fill(ui, bar, ui->theme->accent, bar.h / 2);
    }
    r = (Rect){r.x + ui_px(ui, 14), r.y + ui_px(ui, 5), r.w - ui_px(ui, 28), r.h - ui_px(ui, 15)};
    Rect top = cut_top(&r, ui_line(ui, ROLE_BODY));
    if (item->loaded) {
        const char *tag = SAY(ui, "stock.loaded");
        ui_text(ui, cut_right(&top, ui_width(ui, loaded, tag)), loaded, ALIGN_RIGHT, tag);
        cut_right(&top, ui_px(ui, 12));
    }
    ui_text(ui, top, name, ALIGN_LEFT, row.name);
    if (row.trouble) detail.color = ui->theme->pool;
    ui_paragraph(ui, r, detail, row.detail);
}

void weights_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    const Stock *s = app->stock;
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    float gap = ui_px(ui, 10), pad = ui_px(ui, 20), head = ui_line(ui, ROLE_TITLE);
    float each = ui_line(ui, ROLE_BODY) + (ui->upright ? 2 : 1) * ui_line(ui, ROLE_SMALL) + ui_px(ui, 15);
    float w = fminf(window.w - ui_px(ui, 48), ui_px(ui, app->textsize > 1 ? 1120 : 800));
    const char *line[OWN_LINES];
    int lines = own_lines(ui, line);
    float about = (float)lines * ui_line(ui, ROLE_SMALL);
    int most = (int)((window.h - ui_px(ui, 48) - 2 * pad - head - about) / (each + gap)), n = s->n < most ? s->n : most;
    bool failing = failed(&app->trouble) && s->n && s->item[s->n - 1].kind == STOCK_GET;
    float trouble = failing ? ui_line(ui, ROLE_SMALL) * (app->textsize > 1 ? 2 : 1) : 0; /* its line is a long one */
    if (failing && n == most && n > 1) n--;
    float h = 2 * pad + head + about + (float)n * (each + gap) + trouble;
    Rect r = {floorf((window.w - w) / 2), floorf((window.h - h) / 2), w, h};
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 10));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 10));
    ui_shield(ui, r, ""); /* a click beside the rows closes nothing */
    r = inset(r, pad);
    Rect top = cut_top(&r, head);
    Lines shown = list_part_draw(ui, &top, s->n, n);
    ui_text(ui, top, title, ALIGN_LEFT, SAY(ui, "stock.title", net_info(app->own.id)->title));
    for (int i = 0; i < lines; i++)
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
                line[i]);
    for (int i = shown.first; i < shown.end; i++) {
        Row row = row_of(ui, &s->item[i]);
        cut_top(&r, gap);
        draw_row(ui, cut_top(&r, each + (row.trouble ? trouble : 0)), &s->item[i], row, i == app->overlay_at);
    }
}
