/* Screen 4: how the receptive field grows, in a stack of one's own and in the network. */
#include <math.h>

#include "view/screens.h"

enum { PANEL_PYRAMID = 1, PANEL_SUMS, PANEL_PHOTO };
enum { LEVELS = 6 }; /* planes that a picture holds, the unit's and the input's among them */

/* A plane of the pyramid: a map, and the window of it that the unit at the top depends on. */
typedef struct Plane {
    int window;       /* in this map's own pixels */
    int size;         /* of the map; 0: nothing is left */
    const char *name; /* of the layer that reads this plane, "" above the unit */
} Plane;

/* ---- what the pyramid shows ---- */

/* The layers that are looked at, those of a stack by their number. */
static int chain_of(const Ui *ui, StackLayer out[NET_LAYERS], const char *names[NET_LAYERS]) {
    int n = app_chain(ui->app, out, names);
    for (int i = 0; i < ui->app->lab.stack_n; i++) names[i] = SAY(ui, "field.layer", ui_format(ui, "%d", i + 1));
    return n;
}

/* The size of the input that a stack is drawn on: its field and one step to each side. */
static int input_size(const App *app, const StackLayer chain[], int n) {
    if (!app->lab.stack_n) return app->own.input.w;
    StackField f = stack_field(chain, n);
    return f.field + 2 * f.jump;
}

/* ---- the pyramid ---- */

/* A plane on the screen: a map seen at a slant, and its window. */
typedef struct Slab {
    Rect r;      /* its bounds; the upper edge lies `slant` to the right */
    float slant, w;
    Point window[4]; /* upper left, upper right, lower right, lower left */
} Slab;

static Point on_slab(const Slab *s, float u, float v) {
    return (Point){s->r.x + s->slant * (1 - v) + s->w * u, s->r.y + s->r.h * v};
}

static Slab make_slab(Rect r, const Plane *p) {
    Slab s = {.r = r, .slant = r.h * 0.95f};
    s.w = r.w - s.slant;
    float share = p->size > 0 ? fminf(1, (float)p->window / (float)p->size) : 1;
    float from = (1 - share) / 2;
    if (p->size > p->window) from = floorf((float)(p->size - p->window) / 2) / (float)p->size;
    const float u[] = {from, from + share, from + share, from}, v[] = {from, from, from + share, from + share};
    for (int i = 0; i < 4; i++) s.window[i] = on_slab(&s, u[i], v[i]);
    return s;
}

enum { CELLS = 24 }; /* single units are drawn only where they can be told apart */

static void draw_slab(Ui *ui, const Slab *s, const Plane *p, Color lit, bool reached) {
    Point base[] = {on_slab(s, 0, 0), on_slab(s, 1, 0), on_slab(s, 1, 1), on_slab(s, 0, 1)};
    ui_polygon(ui, base, 4, ui->theme->raised);
    if (reached) ui_polygon(ui, s->window, 4, lit);
    int cells = p->size > 0 && p->size <= CELLS ? p->size : 1;
    Color grid = cells > 1 ? ui->theme->panel : ui->theme->edge;
    float line = fmaxf(1, floorf(ui->scale));
    for (int i = 0; i <= cells; i++) {
        float t = (float)i / (float)cells;
        ui_line_to(ui, on_slab(s, t, 0), on_slab(s, t, 1), grid, line, 0);
        ui_line_to(ui, on_slab(s, 0, t), on_slab(s, 1, t), grid, line, 0);
    }
}

/* The planes from the unit down to the input; where there are more layers than fit, the last leap goes
 * over those left out. Returns their number. */
static int make_planes(const Ui *ui, const StackLayer chain[], const char *names[], int n, Plane out[LEVELS]) {
    int below = n < LEVELS - 1 ? n : LEVELS - 1, input = input_size(ui->app, chain, n), window = 1;
    for (int level = 0; level <= below; level++) {
        int i = n - level; /* made by layer i, read by the next */
        bool leap = level == below && i > 0;
        if (leap) i = 0;
        if (level > 0) window = leap ? stack_field(chain, n).field : (window - 1) * chain[i].stride + chain[i].kernel;
        out[level] = (Plane){window, stack_size(chain, i, input), level > 0 ? names[i] : ""};
    }
    return below + 1;
}

/* How wide a plane is drawn: with cells, all of one size; else a little wider each time. */
static float plane_share(const Plane planes[], int n, int level) {
    const Plane *input = &planes[n - 1];
    if (input->size <= CELLS && input->size > 0) return (float)planes[level].size / (float)input->size;
    return 0.34f + 0.66f * (float)level / (float)(n > 1 ? n - 1 : 1);
}

