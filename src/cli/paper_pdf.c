/* A handout for the printer: A4, laid out by Pango, drawn by Cairo. Both are opened when the first one is written. */
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/table.h"
#include "cli/paper.h"
#include "io/library.h"

static struct LibPango {
    bool here;
    __typeof__(pango_cairo_create_layout) *create_layout;
    __typeof__(pango_cairo_show_layout_line) *show_line;
    __typeof__(pango_layout_set_markup) *set_markup;
    __typeof__(pango_layout_set_width) *set_width;
    __typeof__(pango_layout_set_wrap) *set_wrap;
    __typeof__(pango_layout_set_alignment) *set_alignment;
    __typeof__(pango_layout_set_font_description) *set_font;
    __typeof__(pango_layout_get_line_count) *line_count;
    __typeof__(pango_layout_get_line_readonly) *line;
    __typeof__(pango_layout_get_size) *size;
    __typeof__(pango_layout_line_get_extents) *extents;
    __typeof__(pango_font_description_from_string) *font;
    __typeof__(pango_font_description_free) *free_font;
    __typeof__(g_object_unref) *unref;
    __typeof__(cairo_pdf_surface_create_for_stream) *create_pdf;
    __typeof__(cairo_pdf_surface_set_metadata) *set_metadata;
    __typeof__(cairo_image_surface_create_for_data) *create_image;
    __typeof__(cairo_surface_destroy) *destroy_surface;
    __typeof__(cairo_surface_finish) *finish;
    __typeof__(cairo_surface_status) *status;
    __typeof__(cairo_create) *create;
    __typeof__(cairo_destroy) *destroy;
    __typeof__(cairo_save) *save;
    __typeof__(cairo_restore) *restore;
    __typeof__(cairo_translate) *translate;
    __typeof__(cairo_scale) *scale;
    __typeof__(cairo_move_to) *move_to;
    __typeof__(cairo_rectangle) *rectangle;
    __typeof__(cairo_set_source_rgb) *set_color;
    __typeof__(cairo_set_source_surface) *set_surface;
    __typeof__(cairo_set_line_width) *set_line;
    __typeof__(cairo_paint) *paint;
    __typeof__(cairo_fill) *fill;
    __typeof__(cairo_stroke) *stroke;
    __typeof__(cairo_show_page) *show_page;
    __typeof__(cairo_tag_begin) *begin_tag;
    __typeof__(cairo_tag_end) *end_tag;
} lib;

#ifdef __APPLE__
static const char LIBRARY[] = "libpangocairo-1.0.0.dylib";
#else
static const char LIBRARY[] = "libpangocairo-1.0.so.0";
#endif

static void open_library(void) {
    const LibrarySymbol symbols[] = {
        {"pango_cairo_create_layout", (void **)&lib.create_layout},
        {"pango_cairo_show_layout_line", (void **)&lib.show_line},
        {"pango_layout_set_markup", (void **)&lib.set_markup},
        {"pango_layout_set_width", (void **)&lib.set_width},
        {"pango_layout_set_wrap", (void **)&lib.set_wrap},
        {"pango_layout_set_alignment", (void **)&lib.set_alignment},
        {"pango_layout_set_font_description", (void **)&lib.set_font},
        {"pango_layout_get_line_count", (void **)&lib.line_count},
        {"pango_layout_get_line_readonly", (void **)&lib.line},
        {"pango_layout_get_size", (void **)&lib.size},
        {"pango_layout_line_get_extents", (void **)&lib.extents},
        {"pango_font_description_from_string", (void **)&lib.font},
        {"pango_font_description_free", (void **)&lib.free_font},
        {"g_object_unref", (void **)&lib.unref},
        {"cairo_pdf_surface_create_for_stream", (void **)&lib.create_pdf},
        {"cairo_pdf_surface_set_metadata", (void **)&lib.set_metadata},
        {"cairo_image_surface_create_for_data", (void **)&lib.create_image},
        {"cairo_surface_destroy", (void **)&lib.destroy_surface},
        {"cairo_surface_finish", (void **)&lib.finish},
        {"cairo_surface_status", (void **)&lib.status},
        {"cairo_create", (void **)&lib.create},
        {"cairo_destroy", (void **)&lib.destroy},
        {"cairo_save", (void **)&lib.save},
        {"cairo_restore", (void **)&lib.restore},
        {"cairo_translate", (void **)&lib.translate},
        {"cairo_scale", (void **)&lib.scale},
        {"cairo_move_to", (void **)&lib.move_to},
        {"cairo_rectangle", (void **)&lib.rectangle},
        {"cairo_set_source_rgb", (void **)&lib.set_color},
        {"cairo_set_source_surface", (void **)&lib.set_surface},
        {"cairo_set_line_width", (void **)&lib.set_line},
        {"cairo_paint", (void **)&lib.paint},
        {"cairo_fill", (void **)&lib.fill},
        {"cairo_stroke", (void **)&lib.stroke},
        {"cairo_show_page", (void **)&lib.show_page},
        {"cairo_tag_begin", (void **)&lib.begin_tag},
        {"cairo_tag_end", (void **)&lib.end_tag}};
    lib.here = library_open(LIBRARY, symbols, sizeof symbols / sizeof *symbols);
}

