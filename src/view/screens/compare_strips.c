/* Compare's two strips: layers that stand at one place lie below each other, and what one lacks is a gap. */
#include <math.h>
#include <string.h>

#include "model/kind.h"
#include "view/hint.h"
#include "view/layer.h"
#include "view/screens/compare_inside.h"
#include "view/widgets/strip.h"

Color side_color(const Ui *ui, int side) { return side ? ui->theme->other : ui->theme->conv; }

void side_fill(Ui *ui, Rect r, int side) {
    ui_fill(ui, r, side_color(ui, side), 0);
    if (side) ui_hatch(ui, r, ui->theme->panel);
}

/* ---- the race ---- */

const char *race_ms(const Ui *ui, double ms) { return ui_format(ui, ms < 100 ? "%.1f" : "%.0f", ms); }

/* Networks of so many multiply-adds take long enough to be watched while they run. */
static const double WATCHABLE = 4e9;

static bool watched(const App *app) {
    double macs = 0;
    for (int side = 0; side < 2; side++)
        if (compare_run(app, side)) macs += (double)run_net(compare_run(app, side))->macs;
    return macs >= WATCHABLE;
}

int compare_race_slowed(const Ui *ui) {
    static const int FACTORS[] = {1, 2, 5, 10, 20, 50, 100};
    const Race *race = ui->app->work.race;
    if (!race || !atomic_load(&race->task.done) || watched(ui->app)) return 1;
    double longest = fmax(race->verdict.best[0], race->verdict.best[1]);
    size_t i = 0;
    while (i + 1 < sizeof FACTORS / sizeof *FACTORS && longest * FACTORS[i] < 3000) i++;
    return FACTORS[i];
}

static bool at_the_end(const App *app) { return compare_place(app) == app->compare->alignment.n - 1; }

bool compare_race_part(const Ui *ui, int side, int row, float *part) {
    const Race *race = ui->app->work.race;
    if (!race || !ui->frame || !at_the_end(ui->app)) return false; /* who has stepped on looks at something else */
    bool done = atomic_load(&race->task.done);
    *part = 0;
    if (!done && watched(ui->app)) {
        const Run *run = race->run[side];
        int last = net_after_relu(run_net(run), row);
        Shape s = net_shape(run_net(run), last);
        *part = (float)run_ready(run, last) / (float)(s.h > 1 ? s.h : s.c);
        return true;
    }
    if (!done) return true;
    double slowed = compare_race_slowed(ui), now = ui->since / slowed;
    if (watched(ui->app) || now >= fmax(race->verdict.best[0], race->verdict.best[1])) return false;
    ui->frame->animating = true;
    double from = row > 0 ? race->ms[side][row - 1] : 0, to = race->ms[side][row];
    *part = (float)fmin(1, fmax(0, (now - from) / fmax(to - from, 1e-9)));
    return true;
}

/* The layer that a side of the picture has reached. */
static const char *reached(const Ui *ui, int side) {
    const Net *net = compare_net(ui->app, side);
    const char *name = "input";
    float part;
    for (int row = 0; row < net->layers; row++)
        if (!layer_kind(net->layer[row].kind)->joins && compare_race_part(ui, side, row, &part) && part >= 1)
            name = net->layer[row].name;
    return name;
}

static const char *round_words(const Ui *ui, const Race *race) {
    int round = atomic_load(&race->round);
    return round ? SAY(ui, "compare.racing", ui_format(ui, "%d", round), ui_format(ui, "%d", RACE_ROUNDS))
                 : SAY(ui, "compare.race_warms");
}

const char *compare_race_headline(const Ui *ui) {
    const App *app = ui->app;
    const Race *race = app->work.race;
    const char *title[] = {net_info(app->compare->net[0])->title, net_info(app->compare->net[1])->title};
    float part;
    if (!race || !at_the_end(app)) return NULL;
    bool done = atomic_load(&race->task.done), moving = compare_race_part(ui, 0, 0, &part);
    if (moving && (done || watched(app)))
        return SAY(ui, "compare.racing_at", title[0], reached(ui, 0), title[1], reached(ui, 1));
    if (!done) return round_words(ui, race);
    const RaceVerdict *v = &race->verdict;
    int won = v->winner < 0 ? 0 : v->winner;
    return SAY(ui, v->winner < 0 ? "compare.race_close" : "compare.race_won", title[won], race_ms(ui, v->best[won]),
               title[!won], race_ms(ui, v->best[!won]));
}

