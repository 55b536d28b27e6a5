/* The stack of the Field screen against the one kernel that sees the same, and where the two part. */
#include "view/screens/field.h"

static const char *squared(const Ui *ui, int n) { return ui_format(ui, "%d×%d", n, n); }

/* The first of the texts that fits beside its label. */
static void draw_derivation(Ui *ui, Rect *r, const char *label, const char *const texts[], int n) {
    Style words = {ROLE_BODY, FONT_TEXT, 0}, sum = {ROLE_BODY, FONT_MONO, 0};
    for (int i = 0; i < n; i++) {
        if (ui_width(ui, words, label) + ui_px(ui, 8) + ui_width(ui, sum, texts[i]) > r->w) continue;
        line_draw(ui, r, label, texts[i], ui->theme->fc);
        return;
    }
}

/* How many 3x3 see what one k x k sees, and the same by the sizes of the maps. */
static void derive_count(Ui *ui, Rect *r, int k, int n) {
    const char *const count[] = {ui_format(ui, "1 + n·(3−1) = %d, n = (%d−1)/2 = %d", k, k, n),
                                 ui_format(ui, "n = (%d−1)/2 = %d", k, n)};
    const char *const sizes[] = {ui_format(ui, "N − %d + 1 = N + %d·(−3+1) = N − %d", k, n, k - 1),
                                 ui_format(ui, "N−%d+1 = N+%d·(−3+1)", k, n)};
    draw_derivation(ui, r, SAY(ui, "field.how_many"), count, 2);
    draw_derivation(ui, r, SAY(ui, "field.by_sizes"), sizes, 2);
}

/* The same where the kernels are of several sizes: every one adds k − 1. */
static void derive_sum(Ui *ui, Rect *r, const Chain *c, int field) {
    const char *sum = "1", *sizes = "N";
    for (int i = 0; i < c->n; i++) {
        sum = ui_format(ui, "%s + (%d−1)", sum, c->layer[i].kernel);
        sizes = ui_format(ui, "%s+(−%d+1)", sizes, c->layer[i].kernel);
    }
    sum = ui_format(ui, "%s = %d", sum, field);
    sizes = ui_format(ui, "%s = N−%d+1", sizes, field);
    draw_derivation(ui, r, SAY(ui, "field.sum"), &sum, 1);
    draw_derivation(ui, r, SAY(ui, "field.by_sizes"), &sizes, 1);
}

static void draw_row(Ui *ui, Rect *r, float column, const char *label, const char *left, const char *right, Font font) {
    float h = ui_line(ui, ROLE_BODY) + ui_px(ui, 1);
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    if (r->h < h || ui_width(ui, words, label) + 2 * column > r->w) return; /* dropped, not cut */
    Rect row = cut_top(r, h);
    Style a = {ROLE_BODY, font, ui->theme->conv}, b = {ROLE_BODY, font, ui->theme->fc};
    ui_text(ui, cut_right(&row, column), b, ALIGN_RIGHT, right);
    ui_text(ui, cut_right(&row, column), a, ALIGN_RIGHT, left);
    ui_text(ui, row, words, ALIGN_LEFT, label);
}

void equality_draw(Ui *ui, int panel, Rect room, const Chain *c) {
    int64_t channels = ui->app->lab.c_in;
    StackField f = stack_field(c->layer, c->n);
    int k = f.field, reach = stack_reach(c->layer, c->n), n = c->n;
    bool alone = n == 1 && k > 3 && k % 2 == 1; /* one large kernel: what 3x3 could stand in its place? */
    const char *one = SAY(ui, "field.one", squared(ui, k));
    Rect r = ui_panel(ui, panel, room, SAY(ui, alone ? "field.replaced" : "field.against", squared(ui, k)));
    if (alone) derive_count(ui, &r, k, (k - 1) / 2);
    else if (chain_is_plain(c) && n > 1) derive_count(ui, &r, k, n);
    else if (chain_is_dense(c) && n > 1) derive_sum(ui, &r, c, k);
    cut_top(&r, ui_px(ui, 6));

    int64_t single = (int64_t)k * k * channels * channels, stack = stack_weights(c->layer, n, channels);
    int relus = n, step = f.jump;
    const char *name = SAY(ui, "field.stack");
    if (alone) {
        relus = (k - 1) / 2;
        stack = stack_cost(3, relus, (int)channels, (int)channels, false).weights;
        name = ui_format(ui, "%d × 3×3", relus);
        step = 1;
        reach = k;
    }
    Style head = {ROLE_BODY, FONT_BOLD, 0}, figure = {ROLE_BODY, FONT_MONO, 0};
    float column = ui_width(ui, figure, format_count(ui, single > stack ? single : stack)) + ui_px(ui, 18);
    float least = ui_width(ui, head, name) + ui_px(ui, 18);
    if (column < least) column = least;
    draw_row(ui, &r, column, "", name, one, FONT_BOLD);
    draw_row(ui, &r, column, SAY(ui, "field.weights", ui_format(ui, "%lld", (long long)channels)),
             format_count(ui, stack), format_count(ui, single), FONT_MONO);
    draw_row(ui, &r, column, SAY(ui, "field.relus"), ui_format(ui, "%d", relus), "1", FONT_MONO);
    draw_row(ui, &r, column, SAY(ui, "field.jump"), ui_format(ui, "%d", step), ui_format(ui, "%d", alone ? f.jump : 1),
             FONT_MONO);
    draw_row(ui, &r, column, SAY(ui, "field.reach"), squared(ui, reach),
             squared(ui, alone ? stack_reach(c->layer, n) : k), FONT_MONO);
    cut_top(&r, ui_px(ui, 6));
    if (stack < single && f.jump == 1 && k > 1) {
        double fewer = 100 * (1 - (double)stack / (double)single), more = 100 * ((double)single / (double)stack - 1);
        cut_top(&r, ui_note(ui, r, (Style){ROLE_BODY, FONT_TEXT, ui->theme->accent},
                            SAY(ui, "field.percent", ui_format(ui, "%.0f", fewer), ui_format(ui, "%.0f", more))));
    }
    const char *note = SAY(ui, k == 1 ? "field.ends_one" : f.jump > 1 ? "field.strides" : "field.not_the_same");
    if (alone && f.jump > 1) {
        StackCost s = stack_cost(3, relus, 3, 64, false);
        note = SAY(ui, k == 11 && f.jump == 4 ? "field.ends_alexnet" : "field.ends_alone", ui_format(ui, "%d", relus),
                   format_count(ui, s.weights), format_count(ui, s.single_weights), ui_format(ui, "%d", f.jump));
    }
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, note);
}
