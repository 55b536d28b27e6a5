#include "view/screens/layer_sheet.h"

#include <math.h>

#include "app/features/sheet.h"

/* ---- the tiles ---- */

/* All at once, as large as they can be, where they can be seen; else by pages. */
static Tiles place_tiles(const Ui *ui, Rect room, int n) {
    Tiles t = {.n = n, .gap = ui_px(ui, 3)};
    float least = ui_px(ui, ui->app->textsize > 1 ? 60 : 46);
    for (t.tile = fmaxf(least, floorf(fminf(room.w, room.h) / 2));; t.tile--) {
        t.columns = (int)((room.w + t.gap) / (t.tile + t.gap));
        t.rows = (int)((room.h + t.gap) / (t.tile + t.gap));
        if (t.tile <= least || t.columns * t.rows >= n) break;
    }
    tiles_share(&t);
    return t;
}

/* Its picture; before that an empty place, which the one that is being painted has a frame around. */
static void draw_tile(Ui *ui, Rect tile, const Sheet *s, int map, int made) {
    if (map < made) {
        sheet_picture_draw(ui, tile, s, map);
        return;
    }
    Style number = {ROLE_SMALL, FONT_MONO, ui->theme->dim};
    const char *which = ui_format(ui, "%d", map);
    bool next = s && map == made && !atomic_load(&((Sheet *)s)->task.done);
    ui_fill(ui, tile, ui->theme->raised, 0);
    ui_frame(ui, tile, next ? ui->theme->accent : ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    if (ui_width(ui, number, which) + ui_px(ui, 4) <= tile.w) ui_text(ui, tile, number, ALIGN_CENTRE, which);
}

static void draw_tiles(Ui *ui, Rect room, const Tiles *t, const UnitFacts *f, const Sheet *s, int made) {
    int *maps = ARENA_NEW(ui->arena, (size_t)f->maps, int);
    WallTold *told = ARENA_NEW(ui->arena, 1, WallTold);
    Rect mark = {0};
    if (!maps || !told) return;
    room.x += floorf((room.w - (float)t->columns * (t->tile + t->gap) + t->gap) / 2);
    for (int i = 0; i < f->maps; i++) maps[i] = t->ranks[i].map;
    *told = (WallTold){ui->app->run, f->shown, maps, true};
    for (int i = 0; i < t->columns * t->rows && t->first + i < f->maps; i++) {
        int map = maps[t->first + i];
        draw_tile(ui, tiles_at(t, room, i), s, map, made);
        if (map == f->map) mark = tiles_at(t, room, i);
    }
    tiles_hit(ui, t, room, "map rank", told);
    if (mark.w > 0) tile_mark(ui, mark);
}

/* ---- the panel ---- */

static const char *say_made(const Ui *ui, const UnitFacts *f, int made) {
    return SAY(ui, "sheet.made", format_count(ui, made), format_count(ui, f->maps));
}

static const char *say_size(const Ui *ui, const Sheet *s) {
    return ui_format(ui, "%d×%d", s->net.input.w, s->net.input.h);
}

/* What the selected map's picture has come to. */
static const char *say_score(const Ui *ui, const Sheet *s, const UnitFacts *f, int made) {
    const char *map = format_count(ui, f->map);
    return f->map < made ? SAY(ui, "sheet.score_of", map, format_value(ui, (double)s->score[f->map]))
                         : SAY(ui, "sheet.not_yet_of", map);
}

/* How much of it is painted, as a bar. */
static void draw_progress(Ui *ui, Rect r, int made, int maps) {
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 2));
    r.w = floorf(r.w * (float)made / (float)maps);
    if (r.w > 0) ui_fill(ui, r, ui->theme->accent, ui_px(ui, 2));
}

