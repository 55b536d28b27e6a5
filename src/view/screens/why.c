/* Screen 9: why an answer, as four methods have it. */
#include <math.h>

#include "io/edit.h"
#include "view/screens.h"
#include "view/screens/why_facts.h"

enum { PANEL_ASKED = 1 + WHY_METHODS }; /* before it a panel a method */
enum { MOST_ANSWERS = 10 };

/* ---- a map over the photo ---- */

/* What speaks for the answer (0 to 1) blue, against it (0 to -1) orange, over a grey photo that shows through. */
typedef struct Colors {
    float side[2][3]; /* against, for: red, green, blue */
} Colors;

static Colors map_colors(void) {
    Colors colors;
    for (int side = 0; side < 2; side++) {
        Color c = signed_color(side ? 0.85f : -0.85f);
        for (int i = 0; i < 3; i++) colors.side[side][i] = (float)(c >> (16 - 8 * i) & 0xFF);
    }
    return colors;
}

static void blend(const Colors *colors, unsigned luminance, float t, unsigned char out[3]) {
    float much = 0.88f * fminf(fabsf(t), 1), base = 20 + 0.4f * (float)luminance;
    const float *color = colors->side[t > 0];
    for (int i = 0; i < 3; i++) out[i] = (unsigned char)(base + (color[i] - base) * much + 0.5f);
}

/* The map at a pixel of the photo: square by square, or what is found at places of a layer stretched. */
static float value_at(const WhyMap *m, bool stretched, int x, int y, int side) {
    float u = ((float)x + 0.5f) * (float)m->w / (float)side, v = ((float)y + 0.5f) * (float)m->h / (float)side;
    if (!stretched) {
        int at = (int)v * m->w + (int)u;
        return at < m->known ? m->values[at] : 0;
    }
    u = fminf(fmaxf(u - 0.5f, 0), (float)m->w - 1);
    v = fminf(fmaxf(v - 0.5f, 0), (float)m->h - 1);
    int x0 = (int)u, y0 = (int)v, x1 = x0 + 1 < m->w ? x0 + 1 : x0, y1 = y0 + 1 < m->h ? y0 + 1 : y0;
    const float *a = m->values + (int64_t)y0 * m->w, *b = m->values + (int64_t)y1 * m->w;
    float p = u - (float)x0, q = v - (float)y0;
    return (a[x0] * (1 - p) + a[x1] * p) * (1 - q) + (b[x0] * (1 - p) + b[x1] * p) * q;
}

static void draw_map(Ui *ui, Rect square, const WhyFacts *f, WhyMethod method) {
    const WhyMap *m = &f->map[method];
    const Image *photo = &ui->app->photo->image;
    int side = photo->size;
    unsigned char *rgb = arena_alloc(ui->arena, (size_t)side * (size_t)side, 3);
    if (!rgb) return;
    float end = m->extremes.bright > 0 ? m->extremes.bright : 1;
    const Colors colors = map_colors();
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            const unsigned char *p = photo->rgb + ((size_t)y * (size_t)side + (size_t)x) * 3;
            unsigned grey = (p[0] * 19595u + p[1] * 38470u + p[2] * 7471u) >> 16;
            float v = m->values ? value_at(m, method == WHY_GRADCAM, x, y, side) : 0;
            blend(&colors, grey, v / end, rgb + ((size_t)y * (size_t)side + (size_t)x) * 3);
        }
    uint64_t asked = (uint64_t)f->class_index << 32 | (uint32_t)f->other; /* of an occlusion's numbers */
    uint64_t version = ((m->version << 2 | method) * 0x9E3779B97F4A7C15u ^ asked) * 0x9E3779B97F4A7C15u ^
                       ui->app->image_version;
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = rgb, .w = side, .h = side, .rows = side,
                                     .smooth = method != WHY_OCCLUSION, .version = version});
    HeatTold *told = m->values ? ARENA_NEW(ui->arena, 1, HeatTold) : NULL;
    const char *what = SAY(ui, ui_format(ui, "why.%s", m->word), app_row_name(ui->app, f->layer));
    int known = method == WHY_OCCLUSION ? m->known : m->w * m->h;
    if (told) *told = (HeatTold){what, m->values, m->w, m->h, 1, known, 0, 0};
    if (told) ui_hit_cells(ui, HIT_CELL, square, m->w, m->h, NULL)->told = (Told){tell_heat, told, .cells = true};
    ui_frame(ui, square, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
}

/* The number of a method in a circle: where its map is strongest. */
static void draw_number(Ui *ui, Rect r, WhyMethod method) {
    float d = r.w;
    ui_fill(ui, r, 0xE0000000, d / 2);
    ui_frame(ui, r, ui->theme->mark, fmaxf(1, floorf(1.5f * ui->scale)), d / 2);
    ui_text(ui, r, (Style){ROLE_SMALL, FONT_BOLD, 0xFFFFFFFF}, ALIGN_CENTRE, ui_format(ui, "%d", method + 1));
}

