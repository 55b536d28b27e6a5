#include "view/ui.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rectangles ---- */

float ui_px(const Ui *ui, float units) { return floorf(units * ui->scale + 0.5f); }

static float at_most(float a, float b) { return a < b ? a : b; }

Rect cut_top(Rect *r, float h) {
    h = at_most(h, r->h);
    Rect cut = {r->x, r->y, r->w, h};
    r->y += h;
    r->h -= h;
    return cut;
}

Rect cut_bottom(Rect *r, float h) {
    h = at_most(h, r->h);
    r->h -= h;
    return (Rect){r->x, r->y + r->h, r->w, h};
}

Rect cut_left(Rect *r, float w) {
    w = at_most(w, r->w);
    Rect cut = {r->x, r->y, w, r->h};
    r->x += w;
    r->w -= w;
    return cut;
}

Rect cut_right(Rect *r, float w) {
    w = at_most(w, r->w);
    r->w -= w;
    return (Rect){r->x + r->w, r->y, w, r->h};
}

Rect inset(Rect r, float by) {
    return (Rect){r.x + by, r.y + by, fmaxf(0, r.w - 2 * by), fmaxf(0, r.h - 2 * by)};
}

Rect fit_square(Rect r) {
    float side = floorf(at_most(r.w, r.h));
    return (Rect){floorf(r.x + (r.w - side) / 2), r.y, side, side};
}

/* ---- text ---- */

float ui_size(const Ui *ui, TextRole role) {
    return floorf(text_size(role, ui->app->textsize) * ui->scale + 0.5f);
}

float ui_line(const Ui *ui, TextRole role) { return floorf(ui_size(ui, role) * 1.45f); }

static float width_of(const Ui *ui, Style style, const char *utf8, size_t bytes) {
    return ui->metrics->width(ui->metrics->ctx, style.font, ui_size(ui, style.role), utf8, bytes);
}

float ui_width(const Ui *ui, Style style, const char *utf8) {
    return ceilf(width_of(ui, style, utf8, strlen(utf8)));
}

/* A path of thousands of bytes is not measured byte by byte. */
const char *ui_shortened(const Ui *ui, float room, Style style, const char *utf8) {
    if (ui_width(ui, style, utf8) <= room + 0.5f) return utf8;
    size_t fits = 0, beyond = strlen(utf8);
    const char *best = "…";
    while (beyond - fits > 1) {
        size_t n = fits + (beyond - fits) / 2, middle = n;
        while (n > fits && ((unsigned char)utf8[n] & 0xC0) == 0x80) n--;
        const char *some = n > fits ? ui_format(ui, "%.*s…", (int)n, utf8) : "";
        if (n == fits) beyond = middle;
        else if (ui_width(ui, style, some) > room) beyond = n;
        else fits = n, best = some;
    }
    return best;
}

Rect ui_text(Ui *ui, Rect room, Style style, Align align, const char *utf8) {
    float size = ui_size(ui, style.role), w = ui_width(ui, style, utf8);
    bool cut = w > room.w + 0.5f;
    float least = ui_size(ui, ROLE_SMALL);
    if (cut && ui->upright && size > least) { /* smaller letters before fewer */
        size = fmaxf(least, floorf(size * room.w / w));
        w = ceilf(ui->metrics->width(ui->metrics->ctx, style.font, size, utf8, strlen(utf8)));
        cut = w > room.w + 0.5f;
    }
    if (cut) {
        size = ui->upright ? least : size;
        if (ui->upright) style.role = ROLE_SMALL;
        utf8 = ui_shortened(ui, room.w, style, utf8);
        w = ui_width(ui, style, utf8);
        if (ui->upright && strcmp(utf8, "…") == 0) return (Rect){room.x, room.y, 0, room.h}; /* which says nothing */
    }
    float h = size * (FONT_ASCENT + FONT_DESCENT);
    float x = align == ALIGN_LEFT     ? room.x
              : align == ALIGN_CENTRE ? room.x + (room.w - w) / 2
                                      : room.x + room.w - w;
    Rect r = {floorf(x), floorf(room.y + (room.h - h) / 2), w, h};
    Draw draw = {.kind = DRAW_TEXT, .rect = r, .color = style.color};
    draw.text.utf8 = utf8;
    draw.text.font = style.font;
    draw.text.size = size;
    draw.text.role = style.role;
    draw.text.room = room;
    draw.text.cut = cut;
    draw_push(&ui->frame->list, draw);
    return r;
}

