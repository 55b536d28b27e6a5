/* Screen 7: torchvision's list of modules, slices of it and what they make. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/path.h"
#include "view/hint.h"
#include "view/screens.h"
#include "view/screens/slices_inside.h"

static Color fade(Color c, unsigned alpha) { return (c & 0x00FFFFFFu) | (alpha << 24); }

Color slice_color(const Ui *ui, int i) {
    const Theme *t = ui->theme;
    const Color colors[] = {t->conv, t->fc, t->pool, t->softmax, t->lrn};
    return colors[i % 5];
}

/* ---- the list ---- */

typedef enum Field { LIST_MODULE, LIST_NAME, LIST_KERAS, LIST_OUT, LIST_FIELD, LIST_FIELDS } Field;

typedef struct List {
    const SlicesFacts *f;
    Rect room;
    float line, lanes, index;  /* heights and widths */
    float width[LIST_FIELDS];  /* 0: there is no room for it */
    bool brief;                /* modules as they are constructed */
    int first, n;              /* modules that are shown */
} List;

static Style list_style(const Ui *ui) { return (Style){ROLE_SMALL, FONT_TEXT, ui->theme->text}; }

static const char *list_text(const Ui *ui, const SlicesFacts *f, int module, Field field, bool brief) {
    char text[MODULE_TEXT];
    const Module *m = &f->net.module[module];
    int row = module_row(&f->net, module);
    switch (field) {
    case LIST_MODULE:
        module_text(&f->net, module, brief, text);
        return ui_format(ui, "%s", text);
    case LIST_NAME: return m->layer >= 0 ? module_name(&f->net, module) : "";
    case LIST_KERAS: return m->layer >= 0 ? f->net.layer[m->layer].keras : "";
    case LIST_OUT: return format_shape(ui, module_out(&f->net, module));
    case LIST_FIELD: return ui_format(ui, "%d", row < 0 ? 1 : f->net.layer[row].field);
    case LIST_FIELDS: break;
    }
    return "";
}

/* "features[0]", then "[1]": the part's name stands where it begins. */
static const char *index_text(const Ui *ui, const SlicesFacts *f, int module) {
    const Module *m = &f->net.module[module];
    if (m->part == PART_AVGPOOL) return "avgpool";
    if (m->index < 0) return "";
    char part[PATH_TEXT];
    part_path(&f->net, m->part, part);
    return ui_format(ui, "%s[%d]", m->index ? "" : part, m->index);
}

static bool is_selected(const Ui *ui, const SlicesFacts *f, int module) {
    int layer = f->net.module[module].layer;
    return f->net.id == ui->app->own.id && layer >= 0 && layer == ui->app->selection.row;
}

/* All columns where they fit; else modules in brief, then without Keras's names, then without fields and shapes. */
static void fit_columns(Ui *ui, List *l) {
    static const Field LEAST[] = {LIST_KERAS, LIST_FIELD, LIST_OUT, LIST_MODULE};
    float gap = ui_px(ui, 14);
    l->index = ui_width(ui, list_style(ui), "classifier[0]") + gap;
    for (int attempt = 0; attempt < 6; attempt++) {
        float sum = l->lanes + l->index;
        l->brief = attempt > 0;
        for (int field = 0; field < LIST_FIELDS; field++) {
            bool dropped = false;
            for (int k = 0; k < attempt - 1; k++) dropped |= LEAST[k] == (Field)field;
            float w = ui_width(ui, list_style(ui), SAY(ui, ui_format(ui, "slices.column.%d", field)));
            for (int m = 0; m < l->f->net.modules; m++)
                w = fmaxf(w, ui_width(ui, list_style(ui), list_text(ui, l->f, m, (Field)field, l->brief)));
            l->width[field] = dropped ? 0 : w + gap;
            sum += l->width[field];
        }
        if (sum - gap <= l->room.w) {
            if (attempt > 1) ui_less(ui, NULL);
            return;
        }
    }
}

static bool in_slice(const SlicesFacts *f, int slice, int module) {
    const ModuleSlice *s = &f->at[slice].slice;
    for (int i = 0; i < s->count; i++)
        if (slice_module(&f->net, s, i) == module) return true;
    return false;
}

