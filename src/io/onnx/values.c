#include <stdlib.h>
#include <string.h>

#include "io/onnx/inside.h"
#include "io/onnx/outline.h"

enum { NODES_MOST = 2048 }; /* many times what a chain of NET_LAYERS has */

/* ---- names ---- */

static int by_name(const void *a, const void *b) {
    const GraphValue *i = a, *j = b;
    return strcmp(i->name, j->name);
}

GraphValue *onnx_value(const Onnx *o, const char *name) {
    const GraphValue wanted = {.name = name};
    return bsearch(&wanted, o->value, o->values, sizeof *o->value, by_name);
}

GraphValue *onnx_input(const Onnx *o, const Node *node, size_t i) {
    return i < node->n_input && *node->input[i] ? onnx_value(o, node->input[i]) : NULL;
}

GraphValue *onnx_output(const Onnx *o, const Node *node) {
    return node->n_output ? onnx_value(o, node->output[0]) : NULL;
}

static void add_name(Onnx *o, const char *name) {
    if (name && *name) o->value[o->values++].name = name;
}

Error onnx_values_list(Onnx *o) {
    const Onnx__GraphProto *g = o->graph;
    size_t most = g->n_initializer + g->n_input + 1, n = 0;
    if (g->n_node > NODES_MOST) return error("net.layers", "%d", NET_LAYERS - 1);
    for (size_t i = 0; i < g->n_node; i++) {
        if (!g->node[i]->op_type) return error("onnx.broken", "%s\t%s", o->d->path, "a layer has no kind");
        most += g->node[i]->n_input + g->node[i]->n_output;
    }
    o->value = ARENA_NEW(&o->d->values, most, GraphValue);
    if (!o->value) return error("memory", "%s", o->d->path);
    for (size_t i = 0; i < g->n_initializer; i++) add_name(o, g->initializer[i]->name);
    for (size_t i = 0; i < g->n_input; i++) add_name(o, g->input[i]->name);
    for (size_t i = 0; i < g->n_node; i++) {
        for (size_t k = 0; k < g->node[i]->n_input; k++) add_name(o, g->node[i]->input[k]);
        for (size_t k = 0; k < g->node[i]->n_output; k++) add_name(o, g->node[i]->output[k]);
    }
    qsort(o->value, o->values, sizeof *o->value, by_name);
    for (size_t i = 0; i < o->values; i++)
        if (!n || by_name(&o->value[n - 1], &o->value[i]) != 0) o->value[n++] = o->value[i];
    o->values = n;
    for (size_t i = 0; i < g->n_node; i++) {
        for (size_t k = 0; k < g->node[i]->n_output; k++) {
            GraphValue *v = *g->node[i]->output[k] ? onnx_value(o, g->node[i]->output[k]) : NULL;
            if (v && v->maker) return error("onnx.broken", "%s\t%s", o->d->path, "two of its layers make the same");
            if (v) v->maker = g->node[i];
        }
        for (size_t k = 0; k < g->node[i]->n_input; k++) {
            GraphValue *v = onnx_input(o, g->node[i], k);
            if (v) v->uses++;
        }
    }
    return NO_ERROR;
}

/* Row by row; false where it has more dimensions than any weights, or none of a size that makes sense. */
static bool lay_out(const Numbers *t, const char *name, Constant *out) {
    *out = (Constant){.of = t, .name = name};
    if (t->n_dims > 4) return false;
    out->rank = (int)t->n_dims;
    int64_t step = 1;
    for (int i = out->rank - 1; i >= 0; i--) {
        if (t->dims[i] < 1 || t->dims[i] > INT32_MAX || step > INT64_MAX / 64 / t->dims[i]) return false;
        out->dim[i] = t->dims[i];
        out->stride[i] = step;
        step *= t->dims[i];
    }
    return true;
}

void onnx_values_reset(Onnx *o) {
    arena_reset(&o->pass);
    for (GraphValue *v = o->value; v < o->value + o->values; v++) {
        v->kind = IS_UNKNOWN;
        if (!v->maker || strcmp(v->maker->op_type, "Constant") != 0) continue;
        const Attribute *a = onnx_attribute(v->maker, "value");
        if (a && a->t && lay_out(a->t, v->name, &v->constant)) v->kind = IS_CONSTANT;
    }
    for (size_t i = 0; i < o->graph->n_initializer; i++) {
        const Numbers *t = o->graph->initializer[i];
        GraphValue *v = t->name && *t->name ? onnx_value(o, t->name) : NULL;
        if (v && lay_out(t, v->name, &v->constant)) v->kind = IS_CONSTANT;
    }
}

