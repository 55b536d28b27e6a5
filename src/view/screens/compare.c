/* Screen 6: two networks at the same boundary. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#include "view/hint.h"
#include "view/screens/compare_inside.h"

enum { PANEL_MAPS = 3, PANEL_TABLE, PANEL_ANSWERS, PANEL_PHOTO };

static Style small(const Ui *ui) { return (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}; }

/* ---- the maps ---- */

/* A map of a side over a square; what is not there yet stays empty. */
static void draw_values(Ui *ui, Rect t, const CompareFacts *f, int side, int map) {
    const App *app = ui->app;
    const SideFacts *s = &f->side[side];
    ui_fill(ui, t, ui->theme->raised, 0);
    const float *values = s->run && map >= 0 ? run_values(s->run, s->shown) : NULL;
    if (!values) {
        ui_hatch(ui, t, ui->theme->edge);
        return;
    }
    Shape shape = net_shape(run_net(s->run), s->shown);
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .w = shape.w, .h = shape.h,
                 .data = values + (int64_t)map * shape.h * shape.w, .rows = run_ready(s->run, s->shown),
                 .version = compare_version(app, side)};
    if (s->shown < 0) p.tint = input_tint(app, map);
    run_range(app, s->run, s->shown, map, &p.lo, &p.hi);
    ui_picture(ui, t, p);
}

/* The same, framed, to be pressed and told. */
static void draw_map(Ui *ui, Rect t, const CompareFacts *f, int side, int map, int pick) {
    const SideFacts *s = &f->side[side];
    draw_values(ui, t, f, side, map);
    if (!s->run || map < 0 || !run_values(s->run, s->shown)) return;
    Shape shape = net_shape(run_net(s->run), s->shown);
    ui_frame(ui, inset(t, -1), ui->theme->raised, 1, 0);
    Hit *hit = side == f->main
                   ? ui_hit_cells(ui, HIT_CELL, t, shape.w, shape.h, ui_format(ui, "map %d; pixel", pick))
                   : ui_hit(ui, t, ui_format(ui, "map %d", pick));
    hit->told = (Told){.tell = tell_map, .of = s->run, .n = {s->shown, map}};
}

/* The main network's maps in their order from the page with the selected one on; n of them, on the last page, too. */
static int page_of_maps(Ui *ui, const CompareFacts *f, int n, MapRank ranks[]) {
    app_rank_maps(ui->app, f->side[f->main].shown, ui->app->order, ranks, f->maps);
    int at = 0;
    while (at < f->maps && ranks[at].map != f->map) at++;
    int pages = (f->maps + n - 1) / n;
    int first = (f->panels_paged ? at / n : app_page(ui->app, pages, at / n)) * n;
    return first > f->maps - n && f->maps > n ? f->maps - n : first;
}

static int by_mean(const void *a, const void *b) {
    const MapRank *i = a, *j = b;
    return i->mean > j->mean ? -1 : i->mean < j->mean ? 1 : i->map - j->map;
}

/* The maps of a side, to stand in the places of the main network's: those that are most alike, or where there is no
 * such likeness, the strongest first. */
static void place_maps(Ui *ui, const CompareFacts *f, int side, const MapRank ranks[], int map[]) {
    const Likeness *l = compare_likeness(ui->app);
    const SideFacts *s = &f->side[side];
    const MapStats *stats = s->run ? run_stats(s->run, s->shown) : NULL;
    int n = stats ? net_shape(run_net(s->run), s->shown).c : 0;
    MapRank *strong = ARENA_NEW(ui->arena, (size_t)n + 1, MapRank);
    for (int i = 0; strong && i < n; i++) strong[i] = (MapRank){i, stats[i].mean};
    if (strong) qsort(strong, (size_t)n, sizeof *strong, by_mean);
    for (int i = 0; i < f->maps; i++)
        map[i] = side == f->main                 ? ranks[i].map
                 : l                             ? l->match[ranks[i].map].map
                 : !f->alike && strong && i < n ? strong[i].map
                                                 : -1;
}

static void draw_grids(Ui *ui, Rect room, const CompareFacts *f, int columns, int rows, float tile) {
    MapRank *ranks = ARENA_NEW(ui->arena, (size_t)f->maps, MapRank);
    int *place = ARENA_NEW(ui->arena, (size_t)f->maps, int);
    if (!ranks || !place) return;
    int n = columns * rows, first = page_of_maps(ui, f, n, ranks);
    float gap = ui_px(ui, 4), frame = fmaxf(2, floorf(2 * ui->scale));
    for (int side = 0; side < 2; side++) {
        float x = side ? room.x + room.w - (float)columns * (tile + gap) + gap : room.x;
        place_maps(ui, f, side, ranks, place);
        for (int i = 0; i < n && first + i < f->maps; i++) {
            int map = ranks[first + i].map;
            Rect t = {x + (float)(i % columns) * (tile + gap), room.y + (float)(i / columns) * (tile + gap), tile,
                      tile};
            draw_map(ui, t, f, side, place[first + i], map);
            if (map == f->map && (f->alike || side == f->main))
                ui_frame(ui, inset(t, -frame), ui->theme->accent, frame, 0);
        }
    }
}