/* Whether the character at `at` is one of a list of characters of three bytes each. */
static bool is_one_of(const char *at, const char *list) {
    for (; *list && *at; list += 3)
        if (strncmp(at, list, 3) == 0) return true;
    return false;
}

/* Where a line may end: behind a space, unless a per cent sign follows, and behind any Chinese character, except that
 * what closes stays with what it closes, what opens with what it opens, and a space with what stands before it. */
size_t ui_next_break(const char *utf8, size_t from) {
    size_t n = from;
    while (utf8[n]) {
        const char *at = utf8 + n;
        unsigned char c = (unsigned char)*at;
        size_t bytes = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        for (size_t i = 0; i < bytes && utf8[n]; i++) n++;
        bool wide = bytes == 3 && c >= 0xE3;
        if ((c == ' ' && utf8[n] != '%') ||
            (wide && !is_one_of(at, "（《〈「『【〔") && !strchr(" ,.;:?!)]%", utf8[n]) &&
             !is_one_of(utf8 + n, "，。、；：？！．％～）》〉」』】〕”’…")))
            break;
    }
    return n;
}

size_t ui_without_space(const char *utf8, size_t from, size_t to) {
    while (to > from && utf8[to - 1] == ' ') to--;
    return to;
}

static size_t lesser_of(size_t a, size_t b) { return a < b ? a : b; }

size_t ui_line_end(const char *utf8, size_t from, size_t stop, float width, float size, UiMeasure *measure,
                   const void *ctx) {
    size_t end = lesser_of(ui_next_break(utf8, from), stop), beyond = SIZE_MAX; /* fits; does not */
    float per_byte = size / 2;
    while (end < stop) {
        size_t want = from + (size_t)fminf(width / per_byte, (float)(stop - from));
        size_t more = lesser_of(ui_next_break(utf8, end), stop);
        for (size_t next; more < stop && (next = lesser_of(ui_next_break(utf8, more), stop)) <= want && next < beyond;)
            more = next;
        if (more >= beyond) break;
        float w = measure(ctx, from, ui_without_space(utf8, from, more));
        per_byte = fmaxf(w / (float)(more - from), size / 16);
        if (w > width) beyond = more;
        else end = more;
    }
    return end;
}

typedef struct Plain {
    const Ui *ui;
    Style style;
    const char *utf8;
} Plain;

static float plain_width(const void *ctx, size_t from, size_t to) {
    const Plain *p = ctx;
    return width_of(p->ui, p->style, p->utf8 + from, to - from);
}

/* The bytes of the first line of a text that is broken to a width. */
static size_t line_length(const Ui *ui, float w, Style style, const char *utf8) {
    const Plain plain = {ui, style, utf8};
    return ui_line_end(utf8, 0, strlen(utf8), w, ui_size(ui, style.role), plain_width, &plain);
}

float ui_paragraph_height(const Ui *ui, float w, Style style, const char *utf8) {
    float h = 0;
    for (const char *at = utf8; *at; at += line_length(ui, w, style, at)) h += ui_line(ui, style.role);
    return h;
}

float ui_note(Ui *ui, Rect room, Style style, const char *utf8) {
    float h = ui_paragraph_height(ui, room.w, style, utf8);
    if (h <= room.h + 0.5f) return ui_paragraph(ui, room, style, utf8);
    ui_less(ui, utf8);
    return 0;
}

float ui_paragraph(Ui *ui, Rect room, Style style, const char *utf8) {
    float line = ui_line(ui, style.role), y = room.y;
    while (*utf8 && y + line <= room.y + room.h + 0.5f) {
        size_t n = line_length(ui, room.w, style, utf8);
        Rect row = {room.x, y, room.w, line};
        bool last = y + 2 * line > room.y + room.h + 0.5f;
        size_t shown = ui_without_space(utf8, 0, n);
        ui_text(ui, row, style, ALIGN_LEFT, last ? utf8 : ui_format(ui, "%.*s", (int)shown, utf8));
        utf8 += last ? strlen(utf8) : n;
        y += line;
    }
    return y - room.y;
}

