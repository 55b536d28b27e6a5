/* The network as its volumes stand in space: each with its maps on its front, and what the selected unit sees of it. */
#include <math.h>
#include <string.h>

#include "app/features/sheet.h"
#include "view/layer.h"
#include "view/screens/network_space.h"
#include "view/widgets/strip.h"

/* Of a volume as it is seen, clockwise. */
typedef struct Outline {
    Point at[12];
    int n;
} Outline;

typedef struct Scene {
    Ui *ui;
    const UnitFacts *f;
    Rect room;
    Camera camera;
    Volume volume[SPACE_VOLUMES];
    Seen seen[SPACE_VOLUMES];
    Outline outline[SPACE_VOLUMES];
    int n, focus; /* focus: the volume of the selected layer */
    double bar;   /* how thick vectors are drawn, in units: they can be seen however far away */
} Scene;

static float line_width(const Ui *ui) { return fmaxf(1, floorf(ui->scale * 1.2f)); }

static Color faded(Color c, unsigned alpha) { return (c & 0x00FFFFFFu) | (alpha << 24); }

/* `part` of the colour on the panel. */
static Color toned(const Ui *ui, Color c, double part) {
    Color ground = ui->theme->panel, out = 0xFF000000u;
    for (int at = 0; at < 24; at += 8)
        out |= (Color)((double)(c >> at & 0xFF) * part + (double)(ground >> at & 0xFF) * (1 - part) + 0.5) << at;
    return out;
}

static Color color_of(const Scene *s, const Volume *v) {
    return v->row < 0 ? s->ui->theme->text : kind_color(s->ui, s->ui->app->own.layer[v->row].kind);
}

static void draw_outline(Ui *ui, const Point at[], int n, Color color, float width) {
    for (int i = 0; i < n; i++) ui_line_to(ui, at[i], at[(i + 1) % n], color, width, 0);
}

/* ---- solids ---- */

/* Its three faces that are seen: the side, the top or the bottom, the front. */
typedef struct Faces {
    Point side[4], lid[4], front[4]; /* front: top left, top right, bottom right, bottom left */
} Faces;

/* As it is drawn: vectors are thicker than they are. */
static Volume drawn(const Scene *s, const Volume *v) {
    Volume d = *v;
    if (v->bar) d.w = d.h = fmax(v->h, s->bar);
    return d;
}

static Faces faces_of(const Scene *s, const Volume *v) {
    Vec at[CORNERS];
    Point p[CORNERS];
    const Camera *c = &s->camera;
    Volume d = drawn(s, v);
    volume_corners(&d, at);
    for (int i = 0; i < CORNERS; i++) p[i] = space_seen(c, at[i]);
    int right = c->turn >= 0 ? 1 : 0, up = c->tilt >= 0 ? 2 : 0;
    return (Faces){.side = {p[right + 2], p[right + 6], p[right + 4], p[right]},
                   .lid = {p[up], p[up + 1], p[up + 5], p[up + 4]},
                   .front = {p[2], p[3], p[1], p[0]}};
}

static Outline outline_of(const Faces *f) {
    Outline o;
    memcpy(o.at, f->side, sizeof f->side);
    memcpy(o.at + 4, f->lid, sizeof f->lid);
    memcpy(o.at + 8, f->front, sizeof f->front);
    o.n = convex_outline(o.at, 12);
    return o;
}

/* The place on a face that is so far across and down it. */
static Point on_face(const Point face[4], double across, double down) {
    return (Point){face[0].x + (float)across * (face[1].x - face[0].x) + (float)down * (face[3].x - face[0].x),
                   face[0].y + (float)across * (face[1].y - face[0].y) + (float)down * (face[3].y - face[0].y)};
}

static void draw_sheet(Ui *ui, const Point face[4], double x0, double y0, double x1, double y1, Picture picture) {
    ui_sheet(ui, on_face(face, x0, y0), on_face(face, x1, y0), on_face(face, x0, y1), picture);
}

/* ---- what is on the faces ---- */