/* All maps of both. */
static void draw_walls(Ui *ui, Rect room, const CompareFacts *f) {
    float half = floorf((room.w - ui_px(ui, 14)) / 2), frame = fmaxf(2, floorf(2 * ui->scale));
    Tiles t = tiles_wall(ui, (Rect){room.x, room.y, half, room.h}, f->maps);
    if (!tiles_turn(ui, &t, f->side[f->main].shown, f->map)) return;
    for (int side = 0; side < 2; side++) {
        Rect r = {side ? room.x + room.w - half : room.x, room.y, half, room.h}, mark = {0};
        WallTold *told = ARENA_NEW(ui->arena, 1, WallTold);
        int *map = ARENA_NEW(ui->arena, (size_t)f->maps, int);
        if (!told || !map) return;
        place_maps(ui, f, side, t.ranks, map);
        *told = (WallTold){f->side[side].run, f->side[side].shown, map, false};
        for (int i = 0; i < t.columns * t.rows && t.first + i < f->maps; i++) {
            Rect tile = tiles_at(&t, r, i);
            if (!f->alike && map[t.first + i] < 0) continue; /* it has fewer */
            draw_values(ui, tile, f, side, map[t.first + i]);
            if (t.ranks[t.first + i].map == f->map && (f->alike || side == f->main)) mark = tile;
        }
        if (told->run) tiles_hit(ui, &t, r, "map rank", told);
        if (mark.w > 0) ui_frame(ui, inset(mark, -frame), ui->theme->accent, frame, 0);
    }
}

/* A vector's numbers as cells, or the photo's three maps: what has no correlation. */
static void draw_whole(Ui *ui, Rect room, const CompareFacts *f) {
    float half = floorf((room.w - ui_px(ui, 14)) / 2);
    for (int side = 0; side < 2; side++) {
        const SideFacts *s = &f->side[side];
        Rect r = {side ? room.x + room.w - half : room.x, room.y, half, room.h};
        if (!s->run || !run_values(s->run, s->shown)) continue;
        Shape shape = net_shape(run_net(s->run), s->shown);
        Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = shape.w, .h = shape.h,
                     .rows = run_ready(s->run, s->shown), .data = run_values(s->run, s->shown),
                     .version = compare_version(ui->app, side)};
        if (shape.h == 1) {
            p.w = (int)ceil(sqrt((double)shape.c));
            while (shape.c % p.w) p.w++;
            if (p.w > 4 * (shape.c / p.w)) p.w = (int)ceil(sqrt((double)shape.c));
            p.h = shape.c / p.w;
            p.rows = p.rows / p.w;
        }
        if (s->shown < 0) p.tint = input_tint(ui->app, 0);
        run_range(ui->app, s->run, s->shown, -1, &p.lo, &p.hi);
        float side_length = fminf(half, r.h), w = side_length, h = side_length;
        if (p.w != p.h) h = floorf(w * (float)p.h / (float)p.w);
        ui_picture(ui, (Rect){r.x, r.y, w, h}, p);
        bool vector = shape.h == 1;
        Told told = {.tell = vector ? tell_number : tell_map, .of = s->run, .n = {s->shown, vector ? -1 : 0},
                     .cells = vector};
        ui_hit_cells(ui, HIT_CELL, (Rect){r.x, r.y, w, h}, p.w, p.h, NULL)->told = told;
    }
}

/* What the selected map follows, of the side whose layer does. */
static const char *following_words(const Ui *ui, const CompareFacts *f, const char *key) {
    int side = f->follows[f->main] ? f->main : !f->main;
    const SideFacts *s = &f->side[side];
    const Followed *of = f->follows[side];
    const char *full = net_info(s->weights->follows_net)->title;
    if (side != f->main) return SAY(ui, "compare.followed", s->info->title, full, of->layer);
    return SAY(ui, key, full, of->layer, ui_format(ui, "%d", f->map), ui_format(ui, "%d", of->map[f->map]));
}