float ui_spans(Ui *ui, Rect room, const Span spans[], int n) {
    float left = room.x;
    for (int i = 0; i < n; i++) {
        Rect r = ui_text(ui, room, spans[i].style, ALIGN_LEFT, spans[i].utf8);
        cut_left(&room, r.w);
    }
    return room.x - left;
}

const char *ui_say(const Ui *ui, const char *key, ...) {
    const char *args[10];
    int n = 0;
    va_list list;
    va_start(list, key);
    for (const char *arg; n < 10 && (arg = va_arg(list, const char *)); n++) args[n] = arg;
    va_end(list);
    const char *text = strings_format(ui->app->strings, ui->arena, key, args, n);
    return text ? text : "";
}

char *ui_format(const Ui *ui, const char *format, ...) {
    static char nothing[] = "";
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = n < 0 ? NULL : arena_alloc(ui->arena, (size_t)n + 1, 1);
    if (text) vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text ? text : nothing;
}

/* ---- shapes ---- */

void ui_fill(Ui *ui, Rect r, Color color, float radius) {
    draw_push(&ui->frame->list,
              (Draw){.kind = DRAW_FILL, .rect = r, .color = color, .radius = radius});
}

void ui_frame(Ui *ui, Rect r, Color color, float width, float radius) {
    draw_push(&ui->frame->list, (Draw){.kind = DRAW_FRAME, .rect = r, .color = color,
                                       .width = width, .radius = radius});
}

void ui_line_to(Ui *ui, Point a, Point b, Color color, float width, float dash) {
    Draw draw = {.kind = DRAW_LINE, .color = color, .width = width, .dash = dash};
    draw.line.a = a;
    draw.line.b = b;
    draw_push(&ui->frame->list, draw);
}

void ui_polygon(Ui *ui, const Point at[], int n, Color color) {
    Point *copy = ARENA_NEW(ui->arena, (size_t)n, Point);
    if (!copy) return;
    memcpy(copy, at, (size_t)n * sizeof *at);
    Draw draw = {.kind = DRAW_POLYGON, .color = color};
    draw.polygon.at = copy;
    draw.polygon.n = n;
    draw_push(&ui->frame->list, draw);
}

void ui_hatch(Ui *ui, Rect r, Color color) {
    draw_push(&ui->frame->list, (Draw){.kind = DRAW_HATCH, .rect = r, .color = color,
                                       .width = ui->scale, .dash = ui_px(ui, 7)});
}

/* What the numbers of a picture are, of what is shown now. */
static uint64_t version_of(const Ui *ui, uint64_t version) {
    return version * 0x9E3779B97F4A7C15u + ui->app->version + ui->app->live->shown * 0xC2B2AE3D27D4EB4Fu;
}

void ui_sheet(Ui *ui, Point at, Point across, Point down, Picture picture) {
    Draw draw = {.kind = DRAW_SHEET};
    picture.version = version_of(ui, picture.version);
    draw.sheet.picture = picture;
    draw.sheet.at = at;
    draw.sheet.across = across;
    draw.sheet.down = down;
    draw_push(&ui->frame->list, draw);
}

void ui_picture(Ui *ui, Rect r, Picture picture) {
    picture.version = version_of(ui, picture.version);
    Draw draw = {.kind = DRAW_PICTURE, .rect = r};
    draw.picture = picture;
    draw_push(&ui->frame->list, draw);
}

void ui_chosen(Ui *ui) { ui->frame->chosen = ui->frame->list.n; }

void ui_clip(Ui *ui, Rect r) { draw_push(&ui->frame->list, (Draw){.kind = DRAW_CLIP, .rect = r}); }

/* ---- widgets ---- */

static Hit *spare(Ui *ui) { return &ui->frame->hits[UI_HITS]; }