/* ---- the strips ---- */

/* How much of a layer has run; what is still to come is 0 although it may be known. */
static float part_done(Ui *ui, const CompareFacts *f, int side, int row) {
    const App *app = ui->app;
    const SideFacts *s = &f->side[side];
    float part;
    if (compare_race_part(ui, side, row, &part)) return part;
    int last = net_after_relu(s->own, row), at = compare_step_row(app, side);
    if (row > at || !s->run) return 0;
    if (last > at) last = row;
    if (run_done(s->run, last)) return 1;
    Shape shape = net_shape(&s->weights->net, last);
    return (float)run_ready(s->run, last) / (float)(shape.h > 1 ? shape.h : shape.c);
}

typedef struct Column {
    Solid solid[2];
    float x, w;
} Column;

/* Places the columns with one gap between all, and a wider one where maps become a vector. Returns where that is. */
static float place_columns(const Ui *ui, Column columns[], int n, Rect room, int first_vector) {
    float all = 0;
    for (int i = 1; i < n; i++) all += columns[i].w;
    float squeeze = fminf(1, room.w * 0.62f / all);
    float gap = fminf((room.w - all * squeeze) / ((float)n + 2.2f), ui_px(ui, 44));
    float x = room.x, broken = 0;
    for (int i = 1; i < n; i++) {
        if (i == first_vector) {
            broken = x + gap * 0.4f;
            x += gap * 1.4f;
        }
        for (int side = 0; side < 2; side++) {
            columns[i].solid[side].face = floorf(columns[i].solid[side].face * squeeze);
            columns[i].solid[side].side = floorf(columns[i].solid[side].side * squeeze);
            columns[i].solid[side].x = floorf(x);
        }
        columns[i].x = floorf(x);
        columns[i].w = floorf(columns[i].w * squeeze);
        x += columns[i].w + gap;
        if (i >= first_vector) x += gap * 0.2f;
    }
    return broken;
}

static void draw_gap(Ui *ui, const Solid *like, float base, Color color) {
    float w = like->face + like->side, h = like->h, line = fmaxf(1, floorf(ui->scale * 1.2f));
    Point at[] = {
        {like->x, base - h}, {like->x + w, base - h}, {like->x + w, base}, {like->x, base}, {like->x, base - h}};
    for (int i = 0; i < 4; i++) ui_line_to(ui, at[i], at[i + 1], color, line, ui_px(ui, 4));
}

static const char *row_name(const SideFacts *side, int row) { return row < 0 ? "input" : side->own->layer[row].name; }

const char *compare_say_select(const Ui *ui, const CompareFacts *f, int place) {
    const Alignment *a = &ui->app->compare->alignment;
    int row = a->at[place].row[f->main];
    if (row != ALIGN_GAP) return ui_format(ui, "select %s", row_name(&f->side[f->main], row));
    const SideFacts *other = &f->side[!f->main];
    return ui_format(ui, "net %s; select %s", other->info->name, row_name(other, a->at[place].row[!f->main]));
}

/* The selected place's first, then those of layers that only one network has, then the others where there is room. */
static void draw_labels(Ui *ui, const CompareFacts *f, int side, const Column columns[], int n, Rect line,
                        int selected) {
    const Alignment *a = &ui->app->compare->alignment;
    struct Placed { float from, to; } *placed = ARENA_NEW(ui->arena, (size_t)n, struct Placed);
    float gap = ui_px(ui, 5);
    int labels = 0;
    for (int pass = 0; pass < 3 && placed; pass++)
        for (int i = 1; i < n; i++) {
            int row = a->at[i].row[side];
            const Layer *l = row == ALIGN_GAP ? NULL : &f->side[side].own->layer[row];
            bool here = i == selected, alone = !l || align_gap(a, !side, i), clear = true;
            if (pass != (here ? 0 : alone ? 1 : 2)) continue;
            if (pass == 2 && layer_look(l->kind)->aside) continue;
            Style style = {ROLE_SMALL, FONT_TEXT, l && alone ? ui->theme->other : ui->theme->dim};
            if (here) style = (Style){ROLE_SMALL, FONT_BOLD, ui->theme->accent};
            const char *name = l ? strip_name(ui, l) : "–";
            float w = ui_width(ui, style, name), x = floorf(columns[i].x + (columns[i].w - w) / 2);
            x = fminf(x, line.x + line.w - w);
            for (int k = 0; k < labels; k++) clear &= x + w + gap <= placed[k].from || x >= placed[k].to + gap;
            if (!clear) continue;
            ui_text(ui, (Rect){x, line.y, w, line.h}, style, ALIGN_LEFT, name);
            placed[labels++] = (struct Placed){x, x + w};
        }
}

