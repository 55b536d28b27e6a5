#include "view/widgets/rich.h"

#include <math.h>
#include <string.h>

#include "base/table.h"

float rich_line(const RichLook *look) { return floorf(look->size * 1.42f); }

/* ---- pieces: what is in one style ---- */

/* No text is smaller than the small text of the screens. */
static float piece_size(const Ui *ui, const RichLook *look, unsigned style) {
    float size = look->size;
    if (style & (RUN_SUPER | RUN_SUB)) size = floorf(size * 0.72f);
    else if (style & RUN_CODE) size = floorf(size * 0.92f);
    return fmaxf(size, fminf(look->size, ui_size(ui, ROLE_SMALL)));
}

static Font piece_font(const RichLook *look, unsigned style) {
    bool bold = look->bold || style & RUN_STRONG;
    if (style & RUN_CODE) return bold ? FONT_MONO_BOLD : FONT_MONO;
    return bold ? FONT_BOLD : FONT_TEXT;
}

static float code_pad(const RichLook *look, unsigned style) { return style & RUN_CODE ? floorf(look->size * 0.2f) : 0; }

static float piece_width(const Ui *ui, const RichLook *look, unsigned style, const char *text, size_t n) {
    if (n == 0) return 0;
    return ui->metrics->width(ui->metrics->ctx, piece_font(look, style), piece_size(ui, look, style), text, n);
}

static void put(Ui *ui, Rect box, const char *text, Font font, float size, Color color, bool cut) {
    Draw draw = {.kind = DRAW_TEXT, .rect = box, .color = color};
    draw.text.utf8 = text;
    draw.text.font = font;
    draw.text.size = size;
    draw.text.role = ROLE_BODY;
    draw.text.room = box;
    draw.text.cut = cut;
    draw_push(&ui->frame->list, draw);
}

/* ---- lines ---- */

/* The text as bytes, each with its style, so that lines break without regard to where styles change. */
typedef struct Flat {
    char *text;
    unsigned char *style;
    size_t n;
} Flat;

static Flat flatten(Ui *ui, Rich rich) {
    Flat flat = {0};
    size_t size = 0;
    for (int i = 0; i < rich.n; i++) size += rich.at[i].style & RUN_BREAK ? 1 : strlen(rich.at[i].text);
    flat.text = arena_alloc(ui->arena, size + 1, 1);
    flat.style = arena_alloc(ui->arena, size + 1, 1);
    if (!flat.text || !flat.style) return (Flat){0};
    for (int i = 0; i < rich.n; i++) {
        const char *text = rich.at[i].style & RUN_BREAK ? "\n" : rich.at[i].text;
        size_t n = strlen(text);
        memcpy(flat.text + flat.n, text, n);
        memset(flat.style + flat.n, (int)(rich.at[i].style & ~(unsigned)RUN_BREAK), n);
        flat.n += n;
    }
    return flat;
}

/* The end of the piece in one style that begins at `from`. */
static size_t piece_end(const Flat *f, size_t from, size_t to) {
    size_t end = from;
    while (end < to && f->style[end] == f->style[from]) end++;
    return end;
}

static float flat_width(const Ui *ui, const RichLook *look, const Flat *f, size_t from, size_t to) {
    float w = 0;
    for (size_t at = from, end; at < to; at = end) {
        end = piece_end(f, at, to);
        w += ceilf(piece_width(ui, look, f->style[at], f->text + at, end - at)) + 2 * code_pad(look, f->style[at]);
    }
    return w;
}

typedef struct Line {
    const Ui *ui;
    const RichLook *look;
    const Flat *flat;
} Line;

static float line_width(const void *ctx, size_t from, size_t to) {
    const Line *l = ctx;
    return flat_width(l->ui, l->look, l->flat, from, to);
}