/* ---- the page: points, from its upper left corner ---- */

static const double WIDE = 595.3, TALL = 841.9, MARGIN = 48, INDENT = 18;

typedef struct Pdf {
    Paper paper; /* first */
    Output out;
    cairo_surface_t *surface;
    cairo_t *cairo;
    double y;    /* where the next thing goes */
    Arena arena; /* of markup */
    bool refused; /* no memory for a text */
} Pdf;

static Pdf *of(Paper *p) { return (Pdf *)p; }

static cairo_status_t write_bytes(void *ctx, const unsigned char *bytes, unsigned n) {
    FILE *out = ctx;
    return fwrite(bytes, 1, n, out) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void turn_page(Pdf *d) {
    lib.show_page(d->cairo);
    d->y = MARGIN;
}

/* Room for something so high, on the next page if need be. */
static void make_room(Pdf *d, double height) {
    if (d->y > MARGIN && d->y + height > TALL - MARGIN) turn_page(d);
}

static const char *escaped(Pdf *d, const char *text) {
    static const struct { char c; const char *as; } SIGNS[] = {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}};
    char *out = ARENA_NEW(&d->arena, 5 * strlen(text) + 1, char), *at = out;
    for (; out && *text; text++) {
        size_t i = 0;
        while (i < 3 && SIGNS[i].c != *text) i++;
        if (i == 3) *at++ = *text;
        else at = stpcpy(at, SIGNS[i].as);
    }
    return out ? out : "";
}

/* As Pango's markup. */
static const char *markup(Pdf *d, Rich rich) {
    static const struct { unsigned style; const char *open, *close; } MARKS[] = {
        {RUN_STRONG, "<b>", "</b>"}, {RUN_EMPHASIS, "<i>", "</i>"}, {RUN_CODE, "<tt>", "</tt>"},
        {RUN_SUPER, "<sup>", "</sup>"}, {RUN_SUB, "<sub>", "</sub>"}};
    const char *text = "";
    for (int i = 0; i < rich.n && text; i++) {
        const TextRun *r = &rich.at[i];
        const char *part = escaped(d, r->text);
        for (size_t k = 0; k < sizeof MARKS / sizeof *MARKS && part; k++)
            if (r->style & MARKS[k].style)
                part = arena_printf(&d->arena, "%s%s%s", MARKS[k].open, part, MARKS[k].close);
        text = part ? arena_printf(&d->arena, "%s%s%s", text, r->style & RUN_BREAK ? "\n" : "", part) : NULL;
    }
    d->refused |= !text;
    return text ? text : "";
}

static PangoLayout *lay_out(Pdf *d, const char *font, const char *text, double width, PangoAlignment align) {
    PangoLayout *layout = lib.create_layout(d->cairo);
    PangoFontDescription *description = lib.font(font);
    lib.set_font(layout, description);
    lib.free_font(description);
    lib.set_width(layout, (int)(width * PANGO_SCALE));
    lib.set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    lib.set_alignment(layout, align);
    lib.set_markup(layout, text, -1);
    return layout;
}

/* Line by line, over the end of a page where it is long; a layout without width has one line a page wide. */
static void show(Pdf *d, PangoLayout *layout, double x) {
    for (int i = 0; i < lib.line_count(layout); i++) {
        PangoRectangle all;
        PangoLayoutLine *line = lib.line(layout, i);
        lib.extents(line, NULL, &all);
        double height = (double)all.height / PANGO_SCALE;
        make_room(d, height);
        lib.move_to(d->cairo, x, d->y - (double)all.y / PANGO_SCALE);
        lib.show_line(d->cairo, line);
        d->y += height;
    }
}

/* ---- what stands on it ---- */

#define FAMILY "Inter, WenQuanYi Micro Hei, sans-serif "