/* "3_4, 4_4, 5_4": the layers that the other one lacks. */
static const char *extra_names(const Ui *ui, const CompareFacts *f, int side) {
    const Alignment *a = &ui->app->compare->alignment;
    const char *names = "";
    for (int i = 1; i < a->n; i++)
        if (align_gap(a, !side, i))
            names = ui_format(ui, "%s%s%s", names, *names ? ", " : "",
                              strip_name(ui, &f->side[side].own->layer[a->at[i].row[side]]));
    return names;
}

/* The keys of the screen as buttons: how far a step goes, table or curves, all maps; and the race, which is done, not
 * on or off. */
enum { BUTTON_BLOCK, BUTTON_CURVES, BUTTON_WALL, BUTTON_RACE, BUTTONS };

static const char *button_command(int i) {
    static const char *const COMMANDS[BUTTONS] = {"boundary", "figures", "wall", "race"};
    return COMMANDS[i];
}

static bool has_button(const Ui *ui, int i) { /* no maps are beside curves */
    return i != BUTTON_WALL || ui->app->compare->figures != FIGURES_CURVES;
}

static const char *button_label(const Ui *ui, int i, bool keyed) {
    static const char *const NAMES[BUTTONS] = {"compare.by_block", "compare.curves", "maps.wall", "compare.race"};
    char key[24];
    const char *name = SAY(ui, NAMES[i]);
    if (!keyed || !app_key_of(ui->app, button_command(i), key)) return name;
    return SAY(ui, "join.named", name, ui_format(ui, "%s", key));
}

/* What buttons from..to - 1 take of a line. */
static float buttons_width(const Ui *ui, int from, int to, bool keyed) {
    float w = -ui_px(ui, 8);
    for (int i = from; i < to; i++) {
        const char *label = button_label(ui, i, keyed);
        if (!has_button(ui, i)) continue;
        w += ui_px(ui, 8) + (i == BUTTON_RACE ? ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, label) + ui_px(ui, 20)
                                              : ui_marked_width(ui, label));
    }
    return w;
}

/* From the right; without their keys where there is no room for these. */
static void draw_buttons(Ui *ui, Rect *line, int from, int to) {
    const Compare *c = ui->app->compare;
    const bool on[BUTTONS] = {c->boundary == BOUNDARY_BLOCK, c->figures == FIGURES_CURVES, ui->app->wall};
    bool keyed = buttons_width(ui, from, to, true) <= line->w;
    for (int i = from; i < to; i++) {
        const char *label = button_label(ui, i, keyed);
        if (!has_button(ui, i)) continue;
        if (i == BUTTON_RACE) ui_button_right(ui, line, label, ui->theme->text, button_command(i));
        else ui_toggle_right(ui, line, label, on[i], button_command(i));
        cut_right(line, ui_px(ui, 8));
    }
}

/* From the best run to the slowest of each side. */
static const char *raced(const Ui *ui, const char *key, const RaceVerdict *v) {
    return SAY(ui, key, ui_format(ui, "%d", RACE_ROUNDS), race_ms(ui, v->best[0]),
               race_ms(ui, v->best[0] + v->spread[0]), race_ms(ui, v->best[1]), race_ms(ui, v->best[1] + v->spread[1]));
}

/* What the race came to, or that it is on. */
static void draw_race(Ui *ui, Rect line) {
    const Race *race = ui->app->work.race;
    Style style = {ROLE_SMALL, FONT_TEXT, ui->theme->slim};
    float part;
    if (!race) return;
    const char *says;
    if (!atomic_load(&race->task.done)) says = round_words(ui, race);
    else if (compare_race_part(ui, 0, 0, &part))
        says = SAY(ui, "compare.race_replay", ui_format(ui, "%d", compare_race_slowed(ui)));
    else if (ui_width(ui, style, says = raced(ui, "compare.raced", &race->verdict)) > line.w)
        says = raced(ui, "compare.raced_short", &race->verdict);
    if (ui_width(ui, style, says) <= line.w) ui_text(ui, line, style, ALIGN_RIGHT, says);
}

