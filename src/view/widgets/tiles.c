/* Maps of a layer as tiles: by pages, or all at once on a wall. */
#include <math.h>

#include "app/features/sheet.h"
#include "view/hint.h"
#include "view/screens.h"

enum { WALL_LEAST = 3 }; /* pixels of a tile */

Tiles tiles_wall(const Ui *ui, Rect room, int n) {
    Tiles t = {.n = n, .gap = fmaxf(1, floorf(ui->scale)), .pages = 1};
    for (t.tile = floorf(fminf(room.w, room.h) / 2); t.tile > WALL_LEAST; t.tile--) {
        t.columns = (int)((room.w + t.gap) / (t.tile + t.gap));
        t.rows = (int)((room.h + t.gap) / (t.tile + t.gap));
        if (t.columns * t.rows >= n) break;
    }
    t.columns = (int)((room.w + t.gap) / (t.tile + t.gap));
    t.rows = (int)((room.h + t.gap) / (t.tile + t.gap));
    tiles_share(&t);
    return t;
}

void tiles_share(Tiles *t) {
    if (t->columns < 1) t->columns = 1;
    if (t->rows < 1) t->rows = 1;
    if (t->columns > t->n) t->columns = t->n;
    t->pages = (t->n + t->columns * t->rows - 1) / (t->columns * t->rows);
}

bool tiles_turn(Ui *ui, Tiles *t, int row, int map) {
    MapRank *ranks = ARENA_NEW(ui->arena, (size_t)t->n, MapRank);
    int at = 0, each = t->columns * t->rows;
    if (!ranks) return false;
    app_rank_maps(ui->app, row, ui->app->order, ranks, t->n);
    while (at + 1 < t->n && ranks[at].map != map) at++;
    t->ranks = ranks;
    t->page = app_page(ui->app, t->pages, at / each);
    t->first = t->page * each;
    return true;
}

Rect tiles_at(const Tiles *t, Rect room, int i) {
    float pitch = t->tile + t->gap;
    return (Rect){room.x + (float)(i % t->columns) * pitch, room.y + (float)(i / t->columns) * pitch, t->tile, t->tile};
}

/* A tile of a wall, and the map itself, large enough to be seen. */
static void tell_tile(Ui *ui, const Hit *hit, Hint *out) {
    const WallTold *of = hit->told.of;
    int map = of->map[hit->first + out->row * hit->columns + out->column];
    Shape s = net_shape(run_net(of->run), of->row);
    if (map < 0) {
        hint_line(out, SAY(ui, "value.not_yet"));
        return;
    }
    tell_map(ui, &(Hit){.told = {.of = of->run, .n = {of->row, map}}}, out);
    if (of->sheet) {
        int made;
        const Sheet *sheet = sheet_of(ui->app, ui->app->selection.row, &made);
        hint_line(out, sheet_score_words(ui, sheet, map, made));
    }
    if (of->run != ui->app->run) return;
    out->before = of->row;
    out->before_map = map;
    out->window = (Box){0, 0, s.w - 1, s.h - 1};
}

void tiles_hit(Ui *ui, const Tiles *t, Rect room, const char *command, const WallTold *told) {
    float pitch = t->tile + t->gap;
    int each = t->columns * t->rows, n = t->n - t->first < each ? t->n - t->first : each;
    for (int done = 0; done < n;) { /* the whole rows, and what stands in the last one */
        int columns = n - done < t->columns ? n - done : t->columns, rows = (n - done) / columns;
        Rect r = {room.x, room.y + (float)(done / t->columns) * pitch, (float)columns * pitch, (float)rows * pitch};
        Hit *hit = ui_hit_cells(ui, HIT_NUMBER, r, columns, rows, command);
        hit->first = t->first + done;
        hit->told = (Told){.tell = tell_tile, .of = told, .cells = true};
        done += columns * rows;
    }
}

/* The selected one is framed, from without. */
void tile_mark(Ui *ui, Rect tile) {
    float line = fmaxf(2, floorf(2 * ui->scale));
    ui_frame(ui, inset(tile, -line), ui->theme->mark, line, 0);
}