static Rect mark_rect(const Ui *ui, Rect square, const WhyMap *m) {
    float s = square.w / (float)ui->app->own.input.w, d = ui_line(ui, ROLE_SMALL);
    float x = square.x + ((float)m->x + 0.5f) * s - d / 2, y = square.y + ((float)m->y + 0.5f) * s - d / 2;
    return (Rect){fminf(fmaxf(x, square.x), square.x + square.w - d),
                  fminf(fmaxf(y, square.y), square.y + square.h - d), d, d};
}

/* Those of all maps on one square; where two would lie over one another, the later one stands beside the place. */
static void draw_marks(Ui *ui, Rect square, const WhyFacts *f) {
    static const float ASIDE[] = {0, 1, -1, 2, -2, 3, -3};
    enum { WAYS = sizeof ASIDE / sizeof *ASIDE };
    Rect taken[WHY_METHODS];
    int n = 0;
    for (int i = 0; i < WHY_METHODS; i++) {
        if (!f->map[i].there) continue;
        Rect at = mark_rect(ui, square, &f->map[i]), r = at;
        for (int way = 0; way < WAYS; way++) {
            r.x = at.x + ASIDE[way] * at.w;
            bool room = r.x >= square.x && r.x + r.w <= square.x + square.w;
            for (int k = 0; k < n; k++)
                room &= fabsf(r.x - taken[k].x) >= r.w || fabsf(r.y - taken[k].y) >= r.h;
            if (room) break;
        }
        taken[n++] = r;
        draw_number(ui, r, (WhyMethod)i);
    }
}

/* The strongest value and its place, behind the mark that it has on the photo; two lines where one is too short. */
static void draw_strongest(Ui *ui, Rect *room, Style style, const WhyMap *m, WhyMethod method) {
    Rect line = cut_top(room, ui_line(ui, style.role));
    float indent = line.h + ui_px(ui, 6);
    const char *value = format_value(ui, (double)m->strongest);
    const char *at = SAY(ui, "why.at", ui_format(ui, "%d", m->x), ui_format(ui, "%d", m->y));
    draw_number(ui, cut_left(&line, line.h), method);
    cut_left(&line, indent - line.h);
    cut_left(&line, ui_text(ui, line, style, ALIGN_LEFT, value).w + ui_px(ui, 6));
    if (ui_width(ui, style, at) > line.w) {
        line = cut_top(room, line.h);
        cut_left(&line, indent);
    }
    ui_text(ui, line, style, ALIGN_LEFT, at);
}

/* The colours, and the numbers that they end at. */
static void draw_legend(Ui *ui, Rect *room, const WhyMap *m, WhyMethod method) {
    static unsigned char ramp[255][3];
    bool one_side = method == WHY_GRADCAM;
    const Colors colors = map_colors();
    for (int i = 0; i < 255; i++) blend(&colors, 96, (float)(i - 127) / 127, ramp[i]);
    Style figures = {ROLE_SMALL, FONT_MONO, ui->theme->text};
    const char *size = format_value(ui, (double)m->extremes.bright);
    bool beyond = m->extremes.bright < m->extremes.largest;
    const char *from = one_side ? "0" : ui_format(ui, "%s−%s", beyond ? "≤ " : "", size);
    const char *to = ui_format(ui, "%s%s", beyond ? "≥ " : "+", size);
    Rect bar = cut_top(room, ui_px(ui, 12)), line = cut_top(room, ui_line(ui, ROLE_SMALL));
    ui_picture(ui, bar, (Picture){.kind = PICTURE_RGB, .data = ramp[one_side ? 127 : 0], .w = one_side ? 128 : 255,
                                  .h = 1, .rows = 1, .smooth = true, .version = one_side ? 2 : 1});
    ui_frame(ui, bar, ui->theme->edge, fmaxf(1, floorf(ui->scale)), 0);
    ui_text(ui, cut_right(&line, ui_width(ui, figures, to)), figures, ALIGN_RIGHT, to);
    cut_right(&line, ui_px(ui, 10));
    if (ui_width(ui, figures, from) > line.w) from = ui_format(ui, "−%s", size);
    if (ui_width(ui, figures, from) <= line.w) ui_text(ui, line, figures, ALIGN_LEFT, from);
}