static void draw_photo(const Scene *s, const Point face[4]) {
    const Image *image = &s->ui->app->photo->image;
    draw_sheet(s->ui, face, 0, 0, 1, 1,
               (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                         .rows = image->size, .smooth = true, .version = s->ui->app->image_version});
}

/* A face of so many pixels a side shows its maps in so many columns: all of them where they can be seen, else a part,
 * or one. */
static int columns_of(const Ui *ui, int maps, double side) {
    int all = (int)ceil(sqrt((double)maps)), n = 1;
    float least = ui_px(ui, 11);
    if (side / all >= (double)least) return all;
    while (2 * n < all && side / (2 * n) >= (double)least) n *= 2;
    return n;
}

/* The one that stands for all of them. */
static int map_of(const App *app, int layer, int row) {
    int chosen = app->selection.map[layer + 1];
    return chosen >= 0 ? chosen : app_strongest(app, row);
}

static bool is_within(const Outline *o, Point p) {
    for (int i = 0; i < o->n; i++) {
        Point a = o->at[i], b = o->at[(i + 1) % o->n];
        if ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) < 0) return false;
    }
    return o->n > 2;
}

/* Whether a part of the front of a volume is not to be seen: beside the room, or behind one volume before it. */
static bool is_hidden(const Scene *s, int i, const Point part[4]) {
    const Rect *r = &s->room;
    int left = 0, right = 0, above = 0, below = 0;
    for (int c = 0; c < 4; c++) {
        left += part[c].x < r->x, right += part[c].x > r->x + r->w;
        above += part[c].y < r->y, below += part[c].y > r->y + r->h;
    }
    if (left == 4 || right == 4 || above == 4 || below == 4) return true;
    for (int k = 0; k < i; k++) {
        int inside = 0;
        while (inside < 4 && is_within(&s->outline[k], part[inside])) inside++;
        if (inside == 4) return true;
    }
    return false;
}

/* The maps on the front of a volume, `part` of each; those that a sheet has, as what they ask for. */
static void draw_maps(const Scene *s, int i, const Point face[4], double part) {
    Ui *ui = s->ui;
    const App *app = ui->app;
    const Volume *v = &s->volume[i];
    int row = space_row(app, v->row), map, maps = net_shape(&app->weights->net, row).c;
    Shape shape = net_shape(&app->weights->net, row);
    const float *values = run_values(app->run, row);
    MapRank *ranks = ARENA_NEW(ui->arena, (size_t)maps, MapRank);
    if (!values || !ranks) return;
    int n = columns_of(ui, maps, s->camera.scale * v->h);
    if (n > 1) app_rank_maps(app, row, app->order, ranks, maps);
    else ranks[0].map = map_of(app, v->row, row);
    int painted;
    const Sheet *sheet = sheet_of(app, v->row, &painted);
    int ready = run_ready(app->run, row), rows = part < 1 ? (int)(part * shape.h) : shape.h;
    double gap = n > 1 ? 0.05 / n : 0;
    if (rows > ready) rows = ready;
    for (int at = 0; at < n * n && at < maps; at++) {
        double x = (double)(at % n) / n, y = (double)(at / n) / n, end = 1.0 / n - gap;
        const Point tile[4] = {on_face(face, x, y), on_face(face, x + end, y), on_face(face, x + end, y + end),
                               on_face(face, x, y + end)};
        if (is_hidden(s, i, tile)) continue;
        map = ranks[at].map;
        Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .data = values + (int64_t)map * shape.h * shape.w,
                     .w = shape.w, .h = shape.h, .rows = rows};
        if (map < painted) p = sheet_picture_of(sheet, map);
        else map_range(app, row, map, &p.lo, &p.hi);
        ui_sheet(ui, tile[0], tile[1], tile[3], p);
    }
}

