#include "view/hint.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "view/facts.h"
#include "view/picture.h"

/* ---- words ---- */

void hint_line(Hint *out, const char *line) {
    for (int i = 0; i < HINT_LINES && *line; i++) {
        if (out->line[i]) continue;
        out->line[i] = line;
        return;
    }
}

/* Of several commands the one that matters: behind what closes a list, and, where no name could hold it, the last. */
static const char *what_matters(const char *command) {
    if (strncmp(command, "close; ", 7) == 0) command += 7;
    for (const char *next = command; !strpbrk(command, "'\"") && (next = strstr(next, "; "));) command = next += 2;
    return command;
}

/* The sentence of a command speaks of all that may stand behind it; where it has words, or could have, its key is told
 * of in words that are its own. */
const char *say_command(const Ui *ui, const char *command) {
    command = what_matters(command);
    const char *name = ui_format(ui, "%.*s", (int)strcspn(command, " ;"), command);
    const char *key = ui_format(ui, "key.%s", command), *text = strings_get(ui->app->strings, key);
    const Command *found = command_find(name);
    if (!found) return "";
    if (!*found->args || text == key) return SAY(ui, ui_format(ui, "command.%s", name));
    char *sentence = ui_format(ui, "%s", text);
    if (*sentence) *sentence = (char)toupper((unsigned char)*sentence);
    return sentence;
}

const char *say_key(const Ui *ui, const char *command) {
    char key[24];
    if (!app_key_of(ui->app, what_matters(command), key)) return "";
    return SAY(ui, "hint.key", ui_format(ui, "%s", key));
}

static void tell(Ui *ui, const Hit *hit, Hint *out) {
    if (hit->told.tell) {
        hit->told.tell(ui, hit, out);
        return;
    }
    hint_line(out, say_command(ui, hit->command));
    hint_line(out, say_key(ui, hit->command));
}

const char *hint_words(const Ui *ui, const Hint *hint) {
    const char *text = hint->title ? add_line(ui, "", hint->title) : "";
    for (int i = 0; i < HINT_LINES && hint->line[i]; i++) text = add_line(ui, text, hint->line[i]);
    return text;
}

/* ---- where ---- */

/* Of `at` as much as lies within from..to. */
static float between(float at, float from, float to) { return fmaxf(from, fminf(at, to)); }

static float distance(Rect r, Point p) {
    return hypotf(p.x - between(p.x, r.x, r.x + r.w), p.y - between(p.y, r.y, r.y + r.h));
}

/* The box beside what it must not cover, on the side that is nearest to the point, rather below or above than beside
 * it; false where none has room. */
static bool beside(Rect window, Rect off, Point near, float gap, Rect *box) {
    const float against[] = {0, 2 * gap, 8 * gap, 8 * gap};
    float x = between(near.x - box->w / 2, window.x, window.x + window.w - box->w);
    float y = between(near.y - box->h / 2, window.y, window.y + window.h - box->h);
    const Point corners[] = {
        {x, off.y + off.h + gap}, {x, off.y - gap - box->h}, {off.x + off.w + gap, y}, {off.x - gap - box->w, y}};
    bool found = false;
    float least = INFINITY;
    for (int i = 0; i < 4; i++) {
        Rect r = {floorf(corners[i].x), floorf(corners[i].y), box->w, box->h};
        bool fits = r.x >= window.x && r.y >= window.y && r.x + r.w <= window.x + window.w &&
                    r.y + r.h <= window.y + window.h;
        if (!fits || distance(r, near) + against[i] >= least) continue;
        least = distance(r, near) + against[i];
        *box = r;
        found = true;
    }
    return found;
}

/* ---- drawing ---- */

static float pad(const Ui *ui) { return ui_px(ui, 9); }

static Style line_style(const Ui *ui, const Hint *h) {
    return (Style){ROLE_SMALL, h->figures ? FONT_MONO : FONT_TEXT, ui->theme->text};
}

static Style title_style(const Ui *ui) { return (Style){ROLE_SMALL, FONT_BOLD, ui->theme->text}; }

