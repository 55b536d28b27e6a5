#include "view/screens/parameters_lower.h"

#include <math.h>

#include "app/features/lowering.h"
#include "view/hint.h"

/* What is counted: the layer's own channels, those between, places. */
typedef struct Cost {
    int64_t c, n, places;
} Cost;

static Cost cost_of(const App *app) {
    Shape s = net_shape(&app->weights->net, lowering_row(app));
    return (Cost){s.c, lowering_channels(app), (int64_t)s.h * s.w};
}

static int64_t pair_weights(Cost k) { return 2 * k.c * k.n; }
static int64_t wide_weights(Cost k) { return 9 * k.c * k.c; }
static int64_t detour_weights(Cost k) { return pair_weights(k) + 9 * k.n * k.n; }

/* The outcome; NULL until it is there. */
static const Lowering *outcome(const App *app) {
    const Lowering *l = app_lowering(app);
    return l && atomic_load(&l->task.done) ? l : NULL;
}

static const char *layer_name(const App *app) { return app_row_name(app, net_lead(&app->own, lowering_row(app))); }

/* ---- the maps ---- */

static int chosen_map(const App *app) {
    int row = lowering_row(app);
    return row == app_shown_row(app) ? app_map(app) : app_strongest(app, row);
}

/* The smallest and the largest value of a map. */
static void tell_range(Ui *ui, const char *title, const float *values, int n, Hint *out) {
    float least = values[0], most = values[0];
    for (int i = 1; i < n; i++) least = fminf(least, values[i]), most = fmaxf(most, values[i]);
    out->title = title;
    hint_line(out, SAY(ui, "hint.bin", format_value(ui, (double)least), format_value(ui, (double)most)));
}

static void tell_lowered(Ui *ui, const Hit *hit, Hint *out) {
    const Lowering *l = hit->told.of;
    int i = out->row * hit->columns + out->column, places = l->shape.h * l->shape.w;
    const char *n = format_count(ui, l->channels);
    const char *title = SAY(ui, "lower.between", format_count(ui, i + 1), n);
    if (i >= hit->told.n[0]) hint_line(out, SAY(ui, "lower.between", n, n));
    else tell_range(ui, title, l->low + (int64_t)i * places, places, out);
}

static void tell_raised(Ui *ui, const Hit *hit, Hint *out) {
    const Lowering *l = hit->told.of;
    int places = l->shape.h * l->shape.w;
    const char *map = SAY(ui, "lower.map", format_count(ui, hit->told.n[0]));
    const float *values = l->raised + (int64_t)hit->told.n[0] * places;
    tell_range(ui, SAY(ui, "join.list", SAY(ui, "lower.raised"), map), values, places, out);
}

/* The maps between, the first ones in a square of squares, each on a scale of its own; how many. */
static int draw_low(Ui *ui, Rect square, const Lowering *l) {
    enum { ACROSS = 4 };
    int across = l->channels >= ACROSS * ACROSS ? ACROSS : (int)ceil(sqrt((double)l->channels));
    int shown = l->channels < across * across ? l->channels : across * across, places = l->shape.h * l->shape.w;
    float each = floorf(square.w / (float)across), gap = fmaxf(1, ui_px(ui, 2));
    for (int i = 0; i < shown; i++) {
        const float *values = l->low + (int64_t)i * places;
        float most = 0;
        for (int k = 0; k < places; k++) most = fmaxf(most, fabsf(values[k]));
        Rect at = {square.x + each * (float)(i % across), square.y + each * (float)(i / across), each - gap,
                   each - gap};
        ui_picture(ui, at, (Picture){.kind = PICTURE_SIGNED, .data = values, .w = l->shape.w, .h = l->shape.h,
                                     .rows = l->shape.h, .hi = most > 0 ? most : 1,
                                     .version = l->number << 16 | (uint64_t)i});
    }
    ui_hit_cells(ui, HIT_CELL, (Rect){square.x, square.y, each * (float)across, each * (float)across}, across, across,
                 NULL)
        ->told = (Told){.tell = tell_lowered, .of = l, .n = {shown}, .cells = true};
    return shown;
}