/* What a number of a map is worth across the two. */
static const char *kinship_words(const Ui *ui, const CompareFacts *f) {
    const SideFacts *a = &f->side[0], *b = &f->side[1];
    Shape s = net_shape(a->own, a->shown), t = net_shape(b->own, b->shown);
    const char *words = "";
    if (a->row < 0) return SAY(ui, "compare.one_photo");
    if (s.h == 1 && t.h == 1) return SAY(ui, "compare.vectors");
    if (!f->alike)
        return SAY(ui, "compare.other_size", ui_format(ui, "%d×%d", s.h, s.w), ui_format(ui, "%d×%d", t.h, t.w));
    switch (f->kinship) {
    case KIN_APART: return SAY(ui, "compare.apart");
    case KIN_SAME: return SAY(ui, "compare.same_weights");
    case KIN_OTHERS:
        return SAY(ui, "compare.others", net_info(a->weights->follows_net)->title, f->follows[0]->layer,
                   f->follows[1]->layer);
    case KIN_FOLLOWS: return following_words(ui, f, "compare.follows");
    case KIN_ALIKE: words = following_words(ui, f, "compare.alike"); break;
    case KIN_SEEDED: words = SAY(ui, "compare.seeded"); break;
    case KIN_COUNT: break;
    }
    if (!f->matched) return words;
    return SAY(ui, "join.sentences", words,
               SAY(ui, "compare.same_number", ui_format(ui, "%d", f->same), ui_format(ui, "%d", f->found)));
}

static void draw_maps_panel(Ui *ui, Rect room, const CompareFacts *f) {
    FollowedMap followed = followed_map(ui->app);
    UnitFacts unit = unit_facts(ui->app);
    if (followed.state != FOLLOWED_OFF && unit.out.h > 1) {
        followed_draw(ui, room, PANEL_MAPS, &unit, &followed);
        return;
    }
    Rect r = ui_panel(ui, PANEL_MAPS, room, NULL);
    float half = floorf((r.w - ui_px(ui, 14)) / 2), gap = ui_px(ui, 4);
    Rect names = cut_top(&r, ui_line(ui, ROLE_BODY)), maps = cut_top(&r, ui_line(ui, ROLE_SMALL));
    const SideFacts *main = &f->side[f->main];
    for (int side = 0; side < 2; side++) {
        const SideFacts *s = &f->side[side];
        Rect name = {side ? r.x + r.w - half : r.x, names.y, half, names.h}, map = {name.x, maps.y, half, maps.h};
        ui_text(ui, name, (Style){ROLE_BODY, FONT_BOLD, side_color(ui, side)}, ALIGN_LEFT, s->info->title);
        const char *number = side == f->main       ? ui_format(ui, "%d", f->map)
                             : f->match.map >= 0   ? ui_format(ui, "%d", f->match.map)
                                                   : "–";
        ui_text(ui, map, small(ui), ALIGN_LEFT,
                f->alike ? SAY(ui, "compare.map", s->layer, number) : s->layer);
    }
    cut_top(&r, ui_px(ui, 5));
    const char *words = kinship_words(ui, f);
    float key = ui_line(ui, ROLE_KEY), line = ui_line(ui, ROLE_SMALL);
    int lines = (int)(ui_width(ui, small(ui), words) / (r.w * 0.93f)) + 1; /* about */
    Rect note = cut_bottom(&r, fminf((float)lines * line, r.h * 0.5f));
    ui_note(ui, note, small(ui), words);
    if (!f->alike) {
        cut_bottom(&r, gap);
        if (main->shown < 0 || net_shape(main->own, main->shown).h == 1) draw_whole(ui, r, f);
        else if (ui->app->wall) draw_walls(ui, r, f);
        else draw_grids(ui, r, f, 2, r.h >= half ? 2 : 1, fminf(floorf((half - gap) / 2), r.h));
        return;
    }
    Rect figure = cut_bottom(&r, key);
    cut_bottom(&r, gap);
    int columns = 0, rows = 0;
    float tile = 0, most = 0, least = ui_px(ui, 36);
    for (int c = 2; c <= 5; c++) { /* the number of columns that fills the room best */
        float t = fminf(floorf((half - gap * (float)(c - 1)) / (float)c), floorf(r.h));
        int n = (int)((r.h + gap) / (t + gap));
        if (t < least || (float)(c * n) * t * t <= most) continue;
        most = (float)(c * n) * t * t, columns = c, rows = n, tile = t;
    }
    if (ui->app->wall) draw_walls(ui, r, f);
    else if (rows) draw_grids(ui, r, f, columns, rows, tile);
    Style big = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->text};
    const char *r_words = format_likeness(ui, f->match.map < 0 ? NAN : f->match.r);
    const char *value = ui_format(ui, "r = %s", f->matched ? r_words : "…");
    cut_left(&figure, ui_text(ui, figure, big, ALIGN_LEFT, value).w + ui_px(ui, 14));
    const char *best = SAY(ui, f->matched && f->match.map < 0 ? "compare.flat" : "compare.best_of",
                           f->side[!f->main].info->title);
    if (ui_width(ui, small(ui), best) > figure.w) best = SAY(ui, "compare.best");
    if (ui_width(ui, small(ui), best) <= figure.w) ui_text(ui, figure, small(ui), ALIGN_LEFT, best);
}

/* ---- the table ---- */

typedef struct Row {
    const char *label, *value[2], *difference;
    bool run; /* of this run, not of the network */
} Row;

