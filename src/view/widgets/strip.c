/* The whole network from left to right, drawn from its table. */
#include <math.h>
#include <string.h>

#include "view/widgets/strip.h"
#include "view/facts_own.h"
#include "view/layer.h"

enum { SOLIDS = NET_LAYERS + 1 };

static Color fade(Color c, unsigned alpha) { return (c & 0x00FFFFFFu) | (alpha << 24); }

/* Lengths grow with the square root, so that 512 channels and 224 rows both fit. */
Solid solid_make(const Ui *ui, const Layer *l, float full) {
    Solid s = {0};
    if (l->out.h == 1) {
        s.face = ui_px(ui, 7);
        s.h = floorf(full * sqrtf((float)l->out.c / 4096.0f) * 0.98f);
        return s;
    }
    s.h = floorf(full * sqrtf((float)l->out.h / 224.0f));
    s.face = ui_px(ui, 10.0f * sqrtf((float)l->out.c / 64.0f) * layer_look(l->kind)->thick);
    s.side = floorf(s.h * 0.30f);
    s.rise = floorf(s.h * 0.13f);
    return s;
}

/* The layers that are drawn: steps of the layer mode, whatever steps the user takes. */
static int make_solids(const Ui *ui, Solid out[SOLIDS], float full) {
    const Net *net = &ui->app->own;
    int n = net_steps(net, STEP_LAYERS);
    for (int step = 1; step <= n; step++) {
        int row = net_step_layer(net, STEP_LAYERS, step);
        out[step - 1] = solid_make(ui, &net->layer[row], full);
        out[step - 1].row = row;
    }
    return n;
}

/* Places them with one gap between all, and a wider one where maps become a vector. */
static void place_solids(const Ui *ui, Solid s[], int n, Rect room, float *break_x) {
    const Net *net = &ui->app->own;
    float solid = 0, vectors = 0;
    for (int i = 0; i < n; i++) {
        solid += s[i].face + s[i].side;
        vectors += s[i].side == 0;
    }
    float squeeze = fminf(1, room.w * 0.62f / solid);
    float gap = (room.w - solid * squeeze) / ((float)n + 1.2f + vectors * 0.4f);
    float most = ui_px(ui, 46);
    gap = fminf(gap, most);
    float x = room.x;
    *break_x = 0;
    for (int i = 0; i < n; i++) {
        s[i].face = floorf(s[i].face * squeeze);
        s[i].side = floorf(s[i].side * squeeze);
        bool first_vector = s[i].side == 0 && i > 0 && s[i - 1].side > 0;
        if (first_vector) {
            *break_x = x + gap * 0.5f;
            x += gap * 1.2f;
        }
        if (s[i].side == 0) x += gap * 0.2f;
        s[i].x = floorf(x);
        x += s[i].face + s[i].side + gap + (s[i].side == 0 ? gap * 0.2f : 0);
    }
    (void)net;
}

void solid_draw(Ui *ui, const Solid *s, Color color, float base, float part, bool selected) {
    float line = fmaxf(1, floorf(ui->scale * 1.2f)), top = base - s->h;
    Color edge = selected ? ui->theme->accent : part > 0 ? color : fade(color, 0xB0);
    if (selected) line = fmaxf(2, floorf(ui->scale * 2.2f));
    if (s->side > 0) {
        Point side[] = {{s->x + s->face, top}, {s->x + s->face + s->side, top - s->rise},
                        {s->x + s->face + s->side, base - s->rise}, {s->x + s->face, base}};
        Point lid[] = {{s->x, top}, {s->x + s->side, top - s->rise},
                       {s->x + s->face + s->side, top - s->rise}, {s->x + s->face, top}};
        if (part >= 1) {
            ui_polygon(ui, side, 4, fade(color, 0x60));
            ui_polygon(ui, lid, 4, fade(color, 0x90));
        }
        Point outline[] = {side[0], side[1], side[2], side[3], side[0]};
        for (int i = 0; i < 4; i++) ui_line_to(ui, outline[i], outline[i + 1], edge, line, 0);
        ui_line_to(ui, lid[0], lid[1], edge, line, 0);
        ui_line_to(ui, lid[1], lid[2], edge, line, 0);
    }
    Rect face = {s->x, top, s->face, s->h};
    if (part > 0) {
        float filled = floorf(s->h * part); /* maps are computed from the top down */
        ui_fill(ui, (Rect){s->x, top, s->face, filled}, color, 0);
    }
    ui_frame(ui, face, edge, line, 0);
}