/* Its numbers along a vector, on the side that is seen most of. */
static void draw_numbers(const Scene *s, const Volume *v, const Point side[4]) {
    const App *app = s->ui->app;
    int row = space_row(app, v->row), n = net_shape(&app->weights->net, row).c;
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .data = run_values(app->run, row), .w = n, .h = 1,
                 .rows = run_ready(app->run, row) == n};
    if (!p.data) return;
    map_range(app, row, -1, &p.lo, &p.hi);
    draw_sheet(s->ui, side, 0, 0, 1, 1, p);
}

static void draw_solid(const Scene *s, int i) {
    Ui *ui = s->ui;
    const Volume *v = &s->volume[i];
    Faces f = faces_of(s, v);
    bool moves = false;
    double part = v->row < 0 ? 1 : (double)strip_filled(ui, v->row, &moves);
    Color color = color_of(s, v), edge = part > 0 ? color : toned(ui, color, 0.6);
    bool selected = i == s->focus || moves;
    ui_polygon(ui, f.side, 4, toned(ui, color, part >= 1 ? 0.5 : 0.06));
    ui_polygon(ui, f.lid, 4, toned(ui, color, part >= 1 ? 0.7 : 0.1));
    ui_polygon(ui, f.front, 4, part > 0 ? 0xFF000000u : ui->theme->panel);
    if (v->row < 0) draw_photo(s, f.front);
    else if (part > 0 && v->bar) draw_numbers(s, v, f.side);
    else if (part > 0) draw_maps(s, i, f.front, part);
    if (selected) edge = ui->theme->accent;
    float width = selected ? fmaxf(2, floorf(ui->scale * 2)) : line_width(ui);
    draw_outline(ui, f.side, 4, edge, width);
    draw_outline(ui, f.lid, 4, edge, width);
    draw_outline(ui, f.front, 4, edge, width);
}

/* ---- what the selected unit sees ---- */

static int seen_points(const Scene *s, int i, bool away, Point out[4]) {
    Vec at[4];
    int n = volume_part(&s->volume[i], s->seen[i].box, away, at);
    for (int k = 0; k < n; k++) out[k] = space_seen(&s->camera, at[k]);
    return n;
}

/* Between two of its sections, over all that stands before it: `alpha` of its sides, and its edges. */
static void draw_hull(Ui *ui, const Point a[4], int n, const Point b[4], int m, unsigned alpha, unsigned edges) {
    Point hull[8];
    for (int k = 0; k < n || k < m; k++)
        ui_line_to(ui, a[k < n ? k : n - 1], b[k < m ? k : m - 1], faded(ui->theme->mark, edges), line_width(ui), 0);
    memcpy(hull, a, (size_t)n * sizeof *a);
    memcpy(hull + n, b, (size_t)m * sizeof *b);
    n = convex_outline(hull, n + m);
    if (n > 2) ui_polygon(ui, hull, n, faded(ui->theme->mark, alpha));
}

/* From what it sees of a volume, through it, to what that is seen from on the next one. */
static void draw_cone(const Scene *s, int i) {
    Point front[4], back[4], next[4];
    int n = seen_points(s, i, false, front), m = seen_points(s, i + 1, false, next);
    seen_points(s, i, true, back);
    if (!s->volume[i].bar) draw_hull(s->ui, front, n, back, n, 0x0C, 0x50);
    draw_hull(s->ui, back, n, next, m, 0x2C, 0xC0);
}

/* The window on a front face, seen however small it is and on whatever lies there. */
static void draw_window(const Scene *s, int i) {
    Ui *ui = s->ui;
    Point at[4], middle = {0, 0};
    if (s->volume[i].bar) return;
    seen_points(s, i, false, at);
    float width = fmaxf(2, floorf(ui->scale * 1.5f)), least = ui_px(ui, 3);
    for (int k = 0; k < 4; k++) middle.x += at[k].x / 4, middle.y += at[k].y / 4;
    for (int k = 0; k < 4; k++) {
        at[k].x = at[k].x < middle.x ? fminf(at[k].x, middle.x - least) : fmaxf(at[k].x, middle.x + least);
        at[k].y = at[k].y < middle.y ? fminf(at[k].y, middle.y - least) : fmaxf(at[k].y, middle.y + least);
    }
    draw_outline(ui, at, 4, 0xFF000000, width + 2);
    draw_outline(ui, at, 4, ui->theme->mark, width);
}