static const char *say_waits(Ui *ui, const WhyFacts *f, WhyMethod method) {
    const App *app = ui->app;
    if (!f->answers) {
        int row = run_row(app->run);
        return row < 0 ? "…" : SAY(ui, "footer.running", app_row_name(app, row));
    }
    if (method == WHY_GRADCAM && f->layer < 0) return SAY(ui, "why.no_layer");
    if (method != WHY_OCCLUSION) return SAY(ui, "why.computing");
    char key[24];
    const char *n = ui_format(ui, "%d", f->passes), *of = ui_format(ui, "%d", OCCLUSION_PASSES);
    if (why_stopped(app) && app_key_of(app, "view why", key))
        return SAY(ui, "why.stopped", n, of, ui_format(ui, "%s", key));
    return SAY(ui, "why.passes", n, of);
}

/* The map, beside or above it what it says. */
static void draw_method(Ui *ui, Rect room, const WhyFacts *f, WhyMethod method) {
    const WhyMap *m = &f->map[method];
    const char *layer = app_row_name(ui->app, f->layer), *name = SAY(ui, ui_format(ui, "why.%s", m->word), layer);
    Rect r = ui_panel(ui, 1 + (int)method, room, ui_format(ui, "%d %s", method + 1, name));
    bool tall = r.h > r.w * 1.25f;
    float gap = ui_px(ui, 10), share = ui->app->textsize > 1 ? 0.52f : 0.56f;
    float side = floorf(tall ? fminf(r.w, r.h * 0.66f) : fminf(r.h, r.w * share));
    Rect square = {r.x, r.y, side, side};
    if (tall) cut_top(&r, side + gap);
    else cut_left(&r, side + gap);
    draw_map(ui, square, f, method);
    TextRole role = ui->panel ? ROLE_BODY : ROLE_SMALL;
    Style dim = {role, FONT_TEXT, ui->theme->dim}, plain = {role, FONT_TEXT, ui->theme->text};
    if (m->values) {
        draw_number(ui, mark_rect(ui, square, m), method);
        draw_legend(ui, &r, m, method);
        cut_top(&r, ui_px(ui, 4));
    }
    if (m->there) {
        draw_strongest(ui, &r, plain, m, method);
        cut_top(&r, ui_px(ui, 6));
    } else {
        cut_top(&r, ui_note(ui, r, plain, say_waits(ui, f, method)) + ui_px(ui, 4));
    }
    if (method == WHY_GRADCAM && f->layer < 0) return;
    ui_note(ui, r, dim, SAY(ui, ui_format(ui, "why.%s_says", m->word), layer));
}

static void draw_methods(Ui *ui, Rect room, const WhyFacts *f) {
    float gap = ui_px(ui, 11);
    Rect above = cut_top(&room, floorf((room.h - gap) / 2));
    cut_top(&room, gap);
    for (int i = 0; i < WHY_METHODS; i++) {
        Rect *half = i < 2 ? &above : &room;
        draw_method(ui, i % 2 ? *half : cut_left(half, floorf((half->w - gap) / 2)), f, (WhyMethod)i);
        if (i % 2 == 0) cut_left(half, gap);
    }
}

/* ---- what is asked ---- */

/* The photo with the strongest place of each, and with the square that covers it now. */
static void draw_photo(Ui *ui, Rect room, const WhyFacts *f) {
    const App *app = ui->app;
    const Image *image = &app->photo->image;
    Rect square = fit_square(room);
    ui_picture(ui, square, (Picture){.kind = PICTURE_RGB, .data = image->rgb, .w = image->size, .h = image->size,
                                     .rows = image->size, .smooth = true, .version = app->image_version});
    ui_hit_cells(ui, HIT_CELL, square, image->size, image->size, "point")->told =
        (Told){.tell = tell_pixel, .cells = true};
    const Occlusion *o = why_occlusion(app);
    if (o && f->passes < OCCLUSION_PASSES && !why_stopped(app)) {
        float s = square.w / (float)image->size;
        Box b = occlusion_square(f->passes, app->own.input.w, app->own.input.h);
        ui_fill(ui, (Rect){square.x + (float)b.x0 * s, square.y + (float)b.y0 * s, (float)(b.x1 - b.x0 + 1) * s,
                           (float)(b.y1 - b.y0 + 1) * s}, 0xFF000000 | EDIT_MEAN, 0);
    }
    draw_marks(ui, square, f);
}

static void draw_answer(Ui *ui, Rect line, const WhyFacts *f, const Answer *a) {
    const App *app = ui->app;
    bool here = a->class_index == f->class_index, other = a->class_index == f->other;
    Style label = {ROLE_BODY, here ? FONT_BOLD : FONT_TEXT, here ? ui->theme->accent : ui->theme->text};
    Style figure = {ROLE_BODY, FONT_MONO, label.color};
    if (here || other)
        ui_fill(ui, (Rect){line.x - ui_px(ui, 6), line.y, line.w + ui_px(ui, 12), line.h}, ui->theme->raised,
                ui_px(ui, 4));
    ui_hit(ui, line, ui_format(ui, "why %d", a->class_index))->told =
        (Told){.tell = tell_answer, .n = {a->class_index}, .of = run_values(app->run, app->own.layers - 1)};
    const char *p = ui_format(ui, "%s %%", format_share(ui, (double)a->p));
    ui_text(ui, cut_right(&line, ui_width(ui, figure, p)), figure, ALIGN_RIGHT, p);
    cut_right(&line, ui_px(ui, 8));
    if (other) cut_left(&line, ui_text(ui, line, figure, ALIGN_LEFT, "− ").w + ui_px(ui, 4));
    class_draw(ui, line, label, &ui->app->own, a->class_index);
}