static void draw_module(Ui *ui, const List *l, Rect r, int module) {
    const Module *m = &l->f->net.module[module];
    Style style = list_style(ui), dim = style;
    dim.color = ui->theme->dim;
    bool selected = is_selected(ui, l->f, module);
    float lane = ui_px(ui, 6);
    for (int i = 0; i < l->f->n; i++)
        if (in_slice(l->f, i, module)) {
            ui_fill(ui, (Rect){r.x + l->lanes - ui_px(ui, 4), r.y, r.w - l->lanes + ui_px(ui, 4), r.h - 1},
                    fade(slice_color(ui, i), 0x30), 0);
            ui_fill(ui, (Rect){r.x + (float)i * lane, r.y, lane - ui_px(ui, 2), r.h - 1}, slice_color(ui, i), 0);
        }
    if (selected) style.font = FONT_BOLD, style.color = ui->theme->accent;
    if (m->layer < 0 || m->part == PART_NONE) style.color = ui->theme->dim; /* it passes its input through */
    cut_left(&r, l->lanes);
    ui_text(ui, cut_left(&r, l->index), dim, ALIGN_LEFT, index_text(ui, l->f, module));
    for (int field = 0; field < LIST_FIELDS; field++) {
        if (l->width[field] <= 0) continue;
        Rect cell = cut_left(&r, l->width[field]);
        bool number = field == LIST_OUT || field == LIST_FIELD;
        if (number) cell.w = l->width[field] - ui_px(ui, 14);
        const char *text = list_text(ui, l->f, module, (Field)field, l->brief);
        Style own = field == LIST_KERAS ? dim : style;
        if (ui_width(ui, own, text) > cell.w) own.font = FONT_TEXT; /* bold is a little wider */
        if (*text) ui_text(ui, cell, own, number ? ALIGN_RIGHT : ALIGN_LEFT, text);
    }
}

/* The page of the list with what was asked for last, or with the selected layer; then pages turn it. */
static void choose_part(const Ui *ui, List *l) {
    int all = l->f->net.modules, pages = (all + l->n - 1) / l->n, top = slices_top(ui->app);
    for (int m = 0; m < all && top == SLICING_SELECTED; m++)
        if (is_selected(ui, l->f, m)) top = m;
    if (top == SLICING_SELECTED) top = 0;
    int page = app_page(ui->app, pages, top / l->n);
    l->first = page * l->n;
    if (l->first > all - l->n) l->first = all - l->n;
}

static void draw_list_head(Ui *ui, const List *l, Rect r) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    cut_left(&r, l->lanes);
    cut_left(&r, l->index);
    for (int field = 0; field < LIST_FIELDS; field++) {
        if (l->width[field] <= 0) continue;
        Rect cell = cut_left(&r, l->width[field]);
        bool number = field == LIST_OUT || field == LIST_FIELD;
        if (number) cell.w = l->width[field] - ui_px(ui, 14);
        ui_text(ui, cell, dim, number ? ALIGN_RIGHT : ALIGN_LEFT, SAY(ui, ui_format(ui, "slices.column.%d", field)));
    }
}

static void tell_fifth(Ui *ui, const Hit *hit, Hint *out) {
    hint_line(out, SAY(ui, "slices.drag"));
    hint_line(out, slices_say_fifth(ui, hit->told.of));
}

