/* A moment of how a value comes about: its numbers, and what is said of them. */
#include <math.h>
#include <string.h>

#include "view/layer.h"
#include "view/screens/neuron_inside.h"

static bool is_largest(const Trace *t) {
    return !t->weights && !t->divisor && t->kind != KIND_LRN && t->kind != KIND_SOFTMAX;
}

/* How many of what follows the sum have their result. */
static int count_reached(const MotionShow *s) {
    const MotionStep *step = &s->at.step;
    if (step->phase >= MOTION_LAND) return s->plan.n_after;
    for (int i = 0; i < s->plan.n_after; i++)
        if (s->plan.after[i] == step->phase) return i + (s->at.part >= 0.5);
    return 0;
}

bool motion_show(const App *app, Arena *arena, MotionShow *out) {
    *out = (MotionShow){0};
    MotionShow *s = out;
    if (!motion_shown(app, &s->plan) || !motion_ready(app, &s->plan)) return false;
    s->at = motion_moment(&s->plan, app->motion.ms);
    int place = s->at.step.phase == MOTION_FILL ? 0 : s->at.step.place; /* what nobody can follow does not flicker */
    motion_place(&s->plan, place, &s->map, &s->x, &s->y);
    Error e = motion_trace(app, &s->plan, place, arena, &s->t);
    s->order = failed(&e) ? NULL : motion_order(&s->plan, &s->t, arena);
    if (!s->order) return false;
    int window = s->t.kernel * s->t.kernel, shown = s->at.step.from / window;
    s->channel = s->order[s->at.step.phase >= MOTION_WHOLE ? 0 : shown < s->plan.singly ? shown
                                                                                        : s->plan.singly - 1];
    s->sum = motion_sum(&s->t, s->order, s->at.terms);
    s->reached = count_reached(s);
    s->result = motion_result(s, s->reached);
    return true;
}

double motion_result(const MotionShow *s, int link) {
    const Trace *t = &s->t;
    if (!link) return s->sum;
    switch (s->plan.after[link - 1]) {
    case MOTION_MEAN: return t->sum;
    case MOTION_BIAS:
    case MOTION_DIVISOR: return t->pre;
    case MOTION_NORM: return t->norm;
    default: return t->post;
    }
}

bool motion_counts(const MotionShow *s) {
    int from = s->at.step.from;
    return !is_largest(&s->t) || motion_sum(&s->t, s->order, s->at.step.to) > motion_sum(&s->t, s->order, from);
}

double motion_flying(const MotionShow *s) {
    const MotionStep *step = &s->at.step;
    if (step->phase == MOTION_LAND) return (double)s->t.stored;
    if (is_largest(&s->t)) return motion_sum(&s->t, s->order, step->to);
    double v = 0;
    for (int i = step->from; i < step->to; i++) v += s->t.products[motion_term(&s->t, s->order, i)];
    return v;
}

/* ---- in words ---- */

const char *motion_number(const Ui *ui, const MotionShow *s, double v) {
    if (s->plan.kind == KIND_SOFTMAX && fabs(v) >= 1000) return ui_format(ui, "%.4g", v);
    return format_value(ui, v);
}

static const char *class_or_number(const Ui *ui, const MotionShow *s, int channel) {
    return s->plan.kind == KIND_SOFTMAX ? say_class(ui, &ui->app->own, channel) : channel_name(ui, &s->t, channel);
}

static const char *of_kind(const MotionShow *s, const char *sum, const char *largest, const char *mean,
                           const char *squares, const char *softmax) {
    if (s->plan.kind == KIND_LRN) return squares;
    if (s->plan.kind == KIND_SOFTMAX) return softmax;
    return s->t.divisor ? mean : is_largest(&s->t) ? largest
                                                   : sum;
}

