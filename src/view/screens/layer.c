/* Screen 2: one map: how it looks, what its kernels are, where it answers most. */
#include <math.h>
#include <stdlib.h>

#include "app/features/followed.h"
#include "app/features/lab.h"
#include "app/features/sheet.h"
#include "base/table.h"
#include "view/hint.h"
#include "view/layer.h"
#include "view/screens.h"
#include "view/screens/layer_sheet.h"

enum { PANEL_MAP = 1, PANEL_PATCHES, PANEL_PHOTO, PANEL_STATISTICS };

/* ---- the kernels of the map ---- */

typedef struct Strength {
    int channel;
    float sum; /* of the absolute weights */
} Strength;

static int by_strength(const void *a, const void *b) {
    const Strength *x = a, *y = b;
    return x->sum > y->sum ? -1 : x->sum < y->sum ? 1 : x->channel - y->channel;
}

/* The strongest kernels of the map, as many as fit, with the input channel that each one reads. */
static void draw_kernels(Ui *ui, Rect r, const UnitFacts *f) {
    const Weights *weights = ui->app->weights;
    const Layer *l = &weights->net.layer[f->row];
    int channels = l->in.c / l->groups, window = l->kernel * l->kernel, n = channels * window;
    float line = ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 6);
    if (r.h < 2 * line + ui_px(ui, 36) || !weights->ready[f->row]) return;
    float *w = ARENA_NEW(ui->arena, (size_t)n, float);
    Strength *order = ARENA_NEW(ui->arena, (size_t)channels, Strength);
    if (!w || !order) return;
    tensor_read(&weights->layer[f->row].weight, (int64_t)f->map * n, n, w);
    float most = 0;
    for (int c = 0; c < channels; c++) {
        order[c].channel = c;
        for (int i = 0; i < window; i++) {
            order[c].sum += fabsf(w[c * window + i]);
            most = fmaxf(most, fabsf(w[c * window + i]));
        }
    }
    if (channels > 3) qsort(order, (size_t)channels, sizeof *order, by_strength);
    Style words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    ui_text(ui, cut_top(&r, line), words, ALIGN_LEFT,
            SAY(ui, channels > 3 ? "layer.kernels" : "layer.kernels_all",
                ui_format(ui, "%d×%d×%d", channels, l->kernel, l->kernel)));
    cut_top(&r, ui_px(ui, 4));
    float lines = channels > 8 && l->kernel <= 5 ? 2 : 1; /* of kernels, where there are many */
    float tile = fminf(ui_px(ui, channels > 3 ? 46 : 84), floorf((r.h - (lines - 1) * gap) / lines) - line);
    float least = ui_width(ui, words, "888"); /* the number of the channel under it */
    if (tile < least) tile = least;
    int columns = (int)((r.w + gap) / (tile + gap)), rows = (int)((r.h + gap) / (tile + line + gap));
    for (int i = 0; i < columns * rows && i < channels; i++) {
        int c = order[i].channel;
        Rect t = {r.x + (float)(i % columns) * (tile + gap), r.y + (float)(i / columns) * (tile + line + gap),
                  tile, tile};
        ui_picture(ui, t, (Picture){.kind = PICTURE_SIGNED, .data = w + c * window, .w = l->kernel,
                                    .h = l->kernel, .rows = l->kernel, .lo = -most, .hi = most,
                                    .version = ((uint64_t)f->row << 32 | (uint64_t)f->map << 12 | (uint64_t)c) + 1});
        const char *name = f->row == 0 ? input_channel(ui->app, c) : ui_format(ui, "%d", c);
        ui_text(ui, (Rect){t.x, t.y + tile, tile, line}, words, ALIGN_CENTRE, name);
        ui_tell(ui, (Rect){t.x, t.y, tile, tile + line}, (Told){.tell = tell_kernel, .n = {f->row, f->map, c}});
    }
}

/* ---- the map ---- */

/* The selected unit's cell on a map that is drawn over a square. */
static void mark_unit(Ui *ui, Rect square, const UnitFacts *f) {
    float cell = square.w / (float)f->run_out.w, width = fmaxf(2, floorf(2 * ui->scale));
    Rect at = {floorf(square.x + cell * (float)f->x), floorf(square.y + cell * (float)f->y), ceilf(cell), ceilf(cell)};
    ui_frame(ui, inset(at, -width), ui->theme->mark, width, 0);
}

static void draw_not_yet(Ui *ui, Rect r, const UnitFacts *f) {
    Rect middle = {r.x, r.y + r.h * 0.4f, r.w, 3 * ui_line(ui, ROLE_TITLE)};
    ui_paragraph(ui, middle, (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim}, SAY(ui, "maps.computing", f->layer));
}