Rect ui_panel(Ui *ui, int number, Rect r, const char *title) {
    ui_fill(ui, r, ui->theme->panel, ui_px(ui, 8));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 8));
    if (ui->frame->n_panels < UI_PANELS)
        ui->frame->panels[ui->frame->n_panels++] = (Area){.rect = r, .panel = number};
    Rect room = {r.x + ui_px(ui, 13), r.y + ui_px(ui, 8), r.w - ui_px(ui, 26), r.h - ui_px(ui, 18)};
    if (!title) return room;
    Style small = {ROLE_SMALL, FONT_TEXT, ui->theme->dim};
    if (ui->upright && ui_width(ui, small, title) > room.w) {
        cut_top(&room, ui_paragraph(ui, room, small, title) + ui_px(ui, 5));
        return room;
    }
    Rect line = cut_top(&room, ui_line(ui, ROLE_BODY));
    cut_top(&room, ui_px(ui, 5));
    ui_text(ui, line, (Style){ROLE_BODY, FONT_TEXT, ui->theme->dim}, ALIGN_LEFT, title);
    return room;
}

void ui_less(Ui *ui, const char *note) {
    Area *panel = ui->frame->n_panels > 0 ? &ui->frame->panels[ui->frame->n_panels - 1] : NULL;
    if (!panel) return;
    panel->less = true;
    if (!panel->note) panel->note = note;
}

static Hit *button(Ui *ui, Rect r, const char *label, Style style, const char *command) {
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 6));
    ui_text(ui, r, style, ALIGN_CENTRE, label);
    return command ? ui_hit(ui, r, command) : spare(ui);
}

Hit *ui_button(Ui *ui, Rect *room, const char *label, Color color, const char *command) {
    Style style = {ROLE_BODY, FONT_TEXT, color};
    return button(ui, cut_left(room, ui_width(ui, style, label) + ui_px(ui, 20)), label, style, command);
}

Hit *ui_button_right(Ui *ui, Rect *room, const char *label, Color color, const char *command) {
    Style style = {ROLE_BODY, FONT_TEXT, color};
    return button(ui, cut_right(room, ui_width(ui, style, label) + ui_px(ui, 20)), label, style, command);
}

/* ---- buttons that say how things stand ---- */

static float marked_edge(const Ui *ui) { return ui_px(ui, 10); }
static float marked_mark(const Ui *ui) { return ui_px(ui, 17); } /* with what lies between it and the label */

/* Of the same whole pixels that it is cut up into. */
float ui_marked_width(const Ui *ui, const char *label) {
    return ui_width(ui, (Style){ROLE_BODY, FONT_TEXT, 0}, label) + marked_mark(ui) + 2 * marked_edge(ui);
}

/* A button with room for a mark at one end; what is left of it is the label's. */
static Rect marked(Ui *ui, Rect r, const char *command, Hit **hit) {
    ui_fill(ui, r, ui->theme->raised, ui_px(ui, 6));
    ui_frame(ui, r, ui->theme->edge, fmaxf(1, floorf(ui->scale)), ui_px(ui, 6));
    *hit = ui_hit(ui, r, command);
    return (Rect){r.x + marked_edge(ui), r.y, r.w - 2 * marked_edge(ui), r.h};
}

static Hit *toggle(Ui *ui, Rect r, const char *label, bool on, const char *command) {
    float side = ui_px(ui, 11), line = fmaxf(1, floorf(1.5f * ui->scale));
    Hit *hit;
    Rect inside = marked(ui, r, command, &hit), mark = cut_left(&inside, marked_mark(ui));
    mark = (Rect){mark.x, floorf(mark.y + (mark.h - side) / 2), side, side};
    if (on) ui_fill(ui, mark, ui->theme->accent, side / 2);
    else ui_frame(ui, mark, ui->theme->dim, line, side / 2);
    ui_text(ui, inside, (Style){ROLE_BODY, FONT_TEXT, ui->theme->text}, ALIGN_LEFT, label);
    return hit;
}

