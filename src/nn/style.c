#include "nn/style.h"

#include <string.h>

#include "base/memory.h"
#include "nn/gram.h"
#include "nn/losses.h"

static float *numbers(int64_t n) { return memory_alloc((size_t)n * sizeof(float)); }

Error style_aim(StyleTerm *term, const Run *run, Engine *engine) {
    Shape s = net_shape(run_net(run), term->row);
    const float *values = run_values(run, term->row);
    bool texture = term->kind == STYLE_TEXTURE;
    int64_t n = texture ? (int64_t)s.c * s.c : shape_count(s);
    if (!term->target) term->target = numbers(n);
    if (texture && !term->gram) term->gram = numbers(n);
    if (!term->target || (texture && !term->gram)) return error("memory", "%s", run_net(run)->layer[term->row].name);
    if (texture) return gram_matrix(engine, values, s, term->target);
    memcpy(term->target, values, (size_t)n * sizeof *values);
    return NO_ERROR;
}

void style_free(StyleTerms *terms) {
    for (int i = 0; i < terms->n; i++) {
        memory_free(terms->at[i].target);
        memory_free(terms->at[i].gram);
    }
    *terms = (StyleTerms){0};
}

Error style_run(const StyleTerms *terms, Run *run, bool *finished) {
    *finished = true;
    for (int i = 0; i < terms->n && *finished; i++) TRY(run_to(run, terms->at[i].row, finished));
    return NO_ERROR;
}

/* The loss of a term, and its gradient by the row's values, which were 0. */
static Error look_at(StyleTerm *term, const Run *run, Engine *engine, float *gradient) {
    Shape s = net_shape(run_net(run), term->row);
    const float *values = run_values(run, term->row);
    if (term->kind == STYLE_TEXTURE)
        return gram_loss(engine, values, s, term->target, term->weight, term->gram, gradient, &term->loss);
    term->loss = content_loss(values, term->target, shape_count(s), term->weight, gradient);
    return NO_ERROR;
}

Error style_look(StyleTerms *terms, const Run *run, Engine *engine, Watch watch, float *gradient, bool *finished) {
    RowGradient from[STYLE_TERMS];
    float *room[STYLE_TERMS] = {0};
    Error e = NO_ERROR;
    int n = 0;
    for (int i = 0; i < terms->n && !failed(&e); i++) {
        StyleTerm *term = &terms->at[i];
        Shape s = net_shape(run_net(run), term->row);
        room[i] = backprop_gradient(s);
        e = room[i] ? look_at(term, run, engine, room[i]) : error("memory", "%s", "style");
        if (term->weight > 0) from[n++] = (RowGradient){term->row, room[i]};
    }
    *finished = true;
    if (!failed(&e) && n == 0) memset(gradient, 0, (size_t)shape_count(run_net(run)->input) * sizeof *gradient);
    if (!failed(&e) && n > 0) e = backward_sums(run, engine, from, n, -1, watch, gradient, finished);
    for (int i = 0; i < terms->n; i++) memory_free(room[i]);
    return e;
}