static void draw_list(Ui *ui, Rect room, const SlicesFacts *f) {
    Rect r = ui_panel(ui, PANEL_LIST, room, NULL), head = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    List l = {.f = f, .room = r, .lanes = (float)f->n * ui_px(ui, 6) + ui_px(ui, 6)};
    Style title = {ROLE_BODY, FONT_BOLD, ui->theme->text}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    l.line = floorf(ui_size(ui, ROLE_SMALL) * 1.36f);
    fit_columns(ui, &l);
    cut_top(&r, ui_px(ui, 4));
    bool headed = r.h > 14 * l.line;
    if (headed) draw_list_head(ui, &l, cut_top(&r, l.line));
    l.n = (int)(r.h / l.line);
    if (l.n > f->net.modules) l.n = f->net.modules;
    if (l.n < 1) return;
    l.line = fminf(floorf(r.h / (float)l.n), l.line * 1.3f);
    choose_part(ui, &l);
    Rect name = ui_text(ui, head, title, ALIGN_LEFT, net_info(f->net.id)->title);
    ui_tell(ui, name, (Told){.tell = tell_fifth, .of = f});
    cut_left(&head, name.w + ui_px(ui, 12));
    if (l.n < f->net.modules) {
        Rect line = head;
        line.y += ui_px(ui, 3);
        page_buttons_draw(ui, &line);
        head.w = line.w;
        const char *part = SAY(ui, "lines.part", ui_format(ui, "%d", l.first + 1), ui_format(ui, "%d", l.first + l.n),
                               ui_format(ui, "%d", f->net.modules));
        float w = ui_width(ui, dim, part);
        if (w + ui_px(ui, 10) < head.w) ui_text(ui, cut_right(&head, w), dim, ALIGN_RIGHT, part);
    }
    const char *drag = SAY(ui, "slices.drag");
    if (ui_width(ui, dim, drag) + ui_px(ui, 10) < head.w) ui_text(ui, head, dim, ALIGN_LEFT, drag);
    Rect rows = {r.x, r.y, r.w, l.line * (float)l.n};
    for (int i = 0; i < l.n; i++) draw_module(ui, &l, cut_top(&r, l.line), l.first + i);
    ui_hit_cells(ui, HIT_RANGE, rows, 1, l.n, "modules")->first = l.first;
}

/* ---- maps of a run ---- */

/* What the colours of a map run between, or of all (map: their number). */
static void map_scale(const App *app, const SliceRun *run, int row, int map, float *lo, float *hi) {
    int all = net_shape(run_net(run->run), row).c;
    const MapStats *s = &run_stats(run->run, row)[app->scale == SCALE_MAP ? map : all];
    *lo = fminf(s->min, 0);
    *hi = fminf(s->bright, s->max);
    if (!(*hi > *lo)) *hi = s->max > *lo ? s->max : *lo + 1;
}

void slice_map_draw(Ui *ui, Rect square, const SliceRun *run, int row, int map) {
    const Net *net = run_net(run->run);
    Shape s = net_shape(net, row);
    const float *values = run_values(run->run, row);
    const MapStats *stats = run_stats(run->run, row);
    ui_fill(ui, square, ui->theme->raised, 0);
    if (!values) return;
    Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = s.w, .h = s.h, .version = run->version * 512,
                 .data = values + (int64_t)map * s.h * s.w, .rows = run_ready(run->run, row), .hi = 1};
    if (stats) map_scale(ui->app, run, row, map, &p.lo, &p.hi);
    ui_picture(ui, square, p);
}

static int by_mean(const void *a, const void *b) {
    const MapRank *i = a, *j = b;
    return i->mean > j->mean ? -1 : i->mean < j->mean ? 1 : i->map - j->map;
}

int slice_order(const SliceRun *run, int row, MapRank order[]) {
    int n = net_shape(run_net(run->run), row).c, first = 0;
    const MapStats *stats = run_stats(run->run, row);
    for (int map = 0; map < n; map++) {
        if (stats && stats[map].mean > stats[first].mean) first = map;
        if (order) order[map] = (MapRank){map, stats ? stats[map].mean : 0};
    }
    if (order) qsort(order, (size_t)n, sizeof *order, by_mean);
    return first;
}

/* ---- the slices ---- */

/* A vector's numbers as cells, row by row. */
static void draw_vector(Ui *ui, Rect r, const SliceRun *run, int row) {
    int n = net_shape(run_net(run->run), row).c, columns = (int)ceil(sqrt((double)n));
    while (n % columns) columns++;
    Rect square = fit_square(r);
    Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = columns, .h = n / columns, .rows = n / columns,
                 .data = run_values(run->run, row), .version = run->version * 512};
    if (!run_stats(run->run, row)) return;
    map_scale(ui->app, run, row, n, &p.lo, &p.hi);
    square.x = r.x;
    square.h = floorf(square.w * (float)p.h / (float)p.w);
    ui_picture(ui, square, p);
    ui_hit_cells(ui, HIT_CELL, square, p.w, p.h, NULL)->told =
        (Told){.tell = tell_number, .of = run->run, .n = {row, -1}, .cells = true};
}