static void draw_head(Ui *ui, Rect head, const Tiles *t, const UnitFacts *f, int made) {
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, bold = {ROLE_BODY, FONT_BOLD, ui->theme->text};
    const Span title[] = {{name, ui_format(ui, "%s · ", f->layer)}, {bold, say_made(ui, f, made)}};
    float gap = ui_px(ui, 8);
    cut_left(&head, ui_spans(ui, head, title, 2) + ui_px(ui, 14));
    if (ui->app->sheet.halted && made < f->maps) {
        ui_button(ui, &head, SAY(ui, "sheet.go_on"), ui->theme->text, "sheet on");
        cut_left(&head, gap);
    }
    const char *order = SAY(ui, "maps.by_energy"), *fits = order;
    float pages = t->pages > 1 ? page_buttons_width(ui) : 0, mark = ui_marked_width(ui, "");
    if (mark + ui_width(ui, name, order) > head.w - pages) fits = ui_shortened(ui, head.w - pages - mark, name, order);
    Hit *hit = ui_toggle(ui, &head, fits, ui->app->order == ORDER_ENERGY, "order");
    if (fits != order) hit->told = (Told){.tell = tell_label, .of = order};
    cut_left(&head, gap);
    if (t->pages > 1) page_line_draw(ui, head, t->page, t->pages);
}

void layer_sheet_draw(Ui *ui, Rect room, int panel, const UnitFacts *f) {
    int made;
    const Sheet *s = sheet_of(ui->app, ui->app->selection.row, &made);
    Rect r = ui_panel(ui, panel, room, NULL), head = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    Style small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    cut_top(&r, ui_px(ui, 4));
    draw_progress(ui, cut_top(&r, ui_px(ui, 4)), made, f->maps);
    cut_top(&r, ui_px(ui, 8));
    if (s) {
        const char *what = SAY(ui, "sheet.what", ui_format(ui, "%d", SHEET_STEPS), say_size(ui, s));
        const char *words = SAY(ui, "join.sentences", say_score(ui, s, f, made), what);
        ui_note(ui, cut_bottom(&r, ui_paragraph_height(ui, r.w, small, words)), small, words);
        cut_bottom(&r, ui_px(ui, 4));
    }
    Tiles t = place_tiles(ui, r, f->maps);
    if (!tiles_turn(ui, &t, f->shown, f->map)) return;
    draw_head(ui, head, &t, f, made);
    draw_tiles(ui, r, &t, f, s, made);
}

/* ---- what turns it on ---- */

static const char *say_name(const Ui *ui) {
    char label[24];
    const char *text = SAY(ui, "sheet.name");
    return app_key_of(ui->app, "sheet", label) ? SAY(ui, "join.named", text, ui_format(ui, "%s", label)) : text;
}

bool layer_sheet_offered(const App *app) { return sheet_row(app, app->selection.row) >= 0; }

void layer_sheet_toggle(Ui *ui, Rect *line) { ui_toggle(ui, line, say_name(ui), ui->app->sheet.on, "sheet"); }

float layer_sheet_toggle_width(const Ui *ui) { return ui_marked_width(ui, say_name(ui)); }

/* ---- what it says ---- */

const char *layer_sheet_words(const Ui *ui, const char *text, const UnitFacts *f) {
    int made;
    const Sheet *s = sheet_of(ui->app, ui->app->selection.row, &made);
    if (!s) return text;
    text = add_line(ui, text, SAY(ui, "sheet.words", f->layer, format_count(ui, made), format_count(ui, f->maps),
                                  ui_format(ui, "%d", SHEET_STEPS), say_size(ui, s)));
    return add_line(ui, text, say_score(ui, s, f, made));
}

void layer_sheet_json(json_t *o, const App *app) {
    int made;
    const Sheet *s = sheet_of(app, app->selection.row, &made);
    if (!s || !sheet_shown(app)) return;
    json_t *scores = json_array();
    for (int map = 0; map < made; map++) json_array_append_new(scores, json_real((double)s->score[map]));
    put(o, "sheet", json_pack("{s:s,s:i,s:i,s:i,s:i,s:i,s:o}", "layer", app_row_name(app, s->row), "maps", s->maps,
                              "made", made, "steps", SHEET_STEPS, "height", s->net.input.h, "width", s->net.input.w,
                              "scores", scores));
}

Error layer_sheet_save(const App *app, Arena *arena, const char *dir) {
    int made;
    char path[PATH_SIZE];
    const Sheet *s = sheet_of(app, app->selection.row, &made);
    (void)arena;
    if (!made || !sheet_shown(app)) return NO_ERROR;
    if (!path_join(path, sizeof path, dir, "sheet.png")) return error("file.path_long", "%s", dir);
    TRY(sheet_write(app, path));
    return save_array(dir, "scores.npy", s->score, (const int64_t[]){made}, 1);
}