const char *motion_link(const Ui *ui, const MotionShow *s, int link) {
    const char *largest = s->at.terms == s->plan.terms ? "motion.largest" : "motion.largest_so_far";
    if (!link)
        return SAY(ui, of_kind(s, "motion.sum", largest, "motion.sum", "motion.squares", "motion.exp_sum"));
    switch (s->plan.after[link - 1]) {
    case MOTION_MEAN: return SAY(ui, "motion.over", format_count(ui, s->t.divisor));
    case MOTION_BIAS: return SAY(ui, "motion.bias");
    case MOTION_NORM: return SAY(ui, "motion.norm");
    case MOTION_DIVISOR: return SAY(ui, "motion.divisor");
    case MOTION_RATIO: return SAY(ui, s->plan.kind == KIND_LRN ? "motion.ratio" : "motion.probability");
    default: return activation_name(ui, &ui->app->own, s->plan.row);
    }
}

static const char *say_term(const Ui *ui, const MotionShow *s) {
    int at = motion_term(&s->t, s->order, s->at.step.to - 1), window = s->t.kernel * s->t.kernel;
    const char *name = class_or_number(ui, s, at / window);
    bool padding = s->t.kernel > 1 && !trace_inside(&s->t, at);
    const char *product = s->plan.kind == KIND_FC ? "motion.term_input" : "motion.term";
    const char *key = of_kind(s, product, "motion.term_largest", "motion.term_mean", "motion.term_square",
                              "motion.term_exp");
    const char *none = ui->app->weights->net.layer[s->plan.row].adaptive ? "motion.term_beyond" : "motion.term_padding";
    return SAY(ui, padding ? none : key, format_count(ui, s->at.step.to),
               format_count(ui, s->plan.terms), name);
}

const char *motion_caption(const Ui *ui, const MotionShow *s) {
    const App *app = ui->app;
    const char *layer = app_row_name(app, s->plan.row), *map = format_count(ui, s->map);
    const char *x = ui_format(ui, "%d", s->x), *y = ui_format(ui, "%d", s->y);
    bool vector = s->plan.out.h == 1 && s->plan.out.w == 1;
    const char *channel = channel_name(ui, &s->t, s->channel);
    switch (s->at.step.phase) {
    case MOTION_LOOK:
        if (vector) return SAY(ui, "motion.look_number", layer, map, format_count(ui, s->plan.places - 1));
        return SAY(ui, s->plan.kernel > 1 ? "motion.look" : "motion.look_place", layer, map, x, y);
    case MOTION_TERM: return say_term(ui, s);
    case MOTION_CHANNEL:
        if (!s->t.weights) return SAY(ui, "motion.window", format_count(ui, trace_seen(&s->t)));
        return SAY(ui, s->plan.kernel > 1 ? "motion.channel" : "motion.input", channel);
    case MOTION_REST:
        return SAY(ui,
                   s->plan.kind == KIND_SOFTMAX ? "motion.rest_exp"
                   : s->plan.kernel > 1         ? "motion.rest"
                                                : "motion.rest_products",
                   format_count(ui, s->plan.channels - s->plan.singly));
    case MOTION_MEAN: return SAY(ui, "motion.divide", format_count(ui, s->t.divisor));
    case MOTION_BIAS: return SAY(ui, "motion.add_bias");
    case MOTION_NORM: return SAY(ui, "motion.add_norm");
    case MOTION_ACTIVATE:
        return SAY(ui, app->own.layer[s->plan.shown].kind == KIND_RELU ? "motion.relu" : "motion.activate",
                   activation_name(ui, &app->own, s->plan.row));
    case MOTION_DIVISOR: return SAY(ui, "motion.make_divisor");
    case MOTION_RATIO: return SAY(ui, s->plan.kind == KIND_LRN ? "motion.divide_value" : "motion.share");
    case MOTION_LAND:
        return SAY(ui, vector ? "motion.land_number" : is_largest(&s->t) ? "motion.land_largest" : "motion.land", layer,
                   map, x, y);
    case MOTION_WHOLE: return SAY(ui, vector ? "motion.whole_number" : "motion.whole", layer, map, x, y);
    case MOTION_FILL: return SAY(ui, vector ? "motion.fill_numbers" : "motion.fill", format_count(ui, s->plan.places));
    default: return SAY(ui, vector ? "motion.end_numbers" : "motion.end", format_count(ui, s->plan.places));
    }
}

