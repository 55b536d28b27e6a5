/* Screen 4: how the receptive field grows, in a stack of one's own and in the network. */
#include "view/screens/field.h"
#include "view/hint.h"
#include "view/layer.h"

#include <math.h>
#include <stdio.h>

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
    Style name = {ROLE_BODY, FONT_TEXT, dim}, sum = {ROLE_BODY, FONT_MONO, color},
          one = {ROLE_BODY, FONT_TEXT, ui->theme->fc};
    StackField before = stack_field(c->layer, i), after = stack_field(c->layer, i + 1);
    int stride = c->layer[i].stride;
    const char *growth =
        ui_format(ui, "%d + (%d−1)·%d = %d", before.field, c->layer[i].kernel, before.jump, after.field);
    const char *jump = stride > 1 ? ui_format(ui, "j = %d·%d = %d", before.jump, stride, after.jump)
                                  : ui_format(ui, "j = %d", after.jump);
    const char *single = SAY(ui, "field.one", squared(ui, after.field));
    ui_text(ui, cut_left(&row, ui_px(ui, ui->app->textsize > 1 ? 100 : 84)), name, ALIGN_LEFT, c->name[i]);
    Rect figure = ui_text(ui, row, sum, ALIGN_LEFT, growth);
    cut_left(&row, figure.w + ui_px(ui, 14));
    if (c->stack && after.jump == 1 && ui_width(ui, one, single) <= row.w) {
        ui_text(ui, cut_right(&row, fmaxf(ui_width(ui, one, "one 00×00") + ui_px(ui, 10), ui_width(ui, one, single))),
                one, ALIGN_RIGHT, single);
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
    if (first > 0) ui_less(ui, NULL);
    for (int i = first; i < c->n; i++) {
        bool last = i == c->n - 1;
        Rect row = cut_top(&r, line);
        if (last && c->stack)
            ui_fill(ui, (Rect){row.x - ui_px(ui, 6), row.y, row.w + ui_px(ui, 12), row.h}, ui->theme->raised,
                    ui_px(ui, 4));
        draw_step(ui, row, c, i, last ? ui->theme->accent : ui->theme->text, last ? ui->theme->accent : ui->theme->dim);
        if (c->stack) continue;
        int at;
        Hit *hit = ui_hit(ui, row, ui_format(ui, "select %s", c->name[i]));
        Error e = net_find_layer(&ui->app->own, c->name[i], &at);
        if (!failed(&e)) hit->told = (Told){.tell = tell_layer, .n = {at}};
    }
    if (!c->stack || !chain_is_plain(c)) return;
    Chain more = *c; /* what further 3x3 would add; a click adds them */
    for (int i = c->n; i < ROWS && r.h >= line; i++) {
        more.layer[i] = (Sliding){.kernel = 3, .stride = 1};
        more.name[i] = SAY(ui, "field.layer", ui_format(ui, "%d", i + 1));
        Rect row = cut_top(&r, line);
        draw_step(ui, row, &more, i, ui->theme->dim, ui->theme->dim);
        ui_hit(ui, row, i == 1 ? "stack 3 3" : i == 2 ? "stack 3 3 3" : i == 3 ? "stack 3 3 3 3" : "stack 3 3 3 3 3");
    }
}

/* ---- the network on the photo ---- */