/* ---- words ---- */

enum { LABELS_MOST = SPACE_VOLUMES + 1 };

typedef struct Labels {
    Rect at[LABELS_MOST];
    int n;
} Labels;

static bool overlap(Rect a, Rect b) {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* How far a point lies inside an outline, in pixels; outside it is negative. */
static float depth_within(const Outline *o, Point p) {
    float least = o->n > 2 ? INFINITY : -INFINITY;
    for (int i = 0; i < o->n; i++) {
        Point a = o->at[i], b = o->at[(i + 1) % o->n];
        float x = b.x - a.x, y = b.y - a.y, length = hypotf(x, y);
        if (length > 0) least = fminf(least, (x * (p.y - a.y) - y * (p.x - a.x)) / length);
    }
    return least;
}

/* Whether nothing of a volume is seen, but for an edge, behind one before it. */
static bool is_behind(const Scene *s, int i) {
    for (int k = 0; k < i; k++) {
        int inside = 0;
        while (inside < s->outline[i].n && depth_within(&s->outline[k], s->outline[i].at[inside]) > -2) inside++;
        if (inside == s->outline[i].n) return true;
    }
    return false;
}

/* Whether the edge of one of two outlines parts them. */
static bool parts(const Outline *edges, const Outline *other) {
    for (int i = 0; i < edges->n; i++) {
        Point a = edges->at[i], b = edges->at[(i + 1) % edges->n];
        int outside = 0;
        while (outside < other->n && (b.x - a.x) * (other->at[outside].y - a.y) -
                                             (b.y - a.y) * (other->at[outside].x - a.x) <= 0)
            outside++;
        if (outside == other->n) return true;
    }
    return false;
}

/* Whether a label of volume i would lie over what is seen of another. */
static bool is_over(const Scene *s, int i, Rect r) {
    r = inset(r, ui_px(s->ui, 3));
    const Outline label = {{{r.x, r.y}, {r.x + r.w, r.y}, {r.x + r.w, r.y + r.h}, {r.x, r.y + r.h}}, 4};
    for (int k = 0; k < s->n; k++)
        if (k != i && !parts(&label, &s->outline[k]) && !parts(&s->outline[k], &label)) return true;
    return false;
}

static bool place_label(const Scene *s, const Labels *l, Rect r) {
    bool within = r.x >= s->room.x && r.y >= s->room.y && r.x + r.w <= s->room.x + s->room.w &&
                  r.y + r.h <= s->room.y + s->room.h;
    for (int i = 0; i < l->n; i++) within &= !overlap(l->at[i], inset(r, -ui_px(s->ui, 2)));
    return within && l->n < LABELS_MOST;
}

static const char *label_of(const Scene *s, int i) {
    int row = s->volume[i].row;
    return row < 0 ? "input" : strip_name(s->ui, &s->ui->app->own.layer[row]);
}

/* Where a label of that size may stand, the best first: below the corner of the front that is nearest to the next
 * volume, below the front, above it; of a vector at its ends. */
enum { PLACES = 4 };
static void label_places(const Scene *s, int i, float w, float h, Point out[PLACES]) {
    const Volume *v = &s->volume[i];
    Faces f = faces_of(s, v);
    bool left = s->camera.turn < 0;
    float gap = ui_px(s->ui, 2), middle = (f.front[3].x + f.front[2].x - w) / 2, below = f.front[left ? 3 : 2].y + gap;
    Point corner = {left ? f.front[3].x - w : f.front[2].x, below}, under = {middle, below};
    Point above = {middle, fminf(f.front[0].y, f.front[1].y) - h - gap}, lower = {corner.x, corner.y + h};
    if (v->bar) {
        Vec end = v->front;
        end.z += v->deep;
        Point far = space_seen(&s->camera, end), near = space_seen(&s->camera, v->front);
        corner = (Point){left ? far.x - w - gap : far.x + gap, far.y - h / 2};
        under = (Point){left ? near.x + 2 * gap : near.x - w - 2 * gap, near.y - h / 2};
        above = under;
        lower = corner; /* a line lower another vector begins */
    }
    out[0] = v->row < 0 ? under : corner;
    out[1] = v->row < 0 ? corner : under;
    out[2] = lower;
    out[3] = above;
}

/* It is left out where its volume is hidden, or where it would lie over another one; but the selected one's stays. */
static void draw_label(const Scene *s, int i, Labels *l, int places) {
    Ui *ui = s->ui;
    Point at[PLACES];
    bool selected = i == s->focus;
    Style style = {selected ? ROLE_BODY : ROLE_SMALL, selected ? FONT_BOLD : FONT_TEXT,
                   selected ? ui->theme->accent : ui->theme->text};
    const char *text = label_of(s, i), *name = app_row_name(ui->app, s->volume[i].row);
    float w = ui_width(ui, style, text) + ui_px(ui, 8), h = ui_line(ui, style.role);
    if (!selected && is_behind(s, i)) return;
    label_places(s, i, w, h, at);
    for (int k = 0; k < (selected ? 2 * places : places); k++) {
        Rect r = {floorf(at[k % places].x), floorf(at[k % places].y), w, h};
        if (!place_label(s, l, r) || (k < places && is_over(s, i, r))) continue;
        l->at[l->n++] = r;
        ui_fill(ui, r, faded(ui->theme->panel, 0xC0), ui_px(ui, 4));
        ui_text(ui, r, style, ALIGN_CENTRE, text);
        ui_hit(ui, r, ui_format(ui, "select %s", name))->told = (Told){.tell = tell_layer, .n = {s->volume[i].row}};
        return;
    }
}

/* The selected one first, then the layers with weights, then the others. */
static void draw_labels(const Scene *s, Labels *l) {
    draw_label(s, s->focus, l, PLACES);
    for (int aside = 0; aside < 2; aside++)
        for (int i = 0; i < s->n; i++) {
            int row = s->volume[i].row;
            bool later = row >= 0 && layer_look(s->ui->app->own.layer[row].kind)->aside;
            if (i != s->focus && later == (aside == 1)) draw_label(s, i, l, later ? 1 : PLACES);
        }
}

enum { ANSWERS = 5 };

/* Where a class is seen on the last vector. */
static Point answer_place(const Scene *s, int class_index) {
    const Volume *v = &s->volume[s->n - 1];
    Vec at = v->front;
    at.z += v->deep * (class_index + 0.5) / v->shape.c;
    return space_seen(&s->camera, at);
}

static bool is_in(Rect r, Point p) { return p.x >= r.x && p.y >= r.y && p.x <= r.x + r.w && p.y <= r.y + r.h; }

/* The corner that the volumes leave free, for so many answers. */
static Rect answers_room(const Scene *s, int n) {
    const Ui *ui = s->ui;
    float w = floorf(fminf(s->room.w * 0.3f, ui_px(ui, ui->app->textsize > 1 ? 330 : 270)));
    float h = ui_line(ui, ROLE_BODY) * (float)n + ui_px(ui, 12);
    float x = s->camera.turn < 0 ? s->room.x : s->room.x + s->room.w - w;
    return (Rect){x, s->camera.tilt < 0 ? s->room.y : s->room.y + s->room.h - h, w, h};
}

/* The best answers; the best one from its place on the last vector. */
static void draw_answers(const Scene *s, Rect r, const Answer best[], int n) {
    Ui *ui = s->ui;
    const Volume *v = &s->volume[s->n - 1];
    ui_line_to(ui, answer_place(s, best[0].class_index), (Point){r.x + r.w / 2, s->camera.tilt < 0 ? r.y + r.h : r.y},
               ui->theme->accent, line_width(ui), 0);
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    r = inset(r, ui_px(ui, 6));
    r = (Rect){r.x + ui_px(ui, 4), r.y, r.w - ui_px(ui, 8), r.h};
    for (int i = 0; i < n; i++) {
        Style name = {ROLE_BODY, i ? FONT_TEXT : FONT_BOLD, i ? ui->theme->text : ui->theme->accent};
        Style figure = {ROLE_BODY, FONT_MONO, name.color};
        Rect line = cut_top(&r, ui_line(ui, ROLE_BODY));
        const char *p = format_answer(ui, &ui->app->own, (double)best[i].p, 0);
        ui_tell(ui, line,
                (Told){.tell = tell_answer, .of = run_values(ui->app->run, v->row), .n = {best[i].class_index}});
        ui_text(ui, cut_right(&line, ui_width(ui, figure, p)), figure, ALIGN_RIGHT, p);
        cut_right(&line, ui_px(ui, 8));
        class_draw(ui, line, name, &ui->app->own, best[i].class_index);
    }
}

/* ---- the panel ---- */

static const char *keyed(const Ui *ui, const char *text, const char *command) {
    char key[24];
    const char *label = SAY(ui, text);
    return app_key_of(ui->app, command, key) ? SAY(ui, "join.named", label, ui_format(ui, "%s", key)) : label;
}

/* How it is looked at; what does not fit has its key. */
static void draw_buttons(Ui *ui, Rect line) {
    const Space *space = &ui->app->space;
    float gap = ui_px(ui, 8);
    space_button_draw(ui, &line);
    cut_left(&line, gap);
    const char *proportions =
        keyed(ui, space->proportions == SPACE_LOG ? "space.log" : "space.real", "space proportions");
    if (ui_marked_width(ui, proportions) <= line.w) ui_switch(ui, &line, proportions, "space proportions");
    cut_left(&line, gap);
    const struct {
        const char *label, *command;
    } more[] = {{"−", "space farther"}, {"+", "space closer"}, {"←", "space turn -10 0"}, {"→", "space turn 10 0"},
                {"↑", "space turn 0 5"}, {"↓", "space turn 0 -5"},
                {keyed(ui, "space.front", "space front"), "space front"}};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        if (ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, more[i].label) + ui_px(ui, 20) > line.w) break;
        ui_button(ui, &line, more[i].label, ui->theme->text, more[i].command);
        cut_left(&line, gap / 2);
    }
    cut_left(&line, gap);
    if (line.w >= strip_legend_width(ui)) strip_legend_draw(ui, line);
}

