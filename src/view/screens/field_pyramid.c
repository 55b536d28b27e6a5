/* The pyramid of the Field screen, and the buttons that build its stack. */
#include <math.h>
#include <string.h>

#include "app/features/lab.h"
#include "model/kind.h"
#include "view/hint.h"
#include "view/screens/field.h"

enum { LEVELS = 6 };    /* planes that a picture holds, the unit's and the input's among them */
enum { GROWTH = 350 };  /* milliseconds in which a window opens on the next plane */

/* A plane of the pyramid: a map, and the window of it that the unit at the top depends on. */
typedef struct Plane {
    int window;       /* in this map's own pixels */
    int size;         /* of the map; 0: nothing is left */
    const char *name; /* of the layer that reads this plane, "" above the unit */
} Plane;

/* ---- the builder ---- */

/* Buttons one after another, on as many lines as they need. */
typedef struct Flow {
    Rect *room, line;
    float gap;
} Flow;

static void flow_line(Ui *ui, Flow *f) {
    f->line = cut_top(f->room, ui_line(ui, ROLE_BODY) + ui_px(ui, 6));
    cut_top(f->room, f->gap);
}

static void flow_room(Ui *ui, Flow *f, float w) {
    if (f->line.w < w && f->line.w < f->room->w) flow_line(ui, f);
}

static void flow_button(Ui *ui, Flow *f, const char *label, Color color, const char *command) {
    flow_room(ui, f, ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, label) + ui_px(ui, 20));
    ui_button(ui, &f->line, label, color, command);
    cut_left(&f->line, f->gap);
}

/* "kernel [-] 3 [+]", kept together. */
static void flow_number(Ui *ui, Flow *f, const char *label, int value, const char *what) {
    Style words = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, number = {ROLE_BODY, FONT_MONO_BOLD, ui->theme->text};
    float digits = ui_width(ui, number, "00"), w = ui_width(ui, words, label);
    float button = ui_width(ui, words, "+") + ui_px(ui, 20);
    flow_room(ui, f, w + digits + 2 * button + 3 * f->gap);
    ui_text(ui, cut_left(&f->line, w), words, ALIGN_LEFT, label);
    cut_left(&f->line, f->gap);
    ui_button(ui, &f->line, "−", ui->theme->text, ui_format(ui, "layer %s less", what));
    ui_text(ui, cut_left(&f->line, digits + f->gap), number, ALIGN_CENTRE, ui_format(ui, "%d", value));
    ui_button(ui, &f->line, "+", ui->theme->text, ui_format(ui, "layer %s more", what));
    cut_left(&f->line, 2 * f->gap);
}

static const char *layer_label(const Ui *ui, const Sliding *l) {
    return l->stride > 1 ? ui_format(ui, "%d×%d/%d", l->kernel, l->kernel, l->stride)
                         : ui_format(ui, "%d×%d", l->kernel, l->kernel);
}

static void draw_layers(Ui *ui, Flow *f) {
    const App *app = ui->app;
    const Lab *lab = &app->lab;
    Color text = ui->theme->text;
    Sliding own;
    flow_line(ui, f);
    ui_toggle_right(ui, &f->line, SAY(ui, "field.padded"), lab->stack[0].pad > 0, "padding");
    cut_right(&f->line, f->gap);
    for (int i = 0; i < lab->stack_n; i++)
        flow_button(ui, f, layer_label(ui, &lab->stack[i]), i == lab->stack_pick ? ui->theme->accent : ui->theme->conv,
                    ui_format(ui, "layer %d", i + 1));
    if (lab->stack_n == STACK_MOST) return;
    flow_button(ui, f, "+", text, "layer add");
    int row = app->selection.row;
    if (row >= 0 && layer_window(&app->own.layer[row], &own))
        flow_button(ui, f, ui_format(ui, "+ %s", app_row_name(app, row)), text, "layer add selected");
}