/* A box of input pixels over the photo as it is drawn. */
static Rect on_photo(const Ui *ui, Rect photo, Box b) {
    float s = photo.w / (float)ui->app->photo->image.size;
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
    HeatTold *told = ARENA_NEW(ui->arena, 1, HeatTold);
    if (told) *told = (HeatTold){SAY(ui, "field.gradient"), sight->heat, w, h, 1, w * h, f->box.x0, f->box.y0, false};
    if (told) ui_hit_cells(ui, HIT_CELL, square, side, side, NULL)->told = (Told){tell_heat, told, .cells = true};
    ui_frame(ui, square, ui->theme->accent, fmaxf(2, floorf(2 * ui->scale)), 0);
    float s = square.w / (float)side;
    Box b = sight->field.box;
    if (sight->field.share == 0) return;
    Rect box = {square.x + (float)(b.x0 - f->box.x0) * s, square.y + (float)(b.y0 - f->box.y0) * s,
                (float)(b.x1 - b.x0 + 1) * s, (float)(b.y1 - b.y0 + 1) * s};
    ui_clip(ui, square);
    draw_dashed(ui, box, 0xFFFFFFFF);
    ui_clip(ui, (Rect){0, 0, 1e6f, 1e6f});
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
            if (pass != turn || l->kind == KIND_SOFTMAX || (full && !here && l->weight_layer != net->weight_layers - 1))
                continue;
            Style style = {ROLE_SMALL, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->dim};
            const char *field = ui_format(ui, "%d", l->field),
                       *name = full && !here ? "fc" : layer_look(l->kind)->brief(ui, l);
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
    if (r->h < ui_line(ui, ROLE_SMALL) + ui_line(ui, ROLE_KEY)) {
        ui_less(ui, NULL);
        return;
    }
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_SMALL)), (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, what);
    ui_text(ui, cut_top(r, ui_line(ui, ROLE_KEY)), (Style){ROLE_KEY, FONT_MONO_BOLD, color}, ALIGN_LEFT, figure);
}

static const char *say_effective(const Ui *ui, const Sight *sight) {
    Box b = sight->field.box;
    if (sight->field.share == 0) return SAY(ui, "layer.gradient_none");
    return SAY(ui, "words.effective", ui_format(ui, "%d×%d", b.x1 - b.x0 + 1, b.y1 - b.y0 + 1),
               ui_format(ui, "%d", b.x0), ui_format(ui, "%d", b.y0), ui_format(ui, "%d", b.x1),
               ui_format(ui, "%d", b.y1), ui_format(ui, "%.1f", 100 * sight->field.share));
}

static void tell_effective(Ui *ui, const Hit *hit, Hint *out) {
    hint_line(out, say_effective(ui, hit->told.of));
    hint_line(out, SAY(ui, "field.gradient"));
}

/* The field of the selected unit on the photo, what of it counts, and the slider through all layers. */
static void draw_network(Ui *ui, Rect room) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    const Sight *sight = app_sight(app);
    Rect r = ui_panel(ui, PANEL_PHOTO, room,
                      f.row < 0 ? SAY(ui, "photo.input")
                                : SAY(ui, "field.on_photo", f.layer, ui_format(ui, "%d", f.map),
                                      ui_format(ui, "%d", f.x), ui_format(ui, "%d", f.y)));
    draw_slider(ui, cut_bottom(&r, 2 * ui_line(ui, ROLE_SMALL) + ui_px(ui, 20)),
                net_row_step(&app->own, STEP_LAYERS, f.row));
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
    bool none = sight->field.share == 0;
    int effective = sight->field.box.x1 - sight->field.box.x0 + 1;
    if (!none) draw_dashed(ui, on_photo(ui, photo, sight->field.box), 0xFFFFFFFF);
    cut_top(&text, ui_px(ui, 4));
    ui_tell(ui, text, (Told){.tell = tell_effective, .of = sight});
    draw_named(ui, &text, SAY(ui, "field.effective"), none ? "–" : squared(ui, effective), ui->theme->text);
    cut_top(&text, ui_px(ui, 4));
    ui_note(ui, text, words, none ? SAY(ui, "layer.gradient_none") : SAY(ui, "field.gradient"));
    float side = floorf(fminf(r.w, r.h));
    if (heat && side > ui_px(ui, 60)) draw_heat(ui, (Rect){r.x, r.y, side, side}, &f, sight);
    cut_top(&text, ui_line(ui, ROLE_SMALL) + ui_px(ui, 4));
    side = floorf(fminf(text.w, text.h));
    if (below && side > ui_px(ui, 60)) draw_heat(ui, (Rect){text.x, text.y, side, side}, &f, sight);
}