static const char *signed_text(const Ui *ui, const char *format, double v) {
    const char *digits = ui_format(ui, format, fabs(v));
    return ui_format(ui, "%s%s", v < 0 ? "−" : "+", digits);
}

static const char *percent(const Ui *ui, double from, double to) {
    double p = 100 * (to / from - 1);
    return ui_format(ui, "%s %%", signed_text(ui, fabs(p) >= 99.95 ? "%.0f" : "%.1f", p));
}

static Row amount_row(const Ui *ui, const char *key, double a, double b) {
    return (Row){SAY(ui, key), {format_amount(ui, a), format_amount(ui, b)}, percent(ui, a, b), false};
}

/* A published figure; "–" where there is none, and then no difference either. */
static Row published_row(const Ui *ui, const char *key, double a, double b, int digits) {
    Row row = {.label = SAY(ui, key), .difference = ""};
    for (int side = 0; side < 2; side++) {
        double v = side ? b : a;
        row.value[side] = isnan(v) ? "–" : ui_format(ui, "%.*f", digits, v);
    }
    if (!isnan(a) && !isnan(b)) row.difference = signed_text(ui, digits > 1 ? "%.2f" : "%.1f", b - a);
    return row;
}

static const char *mebibytes(const Ui *ui, int64_t values) {
    return ui_format(ui, "%.1f MiB", 4.0 * (double)values / 1048576);
}

static int table_rows(const Ui *ui, const CompareFacts *f, Row rows[16]) {
    const SideFacts *a = &f->side[0], *b = &f->side[1];
    int n = 0;
    rows[n++] = (Row){SAY(ui, "compare.weight_layers"),
                      {ui_format(ui, "%d", a->own->weight_layers), ui_format(ui, "%d", b->own->weight_layers)},
                      signed_text(ui, "%.0f", b->own->weight_layers - a->own->weight_layers), false};
    rows[n++] = amount_row(ui, "figure.parameters", (double)a->own->params, (double)b->own->params);
    rows[n++] = amount_row(ui, "figure.macs", (double)a->own->macs, (double)b->own->macs);
    rows[n++] = (Row){SAY(ui, "compare.memory"),
                      {mebibytes(ui, a->values), mebibytes(ui, b->values)},
                      percent(ui, (double)a->values, (double)b->values), false};
    rows[n++] = (Row){SAY(ui, "compare.field"),
                      {ui_format(ui, "%d", a->end_field), ui_format(ui, "%d", b->end_field)},
                      signed_text(ui, "%.0f", b->end_field - a->end_field), false};
    if (!isnan(a->info->paper_top1) || !isnan(b->info->paper_top1))
        rows[n++] = published_row(ui, "compare.paper", a->info->paper_top1, b->info->paper_top1, 1);
    if (!isnan(a->info->jitter_top1) || !isnan(b->info->jitter_top1))
        rows[n++] = published_row(ui, "compare.jitter", a->info->jitter_top1, b->info->jitter_top1, 1);
    if (!isnan(a->info->torchvision_top1) || !isnan(b->info->torchvision_top1))
        rows[n++] = published_row(ui, "compare.torchvision", a->info->torchvision_top1, b->info->torchvision_top1, 2);
    if ((a->slim || b->slim) && a->weights && b->weights) {
        rows[n] =
            amount_row(ui, "compare.run_parameters", (double)a->weights->net.params, (double)b->weights->net.params);
        if (a->slim != b->slim) rows[n].difference = ""; /* one of them narrow: nothing follows from that */
        rows[n++].run = true;
    }
    if (a->ms > 0 && b->ms > 0) {
        rows[n++] = (Row){SAY(ui, "compare.run_time"),
                          {ui_format(ui, "%s ms", race_ms(ui, a->ms)), ui_format(ui, "%s ms", race_ms(ui, b->ms))},
                          f->race_winner < 0 ? "≈" : percent(ui, a->ms, b->ms),
                          true};
    }
    return n;
}

/* "11×11, 5×5, 3×3": the kernels of a network's convolutions, each once, in their order. */
static const char *kernels_of(const Ui *ui, const Net *net) {
    const char *names = "";
    unsigned seen = 0;
    for (int row = 0; row < net->layers; row++) {
        const Layer *l = &net->layer[row];
        if (l->kind != KIND_CONV || seen & 1u << l->kernel) continue;
        seen |= 1u << l->kernel;
        names = ui_format(ui, "%s%s%d×%d", names, *names ? ", " : "", l->kernel, l->kernel);
    }
    return names;
}