void builder_draw(Ui *ui, Rect *room, const Chain *c) {
    const Lab *lab = &ui->app->lab;
    Flow f = {.room = room, .gap = ui_px(ui, 6)};
    int n, chosen = lab_preset(ui->app);
    const StackPreset *presets = lab_presets(&n);
    flow_line(ui, &f);
    flow_button(ui, &f, net_info(ui->app->own.id)->title, c->stack ? ui->theme->text : ui->theme->accent, "stack none");
    for (int i = 0; i < n; i++)
        flow_button(ui, &f, presets[i].label, i == chosen ? ui->theme->accent : ui->theme->text,
                    ui_format(ui, "stack %s", presets[i].stack));
    if (!c->stack) return;
    draw_layers(ui, &f);
    flow_line(ui, &f);
    const Sliding *l = &lab->stack[lab->stack_pick];
    Style picked = {ROLE_BODY, FONT_BOLD, ui->theme->accent};
    const char *title = SAY(ui, "field.layer", ui_format(ui, "%d", lab->stack_pick + 1));
    ui_text(ui, cut_left(&f.line, ui_width(ui, picked, title)), picked, ALIGN_LEFT, title);
    cut_left(&f.line, 2 * f.gap);
    flow_number(ui, &f, SAY(ui, "field.kernel"), l->kernel, "kernel");
    flow_number(ui, &f, SAY(ui, "field.stride"), l->stride, "stride");
    flow_number(ui, &f, SAY(ui, "field.padding"), l->pad, "padding");
    flow_button(ui, &f, "←", ui->theme->text, "layer left");
    flow_button(ui, &f, "→", ui->theme->text, "layer right");
    flow_button(ui, &f, SAY(ui, "field.remove"), ui->theme->text, "layer remove");
}

/* ---- the planes ---- */

/* A plane on the screen: a map seen at a slant, and its window. */
typedef struct Slab {
    Rect r;      /* its bounds; the upper edge lies `slant` to the right */
    float slant, w;
    Point window[4]; /* upper left, upper right, lower right, lower left */
} Slab;

static Point on_slab(const Slab *s, float u, float v) {
    return (Point){s->r.x + s->slant * (1 - v) + s->w * u, s->r.y + s->r.h * v};
}