static void draw_map_panel(Ui *ui, Rect room, const UnitFacts *f) {
    bool vector = f->out.h == 1;
    bool differs = shows_difference(ui->app, f->shown);
    const char *range = SAY(ui, vector ? "value.number" : "value.map", format_count(ui, f->map),
                            format_count(ui, f->maps - 1));
    const char *title = ui_format(ui, "%s · %s", f->layer, range),
               *longer = ui_format(ui, "%s · %s", title, SAY(ui, "maps.difference"));
    if (vector) {
        const char *layer = ui_format(ui, "%s · ", f->layer);
        float rest = room.w - ui_px(ui, 26) - ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, layer);
        title = ui_format(ui, "%s%s", layer, say_unit(ui, f, rest));
    }
    bool fits = ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, longer) <= room.w - ui_px(ui, 26);
    Rect r = ui_panel(ui, PANEL_MAP, room, differs && fits ? longer : title);
    if (!f->computed) {
        draw_not_yet(ui, r, f);
        return;
    }
    if (f->follows) {
        Style small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
        const char *follows = say_follows(ui, f);
        if (ui_width(ui, small, follows) > r.w)
            follows = SAY(ui, "value.follows_short", format_count(ui, f->follows->map[f->map]), f->follows->layer);
        ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), small, ALIGN_LEFT, follows);
        cut_top(&r, ui_px(ui, 4));
    }
    if (differs) {
        difference_draw(ui, cut_bottom(&r, 2 * ui_line(ui, ROLE_SMALL)), f);
        cut_bottom(&r, ui_px(ui, 6));
    }
    if (vector) {
        vector_draw(ui, r, f);
        return;
    }
    bool kernels = f->own && f->own->kind == KIND_CONV;
    float below = ui_line(ui, ROLE_SMALL) + ui_px(ui, 10) + (kernels ? 3 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 96) : 0);
    Rect square = fit_square((Rect){r.x, r.y, r.w, fmaxf(r.h - below, r.h * 0.5f)});
    shown_map_draw(ui, square, f->shown, f->map);
    ui_chosen(ui);
    mark_unit(ui, square, f);
    cut_top(&r, square.h + ui_px(ui, 6));
    Rect line = cut_top(&r, ui_line(ui, ROLE_SMALL));
    ui_text(ui, line, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
            SAY(ui, "value.place", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y)));
    float legend = legend_width(ui, f->shown, f->map);
    cut_left(&line, ui_px(ui, 110)); /* the place */
    if (line.w > legend) legend_draw(ui, line, f->shown, f->map);
    cut_top(&r, ui_px(ui, 6));
    if (kernels) draw_kernels(ui, r, f);
}

/* ---- where it answers most ---- */

/* Nine tiles in the room: three rows of three, or two rows where the room is wide. */
static int patch_columns(Rect r) { return r.w > 2 * r.h ? 5 : 3; }

/* The side of one of them. */
static float patch_side(const Ui *ui, Rect r) {
    float gap = ui_px(ui, 8);
    int columns = patch_columns(r), rows = (PEAKS + columns - 1) / columns;
    return floorf(
        fminf((r.w - (float)(columns - 1) * gap) / (float)columns, (r.h - (float)(rows - 1) * gap) / (float)rows));
}

/* The i-th of them. */
static Rect patch_tile(const Ui *ui, Rect r, int i) {
    float gap = ui_px(ui, 8), tile = patch_side(ui, r);
    int columns = patch_columns(r);
    float left = r.x + floorf((r.w - (float)columns * (tile + gap) + gap) / 2);
    return (Rect){left + (float)(i % columns) * (tile + gap), r.y + (float)(i / columns) * (tile + gap), tile, tile};
}

