#include <math.h>
#include <string.h>

#include "io/onnx/inside.h"

/* gelu(x) = x * (1 + erf(x / sqrt 2)) / 2 and silu(x) = x * sigmoid(x) are written down in nodes for each sign of them,
 * in any order. The numbers may be rounded to half. */

static bool near(double value, double wanted) { return fabs(value - wanted) < 1e-3 * wanted; }

/* What a value is of what flows; false where it is nothing of it. */
static bool as_part(const GraphValue *v, PartForm *form, double *factor) {
    if (!v || (v->kind != IS_FLOW && v->kind != IS_PART)) return false;
    *form = v->kind == IS_PART ? v->form : PART_X;
    *factor = v->kind == IS_PART ? v->factor : 1;
    return true;
}

/* What the node makes is such a part; or an activation, if that is what the formula has become. */
static Error put_part(Chain *c, PartForm form, double factor) {
    GraphValue *out = onnx_output(c->o, c->node);
    if (!out) return onnx_branch(c);
    if (form == PART_X_ERF_AND_ONE && near(factor, 0.5)) {
        TRY(onnx_add_layer(c, (DraftLayer){.kind = KIND_GELU}, NULL));
        return onnx_flow_on(c);
    }
    out->kind = IS_PART;
    out->flow = c->flow;
    out->form = form;
    out->factor = factor;
    return NO_ERROR;
}

static Error erf_(Chain *c) {
    PartForm form;
    double factor;
    bool fits = as_part(onnx_input(c->o, c->node, 0), &form, &factor) && form == PART_X && near(factor, sqrt(0.5));
    return fits ? put_part(c, PART_ERF, 1) : onnx_not_understood(c, c->node);
}

/* By itself a layer; a part where what goes in goes elsewhere, too. */
static Error sigmoid(Chain *c) {
    const GraphValue *in = onnx_input(c->o, c->node, 0);
    if (!in || in->kind != IS_FLOW) return onnx_not_understood(c, c->node);
    if (in->uses > 1) return put_part(c, PART_SIGMOID, 1);
    TRY(onnx_add_layer(c, (DraftLayer){.kind = KIND_SIGMOID}, NULL));
    return onnx_flow_on(c);
}

/* Two parts, one of them x itself. */
static Error multiply_parts(Chain *c, const GraphValue *a, const GraphValue *b) {
    PartForm f, g;
    double i, k;
    if (!as_part(a, &f, &i) || !as_part(b, &g, &k) || (f != PART_X && g != PART_X))
        return onnx_not_understood(c, c->node);
    PartForm other = f == PART_X ? g : f;
    if (other == PART_ERF_AND_ONE) return put_part(c, PART_X_ERF_AND_ONE, i * k);
    if (other != PART_SIGMOID || !near(i * k, 1)) return onnx_branch(c);
    TRY(onnx_add_layer(c, (DraftLayer){.kind = KIND_SILU}, NULL));
    return onnx_flow_on(c);
}

/* ---- the photo, before its first layer ---- */

/* op: Add, Sub, Mul or Div, by its first letter. */
static void change(double *scale, double *shift, char op, bool first, double by) {
    switch (op) {
    case 'A': *shift += by; break;
    case 'S':
        *scale *= first ? -1 : 1;
        *shift = first ? by - *shift : *shift - by;
        break;
    case 'M': *scale *= by, *shift *= by; break;
    default: *scale /= by, *shift /= by;
    }
}

/* first: the constant is the first of the two. */
static Error prepare(Chain *c, const Constant *by, bool first) {
    Constant vector;
    float number[CHANNELS_MOST];
    char op = *c->node->op_type;
    if (!onnx_channels(c, by, &vector) || (op == 'D' && first) || !onnx_read(c->o, &vector, c->shape.c, number))
        return onnx_not_understood(c, c->node);
    for (int i = 0; i < c->shape.c; i++) {
        change(&c->scale[i], &c->shift[i], op, first, (double)number[i]);
        if (!isfinite(c->scale[i]) || !isfinite(c->shift[i]) || c->scale[i] == 0)
            return onnx_not_understood(c, c->node);
    }
    c->prepared = true;
    return onnx_flow_on(c);
}

/* ---- arithmetic ---- */

/* The biases of the layer that has just been. */
static Error add_bias(Chain *c, const Constant *by) {
    Constant vector;
    if (!onnx_channels(c, by, &vector)) return onnx_not_understood(c, c->node);
    c->draft->layer[c->draft->layers - 1].unbiased = false;
    c->unbiased = -1;
    onnx_want(c, "bias", &vector, 1);
    return onnx_flow_on(c);
}

static Error arithmetic(Chain *c) {
    GraphValue *a = onnx_input(c->o, c->node, 0), *b = onnx_input(c->o, c->node, 1);
    PartForm form;
    double factor, by;
    char op = *c->node->op_type;
    bool first = a && a->kind == IS_CONSTANT; /* a number before what flows */
    GraphValue *x = first ? b : a, *constant = first ? a : b;
    if (!as_part(x, &form, &factor) || !constant) return onnx_not_understood(c, c->node);
    bool parts = x->kind == IS_PART || constant->kind == IS_PART;
    if (constant->kind == IS_FLOW || constant->kind == IS_PART)
        return op == 'M' && parts ? multiply_parts(c, a, b) : onnx_branch(c);
    if (constant->kind != IS_CONSTANT || !onnx_is_float(&constant->constant)) return onnx_not_understood(c, c->node);
    if (x->kind == IS_FLOW && !c->draft->layers && !c->flat) return prepare(c, &constant->constant, first);
    if (x->kind == IS_FLOW && op == 'A' && c->unbiased == c->flow) return add_bias(c, &constant->constant);
    if (!onnx_scalar(c->o, constant, &by) || by == 0 || !isfinite(by)) return onnx_not_understood(c, c->node);
    if (op == 'M') return put_part(c, form, factor * by);
    if (op == 'D' && !first) return put_part(c, form, factor / by);
    if (op == 'A' && form == PART_ERF && near(by, 1) && near(factor, 1)) return put_part(c, PART_ERF_AND_ONE, 1);
    return onnx_not_understood(c, c->node);
}

OnnxOperation *onnx_formula_operation(const char *op) {
    static const struct {
        const char *op;
        OnnxOperation *operation;
    } FORMULAS[] = {{"Add", arithmetic}, {"Sub", arithmetic}, {"Mul", arithmetic},
                    {"Div", arithmetic}, {"Erf", erf_},       {"Sigmoid", sigmoid}};
    for (size_t i = 0; i < sizeof FORMULAS / sizeof *FORMULAS; i++)
        if (strcmp(FORMULAS[i].op, op) == 0) return FORMULAS[i].operation;
    return NULL;
}