/* What the selected layer is, and its unit. */
static void draw_facts(Ui *ui, Rect line, const UnitFacts *f) {
    Style name = {ROLE_BODY, FONT_BOLD, ui->theme->accent}, words = {ROLE_BODY, FONT_TEXT, ui->theme->text};
    Style dim = {ROLE_BODY, FONT_TEXT, ui->theme->dim}, slim = {ROLE_BODY, FONT_TEXT, ui->theme->slim};
    const char *field = ui_format(ui, "%d×%d", f->field, f->field);
    const char *params = f->own && f->own->params ? SAY(ui, "space.parameters", format_count(ui, f->own->params)) : "";
    const char *sees = f->row < 0 ? "" : SAY(ui, "space.sees", field);
    const char *value = f->computed && f->own ? SAY(ui, "join.named", say_unit(ui, f, line.w / 3),
                                                format_output(ui, f->own, (double)f->value))
                                    : "";
    const Span all[] = {{name, f->layer},
                        {words, ui_format(ui, " · %s", format_shape(ui, f->out))},
                        {words, *params ? ui_format(ui, " · %s", params) : ""},
                        {words, *sees ? ui_format(ui, " · %s", sees) : ""},
                        {slim, *value && app_slim(ui->app) ? ui_format(ui, " · %s", say_weights(ui)) : ""},
                        {dim, *value ? ui_format(ui, " · %s", value) : ""}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (ui_width(ui, all[i].style, all[i].utf8) > line.w) break;
        cut_left(&line, ui_spans(ui, line, &all[i], 1));
    }
}

