/* Screen 9: why an answer, as four methods have it. */
#include <math.h>

#include "app/features/cascade.h"
#include "base/table.h"
#include "io/edit.h"
#include "view/hint.h"
#include "view/screens.h"
#include "view/screens/why_map.h"
#include "view/screens/why_random.h"
#include "view/screens/why_terms.h"

enum { PANEL_ASKED = 1 + WHY_METHODS }; /* before it a panel a method */
enum { MOST_ANSWERS = 10 };

/* ---- a map over the photo ---- */

static void draw_map(Ui *ui, Rect square, const WhyFacts *f, WhyMethod method) {
    const WhyMap *m = &f->map[method];
    uint64_t asked = (uint64_t)f->class_index << 32 | (uint32_t)f->other; /* of an occlusion's numbers */
    uint64_t version = (m->version << 2 | method) * 0x9E3779B97F4A7C15u ^ asked;
    const char *what = SAY(ui, ui_format(ui, "why.%s", m->word), app_row_name(ui->app, f->layer));
    why_map_draw(ui, square, m, what, method == WHY_GRADCAM, method != WHY_OCCLUSION, version);
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
        if (!f->map[i].there || f->map[i].hardly) continue;
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
    const char *value = why_value(ui, m, m->strongest, false, &(Within){line.w - indent, style});
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

/* A place of a layer that stands for so many pixels is coarse. */
enum { COARSE_JUMP = 16 };

static const char *say_method(const Ui *ui, const WhyFacts *f, WhyMethod method) {
    const Net *net = &ui->app->own;
    const char *word = f->map[method].word;
    if (method == WHY_OCCLUSION && f->other >= 0)
        return SAY(ui, "why.occlusion_against", class_name(ui, net, f->other));
    bool fine = method == WHY_GRADCAM && f->layer >= 0 && net->layer[f->layer].jump < COARSE_JUMP;
    return SAY(ui, ui_format(ui, fine ? "why.%s_says_fine" : "why.%s_says", word), app_row_name(ui->app, f->layer));
}

/* Whether what a method says has room in a column beside its map, below its legend and its strongest value, or what is
 * said in place of that. */
static bool says_beside(const Ui *ui, Rect column, Style style, const WhyMap *m, const char *says) {
    float value = 2 * ui_line(ui, style.role);
    if (m->hardly) value = ui_paragraph_height(ui, column.w, style, why_say_hardly(ui));
    float above = ui_px(ui, 22) + ui_line(ui, ROLE_SMALL) + value;
    return above + ui_paragraph_height(ui, column.w, style, says) <= column.h;
}

/* The map, beside or above it what it says; below it where that needs the whole width. */
static void draw_method(Ui *ui, Rect room, const WhyFacts *f, WhyMethod method) {
    const WhyMap *m = &f->map[method];
    const char *layer = app_row_name(ui->app, f->layer), *name = SAY(ui, ui_format(ui, "why.%s", m->word), layer);
    Rect r = ui_panel(ui, 1 + (int)method, room, ui_format(ui, "%d %s", method + 1, name));
    bool tall = r.h > r.w * 1.25f;
    const char *says = say_method(ui, f, method);
    TextRole role = ui->panel ? ROLE_BODY : ROLE_SMALL;
    Style dim = {role, FONT_TEXT, ui->theme->dim}, plain = {role, FONT_TEXT, ui->theme->text};
    float gap = ui_px(ui, 10), share = ui->app->textsize > 1 ? 0.52f : 0.56f;
    float side = floorf(tall ? fminf(r.w, r.h * 0.66f) : fminf(r.h, r.w * share));
    bool below = !tall && !says_beside(ui, (Rect){0, 0, r.w - side - gap, r.h}, dim, m, says);
    Rect foot = r;
    if (below) {
        foot = cut_bottom(&r, ui_paragraph_height(ui, r.w, dim, says));
        cut_bottom(&r, gap);
        side = fminf(side, r.h);
    }
    Rect square = {r.x, r.y, side, side};
    if (tall) cut_top(&r, side + gap);
    else cut_left(&r, side + gap);
    draw_map(ui, square, f, method);
    if (m->values) {
        if (!m->hardly) draw_number(ui, mark_rect(ui, square, m), method);
        why_legend_draw(ui, &r, m, method == WHY_GRADCAM);
        cut_top(&r, ui_px(ui, 4));
    }
    if (m->hardly) {
        cut_top(&r, ui_note(ui, r, plain, why_say_hardly(ui)) + ui_px(ui, 6));
    } else if (m->there) {
        draw_strongest(ui, &r, plain, m, method);
        cut_top(&r, ui_px(ui, 6));
    } else {
        cut_top(&r, ui_note(ui, r, plain, say_waits(ui, f, method)) + ui_px(ui, 4));
    }
    if (method == WHY_GRADCAM && f->layer < 0) return;
    ui_note(ui, below ? foot : r, dim, says);
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

/* Of the place that the terms are followed to, as far as it lies on the photo. */
static void draw_field(Ui *ui, Rect square) {
    WhyTerms *f = ARENA_NEW(ui->arena, 1, WhyTerms);
    if (!f) return;
    *f = why_terms(ui->app, ui->arena);
    if (!f->n || !f->sum[f->n - 1].places) return;
    int last = ui->app->own.input.w - 1;
    float s = square.w / (float)(last + 1);
    Box b = {f->field.x0 > 0 ? f->field.x0 : 0, f->field.y0 > 0 ? f->field.y0 : 0,
             f->field.x1 < last ? f->field.x1 : last, f->field.y1 < last ? f->field.y1 : last};
    Rect at = {square.x + (float)b.x0 * s, square.y + (float)b.y0 * s, (float)(b.x1 - b.x0 + 1) * s,
               (float)(b.y1 - b.y0 + 1) * s};
    ui_frame(ui, at, 0xFF000000, fmaxf(4, floorf(4 * ui->scale)), 0);
    ui_frame(ui, inset(at, 1), ui->theme->mark, fmaxf(2, floorf(2 * ui->scale)), 0);
}

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
    if (app->why.topic == WHY_MAPS && o && f->passes < OCCLUSION_PASSES && !why_stopped(app)) {
        float s = square.w / (float)image->size;
        Box b = occlusion_square(f->passes, app->own.input.w, app->own.input.h);
        ui_fill(ui, (Rect){square.x + (float)b.x0 * s, square.y + (float)b.y0 * s, (float)(b.x1 - b.x0 + 1) * s,
                           (float)(b.y1 - b.y0 + 1) * s}, 0xFF000000 | EDIT_MEAN, 0);
    }
    if (app->why.topic == WHY_TERMS) draw_field(ui, square);
    if (app->why.topic == WHY_MAPS) draw_marks(ui, square, f);
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
    const char *p = format_answer(ui, &app->own, (double)a->p, 0);
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
    if (fits < MOST_ANSWERS) ui_less(ui, NULL);
    bool among = false;
    for (int i = 0; i < n; i++) among |= best[i].class_index == f->class_index;
    if (!among && n > 0) best[n - 1] = (Answer){f->class_index, "", f->p};
    for (int i = 0; i < n; i++) draw_answer(ui, cut_top(&r, line), f, &best[i]);
}

/* Whether there is an answer to ask about, or will be. */
static bool asks(const Ui *ui) { return net_classes(&ui->app->own) && !*say_overflown(ui); }

static const char *say_question(const Ui *ui, const WhyFacts *f) {
    const Net *net = &ui->app->own;
    if (!net_classes(net)) return SAY(ui, "why.no_answers", net_info(net->id)->title);
    if (!f->answers) return SAY(ui, "why.title");
    if (!asks(ui)) return say_overflown(ui);
    const char *name = class_name(ui, net, f->class_index);
    return f->other < 0 ? SAY(ui, "why.question", name)
                        : SAY(ui, "why.question_against", name, class_name(ui, net, f->other));
}

static void tell_question(Ui *ui, const Hit *hit, Hint *out) {
    (void)hit;
    WhyFacts f = why_facts(ui->app, ui->arena);
    hint_line(out, why_say_asked(ui, &f));
}

/* One of the three, and what leads to the next. */
static void draw_topics(Ui *ui, Rect line) {
    static const char *const NAMES[] = {[WHY_MAPS] = "why.topic_maps", [WHY_TERMS] = "why.topic_terms",
                                        [WHY_RANDOM] = "why.topic_random"};
    static const char *const WORDS[] = {WORD_NAMES(EACH_WHY_TOPIC)};
    TABLE_HAS(NAMES, WHY_TOPICS);
    for (int i = 0; i < WHY_TOPICS; i++) {
        Color color = (int)ui->app->why.topic == i ? ui->theme->accent : ui->theme->dim;
        ui_button(ui, &line, SAY(ui, NAMES[i]), color, ui_format(ui, "why topic %s", WORDS[i]));
        cut_left(&line, ui_px(ui, 6));
    }
}

static void draw_asked(Ui *ui, Rect room, const WhyFacts *f) {
    const App *app = ui->app;
    char key[24];
    Rect r = ui_panel(ui, PANEL_ASKED, room, NULL);
    Style title = {ROLE_TITLE, FONT_BOLD, ui->theme->text};
    Rect question = cut_top(&r, ui_paragraph(ui, r, title, say_question(ui, f)));
    if (f->answers) ui_tell(ui, question, (Told){.tell = tell_question});
    const char *untrained = f->answers ? say_untrained(ui, app->weights) : "";
    cut_top(&r, ui_note(ui, r, (Style){ROLE_SMALL, FONT_TEXT, ui->theme->slim}, untrained) + ui_px(ui, 6));
    if (!asks(ui)) return;
    float line = ui_line(ui, ROLE_BODY) + ui_px(ui, 6);
    draw_topics(ui, cut_top(&r, line));
    cut_top(&r, ui_px(ui, 6));
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

static void draw_topic(Ui *ui, Rect room, const WhyFacts *f) {
    if (ui->app->why.topic == WHY_TERMS) why_terms_draw(ui, room);
    else if (ui->app->why.topic == WHY_RANDOM) why_random_draw(ui, room);
    else if (ui->panel && ui->panel < PANEL_ASKED) draw_method(ui, room, f, (WhyMethod)(ui->panel - 1));
    else draw_methods(ui, room, f);
}

static void draw(Ui *ui, Rect room) {
    WhyFacts f = why_facts(ui->app, ui->arena);
    bool none = !asks(ui);
    if (ui->panel == PANEL_ASKED || none) {
        draw_asked(ui, room, &f);
    } else if (ui->panel) {
        draw_topic(ui, room, &f);
    } else {
        draw_asked(ui, cut_left(&room, floorf(room.w * 0.25f)), &f);
        cut_left(&room, ui_px(ui, 11));
        draw_topic(ui, room, &f);
    }
}

/* Beside a card of a lesson all that belongs to the topic. */
static void stage(Ui *ui, Rect room) {
    WhyFacts f = why_facts(ui->app, ui->arena);
    if (asks(ui)) draw_topic(ui, room, &f);
    else draw_asked(ui, room, &f);
}

static const char *headline(const Ui *ui) {
    static const char *const KEYS[] = {[WHY_MAPS] = "headline.why", [WHY_TERMS] = "headline.why_terms",
                                       [WHY_RANDOM] = "headline.why_random"};
    TABLE_HAS(KEYS, WHY_TOPICS);
    if (!net_classes(&ui->app->own)) return SAY(ui, "why.no_answers", net_info(ui->app->own.id)->title);
    return asks(ui) ? SAY(ui, KEYS[ui->app->why.topic]) : SAY(ui, "why.title");
}

static const char *place(const Ui *ui) {
    const App *app = ui->app;
    static const char *const KEYS[] = {[WHY_MAPS] = "place.why", [WHY_TERMS] = "place.why_terms",
                                       [WHY_RANDOM] = "place.why_random"};
    TABLE_HAS(KEYS, WHY_TOPICS);
    return net_classes(&app->own) ? SAY(ui, KEYS[app->why.topic], app_row_name(app, why_layer(app))) : NULL;
}

/* Of what is being computed; then the bar is that of the steps again. */
static bool progress(const App *app, int *at, int *all) {
    const Occlusion *o = why_occlusion(app);
    const Cascade *c = why_cascade(app);
    bool random = app->why.topic == WHY_RANDOM;
    *at = random ? c ? atomic_load(&c->there) : 0 : o ? atomic_load(&o->passes) : 0;
    *all = random ? app->own.weight_layers : OCCLUSION_PASSES;
    return net_classes(&app->own) > 0 && app->why.topic != WHY_TERMS && *at < *all;
}

/* ---- `read` ---- */

static const char *words(const Ui *ui) {
    const char *text = why_words(ui);
    if (!why_answers(ui->app) || !asks(ui)) return text;
    if (ui->app->why.topic == WHY_TERMS) return why_terms_words(ui, text);
    return ui->app->why.topic == WHY_RANDOM ? why_random_words(ui, text) : text;
}

static void json(json_t *o, const App *app, Arena *arena) {
    why_json(o, app, arena);
    if (why_answers(app) && app->why.topic == WHY_TERMS) why_terms_json(o, app, arena);
    if (why_answers(app) && app->why.topic == WHY_RANDOM) why_random_json(o, app);
}

static Error save(const App *app, Arena *arena, const char *dir) {
    TRY(why_save(app, arena, dir));
    return app->why.topic == WHY_RANDOM ? why_random_save(app, arena, dir) : NO_ERROR;
}

const Screen why_screen = {
    .draw = draw,
    .telling = PANEL_ASKED,
    .stage = stage,
    .headline = headline,
    .place = place,
    .way = {.progress = progress},
    .words = words,
    .json = json,
    .save = save,
    .bench = {"run; view why", {"down", "up"}},
};
