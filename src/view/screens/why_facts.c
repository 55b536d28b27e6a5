#include "view/screens/why_facts.h"

#include <math.h>

#include "base/table.h"
#include "view/names.h"
#include "view/screens.h"

static const char *const WORDS[] = {"occlusion", "gradcam", "gradient_input", "guided"};
TABLE_HAS(WORDS, WHY_METHODS);

/* ---- the maps ---- */

/* The strongest of what is known, and where it lies on the photo. */
static void find_strongest(WhyMap *m, Shape photo) {
    m->strongest = m->values[m->extremes.at];
    m->x = (2 * (m->extremes.at % m->w) + 1) * photo.w / (2 * m->w);
    m->y = (2 * (m->extremes.at / m->w) + 1) * photo.h / (2 * m->h);
}

/* The coarse grid, and once that is whole the fine one; where that is not there yet, the coarse one's values. */
static WhyMap occlusion_map(const App *app, const Occlusion *o, int passes, Arena *arena) {
    bool fine = passes >= OCCLUSION_FIRST;
    int side = fine ? OCCLUSION_FINE : OCCLUSION_COARSE, n = side * side;
    WhyMap m = {.w = side, .h = side, .known = fine ? n : passes,
                .version = o->number << 32 | (uint64_t)passes};
    float *values = passes ? ARENA_NEW(arena, (size_t)n, float) : NULL;
    if (!values) return m;
    int class_index = why_class(app), other = why_other(app);
    for (int i = 0; i < m.known; i++) {
        int pass = fine ? OCCLUSION_FIRST + i : i;
        if (pass >= passes) pass = i / side / 2 * OCCLUSION_COARSE + i % side / 2;
        values[i] = occlusion_drop(o, pass, class_index, other);
    }
    m.there = passes == OCCLUSION_PASSES;
    m.values = values;
    m.extremes = explain_extremes(values, m.known);
    find_strongest(&m, app->own.input);
    m.shares = other < 0 && net_has_shares(&app->own);
    m.hardly = m.there && m.shares && m.extremes.largest < WHY_HARDLY;
    if (m.shares) m.extremes.bright = fmaxf(m.extremes.bright, WHY_HARDLY);
    return m;
}
static_assert(OCCLUSION_FINE == 2 * OCCLUSION_COARSE, "a coarse cell is four fine ones");

static WhyMap reason_map(const App *app, const Reasons *r, int reason) {
    Shape s = reason == REASON_CAM ? r->cam : r->input;
    bool none = reason == REASON_CAM && r->question.row < 0;
    WhyMap m = {.w = s.w, .h = s.h, .known = s.w * s.h, .there = !none && atomic_load(&r->there) > reason,
                .version = r->number << 32 | (uint64_t)reason};
    if (!m.there) return m;
    m.values = r->map[reason];
    m.extremes = r->extremes[reason];
    find_strongest(&m, app->own.input);
    return m;
}

WhyFacts why_facts(const App *app, Arena *arena) {
    const Occlusion *o = why_occlusion(app);
    const Reasons *r = why_reasons(app);
    WhyFacts f = {.other = -1, .layer = why_layer(app), .answers = why_answers(app)};
    int last = app->own.layers - 1;
    for (int i = 0; i < WHY_METHODS; i++) f.map[i].word = WORDS[i];
    if (!f.answers) return f;
    const float *p = run_values(app->run, last), *score = run_values(app->run, net_score_row(&app->own));
    f.class_index = why_class(app);
    f.p = p[f.class_index];
    f.score = score[f.class_index];
    f.other = why_other(app);
    if (f.other >= 0) f.other_p = p[f.other], f.other_score = score[f.other];
    f.passes = o ? atomic_load(&o->passes) : 0;
    if (o) f.map[WHY_OCCLUSION] = occlusion_map(app, o, f.passes, arena);
    for (int i = 0; r && i < REASONS; i++) f.map[WHY_GRADCAM + i] = reason_map(app, r, i);
    for (int i = 0; i < WHY_METHODS; i++) f.map[i].word = WORDS[i];
    return f;
}
static_assert(WHY_GRADCAM + REASON_TIMES == (int)WHY_TIMES && WHY_GRADCAM + REASON_GUIDED == (int)WHY_GUIDED,
              "in the same order");

