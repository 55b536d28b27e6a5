/* Screen 4: how the receptive field grows, in a stack of one's own and in the network. */
#include "view/field.h"

#include <math.h>

enum { PANEL_PYRAMID = 1, PANEL_SUMS, PANEL_PHOTO };
enum { ROWS = 5 }; /* of 3x3 layers that are listed, the stack's and those that could follow */

/* ---- what is looked at ---- */

static Chain chain_of(const Ui *ui) {
    Chain c = {.stack = ui->app->lab.stack_n > 0};
    c.n = app_chain(ui->app, c.layer, c.name);
    for (int i = 0; i < c.n && c.stack; i++) c.name[i] = SAY(ui, "field.layer", ui_format(ui, "%d", i + 1));
    return c;
}

bool chain_is_dense(const Chain *c) {
    bool dense = c->n > 0;
    for (int i = 0; i < c->n; i++) dense &= c->layer[i].stride == 1;
    return dense;
}

bool chain_is_plain(const Chain *c) {
    bool plain = chain_is_dense(c);
    for (int i = 0; i < c->n; i++) plain &= c->layer[i].kernel == 3;
    return plain;
}

/* ---- the sums ---- */

static const char *squared(const Ui *ui, int n) { return ui_format(ui, "%d×%d", n, n); }

/* One step: r + (k − 1)·j, the new j, and for a stack the one kernel that sees the same. */
static void draw_step(Ui *ui, Rect row, const Chain *c, int i, Color color, Color dim) {
    Style name = {ROLE_BODY, FONT_TEXT, dim}, sum = {ROLE_BODY, FONT_MONO, color}, one = {ROLE_BODY, FONT_TEXT, ui->theme->fc};
    StackField before = stack_field(c->layer, i), after = stack_field(c->layer, i + 1);
    int stride = c->layer[i].stride;
    const char *growth = ui_format(ui, "%d + (%d−1)·%d = %d", before.field, c->layer[i].kernel, before.jump, after.field);
    const char *jump = stride > 1 ? ui_format(ui, "j = %d·%d = %d", before.jump, stride, after.jump)
                                  : ui_format(ui, "j = %d", after.jump);
    const char *single = SAY(ui, "field.one", squared(ui, after.field));
    ui_text(ui, cut_left(&row, ui_px(ui, ui->app->textsize > 1 ? 100 : 84)), name, ALIGN_LEFT, c->name[i]);
    Rect figure = ui_text(ui, row, sum, ALIGN_LEFT, growth);
    cut_left(&row, figure.w + ui_px(ui, 14));
    if (c->stack && after.jump == 1 && ui_width(ui, one, single) <= row.w) {
        ui_text(ui, cut_right(&row, fmaxf(ui_width(ui, one, "one 00×00") + ui_px(ui, 10), ui_width(ui, one, single))), one,
                ALIGN_RIGHT, single);
        cut_right(&row, ui_px(ui, 10));
    }
    if (ui_width(ui, sum, jump) <= row.w) ui_text(ui, row, sum, ALIGN_RIGHT, jump);
}

/* A key figure with what it is under it. */
static void draw_result(Ui *ui, Rect r, const char *figure, const char *what, Color color) {
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_KEY)), (Style){ROLE_KEY, FONT_MONO_BOLD, color}, ALIGN_LEFT, figure);
    ui_text(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, what);
}