static void draw_raised(Ui *ui, Rect square, const Lowering *l, int map) {
    Picture p = {.kind = PICTURE_MAP, .palette = ui->app->palette, .w = l->shape.w, .h = l->shape.h,
                 .rows = l->shape.h, .data = l->raised + (int64_t)map * l->shape.h * l->shape.w,
                 .version = l->number << 16 | 0x8000 | (uint64_t)map};
    map_range(ui->app, l->row, map, &p.lo, &p.hi);
    ui_picture(ui, square, p);
    ui_tell(ui, square, (Told){.tell = tell_raised, .of = l, .n = {map}});
}

static void draw_pictures(Ui *ui, Rect r, const Lowering *l) {
    float gap = ui_px(ui, 14), line = ui_line(ui, ROLE_SMALL);
    float side = floorf(fminf((r.w - 2 * gap) / 3, r.h - line));
    int map = chosen_map(ui->app), shown = 0;
    Style style = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Rect at[3];
    for (int i = 0; i < 3; i++) at[i] = (Rect){r.x + (side + gap) * (float)i, r.y + line, side, side};
    map_draw(ui, at[0], lowering_row(ui->app), map, false);
    if (l) {
        shown = draw_low(ui, at[1], l);
        draw_raised(ui, at[2], l, map);
    }
    const char *n = format_count(ui, lowering_channels(ui->app));
    const char *words[] = {SAY(ui, "lower.map", format_count(ui, map)),
                           SAY(ui, "lower.between", format_count(ui, shown), n), SAY(ui, "lower.raised")};
    for (int i = 0; i < (l ? 3 : 1); i++) {
        Rect over = {at[i].x, r.y, side, line};
        const char *text = ui_shortened(ui, side, style, words[i]);
        if (text != words[i]) ui_tell(ui, over, (Told){.tell = tell_label, .of = words[i]});
        ui_text(ui, over, style, ALIGN_LEFT, text);
    }
}

/* ---- what is lost ---- */

static const char *lost_words(const Ui *ui, double lost) { return ui_format(ui, "%.1f %%", 100 * lost); }

/* What is lost with so many channels between. */
static void tell_loss(Ui *ui, const Hit *hit, Hint *out) {
    int n = hit->first + out->column;
    out->title = SAY(ui, "lower.hint", format_count(ui, n));
    hint_line(out, SAY(ui, "join.named", SAY(ui, "lower.lost_here"), lost_words(ui, lowering_loss(hit->told.of, n))));
}

/* For every number of channels between, a column, the first one as high as there is room; the one that is set in the
 * accent's colour. */
static void draw_curve(Ui *ui, Rect r, const Lowering *l) {
    Rect words = cut_top(&r, ui_line(ui, ROLE_SMALL));
    ui_text(ui, words, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT,
            SAY(ui, "lower.curve", format_count(ui, l->shape.c)));
    int columns = l->shape.c < (int)(r.w / 3) ? l->shape.c : (int)(r.w / 3);
    float each = r.w / (float)columns, most = (float)lowering_loss(l, 1);
    int set = (int)((int64_t)(l->channels - 1) * columns / l->shape.c);
    for (int i = 0; i < columns; i++) {
        int n = i == set ? l->channels : 1 + (int)((int64_t)i * l->shape.c / columns);
        float h = fmaxf(1, most > 0 ? floorf(r.h * (float)lowering_loss(l, n) / most) : 0);
        Rect bar = {r.x + floorf(each * (float)i), r.y + r.h - h, fmaxf(1, floorf(each) - 1), h};
        ui_fill(ui, bar, i == set ? ui->theme->accent : ui->theme->conv, 0);
    }
    if (l->shape.c < 2) return;
    Hit *hit = ui_hit_cells(ui, HIT_NUMBER, r, l->shape.c, 1, "lower");
    hit->first = 1;
    hit->told = (Told){.tell = tell_loss, .of = l, .cells = true};
}

