#include <math.h>

#include "view/screens/why_terms.h"

/* ---- a sum ---- */

static void keep_largest(WhySum *s, WhyTerm t) {
    if (s->n == WHY_PLACES && !(fabs(t.product) > fabs(s->term[WHY_PLACES - 1].product))) return;
    int at = s->n < WHY_PLACES ? s->n++ : WHY_PLACES - 1;
    for (; at > 0 && fabs(t.product) > fabs(s->term[at - 1].product); at--) s->term[at] = s->term[at - 1];
    s->term[at] = t;
}

/* What the traces say, of one less the other where there is one. */
static void fill(WhySum *s, const Trace *t, const Trace *less) {
    int window = t->kernel * t->kernel;
    double all = 0;
    for (int i = 0; i < t->terms; i++) {
        double weight = (double)t->weights[i] - (less ? (double)less->weights[i] : 0);
        double product = t->products[i] - (less ? less->products[i] : 0);
        int place = i % window;
        all += product;
        if (product != 0)
            keep_largest(s, (WhyTerm){i / window, place % t->kernel, place / t->kernel, weight,
                                      (double)t->inputs[i], product});
    }
    s->bias = t->bias - (less ? less->bias : 0);
    s->sum = t->pre - (less ? less->pre : 0);
    s->made = t->stored - (less ? less->stored : 0);
    s->others = t->terms - s->n;
    s->rest = all;
    for (int i = 0; i < s->n; i++) s->rest -= s->term[i].product;
}

static bool sum_of(const App *app, int level, int unit, int other, Arena *arena, WhySum *s) {
    const Net *net = &app->own;
    int row = why_sum_row(app, level), made = net_after_relu(net, row);
    Trace t, less;
    *s = (WhySum){.row = row, .unit = unit, .places = net->layer[row].in.h * net->layer[row].in.w > 1};
    Error e = trace_unit(app->run, made, unit, 0, 0, arena, &t);
    if (!failed(&e) && other >= 0) e = trace_unit(app->run, made, other, 0, 0, arena, &less);
    if (failed(&e)) return false;
    fill(s, &t, other >= 0 ? &less : NULL);
    int chosen = app->why.term[level];
    s->chosen = chosen < s->n ? chosen : s->n - 1;
    return true;
}

WhyTerms why_terms(const App *app, Arena *arena) {
    WhyTerms f = {0};
    int levels = why_answers(app) ? why_levels(app) : 0;
    for (int unit = levels ? why_class(app) : 0; f.n < levels && unit >= 0;) {
        WhySum *s = &f.sum[f.n];
        if (!sum_of(app, f.n, unit, f.n ? -1 : why_other(app), arena, s)) return (WhyTerms){0};
        f.n++;
        unit = s->n ? s->term[s->chosen].unit : -1;
    }
    const WhySum *last = &f.sum[f.n ? f.n - 1 : 0];
    if (f.n && last->n) {
        const WhyTerm *t = &last->term[last->chosen];
        f.field = net_box(&app->own, last->row - 1, t->x, t->y);
    }
    return f;
}

/* ---- `read` ---- */

static const char *term_name(const Ui *ui, const WhySum *s, const WhyTerm *t) {
    const char *unit = ui_format(ui, "%d", t->unit), *row = app_row_name(ui->app, net_lead(&ui->app->own, s->row - 1));
    if (!s->places) return SAY(ui, "why.term_unit", row, unit);
    return SAY(ui, "why.term_place", row, unit, ui_format(ui, "%d", t->x), ui_format(ui, "%d", t->y));
}

const char *why_terms_words(const Ui *ui, const char *text) {
    WhyTerms f = why_terms(ui->app, ui->arena);
    for (int i = 0; i < f.n; i++) {
        const WhySum *s = &f.sum[i];
        if (!s->n) continue;
        const WhyTerm *t = &s->term[s->chosen];
        text = add_line(ui, text,
                        SAY(ui, "why.words_term", app_row_name(ui->app, s->row), ui_format(ui, "%d", s->unit),
                            format_value(ui, s->sum), term_name(ui, s, t), format_value(ui, t->weight),
                            format_value(ui, t->value), format_value(ui, t->product)));
    }
    return text;
}

static json_t *sum_json(const App *app, const WhySum *s) {
    json_t *terms = json_array();
    for (int i = 0; i < s->n; i++) {
        const WhyTerm *t = &s->term[i];
        json_t *term = json_pack("{s:i,s:f,s:f,s:f}", "unit", t->unit, "weight", t->weight, "value", t->value,
                                 "product", t->product);
        if (s->places) put(term, "x", json_integer(t->x)), put(term, "y", json_integer(t->y));
        json_array_append_new(terms, term);
    }
    return json_pack("{s:s,s:i,s:f,s:f,s:i,s:f,s:i,s:o}", "layer", app_row_name(app, s->row), "unit", s->unit, "bias",
                     s->bias, "sum", s->sum, "others", s->others, "rest", s->rest, "chosen", s->chosen + 1, "terms",
                     terms);
}

void why_terms_json(json_t *o, const App *app, Arena *arena) {
    WhyTerms f = why_terms(app, arena);
    json_t *sums = json_array();
    for (int i = 0; i < f.n; i++) json_array_append_new(sums, sum_json(app, &f.sum[i]));
    put(o, "sums", sums);
    if (f.n && f.sum[f.n - 1].n)
        put(o, "field", json_pack("[i,i,i,i]", f.field.x0, f.field.y0, f.field.x1, f.field.y1));
}