static void open_scene(Scene *s, Rect room) {
    const App *app = s->ui->app;
    s->room = room;
    s->n = space_volumes(&app->own, app->space.proportions, s->volume);
    unit_cone(app, s->f, s->volume, s->n, s->seen);
    for (int i = 0; i < s->n; i++)
        if (s->volume[i].row <= s->f->row) s->focus = i;
    Rect fits = inset(room, ui_px(s->ui, 8));
    cut_bottom(&fits, ui_line(s->ui, ROLE_BODY)); /* labels under the first one and behind the last ones */
    cut_top(&fits, floorf(ui_line(s->ui, ROLE_SMALL) / 2));
    float label = ui_width(s->ui, (Style){ROLE_SMALL, FONT_TEXT, 0}, "prob") + ui_px(s->ui, 8);
    if (app->space.turn < 0) cut_left(&fits, label);
    else cut_right(&fits, label);
    s->camera = space_camera(&app->space, s->volume, s->n, fits, s->focus);
    s->bar = (double)ui_px(s->ui, 6) / s->camera.scale;
    for (int i = 0; i < s->n; i++) {
        Faces f = faces_of(s, &s->volume[i]);
        s->outline[i] = outline_of(&f);
    }
}

static void draw_scene(Scene *s, Labels *labels) {
    Ui *ui = s->ui;
    ui_clip(ui, s->room);
    for (int i = s->n - 1; i >= 0; i--) { /* what is farther away first */
        const Outline *o = &s->outline[i];
        const char *name = app_row_name(ui->app, s->volume[i].row);
        draw_solid(s, i);
        if (s->seen[i].seen) draw_window(s, i);
        bool again = i == s->focus && s->volume[i].row >= 0 && strip_part(ui->app, s->volume[i].row) == 0;
        Hit *hit = ui_hit_outline(ui, s->room, o->at, o->n, ui_format(ui, "%s %s", again ? "until" : "select", name));
        if (hit) hit->told = (Told){.tell = tell_layer, .n = {s->volume[i].row}};
    }
    for (int i = s->n - 2; i >= 0; i--)
        if (s->seen[i + 1].seen) draw_cone(s, i);
    draw_labels(s, labels);
    ui_clip(ui, (Rect){0, 0, 1e6f, 1e6f});
}