/* The largest values of the map on this photo. */
static void draw_here(Ui *ui, Rect r, const UnitFacts *f) {
    const App *app = ui->app;
    Peak peaks[PEAKS];
    int n = shown_peaks(app, f, peaks);
    for (int i = 0; i < n; i++) {
        Rect t = patch_tile(ui, r, i);
        patch_draw(ui, t, &app->photo->image, net_box(&app->own, f->row, peaks[i].x, peaks[i].y), 0,
                   (double)peaks[i].value);
        if (peaks[i].x == f->x && peaks[i].y == f->y)
            ui_frame(ui, inset(t, -ui_px(ui, 2)), ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
        ui_hit(ui, t, ui_format(ui, "pixel %d %d", peaks[i].x, peaks[i].y))->told =
            (Told){.tell = tell_patch, .n = {peaks[i].x, peaks[i].y, -1}};
    }
}

/* Nine places that nobody chose: what the best ones are to be held against. */
static void draw_random(Ui *ui, Rect r, const UnitFacts *f) {
    for (int i = 0; i < PEAKS; i++) patch_random_draw(ui, patch_tile(ui, r, i), f, i);
}

/* The largest value of the map on each photo of the gallery, the best nine of them. */
static void draw_everywhere(Ui *ui, Rect r, const UnitFacts *f) {
    const App *app = ui->app;
    const Survey *s = app_survey(app);
    if (!s) {
        int part = app->work.survey ? atomic_load(&app->work.survey->task.thousandths) / 10 : 0;
        ui_text(ui, cut_top(&r, 3 * ui_line(ui, ROLE_TITLE)), (Style){ROLE_TITLE, FONT_TEXT, ui->theme->dim},
                ALIGN_LEFT, SAY(ui, "layer.gathering", ui_format(ui, "%d", part)));
        return;
    }
    for (int i = 0; i < s->found; i++) patch_found_draw(ui, patch_tile(ui, r, i), s, i, f->row);
}

static void draw_patches(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    Style title = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Rect r = ui_panel(ui, PANEL_PATCHES, room, NULL);
    Rect line = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    cut_top(&r, ui_px(ui, 6));
    static const char *const SOURCES[] = {"layer.this_photo", "layer.all_photos", "layer.random", "layer.apart"};
    TABLE_HAS(SOURCES, PATCHES_COUNT);
    Patches patches = app->lab.patches;
    ui_switch_right(ui, &line, SAY(ui, SOURCES[patches]), "photos");
    cut_right(&line, ui_px(ui, 8));
    const char *words = patches == PATCHES_RANDOM
                            ? SAY(ui, "layer.random_title")
                            : SAY(ui, "layer.patches", ui_format(ui, "%d×%d", f->field, f->field));
    if (ui_width(ui, title, words) > line.w) words = SAY(ui, "layer.patches_short");
    ui_text(ui, line, title, ALIGN_LEFT, words);
    if (!f->computed) return;
    bool dead = f->map_stats.max == 0 && f->map_stats.min == 0;
    float below = 2 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 6);
    Rect tiles = {r.x, r.y, r.w, r.h - below};
    Rect last = patch_tile(ui, tiles, PEAKS - 1);
    float used = last.y + last.h - r.y + ui_px(ui, 6);
    Rect note = {r.x, r.y + used, r.w, r.h - used}; /* right under the tiles */
    r = tiles;
    if (patches == PATCHES_ALL) draw_everywhere(ui, r, f);
    else if (patches == PATCHES_RANDOM) draw_random(ui, r, f);
    else draw_here(ui, r, f);
    const char *key = patches == PATCHES_ALL      ? "layer.one_a_photo"
                      : patches == PATCHES_RANDOM ? "layer.nobody_chose"
                      : dead                      ? "layer.dead_here"
                      : patches == PATCHES_APART  ? "layer.do_not_overlap"
                                                  : "layer.selection";
    ui_note(ui, note, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, key));
}

/* All maps of the layer at once, in the place of patches, photo and statistics. */
static void draw_wall(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    float legend = legend_width(ui, f->shown, f->map), gap = ui_px(ui, 8);
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, bold = {ROLE_BODY, FONT_BOLD, ui->theme->text};
    Rect r = ui_panel(ui, PANEL_PATCHES, room, NULL), head = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    const Span title[] = {{name, ui_format(ui, "%s · ", f->layer)},
                          {bold, SAY(ui, "maps.count", format_count(ui, f->maps))}};
    cut_top(&r, gap);
    cut_left(&head, ui_spans(ui, head, title, 2) + ui_px(ui, 14));
    ui_toggle(ui, &head, SAY(ui, "maps.by_energy"), app->order == ORDER_ENERGY, "order");
    cut_left(&head, gap);
    if (!f->computed) {
        draw_not_yet(ui, r, f);
        return;
    }
    if (head.w >= legend) legend_draw(ui, cut_right(&head, fminf(head.w, legend + legend_owner_width(ui, f->map))),
                                      f->shown, f->map);
    cut_right(&head, gap);
    if (head.w >= ui_marked_width(ui, SAY(ui, "maps.one_scale")))
        ui_toggle_right(ui, &head, SAY(ui, "maps.one_scale"), app->scale == SCALE_LAYER, "scale")->told =
            (Told){.tell = tell_explained, .of = &EXPLAINED[EXPLAINED_SCALE]};
    wall_draw(ui, r, f);
}

/* The largest numbers of a vector, or the answers. */
static void draw_largest(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    Rect r = ui_panel(ui, PANEL_PATCHES, room, SAY(ui, "layer.largest"));
    if (!f->computed) return;
    if (row_of_answers(&app->own, f->shown)) {
        answers_draw(ui, r);
        return;
    }
    MapRank *ranks = ARENA_NEW(ui->arena, (size_t)f->maps, MapRank);
    if (!ranks) return;
    app_rank_maps(app, f->shown, ORDER_ENERGY, ranks, f->maps); /* by size, whatever the order of maps is */
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, figure = {ROLE_BODY, FONT_MONO, ui->theme->text};
    bool classes = row_of_classes(&app->own, f->shown);
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    float label = classes ? floorf(r.w * 0.42f) : ui_width(ui, name, "0,000") + ui_px(ui, 12);
    float number = ui_value_column(ui, figure, "000.0000") + ui_px(ui, 12);
    int selected = 0;
    while (ranks[selected].map != f->map) selected++;
    Lines shown = lines_paged(ui, &r, f->maps, line, selected);
    for (int i = shown.first; i < shown.end; i++) {
        Rect row = cut_top(&r, line);
        bool here = ranks[i].map == f->map;
        name.color = here ? ui->theme->accent : ui->theme->dim;
        figure.color = here ? ui->theme->accent : ui->theme->text;
        ui_hit(ui, row, ui_format(ui, "map %d", ranks[i].map))->told =
            (Told){.tell = tell_number, .n = {f->shown, ranks[i].map}};
        Rect called = cut_left(&row, label);
        if (classes) class_draw(ui, called, name, &app->own, ranks[i].map);
        else ui_text(ui, called, name, ALIGN_LEFT, format_count(ui, ranks[i].map));
        ui_text(ui, cut_left(&row, number), figure, ALIGN_RIGHT, format_value(ui, ranks[i].mean));
        cut_left(&row, ui_px(ui, 12));
        float part = f->stats.max > 0 ? (float)(ranks[i].mean / (double)f->stats.max) : 0;
        if (part > 0)
            ui_fill(ui, (Rect){row.x, row.y + ui_px(ui, 6), floorf(row.w * part), row.h - ui_px(ui, 12)},
                    here ? ui->theme->accent : kind_color(ui, f->own->kind), 0);
    }
}

