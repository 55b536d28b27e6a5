/* Curves over depth: one quantity of both networks, layer by layer in their common order. */
#include <math.h>

#include "base/table.h"
#include "view/hint.h"
#include "view/screens/compare_inside.h"

static const char *figure(const Ui *ui, Curve curve, double v) {
    if (isnan(v)) return "–";
    return curve == CURVE_FIELD      ? ui_format(ui, "%.0f", v)
           : curve == CURVE_ACTIVITY ? format_value(ui, v)
                                     : format_amount(ui, v);
}

/* The value where the side has come to at a place. */
static double value_at(const App *app, int side, Curve curve, int place) {
    while (align_gap(&app->compare->alignment, side, place)) place--;
    return compare_curve(app, side, curve, place);
}

static void draw_line(Ui *ui, Rect r, int side, Curve curve, double most) {
    const App *app = ui->app;
    int n = app->compare->alignment.n;
    Point before = {0, 0};
    bool has = false;
    float width = fmaxf(2, floorf(2 * ui->scale)), dot = ui_px(ui, 5);
    for (int place = 0; place < n; place++) {
        double v = compare_curve(app, side, curve, place);
        if (isnan(v)) continue;
        Point at = {r.x + r.w * (float)place / (float)(n - 1), r.y + r.h - (float)(v / most) * r.h};
        if (has) ui_line_to(ui, before, at, side_color(ui, side), width, side ? ui_px(ui, 6) : 0);
        Rect mark = {floorf(at.x - dot / 2), floorf(at.y - dot / 2), dot, dot};
        if (side) ui_frame(ui, mark, side_color(ui, side), fmaxf(1, floorf(ui->scale)), 0);
        else ui_fill(ui, mark, side_color(ui, side), dot / 2);
        before = at;
        has = true;
    }
}

/* A place of a curve: the layers there, and both values. */
static void tell_place(Ui *ui, const Hit *hit, Hint *out) {
    const CompareFacts *f = hit->told.of;
    const Alignment *a = &ui->app->compare->alignment;
    Curve curve = (Curve)hit->told.n[0];
    int place = hit->told.n[1];
    for (int side = 0; side < 2; side++) {
        const SideFacts *s = &f->side[side];
        const char *title = s->info->title;
        if (align_gap(a, side, place)) {
            hint_line(out, SAY(ui, "hint.gap", title));
            continue;
        }
        int row = a->at[place].row[side];
        const char *layer = row < 0 ? "input" : s->own->layer[row].name;
        hint_line(out, SAY(ui, "join.named", ui_format(ui, "%s %s", title, layer),
                           figure(ui, curve, compare_curve(ui->app, side, curve, place))));
    }
}

/* The places of a curve, each as wide as it is far to the next. */
static void add_places(Ui *ui, Rect r, const CompareFacts *f, Curve curve) {
    int n = ui->app->compare->alignment.n;
    float step = r.w / (float)(n - 1);
    CompareFacts *kept = ARENA_NEW(ui->arena, 1, CompareFacts);
    if (!kept) return;
    *kept = *f;
    for (int place = 0; place < n; place++) {
        float from = fmaxf(r.x, r.x + step * ((float)place - 0.5f));
        float to = fminf(r.x + r.w, r.x + step * ((float)place + 0.5f));
        Told told = {.tell = tell_place, .of = kept, .n = {(int)curve, place}};
        ui_hit(ui, (Rect){from, r.y, to - from, r.h}, compare_say_select(ui, f, place))->told = told;
    }
}

void compare_curve_draw(Ui *ui, Rect room, const CompareFacts *f, Curve curve) {
    static const char *const TITLES[] = {"compare.curve_field", "compare.curve_params", "compare.curve_macs",
                                                    "compare.curve_mean"};
    TABLE_HAS(TITLES, CURVE_COUNT);
    const App *app = ui->app;
    const Alignment *a = &app->compare->alignment;
    Rect r = ui_panel(ui, 3 + (int)curve, room, SAY(ui, TITLES[curve]));
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, number = {ROLE_BODY, FONT_MONO, ui->theme->text};
    int here = compare_selected(app);
    for (int side = 1; side >= 0; side--) { /* the values at what is selected */
        Rect line = cut_bottom(&r, ui_line(ui, ROLE_BODY));
        const char *value = figure(ui, curve, value_at(app, side, curve, here));
        number.color = name.color = side_color(ui, side);
        ui_text(ui, cut_right(&line, ui_width(ui, number, value)), number, ALIGN_RIGHT, value);
        ui_text(ui, line, name, ALIGN_LEFT, f->side[side].info->title);
    }
    Style small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim}, scale = {ROLE_SMALL, FONT_MONO, ui->theme->dim};
    const char *selected = f->side[f->main].layer;
    ui_text(ui, cut_bottom(&r, ui_line(ui, ROLE_SMALL)), small, ALIGN_LEFT, SAY(ui, "compare.curve_here", selected));
    cut_bottom(&r, ui_px(ui, 6));
    double most = 0;
    for (int side = 0; side < 2; side++)
        for (int place = 0; place < a->n; place++) {
            double v = compare_curve(app, side, curve, place);
            if (v > most) most = v;
        }
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), scale, ALIGN_LEFT, figure(ui, curve, most));
    r = (Rect){r.x + ui_px(ui, 4), r.y + ui_px(ui, 3), r.w - ui_px(ui, 8), r.h - ui_px(ui, 6)};
    float thin = fmaxf(1, floorf(ui->scale));
    for (int place = 1; place < a->n; place++) /* the ends of blocks */
        if (place == align_block_end(a, place) && place + 1 < a->n) {
            float x = floorf(r.x + r.w * ((float)place + 0.5f) / (float)(a->n - 1));
            ui_fill(ui, (Rect){x, r.y, thin, r.h}, ui->theme->edge, 0);
        }
    ui_fill(ui, (Rect){r.x, r.y + r.h, r.w, thin}, ui->theme->dim, 0);
    float x = floorf(r.x + r.w * (float)here / (float)(a->n - 1));
    ui_fill(ui, (Rect){x, r.y, 2 * thin, r.h}, ui->theme->accent, 0);
    if (most > 0)
        for (int side = 0; side < 2; side++) draw_line(ui, r, side, curve, most);
    add_places(ui, r, f, curve);
}