const char *why_value(const Ui *ui, const WhyMap *m, float value, bool sign, const Within *room) {
    if (m->shares) return format_change(ui, (double)value, sign);
    const char *text = room ? format_value_within(ui, (double)value, room->w, room->style)
                            : format_value(ui, (double)value);
    return ui_format(ui, "%s%s", sign && value > 0 ? "+" : "", text);
}

const char *why_say_hardly(const Ui *ui) {
    return SAY(ui, "why.hardly", ui_format(ui, "%.0f", 100 * (double)WHY_HARDLY));
}

/* ---- `read` ---- */

const char *why_say_asked(const Ui *ui, const WhyFacts *f) {
    const App *app = ui->app;
    const char *text = add_line(ui, "", say_answer(ui, &app->own, f->class_index, f->p));
    const char *untrained = say_untrained(ui, app->weights);
    if (*untrained) text = add_line(ui, text, untrained);
    if (f->other < 0) return text;
    return add_line(ui, text, SAY(ui, "why.words_against", say_answer(ui, &app->own, f->other, f->other_p),
                                  format_value(ui, (double)f->score - (double)f->other_score)));
}

const char *why_words(const Ui *ui) {
    const App *app = ui->app;
    WhyFacts f = why_facts(app, ui->arena);
    if (!net_classes(&app->own)) return add_line(ui, "", SAY(ui, "why.no_answers", net_info(app->own.id)->title));
    if (!f.answers) return "";
    if (*say_overflown(ui)) return add_line(ui, "", say_overflown(ui));
    const char *text = why_say_asked(ui, &f);
    for (int i = 0; i < WHY_METHODS && app->why.topic == WHY_MAPS; i++) {
        const WhyMap *m = &f.map[i];
        const char *name = SAY(ui, ui_format(ui, "why.%s", m->word), app_row_name(app, f.layer));
        if (m->hardly) text = add_line(ui, text, SAY(ui, "join.named", name, why_say_hardly(ui)));
        else if (m->there)
            text = add_line(ui, text, SAY(ui, "why.words", name, why_value(ui, m, m->strongest, false, NULL),
                                          ui_format(ui, "%d", m->x), ui_format(ui, "%d", m->y)));
    }
    return text;
}

static json_t *class_json(const App *app, int class_index, float p, float score) {
    return json_pack("{s:i,s:s,s:f,s:f}", "class", class_index, "label", class_label(app, &app->own, class_index),
                     net_has_shares(&app->own) ? "probability" : "value", (double)p, "score", (double)score);
}

void why_json(json_t *o, const App *app, Arena *arena) {
    WhyFacts f = why_facts(app, arena);
    put(o, "answers", json_boolean(net_classes(&app->own) > 0));
    if (!f.answers) return;
    put(o, "why", class_json(app, f.class_index, f.p, f.score));
    put(o, "against", f.other >= 0 ? class_json(app, f.other, f.other_p, f.other_score) : json_null());
    put(o, "layer", f.layer >= 0 ? json_string(app_row_name(app, f.layer)) : json_null());
    for (int i = 0; i < WHY_METHODS; i++) {
        const WhyMap *m = &f.map[i];
        put(o, m->word, m->there ? json_pack("{s:i,s:i,s:i,s:i,s:f}", "w", m->w, "h", m->h, "x", m->x, "y", m->y,
                                             "strongest", (double)m->strongest)
                                 : json_null());
    }
}

Error why_save(const App *app, Arena *arena, const char *dir) {
    WhyFacts f = why_facts(app, arena);
    for (int i = 0; i < WHY_METHODS; i++) {
        const WhyMap *m = &f.map[i];
        if (!m->there) continue;
        TRY(save_array(dir, ui_format(&(Ui){.arena = arena}, "%s.npy", m->word), m->values,
                       (const int64_t[]){m->h, m->w}, 2));
    }
    return NO_ERROR;
}