/* r += (k − 1)·j, j *= s, row by row, the last rows where there are more than fit. */
static void draw_sums(Ui *ui, Rect room, const Chain *c) {
    Rect r = ui_panel(ui, PANEL_SUMS, room, SAY(ui, "field.rule"));
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 2);
    Rect foot = cut_bottom(&r, ui_line(ui, ROLE_KEY) + ui_line(ui, ROLE_SMALL));
    Rect left = cut_left(&foot, floorf(foot.w * 0.42f));
    draw_result(ui, left, squared(ui, stack_field(c->layer, c->n).field), SAY(ui, "field.computed"), ui->theme->accent);
    if (c->n > 0)
        draw_result(ui, foot, squared(ui, ui->app->lab.measured), SAY(ui, "field.measured"), ui->theme->fc);
    int fits = (int)(r.h / line), first = c->n > fits ? c->n - fits : 0;
    for (int i = first; i < c->n; i++) {
        bool last = i == c->n - 1;
        Rect row = cut_top(&r, line);
        if (last && c->stack)
            ui_fill(ui, (Rect){row.x - ui_px(ui, 6), row.y, row.w + ui_px(ui, 12), row.h}, ui->theme->raised, ui_px(ui, 4));
        draw_step(ui, row, c, i, last ? ui->theme->accent : ui->theme->text, last ? ui->theme->accent : ui->theme->dim);
        if (!c->stack) ui_hit(ui, row, ui_format(ui, "select %s", c->name[i]));
    }
    if (!c->stack || !chain_is_plain(c)) return;
    Chain more = *c; /* what further 3x3 would add; a click adds them */
    for (int i = c->n; i < ROWS && r.h >= line; i++) {
        more.layer[i] = (StackLayer){3, 1, 0};
        more.name[i] = SAY(ui, "field.layer", ui_format(ui, "%d", i + 1));
        Rect row = cut_top(&r, line);
        draw_step(ui, row, &more, i, ui->theme->dim, ui->theme->dim);
        ui_hit(ui, row, i == 1 ? "stack 3 3" : i == 2 ? "stack 3 3 3" : i == 3 ? "stack 3 3 3 3" : "stack 3 3 3 3 3");
    }
}

/* ---- the network on the photo ---- */

/* A box of input pixels over the photo as it is drawn. */
static Rect on_photo(const Ui *ui, Rect photo, Box b) {
    float s = photo.w / (float)ui->app->photo.image.size;
    return (Rect){floorf(photo.x + (float)b.x0 * s), floorf(photo.y + (float)b.y0 * s),
                  ceilf((float)(b.x1 - b.x0 + 1) * s), ceilf((float)(b.y1 - b.y0 + 1) * s)};
}

static void draw_dashed(Ui *ui, Rect r, Color color) {
    float w = fmaxf(2, floorf(2 * ui->scale)), dash = ui_px(ui, 5);
    Point at[] = {{r.x, r.y}, {r.x + r.w, r.y}, {r.x + r.w, r.y + r.h}, {r.x, r.y + r.h}, {r.x, r.y}};
    for (int i = 0; i < 4; i++) ui_line_to(ui, at[i], at[i + 1], color, w, dash);
}

/* Darkens all of the photo but the field. */
static void draw_shade(Ui *ui, Rect photo, Rect field) {
    float x0 = fmaxf(photo.x, field.x), x1 = fminf(photo.x + photo.w, field.x + field.w);
    float y0 = fmaxf(photo.y, field.y), y1 = fminf(photo.y + photo.h, field.y + field.h);
    const Rect parts[] = {{photo.x, photo.y, photo.w, y0 - photo.y},
                          {photo.x, y1, photo.w, photo.y + photo.h - y1},
                          {photo.x, y0, x0 - photo.x, y1 - y0},
                          {x1, y0, photo.x + photo.w - x1, y1 - y0}};
    for (int i = 0; i < 4; i++)
        if (parts[i].w > 0 && parts[i].h > 0) ui_fill(ui, parts[i], 0xC0000000, 0);
}