/* ---- the photo and the statistics ---- */

/* How many maps are dead on this photo, and the first of them by number; on all photos while those are looked at. */
static const char *dead_maps(const Ui *ui, const UnitFacts *f) {
    const MapStats *stats = run_stats(ui->app->run, f->shown);
    const Survey *s = ui->app->lab.patches == PATCHES_ALL ? app_survey(ui->app) : NULL;
    if (s) return say_dead(ui, s, f->maps);
    const char *names = "";
    int named = 0;
    for (int map = 0; map < f->maps && named < 6; map++)
        if (stats[map].min == 0 && stats[map].max == 0)
            names = named++ ? SAY(ui, "join.list", names, ui_format(ui, "%d", map)) : ui_format(ui, "%d", map);
    if (named < f->dead_maps) names = SAY(ui, "join.list", names, "…");
    if (named) names = SAY(ui, "join.named", "", names);
    return SAY(ui, "layer.dead", format_count(ui, f->dead_maps), format_count(ui, f->maps), names);
}

/* A bar of the histogram: between which values, how many. */
static void tell_bin(Ui *ui, const Hit *hit, Hint *out) {
    const Run *run = ui->app->run;
    const uint64_t *bins = run_histogram(run, hit->told.n[0]);
    Shape s = net_shape(run_net(run), hit->told.n[0]);
    const MapStats *all = bins ? &run_stats(run, hit->told.n[0])[s.c] : NULL;
    if (!all) return;
    double step = ((double)all->max - (double)all->min) / HISTOGRAM, from = (double)all->min + step * out->column;
    out->title = SAY(ui, "hint.bin", format_value(ui, from), format_value(ui, from + step));
    hint_line(out, SAY(ui, "hint.bin_values", format_count(ui, (int64_t)bins[out->column]),
                       ui_format(ui, "%.2f", 100 * (double)bins[out->column] / (double)shape_count(s))));
}

/* All values of the layer, in equal steps from the smallest to the largest; heights by their logarithm. */
static void draw_histogram(Ui *ui, Rect r, int row, const MapStats *all) {
    const uint64_t *bins = run_histogram(ui->app->run, row);
    Style figure = {ROLE_SMALL, FONT_MONO, ui->theme->dim}, words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    double most = 0;
    if (!bins) return;
    Rect ends = cut_bottom(&r, ui_line(ui, ROLE_SMALL));
    float half = floorf(ends.w / 2) - ui_px(ui, 6);
    const char *from = format_value_within(ui, (double)all->min, half, figure);
    const char *to = format_value_within(ui, (double)all->max, half, figure);
    ui_text(ui, cut_left(&ends, ui_width(ui, figure, from)), figure, ALIGN_LEFT, from);
    ui_text(ui, cut_right(&ends, ui_width(ui, figure, to)), figure, ALIGN_RIGHT, to);
    const char *how = SAY(ui, "layer.histogram");
    if (ui_width(ui, words, how) + ui_px(ui, 16) <= ends.w) ui_text(ui, ends, words, ALIGN_CENTRE, how);
    for (int i = 0; i < HISTOGRAM; i++) most = fmax(most, log1p((double)bins[i]));
    float slot = r.w / HISTOGRAM;
    for (int i = 0; i < HISTOGRAM && most > 0; i++) {
        float h = floorf(r.h * (float)(log1p((double)bins[i]) / most));
        Rect bar = {floorf(r.x + slot * (float)i), r.y + r.h - h, floorf(slot) - 1, h};
        if (h > 0) ui_fill(ui, bar, ui->theme->conv, 0);
    }
    ui_fill(ui, (Rect){r.x, r.y + r.h, r.w, 1}, ui->theme->edge, 0);
    ui_hit_cells(ui, HIT_CELL, r, HISTOGRAM, 1, NULL)->told = (Told){.tell = tell_bin, .n = {row}, .cells = true};
}

/* The selected map less the pinned one, where both have the same places: layers of equal size in one run. */
static void draw_difference(Ui *ui, Rect square, Rect label, const UnitFacts *f, int pin) {
    const App *app = ui->app;
    int n = f->out.h * f->out.w;
    float most, *d = map_difference(app, f, ui->arena, &most);
    if (!d) return;
    uint64_t version = app->version * 31 + (uint64_t)f->shown;
    version = (version * 4099 + (uint64_t)f->map) * 4099 + (uint64_t)app->lab.pin_row;
    version = (version * 4099 + (uint64_t)pin) * 65537 + (uint64_t)n;
    ui_picture(ui, square, (Picture){.kind = PICTURE_SIGNED, .data = d, .w = f->out.w, .h = f->out.h, .rows = f->out.h,
                                     .hi = most, .version = version});
    ui_note(ui, label, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim},
            SAY(ui, "layer.difference", format_value(ui, (double)most)));
}