/* ---- the topic ---- */

static void draw_set(Ui *ui, Rect *r, Cost k) {
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent};
    Rect line = cut_top(r, ui_line(ui, ROLE_KEY));
    const char *text = ui_format(ui, "%d → %d → %d", (int)k.c, (int)k.n, (int)k.c);
    cut_left(&line, ui_text(ui, line, key, ALIGN_LEFT, text).w + ui_px(ui, 14));
    if (k.c > 1) ui_slider(ui, line, 1, (int)k.c, (int)k.n, "lower");
    cut_top(r, ui_px(ui, 6));
}

/* Multiply-adds on a map of this size, and weights. */
static void draw_cost(Ui *ui, Rect *r, const char *what, int64_t weights, Cost k, Color color) {
    line_draw(ui, r, what, SAY(ui, "lower.cost", format_count(ui, weights),
                               format_amount(ui, (double)weights * (double)k.places)), color);
}

void lower_draw(Ui *ui, Rect r) {
    const App *app = ui->app;
    const Lowering *l = outcome(app);
    Cost k = cost_of(app);
    const char *c = format_count(ui, k.c), *n = format_count(ui, k.n);
    Shape s = net_shape(&app->weights->net, lowering_row(app));
    Style body = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    float line = ui_line(ui, ROLE_BODY);
    draw_set(ui, &r, k);
    const char *what = SAY(ui, "lower.what", layer_name(app), c, ui_format(ui, "%d×%d", s.w, s.h), n);
    cut_top(&r, ui_paragraph(ui, r, body, what) + ui_px(ui, 8));
    Rect costs = cut_bottom(&r, 4 * (line + ui_px(ui, 2)));
    cut_bottom(&r, ui_px(ui, 8));
    Rect curve = cut_bottom(&r, fminf(ui_px(ui, 84), r.h * 0.3f));
    cut_bottom(&r, ui_px(ui, 8));
    draw_pictures(ui, r, l);
    if (l) draw_curve(ui, curve, l);
    line_draw(ui, &costs, SAY(ui, "lower.lost"), l ? lost_words(ui, l->lost) : "…", ui->theme->accent);
    draw_cost(ui, &costs, SAY(ui, "lower.pair"), pair_weights(k), k, ui->theme->text);
    draw_cost(ui, &costs, SAY(ui, "lower.wide", c), wide_weights(k), k, ui->theme->text);
    draw_cost(ui, &costs, SAY(ui, "lower.detour", n), detour_weights(k), k, ui->theme->text);
}

/* ---- what it says ---- */

const char *lower_words(const Ui *ui) {
    const Lowering *l = outcome(ui->app);
    Cost k = cost_of(ui->app);
    return SAY(ui, "words.lower", layer_name(ui->app), format_count(ui, k.c), format_count(ui, k.n),
               l ? lost_words(ui, l->lost) : "…");
}

void lower_json(json_t *o, const App *app) {
    const Lowering *l = outcome(app);
    Cost k = cost_of(app);
    if (!l) return;
    put(o, "lowering",
        json_pack("{s:s,s:i,s:i,s:f,s:I,s:I,s:I,s:I}", "layer", app_row_name(app, l->row), "channels", l->shape.c,
                  "between", l->channels, "lost", l->lost, "weights", (json_int_t)pair_weights(k), "macs",
                  (json_int_t)(pair_weights(k) * k.places), "wide_weights", (json_int_t)wide_weights(k),
                  "detour_weights", (json_int_t)detour_weights(k)));
}

Error lower_save(const App *app, Arena *arena, const char *dir) {
    const Lowering *l = outcome(app);
    (void)arena;
    if (!l) return NO_ERROR;
    Shape s = l->shape;
    TRY(save_array(dir, "low.npy", l->low, (const int64_t[]){l->channels, s.h, s.w}, 3));
    return save_array(dir, "raised.npy", l->raised, (const int64_t[]){s.c, s.h, s.w}, 3);
}