static Hit *turning(Ui *ui, Rect r, const char *label, const char *command) {
    Hit *hit;
    Rect inside = marked(ui, r, command, &hit), mark = cut_right(&inside, ui_px(ui, 8));
    float middle = floorf(mark.y + mark.h / 2), half = ui_px(ui, 5);
    ui_polygon(ui, (Point[]){{mark.x, middle - half}, {mark.x + mark.w, middle}, {mark.x, middle + half}}, 3,
               ui->theme->accent);
    ui_text(ui, inside, (Style){ROLE_BODY, FONT_TEXT, ui->theme->text}, ALIGN_LEFT, label);
    return hit;
}

Hit *ui_toggle(Ui *ui, Rect *room, const char *label, bool on, const char *command) {
    return toggle(ui, cut_left(room, ui_marked_width(ui, label)), label, on, command);
}

Hit *ui_toggle_right(Ui *ui, Rect *room, const char *label, bool on, const char *command) {
    return toggle(ui, cut_right(room, ui_marked_width(ui, label)), label, on, command);
}

Hit *ui_switch(Ui *ui, Rect *room, const char *label, const char *command) {
    return turning(ui, cut_left(room, ui_marked_width(ui, label)), label, command);
}

Hit *ui_switch_right(Ui *ui, Rect *room, const char *label, const char *command) {
    return turning(ui, cut_right(room, ui_marked_width(ui, label)), label, command);
}

Hit *ui_hit_cells(Ui *ui, HitKind kind, Rect r, int columns, int rows, const char *command) {
    Hit *hit = ui->frame->n_hits < UI_HITS ? &ui->frame->hits[ui->frame->n_hits++] : spare(ui);
    *hit = (Hit){.kind = kind, .rect = r, .command = command, .columns = columns, .rows = rows};
    return hit;
}

Hit *ui_slider(Ui *ui, Rect r, int from, int to, int value, const char *command) {
    float h = ui_px(ui, 6), knob = ui_px(ui, 18);
    float part = (float)(value - from) / (float)(to - from);
    Rect bar = {r.x + knob / 2, floorf(r.y + (r.h - h) / 2), r.w - knob, h};
    float at = floorf(bar.w * part);
    ui_fill(ui, bar, ui->theme->raised, h / 2);
    ui_fill(ui, (Rect){bar.x, bar.y, at, h}, ui->theme->accent, h / 2);
    ui_fill(ui, (Rect){bar.x + at - knob / 2, floorf(r.y + (r.h - knob) / 2), knob, knob},
            ui->theme->accent, knob / 2);
    Hit *hit = ui_hit_cells(ui, HIT_NUMBER, (Rect){bar.x, r.y, bar.w, r.h}, to - from + 1, 1, command);
    hit->first = from;
    return hit;
}

Hit *ui_hit(Ui *ui, Rect r, const char *command) { return ui_hit_cells(ui, HIT_WHOLE, r, 1, 1, command); }

Hit *ui_hit_outline(Ui *ui, Rect room, const Point at[], int n, const char *command) {
    Point low = at[0], high = at[0];
    for (int i = 0; i < n; i++) {
        low = (Point){fminf(low.x, at[i].x), fminf(low.y, at[i].y)};
        high = (Point){fmaxf(high.x, at[i].x), fmaxf(high.y, at[i].y)};
    }
    low = (Point){fmaxf(low.x, room.x), fmaxf(low.y, room.y)};
    high = (Point){fminf(high.x, room.x + room.w), fminf(high.y, room.y + room.h)};
    if (high.x - low.x < 1 || high.y - low.y < 1) return NULL;
    Hit *hit = ui_hit(ui, (Rect){low.x, low.y, high.x - low.x, high.y - low.y}, command);
    Point *copy = ARENA_NEW(ui->arena, (size_t)n, Point);
    if (copy) memcpy(copy, at, (size_t)n * sizeof *at);
    hit->outline = copy;
    hit->corners = copy ? n : 0;
    return hit;
}

void ui_tell(Ui *ui, Rect r, Told told) { ui_hit(ui, r, NULL)->told = told; }

void ui_shield(Ui *ui, Rect r, const char *command) { ui_hit(ui, r, command)->told.nothing = true; }

static bool within(Rect r, float x, float y) { return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h; }