/* The end of the line that begins at `from`; at a break by hand *next lies behind it. */
static size_t line_end(const Ui *ui, const RichLook *look, const Flat *f, size_t from, float width, size_t *next) {
    const Line line = {ui, look, f};
    const char *by_hand = memchr(f->text + from, '\n', f->n - from);
    size_t stop = by_hand ? (size_t)(by_hand - f->text) : f->n;
    size_t end = ui_line_end(f->text, from, stop, width, look->size, line_width, &line);
    *next = end < f->n && f->text[end] == '\n' ? end + 1 : end;
    return ui_without_space(f->text, from, end);
}

static void draw_line(Ui *ui, Rect line, const RichLook *look, const Flat *f, size_t from, size_t to) {
    float w = flat_width(ui, look, f, from, to), x = line.x;
    bool cut = w > line.w + 0.5f;
    if (look->align == ALIGN_CENTRE) x += floorf((line.w - w) / 2);
    if (look->align == ALIGN_RIGHT) x += line.w - w;
    float height = look->size * (FONT_ASCENT + FONT_DESCENT);
    float base = floorf(line.y + (line.h - height) / 2) + look->size * FONT_ASCENT;
    for (size_t at = from, end; at < to; at = end) {
        end = piece_end(f, at, to);
        unsigned style = f->style[at];
        float size = piece_size(ui, look, style), pad = code_pad(look, style);
        float width = ceilf(piece_width(ui, look, style, f->text + at, end - at));
        float y = base - (style & RUN_SUPER ? floorf(look->size * 0.36f)
                          : style & RUN_SUB ? -floorf(look->size * 0.16f)
                                            : 0);
        Rect box = {x + pad, floorf(y - size * FONT_ASCENT), width, size * (FONT_ASCENT + FONT_DESCENT)};
        if (style & RUN_CODE)
            ui_fill(ui, (Rect){x, box.y, width + 2 * pad, box.h}, ui->theme->raised, ui_px(ui, 4));
        put(ui, box, ui_format(ui, "%.*s", (int)(end - at), f->text + at), piece_font(look, style), size, look->color,
            cut);
        if (style & RUN_EMPHASIS) {
            float thick = fmaxf(1, floorf(ui->scale * 1.5f));
            ui_fill(ui, (Rect){box.x, floorf(base + look->size * 0.16f), width, thick}, ui->theme->accent, 0);
        }
        x += width + 2 * pad;
    }
}

float rich_width(Ui *ui, Rich text, const RichLook *look) {
    Flat f = flatten(ui, text);
    float widest = 0;
    for (size_t at = 0, next; at < f.n; at = next) {
        size_t end = line_end(ui, look, &f, at, 1e9f, &next);
        widest = fmaxf(widest, flat_width(ui, look, &f, at, end));
    }
    return widest;
}

float rich_set(Ui *ui, Rect room, Rich text, const RichLook *look, bool draw) {
    Flat f = flatten(ui, text);
    float line = rich_line(look), y = room.y;
    for (size_t at = 0, next; at < f.n; at = next) {
        size_t end = line_end(ui, look, &f, at, room.w, &next);
        if (draw) draw_line(ui, (Rect){room.x, y, room.w, line}, look, &f, at, end);
        y += line;
    }
    return y - room.y;
}

Rect rich_label(Ui *ui, Rect room, const char *utf8, const RichLook *look) {
    const TextRun run = {utf8, 0};
    const Rich text = {&run, 1};
    float w = rich_width(ui, text, look), line = rich_line(look);
    rich_set(ui, (Rect){room.x, floorf(room.y + (room.h - line) / 2), room.w, line}, text, look, true);
    return (Rect){room.x, room.y, w, room.h};
}

/* ---- tables ---- */