static void draw_plane_text(Ui *ui, Rect r, const StackLayer chain[], const Plane planes[], int count,
                            int level, int n, bool reached) {
    Style big = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Style sum = {ROLE_BODY, FONT_MONO, ui->theme->conv};
    const Plane *p = &planes[level];
    bool last = level == count - 1, leap = last && n > count - 1;
    float lines = ui_line(ui, ROLE_TITLE) + ui_line(ui, ROLE_SMALL) + (level ? ui_line(ui, ROLE_BODY) : 0);
    cut_top(&r, fmaxf(0, floorf((r.h - lines) / 2)));
    if (level > 0) {
        const StackLayer *l = &chain[leap ? 0 : n - level];
        const char *formula = leap ? SAY(ui, "field.and_below", ui_format(ui, "%d", n - count + 2))
                                   : ui_format(ui, "%s: (%d−1)·%d + %d = %d", p->name,
                                               planes[level - 1].window, l->stride, l->kernel, p->window);
        Rect line = cut_top(&r, ui_line(ui, ROLE_BODY));
        if (reached) ui_text(ui, line, sum, ALIGN_LEFT, formula);
    }
    const char *window = level == 0 ? SAY(ui, "field.one_unit")
                         : reached  ? ui_format(ui, "%d × %d", p->window, p->window)
                                    : "…";
    const char *map = ui_format(ui, "%d×%d", p->size, p->size);
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_TITLE)), big, ALIGN_LEFT, window);
    ui_text(ui, cut_top(&r, ui_line(ui, ROLE_SMALL)), small, ALIGN_LEFT,
            SAY(ui, last ? "field.of_input" : "field.of_map", map));
}

static void draw_pyramid(Ui *ui, Rect room, const StackLayer chain[], const char *names[], int n) {
    const App *app = ui->app;
    Plane planes[LEVELS];
    Slab slabs[LEVELS];
    int count = make_planes(ui, chain, names, n, planes);
    int at = app->lab.stack_n ? app->lab.stack_at : n;
    float each = floorf(room.h / (float)count), label = ui_px(ui, app->textsize > 1 ? 330 : 290);
    float widest = room.w - label;
    for (int level = 0; level < count; level++) {
        float w = floorf(widest * plane_share(planes, count, level));
        Rect slot = {room.x, room.y + each * (float)level, widest, each};
        float h = floorf(fminf(each * 0.76f, w * 0.28f));
        slabs[level] = make_slab((Rect){floorf(slot.x + (widest - w) / 2), floorf(slot.y + (each - h) / 2), w, h},
                                 &planes[level]);
    }
    for (int level = count - 1; level >= 0; level--) {
        bool reached = level <= at, last = level == count - 1;
        Color lit = level == 0 ? ui->theme->accent : last ? ui->theme->fc : ui->theme->conv;
        draw_slab(ui, &slabs[level], &planes[level], lit, reached);
        draw_plane_text(ui, (Rect){room.x + widest + ui_px(ui, 14), room.y + each * (float)level,
                                   label - ui_px(ui, 14), each},
                        chain, planes, count, level, n, reached);
    }
    for (int level = 1; level < count && level <= at; level++) /* from window to window */
        for (int side = 0; side < 2; side++)
            ui_line_to(ui, slabs[level - 1].window[3 - side], slabs[level].window[side], ui->theme->accent,
                       fmaxf(1, ui->scale), ui_px(ui, 5));
}