static void draw(Ui *ui, Rect room) {
    Chain c = chain_of(ui);
    float gap = ui_px(ui, 11);
    if (ui->panel == PANEL_SUMS) {
        draw_sums(ui, room, &c);
        return;
    }
    if (ui->panel == PANEL_PHOTO) {
        if (c.stack) equality_draw(ui, PANEL_PHOTO, room, &c);
        else draw_network(ui, room);
        return;
    }
    Rect left = ui->panel == PANEL_PYRAMID ? room : cut_left(&room, floorf(room.w * 0.585f));
    Rect r = ui_panel(ui, PANEL_PYRAMID, left, NULL);
    builder_draw(ui, &r, &c);
    pyramid_draw(ui, r, &c);
    if (ui->panel == PANEL_PYRAMID) return;
    cut_left(&room, gap);
    draw_sums(ui, cut_top(&room, floorf(room.h * 0.43f)), &c);
    cut_top(&room, gap);
    if (c.stack) equality_draw(ui, PANEL_PHOTO, room, &c);
    else draw_network(ui, room);
}

/* Beside a card of a lesson: a line of sums for each layer, and what stands above and below them. */
static float enlarged(const Ui *ui, int panel) {
    Sliding chain[NET_LAYERS];
    int lines = app_chain(ui->app, chain, NULL) + 5;
    return panel == PANEL_SUMS ? (float)lines * (ui_line(ui, ROLE_BODY) + ui_px(ui, 3)) + ui_px(ui, 60) : 0;
}

/* ---- the footer: a stack is followed, where there is one, not the run ---- */

static const char *headline(const Ui *ui) {
    const Lab *lab = &ui->app->lab;
    if (!lab->stack_n) return NULL;
    StackField f = stack_field(lab->stack, lab->stack_n);
    char number[16];
    snprintf(number, sizeof number, "number.%d", lab->stack_n);
    const char *n = ui_format(ui, "%d", lab->stack_n), *field = ui_format(ui, "%d×%d", f.field, f.field);
    bool plain = true;
    for (int i = 0; i < lab->stack_n; i++) plain &= lab->stack[i].kernel == 3 && lab->stack[i].stride == 1;
    if (lab->stack_n == 1) return SAY(ui, "headline.stack_one", field);
    return plain ? SAY(ui, "headline.stack_plain", SAY(ui, number), field, n) : SAY(ui, "headline.stack", n, field);
}

static const char *place_words(const Ui *ui) {
    const Lab *lab = &ui->app->lab;
    return lab->stack_n ? SAY(ui, "place.stack", ui_format(ui, "%d", lab->stack_at), ui_format(ui, "%d", lab->stack_n))
                        : NULL;
}

static const char *next_label(const Ui *ui) {
    const Lab *lab = &ui->app->lab;
    int more = lab->stack_n - lab->stack_at;
    if (!lab->stack_n) return NULL;
    return more ? SAY(ui, "footer.follow", ui_format(ui, "%d", more)) : SAY(ui, "footer.again");
}

static int left(const App *app) { return app->lab.stack_n ? app->lab.stack_n - app->lab.stack_at : -1; }

static bool progress(const App *app, int *at, int *all) {
    *at = app->lab.stack_at;
    *all = app->lab.stack_n;
    return app->lab.stack_n > 0;
}

/* ---- what it says ---- */

static void put_box(json_t *o, const char *key, Box b) { put(o, key, json_pack("[iiii]", b.x0, b.y0, b.x1, b.y1)); }