void space_draw(Ui *ui, Rect room, int number, const UnitFacts *f) {
    Scene s = {.ui = ui, .f = f};
    Labels labels = {.n = 0};
    Answer best[ANSWERS];
    float gap = ui_px(ui, 6);
    Rect r = ui_panel(ui, number, room, NULL);
    draw_buttons(ui, cut_top(&r, ui_line(ui, ROLE_BODY) + gap));
    cut_top(&r, gap);
    Style note = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    const char *scale = SAY(ui, ui->app->space.proportions == SPACE_LOG ? "space.log_what" : "space.real_what",
                            ui_format(ui, "%d", SPACE_CHANNELS));
    ui_note(ui, cut_bottom(&r, ui_line(ui, ROLE_SMALL)), note, ui_format(ui, "%s %s", scale, SAY(ui, "space.mouse")));
    draw_facts(ui, cut_bottom(&r, ui_line(ui, ROLE_BODY)), f);
    cut_bottom(&r, gap);
    int n = app_step_row(ui->app) == ui->app->own.layers - 1 ? best_answers(ui->app, best, ANSWERS) : 0;
    Hit *turn = ui_hit_cells(ui, HIT_TURN, r, 180, 90, "space turn");
    turn->told.nothing = true;
    open_scene(&s, r);
    n = n && is_in(r, answer_place(&s, best[0].class_index)) ? n : 0;
    if (n) labels.at[labels.n++] = answers_room(&s, n);
    draw_scene(&s, &labels);
    if (n) draw_answers(&s, labels.at[0], best, n);
}