/* What the papers found, and what the extra layers cost. */
static const char *table_note(const Ui *ui, const CompareFacts *f) {
    const SideFacts *a = &f->side[0], *b = &f->side[1];
    bool pair = a->own->id == NET_VGG16 && b->own->id == NET_VGG19;
    const Layer *first = &a->own->layer[0];
    if (pair)
        return SAY(ui, "compare.note_pair",
                   ui_format(ui, "%.0f", 100 * ((double)b->own->macs / (double)a->own->macs - 1)),
                   ui_format(ui, "%.1f", 100 * ((double)b->own->params / (double)a->own->params - 1)));
    if (first->kernel != b->own->layer[0].kernel)
        return SAY(ui, "compare.note_first", a->info->title, ui_format(ui, "%d×%d", first->kernel, first->kernel),
                   ui_format(ui, "%d", first->stride), kernels_of(ui, a->own), b->info->title, kernels_of(ui, b->own));
    return SAY(ui, "compare.note");
}

static void draw_table_panel(Ui *ui, Rect room, const CompareFacts *f) {
    Row rows[16];
    int n = table_rows(ui, f, rows);
    Rect r = ui_panel(ui, PANEL_TABLE, room, NULL);
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, head = {ROLE_BODY, FONT_BOLD, 0};
    Style number = {ROLE_BODY, FONT_MONO, ui->theme->text}, change = {ROLE_BODY, FONT_MONO, ui->theme->other};
    float gap = ui_px(ui, 10), column = 0, last = 0, h = ui_line(ui, ROLE_BODY) + ui_px(ui, 1);
    for (int i = 0; i < n; i++) {
        for (int side = 0; side < 2; side++) column = fmaxf(column, ui_width(ui, number, rows[i].value[side]));
        last = fmaxf(last, ui_width(ui, number, rows[i].difference));
    }
    for (int side = 0; side < 2; side++) column = fmaxf(column, ui_width(ui, head, f->side[side].info->title));
    Rect line = cut_top(&r, h);
    cut_right(&line, last);
    for (int side = 1; side >= 0; side--) {
        cut_right(&line, gap);
        head.color = side_color(ui, side);
        ui_text(ui, cut_right(&line, column), head, ALIGN_RIGHT, f->side[side].info->title);
    }
    Rect rule = cut_top(&r, ui_px(ui, 5));
    ui_fill(ui, (Rect){rule.x, rule.y + 1, rule.w, fmaxf(1, floorf(ui->scale))}, ui->theme->edge, 0);
    for (int i = 0; i < n; i++) {
        if (r.h < h) {
            ui_less(ui, NULL);
            return;
        }
        line = cut_top(&r, h);
        words.color = rows[i].run ? ui->theme->slim : ui->theme->dim;
        number.color = rows[i].run ? ui->theme->slim : ui->theme->text;
        ui_text(ui, cut_right(&line, last), change, ALIGN_RIGHT, rows[i].difference);
        for (int side = 1; side >= 0; side--) {
            cut_right(&line, gap);
            ui_text(ui, cut_right(&line, column), number, ALIGN_RIGHT, rows[i].value[side]);
        }
        cut_right(&line, gap);
        const char *label = ui_shortened(ui, line.w, words, rows[i].label);
        if (label != rows[i].label) ui_tell(ui, line, (Told){.tell = tell_label, .of = rows[i].label});
        ui_text(ui, line, words, ALIGN_LEFT, label);
    }
    cut_top(&r, ui_px(ui, 5));
    ui_note(ui, r, small(ui), table_note(ui, f));
}

/* ---- the answers ---- */

static float share(const SideFacts *s, int class) {
    const float *p = s->run && s->answers ? run_values(s->run, s->own->layers - 1) : NULL;
    return p && class < net_classes(s->own) ? p[class] : 0;
}

static void tell_both(Ui *ui, const Hit *hit, Hint *out) {
    const CompareFacts *f = hit->told.of;
    int class = hit->told.n[0];
    out->title = say_class_twice(ui, f->side[f->main].own, class);
    for (int side = 0; side < 2; side++)
        hint_line(out, SAY(ui, "hint.figure", f->side[side].info->title,
                           format_answer(ui, f->side[side].own, (double)share(&f->side[side], class), 0)));
}

/* Whether an index is the same class to both: to the catalogue's networks it is, and to others if they call it so. */
static bool same_classes(const Ui *ui, const SideFacts *a, const SideFacts *b) {
    int n = net_classes(a->own);
    if (!net_is_own(a->own->id) && !net_is_own(b->own->id)) return true;
    if (n != net_classes(b->own)) return false;
    for (int i = 0; i < n; i++)
        if (strcmp(class_label(ui->app, a->own, i), class_label(ui->app, b->own, i)) != 0) return false;
    return true;
}

static bool both_have_shares(const CompareFacts *f) {
    return net_has_shares(f->side[0].own) && net_has_shares(f->side[1].own);
}