/* On the same side of all its edges. */
static bool is_inside(const Hit *hit, float x, float y) {
    int left = 0, right = 0;
    if (!within(hit->rect, x, y)) return false;
    for (int i = 0; i < hit->corners; i++) {
        Point a = hit->outline[i], b = hit->outline[(i + 1) % hit->corners];
        float side = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
        left += side > 0;
        right += side < 0;
    }
    return !left || !right;
}

const Hit *frame_pressed(const Frame *frame, float x, float y) {
    for (int i = frame->n_hits - 1; i >= 0; i--) /* what was drawn last lies on top */
        if (frame->hits[i].command && is_inside(&frame->hits[i], x, y)) return &frame->hits[i];
    return NULL;
}

const Hit *frame_turned(const Frame *frame, float x, float y) {
    for (int i = frame->n_hits - 1; i >= 0; i--)
        if (frame->hits[i].kind == HIT_TURN && within(frame->hits[i].rect, x, y)) return &frame->hits[i];
    return NULL;
}

static int cell_of(float at, float from, float size, int n) { return (int)floorf((at - from) / size * (float)n); }

Pointed frame_pointed(const Frame *frame, float x, float y) {
    int i = frame->n_hits - 1;
    while (i >= 0 && !is_inside(&frame->hits[i], x, y)) i--;
    const Hit *hit = i >= 0 ? &frame->hits[i] : NULL;
    if (!hit || hit->told.nothing) return (Pointed){-1, 0, 0};
    if (!hit->told.cells) return (Pointed){i, 0, 0};
    return (Pointed){i, cell_of(x, hit->rect.x, hit->rect.w, hit->columns),
                     cell_of(y, hit->rect.y, hit->rect.h, hit->rows)};
}

Rect hit_cell(const Hit *hit, int column, int row) {
    if (!hit->told.cells) return hit->rect;
    float w = hit->rect.w / (float)hit->columns, h = hit->rect.h / (float)hit->rows;
    float x = floorf(hit->rect.x + w * (float)column), y = floorf(hit->rect.y + h * (float)row);
    return (Rect){x, y, ceilf(w), ceilf(h)};
}

char *pointed_command(const Frame *frame) {
    const Hit *hit = frame->pointed.hit >= 0 ? &frame->hits[frame->pointed.hit] : NULL;
    const Rect *at = &frame->hint.at;
    if (!hit || !hit->command || !*hit->command) return NULL;
    return hit_command(hit, at->x + at->w / 2, at->y + at->h / 2, hit->first, false);
}

/* A cell, or one outside, but not further away than the area is wide. */
static int near(int cell, int n) { return cell < -n ? -n : cell >= 2 * n ? 2 * n - 1 : cell; }

char *hit_command(const Hit *hit, float x, float y, int from, bool on) {
    int column = (int)floorf((x - hit->rect.x) / hit->rect.w * (float)hit->columns);
    int row = (int)floorf((y - hit->rect.y) / hit->rect.h * (float)hit->rows);
    int number = hit->first + row * hit->columns + column;
    enum { NUMBERS = 64 }; /* what comes behind the command */
    size_t size = strlen(hit->command) + NUMBERS;
    char *out = malloc(size);
    if (!out) return NULL;
    switch (hit->kind) {
    case HIT_STROKE:
        snprintf(out, size, "%s %s%d %d", hit->command, on ? "on " : "", near(column, hit->columns),
                 near(row, hit->rows));
        break;
    case HIT_CELL: snprintf(out, size, "%s %d %d", hit->command, column, row); break;
    case HIT_NUMBER: snprintf(out, size, "%s %d", hit->command, number); break;
    case HIT_THOUSANDTHS: snprintf(out, size, "%s %d.%03d", hit->command, number / 1000, number % 1000); break;
    case HIT_RANGE: snprintf(out, size, "%s %d %d", hit->command, from, number); break;
    case HIT_WHOLE: snprintf(out, size, "%s", hit->command); break;
    case HIT_TURN: free(out); return hit_turn_command(hit, 0, 0);
    }
    return out;
}