float strip_part(const App *app, int row) {
    int last = net_after_relu(&app->own, row), at = app_step_row(app);
    if (row > at) return 0;
    if (last > at) last = row; /* the ReLU is a step to come */
    if (run_done(app->run, last)) return 1;
    Shape s = net_shape(&app->weights->net, last);
    return (float)run_ready(app->run, last) / (float)(s.h > 1 ? s.h : s.c);
}

float strip_filled(Ui *ui, int row, bool *moves) {
    enum { FILLS = 250 };
    const App *app = ui->app;
    float part = strip_part(app, row), most = (float)(ui->since / FILLS);
    int runs = job_busy(app->job) ? run_row(app->run) : -1, at = app_step_row(app);
    bool last = at >= 0 && net_lead(&app->own, at) == row && part > most;
    if (last) ui->frame->animating = true;
    *moves = last || (runs >= 0 && runs <= at && net_lead(&app->own, runs) == row);
    return last ? most : part;
}

/* Where the filling of a layer that is under way has come to. */
static void draw_front(Ui *ui, const Solid *s, float base, float part) {
    float y = base - s->h + floorf(s->h * part), width = fmaxf(2, floorf(ui->scale * 2.2f)), over = ui_px(ui, 4);
    ui_line_to(ui, (Point){s->x - over, y}, (Point){s->x + s->face, y}, ui->theme->accent, width, 0);
    ui_line_to(ui, (Point){s->x + s->face, y}, (Point){s->x + s->face + s->side + over, y - s->rise}, ui->theme->accent,
               width, 0);
}

void solid_break(Ui *ui, float x, float top, float base) {
    float step = (base - top) / 5, out = ui_px(ui, 5);
    for (int i = 0; i < 5; i++) {
        Point a = {x + (i % 2 ? out : 0), top + step * (float)i};
        Point b = {x + (i % 2 ? 0 : out), top + step * (float)(i + 1)};
        ui_line_to(ui, a, b, ui->theme->dim, fmaxf(1, ui->scale), ui_px(ui, 4));
    }
}

const char *strip_name(const Ui *ui, const Layer *l) {
    return l->weight_layer ? layer_look(l->kind)->brief(ui, l) : l->name;
}

/* The selected layer is named before all others, then the first of each block, the first vector and the last layer; -1:
 * it is not named. */
enum { LABEL_RANKS = 3 };

static int label_rank(const Ui *ui, const Solid s[], int n, int i) {
    const App *app = ui->app;
    const Layer *l = &app->own.layer[s[i].row];
    if (s[i].row == app->selection.row) return 0;
    if (layer_look(l->kind)->aside) return -1;
    bool first = i == 0 || layer_look(app->own.layer[s[i - 1].row].kind)->aside || (s[i].side == 0 && s[i - 1].side > 0);
    return first || i == n - 1 ? 1 : 2;
}