/* The gradient's size within the field, the box that holds 95 % of it dashed. */
static void draw_heat(Ui *ui, Rect square, const UnitFacts *f, const Sight *sight) {
    int side = f->field, w = sight->input.w, h = sight->input.h;
    float *crop = ARENA_NEW(ui->arena, (size_t)side * (size_t)side, float), most = 0;
    if (!crop) return;
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            int px = f->box.x0 + x, py = f->box.y0 + y;
            bool inside = px >= 0 && py >= 0 && px < w && py < h;
            crop[y * side + x] = inside ? sight->heat[(int64_t)py * w + px] : 0;
            most = fmaxf(most, crop[y * side + x]);
        }
    uint64_t key = ((uint64_t)(uint32_t)f->row << 48) ^ ((uint64_t)(uint32_t)f->map << 32) ^
                   ((uint64_t)(uint32_t)f->x << 16) ^ (uint32_t)f->y;
    ui_picture(ui, square, (Picture){.kind = PICTURE_MAP, .palette = ui->app->palette, .data = crop, .w = side,
                                     .h = side, .rows = side, .lo = 0, .hi = most > 0 ? most * 0.6f : 1,
                                     .version = key + 1});
    ui_frame(ui, square, ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
    float s = square.w / (float)side;
    Box b = sight->field.box;
    Rect box = {square.x + (float)(b.x0 - f->box.x0) * s, square.y + (float)(b.y0 - f->box.y0) * s,
                (float)(b.x1 - b.x0 + 1) * s, (float)(b.y1 - b.y0 + 1) * s};
    ui_clip(ui, square);
    draw_dashed(ui, box, 0xFFFFFFFF);
    ui_clip(ui, (Rect){0, 0, 1e6f, 1e6f});
}

/* The name of a layer where there is little room: 3_3, p2, fc6. */
static const char *short_name(const Ui *ui, const Layer *l) {
    if (l->kind == KIND_CONV && l->block > 0) return l->name + 4;
    return l->kind == KIND_POOL ? ui_format(ui, "p%s", l->name + 4) : l->name;
}

/* The slider through all layers, fields above it, names below: the selected one's, then those that leave room. */
static void draw_slider(Ui *ui, Rect r, int selected) {
    const Net *net = &ui->app->own;
    float line = ui_line(ui, ROLE_SMALL), knob = ui_px(ui, 18), taken[NET_LAYERS][2];
    Rect above = cut_top(&r, line), below = cut_bottom(&r, line);
    int steps = net_steps(net, STEP_LAYERS), n = 0;
    ui_slider(ui, r, 0, steps, selected, "select step");
    for (int pass = 0; pass < 4; pass++) { /* the selected one, the first and those that see all, pools, the rest */
        for (int step = 1; step <= steps; step++) {
            const Layer *l = &net->layer[net_step_layer(net, STEP_LAYERS, step)];
            bool here = step == selected, full = l->kind == KIND_FC;
            int turn = here ? 0 : step == 1 || full ? 1 : l->kind == KIND_POOL ? 2 : 3;
            if (pass != turn || l->kind == KIND_SOFTMAX || (full && !here && l->weight_layer != net->weight_layers - 1)) continue;
            Style style = {ROLE_SMALL, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->dim};
            const char *field = ui_format(ui, "%d", l->field), *name = full && !here ? "fc" : short_name(ui, l);
            float w = fmaxf(ui_width(ui, style, field), ui_width(ui, style, name)) + ui_px(ui, 6);
            float x = r.x + knob / 2 + floorf((r.w - knob) * (float)step / (float)steps) - w / 2;
            bool room = x >= r.x && x + w <= r.x + r.w;
            for (int i = 0; i < n; i++) room &= x + w <= taken[i][0] || x >= taken[i][1];
            if (!room) continue;
            taken[n][0] = x, taken[n++][1] = x + w;
            ui_text(ui, (Rect){x, below.y, w, line}, style, ALIGN_CENTRE, name);
            style.color = here ? ui->theme->accent : ui->theme->text;
            ui_text(ui, (Rect){x, above.y, w, line}, style, ALIGN_CENTRE, field);
        }
    }
}

/* Label, figure, and where the room lets it a note; lines that do not fit are left out. */
static void draw_named(Ui *ui, Rect *r, const char *what, const char *figure, Color color) {
    if (r->h < ui_line(ui, ROLE_SMALL) + ui_line(ui, ROLE_KEY)) return;
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_SMALL)), (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, what);
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_KEY)), (Style){ROLE_KEY, FONT_MONO_BOLD, color}, ALIGN_LEFT, figure);
}