/* The largest tiles that fill the room, or all of them. */
static Tiles lay_tiles(const Ui *ui, Rect r, int n, float least) {
    if (ui->app->wall) return tiles_wall(ui, r, n);
    Tiles t = {.n = n, .gap = ui_px(ui, 4), .pages = 1};
    t.rows = (int)((r.h + t.gap) / (least + t.gap));
    if (t.rows < 1) t.rows = 1;
    t.tile = fminf(floorf((r.h + t.gap) / (float)t.rows - t.gap), r.w);
    t.columns = (int)((r.w + t.gap) / (t.tile + t.gap));
    if (t.tile <= ui_px(ui, 20)) t.columns = 0;
    return t;
}

/* The maps at the end of a slice, as many as there is room for, or all on a wall. */
static void draw_slice_maps(Ui *ui, Rect r, const SlicesFacts *f, const SliceFacts *s) {
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    int row = s->own.row;
    if (!f->photo.run) return;
    if (row < -1 || !s->slice.count) {
        const char *why = !s->slice.count      ? SAY(ui, "slices.empty")
                          : s->own.misfit >= 0 ? SAY(ui, "slices.misfit", module_name(&f->net, s->own.misfit))
                                               : SAY(ui, "slices.leaves_out");
        ui_note(ui, r, dim, why);
        return;
    }
    Shape shape = net_shape(run_net(f->photo.run), row);
    if (shape.h == 1) {
        draw_vector(ui, r, &f->photo, row);
        return;
    }
    Tiles tiles = lay_tiles(ui, r, shape.c, ui_px(ui, f->n == 1 ? 62 : 52));
    int n = tiles.rows * tiles.columns < shape.c ? tiles.rows * tiles.columns : shape.c;
    MapRank *order = ARENA_NEW(ui->arena, (size_t)shape.c, MapRank);
    int *maps = ARENA_NEW(ui->arena, (size_t)shape.c, int);
    WallTold *told = ARENA_NEW(ui->arena, 1, WallTold);
    if (order) slice_order(&f->photo, row, order);
    for (int i = 0; i < n && order && maps; i++) {
        Rect t = tiles_at(&tiles, r, i);
        maps[i] = ui->app->order == ORDER_INDEX ? i : order[i].map;
        slice_map_draw(ui, t, &f->photo, row, maps[i]);
        if (!ui->app->wall) ui_tell(ui, t, (Told){.tell = tell_map, .of = f->photo.run, .n = {row, maps[i]}});
    }
    if (!ui->app->wall || !told) return;
    *told = (WallTold){f->photo.run, row, maps, false};
    tiles_hit(ui, &tiles, r, NULL, told);
}

/* What the colours of the maps run between. */
static const char *scale_text(const Ui *ui, const SlicesFacts *f, const SliceFacts *s) {
    if (!f->photo.run || s->own.row < -1 || !s->slice.count || !run_stats(f->photo.run, s->own.row)) return "";
    if (ui->app->scale == SCALE_MAP) return SAY(ui, "slices.own_scale");
    float lo, hi;
    int all = net_shape(run_net(f->photo.run), s->own.row).c;
    map_scale(ui->app, &f->photo, s->own.row, all, &lo, &hi);
    bool more = run_stats(f->photo.run, s->own.row)[all].max > hi;
    return SAY(ui, "slices.scale", format_value(ui, (double)lo),
               ui_format(ui, "%s%s", more ? "≥ " : "", format_value(ui, (double)hi)));
}

void slices_tell(Ui *ui, const Hit *hit, Hint *out) {
    const SlicesFacts *f = hit->told.of;
    const SliceFacts *s = &f->at[hit->told.n[0]];
    char *figures = ui_format(ui, "%s", slices_say_figures(ui, f, s, ""));
    for (char *at = figures; *at; at++)
        if (*at == '\n') *at = at[1] ? ' ' : '\0';
    out->title = slices_say_count(ui, f, s);
    hint_line(out, figures);
    hint_line(out, scale_text(ui, f, s));
}

static const char *slice_end(const Ui *ui, const SlicesFacts *f, const SliceFacts *s) {
    if (!s->slice.count) return SAY(ui, "slices.none");
    return module_name(&f->net, slice_module(&f->net, &s->slice, s->slice.count - 1));
}

/* Columns of figures: what it is, the network's own, and this run's where it is narrower. */
typedef struct Columns {
    float name, own, run;
} Columns;