/* The map that was pinned, to be held beside the selected one. */
static void draw_pinned(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    const Lab *lab = &app->lab;
    int named = lab_pinned_layer(app);
    int pin = lab_pinned_map(app);
    const char *map = ui_format(ui, "%d", pin), *layer = app_row_name(app, named);
    Rect r = ui_panel(ui, PANEL_STATISTICS, room, SAY(ui, "layer.pinned", layer, map));
    const MapStats *stats = run_stats(app->run, lab->pin_row);
    if (!stats) return;
    Shape shape = net_shape(&app->weights->net, lab->pin_row);
    const MapStats *s = &stats[pin];
    if (f->computed && shape.h == f->out.h && shape.h > 1) {
        float line = ui_line(ui, ROLE_SMALL), side = floorf(fminf((r.w - ui_px(ui, 12)) / 2, r.h - 2 * line));
        Rect both = {r.x, r.y, r.w, side}, text = {r.x, r.y + side + ui_px(ui, 3), r.w, r.h - side - ui_px(ui, 3)};
        map_draw(ui, (Rect){both.x, both.y, side, side}, lab->pin_row, pin, false);
        Rect right = {both.x + both.w - side, both.y, side, side};
        draw_difference(ui, right, (Rect){right.x, text.y, side, text.h}, f, pin);
        text.w = right.x - text.x - ui_px(ui, 12);
        ui_note(ui, text, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim},
                SAY(ui, "join.list",
                    ui_format(ui, "%s %s", SAY(ui, "layer.max"), format_value(ui, (double)s->max)),
                    ui_format(ui, "%s %s", SAY(ui, "layer.mean"), format_value(ui, s->mean))));
        return;
    }
    float gap = ui_px(ui, 8), patch = shape.h > 1 ? floorf((r.w - 3 * gap) / 4) : 0;
    Rect row = patch > 0 && r.h > patch + ui_px(ui, 90) ? cut_bottom(&r, patch) : (Rect){0};
    cut_bottom(&r, gap);
    Rect square = fit_square((Rect){r.x, r.y, fminf(r.w * 0.5f, r.h), r.h});
    square.x = r.x;
    map_draw(ui, square, lab->pin_row, pin, false);
    cut_left(&r, square.w + ui_px(ui, 12));
    line_draw(ui, &r, SAY(ui, "layer.max"), format_value(ui, (double)s->max), ui->theme->text);
    line_draw(ui, &r, SAY(ui, "layer.mean"), format_value(ui, s->mean), ui->theme->text);
    line_draw(ui, &r, SAY(ui, "layer.zeros"), ui_format(ui, "%.1f %%", 100 * s->zeros), ui->theme->text);
    if (row.w <= 0) return;
    Peak peaks[PEAKS];
    int n = map_peaks(app, lab->pin_row, pin, peaks);
    for (int i = 0; i < n && i < 4; i++, cut_left(&row, gap)) {
        Rect t = cut_left(&row, patch);
        crop_draw(ui, t, &app->photo->image, net_box(&app->own, named, peaks[i].x, peaks[i].y), 0);
    }
}

static void draw_statistics(Ui *ui, Rect room, const UnitFacts *f) {
    Rect r = ui_panel(ui, PANEL_STATISTICS, room, NULL);
    if (!f->computed) return;
    Style head = {ROLE_BODY, FONT_BOLD, ui->theme->text}, words = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Style figure = {ROLE_BODY, FONT_MONO, ui->theme->text};
    bool vector = f->out.h == 1; /* one number a map: only the layer has statistics */
    float width = fminf(r.w, ui_px(ui, 480)); /* of the table: figures stay beside their labels */
    const struct { const char *key; double map, all; bool percent; } rows[] = {
        {"layer.min", f->map_stats.min, f->stats.min, false},
        {"layer.max", f->map_stats.max, f->stats.max, false},
        {"layer.mean", f->map_stats.mean, f->stats.mean, false},
        {"layer.zeros", 100 * f->map_stats.zeros, 100 * f->stats.zeros, true}};
    enum { ROWS = sizeof rows / sizeof *rows };
    const char *map[ROWS], *all[ROWS];
    float column = fmaxf(ui_width(ui, figure, "−0000.00"), ui_width(ui, head, f->layer));
    for (int i = 0; i < ROWS; i++) {
        all[i] = rows[i].percent ? ui_format(ui, "%.1f %%", rows[i].all) : format_output(ui, f->own, rows[i].all);
        map[i] = rows[i].percent ? ui_format(ui, "%.1f %%", rows[i].map) : format_value(ui, rows[i].map);
        column = fmaxf(column, fmaxf(ui_width(ui, figure, all[i]), vector ? 0 : ui_width(ui, figure, map[i])));
    }
    column += ui_px(ui, 10);
    float named = 0;
    for (int i = 0; i < ROWS; i++) named = fmaxf(named, ui_width(ui, words, SAY(ui, rows[i].key)));
    bool both = vector || named + 2 * column <= width;
    if (!both) ui_less(ui, NULL);
    Rect line = cut_top(&r, ui_line(ui, ROLE_BODY));
    line.w = width;
    if (both) ui_text(ui, cut_right(&line, column), head, ALIGN_RIGHT, f->layer);
    if (!vector) ui_text(ui, cut_right(&line, column), head, ALIGN_RIGHT, SAY(ui, "layer.this_map"));
    for (int i = 0; i < ROWS && r.h >= ui_line(ui, ROLE_BODY); i++) {
        line = cut_top(&r, ui_line(ui, ROLE_BODY));
        line.w = width;
        if (both) ui_text(ui, cut_right(&line, column), figure, ALIGN_RIGHT, all[i]);
        if (!vector) ui_text(ui, cut_right(&line, column), figure, ALIGN_RIGHT, map[i]);
        ui_text(ui, line, words, ALIGN_LEFT, SAY(ui, rows[i].key));
    }
    if (vector) return;
    cut_top(&r, ui_px(ui, 4));
    bool alone = ui->panel == PANEL_STATISTICS;
    Rect bars = cut_bottom(&r, fminf(ui_px(ui, alone ? 400 : 68), fmaxf(0, r.h - 2 * ui_line(ui, ROLE_SMALL))));
    if (bars.h > ui_line(ui, ROLE_SMALL) + ui_px(ui, 14)) draw_histogram(ui, bars, f->shown, &f->stats);
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim},
            dead_maps(ui, f));
}