/* One bar of a side, with its figure; of a value the figure alone. */
static void draw_share(Ui *ui, Rect row, const CompareFacts *f, int side, float p) {
    Style number = {ROLE_SMALL, FONT_MONO, side_color(ui, side)};
    const Net *net = f->side[side].own;
    float bar = ui_px(ui, 8);
    const char *figure = both_have_shares(f) ? format_share(ui, (double)p) : format_answer(ui, net, (double)p, 0);
    float wide = fmaxf(ui_width(ui, number, "> 99.99 "), ui_width(ui, number, ui_format(ui, "%s ", figure)));
    Rect at = cut_right(&row, wide);
    Rect strip = {row.x, floorf(row.y + (row.h - bar) / 2), row.w, bar};
    ui_text(ui, at, number, ALIGN_RIGHT, figure);
    if (!net_has_shares(net)) return;
    ui_fill(ui, strip, ui->theme->raised, 0);
    float w = floorf(strip.w * p);
    if (w >= 1) side_fill(ui, (Rect){strip.x, strip.y, w, bar}, side);
}

/* Networks that tell other things apart: each its own answers. */
static void draw_own_answers(Ui *ui, Rect r, const CompareFacts *f) {
    float line = ui_line(ui, ROLE_BODY), thin = ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 4);
    Style label = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    for (int side = 0; side < 2; side++) {
        const SideFacts *s = &f->side[side];
        Rect half = cut_top(&r, side ? r.h : floorf(r.h / 2));
        ui_text(ui, cut_top(&half, line), (Style){ROLE_BODY, FONT_BOLD, side_color(ui, side)}, ALIGN_LEFT,
                s->info->title);
        for (int i = 0; i < s->answers && half.h >= line + thin; i++) {
            class_draw(ui, cut_top(&half, line), label, s->own, s->top[i].class_index);
            draw_share(ui, cut_top(&half, thin), f, side, s->top[i].p);
            cut_top(&half, gap);
        }
    }
}

/* Of which of them the answers mean nothing; "" of none. */
static const char *untrained_words(const Ui *ui, const CompareFacts *f) {
    bool first = *say_untrained(ui, f->side[0].weights), second = *say_untrained(ui, f->side[1].weights);
    if (first && second) return SAY(ui, "compare.untrained_both");
    return first || second ? SAY(ui, "compare.untrained", f->side[second].info->title) : "";
}

static void draw_answers_panel(Ui *ui, Rect room, const CompareFacts *f) {
    const SideFacts *a = &f->side[f->main], *b = &f->side[!f->main];
    bool slim = a->slim && b->slim;
    const char *title = slim ? "compare.answers_slim" : both_have_shares(f) ? "compare.answers" : "compare.figures";
    Rect r = ui_panel(ui, PANEL_ANSWERS, room, SAY(ui, title));
    const SideFacts *mute = net_classes(a->own) == 0 ? a : net_classes(b->own) == 0 ? b : NULL;
    if (mute || !a->answers || !b->answers) {
        ui_note(ui, r, small(ui),
                mute ? SAY(ui, "compare.no_answers", mute->info->title) : SAY(ui, "compare.computing"));
        return;
    }
    Style doubt = {ROLE_SMALL, FONT_TEXT, ui->theme->slim};
    const char *untrained = untrained_words(ui, f);
    if (*untrained) ui_note(ui, cut_bottom(&r, ui_paragraph_height(ui, r.w, doubt, untrained)), doubt, untrained);
    if (!same_classes(ui, a, b)) {
        draw_own_answers(ui, r, f);
        return;
    }
    CompareFacts *kept = ARENA_NEW(ui->arena, 1, CompareFacts);
    if (!kept) return;
    *kept = *f;
    float line = ui_line(ui, ROLE_BODY), thin = ui_line(ui, ROLE_SMALL), gap = ui_px(ui, 6);
    for (int i = 0; i < a->answers; i++) {
        if (r.h < line + 2 * thin) {
            ui_less(ui, NULL);
            return;
        }
        Style label = {ROLE_BODY, FONT_TEXT, ui->theme->text};
        Rect text = cut_top(&r, line);
        class_draw(ui, text, label, a->own, a->top[i].class_index);
        Rect all = {text.x, text.y, text.w, line + 2 * thin};
        ui_tell(ui, all, (Told){.tell = tell_both, .of = kept, .n = {a->top[i].class_index}});
        for (int side = 0; side < 2; side++)
            draw_share(ui, cut_top(&r, thin), f, side, share(&f->side[side], a->top[i].class_index));
        cut_top(&r, gap);
    }
}

/* ---- the photo ---- */