/* ---- attributes ---- */

const Attribute *onnx_attribute(const Node *node, const char *name) {
    for (size_t i = 0; i < node->n_attribute; i++)
        if (node->attribute[i]->name && strcmp(node->attribute[i]->name, name) == 0) return node->attribute[i];
    return NULL;
}

int64_t onnx_int(const Node *node, const char *name, int64_t without) {
    const Attribute *a = onnx_attribute(node, name);
    return a && a->has_i ? a->i : without;
}

float onnx_float(const Node *node, const char *name, float without) {
    const Attribute *a = onnx_attribute(node, name);
    return a && a->has_f ? a->f : without;
}

bool onnx_says(const Node *node, const char *name, const char *text, bool without) {
    const Attribute *a = onnx_attribute(node, name);
    size_t n = strlen(text);
    return a && a->has_s ? a->s.len == n && memcmp(a->s.data, text, n) == 0 : without;
}

/* ---- constants ---- */

bool onnx_is_float(const Constant *c) {
    static const int FLOATS[] = {ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16,
                                 ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16, ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE};
    for (size_t i = 0; i < sizeof FLOATS / sizeof *FLOATS; i++)
        if (c->of->data_type == FLOATS[i]) return true;
    return false;
}

int64_t onnx_count(const Constant *c) {
    int64_t n = 1;
    for (int i = 0; i < c->rank; i++) n *= c->dim[i];
    return n;
}

bool onnx_vector(const Constant *c, int64_t n, Constant *out) {
    int64_t count = onnx_count(c), stride = 0;
    if (!onnx_is_float(c) || (count != n && count != 1)) return false;
    for (int i = 0; i < c->rank; i++) {
        if (c->dim[i] != 1 && c->dim[i] != count) return false;
        if (c->dim[i] == count && count > 1) stride = c->stride[i];
    }
    *out = (Constant){.of = c->of, .name = c->name, .rank = 1, .dim = {n}, .stride = {stride}};
    return true;
}

bool onnx_scalar(Onnx *o, const GraphValue *v, double *out) {
    float value;
    const Attribute *a = v && v->maker ? onnx_attribute(v->maker, "value_float") : NULL;
    if (a && a->has_f && strcmp(v->maker->op_type, "Constant") == 0) {
        *out = (double)a->f;
        return true;
    }
    bool one = v && v->kind == IS_CONSTANT && onnx_is_float(&v->constant) && onnx_count(&v->constant) == 1 &&
               onnx_read(o, &v->constant, 1, &value);
    if (one) *out = (double)value;
    return one;
}

/* The i-th number of a type of whole numbers, as it is stored. False: it is not there. */
static bool whole_at(const Onnx *o, const Numbers *t, int64_t i, int64_t *out) {
    OnnxPlace place;
    bool wide = t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
    size_t size = wide ? 8 : 4;
    if (t->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL) return false;
    if (!t->has_raw_data) {
        if (wide ? (uint64_t)i >= t->n_int64_data : (uint64_t)i >= t->n_int32_data) return false;
        *out = wide ? t->int64_data[i] : t->int32_data[i];
        return true;
    }
    memcpy(&place, t->raw_data.data, sizeof place);
    if ((uint64_t)i >= place.size / size) return false;
    const unsigned char *at = o->d->file->data + place.at + (uint64_t)i * size;
    uint64_t bits = 0;
    for (size_t k = size; k-- > 0;) bits = bits << 8 | at[k];
    *out = wide ? (int64_t)bits : (int32_t)(uint32_t)bits;
    return true;
}

const Wholes *onnx_wholes(Onnx *o, GraphValue *v) {
    if (v && v->kind == IS_WHOLES) return v->wholes;
    if (!v || v->kind != IS_CONSTANT) return NULL;
    const Constant *c = &v->constant;
    bool wide = c->of->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
    if (!wide && c->of->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__INT32) return NULL;
    int64_t n = onnx_count(c);
    if (n > WHOLES_MOST) return NULL;
    Wholes *w = ARENA_NEW(&o->pass, 1, Wholes);
    if (!w) return NULL;
    w->rank = c->rank;
    w->n = (int)n;
    memcpy(w->dim, c->dim, sizeof w->dim);
    for (int i = 0; i < w->n; i++)
        if (!whole_at(o, c->of, i, &w->value[i])) return NULL;
    v->kind = IS_WHOLES;
    v->wholes = w;
    return w;
}