void wall_draw(Ui *ui, Rect room, const UnitFacts *f) {
    Tiles t = tiles_wall(ui, room, f->maps);
    int *maps = ARENA_NEW(ui->arena, (size_t)f->maps, int);
    WallTold *told = ARENA_NEW(ui->arena, 1, WallTold);
    Rect mark = {0};
    if (!maps || !told || !tiles_turn(ui, &t, f->shown, f->map)) return;
    room.x += floorf((room.w - (float)t.columns * (t.tile + t.gap) + t.gap) / 2);
    for (int i = 0; i < f->maps; i++) maps[i] = t.ranks[i].map;
    *told = (WallTold){ui->app->run, f->shown, maps, false};
    for (int i = 0; i < t.columns * t.rows && t.first + i < f->maps; i++) {
        Rect tile = tiles_at(&t, room, i);
        ui_fill(ui, tile, ui->theme->raised, 0);
        tile_draw(ui, tile, f->shown, maps[t.first + i]);
        if (maps[t.first + i] != f->map) continue;
        ui_chosen(ui);
        mark = tile;
    }
    tiles_hit(ui, &t, room, "map rank", told);
    if (mark.w > 0) tile_mark(ui, mark); /* over its neighbours */
}

void tiles_draw(Ui *ui, Rect room, const UnitFacts *f, const Tiles *t) {
    int each = t->columns * t->rows;
    /* after a step the maps come one by one, within a blink */
    int come = (int)(each * fmin(1.0, ui->since / 60.0)) + 1;
    if (ui->since < 60) ui->frame->animating = true;
    room.x += floorf((room.w - (float)t->columns * (t->tile + t->gap) + t->gap) / 2);
    for (int i = 0; i < each && t->first + i < t->n; i++) {
        Rect tile = tiles_at(t, room, i);
        ui_fill(ui, tile, ui->theme->raised, 0);
        int map = t->ranks[t->first + i].map;
        if (i < come) shown_map_draw(ui, tile, f->shown, map);
        if (i < come && map == f->map) ui_chosen(ui);
        ui_frame(ui, inset(tile, -1), ui->theme->raised, 1, 0); /* dark maps have an end too */
        if (map == f->map) tile_mark(ui, tile);
    }
}

/* ---- sheets ---- */

Picture sheet_picture_of(const Sheet *s, int map) {
    return (Picture){.kind = PICTURE_RGB, .data = sheet_picture(s, map), .w = s->net.input.w, .h = s->net.input.h,
                     .rows = s->net.input.h, .smooth = true, .version = s->number << 20 | (uint64_t)(map + 1)};
}

void sheet_picture_draw(Ui *ui, Rect tile, const Sheet *s, int map) { ui_picture(ui, tile, sheet_picture_of(s, map)); }

const char *sheet_score_words(const Ui *ui, const Sheet *s, int map, int made) {
    if (!s || map >= made) return SAY(ui, "sheet.not_yet");
    return SAY(ui, "sheet.score", format_value(ui, (double)s->score[map]));
}

/* ---- buttons ---- */

/* A name, and behind it the key of a command where it has one. */
static const char *keyed(const Ui *ui, const char *key, const char *command) {
    char label[24];
    const char *text = SAY(ui, key);
    return app_key_of(ui->app, command, label) ? SAY(ui, "join.named", text, ui_format(ui, "%s", label)) : text;
}

float wall_toggle_width(const Ui *ui) { return ui_marked_width(ui, keyed(ui, "maps.wall", "wall")); }

void wall_toggle(Ui *ui, Rect *line) { ui_toggle(ui, line, keyed(ui, "maps.wall", "wall"), ui->app->wall, "wall"); }

bool wall_offered(const UnitFacts *f) { return f->row >= 0 && f->out.h > 1; }

void tiles_buttons(Ui *ui, Rect line, const Tiles *t) {
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    const char *order = SAY(ui, "maps.by_energy"), *fits = order;
    if (t->pages > 1) { /* their buttons have room before the words */
        float rest = line.w - wall_toggle_width(ui) - page_buttons_width(ui) - ui_px(ui, 45);
        fits = ui_shortened(ui, rest, style, order);
    }
    Hit *hit = ui_toggle(ui, &line, fits, ui->app->order == ORDER_ENERGY, "order");
    if (fits != order) hit->told = (Told){.tell = tell_label, .of = order};
    cut_left(&line, ui_px(ui, 8));
    wall_toggle(ui, &line);
    if (t->pages > 1) page_line_draw(ui, line, t->page, t->pages);
}