static void draw_photo_panel(Ui *ui, Rect room, const CompareFacts *f) {
    const SideFacts *a = &f->side[0], *b = &f->side[1];
    Rect r = ui_panel(ui, PANEL_PHOTO, room, SAY(ui, "compare.sees"));
    Style name = {ROLE_BODY, FONT_TEXT, 0}, number = {ROLE_BODY, FONT_MONO, 0};
    float line = ui_line(ui, ROLE_BODY);
    Rect lines = cut_bottom(&r, 2 * line);
    cut_bottom(&r, ui_px(ui, 6));
    int main = ui->app->compare->main;
    const Color colors[] = {side_color(ui, 0), side_color(ui, 1)};
    Box boxes[] = {a->box, b->box}; /* on the main network's crop */
    int shift = (f->side[!main].own->input.w - f->side[main].own->input.w + 1) / 2;
    boxes[!main].x0 -= shift, boxes[!main].x1 -= shift, boxes[!main].y0 -= shift, boxes[!main].y1 -= shift;
    photo_fields_draw(ui, r, compare_image(ui->app, main), compare_version(ui->app, main), boxes, colors);
    for (int side = 0; side < 2; side++) {
        Rect row = cut_top(&lines, line);
        const char *field = ui_format(ui, "%d×%d", f->side[side].field, f->side[side].field);
        name.color = number.color = colors[side];
        ui_text(ui, cut_right(&row, ui_width(ui, number, field)), number, ALIGN_RIGHT, field);
        if (ui_width(ui, name, f->side[side].info->title) <= row.w)
            ui_text(ui, row, name, ALIGN_LEFT, f->side[side].info->title);
    }
}

/* ---- the screen ---- */

typedef void DrawPanel(Ui *, Rect, const CompareFacts *);

static const struct {
    DrawPanel *draw;
    float least, least_big; /* widths, of the larger text too */
} PANELS[] = {{draw_maps_panel, 368, 400},
              {draw_table_panel, 425, 530},
              {draw_answers_panel, 240, 320},
              {draw_photo_panel, 194, 260}};
enum { N_PANELS = sizeof PANELS / sizeof *PANELS };

static float least_width(const Ui *ui, int panel) {
    return ui_px(ui, ui->app->textsize > 1 ? PANELS[panel].least_big : PANELS[panel].least);
}

/* As many panels as fit, from the one that the page says on; what is left over is shared out. */
static void draw_panels(Ui *ui, Rect room, CompareFacts *f) {
    float gap = ui_px(ui, 10), all = -gap;
    int chosen[N_PANELS], n = 0;
    for (int i = 0; i < N_PANELS; i++) all += least_width(ui, i) + gap;
    f->panels_paged = all > room.w; /* else the page is of the maps */
    if (f->panels_paged) sideways_draw(ui, &room);
    int first = f->panels_paged ? app_page(ui->app, N_PANELS, 0) : 0;
    float used = -gap;
    for (int k = 0; k < N_PANELS; k++) {
        int i = (first + k) % N_PANELS;
        float w = least_width(ui, i);
        if (used + gap + w > room.w && n) continue;
        used += gap + w;
        chosen[n++] = i;
    }
    float more = floorf(fmaxf(0, room.w - used) / (float)n);
    for (int k = 0; k < n; k++) {
        Rect panel = k + 1 == n ? room : cut_left(&room, least_width(ui, chosen[k]) + more);
        PANELS[chosen[k]].draw(ui, panel, f);
        cut_left(&room, gap);
    }
}

static void draw_curves(Ui *ui, Rect room, const CompareFacts *f) {
    float gap = ui_px(ui, 10), least = ui_px(ui, ui->app->textsize > 1 ? 300 : 250);
    int n = (int)((room.w + gap) / (least + gap));
    if (n < CURVE_COUNT) {
        sideways_draw(ui, &room);
        n = (int)((room.w + gap) / (least + gap));
    }
    n = n > CURVE_COUNT ? CURVE_COUNT : n < 1 ? 1 : n;
    int first = n < CURVE_COUNT ? app_page(ui->app, CURVE_COUNT, 0) : 0;
    float w = floorf((room.w - gap * (float)(n - 1)) / (float)n);
    for (int k = 0; k < n; k++) {
        compare_curve_draw(ui, k + 1 == n ? room : cut_left(&room, w), f, (Curve)((first + k) % CURVE_COUNT));
        cut_left(&room, gap);
    }
}

static void draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    CompareFacts f = compare_facts(app);
    bool curves = app->compare->figures == FIGURES_CURVES;
    if (ui->panel == 1 || ui->panel == 2) {
        compare_strips_draw(ui, room, &f);
        return;
    }
    if (ui->panel >= PANEL_MAPS && ui->panel <= PANEL_PHOTO) {
        if (curves) compare_curve_draw(ui, room, &f, (Curve)(ui->panel - PANEL_MAPS));
        else PANELS[ui->panel - PANEL_MAPS].draw(ui, room, &f);
        return;
    }
    bool big = app->textsize > 1;
    compare_strips_draw(ui, cut_top(&room, floorf(room.h * (big ? 0.40f : 0.41f))), &f);
    cut_top(&room, ui_px(ui, 8));
    if (curves) draw_curves(ui, room, &f);
    else draw_panels(ui, room, &f);
}

/* ---- the footer ---- */

static const char *title(const Ui *ui) {
    const NetId *net = ui->app->compare->net;
    return ui_format(ui, "%s | %s", net_info(net[0])->title, net_info(net[1])->title);
}