/* The square of the photo that holds what of a field lies on it. */
static Box field_square(Box field, int size) {
    int x0 = field.x0 < 0 ? 0 : field.x0, y0 = field.y0 < 0 ? 0 : field.y0;
    int w = (field.x1 < size ? field.x1 : size - 1) - x0, h = (field.y1 < size ? field.y1 : size - 1) - y0;
    int side = w > h ? w : h;
    if (x0 + side >= size) x0 = size - 1 - side;
    if (y0 + side >= size) y0 = size - 1 - side;
    return (Box){x0, y0, x0 + side, y0 + side};
}

/* The gradient as a picture, as far as the field goes: grey where it is 0, brighter where more of a colour would raise
 * the value; under it what its colours end at. */
static void draw_gradient(Ui *ui, Rect room, const Sight *sight, Excite excite, Box field) {
    const float *g = excite == EXCITE_GUIDED ? sight->guided : sight->plain;
    float most = excite == EXCITE_GUIDED ? sight->guided_bright : sight->plain_bright;
    size_t plane = (size_t)sight->input.h * (size_t)sight->input.w, channels = (size_t)sight->input.c;
    unsigned char *rgb = arena_alloc(ui->arena, plane, 3);
    Style small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    bool bgr = ui->app->weights->preparation.bgr;
    if (!rgb) return;
    for (size_t i = 0; i < plane; i++)
        for (size_t c = 0; c < 3; c++) {
            float part = most > 0 ? g[(channels == 1 ? 0 : c) * plane + i] / most : 0;
            rgb[3 * i + (bgr ? 2 - c : c)] = (unsigned char)(127.5f + 127.0f * fmaxf(-1, fminf(1, part)));
        }
    uint64_t key = ((uint64_t)(uint32_t)sight->row << 48) ^ ((uint64_t)(uint32_t)sight->map << 32) ^
                   ((uint64_t)(uint32_t)sight->x << 16) ^ (uint64_t)sight->y << 4 ^ (uint64_t)excite;
    const Image image = {.size = sight->input.w, .rgb = rgb};
    const char *scale = most > 0 ? SAY(ui, "layer.gradient_scale", format_value(ui, (double)most))
                                 : SAY(ui, "layer.gradient_none");
    ui_paragraph(ui, cut_bottom(&room, 2 * ui_line(ui, ROLE_SMALL)), small, scale);
    cut_bottom(&room, ui_px(ui, 4));
    Box box = field_square(field, image.size);
    Rect square = fit_square(room);
    HeatTold *told = ARENA_NEW(ui->arena, 1, HeatTold);
    crop_draw(ui, square, &image, box, key);
    if (!told) return;
    *told = (HeatTold){SAY(ui, "field.gradient"), g, sight->input.w, sight->input.h, (int)channels, (int)plane, box.x0,
                       box.y0, false};
    ui_hit_cells(ui, HIT_CELL, square, box.x1 - box.x0 + 1, box.y1 - box.y0 + 1, NULL)->told =
        (Told){tell_heat, told, .cells = true};
}