/* The best answers, and the class that is asked for where it is none of them. */
static void draw_answers(Ui *ui, Rect r, const WhyFacts *f) {
    const App *app = ui->app;
    Answer best[MOST_ANSWERS];
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 3);
    int fits = (int)(r.h / line), n = best_answers(app, best, fits < MOST_ANSWERS ? fits : MOST_ANSWERS);
    bool among = false;
    for (int i = 0; i < n; i++) among |= best[i].class_index == f->class_index;
    if (!among && n > 0) best[n - 1] = (Answer){f->class_index, "", f->p};
    for (int i = 0; i < n; i++) draw_answer(ui, cut_top(&r, line), f, &best[i]);
}

static const char *say_question(const Ui *ui, const WhyFacts *f) {
    const Net *net = &ui->app->own;
    if (!net_classes(net)) return SAY(ui, "why.no_answers", net_info(net->id)->title);
    if (!f->answers) return SAY(ui, "why.title");
    const char *name = class_name(ui, net, f->class_index);
    return f->other < 0 ? SAY(ui, "why.question", name)
                        : SAY(ui, "why.question_against", name, class_name(ui, net, f->other));
}

static void draw_asked(Ui *ui, Rect room, const WhyFacts *f) {
    const App *app = ui->app;
    char key[24];
    Rect r = ui_panel(ui, PANEL_ASKED, room, NULL);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    cut_top(&r, ui_paragraph(ui, r, title, say_question(ui, f)) + ui_px(ui, 6));
    if (!net_classes(&app->own)) return;
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    if (app_key_of(app, "why against", key)) {
        Rect button = cut_bottom(&r, line);
        ui_button(ui, &button, SAY(ui, app->why.against ? "why.alone" : "why.against", ui_format(ui, "%s", key)),
                  app->why.against ? ui->theme->accent : ui->theme->text, "why against");
        cut_bottom(&r, ui_px(ui, 6));
    }
    if (r.w > r.h * 1.2f) {
        draw_photo(ui, cut_left(&r, floorf(fminf(r.h, r.w * 0.6f))), f);
        cut_left(&r, ui_px(ui, 20));
    } else {
        draw_photo(ui, cut_top(&r, floorf(fminf(r.w, r.h * 0.55f))), f);
        cut_top(&r, ui_px(ui, 6));
    }
    if (f->answers) draw_answers(ui, r, f);
}

/* ---- the screen ---- */

static void draw(Ui *ui, Rect room) {
    WhyFacts f = why_facts(ui->app, ui->arena);
    bool none = !net_classes(&ui->app->own);
    if (ui->panel == PANEL_ASKED || none) {
        draw_asked(ui, room, &f);
    } else if (ui->panel) {
        draw_method(ui, room, &f, (WhyMethod)(ui->panel - 1));
    } else {
        draw_asked(ui, cut_left(&room, floorf(room.w * 0.25f)), &f);
        cut_left(&room, ui_px(ui, 11));
        draw_methods(ui, room, &f);
    }
}

/* Beside a card of a lesson, all four. */
static void stage(Ui *ui, Rect room) {
    WhyFacts f = why_facts(ui->app, ui->arena);
    if (net_classes(&ui->app->own)) draw_methods(ui, room, &f);
    else draw_asked(ui, room, &f);
}

static const char *headline(const Ui *ui) {
    return net_classes(&ui->app->own) ? SAY(ui, "headline.why")
                                      : SAY(ui, "why.no_answers", net_info(ui->app->own.id)->title);
}

static const char *place(const Ui *ui) {
    const App *app = ui->app;
    return net_classes(&app->own) ? SAY(ui, "place.why", app_row_name(app, why_layer(app))) : NULL;
}

static bool progress(const App *app, int *at, int *all) {
    const Occlusion *o = why_occlusion(app);
    *at = o ? atomic_load(&o->passes) : 0;
    *all = OCCLUSION_PASSES;
    return net_classes(&app->own) > 0;
}

const Screen why_screen = {
    .draw = draw,
    .telling = PANEL_ASKED,
    .stage = stage,
    .headline = headline,
    .place = place,
    .way = {.progress = progress},
    .words = why_words,
    .json = why_json,
    .save = why_save,
    .bench = {"run; view why", {"down", "up"}},
};