static void put_field(json_t *o, const App *app) {
    const Lab *lab = &app->lab;
    const Sight *sight = app_sight(app);
    put(o, "measured", json_integer(lab->measured));
    if (lab->stack_n) {
        StackField f = stack_field(lab->stack, lab->stack_n);
        int64_t c = lab->c_in, weights = stack_weights(lab->stack, lab->stack_n, c);
        put(o, "field", json_integer(f.field));
        put(o, "jump", json_integer(f.jump));
        put(o, "reach", json_integer(stack_reach(lab->stack, lab->stack_n)));
        put(o, "equals", json_integer(f.field)); /* the side of the one kernel that sees the same */
        put(o, "channels", json_integer(c));
        put(o, "weights_stack", json_integer(weights));
        put(o, "weights_single", json_integer((json_int_t)f.field * f.field * c * c));
    }
    if (!sight) return;
    if (sight->field.share > 0) put_box(o, "effective_box", sight->field.box);
    else put(o, "effective_box", json_null());
    put(o, "effective_share", json_real(sight->field.share));
}

/* The stack that is looked at, or what of the field counts. */
static const char *say_field(const Ui *ui, const char *text) {
    const Lab *lab = &ui->app->lab;
    const char *measured = ui_format(ui, "%d×%d", lab->measured, lab->measured);
    if (lab->stack_n) {
        StackField f = stack_field(lab->stack, lab->stack_n);
        const char *field = ui_format(ui, "%d×%d", f.field, f.field), *rows = "";
        for (int i = 0; i < lab->stack_n; i++) {
            StackField before = stack_field(lab->stack, i), after = stack_field(lab->stack, i + 1);
            const char *sum = ui_format(ui, "%d + (%d−1)·%d = %d, j = %d", before.field, lab->stack[i].kernel,
                                        before.jump, after.field, after.jump);
            rows = add_line(ui, rows,
                            SAY(ui, "join.named", SAY(ui, "field.layer", ui_format(ui, "%d", i + 1)), sum));
        }
        text = ui_format(ui, "%s%s", text, rows);
        text = add_line(
            ui, text,
            SAY(ui, "words.stack_field", ui_format(ui, "%d", lab->stack_n), field, ui_format(ui, "%d", f.jump)));
        int64_t c = lab->c_in;
        text = add_line(ui, text, SAY(ui, "words.stack_weights", ui_format(ui, "%d", lab->c_in),
                                      format_count(ui, stack_weights(lab->stack, lab->stack_n, c)), field,
                                      format_count(ui, (int64_t)f.field * f.field * c * c)));
        int reach = stack_reach(lab->stack, lab->stack_n);
        text = add_line(ui, text, SAY(ui, "words.reach", ui_format(ui, "%d×%d", reach, reach)));
    }
    text = add_line(ui, text, SAY(ui, "words.measured", measured));
    const Sight *sight = lab->stack_n ? NULL : app_sight(ui->app); /* a stack sees no photo */
    return sight ? add_line(ui, text, say_effective(ui, sight)) : text;
}

static void json(json_t *o, const App *app, Arena *arena) {
    UnitFacts f = unit_facts(app);
    (void)arena;
    unit_json(o, app, &f);
    put_field(o, app);
}

static const char *words(const Ui *ui) {
    UnitFacts f = unit_facts(ui->app);
    return say_field(ui, ui->app->lab.stack_n ? "" : say_layer(ui, "", &f));
}

static Error save(const App *app, Arena *arena, const char *dir) {
    (void)arena;
    const Sight *sight = app_sight(app);
    if (!sight) return NO_ERROR;
    const int64_t shape[] = {sight->input.c, sight->input.h, sight->input.w};
    TRY(save_array(dir, "gradient.npy", sight->plain, shape, 3));
    return atomic_load(&sight->task.done) ? save_array(dir, "guided.npy", sight->guided, shape, 3) : NO_ERROR;
}

const Screen field_screen = {
    .draw = draw,
    .telling = PANEL_PYRAMID,
    .enlarged = enlarged,
    .headline = headline,
    .place = place_words,
    .way = {"follow 0", "follow previous", "follow next", next_label, left, progress, "follow", 0},
    .words = words,
    .json = json,
    .save = save,
    .bench = {"view field; select conv4_2", {"right", "left"}},
};