static void draw_photo(Ui *ui, Rect room, const UnitFacts *f) {
    static const char *const TITLES[] = {"layer.photo", "layer.gradient", "layer.guided"};
    TABLE_HAS(TITLES, EXCITE_COUNT);
    static const char *const NAMES[] = {"layer.of_photo", "layer.of_gradient", "layer.of_guided"};
    TABLE_HAS(NAMES, EXCITE_COUNT);
    const App *app = ui->app;
    Excite excite = f->row >= 0 ? app->lab.excite : EXCITE_OFF;
    Style title = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Rect r = ui_panel(ui, PANEL_PHOTO, room, NULL), head = cut_top(&r, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    cut_top(&r, ui_px(ui, 6));
    if (live_tool_held(app)) {
        Rect tools = cut_bottom(&r, fminf(tools_height(ui, 3), r.h * 0.4f));
        cut_bottom(&r, ui_px(ui, 8));
        ui_text(ui, head, title, ALIGN_LEFT, SAY(ui, "draw.title"));
        photo_draw(ui, r, f);
        tools_draw(ui, tools);
        return;
    }
    char name[24];
    if (f->row >= 0 && app_key_of(app, "excite", name)) {
        ui_switch_right(ui, &head, SAY(ui, NAMES[excite], ui_format(ui, "%s", name)), "excite");
        cut_right(&head, ui_px(ui, 8));
    }
    if (ui_width(ui, title, SAY(ui, TITLES[excite])) <= head.w)
        ui_text(ui, head, title, ALIGN_LEFT, SAY(ui, TITLES[excite]));
    Rect line = cut_bottom(&r, ui_line(ui, ROLE_KEY));
    const Sight *sight = excite ? app_sight(app) : NULL;
    if (sight && excite == EXCITE_GUIDED && !atomic_load(&sight->task.done)) sight = NULL;
    if (sight) draw_gradient(ui, r, sight, excite, f->box);
    else photo_draw(ui, r, f);
    if (!f->computed) return;
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->text}, words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Rect figure = ui_text(ui, line, key, ALIGN_LEFT, format_output(ui, f->own, (double)f->value));
    cut_left(&line, figure.w + ui_px(ui, 10));
    const char *place = SAY(ui, "value.place", ui_format(ui, "%d", f->x), ui_format(ui, "%d", f->y));
    if (f->out.h > 1 && ui_width(ui, words, place) <= line.w) ui_text(ui, line, words, ALIGN_LEFT, place);
}

/* The map that is followed, the pinned one, or the statistics. */
static void draw_below(Ui *ui, Rect room, const UnitFacts *f) {
    const App *app = ui->app;
    FollowedMap followed = followed_map(app);
    bool other = app->lab.pinned && (app->lab.pin_row != f->shown || lab_pinned_map(app) != f->map);
    bool alone = app->zoomed == PANEL_STATISTICS;
    if (followed.state != FOLLOWED_OFF && f->out.h > 1) followed_draw(ui, room, PANEL_STATISTICS, f, &followed);
    else if (other && !alone) draw_pinned(ui, room, f);
    else draw_statistics(ui, room, f);
}

/* What else can be seen of the layer, below a room, which gets smaller: on one line, or on two. */
static void draw_offers(Ui *ui, Rect *room, const UnitFacts *f) {
    float high = ui_line(ui, ROLE_BODY) + ui_px(ui, 10), gap = ui_px(ui, 8);
    bool sheet = layer_sheet_offered(ui->app);
    float wide = layer_sheet_toggle_width(ui);
    Rect line = motion_offer(ui, room);
    if (wall_offered(f) && line.w >= wall_toggle_width(ui)) wall_toggle(ui, &line);
    cut_left(&line, gap);
    if (sheet && line.w < wide) {
        line = cut_bottom(room, high);
        cut_bottom(room, gap);
    }
    if (sheet) layer_sheet_toggle(ui, &line);
}

static void draw(Ui *ui, Rect room) {
    UnitFacts f = unit_facts(ui->app);
    float gap = ui_px(ui, 11);
    bool vector = f.out.h == 1;
    bool sheet = sheet_shown(ui->app), wall = ui->app->wall && wall_offered(&f);
    switch (ui->panel) {
    case PANEL_MAP:
        if (ui->upright && !ui->app->teaching->open) draw_offers(ui, &room, &f);
        draw_map_panel(ui, room, &f);
        return;
    case PANEL_PATCHES:
        if (sheet) layer_sheet_draw(ui, room, PANEL_PATCHES, &f);
        else if (wall) draw_wall(ui, room, &f);
        else if (vector) draw_largest(ui, room, &f);
        else draw_patches(ui, room, &f);
        return;
    case PANEL_PHOTO: draw_photo(ui, room, &f); return;
    case PANEL_STATISTICS: draw_below(ui, room, &f); return;
    default: break;
    }
    /* the middle as wide as nine patches are high, so that none of its room is idle */
    float high = room.h - 2 * ui_line(ui, ROLE_SMALL) - ui_line(ui, ROLE_BODY) - ui_px(ui, 34) + ui_px(ui, 26);
    Rect left = cut_left(&room, floorf(room.w * 0.335f));
    cut_left(&room, gap);
    draw_offers(ui, &left, &f);
    draw_map_panel(ui, left, &f);
    if (sheet) {
        layer_sheet_draw(ui, room, PANEL_PATCHES, &f);
        return;
    }
    if (wall) {
        draw_wall(ui, room, &f);
        return;
    }
    bool narrow = ui->app->textsize > 1 && room.w < ui_px(ui, 800); /* figures need what patches can spare */
    Rect middle = cut_left(&room, floorf(fmaxf(room.w * 0.5f, fminf(high, room.w * (narrow ? 0.5f : 0.62f)))));
    cut_left(&room, gap);
    if (vector) draw_largest(ui, middle, &f);
    else draw_patches(ui, middle, &f);
    bool gradient = f.row >= 0 && ui->app->lab.excite != EXCITE_OFF; /* it needs the room of the histogram */
    float bars = gradient ? ui_px(ui, 44) : 3 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 78);
    float statistics = 5 * ui_line(ui, ROLE_BODY) + bars;
    Rect below = cut_bottom(&room, fminf(statistics, room.h * 0.5f));
    cut_bottom(&room, gap);
    draw_photo(ui, room, &f);
    draw_below(ui, below, &f);
}