/* The width of each column: what its cells need where all have room, else shares of the room. */
static void lay_columns(Ui *ui, float room, const Table *t, const RichLook *look, float gap,
                        float widths[LESSON_COLUMNS]) {
    RichLook head = *look;
    float sum = 0, inside = room - gap * (float)(t->columns - 1), least[LESSON_COLUMNS], least_sum = 0;
    head.bold = true;
    for (int c = 0; c < t->columns; c++) {
        widths[c] = least[c] = look->size;
        for (int r = 0; r < t->rows; r++) {
            const Rich cell = t->cell[r * t->columns + c];
            widths[c] = fmaxf(widths[c], rich_width(ui, cell, r ? look : &head));
            for (int i = 0; i < cell.n; i++) { /* a column is as wide as its longest word */
                Flat f = flatten(ui, (Rich){&cell.at[i], 1});
                for (size_t at = 0; at < f.n; at = ui_next_break(f.text, at))
                    least[c] = fmaxf(least[c], flat_width(ui, r ? look : &head, &f, at,
                                                          ui_without_space(f.text, at, ui_next_break(f.text, at))));
            }
        }
        sum += widths[c];
        least_sum += least[c];
    }
    if (sum <= inside) return;
    float spare = fmaxf(0, inside - least_sum);
    for (int c = 0; c < t->columns; c++)
        widths[c] = floorf(least[c] + (sum > least_sum ? spare * (widths[c] - least[c]) / (sum - least_sum) : 0));
}

float rich_table(Ui *ui, Rect room, const Table *t, const RichLook *look, bool draw) {
    float gap = floorf(look->size * 0.9f), pad = floorf(look->size * 0.22f), y = room.y, widths[LESSON_COLUMNS],
          rule = 0;
    lay_columns(ui, room.w, t, look, gap, widths);
    for (int c = 0; c < t->columns; c++) rule += widths[c] + (c ? gap : 0);
    for (int r = 0; r < t->rows; r++) {
        float tall = rich_line(look), x = room.x;
        RichLook cell = *look;
        cell.bold = look->bold || r == 0;
        if (r == 0) cell.color = ui->theme->dim;
        for (int pass = 0; pass < (draw ? 2 : 1); pass++) { /* its height, then the row */
            x = room.x;
            for (int c = 0; c < t->columns; c++) {
                static const Align ALIGNS[] = {ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT};
                TABLE_HAS(ALIGNS, CELL_ALIGNS);
                cell.align = ALIGNS[t->align[c]];
                float h =
                    rich_set(ui, (Rect){x, y + pad, widths[c], tall}, t->cell[r * t->columns + c], &cell, pass > 0);
                tall = fmaxf(tall, h);
                x += widths[c] + gap;
            }
        }
        y += tall + 2 * pad;
        if (draw && r + 1 < t->rows)
            ui_fill(ui, (Rect){room.x, y, rule, fmaxf(1, floorf(ui->scale * (r ? 1.0f : 2.0f)))}, ui->theme->edge, 0);
    }
    return y - room.y;
}

/* ---- code ---- */

float rich_code(Ui *ui, Rect room, const char *code, const RichLook *look, bool draw) {
    RichLook mono = *look;
    mono.size = fmaxf(floorf(look->size * 0.86f), ui_size(ui, ROLE_SMALL));
    float pad = floorf(look->size * 0.5f), line = rich_line(&mono), y = room.y + pad;
    int lines = 1;
    for (const char *at = code; *at; at++) lines += *at == '\n';
    float h = 2 * pad + line * (float)lines;
    if (draw) ui_fill(ui, (Rect){room.x, room.y, room.w, h}, ui->theme->raised, ui_px(ui, 6));
    for (const char *at = code; draw; y += line) {
        size_t n = strcspn(at, "\n");
        const char *text = ui_format(ui, "%.*s", (int)n, at);
        float w = ceilf(ui->metrics->width(ui->metrics->ctx, FONT_MONO, mono.size, text, n));
        float tall = mono.size * (FONT_ASCENT + FONT_DESCENT);
        if (n)
            put(ui, (Rect){room.x + pad, floorf(y + (line - tall) / 2), w, tall}, text, FONT_MONO, mono.size,
                look->color, w > room.w - 2 * pad);
        if (!at[n]) break;
        at += n + 1;
    }
    return h;
}