char *hit_turn_command(const Hit *hit, float right, float down) {
    enum { NUMBERS = 64 };
    size_t size = strlen(hit->command) + NUMBERS;
    char *out = malloc(size);
    if (out) snprintf(out, size, "%s %.2f %.2f", hit->command, (double)(-right / hit->rect.w * (float)hit->columns),
                      (double)(down / hit->rect.h * (float)hit->rows));
    return out;
}

/* ---- numbers ---- */

const char *format_count(const Ui *ui, int64_t n) {
    char digits[32], out[48];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)(n < 0 ? -n : n)), at = 0;
    if (n < 0) at += snprintf(out, sizeof out, "−");
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return ui_format(ui, "%s", out);
}

/* Four digits and a unit. */
static const char *four_digits(const Ui *ui, double n, const char *unit) {
    int decimals = n < 10 ? 3 : n < 100 ? 2 : n < 1000 ? 1 : 0;
    return ui_format(ui, "%.*f%s", decimals, n, unit);
}

const char *format_amount(const Ui *ui, double n) {
    if (n < 10000) return format_count(ui, (int64_t)n);
    if (n < 999950) return four_digits(ui, n / 1e3, " k");
    if (n < 999.95e6) return four_digits(ui, n / 1e6, " M");
    return four_digits(ui, n / 1e9, " G");
}

const char *format_bytes(const Ui *ui, double bytes) {
    if (bytes < 1024) return ui_format(ui, "%.0f B", bytes);
    if (bytes < 1024 * 100) return ui_format(ui, "%.1f KiB", bytes / 1024);
    return ui_format(ui, "%.2f MiB", bytes / 1048576);
}

static const char *few_digits(const Ui *ui, double value) {
    if (value == 0) return "0";
    double size = fabs(value);
    const char *sign = value < 0 ? "−" : "";
    if (size >= 1e9 || size < 0.00095) return ui_format(ui, "%s%.3g", sign, size);
    if (size >= 99999.5) return ui_format(ui, "%s%s", sign, format_count(ui, llround(size)));
    if (size >= 999.95) { /* with a comma: 5,169.9 */
        long long tenths = llround(size * 10);
        return ui_format(ui, "%s%s.%d", sign, format_count(ui, tenths / 10), (int)(tenths % 10));
    }
    return ui_format(ui, "%s%.*f", sign, size < 9.9995 ? 4 : size < 99.995 ? 3 : 2, size);
}

const char *format_value(const Ui *ui, double value) {
    if (!ui->app->digits || value == 0) return few_digits(ui, value);
    return ui_format(ui, "%s%.9g", value < 0 ? "−" : "", fabs(value));
}

const char *format_value_within(const Ui *ui, double value, float room, Style style) {
    const char *text = format_value(ui, value);
    return ui_width(ui, style, text) > room ? few_digits(ui, value) : text;
}

float ui_value_column(const Ui *ui, Style figure, const char *few) {
    return ui_width(ui, figure, ui->app->digits ? "−0.000123456789" : few);
}

const char *format_likeness(const Ui *ui, double r) {
    if (isnan(r)) return "–";
    return ui_format(ui, "%s%.2f", r <= -0.005 ? "−" : "", fabs(r));
}

const char *format_percent(const Ui *ui, double share, int decimals) {
    double percent = 100 * share;
    if (!isfinite(percent)) return "–";
    if (percent < 0.005) return "< 0.01";
    if (percent >= 99.995) return "> 99.99";
    if (percent >= 99.95) decimals = 2;
    return ui_format(ui, "%.*f", decimals, percent);
}

const char *format_change(const Ui *ui, double change, bool sign) {
    double tenths = round(fabs(change) * 1000);
    const char *before = tenths < 1 ? "" : change < 0 ? "−" : sign ? "+" : "";
    return ui_format(ui, "%s%.1f %%", before, tenths / 10);
}

const char *format_share(const Ui *ui, double share) { return format_percent(ui, share, share < 0.0995 ? 2 : 1); }

const char *format_shape(const Ui *ui, Shape s) {
    if (s.h == 1 && s.w == 1) return format_count(ui, s.c);
    return ui_format(ui, "%d×%d×%d", s.c, s.h, s.w);
}