/* The field of the selected unit on the photo, what of it counts, and the slider through all layers. */
static void draw_network(Ui *ui, Rect room) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    const Sight *sight = app_sight(app);
    Rect r = ui_panel(ui, PANEL_PHOTO, room,
                      f.row < 0 ? SAY(ui, "photo.input")
                                : SAY(ui, "field.on_photo", f.layer, ui_format(ui, "%d", f.map), ui_format(ui, "%d", f.x),
                                      ui_format(ui, "%d", f.y)));
    draw_slider(ui, cut_bottom(&r, 2 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 20)), net_row_step(&app->own, STEP_LAYERS, f.row));
    cut_bottom(&r, ui_px(ui, 4));
    Style key = {ROLE_KEY, FONT_MONO_BOLD, 0}, words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    float gap = ui_px(ui, 12), column = ui_width(ui, key, squared(ui, f.field));
    column = fmaxf(column, ui_width(ui, words, SAY(ui, "field.gradient")));
    bool heat = f.row >= 0 && r.w - column - 2 * gap >= r.h * 1.4f;
    bool below = f.row >= 0 && !heat && r.w >= ui_px(ui, 480); /* the gradient under its figures */
    if (below) column = floorf(r.w * 0.38f);
    Rect text = cut_right(&r, column);
    cut_right(&r, gap);
    Rect photo = photo_draw(ui, cut_left(&r, fminf(r.h, heat ? r.w * 0.62f : r.w)), &f);
    if (app->lab.shade) draw_shade(ui, photo, on_photo(ui, photo, f.box));
    cut_left(&r, gap);
    draw_named(ui, &text, SAY(ui, "field.theoretical"), squared(ui, f.field), ui->theme->accent);
    if (f.row < 0) return;
    if (!sight) {
        int part = app->work.sight ? atomic_load(&app->work.sight->task.thousandths) / 10 : 0;
        ui_note(ui, text, words, SAY(ui, "field.computing", ui_format(ui, "%d", part)));
        return;
    }
    int effective = sight->field.box.x1 - sight->field.box.x0 + 1;
    draw_dashed(ui, on_photo(ui, photo, sight->field.box), 0xFFFFFFFF);
    cut_top(&text, ui_px(ui, 4));
    draw_named(ui, &text, SAY(ui, "field.effective"), squared(ui, effective), ui->theme->text);
    cut_top(&text, ui_px(ui, 4));
    ui_note(ui, text, words, SAY(ui, "field.gradient"));
    float side = floorf(fminf(r.w, r.h));
    if (heat && side > ui_px(ui, 60)) draw_heat(ui, (Rect){r.x, r.y, side, side}, &f, sight);
    cut_top(&text, ui_line(ui, ROLE_SMALL) + ui_px(ui, 4));
    side = floorf(fminf(text.w, text.h));
    if (below && side > ui_px(ui, 60)) draw_heat(ui, (Rect){text.x, text.y, side, side}, &f, sight);
}

void field_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    Chain c = chain_of(ui);
    float gap = ui_px(ui, 11);
    if (app->zoomed == PANEL_SUMS) {
        draw_sums(ui, room, &c);
        return;
    }
    if (app->zoomed == PANEL_PHOTO) {
        if (c.stack) equality_draw(ui, PANEL_PHOTO, room, &c);
        else draw_network(ui, room);
        return;
    }
    Rect left = app->zoomed == PANEL_PYRAMID ? room : cut_left(&room, floorf(room.w * 0.585f));
    Rect r = ui_panel(ui, PANEL_PYRAMID, left, NULL);
    builder_draw(ui, &r, &c);
    pyramid_draw(ui, r, &c);
    if (app->zoomed == PANEL_PYRAMID) return;
    cut_left(&room, gap);
    draw_sums(ui, cut_top(&room, floorf(room.h * 0.43f)), &c);
    cut_top(&room, gap);
    if (c.stack) equality_draw(ui, PANEL_PHOTO, room, &c);
    else draw_network(ui, room);
}