/* Each where those before it leave it room. */
static void draw_labels(Ui *ui, const Solid s[], int n, Rect line) {
    const App *app = ui->app;
    Rect placed[SOLIDS];
    float gap = ui_px(ui, 4);
    int labels = 0;
    for (int rank = 0; rank < LABEL_RANKS; rank++)
        for (int i = 0; i < n; i++) {
            if (label_rank(ui, s, n, i) != rank) continue;
            Style style = {ROLE_SMALL, rank ? FONT_TEXT : FONT_BOLD, rank ? ui->theme->dim : ui->theme->accent};
            const char *name = strip_name(ui, &app->own.layer[s[i].row]);
            float w = ui_width(ui, style, name), x = floorf(s[i].x + (s[i].face + s[i].side - w) / 2);
            bool clear = x >= line.x;
            for (int k = 0; k < labels; k++) clear &= x + w + gap <= placed[k].x || x >= placed[k].x + placed[k].w + gap;
            if (!clear) continue;
            placed[labels] = (Rect){x, line.y, w, line.h};
            ui_text(ui, placed[labels++], style, ALIGN_LEFT, name);
        }
}

/* "1×1×4096": a fully connected layer has no picture. */
static const char *fc_size(const Ui *ui) {
    const Net *net = &ui->app->own;
    for (int row = 0; row < net->layers; row++)
        if (net->layer[row].kind == KIND_FC) return ui_format(ui, "1×1×%d", net->layer[row].out.c);
    return "";
}

/* "conv + batch norm + ReLU": as the first convolution has them. */
static const char *conv_legend(const Ui *ui, const Net *net) {
    int row = 0;
    while (net->layer[row].kind != KIND_CONV) row++;
    bool norm = row + 1 < net->layers && layer_kind(net->layer[row + 1].kind)->joins == JOINS_NORM;
    const char *activation = activation_name(ui, net, row);
    return ui_format(ui, "%s%s%s%s", SAY(ui, "strip.conv"), norm ? SAY(ui, "strip.with_norm") : "",
                     *activation ? " + " : "", activation);
}

static bool has_kind(const Net *net, Kind kind) {
    bool present = false;
    for (int step = 1; step <= net_steps(net, STEP_LAYERS); step++)
        present |= net->layer[net_step_layer(net, STEP_LAYERS, step)].kind == kind;
    return present;
}

static const char *legend_of(const Ui *ui, Kind kind) {
    return kind == KIND_CONV ? conv_legend(ui, &ui->app->own) : SAY(ui, layer_look(kind)->legend);
}

float strip_legend_width(const Ui *ui) {
    float w = -ui_px(ui, 12);
    for (int kind = 0; kind < ROW_KINDS_COUNT; kind++)
        if (has_kind(&ui->app->own, (Kind)kind))
            w += ui_width(ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, legend_of(ui, (Kind)kind)) + ui_px(ui, 11) +
                 ui_px(ui, 6) + ui_px(ui, 12);
    return w;
}

void strip_legend_draw(Ui *ui, Rect room) {
    const Net *net = &ui->app->own;
    Style style = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    for (int kind = ROW_KINDS_COUNT - 1; kind >= 0; kind--) { /* from the right */
        if (!has_kind(net, (Kind)kind)) continue;
        const char *text = legend_of(ui, (Kind)kind), *size = SAY(ui, "strip.fc_size", text, fc_size(ui));
        if (kind == KIND_FC && room.w > ui_width(ui, style, size) + ui_px(ui, 320)) text = size;
        float w = ui_width(ui, style, text), box = ui_px(ui, 11);
        if (kind == KIND_FC && text != size)
            ui_tell(ui, (Rect){room.x + room.w - w, room.y, w, room.h}, (Told){.tell = tell_label, .of = size});
        ui_text(ui, cut_right(&room, w), style, ALIGN_RIGHT, text);
        cut_right(&room, ui_px(ui, 6));
        Rect square = cut_right(&room, box);
        ui_fill(ui, (Rect){square.x, floorf(room.y + (room.h - box) / 2), box, box}, kind_color(ui, (Kind)kind),
                ui_px(ui, 2));
        cut_right(&room, ui_px(ui, 12));
    }
}