static Columns figure_columns(const Ui *ui, const SlicesFacts *f) {
    Style words = {ROLE_SMALL, FONT_TEXT, 0}, bold = {ROLE_SMALL, FONT_BOLD, 0};
    float gap = ui_px(ui, 12);
    Columns c = {.name = ui_width(ui, words, SAY(ui, "figure.macs")) + gap,
                 .own = ui_width(ui, words, "128×112×112") + gap};
    if (f->slim)
        c.run = fmaxf(
            c.own,
            ui_width(ui, bold, SAY(ui, "figures.this_run", weights_words(ui->app, f->photo.weights, ui->arena))) + gap);
    return c;
}

/* A row of figures, dropped where it does not fit. */
static void draw_figures(Ui *ui, Rect *r, const Columns *c, const char *name, const char *own, const char *run,
                         bool bold) {
    if (r->h < ui_line(ui, ROLE_SMALL)) {
        ui_less(ui, NULL);
        return;
    }
    Rect line = cut_top(r, ui_line(ui, ROLE_SMALL));
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim},
          text = {ROLE_SMALL, bold ? FONT_BOLD : FONT_TEXT, ui->theme->text};
    ui_text(ui, cut_left(&line, c->name), dim, ALIGN_LEFT, name);
    ui_text(ui, cut_left(&line, c->own), text, ALIGN_LEFT, own);
    text.color = ui->theme->slim;
    if (c->run > 0) ui_text(ui, cut_left(&line, c->run), text, ALIGN_LEFT, run);
}