/* Which layers the other one lacks, behind a swatch of their colour; in fewer words, or told alone, where there is no
 * room. */
static void draw_lacks(Ui *ui, Rect *line, const CompareFacts *f, int side) {
    Style extra = {ROLE_SMALL, FONT_TEXT, ui->theme->other};
    const char *names = extra_names(ui, f, side);
    float box = ui_px(ui, 12), gap = ui_px(ui, 7);
    if (!*names) return;
    const char *whole = SAY(ui, "compare.lacks", names, f->side[!side].info->title), *text = whole;
    float room = line->w - box - gap - 1;
    if (room < ui_width(ui, extra, text))
        text = SAY(ui, "compare.lacks_short", ui_format(ui, "%d", align_gaps(&ui->app->compare->alignment, !side)));
    if (room < ui_width(ui, extra, text)) text = "";
    Rect swatch = cut_left(line, box), area = *line;
    swatch = (Rect){swatch.x, floorf(line->y + (line->h - box) / 2), swatch.w, box};
    ui_fill(ui, swatch, ui->theme->other, 0);
    ui_hatch(ui, swatch, ui->theme->panel);
    cut_left(line, gap);
    float w = ui_width(ui, extra, text);
    if (*text) ui_text(ui, cut_left(line, w), extra, ALIGN_LEFT, text);
    if (text != whole)
        ui_tell(ui, (Rect){swatch.x, area.y, line->x - swatch.x, area.h}, (Told){.tell = tell_label, .of = whole});
    cut_left(line, ui_px(ui, 18));
}

/* What a strip's name and weights need of a line. */
static float title_width(const Ui *ui, const SideFacts *s) {
    const char *weights = s->weights ? weights_words(ui->app, s->weights, ui->arena) : "…";
    return ui_width(ui, (Style){ROLE_BODY, FONT_BOLD, 0}, s->info->title) +
           ui_width(ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, weights) + ui_px(ui, 40);
}

/* What the other one lacks in few words, with its swatch; 0: nothing. */
static float lacks_width(const Ui *ui, int side) {
    int gaps = align_gaps(&ui->app->compare->alignment, !side);
    const char *text = SAY(ui, "compare.lacks_short", ui_format(ui, "%d", gaps));
    return gaps ? ui_width(ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, text) + ui_px(ui, 40) : 0;
}

static void draw_title(Ui *ui, Rect line, const CompareFacts *f, int side) {
    const SideFacts *s = &f->side[side];
    Style bold = {ROLE_BODY, FONT_BOLD, side_color(ui, side)}, dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *weights = s->weights ? weights_words(ui->app, s->weights, ui->arena) : "…";
    Style run = {ROLE_SMALL, FONT_TEXT, s->slim ? ui->theme->slim : ui->theme->dim};
    const char *counts = SAY(ui, "strip.title", ui_format(ui, "%d", s->own->convs), ui_format(ui, "%d", s->own->fcs));
    float rest = line.w - title_width(ui, s) - lacks_width(ui, side);
    const char *fits = ui_width(ui, dim, counts) <= rest ? counts : "";
    Span spans[] = {{bold, s->info->title}, {dim, *fits ? ui_format(ui, " · %s · ", fits) : " · "}, {run, weights}};
    Rect title = cut_left(&line, ui_spans(ui, line, spans, 3));
    if (fits != counts)
        ui_tell(ui, title, (Told){.tell = tell_label,
                                  .of = ui_format(ui, "%s · %s · %s", s->info->title, counts, weights)});
    cut_left(&line, ui_px(ui, 18));
    draw_lacks(ui, &line, f, side);
    if (side) draw_race(ui, line);
}

/* From which button on a strip has them; upright, the race is beside the other title. */
static int first_button(const Ui *ui, int side) { return !side ? 0 : ui->upright ? BUTTON_RACE : BUTTONS; }
static int end_of_buttons(const Ui *ui, int side) { return !side && ui->upright ? BUTTON_RACE : BUTTONS; }

/* The height of a line of their own, which they have where they have no room beside the title; else 0. */
static float own_line(const Ui *ui, float w, const CompareFacts *f, int side) {
    int from = first_button(ui, side), to = end_of_buttons(ui, side);
    float title = title_width(ui, &f->side[side]) + lacks_width(ui, side);
    bool apart = from < to && buttons_width(ui, from, to, !ui->upright) + title > w;
    return apart ? ui_line(ui, ROLE_BODY) + ui_px(ui, 4) : 0;
}