static const char *term_formula(const Ui *ui, const MotionShow *s) {
    int at = motion_term(&s->t, s->order, s->at.step.to - 1);
    const char *in = format_value(ui, (double)s->t.inputs[at]), *made = motion_number(ui, s, s->t.products[at]);
    if (s->t.weights) return ui_format(ui, "%s × %s = %s", in, format_value(ui, (double)s->t.weights[at]), made);
    if (s->plan.kind == KIND_LRN) return ui_format(ui, "%s × %s = %s", in, in, made);
    return s->plan.kind == KIND_SOFTMAX ? SAY(ui, "motion.exp_of", in, made) : in;
}

const char *motion_formula(const Ui *ui, const MotionShow *s) {
    const Trace *t = &s->t;
    const char *sum = motion_number(ui, s, t->divisor ? t->by_channel[0] : t->sum), *pre = motion_number(ui, s, t->pre);
    const char *value = motion_number(ui, s, t->post);
    switch (s->at.step.phase) {
    case MOTION_LOOK: return "";
    case MOTION_TERM: return term_formula(ui, s);
    case MOTION_CHANNEL:
    case MOTION_REST: return motion_number(ui, s, motion_flying(s));
    case MOTION_MEAN:
        return ui_format(ui, "%s / %s = %s", sum, format_count(ui, t->divisor), format_value(ui, t->sum));
    case MOTION_BIAS:
        return ui_format(ui, "%s %s %s = %s", sum, t->bias < 0 ? "−" : "+", format_value(ui, fabs(t->bias)), pre);
    case MOTION_NORM: return ui_format(ui, "%s → %s", pre, format_value(ui, t->norm));
    case MOTION_ACTIVATE:
        return ui_format(ui, "%s → %s", format_value(ui, t->normed ? t->norm : t->pre), value);
    case MOTION_DIVISOR: {
        const Layer *l = &ui->app->weights->net.layer[s->plan.row];
        return SAY(ui, "neuron.lrn_divisor", sum, ui_format(ui, "%.6g", l->k), ui_format(ui, "%.6g", l->alpha),
                   ui_format(ui, "%.6g", l->beta));
    }
    case MOTION_RATIO:
        return ui_format(ui, "%s / %s = %s",
                         motion_number(ui, s, t->post * t->pre), pre, value);
    default: return format_value(ui, (double)t->stored);
    }
}

/* ---- read ---- */

void motion_json(json_t *o, const App *app, Arena *arena) {
    static const char *const PHASES[] = {EACH_PHASE(WORD_NAME)};
    MotionShow s;
    if (!motion_show(app, arena, &s)) return;
    json_t *facts = json_pack("{s:f,s:f,s:b,s:s,s:[i,i,i],s:i,s:i,s:i}", "seconds", app->motion.ms / 1000.0, "of",
                              s.plan.ms / 1000.0, "playing", (int)app->motion.playing, "phase", PHASES[s.at.step.phase],
                              "place", s.map, s.x, s.y, "terms", s.at.terms, "landed", s.at.landed, "places",
                              s.plan.places);
    put(facts, "sum", s.at.terms ? json_real(s.sum) : json_null());
    put(facts, "result", s.at.terms ? json_real(s.result) : json_null());
    put(o, "motion", facts);
}

const char *motion_words(const Ui *ui, const char *text) {
    MotionShow s;
    const App *app = ui->app;
    if (!motion_show(app, ui->arena, &s)) return text;
    const char *key = app->motion.playing ? "words.motion_plays" : "words.motion";
    const char *at = ui_format(ui, "%.1f", app->motion.ms / 1000.0), *of = ui_format(ui, "%.1f", s.plan.ms / 1000.0);
    const char *formula = motion_formula(ui, &s), *caption = motion_caption(ui, &s);
    if (*formula) caption = SAY(ui, "join.named", caption, formula);
    text = add_line(ui, text, SAY(ui, key, at, of, caption));
    if (!s.at.terms) return text;
    return add_line(ui, text,
                    SAY(ui, "words.motion_there", motion_link(ui, &s, s.reached), motion_number(ui, &s, s.result),
                        format_count(ui, s.at.landed), format_count(ui, s.plan.places)));
}