/* The layers of the stack as chips; a click enlarges the kernel, the last one is to add a layer. */
static void draw_builder(Ui *ui, Rect *r) {
    const Lab *lab = &ui->app->lab;
    Rect line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    float gap = ui_px(ui, 6);
    Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    static const char *const PRESETS[][2] = {
        {"2 × 3×3", "stack 3 3"}, {"3 × 3×3", "stack 3 3 3"}, {"5 × 3×3", "stack 3 3 3 3 3"},
        {"1×1", "stack 1"}, {"11×11/4", "stack 11s4"}};
    const char *title = SAY(ui, "field.presets");
    Rect t = ui_text(ui, line, dim, ALIGN_LEFT, title);
    cut_left(&line, t.w + gap);
    for (size_t i = 0; i < sizeof PRESETS / sizeof *PRESETS; i++) {
        if (line.w < ui_width(ui, dim, PRESETS[i][0]) + ui_px(ui, 20)) break;
        ui_button(ui, &line, PRESETS[i][0], ui->theme->text, PRESETS[i][1]);
        cut_left(&line, gap);
    }
    const char *network = net_info(ui->app->own.id)->title;
    if (lab->stack_n && line.w >= ui_width(ui, dim, network) + ui_px(ui, 20))
        ui_button(ui, &line, network, ui->theme->text, "stack none");
    cut_top(r, gap);
    if (!lab->stack_n) return;
    line = cut_top(r, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    bool padded = lab->stack[0].pad > 0;
    const char *padding = SAY(ui, padded ? "field.padded" : "field.unpadded");
    ui_button_right(ui, &line, padding, ui->theme->text, "padding");
    cut_right(&line, gap);
    for (int i = 0; i < lab->stack_n; i++) {
        const StackLayer *l = &lab->stack[i];
        const char *label = l->stride > 1 ? ui_format(ui, "%d×%d/%d", l->kernel, l->kernel, l->stride)
                                          : ui_format(ui, "%d×%d", l->kernel, l->kernel);
        if (line.w < ui_width(ui, dim, label) + ui_px(ui, 20)) break;
        ui_button(ui, &line, label, ui->theme->conv, ui_format(ui, "layer %d kernel", i + 1));
        cut_left(&line, gap);
    }
    if (lab->stack_n < STACK_MOST && line.w > ui_px(ui, 40)) {
        ui_button(ui, &line, "+", ui->theme->text, "layer add");
        cut_left(&line, gap);
    }
    if (line.w > ui_px(ui, 40))
        ui_button(ui, &line, "−", ui->theme->text, ui_format(ui, "layer %d remove", lab->stack_n));
    cut_top(r, gap);
}

/* ---- the sums ---- */

static bool is_plain(const StackLayer chain[], int n) {
    bool plain = n > 0;
    for (int i = 0; i < n; i++) plain &= chain[i].kernel == 3 && chain[i].stride == 1;
    return plain;
}

/* r += (k − 1)·j, j *= s, row by row, the last rows where there are more than fit. */
static void draw_sums(Ui *ui, Rect room, const StackLayer chain[], const char *names[], int n) {
    Rect r = ui_panel(ui, PANEL_SUMS, room, SAY(ui, "field.rule"));
    Style name = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, sum = {ROLE_BODY, FONT_MONO, ui->theme->text};
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 2);
    Rect measured = cut_bottom(&r, ui_line(ui, ROLE_BODY));
    Rect foot = cut_bottom(&r, ui_line(ui, ROLE_KEY));
    const char *side = ui_format(ui, "%d×%d", ui->app->lab.measured, ui->app->lab.measured);
    if (n > 0) ui_text(ui, measured, name, ALIGN_LEFT, SAY(ui, "field.measured", side));
    int fits = (int)(r.h / line), first = n > fits ? n - fits : 0;
    for (int i = first; i < n; i++) {
        StackField before = stack_field(chain, i), after = stack_field(chain, i + 1);
        Rect row = cut_top(&r, line);
        bool last = i == n - 1;
        name.color = last ? ui->theme->accent : ui->theme->dim;
        sum.color = last ? ui->theme->accent : ui->theme->text;
        ui_text(ui, cut_left(&row, ui_px(ui, 92)), name, ALIGN_LEFT, names[i]);
        ui_text(ui, row, sum, ALIGN_LEFT,
                ui_format(ui, "%d + (%d−1)·%d = %d", before.field, chain[i].kernel, before.jump, after.field));
        ui_text(ui, row, sum, ALIGN_RIGHT, ui_format(ui, "j = %d", after.jump));
    }
    StackField f = stack_field(chain, n);
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent}, words = {ROLE_BODY, FONT_TEXT, ui->theme->dim};
    Rect figure = ui_text(ui, foot, key, ALIGN_LEFT, ui_format(ui, "%d×%d", f.field, f.field));
    cut_left(&foot, figure.w + ui_px(ui, 14));
    if (is_plain(chain, n) && ui->app->lab.stack_n)
        ui_text(ui, foot, words, ALIGN_LEFT,
                SAY(ui, "field.single", ui_format(ui, "%d", n), ui_format(ui, "%d×%d", f.field, f.field)));
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