/* Broken to the width, texts are so wide and high. */
static void measure(const Ui *ui, const Hint *h, float *w, float *height) {
    float most = ui_px(ui, ui->app->textsize > 1 ? 420 : 330), widest = 0;
    if (h->title) widest = ui_width(ui, title_style(ui), h->title);
    for (int i = 0; i < HINT_LINES && h->line[i]; i++)
        widest = fmaxf(widest, ui_width(ui, line_style(ui, h), h->line[i]));
    *w = fminf(widest, most);
    *height = h->title ? ui_paragraph_height(ui, *w, title_style(ui), h->title) : 0;
    for (int i = 0; i < HINT_LINES && h->line[i]; i++)
        *height += ui_paragraph_height(ui, *w, line_style(ui, h), h->line[i]);
}

static bool reads_map(const Ui *ui, const Hint *h) {
    return h->window.x1 >= h->window.x0 && h->before_map >= 0 && run_values(ui->app->run, h->before);
}

static float map_side(const Ui *ui) { return ui_px(ui, 84); }

/* The map that a unit reads, and what of it. */
static void draw_before(Ui *ui, Rect square, const Hint *h) {
    const App *app = ui->app;
    Shape s = net_shape(&app->weights->net, h->before);
    const float *values = run_values(app->run, h->before) + (int64_t)h->before_map * s.h * s.w;
    Picture p = {.kind = PICTURE_MAP, .palette = app->palette, .data = values, .w = s.w, .h = s.h,
                 .rows = run_ready(app->run, h->before)};
    float cell = square.w / (float)s.w, line = fmaxf(1, floorf(1.5f * ui->scale));
    /* a row that nobody has looked at has no statistics */
    for (int i = 0; i < p.rows * s.w; i++) p.lo = fminf(p.lo, values[i]), p.hi = fmaxf(p.hi, values[i]);
    if (!(p.hi > p.lo)) p.hi = p.lo + 1;
    ui_fill(ui, square, ui->theme->panel, 0);
    ui_picture(ui, square, p);
    Rect window = {square.x + cell * (float)h->window.x0, square.y + cell * (float)h->window.y0,
                   cell * (float)(h->window.x1 - h->window.x0 + 1), cell * (float)(h->window.y1 - h->window.y0 + 1)};
    ui_frame(ui, inset(window, -line - 1), 0xFF000000, line + 2, 0);
    ui_frame(ui, inset(window, -line), 0xFFFFFFFF, line, 0);
}

static void draw_words(Ui *ui, Rect r, const Hint *h) {
    if (h->title) cut_top(&r, ui_paragraph(ui, r, title_style(ui), h->title));
    for (int i = 0; i < HINT_LINES && h->line[i]; i++)
        cut_top(&r, ui_paragraph(ui, r, line_style(ui, h), h->line[i]));
}

/* The middle of what is pointed at, so that the box rests while the pointer moves within; of what is long, the place
 * of the pointer. */
static Point near_of(const Ui *ui, Rect window, const Pointing *to, const Hint *h) {
    Point near = {h->at.x + h->at.w / 2, h->at.y + h->at.h / 2};
    bool placed = to && to->by != POINTED_WALK;
    if (placed && h->at.w > ui_px(ui, 160)) near.x = to->x * window.w;
    if (placed && h->at.h > ui_px(ui, 160)) near.y = to->y * window.h;
    return near;
}

static void draw_box(Ui *ui, Rect window, Rect off, const Pointing *to, Hint *h) {
    float w, height, gap = ui_px(ui, 8), line = fmaxf(1, floorf(ui->scale));
    measure(ui, h, &w, &height);
    bool map = reads_map(ui, h);
    float side = map ? map_side(ui) : 0, apart = map ? ui_px(ui, 10) : 0;
    Rect *box = &h->box;
    *box = (Rect){0, 0, w + apart + side + 2 * pad(ui), fmaxf(height, side) + 2 * pad(ui) - ui_px(ui, 4)};
    Point near = near_of(ui, window, to, h);
    Rect room = inset(window, ui_px(ui, 4));
    if (!beside(room, off, near, gap, box) && !beside(room, inset(h->at, -gap), near, gap, box)) {
        box->w = 0;
        return;
    }
    Rect shade = {box->x + ui_px(ui, 2), box->y + ui_px(ui, 3), box->w, box->h};
    ui_fill(ui, shade, 0x60000000, ui_px(ui, 7));
    ui_fill(ui, *box, ui->theme->raised, ui_px(ui, 7));
    ui_frame(ui, *box, ui->theme->dim, line, ui_px(ui, 7));
    float by = ui_px(ui, 2);
    Rect r = {box->x + pad(ui), box->y + pad(ui) - by, box->w - 2 * pad(ui), box->h - 2 * (pad(ui) - by)};
    if (map) draw_before(ui, cut_right(&r, side), h), cut_right(&r, apart);
    draw_words(ui, r, h);
}