static void draw_photo(Ui *ui, Rect r) {
    const Image *image = &ui->app->photo->image;
    ui_picture(ui, r, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size,
                                .h = image->size, .rows = image->size, .smooth = true,
                                .version = ui->app->image_version});
    ui_hit(ui, r, "select input")->told = (Told){.tell = tell_layer, .n = {-1}};
    if (ui->app->selection.row < 0)
        ui_frame(ui, r, ui->theme->accent, fmaxf(2, floorf(ui->scale * 2.2f)), 0);
}

static const char *space_label(const Ui *ui) {
    char key[24];
    const char *name = SAY(ui, "space.on");
    return app_key_of(ui->app, "space", key) ? SAY(ui, "join.named", name, ui_format(ui, "%s", key)) : name;
}

void space_button_draw(Ui *ui, Rect *room) {
    ui_toggle(ui, room, space_label(ui), space_shown(ui->app), "space");
}

/* What the network is, and its colours, which have a line of their own where they have no room beside it and the layers
 * stay high enough: all of them or none; beside a card, where there is little, they come before the button. */
static void draw_head(Ui *ui, Rect *inner) {
    const App *app = ui->app;
    Rect line = cut_top(inner, ui_line(ui, ROLE_BODY) + ui_px(ui, 4));
    Style dim = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *title = SAY(ui, "strip.title", ui_format(ui, "%d", app->own.convs),
                            ui_format(ui, "%d", app->own.fcs)), *kin = kin_words(ui, &app->own);
    if (*kin) title = ui_format(ui, "%s · %s", kin, title);
    float w = ui_width(ui, dim, title), button = ui_marked_width(ui, space_label(ui)) + ui_px(ui, 12);
    float legend = strip_legend_width(ui);
    bool room = button + w + ui_px(ui, 20) + legend <= line.w;
    if (room || !app->teaching->open) {
        space_button_draw(ui, &line);
        cut_left(&line, ui_px(ui, 12));
    }
    ui_text(ui, cut_left(&line, w), dim, ALIGN_LEFT, title);
    cut_left(&line, ui_px(ui, 20));
    float own = ui_line(ui, ROLE_SMALL) + ui_px(ui, 4), least = ui_px(ui, 60) + ui_line(ui, ROLE_SMALL);
    if (legend > line.w && legend <= inner->w && inner->h - own >= least) line = cut_top(inner, own);
    if (legend <= line.w) strip_legend_draw(ui, line);
    else ui_less(ui, legend_of(ui, KIND_CONV));
}

void strip_draw(Ui *ui, Rect room) {
    const App *app = ui->app;
    Rect inner = ui_panel(ui, 1, room, NULL);
    draw_head(ui, &inner);
    Rect labels = cut_bottom(&inner, ui_line(ui, ROLE_SMALL));
    float full = floorf((inner.h - ui_px(ui, 4)) * 0.88f), base = inner.y + inner.h;
    float photo = floorf(full * 0.84f);
    draw_photo(ui, (Rect){inner.x, base - photo - floorf((full - photo) / 3), photo, photo});
    cut_left(&inner, photo + ui_px(ui, 14));

    Solid solids[SOLIDS];
    float break_x;
    int n = make_solids(ui, solids, full);
    place_solids(ui, solids, n, inner, &break_x);
    if (break_x > 0) solid_break(ui, break_x, base - full, base);
    for (int i = 0; i < n; i++) {
        const Solid *s = &solids[i];
        Color color = kind_color(ui, app->own.layer[s->row].kind);
        bool moves;
        float part = strip_filled(ui, s->row, &moves);
        solid_draw(ui, s, color, base, part, s->row == app->selection.row);
        if (moves) draw_front(ui, s, base, part);
        const char *name = app->own.layer[s->row].name;
        bool again = s->row == app->selection.row && strip_part(app, s->row) == 0;
        ui_hit(ui, (Rect){s->x, base - full, s->face + s->side, full + labels.h},
               ui_format(ui, "%s %s", again ? "until" : "select", name))
            ->told = (Told){.tell = tell_layer, .n = {s->row}};
    }
    draw_labels(ui, solids, n, labels);
}