static void draw_head(Ui *ui, Rect *inner, const CompareFacts *f, int side) {
    Rect line = cut_top(inner, ui_line(ui, ROLE_BODY)), own = cut_top(inner, own_line(ui, line.w, f, side));
    cut_top(&own, ui_px(ui, 4));
    draw_buttons(ui, own.h > 0 ? &own : &line, first_button(ui, side), end_of_buttons(ui, side));
    draw_title(ui, line, f, side);
}

static void tell_gap(Ui *ui, const Hit *hit, Hint *out) {
    const NetInfo *info = hit->told.of;
    hint_line(out, SAY(ui, "hint.gap", info->title));
}

static void draw_strip(Ui *ui, Rect r, const CompareFacts *f, int side) {
    const App *app = ui->app;
    const Alignment *a = &app->compare->alignment;
    const SideFacts *s = &f->side[side];
    Rect inner = ui_panel(ui, 1 + side, r, NULL);
    draw_head(ui, &inner, f, side);
    Rect labels = cut_bottom(&inner, ui_line(ui, ROLE_SMALL));
    float full = floorf((inner.h - ui_px(ui, 2)) * 0.88f), base = inner.y + inner.h;
    float photo = floorf(full * 0.9f);
    const Image *image = compare_image(app, side);
    Rect at = {inner.x, base - photo, photo, photo};
    if (s->run)
        ui_picture(ui, at, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                                     .rows = image->size, .smooth = true, .version = compare_version(app, side)});
    ui_hit(ui, at, "select input")->told = (Told){.tell = tell_layer, .of = s->own, .n = {-1}};
    int selected = compare_selected(app);
    if (selected == 0) ui_frame(ui, at, ui->theme->accent, fmaxf(2, floorf(ui->scale * 2.2f)), 0);
    cut_left(&inner, photo + ui_px(ui, 14));

    Column *columns = ARENA_NEW(ui->arena, (size_t)a->n, Column);
    if (!columns) return;
    int first_vector = a->n;
    for (int i = 1; i < a->n; i++) {
        for (int k = 0; k < 2; k++) {
            const Net *net = f->side[align_gap(a, k, i) ? !k : k].own; /* a gap is as large as what is missing */
            columns[i].solid[k] = solid_make(ui, &net->layer[a->at[i].row[align_gap(a, k, i) ? !k : k]], full);
            columns[i].w = fmaxf(columns[i].w, columns[i].solid[k].face + columns[i].solid[k].side);
        }
        if (columns[i].solid[0].side == 0 && i < first_vector) first_vector = i;
    }
    float broken = place_columns(ui, columns, a->n, inner, first_vector);
    if (broken > 0) solid_break(ui, broken, base - full, base);
    for (int i = 1; i < a->n; i++) {
        const Solid *solid = &columns[i].solid[side];
        int row = a->at[i].row[side];
        bool here = i == selected;
        if (row == ALIGN_GAP) {
            draw_gap(ui, solid, base, here ? ui->theme->accent : ui->theme->dim);
        } else {
            bool extra = align_gap(a, !side, i);
            float part = part_done(ui, f, side, row);
            Color color = extra ? ui->theme->other : kind_color(ui, s->own->layer[row].kind);
            solid_draw(ui, solid, color, base, part, here);
            if (extra) ui_hatch(ui, (Rect){solid->x, base - solid->h, solid->face, solid->h}, ui->theme->panel);
        }
        Rect all = {columns[i].x, base - full, columns[i].w, full + labels.h};
        Hit *hit = ui_hit(ui, all, compare_say_select(ui, f, i));
        hit->told = row == ALIGN_GAP ? (Told){.tell = tell_gap, .of = s->info}
                                     : (Told){.tell = tell_layer, .of = s->own, .n = {row}};
    }
    labels.x = inner.x;
    labels.w = inner.w;
    draw_labels(ui, f, side, columns, a->n, labels, selected);
}

void compare_strips_draw(Ui *ui, Rect room, const CompareFacts *f) {
    float gap = ui_px(ui, 8), w = room.w - ui_px(ui, 26);
    float more = own_line(ui, w, f, 0) - own_line(ui, w, f, 1); /* so that layers are as large in both */
    draw_strip(ui, cut_top(&room, floorf((room.h - gap + more) / 2)), f, 0);
    cut_top(&room, gap);
    draw_strip(ui, room, f, 1);
}