static void put_title(Paper *p, const char *text) {
    Pdf *d = of(p);
    lib.set_metadata(d->surface, CAIRO_PDF_METADATA_TITLE, text);
    PangoLayout *layout = lay_out(d, FAMILY "Bold 22", escaped(d, text), WIDE - 2 * MARGIN, PANGO_ALIGN_LEFT);
    lib.set_color(d->cairo, 0.08, 0.09, 0.12);
    show(d, layout, MARGIN);
    lib.unref(layout);
    d->y += 14;
}

static void put_picture(Pdf *d, const Canvas *canvas) {
    double width = WIDE - 2 * MARGIN, scale = width / canvas->w;
    cairo_surface_t *image = lib.create_image((unsigned char *)canvas->pixels, CAIRO_FORMAT_RGB24, canvas->w, canvas->h,
                                              4 * canvas->pitch);
    lib.save(d->cairo);
    lib.translate(d->cairo, MARGIN, d->y);
    lib.scale(d->cairo, scale, scale);
    lib.set_surface(d->cairo, image, 0, 0);
    lib.paint(d->cairo);
    lib.restore(d->cairo);
    lib.finish(image);
    lib.destroy_surface(image);
    d->y += canvas->h * scale + 14;
}

static void put_card(Paper *p, int number, Rich title, const char *plain, const PaperPicture *picture) {
    Pdf *d = of(p);
    (void)plain;
    if (number > 1) turn_page(d);
    const char *text = arena_printf(&d->arena, "%d. %s", number, markup(d, title));
    PangoLayout *layout = lay_out(d, FAMILY "Bold 15", text ? text : "", WIDE - 2 * MARGIN, PANGO_ALIGN_LEFT);
    lib.set_color(d->cairo, 0.08, 0.09, 0.12);
    show(d, layout, MARGIN);
    lib.unref(layout);
    d->y += 8;
    put_picture(d, picture->canvas);
    arena_reset(&d->arena);
}

static void put_text(Paper *p, PaperStyle style, int depth, const char *mark, Rich text) {
    static const struct { const char *font; double grey, indent, behind; } STYLES[] = {
        [PAPER_PARAGRAPH] = {FAMILY "11", 0.08, 0, 6},     [PAPER_HEADING] = {FAMILY "Bold 12", 0.08, 0, 4},
        [PAPER_QUOTE] = {FAMILY "11", 0.3, 1, 6},          [PAPER_QUESTION] = {FAMILY "Bold 11", 0.08, 0, 5},
        [PAPER_CHOICE] = {FAMILY "11", 0.08, 0, 3},        [PAPER_RIGHT] = {FAMILY "Bold 11", 0.08, 0, 3},
        [PAPER_WHY] = {FAMILY "10", 0.3, 1, 4},            [PAPER_NOTE] = {FAMILY "Italic 10", 0.3, 0, 6}};
    TABLE_HAS(STYLES, PAPER_STYLES);
    Pdf *d = of(p);
    double x = MARGIN + INDENT * (STYLES[style].indent + (mark ? depth + 1 : 0)), grey = STYLES[style].grey;
    lib.set_color(d->cairo, grey, grey, grey);
    PangoLayout *layout = lay_out(d, STYLES[style].font, markup(d, text), WIDE - MARGIN - x, PANGO_ALIGN_LEFT);
    if (mark && *mark) {
        int w, h;
        PangoLayout *sign = lay_out(d, STYLES[style].font, mark, INDENT, PANGO_ALIGN_LEFT);
        lib.size(sign, &w, &h);
        make_room(d, (double)h / PANGO_SCALE);
        double y = d->y;
        show(d, sign, x - INDENT);
        d->y = y;
        lib.unref(sign);
    }
    show(d, layout, x);
    lib.unref(layout);
    d->y += STYLES[style].behind;
    arena_reset(&d->arena);
}

static void put_code(Paper *p, const char *text) {
    Pdf *d = of(p);
    lib.set_color(d->cairo, 0.08, 0.09, 0.12);
    PangoLayout *layout =
        lay_out(d, "DejaVu Sans Mono 9", escaped(d, text), WIDE - 2 * MARGIN - INDENT, PANGO_ALIGN_LEFT);
    show(d, layout, MARGIN + INDENT);
    lib.unref(layout);
    d->y += 6;
    arena_reset(&d->arena);
}

/* Columns as wide as their widest cell, or all narrower by as much as the page asks for. */
static void measure_columns(Pdf *d, const Table *t, double wide[LESSON_COLUMNS]) {
    double all = 0, room = WIDE - 2 * MARGIN;
    for (int c = 0; c < t->columns; c++) {
        wide[c] = 0;
        for (int r = 0; r < t->rows; r++) {
            int w, h;
            PangoLayout *cell = lay_out(d, FAMILY "Bold 10", markup(d, t->cell[r * t->columns + c]), room,
                                        PANGO_ALIGN_LEFT);
            lib.size(cell, &w, &h);
            wide[c] = fmax(wide[c], (double)w / PANGO_SCALE + 14);
            lib.unref(cell);
        }
        all += wide[c];
    }
    for (int c = 0; c < t->columns && all > room; c++) wide[c] *= room / all;
}