/* ---- what it says ---- */

static const char *headline(const Ui *ui) {
    const App *app = ui->app;
    int row = app->selection.row;
    const Layer *l = row < 0 ? NULL : &app->own.layer[row];
    if (!l || (l->kind != KIND_CONV && l->kind != KIND_RELU)) return NULL;
    return SAY(ui, "headline.map", l->name);
}

static void put_pinned(json_t *o, const App *app, const UnitFacts *f, Arena *arena) {
    float most;
    const Lab *lab = &app->lab;
    if (!lab->pinned) return;
    json_t *pinned = json_pack("{s:s,s:i}", "layer", app_row_name(app, lab->pin_row), "map", lab_pinned_map(app));
    if (map_difference(app, f, arena, &most)) put(pinned, "largest_difference", json_real((double)most));
    put(o, "pinned", pinned);
}

static void put_peaks(json_t *o, const App *app, const UnitFacts *f) {
    Peak peaks[PEAKS];
    put(o, "dead_maps", json_integer(f->dead_maps));
    if (!f->computed) return;
    const MapStats *stats = run_stats(app->run, f->shown);
    json_t *dead = json_array();
    for (int map = 0; map < f->maps; map++)
        if (stats[map].min == 0 && stats[map].max == 0) json_array_append_new(dead, json_integer(map));
    put(o, "dead_map_numbers", dead);
    json_t *patches = json_array();
    int n = shown_peaks(app, f, peaks);
    for (int i = 0; i < n; i++)
        json_array_append_new(patches, json_pack("{s:i,s:i,s:f}", "x", peaks[i].x, "y", peaks[i].y,
                                                 "value", peaks[i].value));
    put(o, "patches", patches);
    const Survey *s = app_survey(app);
    if (!s) return;
    put(o, "dead_on_all", json_pack("{s:i,s:i}", "photos", s->read, "maps", s->dead));
    json_t *all = json_array();
    for (int i = 0; i < s->found; i++)
        json_array_append_new(all, json_pack("{s:s,s:i,s:i,s:f}", "photo", app_survey_photo(app, s->best[i].photo), "x",
                                             s->best[i].x, "y", s->best[i].y, "value", (double)s->best[i].value));
    put(o, "all_photos", all);
}

static const char *say_peaks(const Ui *ui, const char *text, const UnitFacts *f) {
    Peak peaks[PEAKS];
    if (!f->computed) return text;
    text = add_line(ui, text, SAY(ui, "layer.dead", format_count(ui, f->dead_maps), format_count(ui, f->maps), ""));
    const Survey *s = app_survey(ui->app);
    bool everywhere = s && ui->app->lab.patches == PATCHES_ALL;
    if (everywhere) text = add_line(ui, text, say_dead(ui, s, f->maps));
    for (int i = 0; everywhere && i < s->found; i++)
        text = add_line(ui, text,
                        ui_format(ui, "%s: %s", say_photo(ui, path_base(app_survey_photo(ui->app, s->best[i].photo))),
                                  SAY(ui, "words.peak", ui_format(ui, "%d", s->best[i].x),
                                      ui_format(ui, "%d", s->best[i].y), format_value(ui, (double)s->best[i].value))));
    int n = everywhere ? 0 : shown_peaks(ui->app, f, peaks);
    for (int i = 0; i < n; i++)
        text = add_line(ui, text,
                        SAY(ui, "words.peak", ui_format(ui, "%d", peaks[i].x), ui_format(ui, "%d", peaks[i].y),
                            format_value(ui, (double)peaks[i].value)));
    return text;
}

static void json(json_t *o, const App *app, Arena *arena) {
    UnitFacts f = unit_facts(app);
    unit_json(o, app, &f);
    put_peaks(o, app, &f);
    put_pinned(o, app, &f, arena);
    layer_sheet_json(o, app);
}

static const char *words(const Ui *ui) {
    UnitFacts f = unit_facts(ui->app);
    const char *text = say_value(ui, say_layer(ui, "", &f), &f);
    return sheet_shown(ui->app) ? layer_sheet_words(ui, text, &f) : say_peaks(ui, text, &f);
}

const Screen layer_screen = {
    .draw = draw,
    .telling = PANEL_MAP,
    .headline = headline,
    .words = words,
    .json = json,
    .save = layer_sheet_save,
    .bench = {"view layer; select conv5_1; map 0", {"down", "down"}},
};