/* A slider through all layers of the network, the field on the photo, and what of it counts. */
static void draw_network(Ui *ui, Rect room) {
    const App *app = ui->app;
    UnitFacts f = unit_facts(app);
    const Sight *sight = app_sight(app);
    Rect r = ui_panel(ui, PANEL_PHOTO, room,
                      f.row < 0 ? SAY(ui, "photo.input")
                                : SAY(ui, "field.on_photo", f.layer, ui_format(ui, "%d", f.x),
                                      ui_format(ui, "%d", f.y)));
    Rect slider = cut_bottom(&r, ui_px(ui, 26));
    int steps = net_steps(&app->own, STEP_LAYERS), step = net_row_step(&app->own, STEP_LAYERS, f.row);
    ui_slider(ui, slider, 0, steps, step, "select step");
    cut_bottom(&r, ui_px(ui, 6));
    float gap = ui_px(ui, 12), side = fminf(r.h, floorf(r.w * 0.5f));
    Rect photo = photo_draw(ui, cut_left(&r, side), &f);
    Rect field = on_photo(ui, photo, f.box);
    if (app->lab.shade) draw_shade(ui, photo, field);
    cut_left(&r, gap);
    Style key = {ROLE_KEY, FONT_MONO_BOLD, ui->theme->accent}, words = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *theoretical = ui_format(ui, "%d×%d", f.field, f.field);
    Rect left = r;
    ui_text(ui, cut_top(&left, ui_line(ui, ROLE_SMALL)), words, ALIGN_LEFT, SAY(ui, "field.theoretical"));
    ui_text(ui, cut_top(&left, ui_line(ui, ROLE_KEY)), key, ALIGN_LEFT, theoretical);
    if (f.row < 0) return;
    if (!sight) {
        int part = app->sight ? atomic_load(&app->sight->task.thousandths) / 10 : 0;
        ui_text(ui, cut_top(&left, ui_line(ui, ROLE_SMALL)), words, ALIGN_LEFT,
                SAY(ui, "field.computing", ui_format(ui, "%d", part)));
        return;
    }
    int effective = sight->field.box.x1 - sight->field.box.x0 + 1;
    draw_dashed(ui, on_photo(ui, photo, sight->field.box), 0xFFFFFFFF);
    key.color = ui->theme->text;
    ui_text(ui, cut_top(&left, ui_line(ui, ROLE_SMALL)), words, ALIGN_LEFT, SAY(ui, "field.effective"));
    ui_text(ui, cut_top(&left, ui_line(ui, ROLE_KEY)), key, ALIGN_LEFT, ui_format(ui, "%d×%d", effective, effective));
    cut_top(&left, ui_px(ui, 4));
    float heat = fminf(left.w, left.h);
    if (heat > ui_px(ui, 60)) draw_heat(ui, (Rect){left.x, left.y, floorf(heat), floorf(heat)}, &f, sight);
}

/* ---- the stack against one kernel ---- */

/* How many 3x3 see what one k x k sees, twice derived; what else the two have not in common. */
static void draw_equality(Ui *ui, Rect room, const StackLayer chain[], int n) {
    const Lab *lab = &ui->app->lab;
    StackField f = stack_field(chain, n);
    const char *field = ui_format(ui, "%d×%d", f.field, f.field), *count = ui_format(ui, "%d", n);
    Rect r = ui_panel(ui, PANEL_PHOTO, room, SAY(ui, "field.against", field));
    Color text = ui->theme->text, green = ui->theme->fc;
    if (is_plain(chain, n)) {
        line_draw(ui, &r, SAY(ui, "field.how_many"), ui_format(ui, "(%d−1)/2 = %d", f.field, n), green);
        line_draw(ui, &r, SAY(ui, "field.by_sizes"), ui_format(ui, "n−%d+1 = n+%d·(−3+1)", f.field, n), green);
    }
    int64_t stack = 0, c = lab->c_in, single = (int64_t)f.field * f.field * c * c;
    for (int i = 0; i < n; i++) stack += (int64_t)chain[i].kernel * chain[i].kernel * c * c;
    const char *channels = ui_format(ui, "%lld", (long long)c);
    line_draw(ui, &r, SAY(ui, "field.weights_stack", channels), format_count(ui, stack), text);
    line_draw(ui, &r, SAY(ui, "field.weights_single", field), format_count(ui, single), text);
    line_draw(ui, &r, SAY(ui, "field.relus"), ui_format(ui, "%d : 1", n), text);
    line_draw(ui, &r, SAY(ui, "field.jump"), ui_format(ui, "%d", f.jump), text);
    line_draw(ui, &r, SAY(ui, "field.reach"), ui_format(ui, "%d×%d", stack_reach(chain, n), stack_reach(chain, n)), text);
    cut_top(&r, ui_px(ui, 6));
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim},
            SAY(ui, f.jump > 1 ? "field.strides" : "field.not_the_same", count));
}

void field_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    StackLayer chain[NET_LAYERS];
    const char *names[NET_LAYERS];
    int n = chain_of(ui, chain, names);
    float gap = ui_px(ui, 11);
    if (app->zoomed == PANEL_SUMS) {
        draw_sums(ui, room, chain, names, n);
        return;
    }
    if (app->zoomed == PANEL_PHOTO) {
        if (app->lab.stack_n) draw_equality(ui, room, chain, n);
        else draw_network(ui, room);
        return;
    }
    Rect left = app->zoomed == PANEL_PYRAMID ? room : cut_left(&room, floorf(room.w * 0.585f));
    Rect r = ui_panel(ui, PANEL_PYRAMID, left, NULL);
    draw_builder(ui, &r);
    draw_pyramid(ui, r, chain, names, n);
    if (app->zoomed == PANEL_PYRAMID) return;
    cut_left(&room, gap);
    draw_sums(ui, cut_top(&room, floorf(room.h * 0.44f)), chain, names, n);
    cut_top(&room, gap);
    if (app->lab.stack_n) draw_equality(ui, room, chain, n);
    else draw_network(ui, room);
}