static const char *headline(const Ui *ui) {
    CompareFacts f = compare_facts(ui->app);
    const SideFacts *a = &f.side[0], *b = &f.side[1];
    int place = compare_place(ui->app);
    const char *race = compare_race_headline(ui);
    if (race) return race;
    const Alignment *al = &ui->app->compare->alignment;
    if (place == 0) return SAY(ui, "compare.start");
    for (int side = 0; side < 2; side++)
        if (align_gap(al, side, place)) {
            const SideFacts *s = &f.side[side], *o = &f.side[!side];
            int row = align_row(al, side, place);
            return SAY(ui, "compare.waits", o->info->title, o->own->layer[al->at[place].row[!side]].name,
                       s->info->title, row < 0 ? "input" : s->own->layer[row].name);
        }
    const char *at = a->own->layer[al->at[place].row[0]].name, *other = b->own->layer[al->at[place].row[1]].name;
    if (strcmp(at, other) != 0) return SAY(ui, "compare.stand_apart", a->info->title, at, b->info->title, other);
    return SAY(ui, a->convs == b->convs ? "compare.stand_equal" : "compare.stand", at, a->info->title,
               ui_format(ui, "%d", a->convs), b->info->title, ui_format(ui, "%d", b->convs));
}

static const char *place_words(const Ui *ui) {
    CompareFacts f = compare_facts(ui->app);
    const char *words[2];
    for (int side = 0; side < 2; side++)
        words[side] =
            SAY(ui, "place.step", ui_format(ui, "%d", f.side[side].step), ui_format(ui, "%d", f.side[side].steps));
    return ui_format(ui, "%s · %s", SAY(ui, "join.named", f.side[0].info->title, words[0]),
                     SAY(ui, "join.named", f.side[1].info->title, words[1]));
}

static const char *next_label(const Ui *ui) {
    if (job_busy(ui->app->job)) return NULL;
    const Compare *c = ui->app->compare;
    int place = compare_place(ui->app), last = c->alignment.n - 1;
    if (place >= last) return SAY(ui, "footer.end");
    int next = c->boundary == BOUNDARY_BLOCK ? align_block_end(&c->alignment, place + 1) : place + 1;
    int side = align_gap(&c->alignment, c->main, next) ? !c->main : c->main;
    return SAY(ui, "footer.next", compare_net(ui->app, side)->layer[c->alignment.at[next].row[side]].name);
}

static int left(const App *app) {
    const Compare *c = app->compare;
    int n = 0;
    for (int place = compare_place(app); place < c->alignment.n - 1; n++) /* as "together next" goes */
        place = c->boundary == BOUNDARY_BLOCK ? align_block_end(&c->alignment, place + 1) : place + 1;
    return n;
}

/* ---- as sentences ---- */

static const char *words(const Ui *ui) {
    CompareFacts f = compare_facts(ui->app);
    const char *text = ui_format(ui, "%s\n", headline(ui));
    for (int side = 0; side < 2; side++) {
        const SideFacts *s = &f.side[side];
        const char *field = ui_format(ui, "%d×%d", s->field, s->field);
        text = ui_format(ui, "%s%s\n", text,
                         SAY(ui, "compare.words_side", s->info->title,
                             s->weights ? weights_words(ui->app, s->weights, ui->arena) : "…", s->layer, field));
        for (int i = 0; i < s->answers && i < 3; i++)
            text = add_line(ui, text, say_answer(ui, s->own, s->top[i].class_index, s->top[i].p));
    }
    const char *untrained = f.side[0].answers && f.side[1].answers ? untrained_words(ui, &f) : "";
    if (*untrained) text = add_line(ui, text, untrained);
    if (f.alike && f.match.map >= 0)
        text = ui_format(ui, "%s%s\n", text,
                         SAY(ui, "compare.words_match", ui_format(ui, "%d", f.map), f.side[f.main].info->title,
                             ui_format(ui, "%d", f.match.map), f.side[!f.main].info->title,
                             ui_format(ui, "%.4f", f.match.r)));
    text = ui_format(ui, "%s%s\n", text, kinship_words(ui, &f));
    Row rows[16];
    int n = table_rows(ui, &f, rows);
    for (int i = 0; i < n; i++) {
        const char *both = SAY(ui, "join.list", rows[i].value[0], rows[i].value[1]);
        if (*rows[i].difference) both = SAY(ui, "join.list", both, rows[i].difference);
        text = add_line(ui, text, SAY(ui, "join.named", rows[i].label, both));
    }
    return ui_format(ui, "%s%s\n", text, table_note(ui, &f));
}

const Screen compare_screen = {
    .draw = draw,
    .telling = 2,
    .title = title,
    .headline = headline,
    .place = place_words,
    .way = {NULL, "together previous", "together next", next_label, left, NULL, NULL, 0},
    .words = words,
    .json = compare_json,
    .bench = {"view compare; select conv5_1; map 0", {"down", "down"}},
};