static void draw_slice(Ui *ui, Rect r, const SlicesFacts *f, const Columns *c, int i) {
    const SliceFacts *s = &f->at[i];
    const SliceFigures *own = &s->own, *run = &s->run;
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    ui_fill(ui, (Rect){r.x, r.y, ui_px(ui, 5), r.h}, slice_color(ui, i), 0);
    cut_left(&r, ui_px(ui, 14));
    Rect text = r;
    if (f->n > 1) { /* the maps of several stand beside the figures, those of one below */
        text = cut_left(&r, fminf(r.w, c->name + c->own + c->run));
        cut_left(&r, ui_px(ui, 6));
    }
    ui_tell(ui, text, (Told){.tell = slices_tell, .of = f, .n = {i}});
    Rect line = cut_top(&text, ui_line(ui, ROLE_TITLE));
    const char *spec = f->n > 1 && s->slice.part == PART_FEATURES ? ui_format(ui, "[%s]", s->slice.spec) : s->text;
    const char *head = ui_format(ui, "%s → %s", spec, slice_end(ui, f, s));
    if (ui_width(ui, title, head) > line.w) title.role = ROLE_SMALL;
    if (ui_width(ui, title, head) > line.w) head = spec;
    Rect used = ui_text(ui, line, title, ALIGN_LEFT, head);
    cut_left(&line, used.w + ui_px(ui, 10));
    const char *field = !own->field || !s->slice.count ? ""
                        : own->field_own               ? SAY(ui, "slices.fields", ui_format(ui, "%d", own->field_own),
                                                             ui_format(ui, "%d", own->field))
                                                       : SAY(ui, "slices.field_all", ui_format(ui, "%d", own->field));
    bool beside = ui_width(ui, dim, field) <= line.w;
    if (beside) ui_text(ui, line, dim, ALIGN_RIGHT, field);
    else if (text.h >= ui_line(ui, ROLE_SMALL) && ui_width(ui, dim, field) <= text.w)
        ui_text(ui, cut_top(&text, ui_line(ui, ROLE_SMALL)), dim, ALIGN_LEFT, field);
    bool shaped = own->out.c && s->slice.count; /* an empty one takes whatever comes */
    if (shaped)
        draw_figures(ui, &text, c, SAY(ui, "figure.output"), format_shape(ui, own->out), format_shape(ui, run->out),
                     false);
    draw_figures(ui, &text, c, SAY(ui, "figure.parameters"), format_count(ui, own->params),
                 format_count(ui, run->params), false);
    if (shaped) {
        draw_figures(ui, &text, c, SAY(ui, "figure.macs"), format_amount(ui, (double)own->macs),
                     format_amount(ui, (double)run->macs), false);
        if (f->n == 1)
            draw_figures(ui, &text, c, SAY(ui, "slices.input"), format_shape(ui, own->in), format_shape(ui, run->in),
                         false);
    }
    const char *scale = scale_text(ui, f, s);
    bool maps = f->n == 1 && shaped && own->out.h > 1 && f->photo.run; /* below */
    if (maps && text.h >= ui_line(ui, ROLE_BODY)) {
        Rect line = cut_top(&text, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
        Rect wall = cut_right(&line, wall_toggle_width(ui));
        wall_toggle(ui, &wall);
        if (ui_width(ui, dim, scale) <= line.w) ui_text(ui, line, dim, ALIGN_LEFT, scale);
    } else if (text.h >= ui_line(ui, ROLE_SMALL) && ui_width(ui, dim, scale) <= text.w) {
        ui_text(ui, cut_top(&text, ui_line(ui, ROLE_SMALL)), dim, ALIGN_LEFT, scale);
    }
    if (f->n == 1) {
        cut_top(&text, ui_px(ui, 6));
        r = text;
    }
    draw_slice_maps(ui, r, f, s);
}

/* How much of a line of Python fits: up to its end or a space, else up to a dot or a bracket, else anywhere. */
static size_t python_length(const Ui *ui, Style style, const char *line, float w) {
    size_t space = 0, dot = 0, n = 1;
    for (; line[n - 1] && line[n - 1] != '\n' && ui_width(ui, style, ui_format(ui, "%.*s", (int)n, line)) <= w; n++) {
        if (line[n] == '\n') return n;
        if (!line[n] || line[n - 1] == ' ') space = n;
        if (line[n] == '.' || line[n - 1] == '(') dot = n;
    }
    if (!line[n - 1] || line[n - 1] == '\n') return n - 1;
    if (dot > 2 * space) return dot; /* rather than a line of a word */
    return space ? space : dot ? dot : n;
}

static void draw_python(Ui *ui, Rect r, const char *line) {
    Style mono = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    float h = ui_line(ui, ROLE_SMALL);
    while (*line && r.h >= h) {
        size_t n = python_length(ui, mono, line, r.w);
        ui_text(ui, cut_top(&r, h), mono, ALIGN_LEFT, ui_format(ui, "%.*s", (int)n, line));
        line += n + (line[n] == '\n');
    }
}

static int python_lines(const Ui *ui, const char *line, float w) {
    int n = 0;
    for (Style mono = {ROLE_SMALL, FONT_MONO, 0}; *line; n++) {
        size_t length = python_length(ui, mono, line, w);
        line += length + (line[length] == '\n');
    }
    return n;
}

static void draw_copy(Ui *ui, Rect *r, const SlicesFacts *f) {
    char line[1024], key[24];
    ModuleSlice s[SLICES_MOST];
    for (int i = 0; i < f->n; i++) s[i] = f->at[i].slice;
    Error none = torch_line(s, f->n, line, sizeof line);
    Rect buttons = cut_bottom(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    cut_bottom(r, ui_px(ui, 6));
    if (app_key_of(ui->app, "copy pytorch", key)) {
        if (!failed(&none))
            ui_button(ui, &buttons, SAY(ui, "slices.copy_line", ui_format(ui, "%s", key)), ui->theme->text,
                      "copy pytorch");
        cut_left(&buttons, ui_px(ui, 8));
    }
    if (app_key_of(ui->app, "copy layers", key))
        ui_button(ui, &buttons, SAY(ui, "slices.copy_list", ui_format(ui, "%s", key)), ui->theme->text, "copy layers");
    cut_left(&buttons, ui_px(ui, 8));
    if (slices_extractor(ui->app) && app_key_of(ui->app, "reference next", key)) {
        const char *look = SAY(ui, "slices.look", ui_format(ui, "%s", key));
        if (ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, look) + ui_px(ui, 20) > buttons.w)
            look = SAY(ui, "slices.look_short", ui_format(ui, "%s", key));
        ui_button_right(ui, &buttons, look, ui->theme->accent, "reference next");
    }
    if (failed(&none)) return;
    float code = (float)python_lines(ui, line, r->w) * ui_line(ui, ROLE_SMALL);
    if (code > r->h * 0.24f) return; /* it can be copied all the same */
    draw_python(ui, cut_bottom(r, code), ui_format(ui, "%s", line));
    cut_bottom(r, ui_px(ui, 6));
}

/* The presets, as many buttons as have room. */
void slices_presets_draw(Ui *ui, Rect line) {
    Style style = {ROLE_BODY, FONT_TEXT, 0};
    char shown[SLICES_TEXT];
    slices_text(ui->app->slicing->at, ui->app->slicing->n, shown);
    for (int i = 0; slice_preset(i); i++) {
        const SlicePreset *p = slice_preset(i);
        const char *label = SAY(ui, ui_format(ui, "slices.preset.%s", p->name));
        if (ui_width(ui, style, label) + ui_px(ui, 20) > line.w) return;
        Hit *hit = ui_button(ui, &line, label, strcmp(shown, p->expr) == 0 ? ui->theme->accent : ui->theme->text,
                             ui_format(ui, "slice %s", p->name));
        if (strcmp(p->name, "lte") == 0) hit->told = (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_LTE]};
        cut_left(&line, ui_px(ui, 8));
    }
}