static void put_table(Paper *p, const Table *t) {
    static const PangoAlignment ALIGNS[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    TABLE_HAS(ALIGNS, CELL_ALIGNS);
    Pdf *d = of(p);
    double wide[LESSON_COLUMNS];
    measure_columns(d, t, wide);
    for (int r = 0; r < t->rows; r++) {
        PangoLayout *cell[LESSON_COLUMNS];
        double tall = 0, x = MARGIN;
        for (int c = 0; c < t->columns; c++) {
            int w, h;
            cell[c] = lay_out(d, r ? FAMILY "10" : FAMILY "Bold 10", markup(d, t->cell[r * t->columns + c]),
                              wide[c] - 10, ALIGNS[t->align[c]]);
            lib.size(cell[c], &w, &h);
            tall = fmax(tall, (double)h / PANGO_SCALE);
        }
        make_room(d, tall);
        double top = d->y;
        lib.set_color(d->cairo, 0.08, 0.09, 0.12);
        for (int c = 0; c < t->columns; x += wide[c++]) {
            PangoRectangle line;
            lib.extents(lib.line(cell[c], 0), NULL, &line);
            double free_room = wide[c] - 10 - (double)line.width / PANGO_SCALE; /* lines are shown from their start */
            double shift = t->align[c] == CELL_RIGHT ? free_room : t->align[c] == CELL_CENTRE ? free_room / 2 : 0;
            d->y = top;
            show(d, cell[c], x + fmax(shift, 0));
            lib.unref(cell[c]);
        }
        d->y = top + tall + 3;
        lib.set_color(d->cairo, 0.8, 0.82, 0.85);
        lib.rectangle(d->cairo, MARGIN, d->y - 1.5, x - MARGIN, 0.5);
        lib.fill(d->cairo);
    }
    d->y += 6;
    arena_reset(&d->arena);
}

static void put_link(Paper *p, const char *address) {
    Pdf *d = of(p);
    PangoLayout *layout =
        lay_out(d, FAMILY "9", escaped(d, address), WIDE - 2 * MARGIN, PANGO_ALIGN_LEFT);
    const char *where = arena_printf(&d->arena, "uri='%s'", address);
    d->refused |= !where;
    lib.set_color(d->cairo, 0.12, 0.44, 0.82);
    lib.begin_tag(d->cairo, CAIRO_TAG_LINK, where ? where : "");
    show(d, layout, MARGIN);
    lib.end_tag(d->cairo, CAIRO_TAG_LINK);
    lib.unref(layout);
    d->y += 6;
    arena_reset(&d->arena);
}

static void put_blank(Paper *p) {
    Pdf *d = of(p);
    make_room(d, 26);
    lib.set_color(d->cairo, 0.3, 0.34, 0.4);
    lib.set_line(d->cairo, 0.8);
    lib.rectangle(d->cairo, MARGIN, d->y + 2, 110, 22);
    lib.stroke(d->cairo);
    d->y += 32;
}

static Error close_document(Paper *p, bool whole) {
    Pdf *d = of(p);
    lib.destroy(d->cairo);
    lib.finish(d->surface);
    bool fine = lib.status(d->surface) == CAIRO_STATUS_SUCCESS && !d->refused;
    lib.destroy_surface(d->surface);
    Error e = whole && !fine ? error("file.write", "%s\t%s", "PDF", d->out.path) : NO_ERROR;
    if (whole && fine) e = file_commit(&d->out);
    else file_discard(&d->out);
    arena_free(&d->arena);
    free(d);
    return e;
}

Error paper_pdf(const char *path, const char *language, Paper **out) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)language; /* Pango tells it by the characters */
    pthread_once(&once, open_library);
    if (!lib.here) return error("handout.library", "%s\t%s", path, LIBRARY);
    Pdf *d = calloc(1, sizeof *d);
    if (!d) return error("memory", "%s", path);
    Error e = file_create(path, &d->out);
    if (failed(&e)) {
        free(d);
        return e;
    }
    d->paper = (Paper){put_title, put_card, put_text, put_code, put_table, put_link, put_blank, close_document};
    d->surface = lib.create_pdf(write_bytes, d->out.stream, WIDE, TALL);
    d->cairo = lib.create(d->surface);
    d->y = MARGIN;
    *out = &d->paper;
    return NO_ERROR;
}