/* `open`: the share of its sides that the window has reached, 1 at rest. */
static Slab make_slab(Rect r, const Plane *p, float open) {
    Slab s = {.r = r, .slant = r.h * 0.95f};
    s.w = r.w - s.slant;
    float share = p->size > 0 ? fminf(1, (float)p->window / (float)p->size) : 1;
    float from = (1 - share) / 2;
    if (p->size > p->window) from = floorf((float)(p->size - p->window) / 2) / (float)p->size;
    float a = from + share * (1 - open) / 2, b = a + share * open;
    const float u[] = {a, b, b, a}, v[] = {a, a, b, b};
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

/* The size of the input that a stack is drawn on: its field and one step to each side. */
static int input_size(const App *app, const Chain *c) {
    if (!c->stack) return app->own.input.w;
    StackField f = stack_field(c->layer, c->n);
    return f.field + 2 * f.jump;
}

/* The planes from the unit down to the input; where there are more layers than `most` planes, the last leap
 * goes over those left out. Returns their number. */
static int make_planes(const Ui *ui, const Chain *c, int most, Plane out[LEVELS]) {
    int n = c->n, below = n < most - 1 ? n : most - 1, input = input_size(ui->app, c), window = 1;
    for (int level = 0; level <= below; level++) {
        int i = n - level; /* made by layer i, read by the next */
        bool leap = level == below && i > 0;
        if (leap) i = 0;
        if (level > 0)
            window = leap ? stack_field(c->layer, n).field : (window - 1) * c->layer[i].stride + c->layer[i].kernel;
        out[level] = (Plane){window, stack_size(c->layer, i, input), level > 0 ? c->name[i] : ""};
    }
    return below + 1;
}

/* How wide a plane is drawn: with cells, all of one size; else a little wider each time. */
static float plane_share(const Plane planes[], int n, int level) {
    const Plane *input = &planes[n - 1];
    if (input->size <= CELLS && input->size > 0) return (float)planes[level].size / (float)input->size;
    return 0.34f + 0.66f * (float)level / (float)(n > 1 ? n - 1 : 1);
}

/* The planes that a leap leaves out, each as it would stand there. */
static const char *say_left_out(const Ui *ui, const Chain *c, const Plane planes[], int count) {
    const char *text = "";
    int window = planes[count - 2].window, input = input_size(ui->app, c);
    for (int i = c->n - count + 1; i >= 0; i--) {
        int before = window, size = stack_size(c->layer, i, input);
        window = (window - 1) * c->layer[i].stride + c->layer[i].kernel;
        const char *sum = ui_format(ui, "(%d−1)·%d + %d = %d", before, c->layer[i].stride, c->layer[i].kernel, window);
        const char *map = SAY(ui, i ? "field.of_map" : "field.of_input", ui_format(ui, "%d×%d", size, size));
        text = ui_format(ui, "%s%s%s · %d × %d %s", text, *text ? "; " : "", SAY(ui, "join.named", c->name[i], sum),
                         window, window, map);
    }
    return text;
}

static void draw_plane_text(Ui *ui, Rect r, const Chain *c, const Plane planes[], int count, int level, bool reached) {
    Style big = {ROLE_TITLE, FONT_BOLD, ui->theme->text}, small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    Style sum = {ROLE_BODY, FONT_MONO, ui->theme->conv};
    const Plane *p = &planes[level];
    bool last = level == count - 1, leap = last && c->n > count - 1;
    float lines = ui_line(ui, ROLE_TITLE) + (level ? ui_line(ui, ROLE_BODY) : 0);
    bool beside = r.h < lines + ui_line(ui, ROLE_SMALL); /* no line of its own for the map */
    if (!beside) lines += ui_line(ui, ROLE_SMALL);
    cut_top(&r, fmaxf(0, floorf((r.h - lines) / 2)));
    if (leap) ui_tell(ui, r, (Told){.tell = tell_label, .of = say_left_out(ui, c, planes, count)});
    if (level > 0) {
        const Sliding *l = &c->layer[leap ? 0 : c->n - level];
        const char *formula = leap ? SAY(ui, "field.and_below", ui_format(ui, "%d", c->n - count + 2))
                                   : SAY(ui, "join.named", p->name,
                                         ui_format(ui, "(%d−1)·%d + %d = %d", planes[level - 1].window, l->stride,
                                                   l->kernel, p->window));
        Rect line = cut_top(&r, ui_line(ui, ROLE_BODY));
        if (reached) ui_text(ui, line, sum, ALIGN_LEFT, formula);
    }
    const char *window = level == 0 ? SAY(ui, "field.one_unit")
                         : reached  ? ui_format(ui, "%d × %d", p->window, p->window)
                                    : "…";
    const char *map = SAY(ui, last ? "field.of_input" : "field.of_map", ui_format(ui, "%d×%d", p->size, p->size));
    Rect line = cut_top(&r, ui_line(ui, ROLE_TITLE)), figure = ui_text(ui, line, big, ALIGN_LEFT, window);
    if (!beside) line = cut_top(&r, ui_line(ui, ROLE_SMALL));
    else cut_left(&line, figure.w + ui_px(ui, 10));
    if (ui_width(ui, small, map) <= line.w) ui_text(ui, line, small, ALIGN_LEFT, map);
}

/* A bracket from the unit to the input: one kernel goes all the way. What it says stands below, in `foot`. */
static void draw_bracket(Ui *ui, float x, float top, float bottom, Rect *foot, const Chain *c) {
    enum { PIECES = 24 };
    Style words = {ROLE_BODY, FONT_BOLD, ui->theme->fc};
    int field = stack_field(c->layer, c->n).field;
    float bulge = ui_px(ui, 72);
    Point at = {x, top};
    for (int i = 1; i <= PIECES; i++) {
        float t = (float)i / PIECES;
        Point next = {x + bulge * 2 * t * (1 - t), top + (bottom - top) * t};
        ui_line_to(ui, at, next, ui->theme->fc, fmaxf(2, floorf(2.5f * ui->scale)), 0);
        at = next;
    }
    const char *sees = SAY(ui, "field.one_sees", ui_format(ui, "%d×%d", field, field));
    const char *same = SAY(ui, "field.the_same", ui_format(ui, "%d", field * field));
    Rect text = cut_right(foot, fmaxf(ui_width(ui, words, sees), ui_width(ui, words, same)));
    cut_right(foot, ui_px(ui, 14));
    ui_text(ui, cut_top(&text, ui_line(ui, ROLE_BODY)), words, ALIGN_RIGHT, sees);
    ui_text(ui, cut_top(&text, ui_line(ui, ROLE_BODY)), words, ALIGN_RIGHT, same);
}

/* How the sides of the maps go from layer to layer, and what padding has to do with it. */
static void draw_sides(Ui *ui, Rect r, const Chain *c) {
    int size = input_size(ui->app, c);
    const char *sides = ui_format(ui, "%d", size);
    bool same = true, bare = true;
    for (int i = 0; i < c->n; i++) {
        int after = stack_size(c->layer, i + 1, size);
        same &= after == size;
        bare &= c->layer[i].pad == 0;
        sides = ui_format(ui, "%s → %d", sides, after);
    }
    const char *key = !chain_is_dense(c) ? "field.sides"
                      : same             ? "field.sides_same"
                      : bare             ? "field.sides_shrink"
                                         : "field.sides";
    ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->dim}, SAY(ui, key, sides));
}