/* What a unit sees, on the photo, where that is on the screen. */
static void draw_field(Ui *ui, Rect window, const Hint *h) {
    const Frame *f = ui->frame;
    if (!h->has_field || f->photo.w <= 0) return;
    float s = f->photo.w / (float)f->photo_side, line = fmaxf(2, floorf(1.5f * ui->scale));
    Rect r = {f->photo.x + (float)h->field.x0 * s, f->photo.y + (float)h->field.y0 * s,
              (float)(h->field.x1 - h->field.x0 + 1) * s, (float)(h->field.y1 - h->field.y0 + 1) * s};
    ui_clip(ui, f->photo_room);
    ui_frame(ui, inset(r, -line - 1), 0xFF000000, line + 2, 0);
    ui_frame(ui, inset(r, -line), 0xFFFFFFFF, line, 0);
    ui_clip(ui, window);
}

/* A thin frame around what is pointed at; a cell of a few pixels gets one around it. */
static void draw_around(Ui *ui, Rect window, const Hint *h, const Hit *hit) {
    float line = fmaxf(1, floorf(1.5f * ui->scale));
    bool cell = hit->told.cells;
    if (hit->corners) {
        ui_clip(ui, inset(hit->rect, -line));
        for (int i = 0; i < hit->corners; i++)
            ui_line_to(ui, hit->outline[i], hit->outline[(i + 1) % hit->corners], ui->theme->text, line, 0);
        ui_clip(ui, window);
        return;
    }
    Rect r = inset(h->at, cell ? -line : 0), all = {fmaxf(r.x, window.x), fmaxf(r.y, window.y), 0, 0};
    all.w = fminf(r.x + r.w, window.x + window.w) - all.x;
    all.h = fminf(r.y + r.h, window.y + window.h) - all.y;
    if (cell) ui_frame(ui, inset(all, -1), 0xFF000000, line + 2, 0);
    ui_frame(ui, all, cell ? 0xFFFFFFFF : ui->theme->text, line, cell ? 0 : ui_px(ui, 4));
}

static void draw_of(Ui *ui, Rect window, Pointed at, const Pointing *to, bool box) {
    Frame *f = ui->frame;
    const Hit *hit = &f->hits[at.hit];
    f->pointed = at;
    f->hint = (Hint){.column = at.column, .row = at.row, .window = {0, 0, -1, -1},
                     .at = hit_cell(hit, at.column, at.row)};
    if (!box) {
        draw_around(ui, window, &f->hint, hit);
        return;
    }
    tell(ui, hit, &f->hint);
    draw_field(ui, window, &f->hint);
    draw_around(ui, window, &f->hint, hit);
    draw_box(ui, window, hit->rect, to, &f->hint);
}

void hint_draw_of(Ui *ui, Rect window, Pointed at) { draw_of(ui, window, at, NULL, true); }

/* ---- what is pointed at ---- */

static int round_and_round(int at, int n) { return ((at % n) + n) % n; }

/* The area of a walk, and its cell in the middle or away from that. */
static Pointed walked_to(const Frame *f, const Pointing *to) {
    int n = 0;
    for (int i = 0; i < f->n_hits; i++) n += !f->hits[i].told.nothing;
    if (n == 0) return (Pointed){-1, 0, 0};
    int left = round_and_round(to->area, n), i = 0;
    while (f->hits[i].told.nothing || left-- > 0) i++;
    const Hit *hit = &f->hits[i];
    if (!hit->told.cells) return (Pointed){i, 0, 0};
    return (Pointed){i, round_and_round(hit->columns / 2 + to->across, hit->columns),
                     round_and_round(hit->rows / 2 + to->down, hit->rows)};
}

void hint_draw(Ui *ui, Rect window) {
    const App *app = ui->app;
    const Pointing *to = &app->pointing;
    Frame *f = ui->frame;
    bool walks = app_walking(app), place = to->by == POINTED_MOUSE || to->by == POINTED_PLACE;
    f->pointed.hit = -1;
    if (walks) f->pointed = walked_to(f, to);
    else if (place && app->hints && !app->spotlight) f->pointed = frame_pointed(f, to->x * window.w, to->y * window.h);
    if (f->pointed.hit >= 0) draw_of(ui, window, f->pointed, to, app->hints);
}