/* What is shown, to be clicked and typed over. */
void slices_expr_draw(Ui *ui, Rect line, const SlicesFacts *f) {
    Style mono = {ROLE_BODY, FONT_MONO_BOLD, ui->theme->text};
    const char *text = f->expr;
    ui_fill(ui, line, ui->theme->raised, ui_px(ui, 6));
    ui_hit(ui, line, "command \"slice \"");
    cut_left(&line, ui_px(ui, 10));
    cut_right(&line, ui_px(ui, 6));
    if (ui_width(ui, mono, text) > line.w) mono.role = ROLE_SMALL;
    if (ui_width(ui, mono, text) > line.w) mono.font = FONT_TEXT;
    if (ui_width(ui, mono, text) > line.w) /* only how many */
        text = SAY(ui, "slices.several", ui_format(ui, "%d", f->n), net_info(f->net.id)->name);
    ui_text(ui, line, mono, ALIGN_LEFT, text);
}

static void draw_slices(Ui *ui, Rect room, const SlicesFacts *f) {
    Rect r = ui_panel(ui, PANEL_SLICES, room, NULL);
    float button = ui_line(ui, ROLE_BODY) + ui_px(ui, 6), gap = ui_px(ui, 8);
    slices_expr_draw(ui, cut_top(&r, button), f);
    cut_top(&r, gap);
    slices_presets_draw(ui, cut_top(&r, button));
    cut_top(&r, gap);
    draw_copy(ui, &r, f);
    Columns c = figure_columns(ui, f);
    if (f->slim) {
        Rect head = cut_top(&r, ui_line(ui, ROLE_SMALL));
        const char *run = SAY(ui, "figures.this_run", weights_words(ui->app, f->photo.weights, ui->arena));
        cut_left(&head, ui_px(ui, 14));
        draw_figures(ui, &head, &c, "", net_info(f->net.id)->title, run, true);
    }
    float each = floorf(r.h / (float)f->n);
    if (f->n > 1) each = fminf(each, ui_px(ui, 200));
    for (int i = 0; i < f->n; i++) {
        Rect one = cut_top(&r, each);
        one.h -= ui_px(ui, 5);
        draw_slice(ui, one, f, &c, i);
    }
}

static void draw(Ui *ui, Rect room) {
    const SlicesFacts *f = slices_facts(ui->app, ui->arena);
    float gap = ui_px(ui, 11);
    bool matching = slices_matching(ui->app);
    if (!f) return;
    if (ui->panel == PANEL_LIST) {
        draw_list(ui, room, f);
        return;
    }
    if (ui->panel == PANEL_SLICES) {
        if (matching) slices_match_draw(ui, room, f);
        else draw_slices(ui, room, f);
        return;
    }
    if (ui->panel == PANEL_RELEVANCE && matching) {
        slices_relevance_draw(ui, room, f);
        return;
    }
    if (matching) {
        Rect left = cut_left(&room, floorf(fmaxf(ui_px(ui, 220), room.w * 0.235f)));
        cut_left(&room, gap);
        slices_relevance_draw(ui, left, f);
        slices_match_draw(ui, room, f);
        return;
    }
    Rect left = cut_left(&room, floorf(room.w * 0.555f));
    cut_left(&room, gap);
    draw_list(ui, left, f);
    draw_slices(ui, room, f);
}

const Screen slices_screen = {
    .draw = draw,
    .telling = PANEL_LIST,
    .headline = slices_headline,
    .place = slices_place,
    .words = slices_words,
    .json = slices_json,
    .save = slices_save,
    .bench = {"view slices; select conv5_1", {"c", "c"}},
};