/* A plane: which layer reads it, and what of it one unit sees. */
static void tell_plane(Ui *ui, const Hit *hit, Hint *out) {
    const Plane *p = (const Plane *)hit->told.of + out->row;
    if (*p->name) out->title = p->name;
    hint_line(out, SAY(ui, "hint.plane", ui_format(ui, "%d×%d", p->window, p->window),
                       ui_format(ui, "%d×%d", p->size, p->size)));
}

/* Pulling over them follows the field; each plane tells. What stands beside a plane tells more and lies over it. */
static void planes_hit(Ui *ui, Rect area, const Chain *c, const Plane planes[], int count) {
    Plane *told = ARENA_NEW(ui->arena, (size_t)count, Plane);
    if (!told) return;
    memcpy(told, planes, (size_t)count * sizeof *told);
    ui_hit_cells(ui, HIT_NUMBER, area, 1, count, c->stack && count - 1 == c->n ? "follow" : NULL)->told =
        (Told){.tell = tell_plane, .of = told, .cells = true};
}

void pyramid_draw(Ui *ui, Rect room, const Chain *c) {
    const Lab *lab = &ui->app->lab;
    Plane planes[LEVELS];
    Slab slabs[LEVELS];
    Rect foot = c->stack ? cut_bottom(&room, 2 * ui_line(ui, ROLE_BODY)) : (Rect){0};
    int fit = (int)(room.h / (ui_line(ui, ROLE_TITLE) + ui_line(ui, ROLE_BODY))); /* texts, one a plane */
    int count = make_planes(ui, c,
                            fit < 2        ? 2
                            : fit > LEVELS ? LEVELS
                                           : fit,
                            planes),
        all = count - 1, at = !c->stack || lab->stack_at >= c->n ? all : lab->stack_at;
    if (at == all && c->stack && lab->stack_at < c->n) at = all - 1; /* the leap over the rest comes last */
    float each = floorf(room.h / (float)count), label = ui_px(ui, ui->app->textsize > 1 ? 360 : 305);
    float widest = room.w - label, t = fminf(1, (float)(ui->since / GROWTH));
    float open = 1 - (1 - t) * (1 - t);
    if (t < 1) ui->frame->animating = true;
    for (int level = 0; level < count; level++) {
        float w = floorf(widest * plane_share(planes, count, level)), h = floorf(fminf(each * 0.76f, w * 0.28f));
        Rect slot = {room.x, room.y + each * (float)level, widest, each};
        slabs[level] = make_slab((Rect){floorf(slot.x + (widest - w) / 2), floorf(slot.y + (each - h) / 2), w, h},
                                 &planes[level], level == at && level > 0 ? open : 1);
    }
    planes_hit(ui, (Rect){room.x, room.y, room.w, each * (float)count}, c, planes, count);
    for (int level = count - 1; level >= 0; level--) {
        bool reached = level <= at;
        Color lit = level == 0 ? ui->theme->accent : level == all ? ui->theme->fc : ui->theme->conv;
        Rect text = {room.x + widest + ui_px(ui, 14), room.y + each * (float)level, label - ui_px(ui, 14), each};
        draw_slab(ui, &slabs[level], &planes[level], lit, reached);
        draw_plane_text(ui, text, c, planes, count, level, reached);
    }
    for (int level = 1; level <= at; level++) /* from window to window */
        for (int side = 0; side < 2; side++)
            ui_line_to(ui, slabs[level - 1].window[3 - side], slabs[level].window[side], ui->theme->accent,
                       fmaxf(1, ui->scale), ui_px(ui, 5));
    float half = each / 2;
    if (c->stack && c->n > 1 && at == all && chain_is_dense(c))
        draw_bracket(ui, room.x + room.w - ui_px(ui, 44), room.y + half, room.y + room.h - ui_px(ui, 4), &foot, c);
    if (c->stack) draw_sides(ui, foot, c);
}
